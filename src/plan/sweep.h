/* SPDX-License-Identifier: MIT */
/* A sweep as asked for: the axes, the time of a trial, the budget. Filled by the command line, read by the plan. */
#ifndef PLAN_SWEEP_H
#define PLAN_SWEEP_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "strategy/counter.h"

struct strategy;

/* Phases of a trial; ns. */
struct timing {
	uint64_t warmup, window, drain;
	unsigned slices; /* of the window, 1 or more */
};

#define SWEEP_ALL 0U		      /* workers: as many as there are usable PUs */
#define SWEEP_DOUBLING UINT_MAX	      /* workers: 1, 2, 4 … and as many as there are usable PUs */
#define SWEEP_HOME_LOCAL UINT_MAX     /* homes: the node of the first worker */
#define SWEEP_HOME_ALL (UINT_MAX - 1) /* homes: each node that may hold memory */

/* Lists own their arrays; n = 0: not given, the suite says. */
struct strategy_list {
	const struct strategy **at;
	size_t n;
};
struct name_list {
	char **at;
	size_t n;
};
struct type_list {
	enum counter_type *at;
	size_t n;
};
struct number_list {
	unsigned *at;
	size_t n;
};

struct sweep {
	const char *suite; /* name; NULL: the command's default */
	struct strategy_list strategies;
	struct name_list placements;
	struct type_list types;
	struct number_list workers;	/* SWEEP_ALL and SWEEP_DOUBLING may be among them */
	struct number_list reads;	/* parts of a million */
	struct number_list holds, gaps; /* ns */
	struct number_list homes; /* nodes; SWEEP_HOME_LOCAL and SWEEP_HOME_ALL may be among them */
	const char *pairs; /* of a suite of pairs: "cores", "all", "relations"; NULL: the default */
	const char
		*kinds; /* of cores that may be used: "fastest", "slowest", a number; NULL: all */
	const char *topology; /* a saved or described machine in place of this one; NULL */
	struct timing timing;
	unsigned reps;	   /* 0: looked at after 9, 17, 25, 35, 49 */
	uint64_t max_time; /* ns; 0: the default */
	uint64_t seed;
	const char *out;     /* folder that results are made in; default "results" */
	const char *name;    /* NULL: the CPU's */
	const char *tag;     /* "" by default: a word of the user's, in every row */
	const char *resume;  /* folder of an interrupted sweep, or NULL */
	const char *publish; /* name of a block that tells others how far it is, or NULL */
	bool quick, oversubscribe, dry_run, csv, json, every;
};

/* The defaults: 25 ms, 100 ms in slices of 2 ms, 5 ms. */
void sweep_init(struct sweep *sweep);
/* --quick: 5, 15, 1 ms. */
void sweep_quick(struct sweep *sweep);
void sweep_free(struct sweep *sweep); /* the lists; a zeroed struct is fine */

#endif
