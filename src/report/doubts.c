/* SPDX-License-Identifier: MIT */
/* What a reader of the report should doubt, each point with the cells that it concerns. */
#include "report/doubts.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "report/html.h"
#include "report/pick.h"
#include "report/transports.h"

enum { NAMED_MAX = 6, FLAGS_MAX = 12 }; /* the rest is counted */

/* By the number of workers, or, where two were put on a pair of PUs, by that. */
static void where(FILE *out, const struct summary_row *row)
{
	if (!pick_pair(row) || !row->pus) {
		fprintf(out, " at %.0f", row->workers);
		return;
	}
	fputs(" on PUs ", out);
	html_text(out, row->pus);
}

/* A doubt with the cells that it concerns. */
static void cells_with(FILE *out, const struct summary *summary, const char *what,
		       bool (*test)(const struct summary_row *row))
{
	size_t n = 0;

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (!test(row) || n++ >= NAMED_MAX)
			continue;
		if (n == 1)
			fprintf(out, "<li>%s: ", what);
		else
			fputs(", ", out);
		html_text(out, row->strategy);
		where(out, row);
		if (!pick_plain(row))
			fputs(" with work or reads", out);
		if (!pick_good(row)) {
			fputs(" (", out);
			html_text(out, row->status);
			fputs(")", out);
		}
	}
	if (n > NAMED_MAX)
		fprintf(out, " and %zu more", n - NAMED_MAX);
	if (n)
		fprintf(out, " (%zu of %zu cells)</li>\n", n, summary->n);
}

static bool without_figure(const struct summary_row *row)
{
	return !pick_good(row);
}

static bool without_interval(const struct summary_row *row)
{
	return pick_good(row) && isnan(row->ns_per_op_lo);
}

static bool wide(const struct summary_row *row)
{
	return pick_good(row) && row->ci_met == 0 && !isnan(row->ns_per_op_lo);
}

static bool outlying(const struct summary_row *row)
{
	return row->outliers > 0;
}

static bool torn_in_two(const struct summary_row *row)
{
	return row->two_states > 0;
}

static bool incomplete(const struct summary_row *row)
{
	return row->left_out > 0;
}

static void flags_html(FILE *out, const struct summary *summary)
{
	size_t n = 0;

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (!row->flags || !*row->flags || n++ >= FLAGS_MAX)
			continue;
		fputs("<li>flags of ", out);
		html_text(out, row->strategy);
		where(out, row);
		fputs(": ", out);
		html_text(out, row->flags);
		fputs("</li>\n", out);
	}
	if (n > FLAGS_MAX)
		fprintf(out, "<li>flags of %zu more cells: summary.csv</li>\n", n - FLAGS_MAX);
}

/* A server that takes turns with a worker is another experiment than one that has a PU to itself. */
static void servers_html(FILE *out, const struct summary *summary)
{
	for (size_t n = 0; transports_crowded(summary, n); n++) {
		char *text = NULL;
		size_t size = 0;
		FILE *const memory = open_memstream(&text, &size);

		if (!memory)
			return;
		transports_crowded_write(memory, summary, transports_crowded(summary, n));
		fclose(memory);
		fputs("<li>", out);
		html_text(out, text);
		fputs(": do not compare it with one that has a core to itself</li>\n", out);
		free(text);
	}
}

void doubts_html(FILE *out, const struct summary *summary)
{
	bool drift = false;

	for (size_t i = 0; i < summary->n; i++)
		drift |= summary->rows[i].drift > 0;
	fputs("<h2>Doubts</h2>\n<ul>\n", out);
	cells_with(out, summary, "failed, no figure", without_figure);
	cells_with(out, summary, "no interval, fewer than 6 trials", without_interval);
	cells_with(out, summary, "interval wider than was aimed at", wide);
	cells_with(out, summary, "outliers among the trials (flagged, not removed)", outlying);
	cells_with(out, summary, "two states: the trials fall into two groups", torn_in_two);
	cells_with(out, summary, "repetitions left out after three invalid attempts", incomplete);
	if (summary->invalid > 0)
		fprintf(out,
			"<li>invalid trials, kept in trials.csv and not in the figures: "
			"%.0f</li>\n",
			summary->invalid);
	if (drift)
		fputs("<li>the machine drifted by more than 2 % while this ran</li>\n", out);
	servers_html(out, summary);
	flags_html(out, summary);
	fputs("<li>one run on one machine: how much another run would differ is not in the "
	      "intervals</li>\n</ul>\n",
	      out);
}
