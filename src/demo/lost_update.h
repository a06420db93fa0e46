/* SPDX-License-Identifier: MIT */
/* The lecture's counter: many workers, each adding one many times, by any way of updating. */
#ifndef DEMO_LOST_UPDATE_H
#define DEMO_LOST_UPDATE_H

#include "demo/runs.h"

/* A runs_once; what: of struct lost_update_way. */
struct lost_update_way {
	const char *name;
	unsigned rogues; /* the first so many workers use no lock */
};
int lost_update_once(const struct demo_plan *plan, const void *what, uint64_t seed,
		     struct outcome *outcome);

#endif
