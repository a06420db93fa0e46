/* SPDX-License-Identifier: MIT */
/* The Value: found by its name, updated by two calls and by one. */
#include <errno.h>
#include <unistd.h>

#include "base/fail.h"
#include "demo/entries.h"
#include "demo/named.h"
#include "demo/runs.h"
#include "demo/stage.h"
#include "demo/update.h"
#include "share/value.h"

#define WAIT UINT64_C(1000000000)

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	struct value value; /* the parent's; the workers take only its name */
	bool monitor;
	uint64_t seed;
};

static int getset(struct value *value, const struct demo_plan *plan)
{
	struct scalar cell;
	int error = value_get(value, 0, &cell);

	if (error)
		return error;
	update_race(plan);
	cell.i++;
	return value_set(value, 0, cell);
}

static int add(struct value *value, const struct demo_plan *plan)
{
	const struct scalar one = { .kind = TYPECODE_SIGNED, .i = 1 };
	const int error = value_add(value, 0, one, NULL);

	/* The same work, outside the lock. */
	update_race(plan);
	return error;
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;
	const char *const name = scene->value.block.name;
	struct random random;
	struct value value;
	int error = value_attach(&value, name, WAIT);

	if (error)
		named_fail(error, name);
	if (error)
		_exit(EXIT_FAILED);
	random_seed(&random, scene->seed + index);
	stage_await(&scene->stage, index);
	for (unsigned i = 0; !error && i < scene->plan->increments; i++) {
		update_delay(scene->plan, &random);
		error = scene->monitor ? add(&value, scene->plan) : getset(&value, scene->plan);
		stage_step(&scene->stage, index);
	}
	value_close(&value);
	if (error) {
		named_fail(error, name);
		_exit(EXIT_FAILED);
	}
}

static int once(const struct demo_plan *plan, const void *what, uint64_t seed,
		struct outcome *outcome)
{
	const struct value_plan cell = { .typecode = 'q',
					 .lock = (enum lock_kind)lock_find(plan->lock),
					 .shape = VALUE_ONE,
					 .count = 1 };
	struct scene scene = { .plan = plan, .monitor = *(const bool *)what, .seed = seed };
	struct scalar final = { 0 };
	int error = stage_open(&scene.stage, plan, plan->workers, 0, 0);

	if (error)
		return error;
	error = named_value(&scene.value, &cell);
	if (!error) {
		error = named_play(&scene.stage, live, &scene, &scene.value.block);
		/* Bare: a worker that was stopped may hold the lock for ever. */
		final = typecode_load(scene.value.type, value_cell(&scene.value, 0));
		value_unlink(&scene.value);
		value_close(&scene.value);
	}
	*outcome = (struct outcome){ .expected = (uint64_t)plan->workers * plan->increments,
				     .final = final.u,
				     .took = stage_took(&scene.stage) };
	stage_close(&scene.stage);
	return error;
}

static const char *remark(bool monitor, size_t lossy)
{
	if (monitor)
		return "value_add: one call under the Value's lock, the monitor";
	return lossy ? "value_get, value_set: each access was locked, the update was not"
		     : "value_get, value_set: luck, not proof";
}

int typed_run(const struct demo_plan *plan, FILE *out)
{
	int code = EXIT_OK;

	if (plan->csv)
		runs_header(out);
	for (int monitor = 0; monitor < 2; monitor++) {
		const bool what = monitor;
		struct runs runs = { .demo = "value", .way = what ? "value_add" : "value_getset" };
		const int error = runs_do(&runs, plan, once, &what);
		const size_t lossy = runs_lossy(&runs);

		if (!error && plan->csv)
			runs_rows(out, &runs);
		else if (!error)
			runs_print(out, &runs, remark(what, lossy));
		runs_free(&runs);
		if (error)
			return runs_code(error);
		if (what && lossy)
			code = EXIT_FAILED;
		else if (!what && !lossy)
			code = EXIT_UNCLEAR;
	}
	return code;
}
