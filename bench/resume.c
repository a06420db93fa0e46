/* SPDX-License-Identifier: MIT */
/* An interrupted sweep, taken up again: same plan, same build, same boot, or not at all. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "bench/bench.h"
#include "bench/provenance.h"

int bench_write_plan(FILE *out, const struct plan *plan)
{
	fputs("cell,name,pus,window_ns\n", out);
	for (size_t i = 0; i < plan->n; i++) {
		const struct cell *const cell = &plan->cells[i];

		fprintf(out, "%u,\"%s\",", cell->id, cell->name);
		for (unsigned j = 0; j < cell->shape.workers; j++)
			fprintf(out, "%s%u", j ? " " : "", cell->pus[j]);
		fprintf(out, ",%llu\n", (unsigned long long)cell->timing.window);
	}
	return ferror(out) ? -EIO : 0;
}

/* Whether DIR/plan.csv is, to the letter, what would be written now. */
static int same_plan(const char *dir, const struct plan *plan)
{
	char *now = NULL, *path = NULL, *then = NULL;
	size_t size = 0, room = 0;
	FILE *const out = open_memstream(&now, &size);
	int error = -ENOMEM;

	if (!out)
		return error;
	bench_write_plan(out, plan);
	fclose(out);
	if (asprintf(&path, "%s/plan.csv", dir) >= 0) {
		FILE *const in = fopen(path, "re");

		if (!in) {
			error = fail("%s", path);
		} else {
			const ssize_t read = getdelim(&then, &room, '\0', in);

			error = read >= 0 && (size_t)read == size && !memcmp(then, now, size)
					? 0
					: misuse("%s: its plan is not what would be run here now: "
						 "start a new sweep",
						 dir);
			fclose(in);
		}
	}
	free(now);
	free(then);
	free(path);
	return error;
}

static int same_key(const char *dir, const char *key, const char *now, const char *what)
{
	char *const then = provenance_read(dir, key);
	int error = 0;

	if (!then || strcmp(then, now))
		error = misuse(
			"%s was begun %s: its rows do not go with new ones: start a new sweep", dir,
			what);
	free(then);
	return error;
}

static int take_rows(struct bench *bench, const struct trial_table *table)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct trial_row *const row = &table->rows[i];
		const size_t id = (size_t)row->cell;
		const int status = status_find(row->status);
		int error = 0;

		if (id < 1 || id > bench->plan->n)
			return misuse("%s/trials.csv: cell %zu is not in its plan",
				      bench->results.dir, id);
		struct cell_state *const state = &bench->states[id - 1];

		if (status == STATUS_INTERRUPTED)
			continue;
		if (row->repetition > state->repetitions)
			state->repetitions = (unsigned)row->repetition;
		if (status == STATUS_OK)
			error = bench_take(state, row->figures.ns_per_op);
		else if (status_failed((enum status)status))
			state->failed = state->closed = bench->failed = true;
		if (error)
			return error;
		if (row->block > bench->block)
			bench->block = (unsigned)row->block;
		if (row->order > bench->order)
			bench->order = (unsigned)row->order;
	}
	bench->trials = table->n;
	return 0;
}

int bench_resume(struct bench *bench)
{
	const char *const dir = bench->results.dir;
	struct provenance_keys keys;
	struct trial_table table = { 0 };
	int error;

	provenance_keys(&keys);
	error = same_key(dir, "build", keys.build, "by another build of contend");
	if (!error)
		error = same_key(dir, "boot", keys.boot,
				 "before this machine was last booted, or on another");
	if (!error)
		error = same_plan(dir, bench->plan);
	if (!error)
		error = trial_table_read(&table, dir);
	if (!error)
		error = take_rows(bench, &table);
	trial_table_free(&table);
	return error;
}
