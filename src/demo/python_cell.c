/* SPDX-License-Identifier: MIT */
/* One row: how many increments a trial in Python is, and a trial of both sides. */
#include <math.h>

#include "base/random.h"
#include "demo/python.h"
#include "demo/python_ours.h"

#define MS 1e6
#define TRIAL_NS (50 * MS)  /* of Python's increments */
#define CERTAIN_NS (5 * MS) /* a shorter trial says too little of how many those are */
#define MORE 16		    /* times the increments, after one that was too short */
#define INCREMENTS_MAX 100000000

int python_cell_calibrate(struct python_cell *cell)
{
	struct lecture_trial trial;
	uint64_t increments = cell->way->increments;
	double wanted;
	int error = lecture_go(&cell->lecture, increments, &trial);

	while (!error && (double)trial.ns < CERTAIN_NS && increments < INCREMENTS_MAX / MORE) {
		increments *= MORE;
		error = lecture_go(&cell->lecture, increments, &trial);
	}
	if (error)
		return error;
	wanted = (double)increments * TRIAL_NS / (double)trial.ns;
	cell->increments = wanted < 1		     ? 1
			   : wanted > INCREMENTS_MAX ? INCREMENTS_MAX
						     : (uint64_t)wanted;
	return 0;
}

static int measure_python(struct python_cell *cell, struct python_side *side)
{
	struct lecture_trial trial;
	const int error = lecture_go(&cell->lecture, cell->increments, &trial);

	if (error)
		return error;
	*side = (struct python_side){
		.ns_per_op = (double)trial.ns / ((double)cell->increments * cell->workers),
		.wall_ns = (double)trial.ns,
		.expected = trial.shared ? (double)trial.expected : NAN,
		.final = trial.shared ? (double)trial.final : NAN,
	};
	return 0;
}

int python_cell_measure(struct python_cell *cell, struct python_ours *ours, struct random *random)
{
	struct python_side *const python = &cell->python[cell->n];
	struct python_side *const contend = &cell->contend[cell->n];
	const bool ours_first = random_below(random, 2) == 0;
	const uint64_t seed = random_next(random);
	int error = ours_first ? 0 : measure_python(cell, python);

	if (!error)
		error = python_ours_measure(ours, cell, seed, contend);
	if (!error && ours_first)
		error = measure_python(cell, python);
	if (!error)
		cell->n++;
	return error;
}
