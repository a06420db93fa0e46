/* SPDX-License-Identifier: MIT */
/* How long the harness needs to plan for a wide machine, before anything is measured. */
#ifndef BENCH_SELFPLAN_H
#define BENCH_SELFPLAN_H

#include <stddef.h>

/* Wall seconds on a described machine of 768 PUs. */
struct selfplan {
	double load_s;	    /* of its topology */
	double relations_s; /* all pairs of PUs classified */
	double pairs;
	double plan_s; /* at least 1,000 cells planned */
	double cells;
};

/* 0 or -errno having said why. */
int selfplan_measure(struct selfplan *seen);

#endif
