/* SPDX-License-Identifier: MIT */
/* Log-linear histogram of durations: constant relative width of the buckets, no table of bounds. */
#ifndef BASE_HISTOGRAM_H
#define BASE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

/* p: 2^p buckets an octave, 0 <= p <= 16, so that width/value <= 2^-p; values below 2^p have a
 * bucket each. p = 5: 1152 buckets hold what is below 2^40. Source: the scheme of HdrHistogram
 * (Tene), here without its configurable unit. */

/* The bucket of value v. */
size_t histogram_index(unsigned p, uint64_t v);

/* The smallest value of a bucket, and the number of values in it; index <= histogram_index(p,
 * UINT64_MAX). */
uint64_t histogram_low(unsigned p, size_t index);
uint64_t histogram_width(unsigned p, size_t index);

/* The middle of the bucket that holds the value of rank ceil(q total), at least 1; count[i] values
 * lie in bucket i. NA (base/stats.h) where all are 0 or q is not in 0 ... 1. */
double histogram_percentile(unsigned p, const uint64_t *count, size_t buckets, double q);

/* Share of the sum of all values that values above x make up; value[i] occurs count[i] times. For
 * durations: the share of the time spent in operations longer than x, which percentiles of
 * operations hide. NA where the sum is 0 or a value is negative or not finite. */
double histogram_share_above(const double *value, const uint64_t *count, size_t n, double x);

#endif
