/* SPDX-License-Identifier: MIT */
/* Describing one sample: median, quantiles, spread, fairness, exact interval of a median, flags. */
#include "base/stats.h"

#include <stdlib.h>
#include <string.h>

#include "base/distribution.h"

static const double NORMAL_MAD = 1.4826; /* sd over median |x - median| of a normal law */
static const double OUTLIER_LIMIT = 3.5;
static const double TWO_STATES_GAP = 0.5;
static const double DRIFT_LIMIT = 0.02;
static const double ALPHA_SLACK = 1e-12; /* relative: a tail of exactly alpha is good enough */
static const size_t looks[] = { 9, 17, 25, 35, 49 };

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

void stats_sort(double *x, size_t n)
{
	if (n > 1)
		qsort(x, n, sizeof(*x), compare_doubles);
}

double *stats_sorted(const double *x, size_t n)
{
	double *sorted;

	for (size_t i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return NULL;
	if (n == 0)
		return NULL;
	sorted = calloc(n, sizeof(*sorted));
	if (sorted) {
		memcpy(sorted, x, n * sizeof(*sorted));
		stats_sort(sorted, n);
	}
	return sorted;
}

double stats_quantile_sorted(const double *x, size_t n, double p)
{
	double h = (double)(n - 1) * p;
	size_t i;

	if (!(p >= 0 && p <= 1))
		return STATS_NA;
	i = (size_t)h;
	if (i + 1 >= n)
		return x[n - 1];
	return x[i] + (h - (double)i) * (x[i + 1] - x[i]);
}

double stats_quantile(const double *x, size_t n, double p)
{
	double *sorted = stats_sorted(x, n);
	double result = sorted ? stats_quantile_sorted(sorted, n, p) : STATS_NA;

	free(sorted);
	return result;
}

double stats_median(const double *x, size_t n)
{
	return stats_quantile(x, n, 0.5);
}

double stats_mad(const double *x, size_t n)
{
	double median = stats_median(x, n);
	double result = STATS_NA;
	double *distance;

	if (stats_is_na(median))
		return STATS_NA;
	distance = calloc(n, sizeof(*distance));
	if (distance) {
		for (size_t i = 0; i < n; i++)
			distance[i] = fabs(x[i] - median);
		result = NORMAL_MAD * stats_median(distance, n);
	}
	free(distance);
	return result;
}

double stats_mean(const double *x, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	return n > 0 && isfinite(sum) ? sum / (double)n : STATS_NA;
}

double stats_sd(const double *x, size_t n)
{
	double mean = stats_mean(x, n);
	double sum = 0;

	if (n < 2 || stats_is_na(mean))
		return STATS_NA;
	for (size_t i = 0; i < n; i++)
		sum += (x[i] - mean) * (x[i] - mean);
	return sqrt(sum / (double)(n - 1));
}

/* The largest value, or NA where shares of a whole make no sense. */
static double largest_share(const double *x, size_t n)
{
	double largest = 0;

	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]) || x[i] < 0)
			return STATS_NA;
		largest = fmax(largest, x[i]);
	}
	return largest > 0 ? largest : STATS_NA;
}

double stats_jain(const double *x, size_t n)
{
	double sum = 0, squares = 0;

	if (stats_is_na(largest_share(x, n)))
		return STATS_NA;
	for (size_t i = 0; i < n; i++) {
		sum += x[i];
		squares += x[i] * x[i];
	}
	return sum * sum / ((double)n * squares);
}

double stats_min_max(const double *x, size_t n)
{
	double largest = largest_share(x, n);
	double least = largest;

	if (stats_is_na(largest))
		return STATS_NA;
	for (size_t i = 0; i < n; i++)
		least = fmin(least, x[i]);
	return least / largest;
}

size_t stats_median_rank(size_t n, double alpha, double *coverage)
{
	double both_tails = 0; /* 2 P(Bin(n, 1/2) <= d - 1) */
	size_t d = 0;

	while (n >= STATS_INTERVAL_MIN && alpha > 0 && alpha < 1) {
		double next = both_tails + 2 * distribution_binomial_pmf(d, n, 0.5);

		if (next > alpha * (1 + ALPHA_SLACK))
			break;
		both_tails = next;
		d++;
	}
	if (coverage)
		*coverage = d > 0 ? 1 - both_tails : STATS_NA;
	return d;
}

struct interval stats_median_interval(const double *x, size_t n, double alpha)
{
	struct interval result = { STATS_NA, STATS_NA, STATS_NA, 0 };
	double *sorted = stats_sorted(x, n);

	if (sorted)
		result.d = stats_median_rank(n, alpha, &result.coverage);
	if (result.d > 0) {
		result.lo = sorted[result.d - 1];
		result.hi = sorted[n - result.d];
	}
	free(sorted);
	return result;
}

double stats_relative_half(struct interval interval, double median)
{
	return median > 0 ? (interval.hi - interval.lo) / (2 * median) : STATS_NA;
}

size_t stats_next_look(size_t n)
{
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (looks[i] > n)
			return looks[i];
	return 0;
}

bool stats_is_look(size_t n)
{
	return n > 0 && stats_next_look(n - 1) == n;
}

size_t stats_outliers(const double *x, size_t n, bool *flag)
{
	double median = stats_median(x, n);
	double mad = stats_mad(x, n);
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		bool far = mad > 0 && fabs(x[i] - median) / mad > OUTLIER_LIMIT;

		count += far;
		if (flag)
			flag[i] = far;
	}
	return count;
}

bool stats_two_states(const double *x, size_t n)
{
	double *sorted = stats_sorted(x, n);
	double gap = 0;
	size_t below = 0; /* values below the largest gap */
	bool result;

	if (!sorted)
		return false;
	for (size_t i = 1; i < n; i++) {
		if (sorted[i] - sorted[i - 1] > gap) {
			gap = sorted[i] - sorted[i - 1];
			below = i;
		}
	}
	result = gap > TWO_STATES_GAP * (sorted[n - 1] - sorted[0]) && below >= 2 && n - below >= 2;
	free(sorted);
	return result;
}

double stats_drift(const double *x, const double *median, size_t n)
{
	double result = STATS_NA;
	double *ln;

	if (n < STATS_INTERVAL_MIN)
		return STATS_NA;
	ln = calloc(n, sizeof(*ln));
	if (!ln)
		return STATS_NA;
	for (size_t i = 0; i < n; i++)
		ln[i] = x[i] > 0 && median[i] > 0 ? log(x[i] / median[i]) : STATS_NA;
	result = stats_median(ln + (n - n / 2), n / 2) - stats_median(ln, n / 2);
	free(ln);
	return result;
}

bool stats_drifted(double drift)
{
	return fabs(drift) > DRIFT_LIMIT;
}
