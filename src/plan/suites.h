/* SPDX-License-Identifier: MIT */
/* Named sweeps: each answers one question. */
#ifndef PLAN_SUITES_H
#define PLAN_SUITES_H

#include <stddef.h>
#include <stdint.h>

/* A part of a suite: a full product of its axes. An axis that the command line gives takes the place of it. */
struct grid {
	const char *strategies; /* list as on the command line */
	const char *workers;
	const char *placements;
	const char *types;
	unsigned reads_ppm, hold_ns, gap_ns;
	const char *homes; /* NULL: local */
};

enum suite_shape {
	SUITE_GRIDS, /* the products of its parts */
	SUITE_PAIRS, /* its one part on every pair of PUs */
	SUITE_TOPOLOGY, /* on a pair of each relation and on each node, with each home; then its parts */
	SUITE_CHECK /* selfcheck: a sweep of `standard`, then the harness itself */
};

struct suite {
	const char *name, *question;
	const struct grid *grids; /* up to one without strategies; NULL: none */
	enum suite_shape shape;
	uint64_t warmup, window, drain; /* ns; window 0: the usual ones */
};

const struct suite *suite_at(size_t i); /* NULL past the end */
const struct suite *suite_find(const char *name);

#endif
