/* SPDX-License-Identifier: MIT */
/* The terminal's table: a line a cell, the figures that belong together side by side. */
#include "report/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "report/groups.h"
#include "report/pick.h"
#include "report/relations_table.h"
#include "report/transports.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "?"
#endif

enum { LINES_MAX = 60, NAME_COLUMNS = 23, NAME_COLUMNS_MAX = 40, INDENT = 2 };

static const char *const heads[] = { "ns/kept", "95 %", "alone", "lost", "run", "Jain" };
static const int head_widths[] = { 8, 11, 7, 7, 7, 6 };

/* Characters, not bytes. */
static size_t columns_of(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
}

static void pad(FILE *out, size_t from, size_t to)
{
	for (; from < to; from++)
		fputc(' ', out);
}

/* Never touching what stands before it. */
static void right(FILE *out, const char *text, size_t width)
{
	const size_t n = columns_of(text);

	pad(out, n < width ? n : width - 1, width);
	fputs(text, out);
}

/* Facts joined by middle dots, broken at a dot where the line is full. */
static void head_line(FILE *out, const struct table_facts *facts, unsigned width)
{
	char *text = NULL;
	size_t column = 0;
	char seconds[32] = "";

	if (!isnan(facts->seconds) && facts->seconds > 0)
		snprintf(seconds, sizeof(seconds),
			 facts->seconds < 10 ? " in %.1f s" : " in %.0f s", facts->seconds);
	if (asprintf(&text, "contend %s · %s · %.0f trial%s%s", PACKAGE_VERSION,
		     facts->machine ? facts->machine : "machine not recorded", facts->trials,
		     facts->trials == 1 ? "" : "s", seconds) < 0)
		return;
	for (char *part = text, *next; part; part = next) {
		next = strstr(part, " · ");
		if (next) {
			*next = '\0';
			next += strlen(" · ");
		}
		if (column && column + 3 + columns_of(part) > width) {
			fputs("\n  ", out);
			column = 2;
		} else if (column) {
			fputs(" · ", out);
			column += 3;
		}
		fputs(part, out);
		column += columns_of(part);
	}
	free(text);
	fputc('\n', out);
}

static void remark_print(FILE *out, const struct cells *cells, size_t column, unsigned width)
{
	if (!*cells->remark) {
		fputc('\n', out);
		return;
	}
	if (column + 3 + columns_of(cells->remark) <= width)
		fprintf(out, "   %s\n", cells->remark);
	else if (column + 3 + columns_of(cells->brief) <= width)
		fprintf(out, "   %s\n", cells->brief);
	else
		fprintf(out, "\n%*s%s\n", 2 * INDENT, "", cells->brief);
}

static void row_print(FILE *out, const struct summary *summary, const struct summary_row *row,
		      size_t name_width, unsigned width)
{
	const char *name = row->strategy ? row->strategy : "?";
	struct cells cells;
	size_t column = name_width;

	groups_cells(&cells, summary, row);
	pad(out, 0, INDENT);
	fputs(name, out);
	if (columns_of(name) + INDENT > name_width) {
		fputc('\n', out);
		pad(out, 0, name_width);
	} else {
		pad(out, columns_of(name) + INDENT, name_width);
	}
	if (!pick_good(row)) {
		fprintf(out, " %s\n", cells.ns);
		return;
	}
	const char *texts[] = { cells.ns,   cells.interval, cells.alone,
				cells.lost, cells.run,	    cells.jain };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		right(out, texts[i], (size_t)head_widths[i]);
		column += (size_t)head_widths[i];
	}
	remark_print(out, &cells, column, width);
}

static void group_print(FILE *out, const struct summary *summary, const struct group *group,
			size_t name_width, unsigned width)
{
	size_t title = columns_of(group->title);

	fputs(group->title, out);
	if (title > name_width) {
		fputc('\n', out);
		title = 0;
	}
	pad(out, title, name_width);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		right(out, heads[i], (size_t)head_widths[i]);
	fputc('\n', out);
	for (size_t i = 0; i < group->n; i++)
		row_print(out, summary, group->rows[i], name_width, width);
}

static void groups_print(FILE *out, const struct groups *groups, unsigned width)
{
	const bool all = groups->lines <= LINES_MAX;
	size_t name_width = NAME_COLUMNS, left_out = 0;
	bool first = true;

	for (size_t i = 0; i < groups->summary->n; i++) {
		const char *name = groups->summary->rows[i].strategy;
		const size_t length = columns_of(name ? name : "?") + INDENT + 1;

		if (length > name_width && length <= NAME_COLUMNS_MAX)
			name_width = length;
	}
	for (size_t i = 0; i < groups->n; i++) {
		if (!all && !groups_first(groups, i)) {
			left_out++;
			continue;
		}
		if (!first)
			fputc('\n', out);
		first = false;
		group_print(out, groups->summary, &groups->at[i], name_width, width);
	}
	if (left_out)
		fprintf(out, "\n%zu group%s between 1 and %.0f processes: summary.csv\n", left_out,
			left_out == 1 ? "" : "s", groups->workers);
}

/* What the summary itself gives reason to doubt. Returns how many lines. */
static void doubts(FILE *out, const struct summary *summary)
{
	size_t failed = 0, drift = 0;

	for (size_t i = 0; i < summary->n; i++) {
		failed += !pick_good(&summary->rows[i]);
		drift |= summary->rows[i].drift > 0;
	}
	if (failed)
		fprintf(out, "! %zu cell%s gave no figure\n", failed, failed == 1 ? "" : "s");
	if (summary->invalid > 0)
		fprintf(out, "! %.0f invalid trial%s kept in trials.csv, not in these figures\n",
			summary->invalid, summary->invalid == 1 ? "" : "s");
	if (drift)
		fputs("! the machine drifted by more than 2 % while this ran\n", out);
	for (size_t n = 0; transports_crowded(summary, n); n++) {
		fputs("! ", out);
		transports_crowded_write(out, summary, transports_crowded(summary, n));
		fputc('\n', out);
	}
}

static void foot(FILE *out, const struct summary *summary, const struct table_facts *facts,
		 unsigned width)
{
	const char *report = facts->report;

	doubts(out, summary);
	for (size_t i = 0; i < facts->n_warnings; i++) {
		size_t column = 2 + columns_of(facts->warnings[i]);

		fprintf(out, "! %s", facts->warnings[i]);
		if (report && i + 1 == facts->n_warnings &&
		    column + 2 + columns_of(report) <= width) {
			right(out, report, width - column);
			report = NULL;
		}
		fputc('\n', out);
	}
	if (report)
		fprintf(out, "%s\n", report);
}

/* Writes text, for a terminal without UTF-8 in the nearest ASCII; returns its lines. */
static size_t emit(FILE *out, const char *text, bool utf8)
{
	static const char *const plain[][2] = {
		{ "·", "-" }, { "µ", "u" }, { "–", "-" }, { "…", "..." }, { "×", "x" }
	};
	size_t lines = 0;

	while (*text) {
		const char *put = NULL;
		size_t length = 1;

		lines += *text == '\n';
		if ((unsigned char)*text < 0x80 || utf8) {
			fputc(*text++, out);
			continue;
		}
		while (((unsigned char)text[length] & 0xC0) == 0x80)
			length++;
		for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
			if (strlen(plain[i][0]) == length && !memcmp(plain[i][0], text, length))
				put = plain[i][1];
		fputs(put ? put : "?", out);
		text += length;
	}
	return lines;
}

size_t table_print(FILE *out, const struct summary *summary, const struct table_facts *facts,
		   unsigned width, bool utf8)
{
	struct groups groups = { 0 };
	char *text = NULL;
	size_t size = 0, lines = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory) {
		fail("table");
		return 0;
	}
	if (!width)
		width = 100;
	head_line(memory, facts, width);
	if (!groups_build(&groups, summary))
		groups_print(memory, &groups, width);
	relations_table(memory, summary, groups.n > 0);
	foot(memory, summary, facts, width);
	if (fclose(memory))
		fail("table");
	else
		lines = emit(out, text, utf8);
	groups_free(&groups);
	free(text);
	return lines;
}
