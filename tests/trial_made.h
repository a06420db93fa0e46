/* SPDX-License-Identifier: MIT */
/* A trial made by hand, for tests of what is written of it. */
#ifndef TESTS_TRIAL_MADE_H
#define TESTS_TRIAL_MADE_H

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "machine/topo.h"
#include "record/trials.h"

#define MADE_SLICES 50
#define MADE_WORKERS 2

struct made {
	struct strategy strategy;
	struct cell cell;
	struct clock clock;
	struct worker_record workers[MADE_WORKERS];
	struct edge edges[MADE_WORKERS][MADE_SLICES + 1];
	struct trial trial;
	struct trial_identity identity;
	unsigned pus[MADE_WORKERS];
};

static inline struct figures made_figures(void)
{
	struct figures figures = { 0 };

	for (size_t i = 0; i < sizeof(figures) / sizeof(double); i++)
		((double *)(void *)&figures)[i] = NAN;
	figures.window_ns = 1e8;
	figures.updates = 5000000;
	figures.reads_done = 0;
	figures.claimed = figures.kept = 7000000;
	figures.lost = figures.lost_ppm = figures.torn = 0;
	figures.ops_per_s = figures.kept_per_s = 5e7;
	figures.ns_per_op = 20;
	figures.jain = 0.999;
	figures.run_length = 250;
	figures.handoffs_per_s = 200000;
	figures.overlap = 0.9999;
	figures.start_skew_ns = 12.5;
	figures.edge_error_ppm = 80;
	figures.burst_min = 1024;
	figures.burst_max = 2048;
	return figures;
}

static inline void made_workers(struct made *made)
{
	for (unsigned i = 0; i < MADE_WORKERS; i++) {
		made->edges[i][0] = (struct edge){ .t = 2000, .ops = 100, .reads = 50 };
		made->edges[i][MADE_SLICES] = (struct edge){ .t = 9000, .ops = 1100, .reads = 150 };
		made->workers[i] = (struct worker_record){
			.pu = made->pus[i],
			.edges = made->edges[i],
			.updates = 1500,
			.reads = 300,
			.handoffs = 7,
			.longest = 600,
			.burst = 1024,
			.left = 1040,
			.first = 1090,
			.core_hz_before = 3.7e9,
			.core_hz_after = NAN,
		};
	}
}

/* Trial of a cell in a block, as its fourth repetition would leave it. */
static inline void made_trial(struct made *made, unsigned cell, unsigned workers)
{
	*made = (struct made){
		.strategy = { .name = "mutex", .kind = EXACT, .tracks = true },
		.clock = { .source = CLOCK_SOURCE_MONOTONIC, .hz = 1e9, .quantum_ns = 1 },
		.pus = { 0, 7 },
	};
	made->cell = (struct cell){
		.id = cell,
		.suite = "standard",
		.strategy = &made->strategy,
		.type = COUNTER_U64,
		.placement = "compact",
		.pus = made->pus,
		.distinct = workers,
		.shape = { .workers = workers },
		.hold_ns = 200,
		.gap_ns = 1000,
		.home = TOPO_NONE,
		.per_l3 = TOPO_NONE,
	};
	made_workers(made);
	made->trial = (struct trial){
		.cell = &made->cell,
		.status = STATUS_OK,
		.timing = { 25000000, 100000000, 5000000, MADE_SLICES },
		.slices = MADE_SLICES,
		.start = 1000,
		.arena_offset = 512,
		.home_verified = TOPO_NONE,
		.wall_ns = 133000000,
		.workers = made->workers,
		.figures = made_figures(),
	};
	made->identity = (struct trial_identity){
		.run = "here",
		.name = "probe",
		.tag = "a, \"tag\"",
		.block = 4,
		.order = 11,
		.repetition = 4,
		.attempt = 1,
		.seed = UINT64_MAX,
		.clock = &made->clock,
	};
}

#endif
