/* SPDX-License-Identifier: MIT */
/* Where the variation of nested measurements comes from, and how often to repeat at each level. */
#ifndef BASE_LEVELS_H
#define BASE_LEVELS_H

#include <stdbool.h>
#include <stddef.h>

enum { LEVELS_MAX = 4 };

/* Index 0 is the lowest level (say, windows of a trial), the next the one around it (trials). */
struct levels {
	/* levels, 2 ... LEVELS_MAX */
	size_t n;
	/* variance seen at the level, what comes from the levels below included; t2: that part
	 * taken off, and where it is not above 0 the level needs no repetition */
	double s2[LEVELS_MAX], t2[LEVELS_MAX];
	/* best number of repetitions, and the same rounded up, at least 1. NA at the highest level,
	 * whose number the wanted interval decides, and where the level above has no variation of
	 * its own, so that more is always better */
	double r_exact[LEVELS_MAX], r[LEVELS_MAX];
	/* of all, and the half-width of its interval */
	double mean, half;
};

/* y: the values, the lowest level running fastest. reps[i] >= 2 values or groups make one group of
 * the level above, reps[n - 1] groups make the whole; y has the product of all reps. cost[i] > 0:
 * time that one more repetition at the level adds. False, *out all NA: an argument out of range, a
 * value not finite, memory. Source: Kalibera, Jones, Rigorous Benchmarking in Reasonable Time, ISMM
 * 2013. */
bool levels_analyse(const double *y, const size_t *reps, const double *cost, size_t n, double alpha,
		    struct levels *out);

#endif
