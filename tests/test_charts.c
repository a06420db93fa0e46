/* SPDX-License-Identifier: MIT */
/* Charts are drawn where there is something to draw, whole or not at all, by a gnuplot that may fail or be absent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "report/charts.h"
#include "report_rows.h"

/* A folder that is results, scripts and PATH at once. */
static char dir[64];

static void put(const char *leaf, const char *text, mode_t mode)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, leaf);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static bool there(const char *leaf)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, leaf);
	return access(path, F_OK) == 0;
}

static int folder_make(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/contend-charts-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	put("style.gp", "", 0600);
	setenv("CONTEND_PLOTS", dir, 1);
	setenv("PATH", dir, 1);
	return 0;
}

static int folder_remove(void **state)
{
	static const char *const leaves[] = { "style.gp",      "gnuplot",	"said",
					      "scaling.svg",   "lost.svg",	"worked.svg",
					      "reads.svg",     "placement.svg", "floor.svg",
					      "transports.svg" };
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, leaves[i]);
		unlink(path);
	}
	return rmdir(dir); /* fails where a half-made file was left */
}

/* charts_draw() with its words in the file "said"; the number of their lines. */
static int draw(const struct summary *summary, size_t *drawn, int *result)
{
	char path[128];
	int lines = 0, c;

	snprintf(path, sizeof(path), "%s/said", dir);
	fflush(stderr);
	const int kept = dup(STDERR_FILENO);

	assert_non_null(freopen(path, "w", stderr));
	*result = charts_draw(dir, summary, "svg", drawn);
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	while ((c = fgetc(in)) != EOF)
		lines += c == '\n';
	fclose(in);
	return lines;
}

static bool said(const char *words)
{
	char path[128], text[4096];

	snprintf(path, sizeof(path), "%s/said", dir);
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	text[fread(text, 1, sizeof(text) - 1, in)] = '\0';
	fclose(in);
	return strstr(text, words) != NULL;
}

#define DRAWS "#!/bin/sh\n[ \"$1 $2\" = '-d -c' ] && echo \"$5\" >\"$6\"\n"

static void charts_are_drawn_where_there_is_something_to_draw(void **state)
{
	struct summary summary = rows_two();
	size_t drawn = 0;
	int result = -1;

	(void)state;
	put("gnuplot", DRAWS, 0700);
	assert_int_equal(draw(&summary, &drawn, &result), 0);
	assert_int_equal(result, 0);
	assert_int_equal(drawn, 5);
	assert_true(there("scaling.svg"));
	assert_false(there("placement.svg"));

	summary = rows_none();
	rows_add(&summary, "mutex", "exact", 1, 8, 0.01, 0);
	assert_int_equal(draw(&summary, &drawn, &result), 0);
	assert_int_equal(drawn, 1);
	assert_true(there("floor.svg"));
	/* Those of before tell of other data. */
	assert_false(there("scaling.svg"));
	assert_false(there("reads.svg"));
	assert_false(there("transports.svg"));
	rows_add(&summary, "pipe", "exact", 1, 9000, 0.01, 0)->server_shares = "own";
	assert_int_equal(draw(&summary, &drawn, &result), 0);
	assert_int_equal(drawn, 2);
	assert_true(there("transports.svg"));
}

static void script_that_finds_nothing_is_no_error(void **state)
{
	const struct summary summary = rows_two();
	size_t drawn = 9;
	int result = -1;

	(void)state;
	put("gnuplot", "#!/bin/sh\necho nothing to draw >&2; exit 3\n", 0700);
	put("scaling.svg", "old", 0600);
	assert_int_equal(draw(&summary, &drawn, &result), 0);
	assert_int_equal(result, 0);
	assert_int_equal(drawn, 0);
	assert_false(there("scaling.svg"));
}

static void failure_is_said_in_one_line_with_its_reason(void **state)
{
	struct summary summary = rows_none();
	size_t drawn = 9;
	int result = 0;

	(void)state;
	rows_add(&summary, "mutex", "exact", 1, 8, 0.01, 0);
	put("gnuplot",
	    "#!/bin/sh\necho half >\"$6\"; printf '\\nplot x\\n     ^\\nundefined: x\\n\\n' >&2; "
	    "exit 1\n",
	    0700);
	put("floor.svg", "old", 0600);
	assert_int_equal(draw(&summary, &drawn, &result), 1);
	assert_true(result < 0);
	assert_int_equal(drawn, 0);
	assert_true(said("chart floor: gnuplot: undefined: x"));
	assert_false(there("floor.svg"));
}

static void gnuplot_killed_by_a_signal_is_a_failure(void **state)
{
	struct summary summary = rows_none();
	size_t drawn = 9;
	int result = 0;

	(void)state;
	rows_add(&summary, "mutex", "exact", 1, 8, 0.01, 0);
	put("gnuplot", "#!/bin/sh\nkill -KILL $$\n", 0700);
	assert_int_equal(draw(&summary, &drawn, &result), 1);
	assert_true(result < 0);
	assert_true(said("no reason given"));
}

static void without_gnuplot_it_is_said_once(void **state)
{
	const struct summary summary = rows_two();
	size_t drawn = 9;
	int result = -1;

	(void)state;
	assert_int_equal(draw(&summary, &drawn, &result), 1);
	assert_int_equal(result, 0);
	assert_int_equal(drawn, 0);
	assert_true(said("charts need gnuplot"));
}

static void locale_of_the_user_does_not_reach_the_scripts(void **state)
{
	struct summary summary = rows_none();
	size_t drawn = 0;
	int result = -1;

	(void)state;
	rows_add(&summary, "mutex", "exact", 1, 8, 0.01, 0);
	setenv("LC_ALL", "C", 1);
	put("gnuplot", "#!/bin/sh\n[ \"$LC_ALL\" = C.UTF-8 ] && echo x >\"$6\"\n", 0700);
	draw(&summary, &drawn, &result);
	unsetenv("LC_ALL");
	assert_int_equal(drawn, 1);
}

static void charts_have_names_of_their_own(void **state)
{
	(void)state;
	assert_non_null(chart_at(0));
	for (size_t i = 0; chart_at(i); i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(chart_at(i)->name, chart_at(j)->name);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(charts_are_drawn_where_there_is_something_to_draw),
		IN_FOLDER(script_that_finds_nothing_is_no_error),
		IN_FOLDER(failure_is_said_in_one_line_with_its_reason),
		IN_FOLDER(gnuplot_killed_by_a_signal_is_a_failure),
		IN_FOLDER(without_gnuplot_it_is_said_once),
		IN_FOLDER(locale_of_the_user_does_not_reach_the_scripts),
		cmocka_unit_test(charts_have_names_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
