/* SPDX-License-Identifier: MIT */
/* Programs run to their end: what comes back of their status and words, and that none outlives its time. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/program.h"

#include <cmocka.h>

enum { LONG_MS = 60000 };

static char said[64];

static int run_shell(const char *script, int limit_ms)
{
	const char *const arguments[] = { "sh", "-c", script, NULL };

	memset(said, 'x', sizeof(said));
	return program_run(arguments, NULL, limit_ms, said, sizeof(said));
}

static void status_and_words_come_back(void **state)
{
	(void)state;
	assert_int_equal(run_shell("echo not this; echo this >&2; exit 7", LONG_MS), 7);
	assert_string_equal(said, "this\n");
	assert_int_equal(run_shell("", LONG_MS), 0);
	assert_string_equal(said, "");
	assert_int_equal(run_shell("kill -9 $$", LONG_MS), -ECANCELED);
}

static void nothing_is_to_be_read(void **state)
{
	(void)state;
	assert_int_equal(run_shell("read -r line && exit 1; exit 5", LONG_MS), 5);
}

static void many_words_are_cut_and_block_nobody(void **state)
{
	(void)state;
	assert_int_equal(run_shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789; "
				   "i=$((i + 1)); done >&2",
				   LONG_MS),
			 0);
	assert_int_equal(strlen(said), sizeof(said) - 1);
	assert_memory_equal(said, "0123456789\n01", 13);
}

static void environment_is_ours_or_the_one_given(void **state)
{
	static char given[] = "WORD=given";
	char *const environment[] = { given, NULL };
	const char *const arguments[] = { "sh", "-c", "echo $WORD$HOME >&2", NULL };

	(void)state;
	assert_int_equal(setenv("WORD", "ours", 1), 0);
	assert_int_equal(run_shell("echo $WORD >&2", LONG_MS), 0);
	assert_string_equal(said, "ours\n");
	assert_int_equal(program_run(arguments, environment, LONG_MS, said, sizeof(said)), 0);
	assert_string_equal(said, "given\n");
}

static void missing_program_is_told(void **state)
{
	const char *const arguments[] = { "contend-no-such-program", NULL };

	(void)state;
	assert_int_equal(program_run(arguments, NULL, LONG_MS, said, sizeof(said)), -ENOENT);
}

/* Also one that has closed its standard error, and what it has started itself. */
static void late_program_is_killed_with_all_it_started(void **state)
{
	char path[] = "/tmp/contend-program-XXXXXX", script[128];
	const int fd = mkstemp(path);
	long pid = 0;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(run_shell("exec 2>&-; sleep 600", 100), -ETIMEDOUT);
	snprintf(script, sizeof(script), "sleep 600 & echo $! >%s; wait", path);
	for (int ms = 500; !pid && ms <= LONG_MS; ms *= 2) {
		FILE *const in = fdopen(dup(fd), "r");

		assert_non_null(in);
		assert_int_equal(run_shell(script, ms), -ETIMEDOUT);
		rewind(in);
		if (fscanf(in, "%ld", &pid) != 1) /* it was not given the time to say it */
			pid = 0;
		fclose(in);
	}
	close(fd);
	unlink(path);
	assert_true(pid > 0);
	/* Killed, it goes as soon as whoever inherits it looks. */
	for (int i = 0; i < 10000 && !kill((pid_t)pid, 0); i++) {
		char stat[64], letter = 'Z';

		snprintf(stat, sizeof(stat), "/proc/%ld/stat", pid);
		FILE *const in = fopen(stat, "r");

		if (in && fscanf(in, "%*d %*s %c", &letter) != 1)
			letter = 'Z';
		if (in)
			fclose(in);
		if (letter == 'Z')
			return;
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	assert_int_not_equal(kill((pid_t)pid, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_and_words_come_back),
		cmocka_unit_test(nothing_is_to_be_read),
		cmocka_unit_test(many_words_are_cut_and_block_nobody),
		cmocka_unit_test(environment_is_ours_or_the_one_given),
		cmocka_unit_test(missing_program_is_told),
		cmocka_unit_test(late_program_is_killed_with_all_it_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
