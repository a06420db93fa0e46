/* SPDX-License-Identifier: MIT */
/* report.html: what was measured, how far to trust it, what the charts show, how to read it. */
#include "report/page.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "report/charts.h"
#include "report/doubts.h"
#include "report/groups.h"
#include "report/html.h"
#include "report/pick.h"
#include "report/relations_page.h"
#include "report/sentences.h"

enum { LINES_MAX = 60 }; /* of the table before some are folded away */

static void cell_text(FILE *out, const char *text)
{
	fputs("<td>", out);
	html_text(out, text);
	fputs("</td>", out);
}

static void row_html(FILE *out, const struct summary *summary, const struct summary_row *row)
{
	struct cells cells;

	groups_cells(&cells, summary, row);
	fprintf(out, "<tr%s>",
		!pick_good(row)	    ? " class=\"failed\""
		: !pick_shared(row) ? " class=\"baseline\""
				    : "");
	cell_text(out, row->strategy);
	cell_text(out, cells.ns);
	cell_text(out, cells.interval);
	cell_text(out, cells.alone);
	cell_text(out, cells.lost);
	cell_text(out, cells.run);
	cell_text(out, cells.jain);
	fputs("<td class=\"say\">", out);
	html_text(out, cells.remark);
	fputs("</td></tr>\n", out);
}

/* Those that are, or are not, among the first to be read. */
static void groups_html(FILE *out, const struct groups *groups, bool all, bool first)
{
	fputs("<div class=\"card\">\n<table>\n<thead><tr><th>strategy</th><th>ns/kept</th><th>95 "
	      "%</th>"
	      "<th>alone</th><th>lost</th><th>run</th><th>Jain</th><th></th></tr></thead>\n",
	      out);
	for (size_t i = 0; i < groups->n; i++) {
		if (!all && groups_first(groups, i) != first)
			continue;
		fputs("<tbody class=\"group\">\n<tr><th colspan=\"8\" scope=\"rowgroup\">", out);
		html_text(out, groups->at[i].title);
		fputs("</th></tr>\n", out);
		for (size_t j = 0; j < groups->at[i].n; j++)
			row_html(out, groups->summary, groups->at[i].rows[j]);
		fputs("</tbody>\n", out);
	}
	fputs("</table>\n</div>\n", out);
}

static void table_html(FILE *out, const struct groups *groups)
{
	bool all = groups->lines <= LINES_MAX, rest = false;

	for (size_t i = 0; i < groups->n; i++)
		rest |= !groups_first(groups, i);
	fputs("<h2>The figures</h2>\n", out);
	groups_html(out, groups, all || !rest, true);
	if (all || !rest)
		return;
	fprintf(out, "<details>\n<summary>All between 1 and %.0f processes</summary>\n",
		groups->workers);
	groups_html(out, groups, false, false);
	fputs("</details>\n", out);
}

/* The sentence, as text that can be escaped; the caller's to free(). */
static char *sentence(const char *chart, const struct summary *summary)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return NULL;
	sentence_write(memory, chart, summary);
	fclose(memory);
	return text;
}

static int chart_html(FILE *out, const char *dir, const struct chart *chart,
		      const struct summary *summary)
{
	char *path = NULL;
	int result = -ENOMEM;

	if (asprintf(&path, "%s/%s.svg", dir, chart->name) < 0)
		return fail("report.html");
	if (access(path, F_OK)) {
		free(path);
		return 0;
	}
	char *says = sentence(chart->name, summary);

	fputs("<figure>\n<h2>", out);
	html_text(out, chart->question);
	fputs("</h2>\n<div class=\"card chart\">\n", out);
	result = html_svg(out, path, chart->name, chart->question);
	fputs("</div>\n<figcaption>", out);
	html_text(out, says);
	fputs("</figcaption>\n</figure>\n", out);
	free(says);
	free(path);
	return result;
}

static void head_html(FILE *out, const struct summary *summary, const struct table_facts *facts)
{
	fputs("<h1>What does it cost to share a counter here?</h1>\n<p>", out);
	html_text(out, facts->machine);
	fputs("</p>\n<p class=\"faint\">", out);
	fprintf(out, "%zu cell%s, %.0f trial%s", summary->n, summary->n == 1 ? "" : "s",
		facts->trials, facts->trials == 1 ? "" : "s");
	if (!isnan(facts->seconds) && facts->seconds > 0)
		fprintf(out, " in %.0f s", facts->seconds);
	fputs("</p>\n", out);
	if (!facts->n_warnings)
		return;
	fputs("<h2>How far to trust it</h2>\n<ul class=\"warn\">\n", out);
	for (size_t i = 0; i < facts->n_warnings; i++) {
		fputs("<li>", out);
		html_text(out, facts->warnings[i]);
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
}

static void glossary_html(FILE *out)
{
	static const char *const terms[][2] = {
		{ "kept",
		  "Updates that are in the counter at the end. ns/kept is the wall time over all "
		  "updates kept by all processes together: smaller is quicker. In a mix, reads "
		  "count as kept." },
		{ "95 %",
		  "Interval of the median over the trials, by order statistics, rounded outward. "
		  "Where two intervals overlap, do not say that one is quicker." },
		{ "alone", "The time of an operation with one process: nobody to share with." },
		{ "lost",
		  "Updates done that are not in the counter, of all that were done. For an exact "
		  "strategy anything but 0 is a bug." },
		{ "run",
		  "Updates in a row by one process before another gets its turn. A high figure "
		  "means that a quick strategy is quick because it rarely hands over." },
		{ "Jain", "Fairness over the window: 1, all processes did the same; 1/N, one did "
			  "everything." },
		{ "baseline", "Shares nothing; says what the loop itself costs. Nothing is "
			      "subtracted." },
	};

	fputs("<h2>How to read it</h2>\n<dl>\n", out);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		fprintf(out, "<dt>%s</dt><dd>", terms[i][0]);
		html_text(out, terms[i][1]);
		fputs("</dd>\n", out);
	}
	fputs("</dl>\n", out);
}

/* What was asked for, and the files that all this comes from. */
static void files_html(FILE *out, const char *dir)
{
	static const char *const leaves[] = { "trials.csv",    "workers.csv", "summary.csv",
					      "relations.csv", "bench.json",  "host.txt",
					      "options.txt",   "plan.csv",    "pus.csv",
					      "topology.xml" };
	char *path = NULL, *line = NULL;
	size_t size = 0;
	FILE *in = NULL;

	fputs("<h2>What was run</h2>\n", out);
	if (asprintf(&path, "%s/options.txt", dir) > 0)
		in = fopen(path, "re");
	free(path);
	if (in) {
		fputs("<div class=\"card\"><pre>", out);
		while (getline(&line, &size, in) > 0)
			html_text(out, line);
		fputs("</pre></div>\n", out);
		fclose(in);
	}
	free(line);
	fputs("<p>Files:", out);
	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		if (asprintf(&path, "%s/%s", dir, leaves[i]) < 0)
			break;
		if (!access(path, F_OK))
			fprintf(out, " <a href=\"%s\">%s</a>", leaves[i], leaves[i]);
		free(path);
	}
	fputs("</p>\n", out);
}

static int page_print(FILE *out, const char *dir, const struct summary *summary,
		      const struct table_facts *facts, const struct groups *groups)
{
	int result = 0;

	html_head(out, "contend: what does it cost to share a counter here?");
	head_html(out, summary, facts);
	table_html(out, groups);
	for (size_t i = 0; !result && chart_at(i); i++)
		result = chart_html(out, dir, chart_at(i), summary);
	if (!result)
		result = relations_page(out, summary);
	doubts_html(out, summary);
	glossary_html(out);
	files_html(out, dir);
	html_foot(out);
	return result;
}

int page_write(const char *dir, const struct summary *summary, const struct table_facts *facts)
{
	struct groups groups = { 0 };
	char *path = NULL, *fresh = NULL;
	int result = groups_build(&groups, summary);

	if (result)
		return result;
	if (asprintf(&path, "%s/report.html", dir) < 0)
		path = NULL;
	if (asprintf(&fresh, "%s/.report.html.part", dir) < 0)
		fresh = NULL;
	FILE *out = path && fresh ? fopen(fresh, "we") : NULL;

	if (out) {
		result = page_print(out, dir, summary, facts, &groups);
		if (ferror(out) | fclose(out) && !result)
			result = fail("%s", fresh);
		if (!result && rename(fresh, path))
			result = fail("%s", path);
		if (result)
			unlink(fresh);
	} else {
		result = fail("%s", fresh ? fresh : "report.html");
	}
	groups_free(&groups);
	free(path);
	free(fresh);
	return result;
}
