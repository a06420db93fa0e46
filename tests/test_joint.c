/* SPDX-License-Identifier: MIT */
/* Several machines side by side: classes and cells that meet, what is said of them, and how they are printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/fail.h"
#include <cmocka.h>

#include "report/joint.h"
#include "report/machines_text.h"
#include "report_rows.h"

static struct made {
	struct summary_row rows[2][40];
	struct machine at[2];
	struct machines machines;
	struct joint joint;
} made;

static char pus_store[2][40][16];

static void made_begin(void)
{
	memset(&made, 0, sizeof(made));
	for (size_t m = 0; m < 2; m++)
		made.at[m].summary.rows = made.rows[m];
	made.machines = (struct machines){ made.at, 2 };
	made.at[0].label = (char *)(uintptr_t) "Alpha";
	made.at[1].label = (char *)(uintptr_t) "Beta";
	made.at[0].folder = (char *)(uintptr_t) "alpha";
	made.at[1].folder = (char *)(uintptr_t) "beta";
}

static struct summary_row *add(size_t m, const char *strategy, double workers, double ns,
			       const char *relation, double depth)
{
	struct summary *summary = &made.at[m].summary;
	struct summary_row *row = rows_add(summary, strategy, "exact", workers, ns, 0.01, 0);

	snprintf(pus_store[m][summary->n], sizeof(pus_store[0][0]), "0 %zu", summary->n);
	row->pus = pus_store[m][summary->n];
	row->relation = relation;
	row->relation_depth = depth;
	row->node_distance = row->home = row->home_verified = row->per_l3 = NAN;
	return row;
}

static struct summary_row *far(struct summary_row *row, double distance)
{
	row->same_node = "no";
	row->node_distance = distance;
	return row;
}

static void made_join(void)
{
	for (size_t m = 0; m < 2; m++)
		assert_int_equal(relations_build(&made.at[m].relations, &made.at[m].summary), 0);
	assert_int_equal(joint_build(&made.joint, &made.machines), 0);
}

static void made_end(void)
{
	joint_free(&made.joint);
	for (size_t m = 0; m < 2; m++)
		relations_free(&made.at[m].relations);
}

static void sentence_is(const char *expected)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	machines_sentence(out, &made.joint);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void class_is(size_t i, const char *label, double a, double b)
{
	const struct joint_class *class = &made.joint.classes[i];

	assert_true(i < made.joint.n_classes);
	assert_string_equal(class->label, label);
	assert_true(isnan(a) ? !class->rows[0] : class->rows[0]->ns_median == a);
	assert_true(isnan(b) ? !class->rows[1] : class->rows[1]->ns_median == b);
}

/* Firmware's distances are no common scale, and depths neither. */
static void classes_meet_by_relation_and_node(void **state)
{
	(void)state;
	made_begin();
	add(0, "pingpong", 2, 40, "l3", 5);
	add(0, "pingpong", 2, 80, "package", 1)->same_node = "yes";
	far(add(0, "pingpong", 2, 120, "machine", 0), 12);
	far(add(0, "pingpong", 2, 200, "machine", 0), 32);
	add(1, "pingpong", 2, 20, "smt", 4);
	add(1, "pingpong", 2, 50, "l3", 2);
	far(add(1, "pingpong", 2, 150, "machine", 0), 21);
	made_join();
	assert_int_equal(made.joint.n_classes, 5);
	class_is(0, "smt", NAN, 20);
	class_is(1, "l3", 40, 50);
	class_is(2, "package", 80, NAN);
	class_is(3, "machine, other node", 120, 150);
	class_is(4, "machine, other node, distance no. 2", 200, NAN);
	made_end();
}

/* Of a machine without hand-overs there is nothing to set beside them. */
static void classes_are_of_handovers(void **state)
{
	(void)state;
	made_begin();
	add(0, "mutex", 2, 40, "l3", 5);
	add(1, "pingpong", 2, 50, "l3", 2);
	made_join();
	assert_int_equal(made.joint.n_classes, 1);
	class_is(0, "l3", NAN, 50);
	made_end();
}

static void cells_meet_by_workers_relation_and_l3(void **state)
{
	const struct joint_cell *cells;
	char *note;

	(void)state;
	made_begin();
	add(0, "mutex", 4, 40, "l3", 5)->per_l3 = 4;
	add(0, "mutex", 4, 41, "package", 1)->per_l3 = 2;
	add(0, "mutex", 1, 8, NULL, NAN);
	add(0, "cas", 1, 9, NULL, NAN);
	add(0, "mutex", 4, 39, "package", 1)->per_l3 = 2; /* the same place again */
	add(1, "mutex", 4, 90, "package", 3)->per_l3 = 2;
	add(1, "mutex", 4, 95, "package", 3)->per_l3 = 1;
	add(1, "mutex", 1, 7, NULL, NAN)->per_l3 = 1; /* there the others have no L3 */
	made_join();
	cells = made.joint.cells;
	assert_true(!made.joint.by_placement && made.joint.n_cells == 5);
	assert_true(made.joint.common == 2 && made.joint.several == 1);
	assert_string_equal(cells[1].group, "4 processes, package, 2 on one L3, u64");
	assert_true(cells[1].rows[0]->ns_per_op_median == 41);
	assert_true(cells[1].rows[1]->ns_per_op_median == 90);
	assert_string_equal(cells[3].group, "1 process, u64");
	assert_true(cells[3].rows[0] && cells[3].rows[1]);
	assert_true(!joint_shows(&made.joint, &cells[0]) && joint_shows(&made.joint, &cells[1]));
	assert_true(joint_begins(&made.joint, 1) && joint_begins(&made.joint, 3));
	assert_true(!joint_begins(&made.joint, 4)); /* cas, of the group of mutex */
	note = machines_note(&made.joint, 0);
	assert_non_null(strstr(note, "1 cell of joined.csv is not shown here"));
	free(note);
	made_end();
}

static void a_cell_that_failed_gives_way_to_one_that_did_not(void **state)
{
	(void)state;
	made_begin();
	rows_fail(add(0, "mutex", 2, 40, "l3", 5), "hung");
	add(0, "mutex", 2, 41, "l3", 5);
	add(1, "mutex", 2, 50, "l3", 5);
	made_join();
	assert_int_equal(made.joint.n_cells, 1);
	assert_true(made.joint.cells[0].rows[0]->ns_per_op_median == 41);
	made_end();
}

static void nothing_in_common_is_said(void **state)
{
	char *note;

	(void)state;
	made_begin();
	add(0, "mutex", 2, 40, "l3", 5);
	add(1, "cas", 2, 40, "l3", 5);
	made_join();
	assert_int_equal(made.joint.common, 0);
	note = machines_note(&made.joint, 0);
	assert_non_null(strstr(note, "no cell in common"));
	free(note);
	assert_null(machines_note(&made.joint, 1));
	sentence_is("The machines have no cell in common: the chart shows each by itself.");
	made_end();
}

static void the_sentence_claims_what_the_intervals_carry(void **state)
{
	static const char ending[] = "The intervals hold within each run; what would change from "
				     "one run to the next is not in them.";
	char expected[600];

	(void)state;
	made_begin();
	add(0, "mutex", 2, 40, "l3", 5);
	add(1, "mutex", 2, 60, "l3", 5);
	add(0, "cas", 2, 50, "l3", 5);
	add(1, "cas", 2, 50.5, "l3", 5);
	made_join();
	snprintf(expected, sizeof(expected),
		 "Of 2 cells in common, the intervals of the quickest machine and the slowest lie "
		 "apart in 1. %s",
		 ending);
	sentence_is(expected);
	made_end();
	for (size_t m = 0; m < 2; m++)
		for (size_t i = 0; i < 6; i++)
			add(m, "pingpong", 2, (double)(40 + 20 * m + i), "l3", 5);
	made_join();
	snprintf(expected, sizeof(expected),
		 "Between PUs of relation l3 a line takes one way 42.5 ns (40.0 to 45.0) on Alpha "
		 "and 62.5 ns (60.0 to 65.0) on Beta, 1.47 times as long. Of 2 cells in common, "
		 "the intervals of the quickest machine and the slowest lie apart in 1. %s",
		 ending);
	sentence_is(expected);
	made_end();
	for (size_t i = 2; i < 8; i++)
		made.rows[1][i].ns_per_op_median -= 19;
	made_join();
	snprintf(expected, sizeof(expected),
		 "Between PUs of relation l3 a line takes one way 42.5 ns (40.0 to 45.0) on Alpha "
		 "and 43.5 ns (41.0 to 46.0) on Beta; their intervals overlap, so that they cannot "
		 "be told apart. Of 2 cells in common, the intervals of the quickest machine and "
		 "the slowest lie apart in 1. %s",
		 ending);
	sentence_is(expected);
	made_end();
}

static void many_machines_are_printed_in_bands(void **state)
{
	struct machine at[5];
	struct machines machines = { at, 5 };
	struct joint joint;
	char *text = NULL;
	size_t size = 0, heads = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	made_begin();
	add(0, "mutex", 2, 40, "l3", 5);
	for (size_t m = 0; m < 5; m++)
		at[m] = made.at[0];
	assert_int_equal(joint_build(&joint, &machines), 0);
	machines_table(out, &joint, NULL, 100);
	fclose(out);
	for (const char *at_ = text; (at_ = strstr(at_, "ns/kept")) != NULL; at_++)
		heads++;
	assert_int_equal(heads, 2); /* three of them, and two */
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") <= 100 || !strncmp(line, "the same", 8));
	joint_free(&joint);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_meet_by_relation_and_node),
		cmocka_unit_test(classes_are_of_handovers),
		cmocka_unit_test(cells_meet_by_workers_relation_and_l3),
		cmocka_unit_test(a_cell_that_failed_gives_way_to_one_that_did_not),
		cmocka_unit_test(nothing_in_common_is_said),
		cmocka_unit_test(the_sentence_claims_what_the_intervals_carry),
		cmocka_unit_test(many_machines_are_printed_in_bands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
