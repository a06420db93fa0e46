/* SPDX-License-Identifier: MIT */
/* Named sweeps: each answers one question. */
#ifndef PLAN_SUITES_H
#define PLAN_SUITES_H

#include <stddef.h>

/* A part of a suite: a full product of its axes. An axis that the command line gives takes the place of it. */
struct grid {
	const char *strategies; /* list as on the command line */
	const char *workers;
	const char *placements;
	const char *types;
	unsigned reads_ppm, hold_ns, gap_ns;
};

struct suite {
	const char *name, *question;
	const struct grid
		*grids; /* up to one without strategies; NULL: not a product (selfcheck) */
};

const struct suite *suite_at(size_t i); /* NULL past the end */
const struct suite *suite_find(const char *name);

#endif
