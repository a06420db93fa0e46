/* SPDX-License-Identifier: MIT */
/* Deadlock: a holder killed inside its lock, or locks taken in a circle; the watchdog ends both. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "demo/circle.h"
#include "demo/entries.h"
#include "demo/gate.h"
#include "demo/runs.h"
#include "demo/stage.h"
#include "demo/update.h"
#include "run/worker.h"

#define LAST 5 /* the increment at which the holder is killed */

/* Written by its worker alone. */
struct seat {
	unsigned claimed, recovered;
};

struct board {
	struct counter counter;
	_Alignas(CPU_BLOCK) _Atomic uint32_t doomed; /* 1: the victim is inside; by the victim */
};

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	struct board *board;
	struct counter *counter; /* the board's */
	unsigned victim, fatal;	 /* the worker, and its increment, from 1 */
	uint64_t seed;
};

/* The victim dies between load and store, holding the lock. */
static int increment(struct scene *scene, struct gate *gate, bool fatal)
{
	const int entered = gate_enter(gate);
	int left;

	if (entered < 0)
		return entered;
	const uint64_t seen = atomic_load_explicit(&scene->counter->value, memory_order_relaxed);

	if (fatal) {
		/* Release pairs with the acquire of await_doom(). */
		atomic_store_explicit(&scene->board->doomed, 1, memory_order_release);
		worker_futex_wake_all(&scene->board->doomed);
		raise(SIGKILL);
	}
	/* Relaxed: under the lock. */
	atomic_store_explicit(&scene->counter->value, seen + 1, memory_order_relaxed);
	left = gate_leave(gate);
	return left ? left : entered;
}

/* Before its last increment: else it might be done, and gone, before the victim is killed. */
static void await_doom(struct scene *scene)
{
	_Atomic uint32_t *const doomed = &scene->board->doomed;

	/* Acquire pairs with the victim's release. */
	while (!atomic_load_explicit(doomed, memory_order_acquire))
		worker_futex_wait(doomed, 0);
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;
	struct seat *const seat = stage_slot(&scene->stage, index);
	struct random random;
	struct gate gate;

	random_seed(&random, scene->seed + index);
	if (gate_open(&gate, scene->plan->lock, &scene->counter->lock, scene->stage.block.fd))
		_exit(EXIT_FAILED);
	stage_await(&scene->stage, index);
	for (unsigned i = 1; i <= scene->plan->increments; i++) {
		update_delay(scene->plan, &random);
		if (i == scene->plan->increments && index != scene->victim)
			await_doom(scene);
		const int error =
			increment(scene, &gate, index == scene->victim && i == scene->fatal);

		if (error < 0) {
			errno = -error;
			fail("worker %u", index);
			_exit(EXIT_FAILED);
		}
		seat->recovered += error == LOCK_RECOVERED;
		seat->claimed++;
		stage_step(&scene->stage, index);
	}
	gate_close(&gate);
}

static const char *ordinal(unsigned n)
{
	static const char *const words[] = { "0th", "1st", "2nd", "3rd", "4th", "5th" };

	return words[n];
}

static const char *why_stuck(const char *lock)
{
	if (!strcmp(lock, "semaphore"))
		return "a semaphore has no owner";
	return "a mutex that is not robust tells nobody of its owner's death";
}

static uint64_t claimed_in_all(const struct scene *scene)
{
	uint64_t claimed = 0;

	for (unsigned i = 0; i < scene->plan->workers; i++)
		claimed += ((const struct seat *)stage_slot(&scene->stage, i))->claimed;
	return claimed;
}

/* All went on: who was told, and what they came to. */
static int recovered(FILE *out, const struct scene *scene)
{
	const uint64_t final = atomic_load_explicit(&scene->counter->value, memory_order_relaxed);
	const uint64_t claimed = claimed_in_all(scene);
	const bool robust = !strcmp(scene->plan->lock, "mutex_robust");
	unsigned heir = UINT_MAX;

	for (unsigned i = 0; i < scene->plan->workers; i++)
		if (((const struct seat *)stage_slot(&scene->stage, i))->recovered)
			heir = i;
	fprintf(out, "worker %u killed inside the lock at its %s increment; ", scene->victim,
		ordinal(scene->fatal));
	if (robust && heir != UINT_MAX)
		fprintf(out, "worker %u got EOWNERDEAD and went on: ", heir);
	else if (robust)
		fputs("nobody was told: ", out);
	else
		fputs("the kernel released it: ", out);
	fprintf(out, "%llu of %llu\n", (unsigned long long) final, (unsigned long long)claimed);
	if (robust && heir == UINT_MAX)
		return EXIT_UNCLEAR;
	return final == claimed ? EXIT_OK : EXIT_FAILED;
}

static int verdict(FILE *out, const struct scene *scene, enum stage_end end)
{
	const char *const lock = scene->plan->lock;
	const bool heals = !strcmp(lock, "mutex_robust") || gate_is_flock(lock);
	const unsigned waiting = scene->stage.team.living;

	if (end == STAGE_DONE && heals)
		return recovered(out, scene);
	if (end == STAGE_DONE) {
		fprintf(out, "worker %u killed inside the lock, and nobody was left to wait\n",
			scene->victim);
		return EXIT_UNCLEAR;
	}
	if (end != STAGE_STUCK || heals)
		return runs_code(stage_error(end));
	fprintf(out,
		"worker %u killed inside the lock; %u worker%s waited 2 s and %s stopped: %s\n",
		scene->victim, waiting, waiting == 1 ? "" : "s", waiting == 1 ? "was" : "were",
		why_stuck(lock));
	return EXIT_OK;
}

static int kill_holder(const struct demo_plan *plan, FILE *out)
{
	struct scene scene = { .plan = plan,
			       .victim = plan->workers > 3 ? 3 : plan->workers - 1,
			       .fatal = plan->increments < LAST ? plan->increments : LAST,
			       .seed = plan->seed };
	int code, error = stage_open(&scene.stage, plan, plan->workers, sizeof(*scene.board),
				     sizeof(struct seat));

	if (error)
		return runs_code(error);
	scene.board = scene.stage.shared;
	scene.counter = &scene.board->counter;
	scene.stage.mortal = scene.victim;
	error = gate_init(&scene.counter->lock, plan->lock, scene.stage.block.fd);
	code = error ? runs_code(error)
		     : verdict(out, &scene, stage_run(&scene.stage, live, &scene));
	stage_close(&scene.stage);
	return code;
}

int deadlock_run(const struct demo_plan *plan, FILE *out)
{
	struct demo_plan own = *plan;

	if (!own.workers)
		own.workers = own.kill_holder ? 10 : 2;
	return own.kill_holder ? kill_holder(&own, out) : circle_run(&own, out);
}
