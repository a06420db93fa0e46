/* SPDX-License-Identifier: MIT */
/* Locks taken in a circle: each worker holds one and waits for its neighbour's. */
#ifndef DEMO_CIRCLE_H
#define DEMO_CIRCLE_H

#include <stdio.h>

#include "demo/demo.h"

#define CIRCLE_MAX 26 /* the locks are called by letters */

/* An exit code, as a demo's. */
int circle_run(const struct demo_plan *plan, FILE *out);

#endif
