/* SPDX-License-Identifier: MIT */
/* The demonstrations' reasoning: interleavings counted, lost stores proved, plans checked, results shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
/* cmocka wants the above first */
#include <cmocka.h>

#include <errno.h>

#include "demo/demo.h"
#include "demo/explore.h"
#include "demo/runs.h"
#include "demo/scramble.h"
#include "demo/timeline.h"
#include "tests/said.h"

/* Every schedule, one by one: nothing shared with the dynamic programming but the rules of a load and a store. */
struct brute {
	unsigned workers, steps;
	unsigned place[4], loaded[4], counter;
	unsigned long ends[32], schedules;
};

static void enumerate(struct brute *brute)
{
	bool over = true;

	for (unsigned w = 0; w < brute->workers; w++) {
		const struct brute before = *brute;

		if (brute->place[w] == brute->steps)
			continue;
		over = false;
		if (brute->place[w]++ % 2 == 0)
			brute->loaded[w] = brute->counter;
		else
			brute->counter = brute->loaded[w] + 1;
		enumerate(brute);
		memcpy(brute->place, before.place, sizeof(before.place));
		memcpy(brute->loaded, before.loaded, sizeof(before.loaded));
		brute->counter = before.counter;
	}
	if (over) {
		brute->ends[brute->counter]++;
		brute->schedules++;
	}
}

static void compare(unsigned workers, unsigned increments, unsigned long known)
{
	struct brute brute = { .workers = workers, .steps = 2 * increments };
	struct explore explore;

	enumerate(&brute);
	assert_int_equal(explore_all(&explore, workers, increments, false), 0);
	assert_int_equal(brute.schedules, known);
	assert_true(explore.schedules == known);
	for (unsigned value = 0; value < 32; value++)
		assert_true(explore.ends[value] == brute.ends[value]);
	explore_free(&explore);
}

static void interleavings_are_those_of_brute_force(void **state)
{
	(void)state;
	compare(1, 3, 1);
	compare(2, 1, 6);
	compare(2, 2, 70);  /* C(8, 4) */
	compare(2, 3, 924); /* C(12, 6) */
	compare(2, 4, 12870);
	compare(3, 1, 90);
	compare(3, 2, 34650); /* 12! / 4!^3 */
}

/* Counts the schedule that was given for the least value as a machine would run it. */
static void follow(const struct explore *explore)
{
	unsigned loaded[EXPLORE_WORKERS_MAX] = { 0 }, done[EXPLORE_WORKERS_MAX] = { 0 };
	unsigned counter = 0;

	assert_int_equal(explore->n_steps, 2 * explore->workers * explore->increments);
	for (size_t i = 0; i < explore->n_steps; i++) {
		const struct explore_step *const step = &explore->steps[i];

		assert_in_range(step->worker, 0, explore->workers - 1);
		assert_int_equal(step->store, done[step->worker] % 2);
		done[step->worker]++;
		if (step->store)
			counter = loaded[step->worker] + 1;
		else
			loaded[step->worker] = counter;
		assert_int_equal(step->value, counter);
	}
	for (unsigned w = 0; w < explore->workers; w++)
		assert_int_equal(done[w], 2 * explore->increments);
	assert_int_equal(counter, explore->min);
}

static void the_schedule_given_ends_in_the_least_value(void **state)
{
	static const unsigned sizes[][2] = { { 1, 4 }, { 2, 1 }, { 2, 3 }, { 3, 3 }, { 4, 2 } };
	struct explore explore;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const unsigned workers = sizes[i][0], increments = sizes[i][1];

		assert_int_equal(explore_all(&explore, workers, increments, false), 0);
		assert_int_equal(explore.max, workers * increments);
		if (workers > 1 && increments > 1)
			assert_int_equal(explore.min, 2);
		follow(&explore);
		explore_free(&explore);
	}
}

static void a_locked_update_is_never_lost(void **state)
{
	struct explore explore;

	(void)state;
	assert_int_equal(explore_all(&explore, 3, 2, true), 0);
	assert_true(explore.schedules == 90); /* 6! / 2!^3 */
	assert_int_equal(explore.min, 6);
	assert_int_equal(explore.max, 6);
	follow(&explore);
	explore_free(&explore);
}

static void what_cannot_be_explored_is_refused(void **state)
{
	struct explore explore;
	char text[40];

	(void)state;
	assert_int_equal(explore_all(&explore, 9, 1, false), -ERANGE);
	assert_int_equal(explore_all(&explore, 2, 128, false), -ERANGE);
	assert_int_equal(explore_all(&explore, 2, 0, false), -ERANGE);
	assert_int_equal(explore_all(&explore, 2, 40, false), -EOVERFLOW); /* C(160, 80) */
	assert_int_equal(explore_all(&explore, 2, 20, false), 0);	   /* C(80, 40) */
	explore_count_text(text, sizeof(text), explore.schedules);
	assert_string_equal(text, "107507208733336176461620");
	explore_free(&explore);
	explore_count_text(text, sizeof(text), ~(explore_count)0);
	assert_string_equal(text, "340282366920938463463374607431768211455");
	explore_count_text(text, sizeof(text), 0);
	assert_string_equal(text, "0");
}

/* Two workers of two updates each, by hand. */
struct made {
	struct trace_entry log[2][2];
	struct trace_entry *entries[2];
	struct trace trace;
};

static void make(struct made *made, const uint64_t seen[2][2], uint64_t final)
{
	memset(made, 0, sizeof(*made));
	for (unsigned w = 0; w < 2; w++) {
		made->entries[w] = made->log[w];
		for (unsigned i = 0; i < 2; i++)
			made->log[w][i].seen = seen[w][i];
	}
	made->trace = (struct trace){
		.workers = 2, .updates = 2, .entries = made->entries, .final = final
	};
}

#define START trace_word(0, TRACE_NOBODY, 0)

static void stores_off_the_path_are_lost(void **state)
{
	/* Both load 0; worker 1's store is overwritten; worker 0 stores 2 on its own 1, worker 1 loads 2 and stores 3. */
	const uint64_t seen[2][2] = { { START, trace_word(1, 0, 0) },
				      { START, trace_word(2, 0, 1) } };
	struct made made;
	bool sound;

	(void)state;
	make(&made, seen, trace_word(3, 1, 1));
	assert_int_equal(trace_judge(&made.trace, &sound), 3);
	assert_true(sound);
	assert_true(made.log[0][0].kept);
	assert_true(made.log[0][1].kept);
	assert_false(made.log[1][0].kept);
	assert_true(made.log[1][1].kept);
}

static void a_path_that_is_not_the_value_is_told(void **state)
{
	const uint64_t whole[2][2] = { { START, trace_word(1, 0, 0) }, { START, START } };
	const uint64_t circle[2][2] = { { trace_word(2, 0, 1), trace_word(1, 0, 0) },
					{ START, START } };
	const uint64_t false_start[2][2] = { { trace_word(7, TRACE_NOBODY, 0), START },
					     { START, START } };
	const uint64_t nobody[2][2] = { { trace_word(0, 200, 0), START }, { START, START } };
	const uint64_t never[2][2] = { { trace_word(0, 1, 2), START }, { START, START } };
	struct made made;
	bool sound;

	(void)state;
	make(&made, whole, trace_word(2, 0, 1));
	assert_int_equal(trace_judge(&made.trace, &sound), 2);
	assert_true(sound);
	make(&made, whole, trace_word(3, 0, 1)); /* a value that no two stores make */
	assert_int_equal(trace_judge(&made.trace, &sound), 2);
	assert_false(sound);
	make(&made, circle, trace_word(2, 0, 1));
	trace_judge(&made.trace, &sound);
	assert_false(sound);
	make(&made, false_start, trace_word(1, 0, 0));
	trace_judge(&made.trace, &sound);
	assert_false(sound);
	make(&made, nobody, trace_word(1, 0, 0));
	trace_judge(&made.trace, &sound);
	assert_false(sound);
	make(&made, never, trace_word(1, 0, 0));
	trace_judge(&made.trace, &sound);
	assert_false(sound);
}

static void a_word_holds_its_three_parts(void **state)
{
	const uint64_t word = trace_word(UINT32_MAX, 254, TRACE_SEQUENCES - 1);

	(void)state;
	assert_int_equal(trace_value(word), UINT32_MAX);
	assert_int_equal(trace_worker(word), 254);
	assert_int_equal(trace_sequence(word), TRACE_SEQUENCES - 1);
}

static char *printed; /* by the stream that shown() opened */
static size_t printed_size;

static FILE *shown(void)
{
	FILE *const out = open_memstream(&printed, &printed_size);

	assert_non_null(out);
	return out;
}

static void assert_shown(FILE *out, const char *expected)
{
	fclose(out);
	assert_string_equal(printed, expected);
	free(printed);
}

/* The lecture's first rows. */
static void rows_are_as_the_lecture_prints_them(void **state)
{
	const uint64_t seen[2][2] = { { START, trace_word(1, 0, 0) },
				      { START, trace_word(2, 0, 1) } };
	struct timeline timeline = { 0 };
	struct made made;
	size_t from, to;
	bool sound;

	(void)state;
	make(&made, seen, trace_word(3, 1, 1));
	made.log[1][0].loaded = 1000;
	made.log[0][0].loaded = 98800;
	made.log[1][0].stored = 394100;
	made.log[0][0].stored = 481100;
	made.log[0][1].loaded = 676600;
	made.log[0][1].stored = 758900;
	made.log[1][1].loaded = 1064500;
	made.log[1][1].stored = 1115000;
	timeline.trace = made.trace;
	trace_judge(&timeline.trace, &sound);
	assert_int_equal(timeline_sort(&timeline), 0);
	FILE *const out = shown();

	timeline_rows(out, &timeline, 0, 5);
	assert_shown(out, "       us  worker 0           worker 1         memory\n"
			  "      0.0  |                  load 0           0\n"
			  "     97.8  load 0             |                0\n"
			  "    393.1  |                  store 1 LOST     1\n"
			  "    480.1  store 1            |                1\n"
			  "    675.6  load 1             |                1\n");
	assert_true(timeline_first_lost(&timeline, &from, &to));
	assert_int_equal(from, 0);
	assert_int_equal(to, 7);
	timeline_free(&timeline);
}

static void a_scramble_is_counted(void **state)
{
	/* The lecture's example. */
	const int64_t items[] = { 16, 6, 14, 13, 17, 3, 5, 16, 7, 0,
				  19, 4, 13, 1,	 0,  3, 2, 11, 4, 12 };
	const int64_t foreign[] = { 0, 7, 1 };
	struct scramble_account account = scramble_count(items, 20);

	(void)state;
	assert_true(account.counted);
	assert_int_equal(account.lost, 5);
	assert_int_equal(account.doubled, 5);
	assert_int_equal(account.foreign, 0);
	account = scramble_count(foreign, 3);
	assert_int_equal(account.foreign, 1);
	assert_int_equal(account.lost, 1);
}

static void runs_are_shown_as_a_line_or_a_histogram(void **state)
{
	struct outcome outcomes[] = { { .expected = 100, .final = 62 },
				      { .expected = 100, .final = 60 },
				      { .expected = 100, .final = 62 } };
	struct demo_plan plan = { .runs = 1 };
	struct runs runs = { .plan = &plan, .outcomes = outcomes, .n = 1 };
	FILE *out = shown();

	(void)state;
	runs_print(out, &runs, "unlocked; 100 us of spinning between load and store");
	assert_shown(out, "Final value: 62 of 100 (38 lost)        unlocked; 100 us of spinning "
			  "between load and store\n");
	plan.runs = 3;
	runs.n = 3;
	assert_int_equal(runs_lossy(&runs), 3);
	out = shown();
	runs_print(out, &runs, NULL);
	assert_shown(out, "Final value in 3 runs: min 60, median 62, max 62 of 100\n"
			  "  60  # 1\n"
			  "  61  0\n"
			  "  62  ## 2\n");
	out = shown();
	runs_line(out, 101, 100, NULL);
	assert_shown(out, "Final value: 101 of 100 (1 too many)\n");
}

static const char *settled(const char *demo, struct demo_plan *plan)
{
	int error;

	said_begin();
	error = demo_settle(*demo ? demo_find(demo) : demo_tour(), plan);
	const char *const words = said_end();

	assert_int_equal(error, *words ? -EINVAL : 0);
	return words;
}

static void what_a_demo_does_not_take_is_refused(void **state)
{
	struct demo_plan plan;

	(void)state;
	demo_plan_init(&plan);
	plan.swaps = 3;
	assert_string_equal(settled("monitor", &plan),
			    "contend: demo monitor takes no --swaps: it takes --workers, "
			    "--increments, --delay, --race, --race-sleep, --lock, --runs, --seed, "
			    "--csv, --rogue\n");
	demo_plan_init(&plan);
	plan.file = "x";
	assert_string_equal(settled("array", &plan),
			    "contend: demo array takes no --out: it takes --workers, --items\n");
	demo_plan_init(&plan);
	plan.race_sleep = true;
	assert_string_equal(settled("array", &plan),
			    "contend: demo array takes no --race-sleep: it takes --workers, "
			    "--items\n");
	demo_plan_init(&plan);
	plan.workers = 3;
	assert_string_equal(settled("", &plan),
			    "contend: the tour takes no --workers: name a demo before it (contend "
			    "demo --help)\n");
}

static void every_surplus_option_is_refused_by_every_demo(void **state)
{
	struct demo_plan plans[15];
	const struct demo *demo;

	(void)state;
	for (unsigned i = 0; i < 15; i++)
		demo_plan_init(&plans[i]);
	plans[0].workers = plans[1].increments = plans[8].rogue = plans[9].items = plans[10].swaps =
		plans[5].runs = 2;
	plans[2].delay = plans[3].race = plans[6].seed = 1;
	plans[4].lock = "mutex";
	plans[7].csv = plans[11].no_lock = plans[12].kill_holder = plans[13].first_lost = true;
	plans[14].format = "text";
	for (size_t d = 0; (demo = demo_at(d)) != NULL; d++)
		for (unsigned i = 0; i < 15; i++) {
			struct demo_plan plan = plans[i];

			said_begin();
			const int error = demo_settle(demo, &plan);
			const char *const words = said_end();

			if (demo->takes & 1U << i)
				assert_int_equal(error, 0);
			else
				assert_non_null(strstr(words, " takes no --"));
		}
}

static void values_out_of_a_demos_range_are_refused(void **state)
{
	struct demo_plan plan;

	(void)state;
	demo_plan_init(&plan);
	plan.workers = 9;
	assert_string_equal(settled("interleavings", &plan),
			    "contend: demo interleavings: --workers: 9 is out of range: 1 to 8\n");
	demo_plan_init(&plan);
	plan.lock = "ticket";
	assert_string_equal(settled("scramble", &plan),
			    "contend: demo scramble knows no --lock=ticket: semaphore, mutex or "
			    "mutex_robust\n");
	demo_plan_init(&plan);
	plan.lock = "mutex";
	plan.no_lock = true;
	assert_string_equal(settled("scramble", &plan),
			    "contend: --no-lock and --lock contradict each other: give one of "
			    "them\n");
	demo_plan_init(&plan);
	plan.race = DEMO_RACE_MAX + 1;
	assert_string_equal(settled("lost-update", &plan),
			    "contend: demo lost-update: at most --delay=1s and --race=100ms\n");
}

static void defaults_are_the_lectures(void **state)
{
	struct demo_plan plan;

	(void)state;
	demo_plan_init(&plan);
	assert_string_equal(settled("lost-update", &plan), "");
	assert_int_equal(plan.workers, 10);
	assert_int_equal(plan.increments, 10);
	assert_int_equal(plan.delay, 1000000);
	assert_int_equal(plan.race, 100000);
	assert_int_equal(plan.runs, 1);
	assert_string_equal(plan.lock, "none");
	for (size_t i = 0; demo_at(i); i++) {
		assert_ptr_equal(demo_find(demo_at(i)->name), demo_at(i));
		assert_non_null(demo_at(i)->summary);
		assert_non_null(demo_at(i)->run);
		demo_plan_init(&plan);
		assert_string_equal(settled(demo_at(i)->name, &plan), "");
	}
	assert_null(demo_find("tour"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interleavings_are_those_of_brute_force),
		cmocka_unit_test(the_schedule_given_ends_in_the_least_value),
		cmocka_unit_test(a_locked_update_is_never_lost),
		cmocka_unit_test(what_cannot_be_explored_is_refused),
		cmocka_unit_test(stores_off_the_path_are_lost),
		cmocka_unit_test(a_path_that_is_not_the_value_is_told),
		cmocka_unit_test(a_word_holds_its_three_parts),
		cmocka_unit_test(rows_are_as_the_lecture_prints_them),
		cmocka_unit_test(a_scramble_is_counted),
		cmocka_unit_test(runs_are_shown_as_a_line_or_a_histogram),
		cmocka_unit_test(what_a_demo_does_not_take_is_refused),
		cmocka_unit_test(every_surplus_option_is_refused_by_every_demo),
		cmocka_unit_test(values_out_of_a_demos_range_are_refused),
		cmocka_unit_test(defaults_are_the_lectures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
