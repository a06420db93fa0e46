/* SPDX-License-Identifier: MIT */
/* What it costs to have the counter on another node than the workers, in a sentence. */
#include "report/homes.h"

#include <math.h>
#include <string.h>

#include "report/phrases.h"
#include "report/pick.h"
#include "report/relations.h"

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

static bool is_homed(const struct summary_row *row)
{
	return same(row->suite, "topology") && row->workers == 2 && pick_good(row) &&
	       pick_plain(row) && same(row->same_node, "yes") && row->home >= 0;
}

/* The same work on the same PUs with the counter at home; NULL: not measured. */
static const struct summary_row *at_home(const struct summary *summary,
					 const struct summary_row *away)
{
	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (is_homed(row) && relations_home_is_near(row) && same(row->pus, away->pus) &&
		    same(row->strategy, away->strategy) && same(row->type, away->type))
			return row;
	}
	return NULL;
}

/* Of one strategy: each cell with the counter away against the same at home. */
struct away {
	size_t n, slower, quicker, unknown;
	double low, high; /* ratios of the medians of ns_per_op */
};

static struct away away_of(const struct summary *summary, const char *strategy)
{
	struct away away = { .low = INFINITY, .high = 0 };

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];
		const struct summary_row *home;

		if (!is_homed(row) || relations_home_is_near(row) || !same(row->strategy, strategy))
			continue;
		home = at_home(summary, row);
		if (!home)
			continue;
		const enum apart apart = pick_apart(pick_ns(row), pick_ns(home));

		away.n++;
		away.slower += apart == APART_ABOVE;
		away.quicker += apart == APART_BELOW;
		away.unknown += apart == APART_NO_INTERVAL;
		away.low = fmin(away.low, row->ns_per_op_median / home->ns_per_op_median);
		away.high = fmax(away.high, row->ns_per_op_median / home->ns_per_op_median);
	}
	return away;
}

static void put_away(FILE *out, const char *strategy, const struct away *away)
{
	char low[32], high[32];

	phrase_number(low, sizeof(low), away->low);
	phrase_number(high, sizeof(high), away->high);
	fprintf(out, "%s %s", strategy, low);
	if (strcmp(low, high))
		fprintf(out, " to %s", high);
	fputs(" times (", out);
	if (away->unknown == away->n)
		fputs("no intervals", out);
	else if (!away->slower && !away->quicker)
		fputs("no difference can be told", out);
	else
		fprintf(out, "slower in %zu of %zu", away->slower, away->n);
	if (away->quicker)
		fprintf(out, ", quicker in %zu", away->quicker);
	fputs(")", out);
}

/* Is row i the first of its strategy among the homed ones? */
static bool is_first(const struct summary *summary, size_t i)
{
	if (!is_homed(&summary->rows[i]))
		return false;
	for (size_t j = 0; j < i; j++)
		if (is_homed(&summary->rows[j]) &&
		    same(summary->rows[j].strategy, summary->rows[i].strategy))
			return false;
	return true;
}

/* Why there is nothing to compare. */
static void put_alone(FILE *out, const struct summary *summary)
{
	const struct summary_row *first = NULL;
	bool several = false;

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];

		/* Of any number of workers: they may show a node that no pair was put on. */
		if (row->nodes && *row->nodes && strchr(row->nodes, ' '))
			several = true;
		if (!is_homed(row))
			continue;
		first = first ? first : row;
		several |= row->home != first->home || !same(row->nodes, first->nodes);
	}
	if (first && several)
		fputs("No pair was measured both with the counter on its own node and on another: "
		      "nothing can be said of the home.",
		      out);
	else if (first)
		fprintf(out, "One NUMA node only, %.0f: there is no other home to compare with.",
			first->home);
}

void homes_sentence(FILE *out, const struct summary *summary)
{
	size_t n = 0;

	for (size_t i = 0; i < summary->n; i++) {
		const char *strategy = summary->rows[i].strategy;

		if (!is_first(summary, i))
			continue;
		const struct away away = away_of(summary, strategy);

		if (!away.n)
			continue;
		fputs(n++ ? ", "
			  : "With the counter on another node than both workers, by the medians of "
			    "the same two PUs, an operation takes with ",
		      out);
		put_away(out, strategy, &away);
	}
	if (n)
		fputs(" the time that it takes with the counter on theirs.", out);
	else
		put_alone(out, summary);
}
