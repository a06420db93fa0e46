/* SPDX-License-Identifier: MIT */
/* Two samples compared by rank: Mann-Whitney, Cliff's delta, Hodges-Lehmann. No law is assumed. */
#ifndef BASE_RANKTEST_H
#define BASE_RANKTEST_H

#include <stddef.h>

#include "base/stats.h"

/* Up to this many values a side the law of U is counted, beyond it is approximated. */
enum { RANKTEST_EXACT_MAX = 49 };

struct mann_whitney {
	/* pairs with x > y, and half of those with x = y */
	double u;
	/* two-sided; NA with ties or more than RANKTEST_EXACT_MAX values a side */
	double p_exact;
	/* two-sided, normal, variance for ties, with and without continuity correction */
	double p_corrected, p_plain;
	/* the one to use: exact, else corrected */
	double p;
	/* Cliff's delta, P(x > y) - P(x < y), -1 ... 1 */
	double delta;
};

/* Whether x tends to be larger or smaller than y. All NA where a sample is empty or a value is not
 * finite. Source: Mann, Whitney, Annals of Mathematical Statistics 1947; delta: Cliff,
 * Psychological Bulletin 1993. */
struct mann_whitney ranktest_mann_whitney(const double *x, size_t m, const double *y, size_t n);

/* "negligible", "small", "medium" or "large" by the limits 0.147, 0.33, 0.474 of Romano et al.
 * (2006); "NA". */
const char *ranktest_effect(double delta);

/* How many of the C(m + n, m) orders give U = u, for u = 0 ... m n; the caller frees it. NULL where
 * m or n is 0 or above RANKTEST_EXACT_MAX, or memory ran out. */
double *ranktest_counts(size_t m, size_t n);

/* P(U <= u) without ties, u >= 0. NA where there are no counts. */
double ranktest_cdf(size_t u, size_t m, size_t n);

/* The smallest u with P(U <= u) >= p, 0 < p < 1; above RANKTEST_EXACT_MAX by the normal law. NA
 * where m or n is 0. */
double ranktest_quantile(double p, size_t m, size_t n);

/* Median of the differences x - y, and the interval of the shift that Mann-Whitney does not reject:
 * the q-th smallest to the q-th largest of them, q = ranktest_quantile(alpha / 2), at least 1. It
 * assumes two laws of one shape. lo, hi NA where even all differences do not reach 1 - alpha. The
 * caller decides from how many values on an interval is to be believed. Source: Hodges, Lehmann,
 * Estimates of Location Based on Rank Tests, Annals of Mathematical Statistics 1963. */
struct estimate ranktest_hodges_lehmann(const double *x, size_t m, const double *y, size_t n,
					double alpha);

#endif
