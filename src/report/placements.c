/* SPDX-License-Identifier: MIT */
/* What the same number of processes makes of different placements, in a sentence. */
#include "report/placements.h"

#include <string.h>

#include "report/phrases.h"

/* As plots/placement.gp: the number of workers with the most cells that have a twin, of equals the larger. */
static bool twins(const struct summary_row *a, const struct summary_row *b)
{
	return a->workers == b->workers && pick_good(b) && pick_shared(b) && pick_plain(b) &&
	       !strcmp(a->strategy, b->strategy) && !strcmp(a->type, b->type) &&
	       pick_same_home(a, b) && !pick_pair(a) && !pick_pair(b) &&
	       strcmp(a->placement, b->placement) != 0;
}

static size_t twins_at(const struct pick *pick, double workers)
{
	size_t n = 0;

	for (size_t i = 0; i < pick->summary->n; i++) {
		const struct summary_row *a = &pick->summary->rows[i];

		if (a->workers != workers || pick_pair(a) || !pick_good(a) ||
		    strcmp(a->type, pick->type))
			continue;
		for (size_t j = 0; pick_shared(a) && pick_plain(a) && j < pick->summary->n; j++) {
			if (twins(a, &pick->summary->rows[j])) {
				n++;
				break;
			}
		}
	}
	return n;
}

/* Is row i the first that is no pair and has its number of workers? */
static bool first_of_workers(const struct summary *summary, size_t i)
{
	if (pick_pair(&summary->rows[i]))
		return false;
	for (size_t j = 0; j < i; j++)
		if (summary->rows[j].workers == summary->rows[i].workers &&
		    !pick_pair(&summary->rows[j]))
			return false;
	return true;
}

static double twins_most(const struct pick *pick)
{
	double workers = 0;
	size_t most = 0;

	for (size_t i = 0; i < pick->summary->n; i++) {
		const double n = pick->summary->rows[i].workers;
		const size_t cells =
			n > 1 && first_of_workers(pick->summary, i) ? twins_at(pick, n) : 0;

		if (cells > most || (cells && cells == most && n > workers)) {
			most = cells;
			workers = n;
		}
	}
	return workers;
}

/* Best and worst placement of one strategy. */
struct span {
	const struct summary_row *best, *worst;
};

static struct span span_of(const struct pick *pick, const struct summary_row *row)
{
	struct span span = { row, row };

	for (size_t i = 0; i < pick->summary->n; i++) {
		const struct summary_row *other = &pick->summary->rows[i];

		if (!twins(row, other))
			continue;
		if (other->kept_per_s_median > span.best->kept_per_s_median)
			span.best = other;
		if (other->kept_per_s_median < span.worst->kept_per_s_median)
			span.worst = other;
	}
	return span;
}

static void put_placements(FILE *out, size_t apart, size_t all, const struct span *widest)
{
	char best[32], worst[32];

	if (!apart) {
		fprintf(out,
			", no difference between the placements can be told for any of %zu "
			"strategies",
			all);
		return;
	}
	fprintf(out,
		", the placement makes a difference that can be told for %zu of %zu "
		"strategies, by the medians the largest for %s: %s Mop/s %s, %s %s",
		apart, all, widest->best->strategy,
		phrase_number(best, sizeof(best), widest->best->kept_per_s_median / 1e6),
		widest->best->placement,
		phrase_number(worst, sizeof(worst), widest->worst->kept_per_s_median / 1e6),
		widest->worst->placement);
}

void placements_sentence(FILE *out, const struct pick *pick)
{
	const double workers = twins_most(pick);
	size_t all = 0, apart = 0, unknown = 0;
	struct span widest = { NULL, NULL };
	double most = 0;

	for (size_t i = 0; workers > 0 && i < pick->summary->n; i++) {
		const struct summary_row *row = &pick->summary->rows[i];

		if (row->workers != workers || pick_pair(row) || !pick_good(row) ||
		    !pick_shared(row) || !pick_plain(row) || strcmp(row->type, pick->type))
			continue;
		const struct span span = span_of(pick, row);

		/* Each strategy once: at its best. */
		if (span.best != row || span.best == span.worst)
			continue;
		const enum apart told = pick_apart(pick_kept(span.best), pick_kept(span.worst));
		const double ratio = span.best->kept_per_s_median / span.worst->kept_per_s_median;

		all++;
		unknown += told == APART_NO_INTERVAL;
		apart += told == APART_ABOVE;
		if (told == APART_ABOVE && ratio > most) {
			most = ratio;
			widest = span;
		}
	}
	if (!all)
		return;
	fputs("At ", out);
	phrase_processes(out, workers);
	if (unknown == all)
		fputs(", fewer than 6 trials give no interval to tell placements apart by", out);
	else
		put_placements(out, apart, all, &widest);
	fputs(".", out);
}
