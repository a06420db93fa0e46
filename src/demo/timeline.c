/* SPDX-License-Identifier: MIT */
/* The timeline: a run whose every load and store is written down by the worker that made it. */
#include "demo/timeline.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "demo/entries.h"
#include "demo/gate.h"
#include "demo/runs.h"
#include "demo/stage.h"
#include "demo/update.h"

#define UPDATES_MAX 4000000U /* 32 bytes each */
#define PICTURE_MAX 500U     /* updates; more would be a blot */
#define ROWS_MAX 60U

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	struct counter *counter; /* its value is the word */
	bool each;		 /* locked_getset */
	uint64_t seed;
};

/* How many runs were sound, beside what a run is asked for. */
struct asked {
	size_t *sound;
	FILE *out; /* where it is shown; NULL: nowhere */
};

static int update(struct scene *scene, struct gate *gate, struct trace_entry *entry, uint64_t mine)
{
	_Atomic uint64_t *const word = &scene->counter->value;
	int error = gate_enter(gate);

	if (error)
		return error;
	/* Relaxed, and the store, too: the word is all there is. A load's time is read after it and a store's before, so
	 * that no load is placed before the store that it read. */
	entry->seen = atomic_load_explicit(word, memory_order_relaxed);
	entry->loaded = clock_monotonic_ns();
	if (scene->each) {
		error = gate_leave(gate);
		if (error)
			return error;
	}
	update_race(scene->plan);
	if (scene->each) {
		error = gate_enter(gate);
		if (error)
			return error;
	}
	entry->stored = clock_monotonic_ns();
	atomic_store_explicit(word, (uint64_t)(trace_value(entry->seen) + 1) << 32 | mine,
			      memory_order_relaxed);
	return gate_leave(gate);
}

static const char *lock_of(const struct scene *scene)
{
	return scene->each ? "semaphore" : scene->plan->lock;
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;
	struct trace_entry *const log = stage_slot(&scene->stage, index);
	struct random random;
	struct gate gate;
	int error = gate_open(&gate, lock_of(scene), &scene->counter->lock, -1);

	random_seed(&random, scene->seed + index);
	stage_await(&scene->stage, index);
	for (uint32_t i = 0; !error && i < scene->plan->increments; i++) {
		update_delay(scene->plan, &random);
		error = update(scene, &gate, &log[i], trace_word(0, index, i));
		stage_step(&scene->stage, index);
	}
	if (error) {
		errno = error < 0 ? -error : EOWNERDEAD;
		fail("worker %u", index);
		_exit(EXIT_FAILED);
	}
}

static void headline(FILE *out, const struct trace *trace)
{
	runs_line(out, trace_value(trace->final), (uint64_t)trace->workers * trace->updates, NULL);
}

static int show_text(FILE *out, const struct timeline *timeline, const struct demo_plan *plan,
		     size_t path)
{
	size_t from = 0, to = timeline->n;

	headline(out, &timeline->trace);
	if (plan->first_lost && !timeline_first_lost(timeline, &from, &to)) {
		fputs("No store was lost.\n", out);
		return 0;
	}
	if (!plan->first_lost && to > ROWS_MAX)
		to = ROWS_MAX;
	timeline_rows(out, timeline, from, to);
	if (!plan->first_lost && to < timeline->n)
		fprintf(out,
			"... %zu more rows: --first-lost shows those round the first loss, "
			"--format=json all\n",
			timeline->n - to);
	fprintf(out,
		"%zu store%s on the path back from the last word, final value %u: proved by the "
		"words; the times only place the rows\n",
		path, path == 1 ? "" : "s", trace_value(timeline->trace.final));
	return 0;
}

static int show(FILE *out, struct timeline *timeline, const struct demo_plan *plan, size_t path)
{
	const char *const format = plan->format ? plan->format : "text";
	const unsigned long long made =
		(unsigned long long)timeline->trace.workers * timeline->trace.updates;
	char title[96];
	int error = timeline_sort(timeline);

	if (error)
		return error;
	snprintf(title, sizeof(title), "Final value: %zu of %llu (%llu lost)", path, made,
		 made - path);
	if (!strcmp(format, "svg"))
		timeline_svg(out, timeline, title);
	else if (!strcmp(format, "json"))
		timeline_json(out, timeline);
	else
		show_text(out, timeline, plan, path);
	timeline_free(timeline);
	return 0;
}

static int judge(struct scene *scene, const struct asked *asked, struct outcome *outcome)
{
	const struct demo_plan *const plan = scene->plan;
	struct timeline timeline = { .trace = { .workers = plan->workers,
						.updates = plan->increments,
						.final = atomic_load_explicit(
							&scene->counter->value,
							memory_order_relaxed) } };
	struct trace *const trace = &timeline.trace;
	int error = 0;
	bool sound;

	trace->entries = calloc(plan->workers, sizeof(*trace->entries));
	if (!trace->entries) {
		errno = ENOMEM;
		return fail("a timeline");
	}
	for (unsigned i = 0; i < plan->workers; i++)
		trace->entries[i] = stage_slot(&scene->stage, i);
	const size_t path = trace_judge(trace, &sound);

	*outcome = (struct outcome){ .expected = (uint64_t)plan->workers * plan->increments,
				     .final = trace_value(trace->final),
				     .took = stage_took(&scene->stage) };
	*asked->sound += sound;
	if (!sound) {
		misuse("the path back is %zu stores long and the final value is %u: they differ, "
		       "this run shows nothing",
		       path, trace_value(trace->final));
		error = -EIO;
	} else if (asked->out) {
		error = show(asked->out, &timeline, plan, path);
	}
	free(trace->entries);
	return error;
}

static int once(const struct demo_plan *plan, const void *what, uint64_t seed,
		struct outcome *outcome)
{
	struct scene scene = { .plan = plan,
			       .seed = seed,
			       .each = !strcmp(plan->lock, "locked_getset") };
	int error = stage_open(&scene.stage, plan, plan->workers, sizeof(*scene.counter),
			       plan->increments * sizeof(struct trace_entry));

	if (error)
		return error;
	scene.counter = scene.stage.shared;
	atomic_store_explicit(&scene.counter->value, trace_word(0, TRACE_NOBODY, 0),
			      memory_order_relaxed);
	error = gate_init(&scene.counter->lock, lock_of(&scene), scene.stage.block.fd);
	if (!error)
		error = stage_error(stage_run(&scene.stage, live, &scene));
	if (!error)
		error = judge(&scene, what, outcome);
	stage_close(&scene.stage);
	return error;
}

/* What cannot be shown together, or at all. */
static int check(const struct demo_plan *plan)
{
	const bool drawn = plan->format && strcmp(plan->format, "text") != 0;
	const uint64_t updates = (uint64_t)plan->workers * plan->increments;

	if (updates > UPDATES_MAX)
		return misuse("a timeline of %llu updates is too long: at most %u",
			      (unsigned long long)updates, UPDATES_MAX);
	if (drawn && !strcmp(plan->format, "svg") && updates > PICTURE_MAX)
		return misuse("a picture of %llu updates is too wide: at most %u; --format=json "
			      "holds more",
			      (unsigned long long)updates, PICTURE_MAX);
	if (plan->first_lost && (drawn || plan->csv || plan->runs > 1))
		return misuse("--first-lost shows rows of one run: not with --%s",
			      drawn	  ? "format"
			      : plan->csv ? "csv"
					  : "runs");
	if (plan->format && (plan->csv || plan->runs > 1))
		return misuse("--format shows one run: not with --%s", plan->csv ? "csv" : "runs");
	return 0;
}

int timeline_run(const struct demo_plan *plan, FILE *out)
{
	const bool lossy_way = !strcmp(plan->lock, "none") || !strcmp(plan->lock, "locked_getset");
	struct runs runs = { .demo = "timeline", .way = plan->lock };
	size_t sound = 0;
	const bool alone = plan->runs == 1 && !plan->csv;
	const struct asked asked = { .sound = &sound, .out = alone ? out : NULL };
	int code, error = check(plan);

	if (error)
		return EXIT_MISUSE;
	error = runs_do(&runs, plan, once, &asked);
	const size_t lossy = runs_lossy(&runs);

	code = runs_code(error);
	if (!error && plan->csv) {
		runs_header(out);
		runs_rows(out, &runs);
	} else if (!error && !alone) {
		runs_print(out, &runs, NULL);
		fprintf(out, "path back = final value in %zu of %zu runs\n", sound, runs.n);
	}
	if (!error && lossy_way)
		code = lossy ? EXIT_OK : EXIT_UNCLEAR;
	else if (!error)
		code = lossy ? EXIT_FAILED : EXIT_OK;
	runs_free(&runs);
	return code;
}
