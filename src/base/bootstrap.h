/* SPDX-License-Identifier: MIT */
/* The bootstrap of a median and of a ratio of medians, in closed form: no resampling, no chance. */
#ifndef BASE_BOOTSTRAP_H
#define BASE_BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>

/* Source: Efron, The Jackknife, the Bootstrap and Other Resampling Plans, SIAM 1982, 10.3, for odd
 * n; for even n the same way from the joint law of two order statistics. */

/* One possible value of the bootstrap median, and its probability. */
struct bootstrap_atom {
	double value, weight;
};

/* The law of the bootstrap median of a sorted sample, n > 0; *atoms: how many. The caller frees it;
 * NULL: memory ran out. Odd n: the values in order; even n: the means of x_(i), x_(j), i <= j, in
 * the order 11 12 ... 1n 22 ..., not by value. Ranks further than 6 sqrt(n) from the middle are
 * left out: by Hoeffding's inequality they weigh less than 1e-30 together. */
struct bootstrap_atom *bootstrap_median_law(const double *sorted, size_t n, size_t *atoms);

/* Percentile interval of median(x*) / median(y*), both samples drawn anew with replacement: the
 * limits are the smallest ratios whose cumulated weight reaches alpha / 2 and 1 - alpha / 2. m, n >
 * 0, values above 0, 0 < alpha < 1. False, and both NA: memory ran out. O(n) a step, O(n^2) for
 * even n. */
bool bootstrap_ratio(const double *x, size_t m, const double *y, size_t n, double alpha, double *lo,
		     double *hi);

#endif
