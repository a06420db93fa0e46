/* SPDX-License-Identifier: MIT */
/* Axes: the same words mean the same values everywhere, and a word that is wrong is named with what would be right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above first */
#include <cmocka.h>
#include <errno.h>

#include "machine/place.h"
#include "plan/axes.h"
#include "said.h"
#include "strategy/strategy.h"

static void numbers_are(const struct number_list *list, size_t n, const unsigned *expected)
{
	assert_int_equal(list->n, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(list->at[i], expected[i]);
}

/* The list is wrong, the words say so in one line, and what was there before still is. */
static void refused(enum axis axis, const char *text, const char *words)
{
	struct sweep sweep = { 0 };
	const char *line;
	int error;

	assert_int_equal(axes_set(&sweep, AXIS_WORKERS, "3"), 0);
	said_begin();
	error = axes_set(&sweep, axis, text);
	line = said_end();
	assert_int_equal(error, -EINVAL);
	assert_non_null(strstr(line, words));
	assert_non_null(strstr(line, axis_name(axis)));
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	numbers_are(&sweep.workers, 1, (const unsigned[]){ 3 });
	assert_int_equal(sweep.strategies.n, 0);
	assert_int_equal(sweep.placements.n, 0);
	sweep_free(&sweep);
}

static void workers_keep_the_order_written_each_once(void **state)
{
	struct sweep sweep = { 0 };

	(void)state;
	assert_int_equal(axes_set(&sweep, AXIS_WORKERS, "4,1-3,2,8,all,doubling,all"), 0);
	numbers_are(&sweep.workers, 7,
		    (const unsigned[]){ 4, 1, 2, 3, 8, SWEEP_ALL, SWEEP_DOUBLING });
	assert_int_equal(axes_set(&sweep, AXIS_WORKERS, "4096"), 0);
	numbers_are(&sweep.workers, 1, (const unsigned[]){ 4096 });
	assert_int_equal(axes_set(&sweep, AXIS_WORKERS, "1-4096"), 0);
	assert_int_equal(sweep.workers.n, 4096);
	assert_int_equal(axes_set(&sweep, AXIS_WORKERS, "5-5"), 0);
	numbers_are(&sweep.workers, 1, (const unsigned[]){ 5 });
	sweep_free(&sweep);
}

static void wrong_workers_are_refused(void **state)
{
	(void)state;
	refused(AXIS_WORKERS, "0", "1 to 4096");
	refused(AXIS_WORKERS, "0-3", "1 to 4096");
	refused(AXIS_WORKERS, "4097", "1 to 4096");
	refused(AXIS_WORKERS, "1-99999999999999999999", "1 to 4096");
	refused(AXIS_WORKERS, "1-", "range");
	refused(AXIS_WORKERS, "1-2-3", "range");
	refused(AXIS_WORKERS, "2x", "number");
	refused(AXIS_WORKERS, "8-1", "1-8");
	refused(AXIS_WORKERS, "-1", "such as");
	refused(AXIS_WORKERS, "dobling", "did you mean doubling?");
	refused(AXIS_WORKERS, "", "empty");
	refused(AXIS_WORKERS, "1,", "empty");
	refused(AXIS_WORKERS, ",1", "empty");
	refused(AXIS_WORKERS, "1,,2", "empty");
}

static void strategies_are_found_by_name_and_pattern(void **state)
{
	struct sweep sweep = { 0 };
	size_t listed = 0;

	(void)state;
	while (strategy_at(listed))
		listed++;
	assert_int_equal(axes_set(&sweep, AXIS_STRATEGIES, "mutex,fetch_add,mutex"), 0);
	assert_int_equal(sweep.strategies.n, 2);
	assert_ptr_equal(sweep.strategies.at[0], strategy_find("mutex"));
	assert_ptr_equal(sweep.strategies.at[1], strategy_find("fetch_add"));
	assert_int_equal(axes_set(&sweep, AXIS_STRATEGIES, "all"), 0);
	assert_int_equal(sweep.strategies.n, listed);
	assert_int_equal(axes_set(&sweep, AXIS_STRATEGIES, "*"), 0);
	assert_int_equal(sweep.strategies.n, listed);
	assert_int_equal(axes_set(&sweep, AXIS_STRATEGIES, "c?s,fetch*"), 0);
	assert_ptr_equal(sweep.strategies.at[0], strategy_find("cas"));
	assert_ptr_equal(sweep.strategies.at[1], strategy_find("fetch_add"));
	sweep_free(&sweep);
}

static void a_hidden_strategy_has_to_be_named(void **state)
{
	struct sweep sweep = { 0 };

	(void)state;
	assert_int_equal(axes_set(&sweep, AXIS_STRATEGIES, "bare_xadd"), 0);
	assert_ptr_equal(sweep.strategies.at[0], strategy_find("bare_xadd"));
	sweep_free(&sweep);
	refused(AXIS_STRATEGIES, "bare_*", "no strategy matches bare_*");
}

static void an_unknown_name_comes_with_the_nearest(void **state)
{
	(void)state;
	refused(AXIS_STRATEGIES, "mutexx",
		"unknown strategy mutexx: did you mean mutex? (contend list strategies)");
	refused(AXIS_STRATEGIES, "fetch_add,ftech_add", "did you mean fetch_add?");
	refused(AXIS_STRATEGIES, "quicksilver", "the nearest is ");
	refused(AXIS_TYPES, "u63", "unknown type u63: did you mean u64?");
	refused(AXIS_PLACEMENTS, "compat", "unknown placement compat: did you mean compact?");
	refused(AXIS_STRATEGIES, "", "empty");
}

static void explicit_pus_take_the_rest(void **state)
{
	struct sweep sweep = { 0 };

	(void)state;
	assert_int_equal(axes_set(&sweep, AXIS_PLACEMENTS, "scatter,cpus:3,0,8-11,scatter"), 0);
	assert_int_equal(sweep.placements.n, 2);
	assert_string_equal(sweep.placements.at[0], "scatter");
	assert_string_equal(sweep.placements.at[1], "cpus:3,0,8-11,scatter");
	assert_int_equal(axes_set(&sweep, AXIS_PLACEMENTS, "all"), 0);
	for (size_t i = 0; i < sweep.placements.n; i++)
		assert_string_equal(sweep.placements.at[i], placement_at(i)->name);
	assert_null(placement_at(sweep.placements.n));
	sweep_free(&sweep);
	refused(AXIS_PLACEMENTS, "cpus:", "names no PU");
}

static void types_and_workloads_are_lists(void **state)
{
	struct sweep sweep = { 0 };

	(void)state;
	assert_int_equal(axes_set(&sweep, AXIS_TYPES, "u64,u32"), 0);
	assert_int_equal(sweep.types.n, 2);
	assert_int_equal(sweep.types.at[0], COUNTER_U64);
	assert_int_equal(sweep.types.at[1], COUNTER_U32);
	assert_int_equal(axes_set(&sweep, AXIS_READS, "0,90%,0.5%"), 0);
	numbers_are(&sweep.reads, 3, (const unsigned[]){ 0, 900000, 5000 });
	assert_int_equal(axes_set(&sweep, AXIS_HOLD, "200ns,1us,1000ns,0"), 0);
	numbers_are(&sweep.holds, 3, (const unsigned[]){ 200, 1000, 0 });
	assert_int_equal(axes_set(&sweep, AXIS_GAP, "1ms"), 0);
	numbers_are(&sweep.gaps, 1, (const unsigned[]){ 1000000 });
	assert_int_equal(sweep.holds.n, 3);
	sweep_free(&sweep);
}

static void wrong_workloads_are_refused(void **state)
{
	(void)state;
	refused(AXIS_READS, "101%", "0 to 100%");
	refused(AXIS_READS, "90", "such as 90%");
	refused(AXIS_HOLD, "1001us", "0 to 1ms");
	refused(AXIS_HOLD, "99999999999999999999s", "0 to 1ms");
	refused(AXIS_GAP, "5parsecs", "such as 200ns");
	refused(AXIS_GAP, "5", "such as 200ns");
	refused(AXIS_GAP, "", "empty");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(workers_keep_the_order_written_each_once),
		cmocka_unit_test(wrong_workers_are_refused),
		cmocka_unit_test(strategies_are_found_by_name_and_pattern),
		cmocka_unit_test(a_hidden_strategy_has_to_be_named),
		cmocka_unit_test(an_unknown_name_comes_with_the_nearest),
		cmocka_unit_test(explicit_pus_take_the_rest),
		cmocka_unit_test(types_and_workloads_are_lists),
		cmocka_unit_test(wrong_workloads_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
