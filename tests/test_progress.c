/* SPDX-License-Identifier: MIT */
/* Progress: what is on the screen at the end of each step, seen through a small terminal; lines of a log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* before cmocka, which makes a macro of its name */
#include "base/fail.h"
/* cmocka wants the above first */
#include <cmocka.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/progress.h"
#include "said.h"

#define ROWS 40
#define COLUMNS 200

/* A terminal that knows what the bar uses: CR, LF, cursor up, clear to the end of line and of screen, colours. */
struct screen {
	char cells[ROWS][COLUMNS + 1];
	int rows, columns, row, column;
	int scrolled; /* rows lost at the top */
	int colours;
	char sequence[16];
};

static void screen_clear(struct screen *screen, int rows, int columns)
{
	memset(screen, 0, sizeof(*screen));
	screen->rows = rows;
	screen->columns = columns;
	for (int r = 0; r < ROWS; r++)
		memset(screen->cells[r], ' ', COLUMNS);
}

static void screen_down(struct screen *screen)
{
	if (++screen->row < screen->rows)
		return;
	screen->row--;
	screen->scrolled++;
	memmove(screen->cells[0], screen->cells[1], sizeof(screen->cells[0]) * (ROWS - 1));
	memset(screen->cells[ROWS - 1], ' ', COLUMNS);
}

static void screen_escape(struct screen *screen, const char *sequence, char last)
{
	int n = atoi(sequence + 1);

	if (last == 'A') {
		screen->row -= n ? n : 1;
		assert_true(screen->row >= 0);
	} else if (last == 'K' || last == 'J') {
		memset(screen->cells[screen->row] + screen->column, ' ',
		       (size_t)(COLUMNS - screen->column));
		for (int r = screen->row + 1; last == 'J' && r < ROWS; r++)
			memset(screen->cells[r], ' ', COLUMNS);
	} else {
		assert_int_equal(last, 'm');
		screen->colours++;
	}
}

static void screen_put(struct screen *screen, char c)
{
	const size_t length = strlen(screen->sequence);

	if (length) {
		if (c == '[' || (c >= '0' && c <= '9')) {
			assert_true(length + 1 < sizeof(screen->sequence));
			screen->sequence[length] = c;
			return;
		}
		screen_escape(screen, screen->sequence + 1, c);
		memset(screen->sequence, 0, sizeof(screen->sequence));
	} else if (c == '\033') {
		screen->sequence[0] = c;
	} else if (c == '\r') {
		screen->column = 0;
	} else if (c == '\n') {
		screen->column = 0;
		screen_down(screen);
	} else if (((unsigned char)c & 0xc0) !=
		   0x80) { /* a letter of several bytes is one column */
		assert_true(screen->column < screen->columns);
		screen->cells[screen->row][screen->column++] = c;
	}
}

/* The row without the blanks at its end. */
static const char *screen_row(struct screen *screen, int row)
{
	static char text[COLUMNS + 1];
	int length = COLUMNS;

	while (length && screen->cells[row][length - 1] == ' ')
		length--;
	memcpy(text, screen->cells[row], (size_t)length);
	text[length] = '\0';
	return text;
}

/* A pseudo-terminal with a progress on it, and the screen that its other side shows. */
struct fixture {
	int master;
	FILE *out;
	struct screen screen;
	struct progress progress;
};

/* Lets the screen show all that was written: the kernel hands it over in its own time, so a bell marks the end. */
static void look(struct fixture *fixture)
{
	char c = '\0';

	fputc('\a', fixture->out);
	fflush(fixture->out);
	while (read(fixture->master, &c, 1) == 1 && c != '\a')
		screen_put(&fixture->screen, c);
	assert_int_equal(c, '\a');
}

static void open_fixture(struct fixture *fixture, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };

	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	fixture->master = posix_openpt(O_RDWR | O_NOCTTY);
	if (fixture->master < 0 || grantpt(fixture->master) || unlockpt(fixture->master))
		skip();
	fixture->out = fopen(ptsname(fixture->master), "w");
	if (!fixture->out || ioctl(fixture->master, TIOCSWINSZ, &size))
		skip();
	screen_clear(&fixture->screen, rows, columns);
	progress_open(&fixture->progress, fixture->out, 60);
}

static void close_fixture(struct fixture *fixture)
{
	fclose(fixture->out);
	close(fixture->master);
}

/* As if the last drawing had been long ago. */
static void step(struct fixture *fixture, const char *what, double done)
{
	fixture->progress.shown = 0;
	progress_step(&fixture->progress, what, done);
	look(fixture);
}

static void the_bar_says_how_far_and_what(void **state)
{
	struct fixture fixture;

	(void)state;
	open_fixture(&fixture, 24, 80);
	assert_true(fixture.progress.terminal);
	assert_true(fixture.progress.colour);
	step(&fixture, "fetch_add, 2 workers", 0);
	assert_string_equal(screen_row(&fixture.screen, 0),
			    "[....................]    0 %  fetch_add, 2 workers  60 s left");
	step(&fixture, "mutex, 2 workers", 1);
	assert_string_equal(screen_row(&fixture.screen, 0),
			    "[####################]  100 %  mutex, 2 workers  0 s left");
	assert_true(fixture.screen.colours > 0);
	progress_close(&fixture.progress);
	look(&fixture);
	assert_string_equal(screen_row(&fixture.screen, 0), "");
	assert_int_equal(fixture.screen.row, 0);
	assert_int_equal(fixture.screen.column, 0);
	close_fixture(&fixture);
}

static void the_time_left_follows_plan_then_clock(void **state)
{
	struct fixture fixture;

	(void)state;
	open_fixture(&fixture, 24, 80);
	/* Half is done after 90 s where 60 in all were planned: half way from 30 to 90. */
	fixture.progress.started -= 90;
	step(&fixture, "x", 0.5);
	assert_string_equal(screen_row(&fixture.screen, 0),
			    "[##########..........]   50 %  x  60 s left");
	progress_expect(&fixture.progress, 36000);
	step(&fixture, "x", 0.01);
	assert_non_null(strstr(screen_row(&fixture.screen, 0), "9.8 h left"));
	progress_close(&fixture.progress);
	close_fixture(&fixture);
}

static void the_bar_is_cut_to_the_terminal(void **state)
{
	(void)state;
	for (int columns = 1; columns < 90; columns++) {
		struct fixture fixture;

		open_fixture(&fixture, 24, columns);
		/* The screen would not take a letter beyond its edge. */
		step(&fixture, "a strategy with a name that is very long, 4096 workers", 0.38);
		assert_true(strlen(screen_row(&fixture.screen, 0)) < (size_t)columns ||
			    columns == 1);
		assert_int_equal(fixture.screen.row, 0);
		if (columns > 40)
			assert_non_null(strstr(screen_row(&fixture.screen, 0), " s left"));
		progress_close(&fixture.progress);
		close_fixture(&fixture);
	}
}

static void steps_in_quick_succession_are_not_drawn(void **state)
{
	struct fixture fixture;

	(void)state;
	open_fixture(&fixture, 24, 80);
	step(&fixture, "first", 0.1);
	fixture.progress.shown +=
		1e6; /* the last drawing is not yet over, however slow this machine is */
	progress_step(&fixture.progress, "second", 0.2);
	look(&fixture);
	assert_non_null(strstr(screen_row(&fixture.screen, 0), "first"));
	progress_close(&fixture.progress);
	close_fixture(&fixture);
}

static void a_text_replaces_the_one_before(void **state)
{
	struct fixture fixture;

	(void)state;
	open_fixture(&fixture, 24, 40);
	step(&fixture, "x", 0);
	progress_text(&fixture.progress, "one\ntwo\nthree\n");
	look(&fixture);
	assert_string_equal(screen_row(&fixture.screen, 0), "one");
	assert_string_equal(screen_row(&fixture.screen, 2), "three");
	assert_int_equal(screen_row(&fixture.screen, 3)[0], '[');
	step(&fixture, "y", 0.5);
	assert_string_equal(screen_row(&fixture.screen, 0), "one");
	progress_text(&fixture.progress, "a line that is longer than the terminal is wide");
	look(&fixture);
	assert_string_equal(screen_row(&fixture.screen, 0),
			    "a line that is longer than the terminal");
	assert_int_equal(screen_row(&fixture.screen, 1)[0], '[');
	assert_string_equal(screen_row(&fixture.screen, 2), "");
	assert_string_equal(screen_row(&fixture.screen, 3), "");
	progress_text(&fixture.progress, "");
	look(&fixture);
	assert_int_equal(screen_row(&fixture.screen, 0)[0], '[');
	assert_string_equal(screen_row(&fixture.screen, 1), "");
	progress_close(&fixture.progress);
	look(&fixture);
	assert_string_equal(screen_row(&fixture.screen, 0), "");
	assert_int_equal(fixture.screen.scrolled, 0);
	close_fixture(&fixture);
}

static void of_a_text_that_is_too_long_the_end_is_shown(void **state)
{
	struct fixture fixture;

	(void)state;
	open_fixture(&fixture, 4, 80);
	for (int i = 0; i < 3; i++) {
		progress_text(&fixture.progress, "1\n2\n3\n4\n5\n");
		look(&fixture);
		assert_string_equal(screen_row(&fixture.screen, 0), "3");
		assert_string_equal(screen_row(&fixture.screen, 2), "5");
		assert_int_equal(screen_row(&fixture.screen, 3)[0], '[');
		assert_int_equal(fixture.screen.scrolled, 0);
	}
	progress_close(&fixture.progress);
	look(&fixture);
	for (int r = 0; r < 4; r++)
		assert_string_equal(screen_row(&fixture.screen, r), "");
	close_fixture(&fixture);
}

static void letters_of_several_bytes_are_one_column(void **state)
{
	struct fixture fixture;

	(void)state;
	open_fixture(&fixture, 24, 6);
	progress_text(&fixture.progress,
		      "\xc2\xb7\xc2\xb7\xc2\xb7\xc2\xb7\xc2\xb7\xc2\xb7\xc2\xb7\n");
	look(&fixture);
	assert_int_equal(strlen(screen_row(&fixture.screen, 0)), 5);
	progress_close(&fixture.progress);
	close_fixture(&fixture);
}

static void a_message_has_lines_of_its_own_and_the_text_comes_back(void **state)
{
	struct fixture fixture;

	(void)state;
	open_fixture(&fixture, 24, 80);
	progress_text(&fixture.progress, "table\n");
	step(&fixture, "x", 0.5);
	said_begin();
	warn("something");
	assert_string_equal(said_end(), "contend: warning: something\n");
	look(&fixture);
	/* Bar and text are gone, the cursor is where the message would begin. */
	assert_string_equal(screen_row(&fixture.screen, 0), "");
	assert_string_equal(screen_row(&fixture.screen, 1), "");
	assert_int_equal(fixture.screen.row, 0);
	fputs("the message\n", fixture.out);
	progress_step(&fixture.progress, "x", 0.5);
	look(&fixture);
	assert_string_equal(screen_row(&fixture.screen, 0), "the message");
	assert_string_equal(screen_row(&fixture.screen, 1), "table");
	assert_int_equal(screen_row(&fixture.screen, 2)[0], '[');
	progress_close(&fixture.progress);
	look(&fixture);
	assert_string_equal(screen_row(&fixture.screen, 0), "the message");
	assert_string_equal(screen_row(&fixture.screen, 1), "");
	close_fixture(&fixture);
}

static void no_color_and_dumb_terminals_are_honoured(void **state)
{
	struct fixture fixture;

	(void)state;
	open_fixture(&fixture, 24, 80);
	progress_close(&fixture.progress);
	look(&fixture);
	setenv("NO_COLOR", "1", 1);
	progress_open(&fixture.progress, fixture.out, 60);
	assert_true(fixture.progress.terminal);
	assert_false(fixture.progress.colour);
	step(&fixture, "x", 0.5);
	assert_int_equal(screen_row(&fixture.screen, 0)[0], '[');
	assert_int_equal(fixture.screen.colours, 0);
	progress_close(&fixture.progress);
	setenv("NO_COLOR", "", 1);
	progress_open(&fixture.progress, fixture.out, 60);
	assert_true(fixture.progress.colour);
	progress_close(&fixture.progress);
	setenv("TERM", "dumb", 1);
	progress_open(&fixture.progress, fixture.out, 60);
	assert_false(fixture.progress.terminal);
	progress_close(&fixture.progress);
	unsetenv("TERM");
	progress_open(&fixture.progress, fixture.out, 60);
	assert_false(fixture.progress.terminal);
	progress_close(&fixture.progress);
	close_fixture(&fixture);
}

static void a_log_gets_a_line_a_block(void **state)
{
	FILE *out = tmpfile();
	struct progress progress;
	char text[512];
	size_t length;

	(void)state;
	assert_non_null(out);
	progress_open(&progress, out, 60);
	assert_false(progress.terminal);
	progress_step(&progress, "fetch_add, 2 workers", 0.1);
	progress_text(&progress, "table\n");
	progress.started -= 20;
	progress.block_ended -= 20;
	progress_block(&progress, 3, 9, 29, 1.0 / 3);
	progress_block(&progress, 4, 9, 29, 1.0 / 3); /* at once: too soon for a line */
	progress.logged -= 2;
	progress.block_ended += 1000; /* a clock that stood still */
	progress_block(&progress, 4, 9, 1, 1);
	progress_close(&progress);
	rewind(out);
	length = fread(text, 1, sizeof(text) - 1, out);
	text[length] = '\0';
	assert_true(!strncmp(text, "block 3 of 9: 29 cells, 20.", 27));
	assert_non_null(strstr(text, " s, about 40 s left\nblock 4 of 9: 1 cell, "));
	assert_null(strchr(text, '\033'));
	assert_null(strstr(text, "table"));
	fclose(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bar_says_how_far_and_what),
		cmocka_unit_test(the_time_left_follows_plan_then_clock),
		cmocka_unit_test(the_bar_is_cut_to_the_terminal),
		cmocka_unit_test(steps_in_quick_succession_are_not_drawn),
		cmocka_unit_test(a_text_replaces_the_one_before),
		cmocka_unit_test(of_a_text_that_is_too_long_the_end_is_shown),
		cmocka_unit_test(letters_of_several_bytes_are_one_column),
		cmocka_unit_test(a_message_has_lines_of_its_own_and_the_text_comes_back),
		cmocka_unit_test(no_color_and_dumb_terminals_are_honoured),
		cmocka_unit_test(a_log_gets_a_line_a_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
