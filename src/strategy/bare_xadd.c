/* SPDX-License-Identifier: MIT */
/* bare_xadd: a hidden yardstick. The least loop around an atomic add that an assembly programmer would write: what
 * fetch_add may be measured against, to see what the template costs. */
#include <stdatomic.h>

#include "strategy/strategy.h"

static uint64_t bare_xadd_u64(const struct work *work, const struct view *view, struct tally *tally)
{
	uint64_t n = work->ops;

	(void)tally;
#if defined(__x86_64__)
	uint64_t one;

	if (n)
		__asm__ volatile(".balign 32\n"
				 "1:\n\t"
				 "mov $1, %k[one]\n\t"
				 "lock xadd %[one], (%[c])\n\t"
				 "dec %[n]\n\t"
				 "jnz 1b"
				 : [n] "+r"(n), [one] "=&r"(one)
				 : [c] "r"(view->counter)
				 : "memory", "cc");
#else
	for (; n; n--) {
		/* Relaxed: as fetch_add. */
		uint64_t old = atomic_fetch_add_explicit((_Atomic uint64_t *)view->counter, 1,
							 memory_order_relaxed);

		__asm__ volatile("" : : "r"(old));
	}
#endif
	return work->ops;
}

extern const struct strategy strategy_bare_xadd;
const struct strategy strategy_bare_xadd = {
	.name = "bare_xadd",
	.summary = "yardstick: a bare loop of atomic adds",
	.kind = EXACT,
	.burst = { [COUNTER_U64] = bare_xadd_u64 },
};
