/* SPDX-License-Identifier: MIT */
/* atomic_add: C11 atomic_fetch_add whose old value nobody uses: `lock add` on x86, `stadd` on AArch64 with LSE, which
 * may be done far away, in the cache that holds the line. So no run length can be told. */
#define STRATEGY atomic_add
#define SUMMARY "C11 atomic fetch_add, old value dropped (lock add)"
#define KIND EXACT
#define NO_OLD
/* Relaxed: the sum is all that is asked for. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		strategy_hold(hold);                                                               \
		atomic_fetch_add_explicit(c, 1, memory_order_relaxed);                             \
	} while (0)
#include "strategy/burst-impl.h"
