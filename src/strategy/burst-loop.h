/* SPDX-License-Identifier: MIT */
/*
 * Template, included by burst-impl.h once for each type of counter (COUNTER_T, BURST): the hot loop.
 * Two of them: the plain one, of which nothing but the update can be timed, and the one with a workload.
 */

/* Run length and hand-offs from the old value: the counter is a clock that all workers share, and its difference
 * since my last update is the number of updates that all made meanwhile. 1: nobody else came in between. */
#define BURST_TRACK(old)                                                                           \
	do {                                                                                       \
		if (BURST_TRACKS) {                                                                \
			const COUNTER_T since = (COUNTER_T)((old)-last);                           \
                                                                                                   \
			last = (old);                                                              \
			if (since != 1) {                                                          \
				handoffs++;                                                        \
				longest = longest > run ? longest : run;                           \
				run = 0;                                                           \
				tally->distance[63 - __builtin_clzll(since | 1ULL)]++;             \
			}                                                                          \
			run++;                                                                     \
		}                                                                                  \
	} while (0)

/* A worker's locals, copied before the loop: knobs read through a pointer would be loaded again each round. */
#define BURST_LOCALS                                                                               \
	volatile _Atomic(COUNTER_T) *const c = counter_at(view->counter);                          \
	BURST_SHARED *const sh = view->shared;                                                     \
	BURST_MINE *const me = view->mine;                                                         \
	const uint64_t ops = work->ops;                                                            \
	COUNTER_T last = (COUNTER_T)tally->last;                                                   \
	uint64_t run = tally->run, longest = tally->longest, handoffs = tally->handoffs;           \
                                                                                                   \
	(void)c;                                                                                   \
	(void)sh;                                                                                  \
	(void)me

#define BURST_STORE                                                                                \
	do {                                                                                       \
		tally->last = last;                                                                \
		tally->run = run;                                                                  \
		tally->longest = longest;                                                          \
		tally->handoffs = handoffs;                                                        \
	} while (0)

static __attribute__((noinline)) uint64_t
BURST_PASTE(BURST, mixed)(const struct work *work, const struct view *view, struct tally *tally)
{
	BURST_LOCALS;
	const unsigned reads = work->reads, hold = work->hold, gap = work->gap;
	uint64_t phase = tally->phase, random = tally->random, done = 0, torn = 0;

#pragma GCC unroll 1
	for (uint64_t i = 0; i < ops; i++) {
		COUNTER_T old = 0;

		phase += reads;
		if (phase >= 1000000) {
			phase -= 1000000;
			READ(old, c, sh, me, torn);
			__asm__ volatile("" : : "r"(old));
			done++;
		} else {
			UPDATE(old, c, sh, me, hold);
			__asm__ volatile("" : : "r"(old));
			BURST_TRACK(old);
		}
		if (gap) {
			/* Marsaglia's xorshift64; jitter against lock-step. */
			random ^= random << 13;
			random ^= random >> 7;
			random ^= random << 17;
			cpu_pause_for(gap / 2 + (gap * (random >> 32) >> 32));
		}
	}
	BURST_STORE;
	tally->phase = phase;
	tally->random = random;
	tally->reads += done;
	tally->torn += torn;
	return ops - done;
}

static __attribute__((noinline)) uint64_t BURST(const struct work *work, const struct view *view,
						struct tally *tally)
{
	if (work->reads | work->hold | work->gap)
		return BURST_PASTE(BURST, mixed)(work, view, tally);

	BURST_LOCALS;

#pragma GCC unroll 1
	for (uint64_t i = 0; i < ops; i++) {
		COUNTER_T old = 0;

		UPDATE(old, c, sh, me, 0);
		__asm__ volatile("" : : "r"(old));
		BURST_TRACK(old);
	}
	BURST_STORE;
	return ops;
}

#undef BURST_TRACK
#undef BURST_LOCALS
#undef BURST_STORE
