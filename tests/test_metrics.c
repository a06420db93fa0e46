/* SPDX-License-Identifier: MIT */
/* What must hold for levels of variation, histograms and the counts of a window. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* cmocka wants the above first */
#include <cmocka.h>

#include "base/histogram.h"
#include "base/levels.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/stats.h"
#include "stats_assert.h"

static void a_level_without_variation_wants_no_repetition(void **state)
{
	/* trials differ, their windows do not; then the other way round */
	static const double trials[] = { 1, 1, 2, 2, 3, 3 }, windows[] = { 1, 3, 1, 3, 1, 3 };
	size_t reps[] = { 2, 3 };
	double cost[] = { 1, 10 };
	struct levels got;

	(void)state;
	assert_true(levels_analyse(trials, reps, cost, 2, 0.05, &got));
	assert_near(got.r[0], 1, 0);
	assert_near(got.t2[0], 0, 1e-15);
	assert_near(got.t2[1], 1, 1e-15);
	assert_true(levels_analyse(windows, reps, cost, 2, 0.05, &got));
	assert_true(stats_is_na(got.r[0])); /* the more the better */
	assert_near(got.s2[0], 2, 1e-15);
	assert_near(got.t2[1], -1, 1e-15);
	assert_true(levels_analyse((const double[]){ 0, 4, 4, 4 }, (const size_t[]){ 2, 2 }, cost,
				   2, 0.05, &got));
	assert_near(got.t2[1], 0, 0);
	assert_true(stats_is_na(got.r_exact[0]));
	cost[0] = 0;
	assert_false(levels_analyse(trials, reps, cost, 2, 0.05, &got));
}

static void a_middle_level_without_variation_is_not_repeated(void **state)
{
	static const double y[] = { 1, 3, 1, 3, 5, 7, 5, 7 };
	const size_t reps[] = { 2, 2, 2 };
	const double cost[] = { 1, 10, 100 };
	struct levels got;

	(void)state;
	assert_true(levels_analyse(y, reps, cost, 3, 0.05, &got));
	assert_near(got.t2[1], -1, 1e-15);
	assert_near(got.t2[2], 8, 1e-15);
	assert_near(got.r_exact[1], 0, 0);
	assert_near(got.r[1], 1, 0);
	assert_true(stats_is_na(got.r[2]));
}

static void buckets_hold_the_values_they_are_chosen_for(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 5);
	for (unsigned p = 0; p <= 16; p += 4) {
		size_t last = histogram_index(p, UINT64_MAX);

		for (int i = 0; i < 2000; i++) {
			uint64_t v = random_next(&random) >> random_below(&random, 64);
			size_t index = histogram_index(p, v);
			uint64_t low = histogram_low(p, index);

			assert_true(index <= last);
			assert_true(low <= v && v - low < histogram_width(p, index));
			assert_true(index == last ||
				    histogram_low(p, index + 1) == low + histogram_width(p, index));
		}
		assert_true(histogram_low(p, last) + (histogram_width(p, last) - 1) == UINT64_MAX);
	}
}

static void a_percentile_lies_in_a_bucket_that_is_not_empty(void **state)
{
	uint64_t count[64] = { [7] = 1, [40] = 3 };

	(void)state;
	assert_near(histogram_percentile(5, count, 64, 0), 7, 0);
	assert_near(histogram_percentile(5, count, 64, 0.25), 7, 0);
	assert_near(histogram_percentile(5, count, 64, 0.26), 40, 0);
	assert_near(histogram_percentile(5, count, 64, 1), 40, 0);
	assert_true(stats_is_na(histogram_percentile(5, count, 64, 1.01)));
}

static void a_counter_that_gains_has_lost_less_than_nothing(void **state)
{
	const uint64_t total[] = { 100, 50 };
	struct loss loss;

	(void)state;
	loss = metrics_loss(total, 2, 10, 165, 64);
	assert_true(loss.known && loss.lost == -5);
	assert_near(loss.lost_ppm, -5e6 / 150, 1e-12);
	loss = metrics_loss(total, 2, 250, 134, 8); /* went round once, with 10 lost */
	assert_true(loss.known && loss.lost == 10 && loss.residue == 10);
	loss = metrics_loss(total, 2, 0, 160, 8);
	assert_true(loss.known && loss.lost == -10);
	/* a gain of 2^63 has no negative in 64 bits */
	loss = metrics_loss(total, 2, 0, (UINT64_C(1) << 63) + 150, 64);
	assert_true(loss.known && loss.lost == -INT64_MAX);
	loss = metrics_loss(total, 0, 0, 0, 64);
	assert_true(loss.known && loss.lost == 0 && stats_is_na(loss.lost_ppm));
}

static void one_worker_has_no_run_length(void **state)
{
	const uint64_t ops[] = { 1000, 1000 }, none[] = { 0, 0 }, burst[] = { 10, 10 };
	struct metrics m;

	(void)state;
	m = metrics_window(1000000, ops, none, burst, 1);
	assert_true(stats_is_na(m.run_length));
	assert_near(m.handoffs_per_s, 0, 0);
	assert_near(m.ops_per_s, 1e6, 1e-12);
	m = metrics_window(1000000, ops, none, burst, 2); /* they never met */
	assert_near(m.run_length, 2000, 1e-12);
	m = metrics_window(1000000, ops, NULL, burst, 2);
	assert_true(stats_is_na(m.run_length) && stats_is_na(m.handoffs_per_s));
	assert_true(stats_is_na(metrics_transfer_ns(4, STATS_NA, 2)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_level_without_variation_wants_no_repetition),
		cmocka_unit_test(a_middle_level_without_variation_is_not_repeated),
		cmocka_unit_test(buckets_hold_the_values_they_are_chosen_for),
		cmocka_unit_test(a_percentile_lies_in_a_bucket_that_is_not_empty),
		cmocka_unit_test(a_counter_that_gains_has_lost_less_than_nothing),
		cmocka_unit_test(one_worker_has_no_run_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
