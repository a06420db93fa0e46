/* SPDX-License-Identifier: MIT */
/* Options: each is understood wherever it is listed, refused wherever it is not, and comes back from its file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above first */
#include <cmocka.h>
#include <errno.h>
#include <unistd.h>

#include "cli/help.h"
#include "cli/options.h"
#include "cli/options_table.h"
#include "said.h"
#include "strategy/strategy.h"

/* Parses words that spaces divide; "~" stands for a space within one. */
static int parse(struct options *options, enum command command, const char *line, char *storage)
{
	char *argv[32] = { storage };
	int argc = 0;

	sprintf(storage, "contend %s", line);
	for (char *word = strtok(storage, " "); word; word = strtok(NULL, " ")) {
		for (char *c = word; *c; c++)
			if (*c == '~')
				*c = ' ';
		argv[argc++] = word;
	}
	return options_parse(options, command, argc, argv);
}

static void refused(enum command command, const char *line, const char *words)
{
	struct options options;
	char storage[512];
	const char *said_line;
	int error;

	said_begin();
	error = parse(&options, command, line, storage);
	said_line = said_end();
	assert_int_equal(error, -EINVAL);
	if (!strstr(said_line, words))
		fail_msg("%s: said %s", line, said_line);
	assert_ptr_equal(strchr(said_line, '\n'), said_line + strlen(said_line) - 1);
}

/* Two sweeps that would measure the same. */
static void same(const struct sweep *a, const struct sweep *b)
{
	char *texts[2] = { NULL, NULL };
	size_t sizes[2];

	for (int i = 0; i < 2; i++) {
		FILE *out = open_memstream(&texts[i], &sizes[i]);

		assert_int_equal(options_write(out, i ? b : a), 0);
		fclose(out);
	}
	assert_string_equal(texts[0], texts[1]);
	free(texts[0]);
	free(texts[1]);
	assert_int_equal(a->timing.slices, b->timing.slices);
	assert_true(a->seed == b->seed);
	assert_true(a->max_time == b->max_time);
	assert_int_equal(a->reps, b->reps);
	assert_int_equal(a->strategies.n, b->strategies.n);
	assert_int_equal(a->workers.n, b->workers.n);
	assert_int_equal(a->placements.n, b->placements.n);
	assert_int_equal(a->types.n, b->types.n);
	assert_int_equal(a->reads.n, b->reads.n);
	assert_int_equal(a->holds.n, b->holds.n);
	assert_int_equal(a->gaps.n, b->gaps.n);
	for (size_t i = 0; i < a->workers.n; i++)
		assert_int_equal(a->workers.at[i], b->workers.at[i]);
	assert_int_equal(a->quick, b->quick);
	assert_int_equal(a->oversubscribe, b->oversubscribe);
	assert_string_equal(a->tag, b->tag);
	assert_string_equal(a->suite ? a->suite : "", b->suite ? b->suite : "");
	assert_string_equal(a->name ? a->name : "", b->name ? b->name : "");
}

static void nothing_given_is_the_defaults(void **state)
{
	struct options options;
	struct sweep fresh;
	char storage[512];

	(void)state;
	sweep_init(&fresh);
	assert_int_equal(parse(&options, COMMAND_BENCH, "", storage), 0);
	same(&options.sweep, &fresh);
	assert_string_equal(options.sweep.out, "results");
	assert_string_equal(options.format, "svg");
	assert_int_equal(fresh.timing.warmup, 25000000);
	assert_int_equal(fresh.timing.window, 100000000);
	assert_int_equal(fresh.timing.drain, 5000000);
	assert_int_equal(fresh.timing.slices, 50);
	options_free(&options);
}

static void values_follow_an_equals_sign_or_a_space(void **state)
{
	struct options options;
	char storage[512];

	(void)state;
	assert_int_equal(parse(&options, COMMAND_BENCH,
			       "--workers=1-2 --window 50ms --seed 18446744073709551615 --reps=9 "
			       "--max-time 2m --tag a~b=c --name=x-1 --out=/tmp/x --format png "
			       "--strategies mutex,cas --suite=product --oversubscribe --every",
			       storage),
			 0);
	assert_int_equal(options.sweep.workers.n, 2);
	assert_int_equal(options.sweep.timing.window, 50000000);
	assert_int_equal(options.sweep.timing.slices, 25);
	assert_true(options.sweep.seed == UINT64_MAX);
	assert_int_equal(options.sweep.reps, 9);
	assert_true(options.sweep.max_time == UINT64_C(120000000000));
	assert_string_equal(options.sweep.tag, "a b=c");
	assert_string_equal(options.sweep.name, "x-1");
	assert_string_equal(options.sweep.out, "/tmp/x");
	assert_string_equal(options.format, "png");
	assert_int_equal(options.sweep.strategies.n, 2);
	assert_string_equal(options.sweep.suite, "product");
	assert_true(options.sweep.oversubscribe);
	assert_true(options.sweep.every);
	assert_false(options.sweep.quick);
	options_free(&options);
}

static void every_option_is_taken_where_it_is_listed_and_refused_elsewhere(void **state)
{
	const struct option_info *info;

	(void)state;
	for (size_t i = 0; (info = option_at(i)) != NULL; i++) {
		for (int c = 0; c < COMMAND_N; c++) {
			const struct option_info *const found =
				option_find(info->name, strlen(info->name), (enum command)c);
			char line[64], words[64];

			/* Several commands may have one of that name, each its own. */
			if (option_is_of(info, (enum command)c)) {
				assert_ptr_equal(found, info);
				continue;
			}
			assert_non_null(found);
			if (option_is_of(found, (enum command)c))
				continue;
			snprintf(line, sizeof(line), "--%s", info->name);
			snprintf(words, sizeof(words), "%s takes no --%s",
				 command_name((enum command)c), info->name);
			refused((enum command)c, line, words);
		}
	}
}

static void words_are_kept_where_a_command_takes_them(void **state)
{
	struct options options;
	char storage[512];

	(void)state;
	assert_int_equal(parse(&options, COMMAND_REPORT, "a --csv b -- --json", storage), 0);
	assert_int_equal(options.n_words, 3);
	assert_string_equal(options.words[0], "a");
	assert_string_equal(options.words[1], "b");
	assert_string_equal(options.words[2], "--json");
	assert_true(options.sweep.csv);
	assert_false(options.sweep.json);
	options_free(&options);
	refused(COMMAND_RUN, "workers=2", "did you mean --workers=2?");
	refused(COMMAND_RUN, "mutex", "did you mean --strategies=mutex?");
	refused(COMMAND_DOCTOR, "mutex", "options begin with --");
	refused(COMMAND_BENCH, "-- --workers=2", "takes no word such as --workers=2");
}

static void help_stops_the_parsing(void **state)
{
	struct options options;
	char storage[512];

	(void)state;
	assert_int_equal(parse(&options, COMMAND_RUN, "--csv --help --json --bogus", storage), 0);
	assert_true(options.help);
	options_free(&options);
	assert_int_equal(parse(&options, COMMAND_RUN, "-h", storage), 0);
	assert_true(options.help);
	options_free(&options);
	refused(COMMAND_RUN, "--bogus --help", "unknown option --bogus");
}

static void unknown_options_come_with_the_nearest_of_the_command(void **state)
{
	(void)state;
	refused(COMMAND_RUN, "--stratgies=mutex", "did you mean --strategies?");
	refused(COMMAND_RUN, "--strat=mutex", "did you mean --strategies?");
	refused(COMMAND_RUN, "--hlep", "did you mean --help?");
	refused(COMMAND_RUN, "-workers=2", "unknown option -workers: did you mean --workers?");
	refused(COMMAND_REPORT, "--formt=png", "did you mean --format?");
	/* The nearest of all would be --seed, which it does not take. */
	refused(COMMAND_LIST, "--sed", "the nearest is --");
}

static void values_out_of_range_name_the_range(void **state)
{
	(void)state;
	refused(COMMAND_RUN, "--window=0", "--window: 0 is out of range: 1ms to 1m");
	refused(COMMAND_RUN, "--window=999us", "1ms to 1m");
	refused(COMMAND_RUN, "--window=60001ms", "1ms to 1m");
	refused(COMMAND_RUN, "--warmup=61s", "0 to 1m");
	refused(COMMAND_RUN, "--drain=99999999999999999999s", "0 to 1m");
	refused(COMMAND_RUN, "--window=5parsecs", "no time");
	refused(COMMAND_RUN, "--window=", "--window needs a value: --window=TIME");
	refused(COMMAND_RUN, "--window=5", "no time");
	refused(COMMAND_RUN, "--reps=0", "1 to 100000");
	refused(COMMAND_RUN, "--reps=100001", "1 to 100000");
	refused(COMMAND_RUN, "--reps=many", "no whole number");
	refused(COMMAND_RUN, "--seed=18446744073709551616", "0 to 18446744073709551615");
	refused(COMMAND_RUN, "--seed=-1", "no whole number");
	refused(COMMAND_RUN, "--max-time=99ms", "100ms to 1440m");
	refused(COMMAND_BENCH, "--suite=standart", "did you mean standard?");
	refused(COMMAND_BENCH, "--format=gif", "svg or png");
	refused(COMMAND_BENCH, "--name=../x", "letters, digits");
	refused(COMMAND_BENCH, "--name=.x", "letters, digits");
	refused(COMMAND_BENCH, "--name=-x", "letters, digits");
	refused(COMMAND_BENCH, "--name=", "needs a value");
	refused(COMMAND_BENCH,
		"--name=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg", "64");
	refused(COMMAND_BENCH, "--out=", "needs a value");
	refused(COMMAND_BENCH, "--resume=", "needs a value");
}

static void the_form_of_an_option_is_checked(void **state)
{
	(void)state;
	refused(COMMAND_RUN, "--csv=yes", "--csv takes no value");
	refused(COMMAND_RUN, "--reps", "--reps needs a value");
	refused(COMMAND_RUN, "--reps --csv", "--reps needs a value");
	refused(COMMAND_RUN, "--reps=1 --reps=1", "--reps is given twice");
	refused(COMMAND_RUN, "--workers=1 --workers=2", "one list");
	refused(COMMAND_RUN, "--tag=a\nb", "control character");
	refused(COMMAND_RUN, "--=5", "unknown option");
}

static void contradictions_name_both(void **state)
{
	const struct option_info *info;

	(void)state;
	refused(COMMAND_RUN, "--csv --json", "--csv and --json");
	refused(COMMAND_RUN, "--json --dry-run", "--dry-run and --json");
	refused(COMMAND_BENCH, "--suite=selfcheck --workers=1", "--suite=selfcheck and --workers");
	for (size_t i = 0; (info = option_at(i)) != NULL; i++) {
		char line[64], words[64];

		if (!info->anew)
			continue;
		snprintf(line, sizeof(line), "--resume=x --%s%s", info->name,
			 info->value ? "=1" : "");
		snprintf(words, sizeof(words), "--resume and --%s", info->name);
		refused(COMMAND_BENCH, line, words);
	}
}

static void a_phase_given_holds_against_quick(void **state)
{
	static const char *const lines[] = { "--quick --window=50ms", "--window=50ms --quick" };
	struct options options;
	char storage[512];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(parse(&options, COMMAND_BENCH, lines[i], storage), 0);
		assert_true(options.sweep.quick);
		assert_int_equal(options.sweep.timing.warmup, 5000000);
		assert_int_equal(options.sweep.timing.window, 50000000);
		assert_int_equal(options.sweep.timing.drain, 1000000);
		assert_int_equal(options.sweep.timing.slices, 25);
		options_free(&options);
	}
	assert_int_equal(parse(&options, COMMAND_BENCH, "--window=1ms", storage), 0);
	assert_int_equal(options.sweep.timing.slices, 1);
	options_free(&options);
}

/* Writes text as DIR/options.txt in a folder made for it; path holds 64. */
static void make_file(char *dir, char *path, const char *text)
{
	FILE *out;

	strcpy(dir, "/tmp/contend-options-XXXXXX");
	assert_non_null(mkdtemp(dir));
	sprintf(path, "%s/options.txt", dir);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void remove_file(const char *dir, const char *path)
{
	unlink(path);
	rmdir(dir);
}

static void a_written_sweep_is_read_back_equal(void **state)
{
	static const char *const lines[] = {
		"",
		"--quick --oversubscribe",
		"--warmup=0 --drain=0 --window=33ms --reps=17 --max-time=90s --seed=77",
		"--strategies=cas,mutex* --workers=4,all,doubling,1-3 --types=all "
		"--placements=compact,cpus:1,0 --reads=0,0.5%,90% --hold=0,1500ns --gap=1us "
		"--suite=product --name=n.1 --tag=two~words,~a~comma=and~more",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct options options, read;
		char storage[512], dir[64], path[80], *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		assert_int_equal(parse(&options, COMMAND_BENCH, lines[i], storage), 0);
		assert_int_equal(options_write(out, &options.sweep), 0);
		fclose(out);
		make_file(dir, path, text);
		assert_int_equal(options_read(&read, COMMAND_BENCH, path), 0);
		same(&options.sweep, &read.sweep);
		options_free(&options);
		options_free(&read);
		remove_file(dir, path);
		free(text);
	}
}

static void a_foreign_file_is_refused(void **state)
{
	static const struct {
		const char *text, *words;
	} files[] = {
		{ "", "is empty" },
		{ "window=50ms\nbogus=1\n", "options.txt:2: not a line" },
		{ "hello world\n", "options.txt:1: not a line" },
		{ "out=/tmp\n", "options.txt:1: not a line" },
		{ "resume=/tmp\n", "options.txt:1: not a line" },
		{ "quick=no\n", "options.txt:1: not a line" },
		{ "window=0\n", "--window: 0 is out of range" },
		{ "seed=1\nseed=2\n", "--seed is given twice" },
		{ "tag=a\tb\n", "control character" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct options read;
		char dir[64], path[80];
		const char *line;
		int error;

		make_file(dir, path, files[i].text);
		said_begin();
		error = options_read(&read, COMMAND_BENCH, path);
		line = said_end();
		remove_file(dir, path);
		assert_int_equal(error, -EINVAL);
		if (!strstr(line, files[i].words))
			fail_msg("%s: said %s", files[i].text, line);
	}
}

static void a_resumed_sweep_is_the_old_one_with_what_may_still_be_said(void **state)
{
	struct options options;
	char storage[512], line[128], dir[64], path[80];
	const char *words;
	int error;

	(void)state;
	make_file(dir, path, "strategies=cas\nworkers=2\nwindow=50ms\nmax-time=30s\ntag=t\n");
	sprintf(line, "--resume=%s --csv --max-time=5s --every", dir);
	assert_int_equal(parse(&options, COMMAND_BENCH, line, storage), 0);
	assert_int_equal(options_resume(&options), 0);
	assert_ptr_equal(options.sweep.strategies.at[0], strategy_find("cas"));
	assert_int_equal(options.sweep.workers.at[0], 2);
	assert_int_equal(options.sweep.timing.window, 50000000);
	assert_int_equal(options.sweep.timing.slices, 25);
	assert_true(options.sweep.max_time == UINT64_C(5000000000));
	assert_string_equal(options.sweep.tag, "t");
	assert_string_equal(options.sweep.resume, dir);
	assert_true(options.sweep.csv);
	assert_true(options.sweep.every);
	options_free(&options);
	sprintf(line, "--resume %s", dir);
	assert_int_equal(parse(&options, COMMAND_BENCH, line, storage), 0);
	assert_int_equal(options_resume(&options), 0);
	assert_true(options.sweep.max_time == UINT64_C(30000000000));
	options_free(&options);
	remove_file(dir, path);
	assert_int_equal(parse(&options, COMMAND_BENCH, line, storage), 0);
	said_begin();
	error = options_resume(&options);
	words = said_end();
	assert_int_equal(error, -ENOENT);
	assert_non_null(strstr(words, "options.txt: No such file"));
	options_free(&options);
}

static void the_help_of_every_command_fits_and_names_its_options(void **state)
{
	(void)state;
	for (int c = 0; c < COMMAND_N; c++) {
		const struct option_info *info;
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		options_help(out, (enum command)c);
		fclose(out);
		for (size_t i = 0; (info = option_at(i)) != NULL; i++) {
			char name[32];

			snprintf(name, sizeof(name), "\n  --%s", info->name);
			assert_int_equal(strstr(text, name) != NULL,
					 option_is_of(option_find(info->name, strlen(info->name),
								  (enum command)c),
						      (enum command)c));
		}
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
			assert_true(strlen(line) < 80);
		free(text);
	}
}

static void the_help_of_an_option_states_limits_and_default(void **state)
{
	char text[512];

	(void)state;
	help_option_text(text, sizeof(text), option_find("window", 6, COMMAND_BENCH));
	assert_string_equal(text, "the timed part of a trial (1ms to 1m; default 100ms)");
	help_option_text(text, sizeof(text), option_find("out", 3, COMMAND_BENCH));
	assert_non_null(strstr(text, "(default results, for bench)"));
	help_option_text(text, sizeof(text), option_find("seed", 4, COMMAND_BENCH));
	assert_non_null(strstr(text, "(default 1)"));
	help_option_text(text, sizeof(text), option_find("workers", 7, COMMAND_BENCH));
	assert_non_null(strstr(text, "(1 to 4096)"));
	help_option_text(text, sizeof(text), option_find("csv", 3, COMMAND_BENCH));
	assert_null(strchr(text, '('));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_given_is_the_defaults),
		cmocka_unit_test(values_follow_an_equals_sign_or_a_space),
		cmocka_unit_test(every_option_is_taken_where_it_is_listed_and_refused_elsewhere),
		cmocka_unit_test(words_are_kept_where_a_command_takes_them),
		cmocka_unit_test(help_stops_the_parsing),
		cmocka_unit_test(unknown_options_come_with_the_nearest_of_the_command),
		cmocka_unit_test(values_out_of_range_name_the_range),
		cmocka_unit_test(the_form_of_an_option_is_checked),
		cmocka_unit_test(contradictions_name_both),
		cmocka_unit_test(a_phase_given_holds_against_quick),
		cmocka_unit_test(a_written_sweep_is_read_back_equal),
		cmocka_unit_test(a_foreign_file_is_refused),
		cmocka_unit_test(a_resumed_sweep_is_the_old_one_with_what_may_still_be_said),
		cmocka_unit_test(the_help_of_every_command_fits_and_names_its_options),
		cmocka_unit_test(the_help_of_an_option_states_limits_and_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
