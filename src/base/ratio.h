/* SPDX-License-Identifier: MIT */
/* Ratio of two samples of positive values, its interval, and what that says: same or changed. */
#ifndef BASE_RATIO_H
#define BASE_RATIO_H

#include <stddef.h>

#include "base/stats.h"

/* All of these: NA where a sample is empty or a value is not above 0 or not finite; no interval
 * where a side has fewer than STATS_INTERVAL_MIN values. x over y. */

/* Ratio of the medians, with the percentile interval of the exact bootstrap (base/bootstrap.h). */
struct estimate ratio_of_medians(const double *x, size_t m, const double *y, size_t n,
				 double alpha);

/* exp of the Hodges-Lehmann shift of the logarithms (base/ranktest.h): narrower, where the laws are
 * one shape stretched. */
struct estimate ratio_hodges_lehmann(const double *x, size_t m, const double *y, size_t n,
				     double alpha);

/* Median of x[b] / y[b], the values of n blocks that were measured side by side, with the
 * order-statistic interval; the median of an even number is the geometric mean of the middle
 * two. */
struct estimate ratio_paired(const double *x, const double *y, size_t n, double alpha);

/* Ratio of the means, interval after Fieller (JRSS B 1954) as in Kalibera, Jones, Rigorous
 * Benchmarking in Reasonable Time, ISMM 2013: for means of a normal law. No interval where the mean
 * of y cannot be told from 0. */
struct estimate ratio_of_means(const double *x, size_t m, const double *y, size_t n, double alpha);

enum ratio_verdict { RATIO_SAME, RATIO_CHANGED, RATIO_INCONCLUSIVE };

/* The interval of a ratio against the band 1/(1 + epsilon) ... 1 + epsilon: wholly inside, ends
 * included: same; wholly outside: changed; else, or NA: inconclusive. */
enum ratio_verdict ratio_judge(struct estimate ratio, double epsilon);

/* "same", "changed", "inconclusive". */
const char *ratio_verdict_name(enum ratio_verdict verdict);

/* About how many values a side would decide, now that there are n: the half-width of ln of the
 * interval shrinks with sqrt(n), down to the distance of ln ratio from the nearer end of the band.
 * NA without an interval, or where the ratio is that end. */
double ratio_needed_n(struct estimate ratio, size_t n, double epsilon);

#endif
