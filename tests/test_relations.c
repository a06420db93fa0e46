/* SPDX-License-Identifier: MIT */
/* Classes of pairs: what belongs together, medians over pairs, closest first; and the sentences made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/fail.h"
#include <cmocka.h>

#include "report/relations.h"
#include "report/relations_page.h"
#include "report/sentences.h"
#include "report_rows.h"

static char pus_store[ROWS_MAX][16];

/* A cell of the suite c2c on PUs a and b; its interval is +- 1 %. */
static struct summary_row *add_pair(struct summary *summary, unsigned a, unsigned b, double ns,
				    const char *relation, double depth)
{
	char *pus = pus_store[summary->n];
	struct summary_row *row = rows_add(summary, "pingpong", "exact", 2, ns, 0.01, 0);

	snprintf(pus, sizeof(pus_store[0]), "%u %u", a, b);
	row->suite = "c2c";
	row->placement = row->pus = pus;
	row->relation = relation;
	row->relation_depth = depth;
	row->node_distance = row->home = row->home_verified = row->per_l3 = NAN;
	return row;
}

/* The same on one node, with the counter's home; of the suite topology. */
static struct summary_row *add_home(struct summary *summary, const char *strategy, unsigned a,
				    double ns, const char *node, double home)
{
	struct summary_row *row = add_pair(summary, a, a + 1, ns, "l3", 3);

	row->suite = "topology";
	row->strategy = strategy;
	row->same_node = "yes";
	row->node_distance = 10;
	row->nodes = node;
	row->home = home;
	return row;
}

static struct summary_row *elsewhere(struct summary_row *row, double distance)
{
	row->same_node = "no";
	row->node_distance = distance;
	return row;
}

static char *text_of(const struct relations *relations)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(relations_write(out, relations), 0);
	fclose(out);
	return text;
}

static void says(const char *chart, const struct summary *summary, const char *expected)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	sentence_write(out, chart, summary);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void every_member_has_its_column(void **state)
{
	size_t n = 0;

	(void)state;
	for (; relations_columns()[n].name; n++) /* in the order of the struct, each eight bytes */
		assert_int_equal(relations_columns()[n].offset, 8 * n);
	assert_int_equal(n, sizeof(struct relation_row) / 8);
}

static void classes_stand_closest_first_with_their_words(void **state)
{
	struct summary summary = rows_none();
	struct relations relations;
	char *text;

	(void)state;
	elsewhere(add_pair(&summary, 0, 8, 300, "machine", 0), 32);
	elsewhere(add_pair(&summary, 0, 6, 200, "machine", 0), 21);
	add_pair(&summary, 0, 4, 90, "machine", 0)->same_node = "yes";
	add_pair(&summary, 0, 2, 60, "package", 1)->same_node = "no";
	add_pair(&summary, 0, 1, 40, "l3", 3)->kinds = "0/1";
	add_pair(&summary, 2, 3, 44, "l3", 3);
	add_pair(&summary, 4, 5, 46, "l3", 3);
	assert_int_equal(relations_build(&relations, &summary), 0);
	text = text_of(&relations);
	assert_string_equal(
		text,
		"suite,strategy,relation,relation_depth,same_node,node_distance,kinds,label,pairs,"
		"ns_median,ns_lo,ns_hi\n"
		"c2c,pingpong,l3,3,NA,NA,NA,l3,2,45,NA,NA\n"
		"c2c,pingpong,l3,3,NA,NA,0/1,\"l3, kinds 0/1\",1,40,NA,NA\n"
		"c2c,pingpong,package,1,no,NA,NA,\"package, other node\",1,60,NA,NA\n"
		"c2c,pingpong,machine,0,yes,NA,NA,machine,1,90,NA,NA\n"
		"c2c,pingpong,machine,0,no,21,NA,\"machine, other node, distance "
		"21\",1,200,NA,NA\n"
		"c2c,pingpong,machine,0,no,32,NA,\"machine, other node, distance "
		"32\",1,300,NA,NA\n");
	free(text);
	relations_free(&relations);
}

static void strategies_of_a_class_keep_the_summarys_order(void **state)
{
	static const char *const names[] = { "pingpong", "unlocked", "cas", "atomic_add" };
	struct summary summary = rows_none();
	struct relations relations;

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		add_pair(&summary, 0, 8, 90, "package", 1)->strategy = names[i];
		add_pair(&summary, 0, 1, 40, "l3", 3)->strategy = names[i];
	}
	assert_int_equal(relations_build(&relations, &summary), 0);
	assert_int_equal(relations.n, 8);
	for (size_t i = 0; i < 8; i++) {
		assert_string_equal(relations.rows[i].relation, i < 4 ? "l3" : "package");
		assert_string_equal(relations.rows[i].strategy, names[i % 4]);
	}
	relations_free(&relations);
}

/* 1 to 5 pairs: none; of 6 the whole range. */
static void below_six_pairs_there_is_no_interval(void **state)
{
	(void)state;
	for (unsigned n = 1; n <= 6; n++) {
		struct summary summary = rows_none();
		struct relations relations;

		for (unsigned i = 0; i < n; i++)
			add_pair(&summary, i, i + 1, 40 + i, "l3", 3);
		assert_int_equal(relations_build(&relations, &summary), 0);
		assert_true(relations.n == 1 && relations.rows[0].pairs == n);
		assert_true(relations.rows[0].ns_median == 40 + (n - 1) / 2.0);
		assert_true(isnan(relations.rows[0].ns_lo) == (n < 6));
		assert_true(n < 6 ||
			    (relations.rows[0].ns_lo == 40 && relations.rows[0].ns_hi == 45));
		relations_free(&relations);
	}
}

static void cells_that_say_nothing_of_pairs_are_left_out(void **state)
{
	struct summary summary = rows_none();
	struct relations relations;

	(void)state;
	add_pair(&summary, 0, 1, 40, NULL, NAN);
	add_pair(&summary, 0, 1, 41, "l3", 3)->workers = 4;
	add_pair(&summary, 0, 1, 42, "l3", 3)->hold_ns = 200;
	rows_fail(add_pair(&summary, 0, 1, 43, "l3", 3), "hung");
	assert_int_equal(relations_build(&relations, &summary), 0);
	assert_int_equal(relations.n, 0);
	assert_null(relations_main(&relations));
	relations_free(&relations);
	says("distance", &summary, "");
}

static void types_are_not_mixed(void **state)
{
	struct summary summary = rows_none();
	struct relations relations;

	(void)state;
	add_pair(&summary, 0, 1, 10, "l3", 3)->type = "u32";
	add_pair(&summary, 0, 1, 40, "l3", 3);
	add_pair(&summary, 2, 3, 50, "l3", 3);
	assert_int_equal(relations_build(&relations, &summary), 0);
	assert_true(relations.n == 1 && relations.rows[0].pairs == 2);
	assert_true(relations.rows[0].ns_median == 45);
	relations_free(&relations);
}

/* A pair on several homes is one pair: as with the counter near it, if it was ever near. */
static void a_pair_counts_once_with_the_counter_near_it(void **state)
{
	struct summary summary = rows_none();
	struct relations relations;

	(void)state;
	add_home(&summary, "mutex", 0, 100, "0", 1);
	add_home(&summary, "mutex", 0, 50, "0", 0);
	add_home(&summary, "mutex", 4, 70, "1", 1);
	add_home(&summary, "mutex", 4, 900, "1", 11); /* 11 is not 1 */
	add_home(&summary, "mutex", 6, 800, "11", 1); /* nor is 1 11 */
	add_home(&summary, "mutex", 6, 80, "11", 11);
	add_home(&summary, "mutex", 8, 90, "2", 0); /* never near */
	assert_int_equal(relations_build(&relations, &summary), 0);
	assert_true(relations.n == 1 && relations.rows[0].pairs == 4);
	assert_true(relations.rows[0].ns_median == 75);
	relations_free(&relations);
}

static void handovers_of_all_pairs_tell_best(void **state)
{
	struct summary summary = rows_none();
	struct relations relations;

	(void)state;
	add_home(&summary, "mutex", 0, 50, "0", 0);
	assert_int_equal(relations_build(&relations, &summary), 0);
	assert_string_equal(relations_main(&relations)->strategy, "mutex");
	relations_free(&relations);
	add_pair(&summary, 0, 1, 50, "l3", 3)->strategy = "cas";
	add_home(&summary, "pingpong", 0, 50, "0", 0);
	assert_int_equal(relations_build(&relations, &summary), 0);
	assert_string_equal(relations_main(&relations)->strategy, "pingpong");
	relations_free(&relations);
	add_pair(&summary, 0, 8, 90, "package", 1);
	assert_int_equal(relations_build(&relations, &summary), 0);
	assert_string_equal(relations_main(&relations)->suite, "c2c");
	relations_free(&relations);
}

static void thousands_of_pairs_are_sorted_not_searched(void **state)
{
	enum { PUS = 192 };
	struct summary_row *rows = calloc(PUS * (PUS - 1) / 2, sizeof(*rows));
	struct summary big = { .rows = rows }, one = rows_none();
	struct relations relations;

	(void)state;
	assert_non_null(rows);
	add_pair(&one, 0, 1, 40, "l3", 3);
	for (unsigned a = 0; a < PUS; a++)
		for (unsigned b = a + 1; b < PUS; b++) {
			struct summary_row *row = &rows[big.n++];
			char *pus;

			*row = one.rows[0];
			row->relation = a / 8 == b / 8 ? "l3" : "package";
			row->relation_depth = a / 8 == b / 8 ? 3 : 1;
			assert_true(asprintf(&pus, "%u %u", a, b) > 0);
			row->pus = pus;
		}
	assert_int_equal(relations_build(&relations, &big), 0);
	assert_int_equal(relations.n, 2);
	assert_true(relations.rows[0].pairs == 24 * 28);
	assert_true(relations.rows[0].pairs + relations.rows[1].pairs == 18336);
	relations_free(&relations);
	for (size_t i = 0; i < big.n; i++)
		free((void *)(uintptr_t)rows[i].pus);
	free(rows);
}

static void distances_are_told_apart_by_their_intervals(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	for (unsigned i = 0; i < 6; i++)
		add_pair(&summary, i, i + 1, 40 + i, "l3", 3);
	says("distance", &summary,
	     "One way a line takes 42.5 ns (40.0 to 45.0) over 6 pairs, all of one relation, l3: "
	     "there is none to compare it with.");
	for (unsigned i = 0; i < 6; i++)
		add_pair(&summary, i, i + 8, 85 + i, "package", 1);
	says("distance", &summary,
	     "One way a line takes 42.5 ns (40.0 to 45.0) over 6 pairs between the closest (l3) "
	     "and 87.5 ns (85.0 to 90.0) over 6 pairs between the furthest (package): 2.06 times "
	     "as long.");
	for (size_t i = 6; i < 12; i++)
		summary.rows[i].ns_per_op_median -= 41;
	says("distance", &summary,
	     "One way a line takes 42.5 ns (40.0 to 45.0) over 6 pairs between the closest (l3) "
	     "and 46.5 ns (44.0 to 49.0) over 6 pairs between the furthest (package); their "
	     "intervals overlap: that one is slower cannot be said.");
	summary.n--;
	says("distance", &summary,
	     "One way a line takes 42.5 ns (40.0 to 45.0) over 6 pairs between the closest (l3) "
	     "and 46.0 ns over 5 pairs between the furthest (package): 1.08 times as long, by the "
	     "medians alone: fewer than 6 pairs of a class give no interval.");
}

static void the_matrix_names_its_slowest_pair(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	add_pair(&summary, 0, 1, 40, "l3", 3);
	says("matrix", &summary,
	     "The one pair, PUs 0 and 1 (l3), takes 40.0 ns (39.6 to 40.4) one "
	     "way.");
	elsewhere(add_pair(&summary, 0, 9, 200, "machine", 0), 21);
	elsewhere(add_pair(&summary, 1, 9, 190, "machine", 0), 21);
	says("matrix", &summary,
	     "3 of the 3 pairs of 3 PUs were measured: medians from 40.0 to 200 ns one way; the "
	     "highest is that of PUs 0 and 9 (machine, other node, distance 21), 200 ns (198 to "
	     "202).");
	elsewhere(add_pair(&summary, 3, 9, 199, "machine", 0), 21);
	rows_fail(add_pair(&summary, 3, 1, 1, "l3", 3), "hung");
	says("matrix", &summary,
	     "4 of the 6 pairs of 4 PUs were measured: medians from 40.0 to 200 ns one way; the "
	     "highest is that of PUs 0 and 9 (machine, other node, distance 21), 200 ns (198 to "
	     "202), which the interval of 1 other overlaps; 1 more gave no figure.");
}

static void homes_are_compared_on_the_same_pus(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	add_home(&summary, "mutex", 0, 100, "0", 0);
	says("numa", &summary, "One NUMA node only, 0: there is no other home to compare with.");
	add_home(&summary, "mutex", 4, 200, "1", 1);
	says("numa", &summary,
	     "No pair was measured both with the counter on its own node and on another: nothing "
	     "can be said of the home.");
	add_home(&summary, "mutex", 0, 150, "0", 1);
	add_home(&summary, "mutex", 4, 202, "1", 0);
	add_home(&summary, "cas", 0, 100, "0", 0);
	add_home(&summary, "cas", 0, 50, "0", 1);
	says("numa", &summary,
	     "With the counter on another node than both workers, by the medians of the same two "
	     "PUs, an operation takes with mutex 1.01 to 1.50 times (slower in 1 of 2), cas 0.50 "
	     "times (slower in 0 of 1, quicker in 1) the time that it takes with the counter on "
	     "theirs.");
}

/* Where all pairs are alike and were not measured for their own sake, the table of figures says it all. */
static void the_page_has_a_section_where_there_is_something_to_compare(void **state)
{
	struct summary summary = rows_none();
	char *text = NULL;
	size_t size = 0;

	(void)state;
	for (int round = 0; round < 2; round++) {
		FILE *out = open_memstream(&text, &size);

		if (round)
			add_pair(&summary, 0, 8, 90, "<package>", 1);
		else
			add_pair(&summary, 0, 1, 40, "l3", 3);
		summary.rows[round].suite = "standard";
		assert_int_equal(relations_page(out, &summary), 0);
		fclose(out);
		assert_true((strlen(text) > 0) == (round == 1));
		if (round)
			assert_non_null(strstr(text, "&lt;package&gt;"));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_member_has_its_column),
		cmocka_unit_test(classes_stand_closest_first_with_their_words),
		cmocka_unit_test(strategies_of_a_class_keep_the_summarys_order),
		cmocka_unit_test(below_six_pairs_there_is_no_interval),
		cmocka_unit_test(cells_that_say_nothing_of_pairs_are_left_out),
		cmocka_unit_test(types_are_not_mixed),
		cmocka_unit_test(a_pair_counts_once_with_the_counter_near_it),
		cmocka_unit_test(handovers_of_all_pairs_tell_best),
		cmocka_unit_test(thousands_of_pairs_are_sorted_not_searched),
		cmocka_unit_test(distances_are_told_apart_by_their_intervals),
		cmocka_unit_test(the_matrix_names_its_slowest_pair),
		cmocka_unit_test(homes_are_compared_on_the_same_pus),
		cmocka_unit_test(the_page_has_a_section_where_there_is_something_to_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
