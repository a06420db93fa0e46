/* SPDX-License-Identifier: MIT */
/* The lecture's programs in Python beside ours: ways of counting, what was measured of both, how it is said. */
#ifndef DEMO_PYTHON_H
#define DEMO_PYTHON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "demo/demo.h"
#include "demo/lecture.h"

#define PYTHON_RUNS_MAX 1000

enum python_where {
	PYTHON_ALONE,	 /* nothing is counted in common */
	PYTHON_MEMORY,	 /* in shared memory */
	PYTHON_TRANSPORT /* by asking a server */
};

/* A way of counting in Python, and ours. */
struct python_way {
	const char *name;      /* the word, and that of lecture.py */
	const char *in_python; /* as a program has it */
	const char *strategy;
	const char *ours; /* what it is called; NULL: as the strategy */
	bool list;  /* ours is a ShareableList under a semaphore; the strategy only gives the PUs */
	bool exact; /* loses nothing, or it is broken */
	bool more;  /* measured only if asked for */
	enum python_where where;
	unsigned increments; /* of a worker in the first trial: some 10 ms */
};

const struct python_way *python_way_at(size_t i); /* NULL past the end */
/* NULL having said which is near. */
const struct python_way *python_way_find(const char *name);
const char *python_way_ours(const struct python_way *way);

/* What one side did in one trial. */
struct python_side {
	double ns_per_op; /* wall time by all increments of all workers */
	double wall_ns;	  /* from the first start to the last end; NAN: a part of it was timed */
	double expected, final; /* NAN: nothing was shared */
};
/* Parts of 1 that were lost; NAN. */
double python_side_lost(const struct python_side *side);

/* A way with so many workers: the rows of the table. */
struct python_cell {
	const struct python_way *way;
	unsigned workers;
	const struct cell *cell; /* of ours; borrowed */
	struct lecture_job job;
	struct lecture lecture;
	uint64_t increments; /* of a worker, as calibrated */
	/* n trials of both sides, each side by side; room for plan->runs. */
	struct python_side *python, *contend;
	size_t n;
	unsigned invalid;	     /* blocks that are not among them */
	char absent[LECTURE_REASON]; /* why it was left out, or "" */
};

struct python_ours;
struct random;

/* Finds increments. 0, or as lecture_go(). */
int python_cell_calibrate(struct python_cell *cell);
/* A trial of each side, whose order is drawn: 0 with n one more, or as lecture_go() and python_ours_measure(). */
int python_cell_measure(struct python_cell *cell, struct python_ours *ours, struct random *random);

struct python_table {
	const struct lecture_python *python;
	struct python_cell *cells;
	size_t n;
	unsigned runs;
};

/* CSV, a row a pair of trials: the header; the last of a cell, measured in that place of the block. */
void python_header(FILE *out);
void python_row(FILE *out, const struct lecture_python *python, const struct python_cell *cell,
		unsigned run, unsigned order);
/* What is compared, before it begins. */
void python_heading(FILE *out, const struct lecture_python *python, unsigned runs);
/* All that was measured, and what it says. */
void python_print(FILE *out, const struct python_table *table);

#endif
