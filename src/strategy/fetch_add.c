/* SPDX-License-Identifier: MIT */
/* fetch_add: C11 atomic_fetch_add, and its old value is used. `lock xadd` on x86, `ldadd` on AArch64 with LSE.
 * Fair to no one: who has the line goes on. A hand-over is one transfer of a line. */
#define STRATEGY fetch_add
#define SUMMARY "C11 atomic fetch_add, old value used (lock xadd)"
#define KIND EXACT
/* Relaxed: the sum is all that is asked for. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		strategy_hold(hold);                                                               \
		(old) = atomic_fetch_add_explicit(c, 1, memory_order_relaxed);                     \
	} while (0)
#include "strategy/burst-impl.h"
