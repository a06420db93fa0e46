/* SPDX-License-Identifier: MIT */
/* What a sweep would do, in words. */
#ifndef CLI_DRYRUN_H
#define CLI_DRYRUN_H

#include <stdio.h>

struct plan;
struct sweep;
struct topo;

/* Prints the cells grouped for reading (strategies that share everything else on one line), with their PUs, the
 * dropped points with their reasons, and the time a block, nine blocks and the budget take. */
void dryrun_print(FILE *out, const struct plan *plan, const struct sweep *sweep,
		  const struct topo *topo);

/* Seconds that a sweep may take: --max-time; else none (INFINITY) where --reps is given; else 6 with --quick; else 60
 * or, where nine blocks take longer, those, but at most 600. */
double dryrun_budget(const struct plan *plan, const struct sweep *sweep);

#endif
