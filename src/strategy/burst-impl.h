/* SPDX-License-Identifier: MIT */
/*
 * Template, included last by each strategy's file: stamps its bursts, one for each type of counter, and its entry.
 *
 * To be defined before it:
 *   STRATEGY               the name: the file's, and its line's in strategies.def
 *   SUMMARY                one line for `contend list`
 *   KIND                   BASELINE, LOSSY, EXACT or BOUNDED
 * and either
 *   ACQUIRE(sh, me)        a lock: the update is made between the two, and so is a read
 *   RELEASE(sh, me)
 * or
 *   UPDATE(old, c, sh, me, hold)
 *                          a statement that makes one update of *c and leaves in `old` the value it found; where others
 *                          hold a lock it says strategy_hold(hold)
 * What may be defined:
 *   SHARED                 type of the state that all workers share, zeroed; sh points to it
 *   SHARED_SIZE(shape)     its size, where that is no sizeof
 *   MINE                   type of a worker's own state in the arena, zeroed; me points to it. Others reach it by index:
 *                          view_of(view, j)
 *   INIT(sh, shape)        expression, 0 or -errno: makes it ready, before the fork
 *   FINI(sh, shape)        expression: undoes INIT, after the last of the others has gone
 *   READ(value, c, sh, me, torn)
 *                          statement that reads the counter, and adds 1 to `torn` if what it saw never was; default: a
 *                          locked read for a lock, else an acquiring load
 *   NO_OLD                 the update does not learn the old value: no run length
 *   WORKERS                the only number of workers that it can have
 *   LOCAL                  a worker's updates touch nothing of the others'
 *   TOTAL, SERVE           functions for the entry's total and serve
 * In scope of all of them: view, tally, COUNTER_T (the type), counter_at(p) (p as a counter of that type).
 *
 * The pointer to the counter is volatile _Atomic: no access may be merged, dropped or invented (JTC1 SC22 WG14 N1570
 * 5.1.2.3, 7.17; the merging of relaxed atomics that are not volatile is what WG21 N4455 is about).
 */
#include "base/cpu.h"
#include "strategy/strategy.h"

#define BURST_PASTE_(a, b) a##_##b
#define BURST_PASTE(a, b) BURST_PASTE_(a, b)
#define BURST_STRING_(a) #a
#define BURST_STRING(a) BURST_STRING_(a)

#define counter_at(p) ((volatile _Atomic(COUNTER_T) *)(void *)(p))

/* hold is a constant 0 in the plain loop, where this is nothing. */
static inline __attribute__((always_inline, unused)) void strategy_hold(unsigned hold)
{
	if (hold)
		cpu_pause_for(hold);
}

static inline __attribute__((unused)) void *view_of(const struct view *view, unsigned worker)
{
	return (char *)view->mine +
	       ((ptrdiff_t)worker - (ptrdiff_t)view->worker) * (ptrdiff_t)view->stride;
}

#if defined(ACQUIRE) && !defined(UPDATE)
/* Relaxed: the lock orders them. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		ACQUIRE(sh, me);                                                                   \
		(old) = atomic_load_explicit(c, memory_order_relaxed);                             \
		strategy_hold(hold);                                                               \
		atomic_store_explicit(c, (COUNTER_T)((old) + 1), memory_order_relaxed);            \
		RELEASE(sh, me);                                                                   \
	} while (0)
#ifndef READ
#define READ(value, c, sh, me, torn)                                                               \
	do {                                                                                       \
		ACQUIRE(sh, me);                                                                   \
		(value) = atomic_load_explicit(c, memory_order_relaxed);                           \
		RELEASE(sh, me);                                                                   \
	} while (0)
#endif
#endif

#ifndef READ
/* Pairs with nothing here: it is what a reader who then uses what the counter guards would write. */
#define READ(value, c, sh, me, torn) ((value) = atomic_load_explicit(c, memory_order_acquire))
#endif

#ifdef SHARED
#define BURST_SHARED SHARED
#else
#define BURST_SHARED void
#endif
#ifdef MINE
#define BURST_MINE MINE
#else
#define BURST_MINE void
#endif

#ifdef NO_OLD
#define BURST_TRACKS false
#else
#define BURST_TRACKS ((KIND) == EXACT)
#endif

#define COUNTER_T uint32_t
#define BURST BURST_PASTE(STRATEGY, u32)
#include "strategy/burst-loop.h"
#undef COUNTER_T
#undef BURST

#define COUNTER_T uint64_t
#define BURST BURST_PASTE(STRATEGY, u64)
#include "strategy/burst-loop.h"
#undef COUNTER_T
#undef BURST

#if defined(SHARED) && !defined(SHARED_SIZE)
#define SHARED_SIZE(shape) sizeof(SHARED)
#endif
#ifdef SHARED_SIZE
static size_t burst_shared_size(const struct shape *shape)
{
	(void)shape;
	return SHARED_SIZE(shape);
}
#endif
#ifdef INIT
static int burst_init(void *shared, const struct shape *shape)
{
	BURST_SHARED *sh = shared;

	(void)sh;
	(void)shape;
	return INIT(sh, shape);
}
#endif
#ifdef FINI
static void burst_fini(void *shared, const struct shape *shape)
{
	BURST_SHARED *sh = shared;

	(void)sh;
	(void)shape;
	FINI(sh, shape);
}
#endif

#define BURST_ENTRY BURST_PASTE(strategy, STRATEGY)
extern const struct strategy BURST_ENTRY;
const struct strategy BURST_ENTRY = {
	.name = BURST_STRING(STRATEGY),
	.summary = SUMMARY,
	.kind = KIND,
	.tracks = BURST_TRACKS,
#ifdef LOCAL
	.local = true,
#endif
#ifdef WORKERS
	.workers = WORKERS,
#endif
#ifdef SHARED_SIZE
	.shared_size = burst_shared_size,
#endif
#ifdef MINE
	.mine_size = sizeof(MINE),
#endif
#ifdef INIT
	.init = burst_init,
#endif
#ifdef FINI
	.fini = burst_fini,
#endif
#ifdef TOTAL
	.total = TOTAL,
#endif
#ifdef SERVE
	.serve = SERVE,
#endif
	.burst = {
		[COUNTER_U32] = BURST_PASTE(STRATEGY, u32),
		[COUNTER_U64] = BURST_PASTE(STRATEGY, u64),
	},
};
