/* SPDX-License-Identifier: MIT */
/* cas: load, then compare-and-swap until nobody came in between. Lock-free, not wait-free: some worker always gets on,
 * one may starve. A failed attempt has cost a transfer of the line. What every type without an atomic add must do. */
#define STRATEGY cas
#define SUMMARY "compare-and-swap, repeated until it holds"
#define KIND EXACT
/* Relaxed: the sum is all that is asked for. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		(old) = atomic_load_explicit(c, memory_order_relaxed);                             \
		for (;;) {                                                                         \
			strategy_hold(hold);                                                       \
			if (atomic_compare_exchange_weak_explicit(                                 \
				    c, &(old), (COUNTER_T)((old) + 1), memory_order_relaxed,       \
				    memory_order_relaxed))                                         \
				break;                                                             \
			tally->retries++;                                                          \
		}                                                                                  \
	} while (0)
#include "strategy/burst-impl.h"
