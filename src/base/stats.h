/* SPDX-License-Identifier: MIT */
/* Describing one sample: median, quantiles, spread, fairness, exact interval of a median, flags. */
#ifndef BASE_STATS_H
#define BASE_STATS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* Rules of all statistics here (also of distribution, histogram, levels, metrics, padjust, ranktest
 * and ratio): pure functions on arrays, which need not be sorted and are not changed. What cannot
 * be had is NA, never 0: an empty sample, a value that is not finite, an argument out of range,
 * memory that ran out. alpha is two-sided, 0 < alpha < 1: 0.05 asks for a 95 % interval. */
#define STATS_NA NAN

static inline bool stats_is_na(double x)
{
	return isnan(x);
}

/* Below this no interval and no flag is given: of 5 values even the whole range covers the median
 * with 93.75 % only. */
enum { STATS_INTERVAL_MIN = 6 };

/* An interval between order statistics. */
struct interval {
	double lo, hi;	 /* NA: there is none */
	double coverage; /* attained, at least 1 - alpha; NA where there is none */
	size_t d;	 /* lo is the d-th smallest value, hi the d-th largest; 0: there is none */
};

/* A figure with its interval; each may be NA, lo and hi only together. */
struct estimate {
	double value, lo, hi;
};

/* Sorts in place, ascending; the values must not be NaN. */
void stats_sort(double *x, size_t n);

/* A sorted copy that the caller frees. NULL where a value is not finite, n = 0 or memory ran
 * out. */
double *stats_sorted(const double *x, size_t n);

/* Quantile of type 7 (the default of R; Hyndman, Fan: Sample Quantiles in Statistical Packages, The
 * American Statistician 1996), 0 <= p <= 1. The second takes x sorted, n > 0. */
double stats_quantile(const double *x, size_t n, double p);
double stats_quantile_sorted(const double *x, size_t n, double p);

/* The middle value; for even n the mean of the two in the middle. */
double stats_median(const double *x, size_t n);

/* Median absolute deviation times 1.4826: estimates the standard deviation of a normal sample.
 * Source: Hampel, JASA 1974. */
double stats_mad(const double *x, size_t n);

double stats_mean(const double *x, size_t n);

/* Standard deviation of a sample (divisor n - 1); NA below n = 2. */
double stats_sd(const double *x, size_t n);

/* Fairness index (sum x)^2 / (n sum x^2), between 1/n (one has all) and 1 (all equal). NA where a
 * value is negative or all are 0. Source: Jain, Chiu, Hawe, DEC-TR-301, 1984. */
double stats_jain(const double *x, size_t n);

/* Smallest over largest value; NA as above. */
double stats_min_max(const double *x, size_t n);

/* d of struct interval: the largest d with 2 P(Bin(n, 1/2) <= d - 1) <= alpha. 0: none, always so
 * below STATS_INTERVAL_MIN. *coverage (may be NULL) as in struct interval. */
size_t stats_median_rank(size_t n, double alpha, double *coverage);

/* Interval of the median that needs only independent values, no law: x_(d) ... x_(n + 1 - d).
 * Source: Le Boudec, Performance Evaluation of Computer and Communication Systems, theorem 2.1. */
struct interval stats_median_interval(const double *x, size_t n, double alpha);

/* (hi - lo) / (2 median), what a target such as 1 % is held against; NA unless median > 0. */
double stats_relative_half(struct interval interval, double median);

/* Sample sizes at which an interval may decide whether to go on: 9, 17, 25, 35, 49, where the exact
 * 95 % interval of a median is sharp. Looking at each n would stop on lucky intervals. */
bool stats_is_look(size_t n);

/* The next of them above n; 0 above the last. */
size_t stats_next_look(size_t n);

/* How many values lie more than 3.5 robust standard deviations (stats_mad) from the median; flag[i]
 * (flag may be NULL) says which. None where the MAD is 0 or NA. A flag is a word to the reader, no
 * reason to drop a value. Source: Iglewicz, Hoaglin, How to Detect and Handle Outliers, 1993. */
size_t stats_outliers(const double *x, size_t n, bool *flag);

/* Whether the values fall into two groups: the largest gap between neighbours is more than half of
 * the range, with at least 2 values on each side. */
bool stats_two_states(const double *x, size_t n);

/* Median of ln(x[i] / median[i]) over the last n/2 values less that over the first n/2; x in the
 * order measured, median[i] that of the cell x[i] belongs to. NA below STATS_INTERVAL_MIN or where
 * a value is not above 0. */
double stats_drift(const double *x, const double *median, size_t n);

/* Whether that is more than 2 % up or down. NA is no drift. */
bool stats_drifted(double drift);

#endif
