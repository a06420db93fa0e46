/* SPDX-License-Identifier: MIT */
/* Where the variation of nested measurements comes from, and how often to repeat at each level. */
#include "base/levels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/distribution.h"
#include "base/stats.h"

/* Replaces groups of reps values by their means, and returns the mean of the groups' variances. */
static double fold(double *x, size_t groups, size_t reps)
{
	double squares = 0;

	for (size_t g = 0; g < groups; g++) {
		const double *group = x + g * reps;
		double mean = stats_mean(group, reps);

		for (size_t i = 0; i < reps; i++)
			squares += (group[i] - mean) * (group[i] - mean);
		x[g] = mean; /* g <= g * reps: this place has been read */
	}
	return squares / (double)groups / (double)(reps - 1);
}

/* r_i = sqrt(c_(i+1)/c_i T_i^2/T_(i+1)^2). */
static double repetitions(double cost_ratio, double own, double above)
{
	if (own <= 0)
		return 0;
	return above > 0 ? sqrt(cost_ratio * own / above) : STATS_NA;
}

/* The number of values, or 0 where an argument is out of range. */
static size_t count_values(const size_t *reps, const double *cost, size_t n, double alpha)
{
	size_t values = 1;

	if (n < 2 || n > LEVELS_MAX || !(alpha > 0 && alpha < 1))
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (reps[i] < 2 || !(cost[i] > 0 && isfinite(cost[i])))
			return 0;
		if (__builtin_mul_overflow(values, reps[i], &values))
			return 0;
	}
	return values;
}

static void clear(struct levels *out, size_t n)
{
	out->n = n;
	out->mean = out->half = STATS_NA;
	for (size_t i = 0; i < LEVELS_MAX; i++)
		out->s2[i] = out->t2[i] = out->r_exact[i] = out->r[i] = STATS_NA;
}

bool levels_analyse(const double *y, const size_t *reps, const double *cost, size_t n, double alpha,
		    struct levels *out)
{
	size_t groups = count_values(reps, cost, n, alpha);
	double *x;

	clear(out, n);
	if (groups == 0 || !isfinite(stats_mean(y, groups)))
		return false;
	x = calloc(groups, sizeof(*x));
	if (!x)
		return false;
	memcpy(x, y, groups * sizeof(*x));
	for (size_t i = 0; i < n; i++) {
		groups /= reps[i];
		out->s2[i] = fold(x, groups, reps[i]);
		out->t2[i] = out->s2[i] - (i > 0 ? out->s2[i - 1] / (double)reps[i - 1] : 0);
	}
	for (size_t i = 0; i + 1 < n; i++) {
		out->r_exact[i] = repetitions(cost[i + 1] / cost[i], out->t2[i], out->t2[i + 1]);
		if (!stats_is_na(out->r_exact[i]))
			out->r[i] = fmax(1, ceil(out->r_exact[i]));
	}
	out->mean = x[0];
	out->half = distribution_t_quantile(1 - alpha / 2, (double)reps[n - 1] - 1) *
		    sqrt(out->s2[n - 1] / (double)reps[n - 1]);
	free(x);
	return true;
}
