/* SPDX-License-Identifier: MIT */
/* Distribution functions and quantiles behind the intervals and tests: binomial, t, normal. */
#include "base/distribution.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "base/stats.h"

/* lgamma() itself writes the global signgam. */
static double ln_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

double distribution_ln_choose(size_t n, size_t k)
{
	return ln_gamma((double)n + 1) - ln_gamma((double)k + 1) - ln_gamma((double)(n - k) + 1);
}

double distribution_binomial_pmf(size_t k, size_t n, double p)
{
	if (!(p >= 0 && p <= 1))
		return STATS_NA;
	if (k > n)
		return 0;
	if (p == 0)
		return k == 0 ? 1 : 0;
	if (p == 1)
		return k == n ? 1 : 0;
	return exp(distribution_ln_choose(n, k) + (double)k * log(p) + (double)(n - k) * log1p(-p));
}

double distribution_binomial_cdf(long k, size_t n, double p)
{
	double sum = 0;

	if (!(p >= 0 && p <= 1))
		return STATS_NA;
	if (k < 0)
		return 0;
	if ((size_t)k >= n)
		return 1;
	for (size_t i = 0; i <= (size_t)k; i++)
		sum += distribution_binomial_pmf(i, n, p);
	return fmin(sum, 1);
}

/* Coefficient d_k, k >= 1, of the continued fraction 1/(1 + d_1/(1 + d_2/(1 + ...))). */
static double fraction_term(double a, double b, double x, unsigned k)
{
	double m = k / 2;

	if (k % 2 == 0)
		return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
	return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
}

/* A denominator that must not vanish. */
static double nonzero(double x)
{
	return x == 0 ? DBL_MIN / DBL_EPSILON : x;
}

/* 1 + d_1/(1 + d_2/(1 + ...)) by Lentz's method, for x < (a + 1) / (a + b + 2), where it converges
 * fast: the number of terms grows with sqrt(max(a, b)). */
static double beta_fraction(double a, double b, double x)
{
	double value = 1, step = 0;
	double above = 1, below = INFINITY; /* ratios of neighbouring numerators, denominators */

	for (unsigned k = 1; k < 100000 && fabs(step - 1) >= DBL_EPSILON; k++) {
		double term = fraction_term(a, b, x, k);

		above = nonzero(1 + term / above);
		below = nonzero(1 + term / below);
		step = above / below;
		value *= step;
	}
	return value;
}

/* I_x(a, b), the regularised incomplete beta function. y = 1 - x is given apart, since 1 - x is 0
 * where x is close to 1. */
static double beta_regularised(double a, double b, double x, double y)
{
	double ln_front;

	if (x <= 0)
		return 0;
	if (y <= 0)
		return 1;
	if (x > (a + 1) / (a + b + 2))
		return 1 - beta_regularised(b, a, y, x);
	ln_front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * log(x) + b * log(y);
	return exp(ln_front) / a / beta_fraction(a, b, x);
}

/* P(T > t), t >= 0. */
static double t_tail(double t, double df)
{
	double square = t * t;

	if (isinf(square))
		return 0;
	return beta_regularised(df / 2, 0.5, df / (df + square), square / (df + square)) / 2;
}

/* P(Z > z), z >= 0. */
static double normal_tail(double z, double unused)
{
	(void)unused;
	return erfc(z / sqrt(2)) / 2;
}

double distribution_t_cdf(double t, double df)
{
	if (!(df > 0) || isnan(t))
		return STATS_NA;
	return t < 0 ? t_tail(-t, df) : 1 - t_tail(t, df);
}

/* The quantile of a symmetric law, by bisection on its upper tail: slow and sure, and the small
 * probability is never taken from 1. */
static double symmetric_quantile(double (*tail)(double, double), double p, double df)
{
	double q = fmin(p, 1 - p);
	double lo = 0, hi = 1;

	if (!(p > 0 && p < 1) || !(df > 0))
		return STATS_NA;
	while (tail(hi, df) > q && hi < DBL_MAX / 2) {
		lo = hi;
		hi *= 2;
	}
	while (true) {
		double mid = lo + (hi - lo) / 2;

		if (mid <= lo || mid >= hi)
			break;
		if (tail(mid, df) > q)
			lo = mid;
		else
			hi = mid;
	}
	return p < 0.5 ? -hi : (p > 0.5 ? hi : 0);
}

double distribution_t_quantile(double p, double df)
{
	return symmetric_quantile(t_tail, p, df);
}

double distribution_normal_two_sided(double z)
{
	return erfc(fabs(z) / sqrt(2));
}

double distribution_normal_quantile(double p)
{
	return symmetric_quantile(normal_tail, p, 1);
}
