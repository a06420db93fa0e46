/* SPDX-License-Identifier: MIT */
/* Two samples without overlap, and checks of figures, for the tests of the statistics. Include
 * after cmocka.h. */
#ifndef TESTS_STATS_ASSERT_H
#define TESTS_STATS_ASSERT_H

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/stats.h"

static const double A[] = { 105.1, 99.8, 101.7, 103.2, 98.9, 104.4, 100.6, 102.3, 101.1 };
static const double B[] = { 95.2, 92.8, 96.1, 94.4, 93.9, 95.8, 92.1, 94.9, 93.3 };
enum { N = 9 };

static inline void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance * (want == 0 ? 1 : fabs(want))))
		fail_msg("%.17g, not %.17g", got, want);
}

static inline void assert_estimates_equal(struct estimate got, struct estimate want)
{
	assert_near(got.value, want.value, 1e-12);
	assert_near(got.lo, want.lo, 1e-12);
	assert_near(got.hi, want.hi, 1e-12);
}

static inline void assert_all_na(struct estimate got)
{
	assert_true(stats_is_na(got.value) && stats_is_na(got.lo) && stats_is_na(got.hi));
}

static inline void assert_no_interval(struct estimate got)
{
	assert_false(stats_is_na(got.value));
	assert_true(stats_is_na(got.lo) && stats_is_na(got.hi));
}

static inline void shuffle_doubles(double *x, size_t n, struct random *random)
{
	unsigned order[64];
	double copy[64];

	for (unsigned i = 0; i < n; i++)
		order[i] = i;
	random_shuffle(order, n, random);
	memcpy(copy, x, n * sizeof(*x));
	for (size_t i = 0; i < n; i++)
		x[i] = copy[order[i]];
}

/* Positive, without ties, reaching over several octaves. */
static inline void draw(double *x, size_t n, struct random *random)
{
	for (size_t i = 0; i < n; i++)
		x[i] = exp((double)random_below(random, UINT64_C(1) << 40) * 0x1p-39);
}

#endif
