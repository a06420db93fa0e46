/* SPDX-License-Identifier: MIT */
/* Ratio of two samples of positive values, its interval, and what that says: same or changed. */
#include "base/ratio.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/bootstrap.h"
#include "base/distribution.h"
#include "base/ranktest.h"

static const double BAND_SLACK = 1e-12; /* relative: rounding of a ratio that lies on an end */

static const struct estimate none = { STATS_NA, STATS_NA, STATS_NA };

static bool positive(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(x[i] > 0 && isfinite(x[i])))
			return false;
	return n > 0;
}

static bool has_interval(size_t m, size_t n, double alpha)
{
	return m >= STATS_INTERVAL_MIN && n >= STATS_INTERVAL_MIN && alpha > 0 && alpha < 1;
}

struct estimate ratio_of_medians(const double *x, size_t m, const double *y, size_t n, double alpha)
{
	struct estimate result = none;

	if (!positive(x, m) || !positive(y, n))
		return none;
	result.value = stats_median(x, m) / stats_median(y, n);
	if (has_interval(m, n, alpha))
		bootstrap_ratio(x, m, y, n, alpha, &result.lo, &result.hi);
	return result;
}

/* The logarithms, to be freed; NULL where a value has none or memory ran out. */
static double *logarithms(const double *x, size_t n)
{
	double *ln = positive(x, n) ? calloc(n, sizeof(*ln)) : NULL;

	for (size_t i = 0; ln && i < n; i++)
		ln[i] = log(x[i]);
	return ln;
}

struct estimate ratio_hodges_lehmann(const double *x, size_t m, const double *y, size_t n,
				     double alpha)
{
	double *ln_x = logarithms(x, m);
	double *ln_y = logarithms(y, n);
	struct estimate shift = none;

	if (ln_x && ln_y)
		shift = ranktest_hodges_lehmann(ln_x, m, ln_y, n, alpha);
	free(ln_x);
	free(ln_y);
	if (!has_interval(m, n, alpha))
		shift.lo = shift.hi = STATS_NA;
	return (struct estimate){ exp(shift.value), exp(shift.lo), exp(shift.hi) };
}

struct estimate ratio_paired(const double *x, const double *y, size_t n, double alpha)
{
	struct interval ci = { STATS_NA, STATS_NA, STATS_NA, 0 };
	double *ln = logarithms(x, n);
	double median = STATS_NA;

	if (ln && positive(y, n)) {
		for (size_t i = 0; i < n; i++)
			ln[i] -= log(y[i]);
		median = stats_median(ln, n);
		ci = stats_median_interval(ln, n, alpha);
	}
	free(ln);
	return (struct estimate){ exp(median), exp(ci.lo), exp(ci.hi) };
}

/* Half-width of the t interval of a mean, squared. */
static double half_squared(const double *x, size_t n, double alpha)
{
	double sd = stats_sd(x, n);
	double t = distribution_t_quantile(1 - alpha / 2, (double)n - 1);

	return t * t * sd * sd / (double)n;
}

struct estimate ratio_of_means(const double *x, size_t m, const double *y, size_t n, double alpha)
{
	struct estimate result = none;
	double a, b, a_half, b_half, divisor;

	if (!positive(x, m) || !positive(y, n))
		return none;
	a = stats_mean(x, m);
	b = stats_mean(y, n);
	result.value = a / b;
	if (!has_interval(m, n, alpha))
		return result;
	a_half = half_squared(x, m, alpha);
	b_half = half_squared(y, n, alpha);
	divisor = b * b - b_half;
	if (divisor > 0) {
		/* (ab)^2 - (a^2 - a_half)(b^2 - b_half), arranged so that nothing cancels */
		double root = sqrt(a * a * b_half + a_half * divisor);

		result.lo = (a * b - root) / divisor;
		result.hi = (a * b + root) / divisor;
	}
	return result;
}

enum ratio_verdict ratio_judge(struct estimate ratio, double epsilon)
{
	double top = (1 + epsilon) * (1 + BAND_SLACK);

	if (!(ratio.lo > 0 && ratio.hi >= ratio.lo && epsilon >= 0))
		return RATIO_INCONCLUSIVE;
	if (ratio.lo > top || ratio.hi < 1 / top)
		return RATIO_CHANGED;
	return ratio.lo >= 1 / top && ratio.hi <= top ? RATIO_SAME : RATIO_INCONCLUSIVE;
}

const char *ratio_verdict_name(enum ratio_verdict verdict)
{
	static const char *const names[] = { [RATIO_SAME] = "same",
					     [RATIO_CHANGED] = "changed",
					     [RATIO_INCONCLUSIVE] = "inconclusive" };

	return names[verdict];
}

double ratio_needed_n(struct estimate ratio, size_t n, double epsilon)
{
	double half = log(ratio.hi / ratio.lo) / 2;
	double distance = fabs(fabs(log(ratio.value)) - log1p(epsilon));

	if (!(ratio.lo > 0) || !(distance > 0) || stats_is_na(half))
		return STATS_NA;
	return ceil((double)n * (half / distance) * (half / distance));
}
