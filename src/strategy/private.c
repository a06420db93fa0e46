/* SPDX-License-Identifier: MIT */
/* private: load, add, store on a line of the worker's own. What counting costs when nothing is shared. */
#define STRATEGY private
#define SUMMARY "load, add, store on a counter of one's own"
#define KIND BASELINE
#define LOCAL
#define NO_OLD
#define MINE uint64_t
/* Relaxed: nobody else looks. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		(old) = atomic_load_explicit(counter_at(me), memory_order_relaxed);                \
		strategy_hold(hold);                                                               \
		atomic_store_explicit(counter_at(me), (COUNTER_T)((old) + 1),                      \
				      memory_order_relaxed);                                       \
	} while (0)
#define READ(value, c, sh, me, torn)                                                               \
	((value) = atomic_load_explicit(counter_at(me), memory_order_relaxed))
#include "strategy/burst-impl.h"
