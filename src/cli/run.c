/* SPDX-License-Identifier: MIT */
/* contend run: one cell, a line a trial. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/random.h"
#include "base/stats.h"
#include "base/word.h"
#include "cli/commands.h"
#include "cli/dryrun.h"
#include "cli/machine.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/trial_line.h"
#include "machine/topo.h"
#include "plan/axes.h"
#include "plan/plan.h"
#include "record/trials.h"
#include "run/trial.h"

#define ATTEMPTS 3 /* an invalid trial says nothing of the strategy and is repeated at once */

/* All that the trials of one cell share, and what became of them. */
struct session {
	const struct options *options;
	const struct cell *cell;
	struct trial_setup setup;
	struct clock clock;
	struct random random;
	struct rows rows;
	bool as_rows;
	double *ns_per_op; /* of the valid trials that have one, n of them */
	size_t n;
	bool valid; /* a trial was */
	bool failed;
};

static bool interrupted(const struct session *session)
{
	return *session->setup.interrupted;
}

static int show(struct session *session, const struct trial *trial, unsigned repetition,
		unsigned attempt, uint64_t seed)
{
	const struct trial_identity identity = {
		.run = "run",
		.name = "run",
		.tag = session->options->sweep.tag,
		.block = repetition,
		.order = repetition,
		.repetition = repetition,
		.attempt = attempt,
		.seed = seed,
		.clock = &session->clock,
	};
	struct trial_text text = { 0 };
	struct trial_row row;

	if (!session->as_rows) {
		trial_line_print(stdout, trial, repetition);
		return output_check();
	}
	if (trial_row_fill(&row, &text, trial, &identity)) {
		errno = ENOMEM;
		return fail("a row");
	}
	rows_add(&session->rows, &row);
	trial_text_free(&text);
	return output_check();
}

/* One repetition: 0 whatever its status, or -errno: there is no use in going on. */
static int repeat(struct session *session, unsigned repetition)
{
	enum status status = STATUS_MIGRATED;
	int error = 0;

	for (unsigned attempt = 1;
	     !error && attempt <= ATTEMPTS && status_invalid(status) && !interrupted(session);
	     attempt++) {
		const uint64_t seed = random_next(&session->random);
		struct trial trial = { 0 };

		error = trial_run(&trial, session->cell, &session->setup, seed);
		if (error)
			return error;
		status = trial.status;
		session->valid |= status == STATUS_OK;
		/* Where no worker had a PU during the window there is no time an update. */
		if (status == STATUS_OK && !isnan(trial.figures.ns_per_op))
			session->ns_per_op[session->n++] = trial.figures.ns_per_op;
		session->failed |= status_failed(status);
		error = show(session, &trial, repetition, attempt, seed);
		trial_free(&trial);
	}
	return error;
}

/* All repetitions, or as many as fit into the budget. */
static int repeat_all(struct session *session, unsigned reps)
{
	const struct sweep *sweep = &session->options->sweep;
	const double each = plan_trial_seconds(session->cell);
	const uint64_t began = clock_monotonic_ns();
	int error = 0;

	for (unsigned r = 1; !error && r <= reps && !interrupted(session); r++) {
		const double spent = (double)(clock_monotonic_ns() - began) / 1e9;

		if (sweep->max_time && spent + each > (double)sweep->max_time / 1e9) {
			warn("--max-time is spent: %u of %u trials", r - 1, reps);
			break;
		}
		error = repeat(session, r);
		/* A cell that has failed is closed: once more would say the same. */
		if (session->failed)
			break;
	}
	return error;
}

static int measure(struct session *session, unsigned reps)
{
	int error = clock_open(&session->clock, session->cell->pus, session->cell->shape.workers);

	if (error)
		return error == -EINVAL ? EXIT_MISUSE : EXIT_FAILED;
	session->ns_per_op = calloc(reps, sizeof(*session->ns_per_op));
	if (!session->ns_per_op) {
		fail("%u trials", reps);
		return EXIT_FAILED;
	}
	random_seed(&session->random, session->options->sweep.seed);
	if (session->as_rows)
		rows_open(&session->rows, stdout, trial_columns(), session->options->sweep.json);
	error = repeat_all(session, reps);
	if (session->as_rows)
		rows_close(&session->rows);
	else if (!error && session->n >= STATS_INTERVAL_MIN)
		trial_line_median(stdout, session->ns_per_op, session->n);
	free(session->ns_per_op);
	if (interrupted(session))
		return EXIT_INTERRUPTED;
	if (error || session->failed)
		return EXIT_FAILED;
	return session->valid ? EXIT_OK : EXIT_UNCLEAR;
}

static bool differs(const struct plan *plan, enum axis axis)
{
	for (size_t i = 1; i < plan->n; i++) {
		const struct cell *a = &plan->cells[0], *b = &plan->cells[i];
		const bool differ[AXIS_N] = {
			[AXIS_STRATEGIES] = a->strategy != b->strategy,
			[AXIS_WORKERS] = a->shape.workers != b->shape.workers,
			[AXIS_PLACEMENTS] = strcmp(a->placement, b->placement) != 0,
			[AXIS_TYPES] = a->type != b->type,
			[AXIS_READS] = a->reads_ppm != b->reads_ppm,
			[AXIS_HOLD] = a->hold_ns != b->hold_ns,
			[AXIS_GAP] = a->gap_ns != b->gap_ns,
			[AXIS_HOME] = a->home_asked != b->home_asked,
		};

		if (differ[axis])
			return true;
	}
	return false;
}

/* Exactly one cell, or the axes that have several values. */
static int check_single(const struct plan *plan)
{
	char several[128] = "";

	for (size_t i = 0; i < plan->n_drops; i++)
		warn("left out: %s: %s", plan->drops[i].what, plan->drops[i].reason);
	if (plan->n == 1)
		return 0;
	for (int axis = 0; axis < AXIS_N; axis++) {
		const size_t length = strlen(several);

		if (differs(plan, (enum axis)axis))
			snprintf(several + length, sizeof(several) - length, "%s--%s",
				 length ? ", " : "", axis_name((enum axis)axis));
	}
	return misuse("run measures one cell, these are %zu: %s %s several values (contend "
		      "bench --suite=product measures all)",
		      plan->n, several, strchr(several, ',') ? "have" : "has");
}

/* A budget in which not even one trial fits is a mistake. */
static int check_budget(const struct plan *plan, const struct sweep *sweep)
{
	const double least = plan_trial_seconds(&plan->cells[0]);
	char budget[24];

	if (!sweep->max_time || (double)sweep->max_time / 1e9 >= least)
		return 0;
	word_time_print(budget, sizeof(budget), sweep->max_time);
	return misuse("--max-time: %s is less than one trial takes, %.2fs", budget, least);
}

/* What `run` adds to the words: the plan is the bare product, and one worker is enough. */
static int complete(struct options *options)
{
	struct sweep *sweep = &options->sweep;

	if (!sweep->strategies.n)
		return misuse("run needs --strategies=NAME (contend list strategies)");
	if (*sweep->tag && !sweep->csv && !sweep->json)
		return misuse("--tag is a column of the rows: add --csv or --json");
	sweep->suite = "product";
	if (!sweep->reps)
		sweep->reps = 1;
	return sweep->workers.n ? 0 : axes_set(sweep, AXIS_WORKERS, "1");
}

static int run(struct options *options)
{
	struct sweep *sweep = &options->sweep;
	struct topo *topo = NULL;
	struct plan plan = { 0 };
	struct session session = { .options = options, .as_rows = sweep->csv || sweep->json };
	int code = EXIT_OK, error = complete(options);

	if (!error)
		error = machine_open(&topo, sweep);
	if (!error && sweep->topology && !sweep->dry_run)
		error = misuse("nothing can be measured on the machine of --topology: add "
			       "--dry-run");
	if (!error)
		error = plan_build(&plan, sweep, topo);
	if (!error)
		error = check_single(&plan);
	if (!error)
		error = check_budget(&plan, sweep);
	if (error) {
		code = error == -EINVAL ? EXIT_MISUSE : EXIT_FAILED;
	} else if (sweep->dry_run) {
		dryrun_print(stdout, &plan, sweep, topo);
	} else {
		session.cell = &plan.cells[0];
		session.setup = (struct trial_setup){ .topo = topo,
						      .clock = &session.clock,
						      .interrupted = output_interrupts() };
		code = measure(&session, sweep->reps);
	}
	plan_free(&plan);
	topo_free(topo);
	return code;
}

int run_command(int argc, char **argv)
{
	struct options options;
	int code = EXIT_OK;

	if (options_parse(&options, COMMAND_RUN, argc, argv))
		return EXIT_MISUSE;
	if (options.help)
		options_help(stdout, COMMAND_RUN);
	else
		code = run(&options);
	options_free(&options);
	return code;
}
