/* SPDX-License-Identifier: MIT */
/* private_atomic: an atomic add on a line of the worker's own. What the atomic instruction costs without contention,
 * whatever the number of workers. */
#define STRATEGY private_atomic
#define SUMMARY "atomic fetch_add on a counter of one's own"
#define KIND BASELINE
#define LOCAL
#define NO_OLD
#define MINE uint64_t
/* Relaxed: nobody else looks. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		strategy_hold(hold);                                                               \
		(old) = atomic_fetch_add_explicit(counter_at(me), 1, memory_order_relaxed);        \
	} while (0)
#define READ(value, c, sh, me, torn)                                                               \
	((value) = atomic_load_explicit(counter_at(me), memory_order_relaxed))
#include "strategy/burst-impl.h"
