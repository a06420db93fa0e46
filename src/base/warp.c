/* SPDX-License-Identifier: MIT */
/* Two pinned threads that compare a clock between their CPUs. */
#include "base/warp.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cpu.h"

#define ROUND_TRIPS 2000
#define OFFSET_MIN_NS 5000000 /* at least this long for the round trips, if they need it */

/* A message: `stamp` is the sender's clock, published by `turn`. One writer a block. */
struct letter {
	alignas(CPU_BLOCK) _Atomic uint32_t turn;
	uint64_t stamp;
};

struct match {
	alignas(CPU_BLOCK) _Atomic uint32_t locked; /* guards the four below */
	uint64_t last;
	int last_side;
	struct warp seen;
	alignas(CPU_BLOCK) _Atomic uint32_t arrived;
	_Atomic bool stop, warp_done;
	struct letter from[2]; /* written by side 0 and by side 1 */
	int64_t least[2]; /* [side]: least difference of a letter received there, after the join */
	warp_clock *now;
	uint64_t ns;
};

struct side {
	struct match *match;
	int number;
};

static void lock(struct match *match)
{
	/* Acquire pairs with the release in unlock(): what the last holder read is seen. */
	while (atomic_exchange_explicit(&match->locked, 1, memory_order_acquire))
		/* Relaxed: only a hint when to try again. */
		while (atomic_load_explicit(&match->locked, memory_order_relaxed))
			cpu_relax();
}

static void unlock(struct match *match)
{
	atomic_store_explicit(&match->locked, 0, memory_order_release);
}

static void compare(struct match *match, int side)
{
	struct warp *seen = &match->seen;
	uint64_t before, now;

	lock(match);
	before = match->last;
	now = match->now(side);
	match->last = now;
	if (now < before) {
		seen->backwards++;
		if (before - now > seen->worst)
			seen->worst = before - now;
	}
	if (match->last_side != side)
		seen->handovers++;
	match->last_side = side;
	unlock(match);
}

/* All flags are relaxed: they carry no data, and the join orders the results. */
static bool stopped(struct match *match)
{
	return atomic_load_explicit(&match->stop, memory_order_relaxed);
}

static void look_for_warps(struct match *match, int side)
{
	uint64_t start = clock_monotonic_ns(), taken, handovers;

	while (!atomic_load_explicit(&match->warp_done, memory_order_relaxed)) {
		for (int i = 0; i < 64; i++) {
			compare(match, side);
			cpu_relax();
			cpu_relax();
		}
		taken = clock_monotonic_ns() - start;
		lock(match);
		handovers = match->seen.handovers;
		unlock(match);
		if ((taken >= match->ns && handovers >= WARP_HANDOVERS) || taken >= 10 * match->ns)
			atomic_store_explicit(&match->warp_done, true, memory_order_relaxed);
	}
}

static void post(struct match *match, int side, uint32_t turn)
{
	struct letter *letter = &match->from[side];

	letter->stamp = match->now(side);
	/* Release pairs with the acquire in receive(). */
	atomic_store_explicit(&letter->turn, turn, memory_order_release);
}

/* False: time is up, or the other side has left. */
static bool receive(struct match *match, int side, uint32_t turn, uint64_t deadline)
{
	struct letter *letter = &match->from[!side];
	int64_t difference;

	for (unsigned spins = 1; atomic_load_explicit(&letter->turn, memory_order_acquire) != turn;
	     spins++)
		if (spins % 1024 == 0 && (stopped(match) || clock_monotonic_ns() > deadline)) {
			atomic_store_explicit(&match->stop, true, memory_order_relaxed);
			return false;
		}
	difference = (int64_t)(match->now(side) - letter->stamp);
	if (difference < match->least[side])
		match->least[side] = difference;
	return true;
}

static void exchange_letters(struct match *match, int side)
{
	uint64_t wait = match->ns > OFFSET_MIN_NS ? match->ns : OFFSET_MIN_NS;
	uint64_t deadline = clock_monotonic_ns() + wait;

	for (uint32_t turn = 1; turn <= ROUND_TRIPS; turn++) {
		if (side == 0)
			post(match, 0, turn);
		if (!receive(match, side, turn, deadline))
			return;
		if (side == 1)
			post(match, 1, turn);
	}
}

static void *play(void *argument)
{
	const struct side *side = argument;
	struct match *match = side->match;

	/* Relaxed: a rendezvous, nothing is handed over by it. */
	atomic_fetch_add_explicit(&match->arrived, 1, memory_order_relaxed);
	while (atomic_load_explicit(&match->arrived, memory_order_relaxed) < 2) {
		if (stopped(match))
			return NULL;
		sched_yield();
	}
	look_for_warps(match, side->number);
	exchange_letters(match, side->number);
	return NULL;
}

/* A set of its own size, since a CPU's number may lie beyond cpu_set_t's 1024. */
static int start(pthread_t *thread, unsigned cpu, struct side *side)
{
	size_t size = CPU_ALLOC_SIZE((size_t)cpu + 1);
	cpu_set_t *set = CPU_ALLOC((size_t)cpu + 1);
	pthread_attr_t attr;
	int rc;

	if (!set)
		return -ENOMEM;
	CPU_ZERO_S(size, set);
	CPU_SET_S(cpu, size, set);
	pthread_attr_init(&attr);
	rc = pthread_attr_setaffinity_np(&attr, size, set);
	if (!rc)
		rc = pthread_create(thread, &attr, play, side);
	pthread_attr_destroy(&attr);
	CPU_FREE(set);
	return -rc;
}

int warp_test(const unsigned cpu[2], warp_clock *now, uint64_t ns, struct warp *warp)
{
	struct match *match = aligned_alloc(CPU_BLOCK, sizeof(*match));
	struct side side[2] = { { match, 0 }, { match, 1 } };
	pthread_t thread[2];
	int rc;

	if (!match)
		return -ENOMEM;
	memset(match, 0, sizeof(*match));
	match->last_side = -1;
	match->least[0] = match->least[1] = INT64_MAX;
	match->now = now;
	match->ns = ns;
	rc = start(&thread[0], cpu[0], &side[0]);
	if (rc)
		goto out;
	rc = start(&thread[1], cpu[1], &side[1]);
	if (rc)
		atomic_store_explicit(&match->stop, true, memory_order_relaxed);
	else
		pthread_join(thread[1], NULL);
	pthread_join(thread[0], NULL);
	*warp = match->seen;
	warp->offset = warp->offset_err = NAN;
	if (match->least[0] != INT64_MAX && match->least[1] != INT64_MAX) {
		/* A letter received on side 1 took its transit plus the offset, on side 0 minus it. */
		warp->offset = ((double)match->least[1] - (double)match->least[0]) / 2;
		warp->offset_err = ((double)match->least[1] + (double)match->least[0]) / 2;
	}
out:
	free(match);
	return rc;
}
