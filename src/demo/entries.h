/* SPDX-License-Identifier: MIT */
/* The entries of the table of demos: each runs one, with all of the plan set, and returns an exit code. */
#ifndef DEMO_ENTRIES_H
#define DEMO_ENTRIES_H

#include <stdio.h>

#include "demo/demo.h"

int tour_run(const struct demo_plan *plan, FILE *out);
int lost_update_run(const struct demo_plan *plan, FILE *out);
int typed_run(const struct demo_plan *plan, FILE *out);
int arrays_run(const struct demo_plan *plan, FILE *out);
int locks_run(const struct demo_plan *plan, FILE *out);
int monitor_run(const struct demo_plan *plan, FILE *out);
int scramble_run(const struct demo_plan *plan, FILE *out);
int lists_run(const struct demo_plan *plan, FILE *out);
int deadlock_run(const struct demo_plan *plan, FILE *out);
int timeline_run(const struct demo_plan *plan, FILE *out);
int queues_run(const struct demo_plan *plan, FILE *out);
int pipes_run(const struct demo_plan *plan, FILE *out);
int manager_run(const struct demo_plan *plan, FILE *out);
int sockets_run(const struct demo_plan *plan, FILE *out);
int interleavings_run(const struct demo_plan *plan, FILE *out);
int python_run(const struct demo_plan *plan, FILE *out);

#endif
