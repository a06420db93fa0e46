/* SPDX-License-Identifier: MIT */
/* A program that one speaks with: its lines, its end however it comes, and that nothing of it is left. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/partner.h"

#include <cmocka.h>

enum { LONG_MS = 60000 };

static struct partner partner;
static char line[PARTNER_LINE];

static void begin(const char *script)
{
	const char *const arguments[] = { "sh", "-c", script, NULL };

	assert_int_equal(partner_open(&partner, arguments, NULL), 0);
}

static int close_it(void **state)
{
	(void)state;
	partner_close(&partner, 0);
	return 0;
}

static void assert_hears(const char *text)
{
	assert_int_equal(partner_hear(&partner, line, LONG_MS), 0);
	assert_string_equal(line, text);
}

static void lines_come_one_by_one(void **state)
{
	(void)state;
	begin("printf 'a\\n\\nb c\\n'; printf 'd'; printf 'e\\n'; read -r x");
	assert_hears("a");
	assert_hears("");
	assert_hears("b c");
	assert_hears("de");
}

static void what_is_said_is_answered(void **state)
{
	(void)state;
	begin("while read -r x; do echo \"<$x>\"; done; echo end; read -r x");
	assert_int_equal(partner_say(&partner, "one\n", 4), 0);
	assert_hears("<one>");
	assert_int_equal(partner_say(&partner, "two\n", 4), 0);
	assert_hears("<two>");
	partner_dismiss(&partner);
	assert_hears("end");
}

static void there_is_no_such_program(void **state)
{
	static const char *const arguments[] = { "/nonexistent/program", NULL };

	(void)state;
	assert_int_equal(partner_open(&partner, arguments, NULL), -ENOENT);
	assert_int_equal(partner_signal(&partner), 0);
}

static void its_last_words_come_before_its_end(void **state)
{
	(void)state;
	begin("echo last");
	assert_hears("last");
	assert_int_equal(partner_hear(&partner, line, LONG_MS), -EPIPE);
	assert_int_equal(partner_signal(&partner), 0);
	/* Nobody is there to hear. */
	assert_true(partner_say(&partner, "x\n", 2) == -EPIPE);
}

static void its_death_is_heard_though_its_child_has_the_pipe(void **state)
{
	(void)state;
	begin("sleep 1000 & echo there; kill -KILL $$");
	assert_hears("there");
	assert_int_equal(partner_hear(&partner, line, LONG_MS), -EPIPE);
	assert_int_equal(partner_signal(&partner), SIGKILL);
}

static void silence_has_an_end(void **state)
{
	(void)state;
	begin("echo started; read -r x");
	assert_hears("started");
	assert_int_equal(partner_hear(&partner, line, 1), -ETIMEDOUT);
	assert_int_equal(partner_signal(&partner), 0);
}

static void a_line_that_does_not_end_is_refused(void **state)
{
	(void)state;
	begin("while :; do printf 0123456789; done");
	assert_int_equal(partner_hear(&partner, line, LONG_MS), -EMSGSIZE);
}

static void an_interruption_is_heeded(void **state)
{
	static const char *const arguments[] = { "sh", "-c", "read -r x", NULL };
	static volatile sig_atomic_t interrupted;

	(void)state;
	interrupted = 0;
	assert_int_equal(partner_open(&partner, arguments, &interrupted), 0);
	interrupted = 1;
	assert_int_equal(partner_hear(&partner, line, LONG_MS), -EINTR);
}

/* It has ended, or nobody has yet fetched its status. */
static bool is_gone(pid_t pid)
{
	char path[64], state = 'Z';
	FILE *file;

	if (kill(pid, 0))
		return errno == ESRCH;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return true;
	if (fscanf(file, "%*d %*s %c", &state) != 1)
		state = 'Z';
	fclose(file);
	return state == 'Z' || state == 'X';
}

static void what_it_has_started_ends_with_it(void **state)
{
	pid_t child;

	(void)state;
	/* One that has to be killed. */
	begin("(trap '' TERM; exec sleep 1000) & echo $!; wait");
	assert_int_equal(partner_hear(&partner, line, LONG_MS), 0);
	child = (pid_t)atoi(line);
	assert_true(child > 0);
	assert_false(is_gone(child));
	partner_close(&partner, 0);
	for (int i = 0; i < 10000 && !is_gone(child); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	assert_true(is_gone(child));
}

static void it_may_leave_in_peace(void **state)
{
	char name[] = "/tmp/test_partner.XXXXXX", script[256];
	const int file = mkstemp(name);

	(void)state;
	assert_true(file >= 0);
	close(file);
	snprintf(script, sizeof(script), "cat >/dev/null; rm '%s'", name);
	begin(script);
	partner_close(&partner, LONG_MS);
	assert_int_equal(access(name, F_OK), -1);
	/* Once more does nothing. */
	partner_close(&partner, LONG_MS);
}

static void its_children_may_tidy_up(void **state)
{
	char name[] = "/tmp/test_partner.XXXXXX", script[256];
	const int file = mkstemp(name);

	(void)state;
	assert_true(file >= 0);
	close(file);
	snprintf(script, sizeof(script),
		 "(trap 'rm \"%s\"; exit' TERM; echo there; while :; do sleep 0.01; done) & wait",
		 name);
	begin(script);
	assert_hears("there");
	kill(partner.pid, SIGKILL);
	assert_int_equal(partner_hear(&partner, line, LONG_MS), -EPIPE);
	partner_close(&partner, LONG_MS);
	assert_int_equal(access(name, F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(lines_come_one_by_one, close_it),
		cmocka_unit_test_teardown(what_is_said_is_answered, close_it),
		cmocka_unit_test_teardown(there_is_no_such_program, close_it),
		cmocka_unit_test_teardown(its_last_words_come_before_its_end, close_it),
		cmocka_unit_test_teardown(its_death_is_heard_though_its_child_has_the_pipe,
					  close_it),
		cmocka_unit_test_teardown(silence_has_an_end, close_it),
		cmocka_unit_test_teardown(a_line_that_does_not_end_is_refused, close_it),
		cmocka_unit_test_teardown(an_interruption_is_heeded, close_it),
		cmocka_unit_test_teardown(what_it_has_started_ends_with_it, close_it),
		cmocka_unit_test_teardown(it_may_leave_in_peace, close_it),
		cmocka_unit_test_teardown(its_children_may_tidy_up, close_it),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
