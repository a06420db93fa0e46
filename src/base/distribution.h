/* SPDX-License-Identifier: MIT */
/* Distribution functions and quantiles behind the intervals and tests: binomial, t, normal. */
#ifndef BASE_DISTRIBUTION_H
#define BASE_DISTRIBUTION_H

#include <stddef.h>

/* ln of the number of ways to choose k of n, k <= n. By lgamma_r, so that no factorial
 * overflows. */
double distribution_ln_choose(size_t n, size_t k);

/* P(Bin(n, p) = k); 0 where k > n. NA (base/stats.h) unless 0 <= p <= 1. */
double distribution_binomial_pmf(size_t k, size_t n, double p);

/* P(Bin(n, p) <= k); 0 where k < 0. NA unless 0 <= p <= 1. The sum of the above: O(k). */
double distribution_binomial_cdf(long k, size_t n, double p);

/* P(T <= t) of Student's t with df > 0 degrees of freedom, else NA. By the regularised incomplete
 * beta function, its continued fraction as in DLMF 8.17.22 (https://dlmf.nist.gov/8.17). Good to
 * 1e-11 up to df = 1e4; beyond, differences of lgamma cost a digit a power of ten. */
double distribution_t_cdf(double t, double df);

/* t with P(T <= t) = p. NA unless 0 < p < 1 and df > 0. */
double distribution_t_quantile(double p, double df);

/* P(|Z| >= |z|) of the standard normal: a two-sided p-value. */
double distribution_normal_two_sided(double z);

/* z with P(Z <= z) = p. NA unless 0 < p < 1. */
double distribution_normal_quantile(double p);

#endif
