/* SPDX-License-Identifier: MIT */
/* The Array: one number a day, each worker its own days, and what lies beyond the ends. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "demo/entries.h"
#include "demo/named.h"
#include "demo/runs.h"
#include "demo/stage.h"
#include "share/value.h"

#define WAIT UINT64_C(1000000000)

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	struct value array;
};

/* The days of worker `index`, from first on and before the next one's. */
static unsigned first_of(const struct demo_plan *plan, unsigned index)
{
	return (unsigned)((uint64_t)plan->items * index / plan->workers);
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;
	const char *const name = scene->array.block.name;
	struct value array;
	int error = value_attach(&array, name, WAIT);

	if (error) {
		named_fail(error, name);
		_exit(EXIT_FAILED);
	}
	stage_await(&scene->stage, index);
	for (unsigned day = first_of(scene->plan, index);
	     !error && day < first_of(scene->plan, index + 1); day++) {
		const struct scalar cell = { .kind = TYPECODE_FLOAT, .d = day + 1 };

		error = value_set(&array, day, cell);
		stage_step(&scene->stage, index);
	}
	value_close(&array);
	if (error) {
		named_fail(error, name);
		_exit(EXIT_FAILED);
	}
}

/* Under one lock, so that no day changes while the others are read. */
static int sum_of(struct value *array, double *sum)
{
	struct scalar cell;
	int error = value_lock(array);

	*sum = 0;
	for (uint64_t day = 0; error >= 0 && day < array->count; day++) {
		error = value_get(array, (int64_t)day, &cell);
		*sum += cell.d;
	}
	if (error >= 0)
		error = value_unlock(array);
	return error < 0 ? named_fail(error, "of the demo") : 0;
}

static void edge(FILE *out, struct value *array, int64_t index, const char *remark)
{
	struct scalar cell;
	char line[96], number[32];
	const int error = value_get(array, index, &cell);

	if (!error)
		typecode_print(array->type, cell, number, sizeof(number));
	snprintf(line, sizeof(line), "Index %lld: %s", (long long)index,
		 !error		    ? number
		 : error == -ERANGE ? "refused (ERANGE)"
				    : strerror(-error));
	fprintf(out, "%-39s %s\n", line, remark);
}

static int show(FILE *out, struct scene *scene)
{
	const struct demo_plan *const plan = scene->plan;
	const double expected = plan->items * (plan->items + 1.0) / 2;
	const int64_t n = plan->items;
	char line[96], remark[128];
	struct scalar cell;
	double sum;
	int error = sum_of(&scene->array, &sum);

	if (error)
		return runs_code(error);
	snprintf(line, sizeof(line), "Sum: %.17g of %.17g (%.17g lost)", sum, expected,
		 expected - sum);
	fprintf(out,
		"%-39s %u cells of type d; %u worker%s wrote to parts of their own: nothing to "
		"lose\n",
		line, plan->items, plan->workers, plan->workers == 1 ? "" : "s");
	edge(out, &scene->array, -1, "the last, as in Python");
	edge(out, &scene->array, -n, "the first");
	snprintf(remark, sizeof(remark), "the array has %u cells: nothing beyond them is touched",
		 plan->items);
	edge(out, &scene->array, n, remark);
	edge(out, &scene->array, -n - 1, remark);
	if (sum < expected || sum > expected || value_get(&scene->array, -1, &cell) ||
	    value_get(&scene->array, n, &cell) != -ERANGE ||
	    value_get(&scene->array, -n - 1, &cell) != -ERANGE)
		return EXIT_FAILED;
	return EXIT_OK;
}

int arrays_run(const struct demo_plan *plan, FILE *out)
{
	const struct value_plan days = { .typecode = 'd',
					 .lock = LOCK_MUTEX_ROBUST,
					 .shape = VALUE_MANY,
					 .count = plan->items,
					 .packed = true };
	struct scene scene = { .plan = plan };
	int code, error = stage_open(&scene.stage, plan, plan->workers, 0, 0);

	if (error)
		return runs_code(error);
	error = named_value(&scene.array, &days);
	if (!error) {
		error = named_play(&scene.stage, live, &scene, &scene.array.block);
		value_unlink(&scene.array);
	}
	code = error ? runs_code(error) : show(out, &scene);
	if (scene.array.header)
		value_close(&scene.array);
	stage_close(&scene.stage);
	return code;
}
