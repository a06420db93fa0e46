/* SPDX-License-Identifier: MIT */
/* How far a sweep is: a bar with the time left on a terminal, a line a block in a log. */
#include "cli/progress.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/word.h"

#define LOG_S 1.0 /* at least, between two lines of a log */
#define BAR 20
#define INTERVAL_S 0.1

static struct progress *current; /* whose bar a message would run into */

struct size {
	size_t columns, rows;
};

static double now_s(void)
{
	return (double)clock_monotonic_ns() / 1e9;
}

static size_t size_of(const char *variable, size_t otherwise)
{
	const char *text = getenv(variable);
	uint64_t value;

	return text && !word_number(text, 1, 10000, &value) ? (size_t)value : otherwise;
}

/* Asked for each time: windows change. */
static struct size terminal_size(const struct progress *progress)
{
	struct winsize window = { 0 };

	if (ioctl(fileno(progress->out), TIOCGWINSZ, &window) || !window.ws_col || !window.ws_row)
		return (struct size){ size_of("COLUMNS", 80), size_of("LINES", 24) };
	return (struct size){ window.ws_col, window.ws_row };
}

/* Bytes of the line's first `columns` characters, each of one column: UTF-8 goes on in bytes 10xxxxxx. */
static size_t cut(const char *line, size_t columns)
{
	size_t i = 0;

	for (; line[i] && line[i] != '\n'; i++) {
		if (((unsigned char)line[i] & 0xc0) == 0x80)
			continue;
		if (!columns--)
			break;
	}
	return i;
}

/* Back to where the text began, everything from there on cleared. */
static void erase(struct progress *progress)
{
	if (!progress->drawn && !progress->lines)
		return;
	fputc('\r', progress->out);
	if (progress->lines)
		fprintf(progress->out, "\033[%zuA", progress->lines);
	fputs("\033[J", progress->out);
	progress->lines = 0;
	progress->drawn = false;
}

static void draw_text(struct progress *progress, struct size size)
{
	const char *line = progress->text;
	size_t lines = 0;

	if (!line)
		return;
	for (const char *c = line; *c; c++)
		lines += *c == '\n' || !c[1];
	/* The last row is the bar's. What scrolls off the top could not be taken back. */
	for (; lines > size.rows - 1; lines--)
		line = strchr(line, '\n') + 1;
	for (size_t i = 0; i < lines; i++) {
		fprintf(progress->out, "%.*s\n", (int)cut(line, size.columns - 1), line);
		line += strcspn(line, "\n") + 1;
	}
	progress->lines = lines;
}

/* By the plan at first, by what was seen towards the end. */
static double seconds_left(const struct progress *progress)
{
	const double done = progress->done, spent = now_s() - progress->started;
	const double planned = progress->total_s * (1 - done);
	const double seen = done > 0 ? spent * (1 - done) / done : planned;

	return (1 - done) * planned + done * seen;
}

static void print_duration(char *text, size_t size, double seconds)
{
	if (seconds < 99.5)
		snprintf(text, size, "%.0f s", seconds > 0 ? seconds : 0);
	else if (seconds < 99.5 * 60)
		snprintf(text, size, "%.0f min", seconds / 60);
	else
		snprintf(text, size, "%.1f h", seconds / 3600);
}

/* "[########............]  38 %  fetch_add, 2 workers  24 s left": on a narrow terminal what runs is cut first, then
 * left out with the time. */
static void draw_bar(struct progress *progress, struct size size)
{
	const int filled = (int)(progress->done * BAR);
	const char *on = progress->colour ? "\033[32m" : "",
		   *off = progress->colour ? "\033[0m" : "";
	/* The last column stays free: some terminals wrap there at once. */
	size_t room = size.columns - 1, fixed;
	char left[32], percent[16];
	int shown;

	print_duration(left, sizeof(left), seconds_left(progress));
	snprintf(percent, sizeof(percent), "%3.0f %%", 100 * progress->done);
	if (room < BAR + 2 + 2 + strlen(percent)) {
		fprintf(progress->out, "\r%.*s\033[K", (int)room, percent);
		return;
	}
	fprintf(progress->out, "\r[%s%.*s%s%.*s]  %s", on, filled, "####################", off,
		BAR - filled, "....................", percent);
	fixed = BAR + 2 + 2 + strlen(percent) + 2 + strlen(left) + strlen(" left");
	if (room >= fixed) {
		shown = room > fixed + 2 ? (int)cut(progress->what, room - fixed - 2) : 0;
		fprintf(progress->out, "%s%.*s  %s left", shown ? "  " : "", shown, progress->what,
			left);
	}
	fputs("\033[K", progress->out);
}

static void draw(struct progress *progress)
{
	const struct size size = terminal_size(progress);

	if (!progress->lines)
		draw_text(progress, size);
	draw_bar(progress, size);
	fflush(progress->out);
	progress->drawn = true;
	progress->shown = now_s();
}

/* A message begins on a line of its own; text and bar come back below it with the next step. */
static void make_way(void)
{
	if (!current || !current->terminal)
		return;
	erase(current);
	fflush(current->out);
	current->shown = 0;
}

void progress_open(struct progress *progress, FILE *out, double total_s)
{
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
	const int error = errno;

	*progress = (struct progress){ .out = out, .total_s = total_s, .started = now_s() };
	progress->block_ended = progress->started;
	progress->terminal = isatty(fileno(out)) && term && *term && strcmp(term, "dumb");
	progress->colour = progress->terminal && !(no_color && *no_color);
	errno = error; /* isatty() leaves ENOTTY there */
	current = progress;
	fail_set_hook(make_way);
}

void progress_step(struct progress *progress, const char *what, double done)
{
	progress->done = done < 0 ? 0 : done > 1 ? 1 : done;
	snprintf(progress->what, sizeof(progress->what), "%s", what);
	if (progress->terminal && now_s() - progress->shown >= INTERVAL_S)
		draw(progress);
}

void progress_expect(struct progress *progress, double total_s)
{
	progress->total_s = total_s;
}

void progress_block(struct progress *progress, unsigned block, unsigned blocks, size_t cells,
		    double done)
{
	const double now = now_s(), took = now - progress->block_ended;
	char left[32];

	progress->done = done < 0 ? 0 : done > 1 ? 1 : done;
	progress->block_ended = now;
	/* Of short blocks a log gets one a second. */
	if (progress->terminal || (block > 1 && now - progress->logged < LOG_S))
		return;
	progress->logged = now;
	print_duration(left, sizeof(left), seconds_left(progress));
	fprintf(progress->out, "block %u of %u: %zu cell%s, %.1f s, about %s left\n", block, blocks,
		cells, cells == 1 ? "" : "s", took, left);
	fflush(progress->out);
}

void progress_text(struct progress *progress, const char *text)
{
	char *copy;

	if (!progress->terminal)
		return;
	/* Without memory the former text is gone all the same: it is no longer true. */
	copy = *text ? strdup(text) : NULL;
	erase(progress);
	free(progress->text);
	progress->text = copy;
	draw(progress);
}

void progress_close(struct progress *progress)
{
	if (progress->terminal)
		erase(progress);
	fflush(progress->out);
	free(progress->text);
	progress->text = NULL;
	current = NULL;
	fail_set_hook(NULL);
}
