/* SPDX-License-Identifier: MIT */
/* A compare-and-swap that is tried once, and believed. Must be caught losing updates. */
#define STRATEGY cas_once
#define SUMMARY "mutant"
#define KIND EXACT
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		(old) = atomic_load_explicit(c, memory_order_relaxed);                             \
		strategy_hold(hold);                                                               \
		atomic_compare_exchange_strong_explicit(c, &(old), (COUNTER_T)((old) + 1),         \
							memory_order_relaxed,                      \
							memory_order_relaxed);                     \
	} while (0)
#include "strategy/burst-impl.h"
