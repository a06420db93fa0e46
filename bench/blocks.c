/* SPDX-License-Identifier: MIT */
/* The blocks of a sweep: every open cell once, in an order drawn anew; cells close at looks fixed beforehand. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/random.h"
#include "base/stats.h"
#include "bench/bench.h"
#include "bench/gbench.h"
#include "bench/publish.h"
#include "report/summary.h"
#include "report/table.h"

int bench_open(struct bench *bench)
{
	bench->states = calloc(bench->plan->n, sizeof(*bench->states));
	if (!bench->states) {
		errno = ENOMEM;
		return fail("a sweep of %zu cells", bench->plan->n);
	}
	for (size_t i = 0; i < bench->plan->n; i++) {
		bench->states[i].bench = bench;
		bench->states[i].cell = &bench->plan->cells[i];
	}
	return 0;
}

void bench_close(struct bench *bench)
{
	for (size_t i = 0; bench->states && i < bench->plan->n; i++)
		free(bench->states[i].values);
	free(bench->states);
	bench->states = NULL;
}

/* A figure that is not known gets no counter. */
static void show(struct gbench_run *run, const char *name, double value)
{
	if (!isnan(value))
		gbench_set_counter(run, name, value);
}

static void tell(struct gbench_run *run, const struct trial *trial)
{
	const struct figures *const f = &trial->figures;

	gbench_set_time(run, f->ns_per_op * trial->cell->shape.workers / 1e9,
			f->cpu_ns_per_op / 1e9);
	show(run, "ops_per_s", f->ops_per_s);
	show(run, "ns_per_op", f->ns_per_op);
	show(run, "lost_ppm", f->lost_ppm);
	show(run, "jain", f->jain);
	if (trial->cell->distinct < trial->cell->shape.workers)
		gbench_set_label(run, "oversubscribed");
}

/* One repetition, as Google Benchmark calls it. */
static int body(struct gbench_run *run, void *context)
{
	struct cell_state *const state = context;
	struct bench *const bench = state->bench;
	struct trial trial = { 0 };
	char what[64];
	int result = 0;

	state->asked = bench->block;
	if (bench_interrupted(bench)) {
		gbench_fail(run, "interrupted");
		return -EINTR;
	}
	snprintf(what, sizeof(what), "%s, %u worker%s", state->cell->strategy->name,
		 state->cell->shape.workers, state->cell->shape.workers == 1 ? "" : "s");
	progress_step(&bench->progress, what,
		      bench->total_s > 0 ? bench->done_s / bench->total_s : 0);
	publish_begin(bench, state->cell);
	const enum bench_step step = bench_repeat(state, &trial);

	publish_end(bench, &trial);
	switch (step) {
	case BENCH_DONE:
		tell(run, &trial);
		break;
	case BENCH_LEFT_OUT:
		result = 1;
		break;
	case BENCH_FAILED:
		gbench_fail(run, "%s: %s", status_name(trial.status), trial.reason);
		result = -EIO;
		break;
	case BENCH_OVER:
		result = bench_interrupted(bench) ? -EINTR : 1;
		if (result < 0)
			gbench_fail(run, "interrupted");
		break;
	}
	bench->done_s += plan_trial_seconds(state->cell);
	trial_free(&trial);
	return result;
}

/* The open cells; after a resume first those that the broken-off block had not reached. */
static size_t open_cells(const struct bench *bench, unsigned *open)
{
	unsigned most = 0, least = UINT_MAX;
	size_t n = 0;

	for (size_t i = 0; i < bench->plan->n; i++) {
		const struct cell_state *const state = &bench->states[i];

		if (state->closed)
			continue;
		most = state->repetitions > most ? state->repetitions : most;
		least = state->repetitions < least ? state->repetitions : least;
	}
	for (size_t i = 0; i < bench->plan->n; i++)
		if (!bench->states[i].closed &&
		    (least == most || bench->states[i].repetitions < most))
			open[n++] = (unsigned)i;
	return n;
}

/* Closes what needs no more: at a look, cells whose interval is narrow enough; or all, after a number asked for. */
static void close_cells(struct bench *bench)
{
	const unsigned asked = bench->sweep->reps;

	for (size_t i = 0; i < bench->plan->n; i++) {
		struct cell_state *const state = &bench->states[i];

		if (asked) {
			state->closed |= state->repetitions >= asked;
			continue;
		}
		if (stats_is_look(state->n)) {
			const double half = summary_half_width(state->values, state->n);

			state->met = half <= BENCH_HALF_WIDTH;
			state->closed |= state->met;
		}
		state->closed |= state->repetitions >= 49;
	}
}

/* The looks ahead: how many blocks there will be if nothing closes early. */
static unsigned blocks_expected(const struct bench *bench)
{
	if (bench->sweep->reps)
		return bench->sweep->reps;
	const unsigned next = (unsigned)stats_next_look(bench->block);

	return next ? next : 49;
}

static double seconds_of(const struct bench *bench, const unsigned *open, size_t n)
{
	double seconds = 0;

	for (size_t i = 0; i < n; i++)
		seconds += plan_trial_seconds(&bench->plan->cells[open[i]]);
	return seconds;
}

/* Whether a whole block still fits into what is left; the first always does. */
static bool fits(const struct bench *bench, double seconds)
{
	return bench->block == 0 ||
	       (double)clock_monotonic_ns() + seconds * 1e9 <= (double)bench->deadline;
}

/* How much is still to be done, as far as can be seen: to the next look, or to the end of the budget. */
static void expect(struct bench *bench, double block_s)
{
	const double budget = ((double)bench->deadline - (double)clock_monotonic_ns()) / 1e9;
	const double ahead = block_s * (blocks_expected(bench) - bench->block);

	bench->total_s = bench->done_s + (ahead < budget ? ahead : budget > 0 ? budget : 0);
}

/* What is known so far, above the progress bar of a terminal. */
static void show_so_far(struct bench *bench)
{
	struct trial_table table = { 0 };
	struct summary summary = { 0 };
	const struct table_facts facts = { .machine = "so far",
					   .trials = (double)bench->trials,
					   .seconds = bench->wall_s };
	char *text = NULL;
	size_t size = 0;

	if (!bench->progress.terminal || !bench->results.made ||
	    trial_table_read(&table, bench->results.dir))
		return;
	FILE *const out = open_memstream(&text, &size);

	if (out && !summary_build(&summary, &table, BENCH_HALF_WIDTH))
		table_print(out, &summary, &facts, 0, true);
	if (out)
		fclose(out);
	if (text)
		progress_text(&bench->progress, text);
	free(text);
	summary_free(&summary);
	trial_table_free(&table);
}

static int run_block(struct bench *bench, const unsigned *open, size_t n)
{
	struct gbench_case *const cases = calloc(n, sizeof(*cases));
	struct gbench_summary seen;
	int error;

	if (!cases) {
		errno = ENOMEM;
		return fail("a block of %zu cells", n);
	}
	bench->block++;
	for (size_t i = 0; i < n; i++)
		cases[i] = (struct gbench_case){ .name = bench->plan->cells[open[i]].name,
						 .body = body,
						 .ctx = &bench->states[open[i]],
						 .repetitions = 1 };
	error = gbench_pass(cases, n, &seen);
	free(cases);
	if (!error && bench->block == 1 && !seen.matched)
		error = misuse("--benchmark_filter selects none of the %zu cells (contend bench "
			       "--dry-run)",
			       n);
	if (!error && bench->error)
		error = bench->error;
	/* What was not run now, by a filter or because the library gave it up, is not asked for again. */
	for (size_t i = 0; i < n && !bench->stopped && !bench_interrupted(bench); i++)
		bench->states[open[i]].closed |= bench->states[open[i]].asked != bench->block;
	return error;
}

int bench_run(struct bench *bench)
{
	unsigned *const open = calloc(bench->plan->n + 1, sizeof(*open));
	struct random random;
	int error = 0;

	if (!open) {
		errno = ENOMEM;
		return fail("a sweep");
	}
	const uint64_t began = clock_monotonic_ns();

	random_seed(&random, bench->sweep->seed + bench->block);
	while (!error && !bench->stopped && !bench_interrupted(bench)) {
		const size_t n = open_cells(bench, open);
		const double seconds = seconds_of(bench, open, n);

		if (!n || !fits(bench, seconds))
			break;
		expect(bench, seconds);
		random_shuffle(open, n, &random);
		error = run_block(bench, open, n);
		if (!error && !bench->stopped && !bench_interrupted(bench)) {
			close_cells(bench);
			expect(bench, seconds_of(bench, open, open_cells(bench, open)));
			progress_block(&bench->progress, bench->block, blocks_expected(bench), n,
				       bench->total_s > 0 ? bench->done_s / bench->total_s : 0);
			show_so_far(bench);
		}
	}
	bench->ran_s = (double)(clock_monotonic_ns() - began) / 1e9;
	free(open);
	return error;
}

struct bench_figures bench_figures(const struct bench *bench)
{
	struct rusage usage;
	double met = 0;

	getrusage(RUSAGE_SELF, &usage);
	for (size_t i = 0; i < bench->plan->n; i++)
		met += bench->states[i].met;
	return (struct bench_figures){
		.window_share = bench->ran_s > 0 ? bench->window_s / bench->ran_s : STATS_NA,
		.met_share = met / (double)bench->plan->n,
		.peak_mib = (double)usage.ru_maxrss / 1024,
	};
}
