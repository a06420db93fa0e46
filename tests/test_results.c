/* SPDX-License-Identifier: MIT */
/* A results folder: made late, whole after every row, continued after a kill, and never at another's cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above first */
#include <cmocka.h>
#include <errno.h>
#include <sys/stat.h>

#include "record/results.h"
#include "rows.h"
#include "said.h"
#include "trial_made.h"

static bool is_there(const char *path)
{
	struct stat is;

	return lstat(path, &is) == 0;
}

static void text_at(const struct results *results, const char *leaf, char **text)
{
	char *path = rows_path(results->dir, leaf);

	*text = rows_slurp(path);
	free(path);
	assert_non_null(*text);
}

static size_t lines_at(const struct results *results, const char *leaf)
{
	char *text;
	size_t n;

	text_at(results, leaf, &text);
	n = rows_lines(text);
	free(text);
	return n;
}

/* Appends as a sweep that was killed might have. */
static void append(const char *dir, const char *leaf, const char *text)
{
	char *path = rows_path(dir, leaf);
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

static void add_trial(struct results *results, unsigned cell)
{
	struct made made;

	made_trial(&made, cell, MADE_WORKERS);
	assert_int_equal(results_add(results, &made.trial, &made.identity), 0);
}

static void the_folder_is_made_by_its_first_row(void **state)
{
	char *folder = rows_folder();
	char *parent = rows_path(folder, "a/b/"); /* made, with what is above it */
	struct results results;

	(void)state;
	assert_int_equal(results_open(&results, parent, "epyc-7763_2.pu"), 0);
	assert_string_equal(results.parent + strlen(folder), "/a/b");
	assert_true(is_there(results.parent));
	assert_false(is_there(results.dir));
	assert_memory_equal(results.run, "epyc-7763_2.pu-20", 17);
	assert_int_equal(strlen(results.run), strlen("epyc-7763_2.pu-20260102T030405Z"));
	assert_ptr_equal(results.run, strrchr(results.dir, '/') + 1);
	add_trial(&results, 1);
	assert_true(results.made);
	/* Flushed: seen before anything is closed. */
	assert_int_equal(lines_at(&results, "trials.csv"), 2);
	assert_int_equal(lines_at(&results, "workers.csv"), 1 + MADE_WORKERS);
	add_trial(&results, 2);
	assert_int_equal(lines_at(&results, "trials.csv"), 3);
	assert_int_equal(results_close(&results, false), 0);
	assert_non_null(results.dir);
	results_free(&results);
	free(parent);
	rows_remove(folder);
}

static void nothing_is_left_of_a_sweep_without_trials(void **state)
{
	char *folder = rows_folder();
	char *latest = rows_path(folder, "latest");
	struct results results;

	(void)state;
	assert_int_equal(results_open(&results, folder, "x"), 0);
	assert_int_equal(results_close(&results, true), 0);
	assert_false(is_there(results.dir));
	assert_false(is_there(latest));
	results_free(&results);
	assert_int_equal(rmdir(folder), 0);
	free(latest);
	free(folder);
}

/* The rows carry the folder's own name, whatever it was when the trial began. */
static void two_in_one_second_have_two_names(void **state)
{
	char *folder = rows_folder();
	struct results one, two;
	struct trial_table table;
	char *first;
	bool same;

	(void)state;
	do {
		assert_int_equal(results_open(&one, folder, "x"), 0);
		assert_int_equal(results_open(&two, folder, "x"), 0);
		same = strcmp(one.dir, two.dir) == 0;
		if (!same) { /* the clock struck between them */
			results_free(&one);
			results_free(&two);
		}
	} while (!same);
	first = strdup(one.dir);
	add_trial(&one, 1);
	add_trial(&two, 1);
	assert_string_equal(one.dir, first);
	assert_memory_equal(two.dir, first, strlen(first));
	assert_string_equal(two.dir + strlen(first), "-2");
	assert_int_equal(trial_table_read(&table, two.dir), 0);
	assert_string_equal(table.rows[0].run, two.run);
	trial_table_free(&table);
	results_free(&one);
	results_free(&two);
	free(first);
	rows_remove(folder);
}

static void a_name_that_is_none_is_refused(void **state)
{
	static const char *const bad[] = { "", "a/b", "..", ".x", "-x", "a b", "\xC3\xA9", "a\n" };
	char *folder = rows_folder();

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct results results;
		int error;

		said_begin();
		error = results_open(&results, folder, bad[i]);
		assert_non_null(strstr(said_end(), "letters, digits"));
		assert_int_equal(error, -EINVAL);
		results_free(&results);
	}
	assert_int_equal(rmdir(folder), 0);
	free(folder);
}

static void a_parent_that_is_no_folder_is_said_at_once(void **state)
{
	char *folder = rows_folder();
	char *file = rows_path(folder, "file"), *below = rows_path(folder, "file/below");
	struct results results;
	int error;

	(void)state;
	rows_spill(file, "mine", 4);
	said_begin();
	error = results_open(&results, file, "x");
	assert_non_null(strstr(said_end(), "/file: Not a directory"));
	assert_int_equal(error, -ENOTDIR);
	said_begin();
	error = results_open(&results, below, "x");
	assert_int_equal(rows_lines(said_end()), 1);
	assert_int_equal(error, -ENOTDIR);
	free(below);
	free(file);
	rows_remove(folder);
}

static void a_parent_that_cannot_be_written_is_said_at_once(void **state)
{
	char *folder = rows_folder();
	struct results results;
	int error;

	(void)state;
	if (geteuid() == 0) {
		rows_remove(folder);
		print_message("root may write everywhere\n");
		skip();
	}
	assert_int_equal(chmod(folder, 0500), 0);
	said_begin();
	error = results_open(&results, folder, "x");
	assert_non_null(strstr(said_end(), "Permission denied"));
	assert_int_equal(error, -EACCES);
	assert_int_equal(chmod(folder, 0700), 0);
	rows_remove(folder);
}

static void latest_is(const char *parent, const char *run)
{
	char *link = rows_path(parent, "latest");
	char target[256] = "";

	assert_true(readlink(link, target, sizeof(target) - 1) > 0);
	assert_string_equal(target, run);
	free(link);
}

static void latest_points_at_the_last_complete_one(void **state)
{
	char *folder = rows_folder();
	struct results one, two, three;

	(void)state;
	assert_int_equal(results_open(&one, folder, "one"), 0);
	add_trial(&one, 1);
	assert_int_equal(results_close(&one, true), 0);
	latest_is(folder, one.run);
	assert_int_equal(results_open(&two, folder, "two"), 0);
	add_trial(&two, 1);
	assert_int_equal(results_close(&two, false), 0);
	latest_is(folder, one.run);
	assert_int_equal(results_open(&three, folder, "three"), 0);
	add_trial(&three, 1);
	assert_int_equal(results_close(&three, true), 0);
	latest_is(folder, three.run);
	results_free(&one);
	results_free(&two);
	results_free(&three);
	rows_remove(folder);
}

static void a_latest_that_is_no_link_is_left_alone(void **state)
{
	char *folder = rows_folder();
	char *mine = rows_path(folder, "latest"), *text;
	struct results results;
	int error;

	(void)state;
	rows_spill(mine, "mine", 4);
	assert_int_equal(results_open(&results, folder, "x"), 0);
	add_trial(&results, 1);
	said_begin();
	error = results_close(&results, true);
	assert_non_null(strstr(said_end(), "latest: no link of ours, left as it is"));
	assert_int_equal(error, -EEXIST);
	text = rows_slurp(mine);
	assert_string_equal(text, "mine");
	results_free(&results);
	free(text);
	free(mine);
	rows_remove(folder);
}

static void a_full_disk_is_said_once(void **state)
{
	char *folder = rows_folder();
	struct results results;
	struct made made;
	const char *line;
	FILE *trials;

	(void)state;
	if (access("/dev/full", W_OK) != 0) {
		rows_remove(folder);
		skip();
	}
	assert_int_equal(results_open(&results, folder, "x"), 0);
	add_trial(&results, 1);
	trials = results.trials;
	results.trials = fopen("/dev/full", "w");
	made_trial(&made, 2, MADE_WORKERS);
	said_begin();
	assert_int_equal(results_add(&results, &made.trial, &made.identity), -ENOSPC);
	assert_int_equal(results_add(&results, &made.trial, &made.identity), -ENOSPC);
	assert_int_equal(results_close(&results, true), -ENOSPC);
	line = said_end();
	assert_non_null(strstr(line, "write trials.csv: No space left on device"));
	assert_int_equal(rows_lines(line), 1);
	results_free(&results);
	fclose(trials);
	rows_remove(folder);
}

static void another_file_is_written_and_its_failure_said(void **state)
{
	char *folder = rows_folder();
	struct results results;
	FILE *file;
	char *text;
	int error;

	(void)state;
	assert_int_equal(results_open(&results, folder, "x"), 0);
	assert_int_equal(results_make(&results), 0);
	file = results_file(&results, "options.txt");
	fputs("--seed=1\n", file);
	assert_int_equal(results_file_close(file, "options.txt"), 0);
	text_at(&results, "options.txt", &text);
	assert_string_equal(text, "--seed=1\n");
	free(text);
	said_begin();
	assert_null(results_file(&results, "no/such.txt"));
	assert_non_null(strstr(said_end(), "no/such.txt: No such file"));
	file = fopen("/dev/full", "w");
	if (file) {
		fputs("text", file);
		said_begin();
		error = results_file_close(file, "host.txt");
		assert_non_null(strstr(said_end(), "write host.txt: No space"));
		assert_int_equal(error, -ENOSPC);
	}
	results_free(&results);
	rows_remove(folder);
}

/* A folder with trials of cells 1 and 2, closed; its path is the caller's to free. */
static char *two_trials(const char *folder)
{
	struct results results;
	char *dir;

	assert_int_equal(results_open(&results, folder, "x"), 0);
	add_trial(&results, 1);
	add_trial(&results, 2);
	assert_int_equal(results_close(&results, false), 0);
	dir = strdup(results.dir);
	results_free(&results);
	return dir;
}

/* A kill may leave a line that is cut, and workers of a trial that has no row: they would be there twice. */
static void what_a_kill_left_is_cut_and_continued(void **state)
{
	static const char worker[] = "1,x,3,4,11,4,1,0,0,1,0,1,0,NA,NA,1,1,1,NA,NA,NA,0,0,0,NA,0,"
				     "NA,NA,0,0\n";
	char *folder = rows_folder(), *dir = two_trials(folder), *before, *after;
	struct results results;
	struct trial_table table;
	const char *line;

	(void)state;
	results.dir = dir;
	text_at(&results, "workers.csv", &before);
	append(dir, "trials.csv", "1,x,probe,\"a, ");
	append(dir, "workers.csv", worker);
	append(dir, "workers.csv", "1,x,3,4");
	said_begin();
	assert_int_equal(results_reopen(&results, dir), 0);
	line = said_end();
	assert_non_null(strstr(line, "trials.csv:4: the last line was cut and is left out"));
	assert_non_null(strstr(line, "workers.csv: its last "));
	assert_int_equal(rows_lines(line), 2);
	text_at(&results, "workers.csv", &after);
	assert_string_equal(after, before);
	add_trial(&results, 3);
	assert_int_equal(results_close(&results, true), 0);
	latest_is(folder, results.run);
	assert_int_equal(lines_at(&results, "workers.csv"), 1 + 3 * MADE_WORKERS);
	assert_int_equal(trial_table_read(&table, results.dir), 0);
	assert_int_equal(table.n, 3);
	assert_false(table.cut);
	assert_string_equal(table.rows[2].run, results.run);
	trial_table_free(&table);
	results_free(&results);
	free(before);
	free(after);
	free(dir);
	rows_remove(folder);
}

static void what_is_whole_is_continued_without_a_word(void **state)
{
	char *folder = rows_folder(), *dir = two_trials(folder);
	struct results results;

	(void)state;
	said_begin();
	assert_int_equal(results_reopen(&results, dir), 0);
	assert_string_equal(said_end(), "");
	add_trial(&results, 3);
	assert_int_equal(lines_at(&results, "trials.csv"), 4);
	results_free(&results);
	free(dir);
	rows_remove(folder);
}

static void reopen_is_refused(const char *dir, const char *words)
{
	struct results results;
	const char *line;
	int error;

	said_begin();
	error = results_reopen(&results, dir);
	line = said_end();
	assert_int_equal(error, -EINVAL);
	assert_non_null(strstr(line, words));
	assert_int_equal(rows_lines(line), 1);
	assert_null(results.dir);
}

static void what_is_not_ours_is_not_continued(void **state)
{
	char *folder = rows_folder(), *dir = two_trials(folder);
	char *missing = rows_path(folder, "missing"), *trials = rows_path(dir, "trials.csv");
	char *text = rows_slurp(trials), *wider;

	(void)state;
	reopen_is_refused(missing, "no such folder of results");
	reopen_is_refused(folder, "no folder of results: it has no trials.csv");
	/* One column more than this version writes: its rows would not fit below that header. */
	if (asprintf(&wider, "%.*s,new\n", (int)strcspn(text, "\n"), text) < 0)
		abort();
	rows_spill(trials, wider, strlen(wider));
	reopen_is_refused(dir, "its columns are not this version's");
	rows_spill(trials, "a,b\n1,2\n", 8);
	reopen_is_refused(dir, "trials.csv:1: no column schema");
	rows_spill(trials, text, strlen(text));
	append(dir, "workers.csv", "1,x,y\n");
	reopen_is_refused(dir, "workers.csv:6: 3 fields where the header has 30");
	free(wider);
	free(text);
	free(trials);
	free(missing);
	free(dir);
	rows_remove(folder);
}

/* Two sweeps that write into one folder would each cut what the other is writing. */
static void what_is_in_use_is_not_continued(void **state)
{
	char *folder = rows_folder();
	struct results results, again;

	(void)state;
	assert_int_equal(results_open(&results, folder, "x"), 0);
	add_trial(&results, 1);
	reopen_is_refused(results.dir, "another sweep is writing there");
	assert_int_equal(results_close(&results, false), 0);
	assert_int_equal(results_reopen(&again, results.dir), 0);
	reopen_is_refused(results.dir, "another sweep is writing there");
	results_free(&again);
	results_free(&results);
	rows_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_folder_is_made_by_its_first_row),
		cmocka_unit_test(nothing_is_left_of_a_sweep_without_trials),
		cmocka_unit_test(two_in_one_second_have_two_names),
		cmocka_unit_test(a_name_that_is_none_is_refused),
		cmocka_unit_test(a_parent_that_is_no_folder_is_said_at_once),
		cmocka_unit_test(a_parent_that_cannot_be_written_is_said_at_once),
		cmocka_unit_test(latest_points_at_the_last_complete_one),
		cmocka_unit_test(a_latest_that_is_no_link_is_left_alone),
		cmocka_unit_test(a_full_disk_is_said_once),
		cmocka_unit_test(another_file_is_written_and_its_failure_said),
		cmocka_unit_test(what_a_kill_left_is_cut_and_continued),
		cmocka_unit_test(what_is_whole_is_continued_without_a_word),
		cmocka_unit_test(what_is_not_ours_is_not_continued),
		cmocka_unit_test(what_is_in_use_is_not_continued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
