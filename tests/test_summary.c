/* SPDX-License-Identifier: MIT */
/* summary.csv: the golden rows give the golden summary, and each rule holds by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above first */
#include <cmocka.h>
#include <math.h>

#include "report/summary.h"
#include "rows.h"

#define MAX 64

/* A table made by hand; its rows borrow their texts. */
struct sheet {
	struct trial_row rows[MAX];
	struct trial_table table;
	struct summary summary;
};

/* One more trial, of cell 1 and exact, in a block of its own. */
static struct trial_row *add(struct sheet *sheet, double ns_per_op)
{
	struct trial_row *row = &sheet->rows[sheet->table.n];

	assert_true(sheet->table.n < MAX);
	for (size_t i = 0; i < sizeof(row->figures) / sizeof(double); i++)
		((double *)(void *)&row->figures)[i] = NAN;
	row->cell = 1;
	row->suite = "standard";
	row->strategy = "mutex";
	row->kind = "exact";
	row->type = "u64";
	row->workers = 2;
	row->placement = "compact";
	row->pus = "0 1";
	row->order = row->block = row->repetition = (double)++sheet->table.n;
	row->attempt = 1;
	row->status = "ok";
	row->flags = "";
	row->figures.ns_per_op = ns_per_op;
	row->figures.ops_per_s = row->figures.kept_per_s = 1e9 / ns_per_op;
	row->figures.claimed = 1000;
	row->figures.lost_ppm = 0;
	row->figures.torn = 0;
	return row;
}

static void build(struct sheet *sheet)
{
	sheet->table.rows = sheet->rows;
	assert_int_equal(summary_build(&sheet->summary, &sheet->table, 0.01), 0);
}

static void golden_rows_give_the_golden_summary(void **state)
{
	char *expected = rows_slurp(rows_golden("summary.csv"));
	struct trial_table table;
	struct summary summary;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(expected);
	assert_int_equal(trial_table_read(&table, rows_golden("")), 0);
	assert_int_equal(summary_build(&summary, &table, 0.01), 0);
	assert_int_equal(summary_write(out, &summary), 0);
	fclose(out);
	assert_string_equal(text, expected);
	assert_true(summary.trials == 79 && summary.invalid == 4);
	summary_free(&summary);
	trial_table_free(&table);
	free(expected);
	free(text);
}

static void no_trials_make_no_cells(void **state)
{
	struct sheet sheet = { 0 };

	(void)state;
	build(&sheet);
	assert_int_equal(sheet.summary.n, 0);
	assert_true(sheet.summary.trials == 0);
	summary_free(&sheet.summary);
}

static void every_member_has_its_column(void **state)
{
	size_t n = 0;

	(void)state;
	for (; summary_columns()[n].name; n++) /* in the order of the struct, each eight bytes */
		assert_int_equal(summary_columns()[n].offset, 8 * n);
	assert_int_equal(n, sizeof(struct summary_row) / 8);
}

/* Invalid attempts are repeated within the repetition: the last one is the repetition's. */
static void the_last_attempt_is_the_repetitions(void **state)
{
	struct sheet sheet = { 0 };
	struct trial_row *row;

	(void)state;
	row = add(&sheet, 12); /* the second attempt, written before the first */
	row->attempt = 2;
	row = add(&sheet, 99);
	row->block = row->repetition = 1;
	row->status = "migrated";
	add(&sheet, 10);
	build(&sheet);
	assert_true(sheet.summary.rows[0].n == 2 && sheet.summary.rows[0].left_out == 0);
	assert_true(sheet.summary.rows[0].ns_per_op_median == 11);
	assert_string_equal(sheet.summary.rows[0].status, "ok");
	assert_true(sheet.summary.trials == 3 && sheet.summary.invalid == 1);
	summary_free(&sheet.summary);
}

static void a_repetition_without_a_valid_attempt_is_left_out(void **state)
{
	static const char *const statuses[] = { "migrated", "home", "clock_jump", "interrupted" };
	struct sheet sheet = { 0 };

	(void)state;
	add(&sheet, 10);
	for (size_t i = 0; i < 4; i++)
		add(&sheet, 99)->status = statuses[i];
	build(&sheet);
	assert_true(sheet.summary.rows[0].n == 1 && sheet.summary.rows[0].left_out == 4);
	assert_true(sheet.summary.rows[0].ns_per_op_median == 10);
	assert_string_equal(sheet.summary.rows[0].status, "ok");
	assert_true(sheet.summary.invalid == 3);
	summary_free(&sheet.summary);
}

static void a_cell_without_any_valid_trial_says_why(void **state)
{
	struct sheet sheet = { 0 };

	(void)state;
	add(&sheet, 99)->status = "home";
	add(&sheet, 99)->status = "migrated";
	build(&sheet);
	assert_string_equal(sheet.summary.rows[0].status, "migrated");
	assert_true(isnan(sheet.summary.rows[0].ns_per_op_median));
	assert_true(sheet.summary.rows[0].n == 0 && sheet.summary.rows[0].ci_met == 0);
	summary_free(&sheet.summary);
}

/* A lock that lets two in at once is quick: its speed must not stand beside that of those which hold. */
static void a_failed_trial_gives_its_status_and_loss_but_no_speed(void **state)
{
	struct sheet sheet = { 0 };
	struct trial_row *row;

	(void)state;
	add(&sheet, 10);
	row = add(&sheet, 1);
	row->status = "lost";
	row->figures.lost_ppm = 500;
	row->figures.claimed = 5000;
	row = add(&sheet, 1);
	row->status = "torn";
	row->figures.torn = 3;
	row->figures.lost_ppm = 500;
	add(&sheet, NAN)->status = "hung";
	build(&sheet);
	assert_string_equal(sheet.summary.rows[0].status, "lost");
	assert_true(sheet.summary.rows[0].n == 1 && sheet.summary.rows[0].ns_per_op_median == 10);
	assert_true(sheet.summary.rows[0].lost_ppm == 500 && sheet.summary.rows[0].torn == 3);
	assert_true(sheet.summary.rows[0].left_out == 0);
	assert_true(sheet.summary.rows[0].largest_claim == 5000);
	summary_free(&sheet.summary);
}

static void a_skipped_trial_was_not_run(void **state)
{
	struct sheet sheet = { 0 };

	(void)state;
	add(&sheet, NAN)->status = "skipped";
	build(&sheet);
	assert_string_equal(sheet.summary.rows[0].status, "skipped");
	assert_true(sheet.summary.trials == 0 && sheet.summary.rows[0].n == 0);
	summary_free(&sheet.summary);
}

static void below_six_there_is_no_interval(void **state)
{
	struct sheet sheet = { 0 };
	const double values[] = { 10, 10, 10, 10, 10, 10 };

	(void)state;
	for (int i = 0; i < 5; i++)
		add(&sheet, 10);
	build(&sheet);
	assert_true(isnan(sheet.summary.rows[0].ns_per_op_lo));
	assert_true(isnan(sheet.summary.rows[0].ops_per_s_coverage));
	assert_true(sheet.summary.rows[0].ci_met == 0);
	assert_true(isnan(summary_half_width(values, 5)));
	summary_free(&sheet.summary);
	add(&sheet, 10);
	build(&sheet);
	assert_true(sheet.summary.rows[0].ns_per_op_lo == 10);
	assert_true(sheet.summary.rows[0].ci_met == 1);
	assert_true(summary_half_width(values, 6) == 0);
	summary_free(&sheet.summary);
}

static void half_width_is_half_of_the_relative_interval(void **state)
{
	const double values[] = { 109, 101, 102, 103, 104, 105, 106, 107, 90 };

	(void)state; /* of nine the second and the eighth: 101 and 107, about 104 */
	assert_true(fabs(summary_half_width(values, 9) - 6.0 / 208) < 1e-12);
}

static void values_that_are_not_known_do_not_count(void **state)
{
	struct sheet sheet = { 0 };

	(void)state;
	add(&sheet, 10)->figures.run_length = 4;
	add(&sheet, 12);
	add(&sheet, 14)->figures.run_length = 6;
	build(&sheet);
	assert_true(sheet.summary.rows[0].n == 3 && sheet.summary.rows[0].run_length == 5);
	assert_true(isnan(sheet.summary.rows[0].jain));
	summary_free(&sheet.summary);
}

static void figures_are_computed_per_trial_before_their_median(void **state)
{
	static const double ns[] = { 10, 20, 30 }, hz[] = { 3e9, 2e9, 1e9 }, kept[] = { 1, 2, 4 };
	struct sheet sheet = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct trial_row *row = add(&sheet, ns[i]);

		row->figures.core_hz = hz[i];
		row->figures.kept_per_s = i < 2 ? kept[i] * 1e8 : 0;
	}
	build(&sheet);
	/* 30, 40, 30: not 20 * 2e9, the product of medians. */
	assert_true(fabs(sheet.summary.rows[0].cycles_per_op - 30) < 1e-9);
	/* 10 and 5: where nothing is kept there is no cost of keeping. */
	assert_true(fabs(sheet.summary.rows[0].ns_per_kept_median - 7.5) < 1e-9);
	summary_free(&sheet.summary);
}

static struct trial_row *add_to(struct sheet *sheet, double cell, double workers, double ns)
{
	struct trial_row *row = add(sheet, ns);

	row->cell = cell;
	row->workers = workers;
	row->pus = workers > 1 ? "0 1" : "0";
	row->figures.run_length = workers > 1 ? 6 : NAN;
	return row;
}

static void a_cell_is_held_against_the_same_work_alone(void **state)
{
	struct sheet sheet = { 0 };
	const struct summary_row *rows;

	(void)state;
	add_to(&sheet, 1, 1, 2);
	add_to(&sheet, 2, 1, 7)->hold_ns = 200;
	add_to(&sheet, 3, 1, 8)->strategy = "cas";
	add_to(&sheet, 4, 1, 9)->reads_ppm = 900000;
	add_to(&sheet, 5, 1, 9)->type = "u32";
	add_to(&sheet, 6, 2, 4.5)->placement = "cores"; /* whose one worker is where compact's is */
	add_to(&sheet, 7, 2, 8)->hold_ns = 200;
	add_to(&sheet, 8, 2, 4)->gap_ns = 5;
	add_to(&sheet, 9, 2, 1);
	add_to(&sheet, 10, 1, 3)->placement = "cores";
	build(&sheet);
	rows = sheet.summary.rows;
	assert_true(rows[0].t_local_ns == 2 && isnan(rows[0].t_transfer_ns));
	assert_true(rows[5].t_local_ns == 3 && rows[5].t_transfer_ns == 9); /* its own placement */
	assert_true(rows[6].t_local_ns == 7 && rows[6].t_transfer_ns == 6);
	assert_true(isnan(rows[7].t_local_ns) && isnan(rows[7].t_transfer_ns));
	/* Quicker together than alone: a hand-over of -6 ns is no cost. */
	assert_true(rows[8].t_local_ns == 2 && isnan(rows[8].t_transfer_ns));
	summary_free(&sheet.summary);
}

static void transfer_is_not_known_without_run_length(void **state)
{
	struct sheet sheet = { 0 };

	(void)state;
	add_to(&sheet, 1, 1, 2);
	add_to(&sheet, 2, 2, 4)->figures.run_length = NAN;
	build(&sheet);
	assert_true(sheet.summary.rows[1].t_local_ns == 2);
	assert_true(isnan(sheet.summary.rows[1].t_transfer_ns));
	summary_free(&sheet.summary);
}

static void flags_of_valid_trials_are_counted(void **state)
{
	struct sheet sheet = { 0 };
	struct trial_row *row;

	(void)state;
	add(&sheet, 10)->flags = "preempted;freq";
	add(&sheet, 10)->flags = "preempted";
	add(&sheet, 10)->flags = NULL;
	row = add(&sheet, 10);
	row->flags = "skew";
	row->status = "migrated";
	build(&sheet);
	assert_string_equal(sheet.summary.rows[0].flags, "freq:1;preempted:2");
	summary_free(&sheet.summary);
}

static void an_outlier_is_counted_and_stays(void **state)
{
	struct sheet sheet = { 0 };

	(void)state;
	for (int i = 0; i < 8; i++)
		add(&sheet, 10 + 0.01 * i);
	add(&sheet, 15);
	build(&sheet);
	assert_true(sheet.summary.rows[0].outliers == 1 && sheet.summary.rows[0].n == 9);
	assert_true(sheet.summary.rows[0].two_states == 0);
	summary_free(&sheet.summary);
}

static void two_states_are_seen(void **state)
{
	struct sheet sheet = { 0 };

	(void)state;
	for (int i = 0; i < 9; i++)
		add(&sheet, (i % 2 ? 10 : 20) + 0.01 * i);
	build(&sheet);
	assert_true(sheet.summary.rows[0].two_states == 1);
	summary_free(&sheet.summary);
}

/* Two cells, run by turns; from the middle on each trial takes `later` times as long. */
static double drift_of(double later, bool order_within_block)
{
	struct sheet sheet = { 0 };
	double drift;

	for (int block = 1; block <= 10; block++)
		for (int i = 1; i <= 2; i++) {
			double factor = block <= 5 ? 1 : later;
			struct trial_row *row = add(&sheet, 10 * i * factor);

			row->cell =
				3 - i; /* so that cells lie in the table otherwise than in time */
			row->block = row->repetition = block;
			row->order = order_within_block ? i : 2 * block + i;
		}
	build(&sheet);
	drift = sheet.summary.rows[0].drift;
	assert_true(drift == sheet.summary.rows[1].drift);
	summary_free(&sheet.summary);
	return drift;
}

static void drift_is_seen_over_all_cells_in_running_order(void **state)
{
	(void)state;
	assert_true(drift_of(1, false) == 0);
	assert_true(drift_of(1.015, false) == 0);
	assert_true(drift_of(1.03, false) == 1);
	assert_true(drift_of(0.97, false) == 1);
	assert_true(drift_of(1.03, true) == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_rows_give_the_golden_summary),
		cmocka_unit_test(no_trials_make_no_cells),
		cmocka_unit_test(every_member_has_its_column),
		cmocka_unit_test(the_last_attempt_is_the_repetitions),
		cmocka_unit_test(a_repetition_without_a_valid_attempt_is_left_out),
		cmocka_unit_test(a_cell_without_any_valid_trial_says_why),
		cmocka_unit_test(a_failed_trial_gives_its_status_and_loss_but_no_speed),
		cmocka_unit_test(a_skipped_trial_was_not_run),
		cmocka_unit_test(below_six_there_is_no_interval),
		cmocka_unit_test(half_width_is_half_of_the_relative_interval),
		cmocka_unit_test(values_that_are_not_known_do_not_count),
		cmocka_unit_test(figures_are_computed_per_trial_before_their_median),
		cmocka_unit_test(a_cell_is_held_against_the_same_work_alone),
		cmocka_unit_test(transfer_is_not_known_without_run_length),
		cmocka_unit_test(flags_of_valid_trials_are_counted),
		cmocka_unit_test(an_outlier_is_counted_and_stays),
		cmocka_unit_test(two_states_are_seen),
		cmocka_unit_test(drift_is_seen_over_all_cells_in_running_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
