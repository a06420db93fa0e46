/* SPDX-License-Identifier: MIT */
/* One repetition of a cell, from the trial to its rows. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/columns.h"
#include "base/fail.h"
#include "bench/bench.h"
#include "bench/provenance.h"
#include "cli/options.h"
#include "record/pus.h"

#define ATTEMPTS 3

bool bench_interrupted(const struct bench *bench)
{
	return bench->setup.interrupted && *bench->setup.interrupted;
}

int bench_take(struct cell_state *state, double ns_per_op)
{
	if (state->n == state->room) {
		const size_t room = state->room ? 2 * state->room : 16;
		double *const values = realloc(state->values, room * sizeof(*values));

		if (!values) {
			errno = ENOMEM;
			return fail("a cell's values");
		}
		state->values = values;
		state->room = room;
	}
	state->values[state->n++] = ns_per_op;
	return 0;
}

/* Each trial has a seed of its own, told by what it is: a resumed sweep continues the same sequence. */
static uint64_t trial_seed(const struct cell_state *state, unsigned attempt)
{
	return (state->bench->sweep->seed << 32) + state->cell->id * UINT64_C(1000003) +
	       state->repetitions * UINT64_C(4099) + attempt;
}

/* The row once more, for --csv and --json. */
static void print_row(struct bench *bench, const struct trial *trial,
		      const struct trial_identity *identity)
{
	struct trial_text text;
	struct trial_row row;

	if (trial_row_fill(&row, &text, trial, identity))
		return;
	rows_add(bench->rows, &row);
	trial_text_free(&text);
	fflush(bench->rows->out);
}

static int write_plan(FILE *out, const struct bench *bench)
{
	return bench_write_plan(out, bench->plan);
}

static int write_options(FILE *out, const struct bench *bench)
{
	return options_write(out, bench->sweep);
}

static int write_pus(FILE *out, const struct bench *bench)
{
	return pus_write(out, bench->topo);
}

/* The files that stand beside the rows are written when the first row makes the folder. */
static int make_folder(struct bench *bench)
{
	static const struct {
		const char *leaf;
		int (*write)(FILE *out, const struct bench *bench);
	} files[] = {
		{ "plan.csv", write_plan },
		{ "pus.csv", write_pus },
		{ "options.txt", write_options },
	};

	if (bench->results.made)
		return 0;
	int error = results_make(&bench->results);

	if (!error)
		error = provenance_write(&bench->results, bench->topo, bench->setup.clock,
					 bench->host, NULL, 0);
	if (!error)
		error = provenance_write_topology(&bench->results, bench->topo);
	for (size_t i = 0; !error && i < sizeof(files) / sizeof(files[0]); i++) {
		FILE *const out = results_file(&bench->results, files[i].leaf);

		if (!out)
			return -EIO;
		error = files[i].write(out, bench);
		if (results_file_close(out, files[i].leaf) && !error)
			error = -EIO;
	}
	return error;
}

static int record(struct cell_state *state, const struct trial *trial, unsigned attempt,
		  uint64_t seed)
{
	struct bench *const bench = state->bench;
	const struct trial_identity identity = {
		.run = bench->results.run,
		.name = bench->sweep->name,
		.tag = bench->sweep->tag,
		.block = bench->block,
		.order = bench->order,
		.repetition = state->repetitions,
		.attempt = attempt,
		.seed = seed,
		.clock = bench->setup.clock,
	};
	int error = make_folder(bench);

	if (!error)
		error = results_add(&bench->results, trial, &identity);
	if (!error && bench->rows)
		print_row(bench, trial, &identity);
	provenance_count(&bench->seen, trial);
	bench->trials++;
	bench->wall_s += (double)trial->wall_ns / 1e9;
	bench->window_s += (double)trial->timing.window / 1e9;
	return error;
}

static bool time_is_over(const struct bench *bench, const struct cell *cell)
{
	const double needed = plan_trial_seconds(cell);

	return clock_monotonic_ns() + (uint64_t)(needed * 1e9) > bench->deadline;
}

enum bench_step bench_repeat(struct cell_state *state, struct trial *last)
{
	struct bench *const bench = state->bench;
	enum status status = STATUS_MIGRATED;

	/* The first block is run whatever the budget: a cell without a single trial would be no answer. */
	if (bench->error || (bench->block > 1 && time_is_over(bench, state->cell))) {
		bench->stopped = true;
		return BENCH_OVER;
	}
	state->repetitions++;
	for (unsigned attempt = 1; attempt <= ATTEMPTS && status_invalid(status); attempt++) {
		const uint64_t seed = trial_seed(state, attempt);

		trial_free(last);
		bench->order++;
		bench->error = trial_run(last, state->cell, &bench->setup, seed);
		if (!bench->error)
			bench->error = record(state, last, attempt, seed);
		if (bench->error)
			return BENCH_OVER;
		status = last->status;
	}
	if (status == STATUS_INTERRUPTED)
		return BENCH_OVER;
	if (status_failed(status)) {
		state->failed = state->closed = true;
		bench->failed = true;
		warn("%s, %u workers: %s: %s", state->cell->strategy->name,
		     state->cell->shape.workers, status_name(status),
		     last->reason[0] ? last->reason : "see trials.csv");
		return BENCH_FAILED;
	}
	if (status_invalid(status))
		return BENCH_LEFT_OUT;
	/* A worker that had no PU throughout the window did nothing in it: there is no time an update. */
	if (isnan(last->figures.ns_per_op))
		return BENCH_LEFT_OUT;
	bench->error = bench_take(state, last->figures.ns_per_op);
	return bench->error ? BENCH_OVER : BENCH_DONE;
}
