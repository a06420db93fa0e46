/* SPDX-License-Identifier: MIT */
/* contend demo python: each way of the lecture's, a trial in Python and one of ours, block by block in a drawn order. */
#include "demo/python.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/descriptors.h"
#include "base/fail.h"
#include "base/random.h"
#include "demo/entries.h"
#include "demo/python_ours.h"
#include "machine/topo.h"
#include "plan/server.h"

#define PYTHON_TRIAL_S 0.10 /* with its processes, and the server's */
#define PYTHON_START_S 0.35 /* with calibration */
#define WAYS_MAX 64

struct comparison {
	const struct demo_plan *plan;
	FILE *out;
	const struct python_way *ways[WAYS_MAX];
	size_t n_ways;
	struct lecture_python python;
	struct python_ours ours;
	struct python_table table;
	struct random random;
	double steps, step; /* trials of all, and done */
	bool failed;	    /* an exact way lost updates */
};

static void add_way(struct comparison *comparison, const struct python_way *way)
{
	for (size_t i = 0; i < comparison->n_ways; i++)
		if (comparison->ways[i] == way)
			return;
	comparison->ways[comparison->n_ways++] = way;
}

/* The words, "all", or the main ways. 0 or -EINVAL having said why. */
static int choose(struct comparison *comparison)
{
	const struct demo_plan *const plan = comparison->plan;
	const bool all = plan->n_words == 1 && !strcmp(plan->words[0], "all");

	for (size_t i = 0; !all && i < plan->n_words; i++) {
		const struct python_way *const way = python_way_find(plan->words[i]);

		if (!way)
			return -EINVAL;
		add_way(comparison, way);
	}
	for (size_t i = 0; python_way_at(i) && (all || !plan->n_words); i++)
		if (all || !python_way_at(i)->more)
			add_way(comparison, python_way_at(i));
	return 0;
}

/* Rows by number of workers, then in the order of the ways. */
static int make_cells(struct comparison *comparison)
{
	const struct demo_plan *const plan = comparison->plan;
	const unsigned from = plan->workers ? plan->workers : 1,
		       to = plan->workers ? plan->workers : 2;
	struct python_table *const table = &comparison->table;

	table->cells = calloc(2 * comparison->n_ways, sizeof(*table->cells));
	for (unsigned workers = from; table->cells && workers <= to; workers++)
		for (size_t i = 0; i < comparison->n_ways; i++) {
			const struct python_way *const way = comparison->ways[i];
			struct python_cell *const cell = &table->cells[table->n];

			cell->cell = python_ours_cell(&comparison->ours, way, workers);
			if (!cell->cell)
				continue;
			cell->way = way;
			cell->workers = workers;
			cell->job =
				(struct lecture_job){ .way = way->name,
						      .pus = cell->cell->pus,
						      .workers = workers,
						      .server_pu = server_pu(cell->cell,
									     comparison->ours.topo),
						      .interrupted = plan->interrupted };
			cell->python = calloc(plan->runs, sizeof(*cell->python));
			cell->contend = calloc(plan->runs, sizeof(*cell->contend));
			if (!cell->python || !cell->contend)
				return fail("%u trials", plan->runs);
			table->n++;
		}
	return table->cells ? 0 : fail("%zu ways", comparison->n_ways);
}

static void show(struct comparison *comparison, const struct python_cell *cell)
{
	const struct demo_watch *const watch = comparison->plan->watch;
	char what[64];

	snprintf(what, sizeof(what), "%s, %u worker%s", cell->way->name, cell->workers,
		 cell->workers == 1 ? "" : "s");
	if (watch)
		watch->step(what, comparison->step / comparison->steps);
}

/* Starts a Python for each cell, to stay. What this machine lacks costs a row. */
static int open_lectures(struct comparison *comparison)
{
	struct python_table *const table = &comparison->table;
	int error = 0;

	/* Two pipes and a process each. */
	descriptors_want(3 * (unsigned)table->n + 64);
	for (size_t i = 0; !error && i < table->n; i++) {
		struct python_cell *const cell = &table->cells[i];

		show(comparison, cell);
		error = lecture_open(&cell->lecture, &comparison->python, &cell->job, cell->absent);
		if (!error)
			error = python_cell_calibrate(cell);
		if (error == -EOPNOTSUPP) {
			warn("left out: %s, %u workers: %s", cell->way->name, cell->workers,
			     cell->absent);
			lecture_close(&cell->lecture);
			error = 0;
		}
		comparison->step += PYTHON_START_S;
	}
	return error;
}

/* What may not lose has lost: that is said at once, and remembered. */
static void check(struct comparison *comparison, const struct python_cell *cell)
{
	const struct python_side *const sides[] = { &cell->python[cell->n - 1],
						    &cell->contend[cell->n - 1] };

	for (size_t i = 0; cell->way->exact && i < 2; i++) {
		if (sides[i]->expected == sides[i]->final)
			continue;
		misuse("%s, %u workers: %s counted %.0f of %.0f, and may lose none",
		       cell->way->name, cell->workers, i ? "contend" : "Python", sides[i]->final,
		       sides[i]->expected);
		comparison->failed = true;
	}
}

/* One block. A cell that cannot be measured here is left out from then on. */
static int run_block(struct comparison *comparison, unsigned run, unsigned *order)
{
	struct python_table *const table = &comparison->table;
	int error = 0;

	random_shuffle(order, table->n, &comparison->random);
	for (size_t i = 0; !error && i < table->n; i++) {
		struct python_cell *const cell = &table->cells[order[i]];

		show(comparison, cell);
		if (!*cell->absent)
			error = python_cell_measure(cell, &comparison->ours, &comparison->random);
		if (!error && !*cell->absent)
			check(comparison, cell);
		if (!error && !*cell->absent && comparison->plan->csv)
			python_row(comparison->out, &comparison->python, cell, run,
				   (unsigned)i + 1);
		if (error == -EOPNOTSUPP)
			warn("left out: %s, %u workers: %s", cell->way->name, cell->workers,
			     cell->absent);
		cell->invalid += error == -EAGAIN;
		if (error == -EOPNOTSUPP || error == -EAGAIN)
			error = 0;
		comparison->step += PYTHON_TRIAL_S + PYTHON_OURS_TRIAL_S;
	}
	return error;
}

static int run_blocks(struct comparison *comparison)
{
	const struct demo_watch *const watch = comparison->plan->watch;
	const size_t n = comparison->table.n;
	unsigned *const order = calloc(n, sizeof(*order));
	int error = order ? 0 : fail("%zu rows", n);

	for (unsigned i = 0; order && i < n; i++)
		order[i] = i;
	for (unsigned run = 1; !error && run <= comparison->plan->runs; run++) {
		error = run_block(comparison, run, order);
		if (!error && watch)
			watch->block(run, comparison->plan->runs, n,
				     comparison->step / comparison->steps);
	}
	free(order);
	return error;
}

static int compare(struct comparison *comparison)
{
	const struct demo_plan *const plan = comparison->plan;
	const struct demo_watch *const watch = plan->watch;
	int error = make_cells(comparison);

	if (error)
		return error;
	comparison->steps = (double)comparison->table.n *
			    (PYTHON_START_S + plan->runs * (PYTHON_TRIAL_S + PYTHON_OURS_TRIAL_S));
	if (plan->csv)
		python_header(comparison->out);
	else
		python_heading(comparison->out, &comparison->python, plan->runs);
	if (watch)
		watch->open(comparison->steps);
	error = open_lectures(comparison);
	if (!error)
		error = run_blocks(comparison);
	if (watch)
		watch->close();
	return error;
}

/* What remains to be said, and the exit code. */
static int conclude(struct comparison *comparison)
{
	struct python_table *const table = &comparison->table;
	size_t measured = 0;

	for (size_t i = 0; i < table->n; i++) {
		const struct python_cell *const cell = &table->cells[i];

		measured += cell->n;
		if (cell->invalid)
			warn("%s, %u workers: %u of %u trials were invalid, and are left out",
			     cell->way->name, cell->workers, cell->invalid, table->runs);
	}
	if (!comparison->plan->csv)
		python_print(comparison->out, table);
	return comparison->failed ? EXIT_FAILED : measured ? EXIT_OK : EXIT_UNCLEAR;
}

static void end(struct comparison *comparison)
{
	struct python_table *const table = &comparison->table;

	/* They leave together. */
	for (size_t i = 0; table->cells && i < table->n; i++)
		lecture_dismiss(&table->cells[i].lecture);
	for (size_t i = 0; table->cells && i < table->n; i++) {
		lecture_close(&table->cells[i].lecture);
		free(table->cells[i].python);
		free(table->cells[i].contend);
	}
	free(table->cells);
	python_ours_close(&comparison->ours);
	lecture_free(&comparison->python);
}

static int code_of(int error)
{
	switch (error) {
	case -EINTR:
		return EXIT_INTERRUPTED;
	case -EINVAL:
		return EXIT_MISUSE;
	case -ENOEXEC:
		return EXIT_UNCLEAR;
	default:
		return EXIT_FAILED;
	}
}

int python_run(const struct demo_plan *plan, FILE *out)
{
	struct comparison comparison = { .plan = plan, .out = out };
	int error, code;

	comparison.table.python = &comparison.python;
	comparison.table.runs = plan->runs;
	random_seed(&comparison.random, plan->seed);
	if (plan->runs > PYTHON_RUNS_MAX)
		error = misuse("demo python: --runs: %u is out of range: 1 to %d", plan->runs,
			       PYTHON_RUNS_MAX);
	else
		error = choose(&comparison);
	if (!error)
		error = lecture_find(&comparison.python, plan->interrupted);
	if (!error)
		error = python_ours_open(&comparison.ours, plan, comparison.ways, comparison.n_ways,
					 plan->workers);
	if (!error)
		error = compare(&comparison);
	code = error ? code_of(error) : conclude(&comparison);
	end(&comparison);
	return code;
}
