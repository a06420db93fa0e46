/* SPDX-License-Identifier: MIT */
/* Two samples compared by rank: Mann-Whitney, Cliff's delta, Hodges-Lehmann. No law is assumed. */
#include "base/ranktest.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/distribution.h"

static bool countable(size_t m, size_t n)
{
	return m > 0 && n > 0 && m <= RANKTEST_EXACT_MAX && n <= RANKTEST_EXACT_MAX;
}

/* c(u; i, j) = c(u; i, j - 1) + c(u - j; i - 1, j), row i of the table holding c(.; i, j) for the j
 * reached. Additions only: the product formula of the generating function cancels, and is nonsense
 * in double from 35 x 35 on. */
double *ranktest_counts(size_t m, size_t n)
{
	size_t row = m * n + 1;
	double *table;

	if (!countable(m, n))
		return NULL;
	table = calloc((m + 1) * row, sizeof(*table));
	if (!table)
		return NULL;
	for (size_t i = 0; i <= m; i++)
		table[i * row] = 1;
	for (size_t j = 1; j <= n; j++)
		for (size_t i = 1; i <= m; i++)
			for (size_t u = j; u <= i * j; u++)
				table[i * row + u] += table[(i - 1) * row + u - j];
	memmove(table, table + m * row, row * sizeof(*table));
	return table;
}

/* Sum of the counts of 0 ... last. */
static double counts_sum(const double *counts, size_t last)
{
	double sum = 0;

	for (size_t u = 0; u <= last; u++)
		sum += counts[u];
	return sum;
}

double ranktest_cdf(size_t u, size_t m, size_t n)
{
	double *counts = ranktest_counts(m, n);
	double result = STATS_NA;

	if (counts)
		result = u >= m * n ? 1 : counts_sum(counts, u) / counts_sum(counts, m * n);
	free(counts);
	return result;
}

double ranktest_quantile(double p, size_t m, size_t n)
{
	double a = (double)m, b = (double)n;
	double *counts;
	double sum = 0, all;
	size_t u = 0;

	if (!(p > 0 && p < 1) || m == 0 || n == 0)
		return STATS_NA;
	if (!countable(m, n)) {
		double z = distribution_normal_quantile(p);

		return fmax(0, floor(a * b / 2 + z * sqrt(a * b * (a + b + 1) / 12)));
	}
	counts = ranktest_counts(m, n);
	if (!counts)
		return STATS_NA;
	all = counts_sum(counts, m * n);
	for (u = 0; u < m * n; u++) {
		sum += counts[u];
		if (sum / all >= p * (1 - 1e-12)) /* a tail of exactly p is enough */
			break;
	}
	free(counts);
	return (double)u;
}

/* Sum of t^3 - t over the groups of t equal values among both samples; NA where one is not
 * finite. */
static double ties(const double *x, size_t m, const double *y, size_t n)
{
	double *all = calloc(m + n, sizeof(*all));
	double *sorted = NULL;
	double sum = STATS_NA;

	if (all) {
		memcpy(all, x, m * sizeof(*all));
		memcpy(all + m, y, n * sizeof(*all));
		sorted = stats_sorted(all, m + n);
	}
	if (sorted) {
		sum = 0;
		for (size_t first = 0, next = 1; next <= m + n; next++) {
			double t = (double)(next - first);

			if (next < m + n && sorted[next] <= sorted[first])
				continue;
			sum += t * t * t - t;
			first = next;
		}
	}
	free(sorted);
	free(all);
	return sum;
}

static double count_u(const double *x, size_t m, const double *y, size_t n)
{
	size_t halves = 0;

	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < n; j++)
			halves += (size_t)(x[i] > y[j]) + (size_t)(x[i] >= y[j]);
	return (double)halves / 2;
}

/* min(1, 2 min(P(U <= u), P(U >= u))); the law of U is symmetric about m n / 2. */
static double p_exact(double u, size_t m, size_t n)
{
	double smaller = fmin(u, (double)(m * n) - u);

	return fmin(1, 2 * ranktest_cdf((size_t)smaller, m, n));
}

struct mann_whitney ranktest_mann_whitney(const double *x, size_t m, const double *y, size_t n)
{
	struct mann_whitney r = { STATS_NA, STATS_NA, STATS_NA, STATS_NA, STATS_NA, STATS_NA };
	double pairs = (double)m * (double)n;
	double both = (double)m + (double)n;
	double tied, distance, sd;

	if (m == 0 || n == 0)
		return r;
	tied = ties(x, m, y, n);
	if (stats_is_na(tied))
		return r;
	r.u = count_u(x, m, y, n);
	r.delta = 2 * r.u / pairs - 1;
	distance = fabs(r.u - pairs / 2);
	sd = sqrt(pairs / 12 * (both + 1 - tied / (both * (both - 1))));
	r.p_plain = r.p_corrected = 1;
	if (sd > 0) {
		r.p_plain = distribution_normal_two_sided(distance / sd);
		r.p_corrected = distribution_normal_two_sided(fmax(0, distance - 0.5) / sd);
	}
	if (tied == 0 && countable(m, n))
		r.p_exact = p_exact(r.u, m, n);
	r.p = stats_is_na(r.p_exact) ? r.p_corrected : r.p_exact;
	return r;
}

const char *ranktest_effect(double delta)
{
	double size = fabs(delta);

	if (stats_is_na(delta))
		return "NA";
	if (size < 0.147)
		return "negligible";
	if (size < 0.33)
		return "small";
	return size < 0.474 ? "medium" : "large";
}

/* Rank of the lower limit among the m n differences; 0: there is none. */
static size_t shift_rank(size_t m, size_t n, double alpha)
{
	double q = ranktest_quantile(alpha / 2, m, n);

	if (!(q >= 1) && !(ranktest_cdf(0, m, n) <= alpha / 2 * (1 + 1e-12)))
		return 0;
	return q >= 1 ? (size_t)q : 1;
}

struct estimate ranktest_hodges_lehmann(const double *x, size_t m, const double *y, size_t n,
					double alpha)
{
	struct estimate result = { STATS_NA, STATS_NA, STATS_NA };
	double *all, *sorted = NULL;

	if (m == 0 || n == 0)
		return result;
	all = calloc(m * n, sizeof(*all));
	for (size_t i = 0; all && i < m * n; i++)
		all[i] = x[i / n] - y[i % n];
	if (all)
		sorted = stats_sorted(all, m * n);
	if (sorted) {
		size_t q = alpha > 0 && alpha < 1 ? shift_rank(m, n, alpha) : 0;

		result.value = stats_quantile_sorted(sorted, m * n, 0.5);
		if (q > 0) {
			result.lo = sorted[q - 1];
			result.hi = sorted[m * n - q];
		}
	}
	free(sorted);
	free(all);
	return result;
}
