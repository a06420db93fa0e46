/* SPDX-License-Identifier: MIT */
/* pingpong: two workers in strict turns, each by a compare-and-swap that only holds after the other's. An update is one
 * hand-over of the line, one way; the one that waits asks by compare-and-swap too, as core-to-core benchmarks do
 * (github.com/nviennot/core-to-core-latency), since a load before it would make it two transactions. */
#define STRATEGY pingpong
#define SUMMARY "two workers in turns by compare-and-swap: the time of a hand-over"
#define KIND EXACT
#define WORKERS 2
/* Asked so often in vain, the other is gone or has lost its PU: then the turn is taken without it. */
#define PATIENCE 4096
/* Worker 0 makes the even counts odd, worker 1 the odd ones even. Relaxed: the sum is all that is asked for. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		unsigned tries = 0;                                                                \
                                                                                                   \
		(old) = (COUNTER_T)(last + 2);                                                     \
		strategy_hold(hold);                                                               \
		while (!atomic_compare_exchange_strong_explicit(c, &(old), (COUNTER_T)((old) + 1), \
								memory_order_relaxed,              \
								memory_order_relaxed)) {           \
			if ((((unsigned)(old) ^ view->worker) & 1) && tries++ < PATIENCE)          \
				(old)++;                                                           \
			tally->retries++;                                                          \
		}                                                                                  \
	} while (0)
#include "strategy/burst-impl.h"
