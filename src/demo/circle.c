/* SPDX-License-Identifier: MIT */
/* The circle closed on purpose, found by the watchdog, and opened by an order of the locks. */
#include "demo/circle.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/cpu.h"
#include "base/fail.h"
#include "demo/gate.h"
#include "demo/runs.h"
#include "demo/stage.h"
#include "demo/update.h"
#include "run/worker.h"

#define NOTHING UINT_MAX

/* Written by its worker alone. */
struct seat {
	_Atomic unsigned holds, wants; /* places of locks, or NOTHING */
	unsigned claimed;
};

struct ring {
	_Alignas(CPU_BLOCK) _Atomic uint32_t first_held; /* workers that have their first lock */
	struct counter posts[];				 /* each with its lock */
};

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	struct ring *ring;
	struct block files[CIRCLE_MAX]; /* for flock: a file a lock */
	bool ordered;			/* the lower letter first, the cure */
};

static char letter(unsigned post)
{
	return (char)('A' + post);
}

/* Release, so that who sees that a worker wants a lock sees what it holds; pairs with the acquire of note_of(). */
static void note(_Atomic unsigned *place, unsigned post)
{
	atomic_store_explicit(place, post, memory_order_release);
}

static unsigned note_of(_Atomic unsigned *place)
{
	return atomic_load_explicit(place, memory_order_acquire);
}

/* Waits until every worker has its first lock: then no second one can be had. */
static void close_circle(struct scene *scene)
{
	_Atomic uint32_t *const word = &scene->ring->first_held;
	uint32_t seen = atomic_fetch_add_explicit(word, 1, memory_order_acq_rel) + 1;

	worker_futex_wake_all(word);
	while (seen < scene->plan->workers) {
		worker_futex_wait(word, seen);
		/* Acquire: as the increment. */
		seen = atomic_load_explicit(word, memory_order_acquire);
	}
}

static void must(int error, unsigned index)
{
	if (!error)
		return;
	errno = error < 0 ? -error : EOWNERDEAD;
	fail("worker %u", index);
	_exit(EXIT_FAILED);
}

static void take_both(struct scene *scene, struct gate *gates, const unsigned *posts,
		      unsigned index)
{
	struct seat *const seat = stage_slot(&scene->stage, index);

	must(gate_enter(&gates[0]), index);
	note(&seat->holds, posts[0]);
	if (!scene->ordered)
		close_circle(scene);
	note(&seat->wants, posts[1]);
	must(gate_enter(&gates[1]), index);
	note(&seat->wants, NOTHING);
	for (unsigned i = 0; i < 2; i++) {
		_Atomic uint64_t *const value = &scene->ring->posts[posts[i]].value;
		const uint64_t seen = atomic_load_explicit(value, memory_order_relaxed);

		/* Relaxed: under both locks. */
		atomic_store_explicit(value, seen + 1, memory_order_relaxed);
	}
	seat->claimed++;
	must(gate_leave(&gates[1]), index);
	note(&seat->holds, NOTHING);
	must(gate_leave(&gates[0]), index);
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;
	struct seat *const seat = stage_slot(&scene->stage, index);
	const unsigned next = (index + 1) % scene->plan->workers;
	const bool turn = scene->ordered && next < index;
	const unsigned posts[2] = { turn ? next : index, turn ? index : next };
	struct gate gates[2];
	struct random random;

	for (unsigned i = 0; i < 2; i++)
		must(gate_open(&gates[i], scene->plan->lock, &scene->ring->posts[posts[i]].lock,
			       scene->files[posts[i]].fd),
		     index);
	random_seed(&random, scene->plan->seed + index);
	note(&seat->holds, NOTHING);
	note(&seat->wants, NOTHING);
	stage_await(&scene->stage, index);
	for (unsigned i = 0; i < scene->plan->increments; i++) {
		update_delay(scene->plan, &random);
		take_both(scene, gates, posts, index);
		stage_step(&scene->stage, index);
	}
}

static int open_files(struct scene *scene)
{
	int error = 0;

	for (unsigned i = 0; !error && i < scene->plan->workers; i++) {
		error = block_open(&scene->files[i], 1);
		if (!error)
			error = block_unname(&scene->files[i]);
	}
	return error;
}

static int prepare(struct scene *scene, const struct demo_plan *plan)
{
	const size_t size = sizeof(*scene->ring) + plan->workers * sizeof(scene->ring->posts[0]);
	int error;

	for (unsigned i = 0; i < CIRCLE_MAX; i++)
		scene->files[i].fd = -1;
	scene->plan = plan;
	error = stage_open(&scene->stage, plan, plan->workers, size, sizeof(struct seat));
	if (error)
		return error;
	scene->ring = scene->stage.shared;
	if (!error && gate_is_flock(plan->lock))
		error = open_files(scene);
	for (unsigned i = 0; !error && i < plan->workers; i++)
		error = gate_init(&scene->ring->posts[i].lock, plan->lock, scene->files[i].fd);
	return error;
}

static void clear(struct scene *scene)
{
	stage_close(&scene->stage);
	for (unsigned i = 0; i < CIRCLE_MAX; i++)
		block_close(&scene->files[i]);
}

/* Whether each holds what the one before it wants: the circle, worker by worker. */
static bool name_circle(FILE *out, const struct scene *scene)
{
	const unsigned n = scene->plan->workers;
	bool closed = true;

	for (unsigned i = 0; i < n; i++) {
		struct seat *const seat = stage_slot(&scene->stage, i);
		struct seat *const next = stage_slot(&scene->stage, (i + 1) % n);
		const unsigned wants = note_of(&seat->wants), holds = note_of(&seat->holds);

		closed &= holds != NOTHING && wants != NOTHING && wants == note_of(&next->holds);
		if (closed)
			fprintf(out, "%sworker %u holds %c and waits for %c", i ? ", " : "", i,
				letter(holds), letter(wants));
	}
	return closed;
}

static int closed(const struct demo_plan *plan, FILE *out)
{
	struct scene scene = { .ordered = false };
	int code, error = prepare(&scene, plan);

	if (error) {
		clear(&scene);
		return runs_code(error);
	}
	const enum stage_end end = stage_run(&scene.stage, live, &scene);

	if (end != STAGE_STUCK) {
		code = end == STAGE_DONE ? EXIT_UNCLEAR : runs_code(stage_error(end));
	} else {
		code = name_circle(out, &scene) ? EXIT_OK : EXIT_FAILED;
		fprintf(out,
			"; %u workers waited 2 s and were stopped: a circle, which no single lock "
			"can see\n",
			scene.stage.team.living);
	}
	clear(&scene);
	return code;
}

static int ordered(const struct demo_plan *plan, FILE *out)
{
	struct scene scene = { .ordered = true };
	uint64_t final = 0, expected = 0;
	int error = prepare(&scene, plan);

	if (!error)
		error = stage_error(stage_run(&scene.stage, live, &scene));
	for (unsigned i = 0; !error && i < plan->workers; i++) {
		/* Each update adds to two. */
		expected += 2 * ((struct seat *)stage_slot(&scene.stage, i))->claimed;
		final += atomic_load_explicit(&scene.ring->posts[i].value, memory_order_relaxed);
	}
	clear(&scene);
	if (error)
		return runs_code(error);
	runs_line(out, final, expected, "the same, each taking the lower letter first");
	return final == expected && final == 2ULL * plan->workers * plan->increments ? EXIT_OK
										     : EXIT_FAILED;
}

int circle_run(const struct demo_plan *plan, FILE *out)
{
	int code;

	if (plan->workers > CIRCLE_MAX) {
		misuse("demo deadlock: --workers: %u is out of range: 2 to %d, a letter a lock",
		       plan->workers, CIRCLE_MAX);
		return EXIT_MISUSE;
	}
	code = closed(plan, out);
	return code == EXIT_OK ? ordered(plan, out) : code;
}
