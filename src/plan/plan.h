/* SPDX-License-Identifier: MIT */
/* The plan: the cells of a sweep, each with its PUs, and the points that were dropped, each with its reason. */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/relation.h"
#include "plan/sweep.h"
#include "strategy/strategy.h"

struct topo;

/* One point: a strategy under a workload, on chosen PUs. */
struct cell {
	unsigned id; /* 1 … in the plan's order */
	const char *suite;
	const struct strategy *strategy;
	enum counter_type type;
	const char *placement; /* as asked for; borrowed from the plan */
	unsigned *pus;	       /* `workers` of them, kernel's numbers */
	unsigned distinct;     /* PUs; fewer than workers: oversubscribed */
	struct shape shape;    /* shape.workers is the number of workers; groups are L3s */
	unsigned reads_ppm, hold_ns, gap_ns;
	unsigned home_asked;	  /* node, or SWEEP_HOME_LOCAL */
	unsigned home;		  /* node, kernel's number; TOPO_NONE: this machine has none */
	struct relation relation; /* of its workers; name "" where there is one only */
	unsigned per_l3;	  /* most workers that share an L3; TOPO_NONE: there is none */
	char *nodes;		  /* local nodes of its workers, "0 1"; "" where there are none */
	struct timing timing;	  /* its window is longer than the sweep's where oversubscribed */
	char *name; /* unique, every axis in fixed order, each followed by a slash: "contend/strategy:mutex/…" */
};

struct drop {
	char *what;   /* "fetch_add, 8 workers, cores" */
	char *reason; /* "2 usable PUs: --oversubscribe would share them" */
};

struct plan {
	struct cell *cells;
	size_t n;
	struct drop *drops;
	size_t n_drops;
	char **placements; /* owned names */
	size_t n_placements;
	unsigned max_workers;
	bool pairs; /* of a suite of pairs, in which there may be thousands of short cells */
};

/* 0; or -errno having said why: nothing is left to run (each reason said), or a list is bad. */
int plan_build(struct plan *plan, const struct sweep *sweep, const struct topo *topo);
void plan_free(struct plan *plan); /* a zeroed struct is fine */

/* Expected wall seconds of one trial of a cell, and of `blocks` blocks of all. */
double plan_trial_seconds(const struct cell *cell);
double plan_seconds(const struct plan *plan, unsigned blocks);

#endif
