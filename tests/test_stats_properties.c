/* SPDX-License-Identifier: MIT */
/* What must hold for figures of one sample and for distributions, whatever the data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* cmocka wants the above first */
#include <cmocka.h>

#include "base/distribution.h"
#include "base/histogram.h"
#include "base/levels.h"
#include "base/metrics.h"
#include "base/ranktest.h"
#include "base/ratio.h"
#include "base/stats.h"
#include "stats_assert.h"

static void order_of_the_values_does_not_matter(void **state)
{
	struct random random;
	double x[N], y[N];

	(void)state;
	random_seed(&random, 1);
	memcpy(x, A, sizeof(x));
	memcpy(y, B, sizeof(y));
	for (int i = 0; i < 50; i++) {
		struct interval ci;

		shuffle_doubles(x, N, &random);
		shuffle_doubles(y, N, &random);
		ci = stats_median_interval(x, N, 0.05);
		assert_near(stats_median(x, N), 101.7, 1e-15);
		assert_near(ci.lo, 99.8, 1e-15);
		assert_near(ci.hi, 104.4, 1e-15);
		assert_near(stats_mad(x, N), stats_mad(A, N), 1e-12);
		assert_near(stats_sd(x, N), stats_sd(A, N), 1e-12);
		assert_near(stats_jain(x, N), stats_jain(A, N), 1e-12);
		assert_int_equal(stats_outliers(x, N, NULL), stats_outliers(A, N, NULL));
		assert_near(ranktest_mann_whitney(x, N, y, N).p, 4.11353352529823e-05, 1e-12);
		assert_estimates_equal(ratio_of_medians(x, N, y, N, 0.05),
				       ratio_of_medians(A, N, B, N, 0.05));
		assert_estimates_equal(ratio_hodges_lehmann(x, N, y, N, 0.05),
				       ratio_hodges_lehmann(A, N, B, N, 0.05));
		assert_estimates_equal(ratio_of_means(x, N, y, N, 0.05),
				       ratio_of_means(A, N, B, N, 0.05));
	}
}

static void a_value_that_is_not_finite_gives_na(void **state)
{
	static const double bad[] = { NAN, INFINITY, -INFINITY };

	(void)state;
	for (size_t i = 0; i < 3 * N; i++) {
		double x[N], median[N];

		memcpy(x, A, sizeof(x));
		for (size_t j = 0; j < N; j++)
			median[j] = 100;
		x[i % N] = bad[i / N];
		assert_true(stats_is_na(stats_median(x, N)));
		assert_true(stats_is_na(stats_mad(x, N)));
		assert_true(stats_is_na(stats_mean(x, N)));
		assert_true(stats_is_na(stats_sd(x, N)));
		assert_true(stats_is_na(stats_jain(x, N)));
		assert_true(stats_is_na(stats_min_max(x, N)));
		assert_int_equal(stats_median_interval(x, N, 0.05).d, 0);
		assert_true(stats_is_na(stats_median_interval(x, N, 0.05).coverage));
		assert_int_equal(stats_outliers(x, N, NULL), 0);
		assert_false(stats_two_states(x, N));
		assert_true(stats_is_na(ranktest_mann_whitney(x, N, B, N).p));
		assert_true(stats_is_na(ranktest_mann_whitney(B, N, x, N).u));
		assert_all_na(ratio_of_medians(x, N, B, N, 0.05));
		assert_all_na(ratio_of_medians(B, N, x, N, 0.05));
		assert_all_na(ratio_hodges_lehmann(B, N, x, N, 0.05));
		assert_all_na(ratio_paired(B, x, N, 0.05));
		assert_all_na(ratio_of_means(x, N, B, N, 0.05));
		if (i % N != N / 2)
			assert_true(stats_is_na(stats_drift(x, median, N)));
	}
}

static void nothing_comes_of_nothing(void **state)
{
	struct metrics m = metrics_window(0, NULL, NULL, NULL, 0);
	size_t reps[] = { 3, 1 };
	double cost[] = { 1, 1 };
	struct levels levels;

	(void)state;
	assert_true(stats_is_na(stats_median(A, 0)));
	assert_true(stats_is_na(stats_mean(A, 0)));
	assert_true(stats_is_na(stats_sd(A, 1)));
	assert_true(stats_is_na(stats_jain(A, 0)));
	assert_all_na(ratio_of_medians(A, 0, B, N, 0.05));
	assert_all_na(ranktest_hodges_lehmann(A, N, B, 0, 0.05));
	assert_true(stats_is_na(ranktest_mann_whitney(A, 0, B, 0).delta));
	assert_true(stats_is_na(m.ops_per_s) && stats_is_na(m.ns_per_op) && stats_is_na(m.jain));
	assert_true(stats_is_na(m.run_length) && stats_is_na(m.edge_error));
	assert_false(
		levels_analyse(A, reps, cost, 2, 0.05, &levels)); /* no variance of one value */
	assert_true(stats_is_na(levels.mean));
	assert_true(stats_is_na(histogram_percentile(5, (const uint64_t[]){ 0, 0 }, 2, 0.5)));
}

static void below_six_values_there_is_no_interval(void **state)
{
	(void)state;
	for (size_t n = 1; n < 6; n++) {
		/* however little is asked for */
		assert_int_equal(stats_median_rank(n, 0.5, NULL), 0);
		assert_int_equal(stats_median_interval(A, n, 0.5).d, 0);
		assert_true(stats_is_na(stats_median_interval(A, n, 0.5).lo));
		assert_no_interval(ratio_of_medians(A, n, B, N, 0.05));
		assert_no_interval(ratio_of_medians(A, N, B, n, 0.05));
		assert_no_interval(ratio_hodges_lehmann(A, n, B, N, 0.05));
		assert_no_interval(ratio_paired(A, B, n, 0.05));
		assert_no_interval(ratio_of_means(A, N, B, n, 0.05));
		assert_true(stats_is_na(stats_drift(A, B, n)));
	}
	assert_int_equal(stats_median_interval(A, 6, 0.05).d, 1);
	assert_false(stats_is_na(ratio_of_medians(A, 6, B, 6, 0.05).lo));
	assert_false(stats_is_na(stats_drift(A, B, 6)));
}

static void an_alpha_out_of_range_gives_no_interval(void **state)
{
	static const double bad[] = { 0, 1, -0.05, 1.5, NAN };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(stats_median_rank(N, bad[i], NULL), 0);
		assert_no_interval(ratio_of_medians(A, N, B, N, bad[i]));
		assert_no_interval(ratio_of_means(A, N, B, N, bad[i]));
		assert_no_interval(ranktest_hodges_lehmann(A, N, B, N, bad[i]));
	}
}

static void a_tail_of_exactly_alpha_is_enough(void **state)
{
	double coverage;

	(void)state;
	assert_int_equal(stats_median_rank(6, 0x1p-5, &coverage), 1); /* 2 / 2^6 */
	assert_near(coverage, 1 - 0x1p-5, 1e-12);
	assert_int_equal(stats_median_rank(6, 0x1p-5 - 1e-9, &coverage), 0);
	assert_true(stats_is_na(coverage));
}

static void the_interval_covers_as_often_as_it_says(void **state)
{
	struct random random;
	int covered = 0, trials = 20000;

	(void)state;
	random_seed(&random, 4);
	for (int i = 0; i < trials; i++) {
		double x[17];
		struct interval ci;

		draw(x, 17, &random);
		ci = stats_median_interval(x, 17, 0.05);
		covered += ci.lo <= exp(1) && exp(1) <= ci.hi;
	}
	/* 0.95096, within four standard errors of a fixed seed */
	assert_near((double)covered / trials, 0.950958251953125, 0.0064);
}

static void looks_are_where_the_interval_is_sharp(void **state)
{
	static const size_t want[] = { 9, 17, 25, 35, 49 };
	size_t look = 0, count = 0;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		look = stats_next_look(look);
		assert_int_equal(look, want[i]);
	}
	assert_int_equal(stats_next_look(49), 0);
	for (size_t n = 0; n < 1000; n++)
		count += stats_is_look(n);
	assert_int_equal(count, 5);
	assert_true(stats_is_look(9) && stats_is_look(49) && !stats_is_look(0));
}

static void flags_say_which_and_how_many(void **state)
{
	static const double x[] = { 12, 10, 10.1, 9.9, 10.05, 9.95, 10.02, 9.98, 3 };
	bool flag[N];

	(void)state;
	assert_int_equal(stats_outliers(x, N, flag), 2);
	assert_true(flag[0] && flag[8] && !flag[1]);
	assert_int_equal(stats_outliers(x, N, NULL), 2);
	assert_false(stats_two_states(x, N));
	assert_true(stats_two_states((const double[]){ 1, 9, 1, 9 }, 4));
	assert_false(stats_two_states((const double[]){ 5, 5, 5, 5 }, 4));
	assert_false(stats_two_states((const double[]){ 1, 1, 1, 9 }, 4));
	/* exactly half of the range is no more than half */
	assert_false(stats_two_states((const double[]){ 0, 1, 3, 4 }, 4));
}

static void drift_is_a_change_between_the_halves(void **state)
{
	/* two cells by turns, the second half slower; the one in the middle belongs to neither
	 * half */
	double x[] = { 10, 200, 10, 200, 999, 206, 10.3, 206, 10.3 };
	const double median[] = { 10, 200, 10, 200, 10, 200, 10, 200, 10 };
	double forth, back;

	(void)state;
	forth = stats_drift(x, median, 9);
	assert_near(forth, log(1.03), 1e-12);
	assert_true(stats_drifted(forth));
	for (size_t i = 0; i < 4; i++) { /* the other way round */
		double other = x[i];

		x[i] = x[8 - i] / median[8 - i] * median[i];
		x[8 - i] = other / median[i] * median[8 - i];
	}
	back = stats_drift(x, median, 9);
	assert_near(back, -forth, 1e-12);
	assert_true(stats_drifted(back));
	assert_false(stats_drifted(0.0199));
	assert_false(stats_drifted(STATS_NA));
}

static void quantiles_undo_their_distribution(void **state)
{
	(void)state;
	for (double p = 0.001; p < 1; p += 0.0499) {
		for (double df = 1; df < 200; df *= 3.7) {
			double t = distribution_t_quantile(p, df);

			assert_near(distribution_t_cdf(t, df), p, 1e-11);
		}
		assert_near(distribution_t_quantile(p, 1e6), distribution_normal_quantile(p), 1e-5);
	}
	assert_near(distribution_normal_quantile(0.975), 1.95996398454005, 1e-14);
	assert_near(distribution_normal_quantile(0.025), -1.95996398454005, 1e-14);
	assert_near(distribution_t_quantile(0.5, 3), 0, 0);
	assert_near(distribution_t_cdf(1e-9, 1), 0.5 + 1e-9 / acos(-1), 1e-15);
	assert_near(distribution_t_cdf(-2.5, 7), 1 - distribution_t_cdf(2.5, 7), 1e-12);
	assert_true(stats_is_na(distribution_t_quantile(1, 3)));
	assert_true(stats_is_na(distribution_t_quantile(0.9, 0)));
}

static void the_binomial_law_ends_where_it_should(void **state)
{
	(void)state;
	assert_near(distribution_binomial_cdf(-1, 5, 0.5), 0, 0);
	assert_near(distribution_binomial_cdf(5, 5, 0.3), 1, 0);
	assert_near(distribution_binomial_cdf(2, 5, 0), 1, 0);
	assert_near(distribution_binomial_cdf(4, 5, 1), 0, 0);
	assert_near(distribution_binomial_cdf(1, 4, 0.25), 189.0 / 256, 1e-14);
	assert_true(stats_is_na(distribution_binomial_cdf(1, 4, 1.1)));
	assert_near(distribution_binomial_pmf(2, 4, 0.25), 54.0 / 256, 1e-14);
	assert_near(distribution_binomial_pmf(5, 4, 0.25), 0, 0);
	assert_near(distribution_binomial_pmf(4, 4, 1), 1, 0);
	assert_near(distribution_binomial_pmf(0, 4, 0), 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_of_the_values_does_not_matter),
		cmocka_unit_test(a_value_that_is_not_finite_gives_na),
		cmocka_unit_test(nothing_comes_of_nothing),
		cmocka_unit_test(below_six_values_there_is_no_interval),
		cmocka_unit_test(an_alpha_out_of_range_gives_no_interval),
		cmocka_unit_test(a_tail_of_exactly_alpha_is_enough),
		cmocka_unit_test(the_interval_covers_as_often_as_it_says),
		cmocka_unit_test(looks_are_where_the_interval_is_sharp),
		cmocka_unit_test(flags_say_which_and_how_many),
		cmocka_unit_test(drift_is_a_change_between_the_halves),
		cmocka_unit_test(quantiles_undo_their_distribution),
		cmocka_unit_test(the_binomial_law_ends_where_it_should),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
