/* SPDX-License-Identifier: MIT */
/* Start, watch and end of the workers of a demo. */
#include "demo/stage.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/cpu.h"
#include "base/fail.h"
#include "run/worker.h"

#define LOOK_NS UINT64_C(1000000)   /* while they gather */
#define WATCH_NS UINT64_C(20000000) /* while they play */

struct stage_head {
	_Alignas(CPU_BLOCK) _Atomic uint32_t go;      /* by the parent */
	_Alignas(CPU_BLOCK) _Atomic uint32_t arrived; /* by the workers */
};

/* Written by its worker alone. */
struct stage_mark {
	_Alignas(CPU_BLOCK) _Atomic uint64_t steps;
	uint64_t began, ended; /* ns; 0: not yet */
};

static size_t rounded(size_t size)
{
	return (size + CPU_BLOCK - 1) / CPU_BLOCK * CPU_BLOCK;
}

int stage_open(struct stage *stage, const struct demo_plan *plan, unsigned workers, size_t shared,
	       size_t slot)
{
	const size_t marks = sizeof(struct stage_head);
	const size_t at_shared = marks + workers * sizeof(struct stage_mark);
	const size_t at_slots = at_shared + rounded(shared);
	const size_t size = at_slots + workers * rounded(slot);
	int error;

	memset(stage, 0, sizeof(*stage));
	error = block_open(&stage->block, size);
	if (!error)
		error = block_reserve(&stage->block, 0, size);
	if (!error)
		error = block_unname(&stage->block);
	if (error) {
		block_close(&stage->block);
		return error;
	}
	stage->plan = plan;
	stage->workers = workers;
	stage->mortal = UINT_MAX;
	stage->head = stage->block.base;
	stage->marks = (struct stage_mark *)(void *)((char *)stage->block.base + marks);
	stage->shared = (char *)stage->block.base + at_shared;
	stage->slots = (char *)stage->block.base + at_slots;
	stage->slot_size = rounded(slot);
	return 0;
}

void *stage_slot(const struct stage *stage, unsigned index)
{
	return stage->slots + index * stage->slot_size;
}

static void live(void *context, unsigned index)
{
	struct stage *const stage = context;

	stage->life(stage->context, index);
	stage->marks[index].ended = clock_monotonic_ns();
}

int stage_fork(struct stage *stage, team_life *life, void *context)
{
	stage->life = life;
	stage->context = context;
	return team_open(&stage->team, stage->workers, live, stage);
}

static uint64_t steps_of(const struct stage *stage)
{
	uint64_t steps = 0;

	/* Relaxed: only whether it changes is asked. */
	for (unsigned i = 0; i < stage->workers; i++)
		steps += atomic_load_explicit(&stage->marks[i].steps, memory_order_relaxed);
	return steps;
}

static bool interrupted(const struct stage *stage)
{
	return stage->plan->interrupted && *stage->plan->interrupted;
}

/* One look: STAGE_DONE while all is well. */
static enum stage_end watch(struct stage *stage, uint64_t look, bool *empty)
{
	unsigned index = 0;
	const enum team_event event = team_wait(&stage->team, clock_monotonic_ns() + look, &index);

	*empty = event == TEAM_EMPTY;
	if (interrupted(stage))
		return STAGE_INTERRUPTED;
	if (event == TEAM_ENDED && index != stage->mortal && !team_left_well(&stage->team, index))
		return STAGE_DIED;
	return STAGE_DONE;
}

/* Acquire pairs with the arrivals' release. */
static bool all_arrived(const struct stage *stage)
{
	return atomic_load_explicit(&stage->head->arrived, memory_order_acquire) >= stage->workers;
}

enum stage_end stage_gather(struct stage *stage)
{
	const uint64_t until = clock_monotonic_ns() + 5 * DEMO_WATCHDOG_NS;
	enum stage_end end = STAGE_DONE;
	bool empty = false;

	while (end == STAGE_DONE && !empty && !all_arrived(stage)) {
		end = watch(stage, LOOK_NS, &empty);
		if (clock_monotonic_ns() > until)
			return STAGE_STUCK;
	}
	return empty ? STAGE_DIED : end;
}

void stage_go(struct stage *stage)
{
	/* Release pairs with the acquire of stage_await(). */
	atomic_store_explicit(&stage->head->go, 1, memory_order_release);
	worker_futex_wake_all(&stage->head->go);
}

enum stage_end stage_play(struct stage *stage)
{
	uint64_t steps = 0, since = clock_monotonic_ns();
	enum stage_end end = STAGE_DONE;
	bool empty = false;

	stage_go(stage);
	while (end == STAGE_DONE) {
		end = watch(stage, WATCH_NS, &empty);
		if (empty)
			break;
		const uint64_t now = clock_monotonic_ns(), seen = steps_of(stage);

		if (seen != steps)
			since = now;
		else if (end == STAGE_DONE && now - since >= DEMO_WATCHDOG_NS)
			end = STAGE_STUCK;
		steps = seen;
	}
	return end;
}

enum stage_end stage_run(struct stage *stage, team_life *life, void *context)
{
	enum stage_end end;

	if (stage_fork(stage, life, context))
		return STAGE_DIED;
	end = stage_gather(stage);
	return end == STAGE_DONE ? stage_play(stage) : end;
}

int stage_error(enum stage_end end)
{
	switch (end) {
	case STAGE_DONE:
		return 0;
	case STAGE_INTERRUPTED:
		return -EINTR;
	case STAGE_STUCK:
		misuse("no worker made a step for %u s: they were stopped",
		       (unsigned)(DEMO_WATCHDOG_NS / 1000000000));
		return -ETIMEDOUT;
	default:
		misuse("a worker has died, the demo is broken off");
		return -ECHILD;
	}
}

uint64_t stage_took(const struct stage *stage)
{
	uint64_t first = UINT64_MAX, last = 0;

	for (unsigned i = 0; i < stage->workers; i++) {
		const struct stage_mark *const mark = &stage->marks[i];

		if (mark->began && mark->began < first)
			first = mark->began;
		if (mark->ended > last)
			last = mark->ended;
	}
	return last > first ? last - first : 0;
}

void stage_close(struct stage *stage)
{
	team_close(&stage->team);
	block_close(&stage->block);
	memset(stage, 0, sizeof(*stage));
}

void stage_await(struct stage *stage, unsigned index)
{
	/* Release pairs with the acquire of stage_gather(). */
	atomic_fetch_add_explicit(&stage->head->arrived, 1, memory_order_release);
	/* Acquire pairs with the release of stage_play(). */
	while (!atomic_load_explicit(&stage->head->go, memory_order_acquire))
		worker_futex_wait(&stage->head->go, 0);
	stage->marks[index].began = clock_monotonic_ns();
}

void stage_step(struct stage *stage, unsigned index)
{
	/* Relaxed: it says that time has not stopped, and hands nothing over. */
	atomic_fetch_add_explicit(&stage->marks[index].steps, 1, memory_order_relaxed);
}
