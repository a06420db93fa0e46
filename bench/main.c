/* SPDX-License-Identifier: MIT */
/* contend-bench: from options to a plan, from a plan to blocks of trials, from their rows to the report. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/fail.h"
#include "bench/bench.h"
#include "bench/gbench.h"
#include "bench/provenance.h"
#include "bench/publish.h"
#include "bench/selfcheck.h"
#include "cli/dryrun.h"
#include "cli/machine.h"
#include "cli/options.h"
#include "cli/output.h"
#include "machine/topo.h"
#include "plan/suites.h"
#include "report/report.h"

/* What the charts and the report take, kept free of the budget. */
#define REPORT_S 3.0

static void usage(void)
{
	options_help(stdout, COMMAND_BENCH);
}

/* The library would answer --help itself, and leave by exit(). */
static bool asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--help"))
			return true;
	return false;
}

/* Everything that a sweep needs, opened in order and closed in reverse. */
struct program {
	struct options options;
	struct topo *topo;
	struct plan plan;
	struct clock clock;
	struct host before, after;
	struct bench bench;
	struct rows rows;
	double began; /* CLOCK_MONOTONIC, s */
	char machine[256];
};

static double now_s(void)
{
	return (double)clock_monotonic_ns() / 1e9;
}

/* The PUs of all cells, each once; the caller's to free(). */
static unsigned *pus_of(const struct plan *plan, size_t *n)
{
	size_t room = 0;

	for (size_t i = 0; i < plan->n; i++)
		room += plan->cells[i].shape.workers;
	unsigned *const pus = calloc(room + 1, sizeof(*pus));

	*n = 0;
	for (size_t i = 0; pus && i < plan->n; i++) {
		for (unsigned j = 0; j < plan->cells[i].shape.workers; j++) {
			size_t k = 0;

			while (k < *n && pus[k] != plan->cells[i].pus[j])
				k++;
			if (k == *n)
				pus[(*n)++] = plan->cells[i].pus[j];
		}
	}
	return pus;
}

/* Looks at the machine, chooses the clock, chooses the folder. */
static int prepare(struct program *program)
{
	struct sweep *const sweep = &program->options.sweep;
	size_t n;
	unsigned *const pus = pus_of(&program->plan, &n);
	int error = -ENOMEM;

	if (!pus)
		return error;
	error = clock_open(&program->clock, pus, n);
	if (!error)
		error = host_observe(&program->before, program->topo, pus, n);
	free(pus);
	if (error)
		return error;
	if (!sweep->name)
		sweep->name = program->before.slug;
	provenance_machine(program->machine, sizeof(program->machine), &program->before,
			   program->topo);
	program->bench = (struct bench){
		.sweep = sweep,
		.plan = &program->plan,
		.topo = program->topo,
		.host = &program->before,
		.setup = { .topo = program->topo,
			   .clock = &program->clock,
			   .interrupted = output_interrupts() },
		.publish = { .ns = (double)NAN, .lost = (double)NAN },
		.rows = sweep->csv || sweep->json ? &program->rows : NULL,
	};
	if (sweep->publish)
		error = publish_open(&program->bench.publish, sweep->publish);
	if (error)
		return error;
	if (sweep->resume)
		error = results_reopen(&program->bench.results, sweep->resume);
	else
		error = results_open(&program->bench.results, sweep->out, sweep->name);
	if (!error)
		error = bench_open(&program->bench);
	if (!error && sweep->resume)
		error = bench_resume(&program->bench);
	return error;
}

/* What will be run, and how long, before it is. */
static void announce(const struct program *program, double budget)
{
	const struct sweep *const sweep = &program->options.sweep;
	const double nine = plan_seconds(&program->plan, 9);

	fprintf(stderr, "contend %s · %s\n", PACKAGE_VERSION, program->machine);
	fprintf(stderr, "suite %s: %zu cells, %.0f s for nine trials of each",
		sweep->suite ? sweep->suite : "standard", program->plan.n, nine);
	if (isfinite(budget))
		fprintf(stderr, ", at most %.0f s in all", budget);
	if (nine > 60 && !sweep->quick)
		fputs("; --quick is shorter", stderr);
	fputc('\n', stderr);
	for (size_t i = 0; i < program->plan.n_drops && i < 5; i++)
		fprintf(stderr, "left out: %s: %s\n", program->plan.drops[i].what,
			program->plan.drops[i].reason);
}

static int open_shim(struct program *program)
{
	char *json = NULL;
	int error = gbench_context("contend", PACKAGE_VERSION);

	if (!error)
		error = gbench_context("machine", program->machine);
	if (error)
		return error;
#ifdef HAVE_GBENCH
	if (asprintf(&json, "%s/bench.json", program->bench.results.dir) < 0)
		return -ENOMEM;
#endif
	error = gbench_open(&(struct gbench_options){ .json = json,
						      .every = program->options.sweep.every,
						      .table = program->options.sweep.every });
	free(json);
	return error;
}

/* Runs the blocks; the results are whole whatever the outcome. */
static int sweep(struct program *program)
{
	struct bench *const bench = &program->bench;
	const double budget = dryrun_budget(&program->plan, &program->options.sweep);
	const double reserve = fmin(REPORT_S, 0.1 * budget);
	int error;

	announce(program, budget);
	bench->deadline = isfinite(budget) ? (uint64_t)((program->began + budget - reserve) * 1e9)
					   : UINT64_MAX / 2;
	error = open_shim(program);
	if (error)
		return error;
	if (bench->rows)
		rows_open(bench->rows, stdout, trial_columns(), program->options.sweep.json);
	progress_open(&bench->progress, stderr, plan_seconds(&program->plan, 9));
	error = bench_run(bench);
	progress_close(&bench->progress);
	publish_report(bench);
	if (bench->rows)
		rows_close(bench->rows);
	const int closed = gbench_close(!error && !bench->failed && !bench_interrupted(bench));

	return error ? error : closed;
}

/* The state of the machine after, and all that is derived from the rows. */
static int finish(struct program *program)
{
	struct bench *const bench = &program->bench;
	const bool whole = !bench_interrupted(bench);
	size_t n;
	unsigned *const pus = pus_of(&program->plan, &n);
	int error = pus ? host_observe(&program->after, program->topo, pus, n) : -ENOMEM;

	free(pus);
	if (!error)
		error = provenance_note(&program->after, &bench->seen);
	if (!error)
		error = provenance_write(&bench->results, program->topo, &program->clock,
					 &program->before, &program->after,
					 now_s() - program->began);
	const int closed = results_close(&bench->results, whole);

	if (!error)
		error = closed;
	if (!error && whole)
		error = report_make(
			bench->results.dir,
			&(struct report_options){
				.format = program->options.format ? program->options.format : "svg",
				.table = bench->rows ? NULL : stdout,
				.half_width = BENCH_HALF_WIDTH });
	if (!error && whole)
		fprintf(stderr, "results: %s/\nreport:  %s/report.html\n", bench->results.dir,
			bench->results.dir);
	return error;
}

static int run(struct program *program)
{
	struct bench *const bench = &program->bench;
	int error = prepare(program);

	if (error)
		return error == -EINVAL ? EXIT_MISUSE : EXIT_FAILED;
	error = sweep(program);
	if (error == -EINVAL)
		return EXIT_MISUSE;
	if (bench->results.made) {
		const int finished = finish(program);

		error = error ? error : finished;
	}
	if (bench_interrupted(bench)) {
		if (bench->results.made)
			fprintf(stderr, "interrupted: contend bench --resume %s goes on with it\n",
				bench->results.dir);
		return EXIT_INTERRUPTED;
	}
	return error || bench->failed ? EXIT_FAILED : EXIT_OK;
}

static int run_options(struct program *program)
{
	struct options *const options = &program->options;

	if (options->help) {
		options_help(stdout, COMMAND_BENCH);
		return EXIT_OK;
	}
	if (options->n_words) {
		misuse("contend bench takes no argument such as %s: options begin with --",
		       options->words[0]);
		return EXIT_MISUSE;
	}
	if (options->sweep.resume && options_resume(options))
		return EXIT_MISUSE;
	if (options->sweep.topology && !options->sweep.dry_run) {
		misuse("nothing can be measured on the machine of --topology: add --dry-run");
		return EXIT_MISUSE;
	}
	if (machine_open(&program->topo, &options->sweep))
		return EXIT_MISUSE;
	const bool checks =
		options->sweep.suite && suite_find(options->sweep.suite)->shape == SUITE_CHECK;

	if (checks)
		options->sweep.suite = "standard"; /* which says what a sweep costs */
	if (plan_build(&program->plan, &options->sweep, program->topo))
		return EXIT_MISUSE;
	if (options->sweep.dry_run) {
		dryrun_print(stdout, &program->plan, &options->sweep, program->topo);
		return EXIT_OK;
	}
	int code = run(program);

	if (checks && code == EXIT_OK) {
		const struct bench_figures figures = bench_figures(&program->bench);

		code = selfcheck(program->topo, &options->sweep, &figures, &program->bench.results);
	}
	return code;
}

int main(int argc, char **argv)
{
	struct program program = { .began = now_s() };
	int code = EXIT_MISUSE;

	output_open();
	if (asks_for_help(argc, argv)) {
		usage();
		return output_close(EXIT_OK);
	}
	if (!gbench_init(&argc, argv, usage) &&
	    !options_parse(&program.options, COMMAND_BENCH, argc, argv))
		code = run_options(&program);
	publish_close(&program.bench.publish);
	results_free(&program.bench.results);
	bench_close(&program.bench);
	host_free(&program.before);
	host_free(&program.after);
	plan_free(&program.plan);
	topo_free(program.topo);
	options_free(&program.options);
	return output_close(code);
}
