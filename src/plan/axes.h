/* SPDX-License-Identifier: MIT */
/* The axes of a sweep as words: one syntax for the command line and the suites. */
#ifndef PLAN_AXES_H
#define PLAN_AXES_H

#include "plan/sweep.h"

#define AXES_WORKERS_MAX 4096U
#define AXES_NODE_MAX 65535U
#define AXES_HOLD_MAX_NS 1000000U /* of the gap, too */

enum axis {
	AXIS_STRATEGIES, /* names by commas, with * and ?; "all": every listed one; hidden ones by their full name only */
	AXIS_WORKERS, /* numbers and ranges "1-8", "all" (as many as PUs), "doubling" (1, 2, 4 … and all PUs) */
	AXIS_PLACEMENTS, /* names with *, "all"; "cpus:LIST" takes the rest of the value; "core:0-3.pu:0" */
	AXIS_TYPES, /* names with *, "all" */
	AXIS_READS, /* "90%", "0.5%", "0" */
	AXIS_HOLD,  /* times "200ns", "1us" */
	AXIS_GAP,
	AXIS_HOME, /* "local", "all", numbers of nodes */
	AXIS_N
};

/* "strategies" …: the option's name without dashes. */
const char *axis_name(enum axis axis);

/* Sets the list of one axis from text, in the order written, each value once, in place of what it held. 0; -ENOMEM; or
 * -EINVAL having said, with the option's name and the nearest known word, what is wrong. */
int axes_set(struct sweep *sweep, enum axis axis, const char *text);

#endif
