/* SPDX-License-Identifier: MIT */
/* Trials of our strategies, planned and run as contend run does. */
#include "demo/python_ours.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/topo.h"
#include "plan/axes.h"
#include "plan/sweep.h"
#include "run/trial.h"

#define MS UINT64_C(1000000)
#define WINDOW_NS (50 * MS) /* as long as a trial in Python: on a busy machine both wait as often */
#define ATTEMPTS 3 /* an invalid trial says nothing of the strategy and is repeated at once */
#define NAMES_ROOM 512

static int ask_for(struct sweep *sweep, const struct python_way *const *ways, size_t n,
		   const char *workers)
{
	char names[NAMES_ROOM] = "";
	size_t length = 0;
	int error;

	for (size_t i = 0; i < n && length < sizeof(names); i++)
		length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s",
					   i ? "," : "", ways[i]->strategy);
	sweep->suite = "product";
	sweep->timing =
		(struct timing){ .warmup = 5 * MS, .window = WINDOW_NS, .drain = MS, .slices = 25 };
	error = axes_set(sweep, AXIS_STRATEGIES, names);
	return error ? error : axes_set(sweep, AXIS_WORKERS, workers);
}

int python_ours_open(struct python_ours *ours, const struct demo_plan *plan,
		     const struct python_way *const *ways, size_t n, unsigned workers)
{
	struct sweep sweep;
	char text[16];
	unsigned pus = 0;
	int error;

	memset(ours, 0, sizeof(*ours));
	ours->plan = plan;
	error = topo_load(&ours->topo, NULL);
	if (error)
		return error;
	topo_pus(ours->topo, &pus);
	if (workers)
		snprintf(text, sizeof(text), "%u", workers);
	else
		snprintf(text, sizeof(text), "%s", pus > 1 ? "1,2" : "1");
	sweep_init(&sweep);
	error = ask_for(&sweep, ways, n, text);
	if (!error)
		error = plan_build(&ours->cells, &sweep, ours->topo);
	if (!error)
		error = clock_open(&ours->clock, ours->cells.cells[ours->cells.n - 1].pus,
				   ours->cells.cells[ours->cells.n - 1].shape.workers);
	sweep_free(&sweep);
	return error;
}

const struct cell *python_ours_cell(const struct python_ours *ours, const struct python_way *way,
				    unsigned workers)
{
	for (size_t i = 0; i < ours->cells.n; i++) {
		const struct cell *const cell = &ours->cells.cells[i];

		if (cell->shape.workers == workers && !strcmp(cell->strategy->name, way->strategy))
			return cell;
	}
	return NULL;
}

/* 0, -EAGAIN, or as python_ours_measure(). */
static int judge(const struct trial *trial, struct python_cell *cell)
{
	if (trial->status == STATUS_OK)
		return isnan(trial->figures.ns_per_op) ? -EAGAIN : 0;
	if (status_invalid(trial->status))
		return -EAGAIN;
	if (trial->status == STATUS_INTERRUPTED)
		return -EINTR;
	if (trial->status == STATUS_SKIPPED) {
		snprintf(cell->absent, sizeof(cell->absent), "%s", trial->reason);
		return -EOPNOTSUPP;
	}
	misuse("%s, %u workers: %s%s%s", trial->cell->strategy->name, trial->cell->shape.workers,
	       status_name(trial->status), *trial->reason ? ": " : "", trial->reason);
	return -EIO;
}

static int try_trial(struct python_ours *ours, struct python_cell *cell, uint64_t seed,
		     struct python_side *side)
{
	const struct trial_setup setup = { .topo = ours->topo,
					   .clock = &ours->clock,
					   .interrupted = ours->plan->interrupted };
	struct trial trial = { 0 };
	int error = trial_run(&trial, cell->cell, &setup, seed);

	if (error)
		return error;
	error = judge(&trial, cell);
	*side = (struct python_side){ .ns_per_op = trial.figures.ns_per_op,
				      .wall_ns = NAN,
				      .expected = trial.figures.claimed,
				      .final = trial.figures.kept };
	/* A counter of one's own is lost to nobody. */
	if (isnan(trial.figures.lost))
		side->expected = side->final = NAN;
	trial_free(&trial);
	return error;
}

int python_ours_measure(struct python_ours *ours, struct python_cell *cell, uint64_t seed,
			struct python_side *side)
{
	int error = -EAGAIN;

	if (cell->way->list)
		return python_list_measure(ours->plan, ours->topo, cell->cell, WINDOW_NS, side);
	for (unsigned attempt = 0; error == -EAGAIN && attempt < ATTEMPTS; attempt++)
		error = try_trial(ours, cell, seed + attempt, side);
	return error;
}

void python_ours_close(struct python_ours *ours)
{
	plan_free(&ours->cells);
	topo_free(ours->topo);
	memset(ours, 0, sizeof(*ours));
}
