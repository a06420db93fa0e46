/* SPDX-License-Identifier: MIT */
/* The table says what the summary holds, in the form that is promised, within its width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "report/groups.h"
#include "report/table.h"
#include "report_rows.h"

static const char *const warnings[] = { "guest without frequency data: trust ratios" };

static const struct table_facts facts = {
	.machine = "EPYC 7763, guest · 1 node, 1 L3, 2 PUs · Linux 6.18",
	.trials = 216,
	.seconds = 38,
	.warnings = warnings,
	.n_warnings = 1,
	.report = "results/latest/report.html",
};

/* The caller's to free(). */
static char *printed(const struct summary *summary, unsigned width, bool utf8, size_t *lines)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	const size_t n = table_print(out, summary, &facts, width, utf8);

	assert_int_equal(fclose(out), 0);
	if (lines)
		*lines = n;
	return text;
}

/* Its first line aside, which holds the version. */
static void is_golden(const char *text, const char *leaf)
{
	const char *folder = getenv("srcdir");
	char path[1024], golden[16384];

	snprintf(path, sizeof(path), "%s/tests/golden/table/%s", folder ? folder : ".", leaf);
	FILE *in = fopen(path, "r");

	if (!in)
		fail_msg("%s cannot be read", path);
	golden[fread(golden, 1, sizeof(golden) - 1, in)] = '\0';
	fclose(in);
	text = strchr(text, '\n');
	assert_non_null(text);
	assert_string_equal(text + 1, golden);
}

static void form_is_the_one_promised(void **state)
{
	const struct summary summary = rows_two();
	char *text = printed(&summary, 132, true, NULL);

	(void)state;
	assert_non_null(strstr(text, " · EPYC 7763, guest · 1 node, 1 L3, 2 PUs · Linux 6.18 · 216 "
				     "trials in 38 s\n"));
	is_golden(text, "wide");
	free(text);
}

static void remark_is_shortened_where_the_line_is_full(void **state)
{
	const struct summary summary = rows_two();
	char *text = printed(&summary, 0, true, NULL);

	(void)state;
	is_golden(text, "normal");
	free(text);
}

static void narrow_terminal_is_respected(void **state)
{
	const struct summary summary = rows_two();
	char *text = printed(&summary, 80, false, NULL);

	(void)state;
	is_golden(text, "narrow");
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		assert_true(strlen(line) <= 80);
	free(text);
}

static void ascii_is_ascii(void **state)
{
	const struct summary summary = rows_two();
	char *text = printed(&summary, 100, false, NULL);

	(void)state;
	for (const char *at = text; *at; at++)
		assert_true((unsigned char)*at < 0x80);
	assert_non_null(strstr(text, "200 ns in, 1 us out"));
	assert_non_null(strstr(text, "guest - 1 node"));
	free(text);
}

static void server_that_shares_is_said(void **state)
{
	struct summary summary = rows_none();
	struct summary_row *row = rows_add(&summary, "pipe", "exact", 2, 9000, 0.01, 0);
	size_t lines;
	char *text;

	(void)state;
	row->server_pu = 7;
	row->server_shares = "own";
	text = printed(&summary, 80, true, &lines);
	assert_null(strstr(text, "server"));
	free(text);
	row->server_shares = "shared";
	text = printed(&summary, 80, true, &lines);
	assert_non_null(
		strstr(text, "! the server of pipe shares PU 7 with a worker at 2 processes\n"));
	free(text);
}

static void number_of_lines_is_returned(void **state)
{
	const struct summary summary = rows_two();
	size_t lines = 0, seen = 0;
	char *text = printed(&summary, 80, true, &lines);

	(void)state;
	for (const char *at = text; *at; at++)
		seen += *at == '\n';
	assert_int_equal(lines, seen);
	free(text);
}

static void interval_is_never_rounded_inward(void **state)
{
	static const double middles[] = { 0.0182, 0.271, 0.983, 2.0444, 4.8,	9.97,
					  18.93,  99.99, 123.4, 1234.5, 98765.4 };
	static const double halves[] = { 0, 0.0001, 0.001, 0.0123, 0.1, 0.45 };

	(void)state;
	for (size_t i = 0; i < sizeof(middles) / sizeof(middles[0]); i++) {
		for (size_t j = 0; j < sizeof(halves) / sizeof(halves[0]); j++) {
			struct summary summary = rows_none();
			const struct summary_row *row =
				rows_add(&summary, "mutex", "exact", 2, middles[i], halves[j], 0);
			double lo = NAN, hi = NAN;
			struct cells cells;

			groups_cells(&cells, &summary, row);
			assert_int_equal(sscanf(cells.interval, "%lf-%lf", &lo, &hi), 2);
			assert_true(lo <= row->ns_per_kept_lo * (1 + 1e-5));
			assert_true(hi >= row->ns_per_kept_hi * (1 - 1e-5));
			assert_true(lo <= atof(cells.ns) && atof(cells.ns) <= hi);
		}
	}
}

static void no_interval_is_shown_where_there_is_none(void **state)
{
	struct summary summary = rows_none();
	struct cells cells;

	(void)state;
	groups_cells(&cells, &summary, rows_add(&summary, "mutex", "exact", 2, 18.9, NAN, 0));
	assert_string_equal(cells.interval, "-");
	assert_string_equal(cells.ns, "18.9");
}

static void remark_needs_data_that_carry_it(void **state)
{
	struct summary summary = rows_none();
	struct summary_row *row = rows_add(&summary, "mutex", "exact", 2, 18.9, 0.1, 0);
	struct cells cells;

	(void)state;
	row->run_length = 100;
	groups_cells(&cells, &summary, row);
	assert_string_equal(cells.remark, "");
	row->run_length = 101;
	groups_cells(&cells, &summary, row);
	assert_string_equal(cells.remark,
			    "101 updates a hand-over: it keeps the line, it is not quick");
	row->flags = "no_handoff:2";
	groups_cells(&cells, &summary, row);
	assert_non_null(strstr(cells.remark, "in 2 of "));
	assert_non_null(strstr(cells.remark, "never met"));
}

static void lost_says_zero_only_of_nothing(void **state)
{
	static const struct {
		double ppm;
		const char *text;
	} cases[] = { { 0, "0" },	 { 0.5, "<0.01 %" }, { 99, "<0.01 %" },
		      { 100, "0.01 %" }, { 5000, "0.5 %" },  { 94900, "9.5 %" },
		      { 95000, "10 %" }, { 470000, "47 %" }, { 1000000, "100 %" },
		      { NAN, "-" } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct summary summary = rows_none();
		struct summary_row *row =
			rows_add(&summary, "unlocked", "lossy", 2, 3, 0.1, cases[i].ppm);
		struct cells cells;

		row->ns_per_op_median = 3;
		groups_cells(&cells, &summary, row);
		assert_string_equal(cells.lost, cases[i].text);
	}
}

static void failed_cell_shows_its_status_and_no_figure(void **state)
{
	struct summary summary = rows_none();
	struct summary_row *row = rows_add(&summary, "mutex", "exact", 2, 18.9, 0.1, 0);
	char *text;

	(void)state;
	rows_add(&summary, "fetch_add", "exact", 2, 4.8, 0.1, 0);
	row->status = "worker_died"; /* the figures are still there: they must not be shown */
	text = printed(&summary, 100, true, NULL);
	assert_non_null(strstr(text, "mutex                 worker_died\n"));
	assert_null(strstr(text, "18.9"));
	assert_true(strstr(text, "fetch_add") < strstr(text, "mutex"));
	assert_non_null(strstr(text, "! 1 cell gave no figure"));
	free(text);
}

static void what_a_long_table_leaves_out_is_counted(void **state)
{
	static const double workers[] = { 1, 2, 4, 8, 16 };
	struct summary summary = rows_none();
	char *text;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		for (int j = 0; j < 13; j++)
			rows_add(&summary, "mutex", "exact", workers[i], 20 + j, 0.01, 0);
	text = printed(&summary, 100, true, NULL);
	assert_non_null(strstr(text, "\n16 processes, 1 counter "));
	assert_non_null(strstr(text, "\n1 process, 1 counter "));
	assert_null(strstr(text, "\n8 processes"));
	assert_non_null(strstr(text, "\n3 groups between 1 and 16 processes: summary.csv\n"));
	free(text);
}

static void groups_are_told_apart_by_what_differs(void **state)
{
	struct summary summary = rows_none();
	struct groups groups;

	(void)state;
	rows_add(&summary, "mutex", "exact", 2, 19, 0.1, 0);
	rows_add(&summary, "mutex", "exact", 2, 29, 0.1, 0)->placement = "scatter";
	rows_add(&summary, "fetch_add", "exact", 2, 5, 0.1, 0);
	assert_int_equal(groups_build(&groups, &summary), 0);
	assert_int_equal(groups.n, 2);
	assert_string_equal(groups.at[0].title, "2 processes, 1 counter, compact");
	assert_string_equal(groups.at[1].title, "2 processes, 1 counter, scatter");
	assert_int_equal(groups.at[0].n, 2);
	assert_string_equal(groups.at[0].rows[0]->strategy, "fetch_add");
	groups_free(&groups);
}

static void empty_summary_is_no_error(void **state)
{
	const struct summary summary = rows_none();
	char *text = printed(&summary, 100, true, NULL);

	(void)state;
	assert_non_null(strstr(text, "contend "));
	free(text);
}

static void long_names_do_not_run_into_the_figures(void **state)
{
	struct summary summary = rows_none();
	char *text;

	(void)state;
	rows_add(&summary, "a_strategy_whose_name_is_longer_than_any_column", "exact", 2, 123456,
		 0.3, 0);
	text = printed(&summary, 100, true, NULL);
	assert_non_null(strstr(text, "any_column\n"));
	assert_non_null(strstr(text, " 123456 86419-160493 "));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_is_the_one_promised),
		cmocka_unit_test(remark_is_shortened_where_the_line_is_full),
		cmocka_unit_test(narrow_terminal_is_respected),
		cmocka_unit_test(ascii_is_ascii),
		cmocka_unit_test(server_that_shares_is_said),
		cmocka_unit_test(number_of_lines_is_returned),
		cmocka_unit_test(interval_is_never_rounded_inward),
		cmocka_unit_test(no_interval_is_shown_where_there_is_none),
		cmocka_unit_test(remark_needs_data_that_carry_it),
		cmocka_unit_test(lost_says_zero_only_of_nothing),
		cmocka_unit_test(failed_cell_shows_its_status_and_no_figure),
		cmocka_unit_test(what_a_long_table_leaves_out_is_counted),
		cmocka_unit_test(groups_are_told_apart_by_what_differs),
		cmocka_unit_test(empty_summary_is_no_error),
		cmocka_unit_test(long_names_do_not_run_into_the_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
