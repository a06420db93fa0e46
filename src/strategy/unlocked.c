/* SPDX-License-Identifier: MIT */
/* unlocked: load, add, store of the shared counter with nothing to hold the three together. Two workers that load the
 * same value both store its successor, and one update is lost; one that is preempted between load and store takes back
 * all that was counted meanwhile. Atomic accesses, so that it is no data race and the loss is the algorithm's alone. */
#define STRATEGY unlocked
#define SUMMARY "load, add, store: loses updates"
#define KIND LOSSY
/* Relaxed: the race is the experiment. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		(old) = atomic_load_explicit(c, memory_order_relaxed);                             \
		strategy_hold(hold);                                                               \
		atomic_store_explicit(c, (COUNTER_T)((old) + 1), memory_order_relaxed);            \
	} while (0)
#include "strategy/burst-impl.h"
