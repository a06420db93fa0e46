/* SPDX-License-Identifier: MIT */
/* A sweep under way: which cells are still open, what has been seen of each, and what may still be spent. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/provenance.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "machine/host.h"
#include "plan/plan.h"
#include "record/results.h"
#include "run/trial.h"
#include "share/board.h"
#include "share/value.h"

/* The interval that closes a cell: half its width, relative to the median. */
#define BENCH_HALF_WIDTH 0.01

struct bench;

/* What is known of a cell. */
struct cell_state {
	struct bench *bench;
	const struct cell *cell;
	double *values; /* ns_per_op of the valid trials */
	size_t n, room;
	unsigned repetitions; /* begun, valid or left out */
	unsigned asked;	      /* block in which it was last run */
	bool closed, failed;
	bool met; /* its interval is narrow enough */
};

/* What --publish shows to other programs. */
struct publish {
	bool open;
	struct board board;
	struct value counter; /* what the last trial's counter held */
	double ns, lost;      /* of the last trial */
};

struct bench {
	const struct sweep *sweep;
	const struct plan *plan;
	const struct topo *topo;
	const struct host *host;
	struct trial_setup setup;
	struct results results;
	struct progress progress;
	struct cell_state *states; /* one for each cell */
	unsigned block;		   /* now, from 1 */
	unsigned order;		   /* of the trial now, from 1 */
	uint64_t trials;
	double window_s, wall_s; /* summed over trials */
	double ran_s;		 /* of bench_run(), wall */
	struct provenance_run seen;
	uint64_t deadline; /* CLOCK_MONOTONIC, ns: no trial begins that would not be over by then */
	double done_s, total_s; /* expected cost of the trials that have been, and of all */
	struct publish publish;
	struct rows *rows; /* --csv, --json: also here; else NULL */
	int error;	   /* the first that ends the sweep */
	bool failed;	   /* a trial has failed */
	bool stopped;	   /* the budget is spent */
};

/* Allocates the states of all cells of bench->plan. 0 or -ENOMEM. */
int bench_open(struct bench *bench);
void bench_close(struct bench *bench);

/* Runs blocks until all cells are closed, the budget is spent, or a signal comes. 0 or -errno having said why. */
int bench_run(struct bench *bench);

/* What a sweep says of the harness. */
struct bench_figures {
	double window_share; /* of the wall time from the first block to the last, inside windows */
	double met_share;    /* of the cells: closed because their interval was narrow enough */
	double peak_mib;     /* of this process */
};
struct bench_figures bench_figures(const struct bench *bench);

/* One repetition of a cell: a trial, repeated at most twice at once if it was invalid; each attempt becomes rows. */
enum bench_step { BENCH_DONE, BENCH_LEFT_OUT, BENCH_FAILED, BENCH_OVER };
enum bench_step bench_repeat(struct cell_state *state, struct trial *last);
/* Takes a value into a cell's state. 0 or -ENOMEM. */
int bench_take(struct cell_state *state, double ns_per_op);
/* Whether a signal has asked for the end. */
bool bench_interrupted(const struct bench *bench);

/* For --resume: takes what trials.csv of bench->results holds. 0 or -errno having said why. */
int bench_resume(struct bench *bench);
/* plan.csv: the cells, in order. */
int bench_write_plan(FILE *out, const struct plan *plan);

#endif
