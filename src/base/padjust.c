/* SPDX-License-Identifier: MIT */
/* p-values of several tests at once, adjusted so that they may be held against one limit. */
#include "base/padjust.h"

#include <math.h>
#include <stdlib.h>

#include "base/stats.h"

struct ranked {
	double p;
	size_t index; /* place in the caller's array */
};

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

/* The p-values ascending, to be freed; NULL: memory ran out. */
static struct ranked *ranked_sorted(const double *p, size_t n)
{
	struct ranked *ranked = calloc(n > 0 ? n : 1, sizeof(*ranked));

	if (!ranked)
		return NULL;
	for (size_t i = 0; i < n; i++)
		ranked[i] = (struct ranked){ p[i], i };
	qsort(ranked, n, sizeof(*ranked), compare_ranked);
	return ranked;
}

/* True, and all NA, if a value is no probability. */
static bool refused(const double *p, size_t n, double *adjusted)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++)
		bad += !(p[i] >= 0 && p[i] <= 1);
	for (size_t i = 0; bad > 0 && i < n; i++)
		adjusted[i] = STATS_NA;
	return bad > 0;
}

bool padjust_holm(const double *p, size_t n, double *adjusted)
{
	struct ranked *ranked;
	double largest = 0;

	if (refused(p, n, adjusted))
		return true;
	ranked = ranked_sorted(p, n);
	if (!ranked)
		return false;
	for (size_t i = 0; i < n; i++) {
		largest = fmax(largest, fmin(1, (double)(n - i) * ranked[i].p));
		adjusted[ranked[i].index] = largest;
	}
	free(ranked);
	return true;
}

bool padjust_benjamini_hochberg(const double *p, size_t n, double *adjusted)
{
	struct ranked *ranked;
	double least = 1;

	if (refused(p, n, adjusted))
		return true;
	ranked = ranked_sorted(p, n);
	if (!ranked)
		return false;
	for (size_t i = n; i > 0; i--) {
		least = fmin(least, (double)n * ranked[i - 1].p / (double)i);
		adjusted[ranked[i - 1].index] = least;
	}
	free(ranked);
	return true;
}
