/* SPDX-License-Identifier: MIT */
/* What must hold for comparisons of two samples whatever the data: symmetry, limits, and NA. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* cmocka wants the above first */
#include <cmocka.h>

#include <stdlib.h>

#include "base/bootstrap.h"
#include "base/distribution.h"
#include "base/padjust.h"
#include "base/ranktest.h"
#include "base/ratio.h"
#include "base/stats.h"
#include "stats_assert.h"

static void order_of_the_blocks_does_not_matter_but_pairs_do(void **state)
{
	double x[N], y[N];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		x[i] = A[(i + 4) % N];
		y[i] = B[(i + 4) % N];
	}
	assert_estimates_equal(ratio_paired(x, y, N, 0.05), ratio_paired(A, B, N, 0.05));
	assert_true(fabs(ratio_paired(x, B, N, 0.05).lo - ratio_paired(A, B, N, 0.05).lo) > 1e-3);
}

static void a_ratio_wants_values_above_zero(void **state)
{
	static const double bad[] = { 0, -1 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		double x[N];

		memcpy(x, A, sizeof(x));
		x[3] = bad[i];
		assert_false(stats_is_na(stats_median(x, N)));
		assert_all_na(ratio_of_medians(x, N, B, N, 0.05));
		assert_all_na(ratio_of_medians(B, N, x, N, 0.05));
		assert_all_na(ratio_hodges_lehmann(x, N, B, N, 0.05));
		assert_all_na(ratio_hodges_lehmann(B, N, x, N, 0.05));
		assert_all_na(ratio_paired(x, B, N, 0.05));
		assert_all_na(ratio_paired(B, x, N, 0.05));
		assert_all_na(ratio_of_means(x, N, B, N, 0.05));
		assert_all_na(ratio_of_means(B, N, x, N, 0.05));
		assert_true(stats_is_na(stats_drift(x, A, N)));
		assert_true(stats_is_na(stats_drift(A, x, N)));
	}
	assert_true(stats_is_na(stats_jain((const double[]){ 1, -1, 3 }, 3)));
}

static void bootstrap_weights_sum_to_one(void **state)
{
	double sorted[400];

	(void)state;
	for (size_t i = 0; i < 400; i++)
		sorted[i] = (double)i;
	for (size_t n = 1; n <= 400; n += n < 60 ? 1 : 85) {
		struct bootstrap_atom *atom;
		double sum = 0, mean = 0;
		size_t atoms;

		atom = bootstrap_median_law(sorted, n, &atoms);
		assert_non_null(atom);
		for (size_t i = 0; i < atoms; i++) {
			assert_true(atom[i].weight >= 0);
			sum += atom[i].weight;
			mean += atom[i].weight * atom[i].value;
		}
		assert_near(sum, 1, 1e-10);
		assert_near(mean, (double)(n - 1) / 2, 1e-10); /* the law is symmetric */
		free(atom);
	}
}

static int compare_atoms(const void *a, const void *b)
{
	const struct bootstrap_atom *x = a;
	const struct bootstrap_atom *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

/* The p-quantile of the ratios, all of them written down and sorted. */
static double enumerate(double *x, size_t m, double *y, size_t n, double p)
{
	struct bootstrap_atom *a, *b, *all;
	size_t as, bs, i;
	double sum = 0, result;

	stats_sort(x, m);
	stats_sort(y, n);
	a = bootstrap_median_law(x, m, &as);
	b = bootstrap_median_law(y, n, &bs);
	all = calloc(as * bs, sizeof(*all));
	assert_true(a && b && all);
	for (i = 0; i < as * bs; i++) {
		all[i].value = a[i / bs].value / b[i % bs].value;
		all[i].weight = a[i / bs].weight * b[i % bs].weight;
	}
	qsort(all, as * bs, sizeof(*all), compare_atoms);
	for (i = 0; i + 1 < as * bs && sum + all[i].weight < p - 1e-12; i++)
		sum += all[i].weight;
	result = all[i].value;
	free(all);
	free(b);
	free(a);
	return result;
}

static void limits_of_a_ratio_are_those_of_all_pairs_of_atoms(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 2);
	for (size_t m = 6; m <= 12; m++) {
		for (size_t n = 6; n <= 12; n++) {
			double x[12], y[12];
			struct estimate got;

			draw(x, m, &random);
			draw(y, n, &random);
			got = ratio_of_medians(x, m, y, n, 0.05);
			assert_true(got.lo < got.value && got.value < got.hi);
			assert_true(got.lo == enumerate(x, m, y, n, 0.025));
			assert_true(got.hi == enumerate(x, m, y, n, 0.975));
		}
	}
}

static void a_weight_of_exactly_half_alpha_reaches_the_limit(void **state)
{
	static const double x[] = { 1, 1, 1, 1, 1, 1, 1 }, y[] = { 1, 2, 3, 4, 5, 6, 7 };
	struct bootstrap_atom *law;
	double half_alpha;
	size_t atoms;

	(void)state;
	law = bootstrap_median_law(y, 7, &atoms);
	assert_non_null(law);
	half_alpha = law[6].weight + law[5].weight;
	free(law);
	assert_near(ratio_of_medians(x, 7, y, 7, 2 * half_alpha).lo, 1.0 / 6, 1e-15);
	assert_near(ratio_of_medians(x, 7, y, 7, 2 * half_alpha + 1e-9).lo, 1.0 / 5, 1e-15);
	assert_near(ratio_of_medians(x, 7, y, 7, 2 * half_alpha).hi, 1.0 / 3, 1e-15);
}

static void every_comparison_turns_round(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 3);
	for (size_t n = 6; n <= 30; n += 3) {
		double x[30], y[30];
		struct estimate there, back;
		struct mann_whitney u, v;

		draw(x, n, &random);
		draw(y, n, &random);
		there = ratio_hodges_lehmann(x, n, y, n, 0.05);
		back = ratio_hodges_lehmann(y, n, x, n, 0.05);
		back = (struct estimate){ 1 / back.value, 1 / back.hi, 1 / back.lo };
		assert_estimates_equal(there, back);
		there = ratio_of_medians(x, n, y, n, 0.05);
		back = ratio_of_medians(y, n, x, n, 0.05);
		back = (struct estimate){ 1 / back.value, 1 / back.hi, 1 / back.lo };
		assert_estimates_equal(there, back);
		u = ranktest_mann_whitney(x, n, y, n);
		v = ranktest_mann_whitney(y, n, x, n);
		assert_near(u.u + v.u, (double)(n * n), 1e-15);
		assert_near(u.p, v.p, 1e-12);
		assert_near(u.delta, -v.delta, 1e-12);
	}
}

static void counts_are_symmetric_and_complete(void **state)
{
	(void)state;
	for (size_t m = 1; m <= 49; m += 6) {
		for (size_t n = 1; n <= 49; n += 8) {
			double *c = ranktest_counts(m, n);
			double sum = 0;

			assert_non_null(c);
			for (size_t u = 0; u <= m * n; u++) {
				assert_near(c[u], c[m * n - u], 1e-13);
				sum += c[u];
			}
			assert_near(log(sum), distribution_ln_choose(m + n, m), 1e-12);
			free(c);
		}
	}
	assert_null(ranktest_counts(0, 3));
	assert_null(ranktest_counts(50, 3));
}

static void large_samples_go_by_the_normal_law(void **state)
{
	double x[60], y[60];
	struct mann_whitney u;
	struct estimate shift;

	(void)state;
	for (size_t i = 0; i < 60; i++) {
		x[i] = (double)i;
		y[i] = (double)i + 3.5;
	}
	u = ranktest_mann_whitney(x, 60, y, 60);
	assert_true(stats_is_na(u.p_exact));
	assert_true(u.p == u.p_corrected);
	shift = ranktest_hodges_lehmann(x, 60, y, 60, 0.05);
	assert_near(shift.value, -3.5, 1e-15);
	assert_true(shift.lo < -3.5 && shift.hi > -3.5);
	/* floor(1800 - 1.959964 sqrt(3600 121 / 12)) */
	assert_near(ranktest_quantile(0.025, 60, 60), 1426, 0);
}

static void a_shift_is_not_sure_of_what_no_ranks_can_show(void **state)
{
	static const double x[] = { 1, 2, 3 }, y[] = { 4, 5, 6 };

	(void)state;
	assert_no_interval(ranktest_hodges_lehmann(x, 3, y, 3, 0.05)); /* least p is 0.1 */
	assert_near(ranktest_hodges_lehmann(x, 3, y, 3, 0.1).lo, -5, 1e-15);
	assert_near(ranktest_hodges_lehmann(x, 3, y, 3, 0.1).hi, -1, 1e-15);
}

static void effects_have_their_names(void **state)
{
	(void)state;
	assert_string_equal(ranktest_effect(0.1), "negligible");
	assert_string_equal(ranktest_effect(-0.147), "small");
	assert_string_equal(ranktest_effect(0.33), "medium");
	assert_string_equal(ranktest_effect(-0.474), "large");
	assert_string_equal(ranktest_effect(STATS_NA), "NA");
}

static void adjusting_refuses_what_is_no_probability(void **state)
{
	static const double bad[] = { 0.1, 1.1, 0.2 }, nan[] = { 0.1, NAN };
	double got[3];

	(void)state;
	assert_true(padjust_holm(bad, 3, got));
	assert_true(stats_is_na(got[0]) && stats_is_na(got[2]));
	assert_true(padjust_benjamini_hochberg(nan, 2, got));
	assert_true(stats_is_na(got[0]) && stats_is_na(got[1]));
}

static void no_interval_no_verdict(void **state)
{
	struct estimate ratio = { 1.1, STATS_NA, STATS_NA };

	(void)state;
	assert_int_equal(ratio_judge(ratio, 0.02), RATIO_INCONCLUSIVE);
	assert_true(stats_is_na(ratio_needed_n(ratio, 9, 0.02)));
	ratio = (struct estimate){ 1.02, 1.01, 1.03 };
	assert_true(ratio_needed_n(ratio, 9, 0.02) > 1e6 ||
		    stats_is_na(ratio_needed_n(ratio, 9, 0.02)));
	ratio = (struct estimate){ 1 / 1.035, 1 / 1.06,
				   1 / 0.995 }; /* slower or faster: the same n */
	assert_near(ratio_needed_n(ratio, 9, 0.02), 43, 0);
	ratio = (struct estimate){ 1, 1 / 1.02, 1.02 }; /* both ends belong to the band */
	assert_int_equal(ratio_judge(ratio, 0.02), RATIO_SAME);
}

static void means_that_may_be_zero_have_no_ratio(void **state)
{
	static const double wild[] = { 1, 1, 1, 1, 1, 100 };

	(void)state;
	assert_no_interval(ratio_of_means(A, N, wild, 6, 0.05));
	assert_false(stats_is_na(ratio_of_means(wild, 6, A, N, 0.05).lo));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_of_the_blocks_does_not_matter_but_pairs_do),
		cmocka_unit_test(a_ratio_wants_values_above_zero),
		cmocka_unit_test(bootstrap_weights_sum_to_one),
		cmocka_unit_test(limits_of_a_ratio_are_those_of_all_pairs_of_atoms),
		cmocka_unit_test(a_weight_of_exactly_half_alpha_reaches_the_limit),
		cmocka_unit_test(every_comparison_turns_round),
		cmocka_unit_test(counts_are_symmetric_and_complete),
		cmocka_unit_test(large_samples_go_by_the_normal_law),
		cmocka_unit_test(a_shift_is_not_sure_of_what_no_ranks_can_show),
		cmocka_unit_test(effects_have_their_names),
		cmocka_unit_test(adjusting_refuses_what_is_no_probability),
		cmocka_unit_test(no_interval_no_verdict),
		cmocka_unit_test(means_that_may_be_zero_have_no_ratio),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
