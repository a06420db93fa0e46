/* SPDX-License-Identifier: MIT */
/* Every order in which workers' loads and stores can happen, counted exactly by dynamic programming. Pure. */
#ifndef DEMO_EXPLORE_H
#define DEMO_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPLORE_WORKERS_MAX 8
#define EXPLORE_VALUE_MAX 255	   /* workers times increments */
#define EXPLORE_STATES_MAX 1500000 /* some 100 MB */

/* 128 bits: a count of schedules. A type of its own, as ISO C has no name for it. */
__extension__ typedef unsigned __int128 explore_count;

/* One step of a schedule. */
struct explore_step {
	unsigned worker;
	bool store;
	unsigned value; /* loaded or stored */
};

struct explore {
	unsigned workers, increments;
	bool whole; /* an update is one step: it is locked */
	explore_count schedules;
	/* How many schedules end in each value; up to workers * increments. */
	explore_count ends[EXPLORE_VALUE_MAX + 1];
	unsigned min, max;
	size_t states; /* distinct ones, workers being alike */
	/* A schedule that ends in min, as loads and stores. */
	struct explore_step *steps;
	size_t n_steps;
};

/* Explores workers x increments load-store pairs, or, whole, indivisible updates. 0, with explore to be freed; -ERANGE: more
 * workers or a greater final value than the above; -E2BIG: more states; -EOVERFLOW: more than 2^128 schedules; -ENOMEM. */
int explore_all(struct explore *explore, unsigned workers, unsigned increments, bool whole);
void explore_free(struct explore *explore); /* a zeroed struct is fine */

/* In decimal. size 40 holds every one. */
void explore_count_text(char *text, size_t size, explore_count count);

#endif
