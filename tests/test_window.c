/* SPDX-License-Identifier: MIT */
/* The arithmetic of the common window, on edges made up by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "run/trial.h"
#include "run/window.h"
#include "strategy/strategy.h"

#include <cmocka.h>

#define SLICES 10
#define WORKERS 2

/* A tick is a nanosecond; a window of 1000 ticks from 1000 to 2000. */
static const struct clock clock_ns_ticks = { .source = CLOCK_SOURCE_MONOTONIC, .hz = 1e9 };

struct made {
	struct cell cell;
	struct trial trial;
	struct worker_record workers[WORKERS];
	struct edge edges[WORKERS][SLICES + 1];
};

/* Worker i does rate[i] updates a slice of 100 ns, evenly, from tick 1000 on; each has done as many before. */
static void make(struct made *made, const char *strategy, const unsigned *rate,
		 unsigned handoffs_a_slice)
{
	static unsigned pus[WORKERS] = { 0, 1 };

	memset(made, 0, sizeof(*made));
	made->cell = (struct cell){ .strategy = strategy_find(strategy),
				    .type = COUNTER_U64,
				    .pus = pus,
				    .distinct = WORKERS,
				    .shape = { .workers = WORKERS, .groups = 1 } };
	made->trial = (struct trial){
		.cell = &made->cell,
		.slices = SLICES,
		.timing = { .warmup = 100, .window = 1000, .drain = 100, .slices = SLICES },
		.start = 900,
		.w0 = 1000,
		.w1 = 2000,
		.workers = made->workers,
		.kept_known = true
	};
	for (unsigned i = 0; i < WORKERS; i++) {
		for (unsigned j = 0; j <= SLICES; j++)
			made->edges[i][j] = (struct edge){ .t = 1000 + 100 * j,
							   .ops = rate[i] * (j + 1),
							   .handoffs = handoffs_a_slice * j };
		made->workers[i] = (struct worker_record){ .edges = made->edges[i],
							   .updates = rate[i] * (SLICES + 2),
							   .burst = 4,
							   .left = 900 + 5 * i,
							   .first = 910 + 20 * i,
							   .core_hz_before = 1e9,
							   .core_hz_after = 1e9,
							   .hold_ns = NAN,
							   .gap_ns = NAN,
							   .done = true };
		made->trial.kept += made->workers[i].updates;
	}
}

static void one_denominator_for_all(void **state)
{
	struct made made;

	(void)state;
	make(&made, "fetch_add", (const unsigned[]){ 30, 10 }, 2);
	window_account(&made.trial, &clock_ns_ticks);
	const struct figures *f = &made.trial.figures;

	assert_true(f->window_ns == 1000);
	assert_true(f->updates == 400);
	assert_true(fabs(f->ops_per_s - 4e8) < 1);
	assert_true(fabs(f->ns_per_op - 2.5) < 1e-9);
	assert_true(fabs(f->jain - 1600.0 / (2 * 1000)) < 1e-12);
	assert_true(fabs(f->jain_2ms - 0.8) < 1e-12);
	assert_true(f->run_length == 10);
	assert_true(fabs(f->handoffs_per_s - 40 / 1e-6) < 1);
	assert_true(fabs(f->edge_error_ppm - 1e6 * 2 * 8 / 400.0) < 1e-6);
	assert_true(f->start_skew_ns == 5 && f->first_update_ns == 30);
	assert_true(f->overlap == 1);
	assert_true(f->lost == 0 && f->claimed == f->kept);
	assert_int_equal(made.trial.status, STATUS_OK);
}

/* A worker that was off its CPU round an edge writes its count late: the count is still that of the edge. */
static void late_edge_costs_no_throughput(void **state)
{
	struct made made;

	(void)state;
	make(&made, "fetch_add", (const unsigned[]){ 20, 20 }, 1);
	made.edges[0][0].t = 1400;
	window_account(&made.trial, &clock_ns_ticks);
	assert_true(made.trial.figures.updates == 400);
	assert_true(fabs(made.trial.figures.overlap - 0.6) < 1e-9);
	assert_true(made.trial.flags & TRIAL_SKEW);
	assert_int_equal(made.trial.status, STATUS_OK);
}

static void exact_that_loses_has_failed(void **state)
{
	struct made made;

	(void)state;
	make(&made, "fetch_add", (const unsigned[]){ 20, 20 }, 1);
	made.trial.kept--;
	window_account(&made.trial, &clock_ns_ticks);
	assert_int_equal(made.trial.status, STATUS_LOST);
	assert_true(made.trial.figures.lost == 1);
}

static void lossy_that_loses_is_well(void **state)
{
	struct made made;

	(void)state;
	make(&made, "unlocked", (const unsigned[]){ 20, 20 }, 0);
	made.trial.kept /= 2;
	window_account(&made.trial, &clock_ns_ticks);
	assert_int_equal(made.trial.status, STATUS_OK);
	assert_true(fabs(made.trial.figures.lost_ppm - 5e5) < 1e-6);
	assert_true(fabs(made.trial.figures.kept_per_s - 2e8) < 1);
	assert_true(isnan(made.trial.figures.run_length));
}

static void gaining_counter_is_broken(void **state)
{
	struct made made;

	(void)state;
	make(&made, "unlocked", (const unsigned[]){ 20, 20 }, 0);
	made.trial.kept++;
	window_account(&made.trial, &clock_ns_ticks);
	assert_int_equal(made.trial.status, STATUS_LOST);
}

static void baseline_loses_nothing_that_is_known(void **state)
{
	struct made made;

	(void)state;
	make(&made, "private", (const unsigned[]){ 20, 20 }, 0);
	made.trial.kept = 0;
	window_account(&made.trial, &clock_ns_ticks);
	assert_true(isnan(made.trial.figures.lost) && isnan(made.trial.figures.lost_ppm));
	assert_true(made.trial.figures.kept_per_s == made.trial.figures.ops_per_s);
	assert_int_equal(made.trial.status, STATUS_OK);
}

static void torn_read_has_failed(void **state)
{
	struct made made;

	(void)state;
	make(&made, "seqlock", (const unsigned[]){ 20, 20 }, 1);
	made.workers[1].torn = 1;
	window_account(&made.trial, &clock_ns_ticks);
	assert_int_equal(made.trial.status, STATUS_TORN);
}

static void narrow_counter_that_wrapped_tells_no_loss(void **state)
{
	struct made made;

	(void)state;
	make(&made, "unlocked", (const unsigned[]){ 20, 20 }, 0);
	made.cell.type = COUNTER_U32;
	made.workers[0].updates = UINT64_C(1) << 32;
	window_account(&made.trial, &clock_ns_ticks);
	assert_true(isnan(made.trial.figures.lost));
	assert_true(made.trial.flags & TRIAL_WRAPPED);
}

static void without_last_edge_there_is_no_window(void **state)
{
	struct made made;

	(void)state;
	make(&made, "fetch_add", (const unsigned[]){ 20, 20 }, 1);
	made.edges[1][SLICES].t = 0;
	made.trial.status = STATUS_HUNG;
	window_account(&made.trial, &clock_ns_ticks);
	assert_true(isnan(made.trial.figures.ops_per_s));
	assert_int_equal(made.trial.status, STATUS_HUNG);
}

static void empty_slices_are_counted_apart(void **state)
{
	struct made made;

	(void)state;
	make(&made, "fetch_add", (const unsigned[]){ 20, 20 }, 1);
	for (unsigned i = 0; i < WORKERS; i++)
		made.edges[i][5].ops = made.edges[i][4].ops;
	window_account(&made.trial, &clock_ns_ticks);
	assert_true(made.trial.figures.empty_slices == 1);
	assert_true(made.trial.figures.jain_2ms == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_denominator_for_all),
		cmocka_unit_test(late_edge_costs_no_throughput),
		cmocka_unit_test(exact_that_loses_has_failed),
		cmocka_unit_test(lossy_that_loses_is_well),
		cmocka_unit_test(gaining_counter_is_broken),
		cmocka_unit_test(baseline_loses_nothing_that_is_known),
		cmocka_unit_test(torn_read_has_failed),
		cmocka_unit_test(narrow_counter_that_wrapped_tells_no_loss),
		cmocka_unit_test(without_last_edge_there_is_no_window),
		cmocka_unit_test(empty_slices_are_counted_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
