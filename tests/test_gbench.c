/* SPDX-License-Identifier: MIT */
/* The promises of bench/gbench.h, by fake bodies; built once with each implementation
 * (GBENCH_PLAIN: the plain one). */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../bench/gbench.h"
#include "base/fail.h"
#include "gbench_json.h"

/* After base/fail.h: it has a macro fail(). */
#include <cmocka.h>

#ifdef GBENCH_PLAIN
static const bool has_library;
#else
static const bool has_library = true;
#endif

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A cell without processes. Trial k, counted by its calls, takes seconds[k % 4]. */
struct fake {
	int fails_at, left_out_at; /* call; -1: never */
	unsigned calls, seen[16];
	double seconds[4];
	const char *label, *reason;
};

static char folder[] = "/tmp/test_gbench.XXXXXX";
static const char *const json_path = "bench.json", *const temporary_path = "bench.json.tmp";
static unsigned lines_said;

static int fake_body(struct gbench_run *run, void *ctx)
{
	struct fake *fake = ctx;
	unsigned call = fake->calls++;
	double seconds = fake->seconds[call % 4];

	fake->seen[call % 16] = gbench_repetition(run);
	if ((int)call == fake->left_out_at)
		return 1;
	if ((int)call == fake->fails_at) {
		if (!fake->reason)
			return -EIO;
		gbench_fail(run, "%s", fake->reason);
		gbench_fail(run, "a second reason");
		return 0;
	}
	gbench_set_time(run, seconds, seconds / 2);
	gbench_set_counter(run, "lost_ppm", 10 * seconds * 1e9);
	gbench_set_counter(run, "zero", 0);
	if (fake->label)
		gbench_set_label(run, fake->label);
	return 0;
}

static struct fake good(void)
{
	return (struct fake){ .fails_at = -1,
			      .left_out_at = -1,
			      .seconds = { 1e-9, 4e-9, 2e-9, 9e-9 } };
}

static struct gbench_case of(const char *name, struct fake *fake, int repetitions)
{
	return (struct gbench_case){ name, fake_body, fake, repetitions };
}

static void usage(void)
{
	puts("usage of the test");
}

static void count_line(void)
{
	lines_said++;
}

/* The library keeps a flag from one gbench_init() to the next, so both are always given. */
static int init(const char *filter, bool list)
{
	static char filter_flag[256], list_flag[64];
	char *argv[] = { "test", filter_flag, list_flag, NULL };
	int argc = 3;

	snprintf(filter_flag, sizeof(filter_flag), "--benchmark_filter=%s", filter);
	snprintf(list_flag, sizeof(list_flag), "--benchmark_list_tests=%s",
		 list ? "true" : "false");
	return gbench_init(&argc, argv, usage);
}

static void start(const char *filter)
{
	struct gbench_options options = { .json = json_path };

	assert_int_equal(init(filter, false), 0);
	assert_int_equal(gbench_open(&options), 0);
}

static struct gbench_summary pass(const struct gbench_case *cases, size_t n)
{
	struct gbench_summary summary;

	assert_int_equal(gbench_pass(cases, n, &summary), 0);
	return summary;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* The file as a string; free() it. */
static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(file);
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = calloc(1, 1);
	}
	fclose(file);
	return text;
}

static struct json read_json(const char *path)
{
	char *text = read_file(path);
	struct json json = { 0 };

	assert_true(json_parse(&json, text));
	free(text);
	return json;
}

static const char *at(const struct json *json, size_t i, const char *key)
{
	char path[128];

	snprintf(path, sizeof(path), "benchmarks[%zu].%s", i, key);
	return json_get(json, path);
}

static void assert_text(const struct json *json, size_t i, const char *key, const char *expected)
{
	const char *value = at(json, i, key);

	assert_non_null(value);
	assert_string_equal(value, expected);
}

static void assert_near(const struct json *json, size_t i, const char *key, double expected)
{
	const char *value = at(json, i, key);

	assert_non_null(value);
	assert_true(fabs(atof(value) - expected) <= 1e-12 * fabs(expected));
}

/* Lines of the JSON that are of this case: repetitions or aggregates. */
static unsigned count(const struct json *json, const char *run_name, const char *run_type)
{
	unsigned n = 0;

	for (size_t i = 0; at(json, i, "name"); i++)
		n += strcmp(at(json, i, "run_name"), run_name) == 0 &&
		     strcmp(at(json, i, "run_type"), run_type) == 0;
	return n;
}

/* Closes, and reads what was kept. The plain build must keep nothing: false. */
static bool finish(bool keep, struct json *json)
{
	assert_int_equal(gbench_close(keep), 0);
	assert_int_equal(exists(json_path), keep && has_library);
	assert_int_equal(exists(temporary_path), !keep && has_library);
	if (has_library)
		*json = read_json(keep ? json_path : temporary_path);
	return has_library;
}

static void repetitions_are_numbered_over_five_passes(void **state)
{
	struct fake fake = good();
	struct gbench_case one = of("contend/numbered/", &fake, 1);
	struct json json = { 0 };

	(void)state;
	start("");
	for (unsigned i = 0; i < 5; i++) {
		struct gbench_summary summary = pass(&one, 1);

		assert_int_equal(summary.matched, 1);
		assert_int_equal(summary.trials, 1);
		assert_int_equal(summary.failed, 0);
		assert_int_equal(fake.seen[i], i);
	}
	assert_int_equal(fake.calls, 5);
	if (!finish(true, &json))
		return;
	for (size_t i = 0; i < 5; i++) {
		char number[2] = { (char)('0' + i), '\0' };

		assert_text(&json, i, "repetition_index", number);
		assert_text(&json, i, "repetitions", "5");
		assert_text(&json, i, "iterations", "1");
		assert_text(&json, i, "name", "contend/numbered/");
	}
	json_free(&json);
}

static void unequal_counts_stand_in_one_json(void **state)
{
	struct fake a = good(), b = good(), c = good();
	struct gbench_case cases[] = { of("a/", &a, 1), of("b/", &b, 3), of("c/", &c, 1) };
	struct json json = { 0 };

	(void)state;
	start("");
	assert_int_equal(pass(cases, 3).trials, 5);
	assert_int_equal(pass(cases + 1, 1).trials, 3);
	cases[0].repetitions = 2;
	assert_int_equal(pass(cases, 2).trials, 5);
	assert_int_equal(b.seen[8], 8);
	assert_int_equal(a.seen[2], 2);
	if (!finish(true, &json))
		return;
	assert_int_equal(count(&json, "a/", "iteration"), 3);
	assert_int_equal(count(&json, "b/", "iteration"), 9);
	assert_int_equal(count(&json, "c/", "iteration"), 1);
	assert_int_equal(count(&json, "b/", "aggregate"), 4);
	assert_int_equal(count(&json, "c/", "aggregate"), 0);
	assert_text(&json, 0, "family_index", "0");
	assert_text(&json, 7, "family_index", "1");
	assert_text(&json, 7, "repetitions", "9");
	assert_text(&json, 20, "name", "c/");
	assert_null(at(&json, 21, "name"));
	json_free(&json);
}

/* 1, 4 and 2 ns from three passes. */
static void statistics_are_over_all_passes(void **state)
{
	static const char *const names[] = { "s/_mean", "s/_median", "s/_stddev", "s/_cv" };
	struct fake fake = good();
	struct gbench_case one = of("s/", &fake, 1);
	double mean = 7.0 / 3, stddev = sqrt(7.0 / 3);
	double expected[] = { mean, 2, stddev, stddev / mean };
	struct json json = { 0 };

	(void)state;
	start("");
	for (int i = 0; i < 3; i++)
		pass(&one, 1);
	if (!finish(true, &json))
		return;
	assert_near(&json, 1, "real_time", 4);
	assert_near(&json, 1, "cpu_time", 2);
	assert_near(&json, 1, "lost_ppm", 40);
	for (size_t i = 0; i < 4; i++) {
		double scale = i == 3 ? 1 : 2; /* a ratio does not halve */

		assert_text(&json, 3 + i, "name", names[i]);
		assert_text(&json, 3 + i, "iterations", "3");
		assert_text(&json, 3 + i, "aggregate_unit", i == 3 ? "percentage" : "time");
		assert_near(&json, 3 + i, "real_time", expected[i]);
		assert_near(&json, 3 + i, "cpu_time", expected[i] / scale);
		assert_near(&json, 3 + i, "lost_ppm", expected[i] * (i == 3 ? 1 : 10));
		assert_near(&json, 3 + i, "zero", 0);
	}
	json_free(&json);
}

/* The library's statistics crash on this, up to 1.9.5, where the later ones run. */
static void a_first_repetition_that_fails_ends_its_case(void **state)
{
	struct fake bad = good(), fine = good();
	struct gbench_case cases[] = { of("bad/", &bad, 5), of("fine/", &fine, 5) };
	struct gbench_summary summary;
	struct json json = { 0 };

	(void)state;
	bad.fails_at = 0;
	start("");
	summary = pass(cases, 2);
	assert_int_equal(summary.matched, 2);
	assert_int_equal(summary.trials, 6);
	assert_int_equal(summary.failed, 1);
	assert_int_equal(bad.calls, 1);
	assert_int_equal(fine.calls, 5);
	if (!finish(false, &json))
		return;
	assert_text(&json, 0, "error_occurred", "true");
	assert_text(&json, 0, "error_message", strerror(EIO));
	for (size_t i = 1; i < 5; i++)
		assert_text(&json, i, "error_message", "not run: an earlier repetition failed");
	assert_int_equal(count(&json, "bad/", "iteration"), 5);
	assert_int_equal(count(&json, "bad/", "aggregate"), 0);
	assert_int_equal(count(&json, "fine/", "aggregate"), 4);
	json_free(&json);
}

static void a_case_that_fails_in_pass_2_stays_failed(void **state)
{
	struct fake bad = good(), fine = good();
	struct gbench_case cases[] = { of("bad/", &bad, 1), of("fine/", &fine, 1) };
	struct json json = { 0 };

	(void)state;
	bad.fails_at = 1;
	bad.reason = "a worker died";
	start("");
	for (unsigned i = 0; i < 4; i++) {
		struct gbench_summary summary = pass(cases, 2);

		assert_int_equal(summary.trials, i < 2 ? 2 : 1);
		assert_int_equal(summary.failed, i < 1 ? 0 : 1);
	}
	assert_int_equal(bad.calls, 2);
	if (!finish(false, &json))
		return;
	assert_null(at(&json, 0, "error_occurred"));
	assert_text(&json, 1, "error_message", "a worker died");
	assert_text(&json, 3, "error_message", "not run: an earlier repetition failed");
	assert_text(&json, 3, "repetition_index", "3");
	assert_int_equal(count(&json, "bad/", "aggregate"), 0);
	json_free(&json);
}

/* First of four: an error told to the library would crash it as above. */
static void a_trial_left_out_is_not_recorded(void **state)
{
	struct fake fake = good();
	struct gbench_case one = of("left/", &fake, 4);
	struct json json = { 0 };

	(void)state;
	fake.left_out_at = 0;
	start("");
	assert_int_equal(pass(&one, 1).failed, 0);
	assert_int_equal(fake.seen[0], 0);
	assert_int_equal(fake.seen[1], 0);
	assert_int_equal(fake.seen[3], 2);
	pass(&one, 1);
	assert_int_equal(fake.seen[4], 3);
	if (!finish(true, &json))
		return;
	assert_int_equal(count(&json, "left/", "iteration"), 7);
	assert_near(&json, 0, "real_time", 4);
	json_free(&json);
}

static void nothing_run_leaves_no_file(void **state)
{
	struct fake fake = good();
	struct gbench_case one = of("none/", &fake, 1);

	(void)state;
	fake.left_out_at = 0;
	start("");
	assert_int_equal(pass(&one, 0).matched, 0);
	assert_int_equal(pass(&one, 1).trials, 1);
	assert_int_equal(gbench_close(true), 0);
	assert_false(exists(json_path) || exists(temporary_path));
}

static void an_interrupted_sweep_leaves_a_whole_temporary_file(void **state)
{
	struct fake a = good(), b = good();
	struct gbench_case cases[] = { of("a/", &a, 1), of("b/", &b, 1) };
	struct json json = { 0 };

	(void)state;
	a.reason = b.reason = "interrupted";
	a.fails_at = 1;
	b.fails_at = 1;
	start("");
	pass(cases, 2);
	assert_int_equal(pass(cases, 2).failed, 2);
	if (!finish(false, &json))
		return;
	assert_text(&json, 1, "error_message", "interrupted");
	assert_text(&json, 3, "error_message", "interrupted");
	json_free(&json);
}

/* What a body may say that is no result. */
struct bad_result {
	double seconds, cpu_seconds, figure;
	bool silent;
	int rc;
};

static int bad_body(struct gbench_run *run, void *ctx)
{
	const struct bad_result *bad = ctx;

	gbench_set_counter(run, "figure", bad->figure);
	if (!bad->silent)
		gbench_set_time(run, bad->seconds, bad->cpu_seconds);
	return bad->rc;
}

static void a_body_without_a_result_has_failed(void **state)
{
	struct bad_result bad[] = {
		{ .silent = true },
		{ 1, 1, 0, false, -ETIMEDOUT },
		{ 1, 1, 0, false, 2 },
		{ NAN, 1, 0, false, 0 },
		{ INFINITY, 1, 0, false, 0 },
		{ 0, 1, 0, false, 0 },
		{ -1, 1, 0, false, 0 },
		{ 1e101, 1, 0, false, 0 },
		{ 1, NAN, 0, false, 0 },
		{ 1, INFINITY, 0, false, 0 },
		{ 1, -1, 0, false, 0 },
		{ 1, 1, NAN, false, 0 },
		{ 1, 1, -INFINITY, false, 0 },
		{ 1, 1, NAN, false, 1 },
	};
	struct gbench_case cases[COUNT(bad)];
	char names[COUNT(bad)][16];
	struct json json = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		snprintf(names[i], sizeof(names[i]), "bad:%zu/", i);
		cases[i] = (struct gbench_case){ names[i], bad_body, &bad[i], 2 };
	}
	start("");
	assert_int_equal(pass(cases, COUNT(bad)).failed, COUNT(bad));
	if (!finish(false, &json))
		return;
	assert_text(&json, 0, "error_message", "no time was reported");
	assert_text(&json, 2, "error_message", strerror(ETIMEDOUT));
	for (size_t i = 0; i < 2 * COUNT(bad); i++)
		assert_text(&json, i, "error_occurred", "true");
	json_free(&json);
}

static void names_in_the_json_are_those_of_the_plan(void **state)
{
	static const char *const names[] = { "contend/strategy:mcs/workers:4/hold:0/",
					     "contend/strategy:\\\"cas\\\"/workers:1/gap:µ/" };
	struct fake fake = good();
	struct gbench_case cases[] = { of(names[0], &fake, 2), of(names[1], &fake, 1) };
	char copy[] = "contend/strategy:\"cas\"/workers:1/gap:µ/";
	struct json json = { 0 };

	(void)state;
	cases[1].name = copy;
	start("");
	pass(cases, 2);
	memset(copy, 'x', sizeof(copy) - 1);
	if (!finish(true, &json))
		return;
	assert_text(&json, 0, "name", names[0]);
	assert_text(&json, 1, "run_name", names[0]);
	assert_text(&json, 2, "run_name", names[0]);
	assert_text(&json, 6, "name", names[1]);
	json_free(&json);
}

static void the_filter_selects_by_the_full_name(void **state)
{
	static const struct {
		const char *filter;
		size_t matched;
	} tries[] = {
		{ "", 3 },	     { "all", 3 },
		{ "workers:2/", 1 }, { "workers:2", 2 },
		{ "-mcs", 1 },	     { "workers:2$", 0 },
		{ "nothing", 0 },    { "(cas|ticket).*:1/", 1 },
		{ "-all", 3 },	     { "repeats:1/manual_time$", 3 },
	};
	struct fake fake = good();
	struct gbench_case cases[] = { of("mcs/workers:2/", &fake, 1),
				       of("mcs/workers:24/", &fake, 1),
				       of("cas/workers:1/", &fake, 1) };

	(void)state;
	for (size_t i = 0; i < COUNT(tries); i++) {
		struct gbench_summary summary;

		start(tries[i].filter);
		summary = pass(cases, 3);
		assert_int_equal(summary.matched, tries[i].matched);
		assert_int_equal(summary.trials, tries[i].matched);
		assert_int_equal(gbench_close(true), 0);
		assert_int_equal(exists(json_path), has_library && tries[i].matched > 0);
		unlink(json_path);
	}
}

static void a_filter_that_is_no_expression_is_refused_at_once(void **state)
{
	(void)state;
	lines_said = 0;
	assert_int_equal(init("mcs(", false), -EINVAL);
	assert_int_equal(lines_said, 1);
	assert_int_equal(gbench_open(&(struct gbench_options){ .json = NULL }), -EINVAL);
}

/* Stdout of what follows goes to a file until restore_stdout(). */
static int redirect_stdout(const char *path)
{
	int saved = dup(STDOUT_FILENO), file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	fflush(stdout);
	assert_true(saved >= 0 && file >= 0);
	dup2(file, STDOUT_FILENO);
	close(file);
	return saved;
}

static void restore_stdout(int saved)
{
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
}

static void a_list_runs_nothing_and_leaves_no_file(void **state)
{
	struct fake fake = good();
	struct gbench_case cases[] = { of("a/", &fake, 1), of("b/", &fake, 8), of("c/", &fake, 1) };
	struct gbench_options options = { .json = json_path, .table = true };
	struct gbench_summary summary;
	char *text;
	int saved;

	(void)state;
	assert_int_equal(init("[ab]/", true), 0);
	assert_int_equal(gbench_open(&options), 0);
	saved = redirect_stdout("list");
	summary = pass(cases, 3);
	assert_int_equal(gbench_close(true), 0);
	restore_stdout(saved);
	assert_int_equal(summary.matched, 2);
	assert_int_equal(summary.trials, 0);
	assert_int_equal(fake.calls, 0);
	assert_false(exists(json_path) || exists(temporary_path));
	text = read_file("list");
	assert_string_equal(text, "a//iterations:1/repeats:1/manual_time\n"
				  "b//iterations:1/repeats:8/manual_time\n");
	free(text);
}

static void each_refused_flag_and_variable_is_named_once(void **state)
{
	static const char *const names[] = { "out",
					     "out_format",
					     "repetitions",
					     "min_time",
					     "min_warmup_time",
					     "dry_run",
					     "enable_random_interleaving",
					     "format",
					     "report_aggregates_only",
					     "display_aggregates_only",
					     "perf_counters" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		char flag[64], valued[72], variable[64];
		char *argv[] = { "test", "kept", flag, NULL };
		int argc = 3;

		snprintf(flag, sizeof(flag), "--benchmark_%s", names[i]);
		snprintf(valued, sizeof(valued), "%s=1", flag);
		snprintf(variable, sizeof(variable), "BENCHMARK_%s", names[i]);
		for (char *c = variable; *c; c++)
			*c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
		lines_said = 0;
		assert_int_equal(gbench_init(&argc, argv, usage), -EINVAL);
		argv[2] = valued;
		assert_int_equal(gbench_init(&argc, argv, usage), -EINVAL);
		assert_int_equal(lines_said, 2);
		setenv(variable, "", 1);
		assert_int_equal(init("", false), -EINVAL);
		unsetenv(variable);
		assert_int_equal(lines_said, 3);
		assert_int_equal(init("", false), 0);
		assert_int_equal(gbench_close(false), 0);
	}
}

static void words_of_a_kept_flag_are_checked(void **state)
{
	static const char *const flags[] = { "--benchmark_time_unit=x", "--benchmark_time_unit=",
					     "--benchmark_color=", "--benchmark_color=blue" };

	(void)state;
	for (size_t i = 0; i < COUNT(flags); i++) {
		char flag[64];
		char *argv[] = { "test", flag, NULL };
		int argc = 2;

		snprintf(flag, sizeof(flag), "%s", flags[i]);
		lines_said = 0;
		assert_int_equal(gbench_init(&argc, argv, usage), -EINVAL);
		assert_int_equal(lines_said, 1);
	}
}

static void flags_of_others_stay_in_argv(void **state)
{
	char *argv[] = { "test", "--reps=9", "--benchmark_filter=", "--benchmark_what=1",
			 "word", NULL };
	int argc = 5;

	(void)state;
	assert_int_equal(gbench_init(&argc, argv, usage), 0);
	assert_int_equal(argc, 4);
	assert_string_equal(argv[1], "--reps=9");
	assert_string_equal(argv[2], "--benchmark_what=1");
	assert_string_equal(argv[3], "word");
	assert_null(argv[4]);
	assert_int_equal(gbench_close(false), 0);
}

static void context_is_in_the_json_without_host_and_path(void **state)
{
	struct fake fake = good();
	struct gbench_case one = of("a/", &fake, 1);
	struct json json = { 0 };

	(void)state;
	start("");
	lines_said = 0;
	assert_int_equal(gbench_context("topology", "1 node\t\"2\" PUs, \x01\xff\xc3 µ"), 0);
	assert_int_equal(lines_said, 0);
	assert_int_equal(gbench_context("topology", "2 nodes"), -EEXIST);
	assert_int_equal(lines_said, 1);
	if (has_library)
		assert_int_equal(gbench_context("host_name", "x"), -EEXIST);
	assert_int_equal(gbench_context("", "x"), -EINVAL);
	assert_int_equal(gbench_context("a\"b", "x"), -EINVAL);
	assert_int_equal(gbench_context("key", NULL), -EINVAL);
	pass(&one, 1);
	assert_int_equal(gbench_context("late", "x"), -EINVAL);
	if (!finish(true, &json))
		return;
	assert_string_equal(json_get(&json, "context.topology"), "1 node\\t\\\"2\\\" PUs, ??? µ");
	assert_non_null(json_get(&json, "context.date"));
	assert_non_null(json_get(&json, "context.num_cpus"));
	assert_null(json_get(&json, "context.host_name"));
	assert_null(json_get(&json, "context.executable"));
	assert_null(json_get(&json, "context.late"));
	json_free(&json);
}

/* 255 bytes may end inside a character. */
static void label_and_reason_are_whole_text(void **state)
{
	struct fake labelled = good(), bad = good();
	struct gbench_case cases[] = { of("a/", &labelled, 2), of("b/", &bad, 1) };
	char reason[300], expected[300];
	struct json json = { 0 };

	(void)state;
	memset(reason, 'r', sizeof(reason));
	memcpy(reason + 254, "\xc3\xb6", 3);
	memcpy(expected, reason, sizeof(expected));
	memcpy(expected + 254, "?", 2);
	labelled.label = "over\x1bsubscribed";
	bad.reason = reason;
	bad.fails_at = 0;
	start("");
	pass(cases, 2);
	if (!finish(false, &json))
		return;
	assert_text(&json, 1, "label", "over?subscribed");
	assert_text(&json, 2, "label", "over?subscribed");
	assert_text(&json, 6, "error_message", expected);
	json_free(&json);
}

/* Calls everything that is forbidden to a body. */
static int nosy_body(struct gbench_run *run, void *ctx)
{
	struct gbench_case *self = ctx;

	assert_int_equal(gbench_pass(self, 1, NULL), -EINVAL);
	assert_int_equal(gbench_pass(self, 1, NULL), -EINVAL);
	assert_int_equal(gbench_close(true), -EINVAL);
	gbench_set_time(run, 1, 1);
	return 0;
}

static void misuse_is_refused_and_said_once(void **state)
{
	struct fake fake = good();
	struct gbench_case wrong[] = { of(NULL, &fake, 1),
				       of("", &fake, 1),
				       of("a\n", &fake, 1),
				       of("a/", &fake, 0),
				       { "a/", NULL, NULL, 1 } };
	struct gbench_case twice[] = { of("a/", &fake, 1), of("b/", &fake, 1), of("a/", &fake, 1) };
	struct gbench_case nosy = { "nosy/", nosy_body, &nosy, 1 };
	struct gbench_summary summary = { 7, 7, 7 };
	int argc = 1;

	(void)state;
	assert_int_equal(gbench_close(true), 0);
	lines_said = 0;
	assert_int_equal(gbench_context("a", "b"), -EINVAL);
	assert_int_equal(gbench_open(&(struct gbench_options){ 0 }), -EINVAL);
	assert_int_equal(gbench_pass(&twice[0], 1, &summary), -EINVAL);
	assert_int_equal(summary.matched + summary.trials + summary.failed, 0);
	assert_int_equal(gbench_init(&argc, NULL, usage), -EINVAL);
	assert_int_equal(lines_said, 4);
	start("");
	assert_int_equal(init("", false), -EINVAL);
	assert_int_equal(gbench_open(&(struct gbench_options){ 0 }), -EINVAL);
	assert_int_equal(gbench_pass(NULL, 1, NULL), -EINVAL);
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(gbench_pass(&wrong[i], 1, NULL), -EINVAL);
	assert_int_equal(gbench_pass(twice, 3, NULL), -EINVAL);
	assert_int_equal(lines_said, 13);
	assert_int_equal(fake.calls, 0);
	assert_int_equal(pass(&nosy, 1).failed, 0);
	assert_int_equal(lines_said, 16);
	assert_int_equal(gbench_close(true), 0);
}

static int folder_body(struct gbench_run *run, void *ctx)
{
	mkdir(ctx, 0700);
	gbench_set_time(run, 1, 1);
	return 0;
}

static void the_first_body_may_make_the_folder(void **state)
{
	struct gbench_case one = { "a/", folder_body, "made", 1 };
	struct gbench_options options = { .json = "made/bench.json" };

	(void)state;
	assert_int_equal(init("", false), 0);
	assert_int_equal(gbench_open(&options), 0);
	pass(&one, 1);
	assert_int_equal(gbench_close(true), 0);
	assert_int_equal(exists(options.json), has_library);
	unlink(options.json);
	rmdir("made");
}

static void a_json_that_cannot_be_made_fails_the_first_pass(void **state)
{
	struct fake fake = good();
	struct gbench_case one = of("a/", &fake, 1);
	struct gbench_options options = { .json = "missing/bench.json" };
	struct gbench_summary summary;

	(void)state;
	assert_int_equal(init("", false), 0);
	assert_int_equal(gbench_open(&options), 0);
	lines_said = 0;
	assert_int_equal(gbench_pass(&one, 1, &summary), has_library ? -ENOENT : 0);
	assert_int_equal(lines_said, has_library);
	assert_int_equal(summary.trials, 1);
	assert_int_equal(gbench_close(true), 0);
}

static void a_json_cut_short_is_not_kept(void **state)
{
	struct fake fake = good();
	struct gbench_case one = of("a/", &fake, 1);
	struct rlimit before, small;

	(void)state;
	start("");
	pass(&one, 1);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = (struct rlimit){ .rlim_cur = 100, .rlim_max = before.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);
	lines_said = 0;
	assert_int_equal(gbench_close(true), has_library ? -EFBIG : 0);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(lines_said, has_library);
	assert_false(exists(json_path));
	assert_int_equal(exists(temporary_path), has_library);
}

static char *table_of(bool table, bool every)
{
	struct fake fake = good(), bad = good();
	struct gbench_case cases[] = { of("a/", &fake, 1), of("b/", &bad, 1) };
	struct gbench_options options = { .table = table, .every = every };
	int saved;

	bad.fails_at = 1;
	bad.reason = "hung";
	assert_int_equal(init("", false), 0);
	assert_int_equal(gbench_open(&options), 0);
	saved = redirect_stdout("table");
	pass(cases, 2);
	pass(cases, 2);
	assert_int_equal(gbench_close(true), 0);
	restore_stdout(saved);
	return read_file("table");
}

static void the_table_is_printed_where_asked_for(void **state)
{
	char *text = table_of(false, true);

	(void)state;
	assert_string_equal(text, "");
	free(text);
	text = table_of(true, false);
	if (!has_library) {
		assert_string_equal(text, "");
		free(text);
		return;
	}
	assert_non_null(strstr(text, "\na/_median        2.50 ns "));
	assert_null(strstr(text, "\na/ "));
	assert_non_null(strstr(text, "\nb/ "));
	assert_non_null(strstr(text, "ERROR OCCURRED: 'hung'"));
	assert_null(strstr(text, "\nb/_median"));
	free(text);
	text = table_of(true, true);
	assert_non_null(strstr(text, "\na/ "));
	free(text);
}

static void a_full_stdout_is_an_error(void **state)
{
	struct fake fake = good();
	struct gbench_case one = of("a/", &fake, 1);
	int saved, error;

	(void)state;
	assert_int_equal(init("", true), 0);
	assert_int_equal(gbench_open(&(struct gbench_options){ 0 }), 0);
	saved = redirect_stdout("/dev/full");
	error = gbench_pass(&one, 1, NULL);
	restore_stdout(saved);
	assert_int_equal(error, -ENOSPC);
	assert_int_equal(gbench_close(true), 0);
}

static int remove_files(void **state)
{
	(void)state;
	gbench_close(false);
	unlink(json_path);
	unlink(temporary_path);
	unlink("list");
	unlink("table");
	return 0;
}

/* What contend-bench does with its flags and exit codes, for gbench_refused.sh: two passes, the
 * second case fails where GBENCH_FAILS is set, the JSON is GBENCH_JSON. */
static int child(int argc, char **argv)
{
	struct gbench_options options = { .json = getenv("GBENCH_JSON"), .table = true };
	struct fake a = good(), b = good();
	struct gbench_case cases[] = { of("contend/a/", &a, 3), of("contend/b/", &b, 3) };
	struct gbench_summary summary = { 0 };
	size_t matched = 0;
	int error;

	b.fails_at = getenv("GBENCH_FAILS") ? 0 : -1;
	if (gbench_init(&argc, argv, usage))
		return EXIT_MISUSE;
	if (argc > 1) {
		misuse("%s: unknown option", argv[1]);
		return EXIT_MISUSE;
	}
	error = gbench_open(&options);
	for (int i = 0; i < 2 && !error; i++) {
		error = gbench_pass(cases, 2, &summary);
		matched += summary.matched;
		if (summary.trials == 0)
			break;
	}
	if (gbench_close(matched > 0 && !summary.failed && !error) || error || summary.failed)
		return EXIT_FAILED;
	return matched > 0 ? EXIT_OK : EXIT_MISUSE;
}

static bool finished;

/* The library leaves by exit(0) for what should have been refused before: that is no success. */
static void unfinished(void)
{
	if (!finished)
		_exit(EXIT_FAILED);
}

#define TEST(name) cmocka_unit_test_teardown(name, remove_files)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(repetitions_are_numbered_over_five_passes),
		TEST(unequal_counts_stand_in_one_json),
		TEST(statistics_are_over_all_passes),
		TEST(a_first_repetition_that_fails_ends_its_case),
		TEST(a_case_that_fails_in_pass_2_stays_failed),
		TEST(a_trial_left_out_is_not_recorded),
		TEST(nothing_run_leaves_no_file),
		TEST(an_interrupted_sweep_leaves_a_whole_temporary_file),
		TEST(a_body_without_a_result_has_failed),
		TEST(names_in_the_json_are_those_of_the_plan),
		TEST(the_filter_selects_by_the_full_name),
		TEST(a_filter_that_is_no_expression_is_refused_at_once),
		TEST(a_list_runs_nothing_and_leaves_no_file),
		TEST(each_refused_flag_and_variable_is_named_once),
		TEST(words_of_a_kept_flag_are_checked),
		TEST(flags_of_others_stay_in_argv),
		TEST(context_is_in_the_json_without_host_and_path),
		TEST(label_and_reason_are_whole_text),
		TEST(misuse_is_refused_and_said_once),
		TEST(the_first_body_may_make_the_folder),
		TEST(a_json_that_cannot_be_made_fails_the_first_pass),
		TEST(a_json_cut_short_is_not_kept),
		TEST(the_table_is_printed_where_asked_for),
		TEST(a_full_stdout_is_an_error),
	};
	int failed;

	if (argc > 1 && strcmp(argv[1], "--implementation") == 0)
		return puts(has_library ? "library" : "plain") < 0;
	if (argc > 1 && strcmp(argv[1], "--child") == 0) {
		argv[1] = argv[0];
		return child(argc - 1, argv + 1);
	}
	if (!mkdtemp(folder) || chdir(folder)) {
		perror(folder);
		return 1;
	}
	fail_set_hook(count_line);
	atexit(unfinished);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	finished = true;
	return rmdir(folder) || failed;
}
