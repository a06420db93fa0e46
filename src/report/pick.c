/* SPDX-License-Identifier: MIT */
/* Choosing cells of a summary, and telling two of them apart by their intervals. */
#include "report/pick.h"

#include <math.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

bool pick_good(const struct summary_row *row)
{
	return same(row->status, "ok") && !isnan(row->ns_per_op_median);
}

bool pick_shared(const struct summary_row *row)
{
	return !same(row->kind, "baseline");
}

bool pick_exact(const struct summary_row *row)
{
	return same(row->kind, "exact");
}

bool pick_lossy(const struct summary_row *row)
{
	return same(row->kind, "lossy");
}

bool pick_plain(const struct summary_row *row)
{
	return row->hold_ns == 0 && row->gap_ns == 0 && row->reads_ppm == 0;
}

bool pick_pair(const struct summary_row *row)
{
	return same(row->suite, "c2c") || (same(row->suite, "topology") && row->placement &&
					   !strncmp(row->placement, "cpus:", 5));
}

bool pick_same_home(const struct summary_row *a, const struct summary_row *b)
{
	return (isnan(a->home) && isnan(b->home)) || a->home == b->home;
}

/* How many cells, pairs left out, have row's type, its placement, its home. */
struct alike {
	size_t type, placement, home;
};

static struct alike alike(const struct summary *summary, const struct summary_row *row)
{
	struct alike n = { 0 };

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *other = &summary->rows[i];

		if (pick_pair(other))
			continue;
		n.type += same(row->type, other->type);
		n.placement += same(row->placement, other->placement);
		n.home += pick_same_home(row, other);
	}
	return n;
}

struct pick pick_main(const struct summary *summary)
{
	struct pick pick = { .summary = summary };
	struct alike most = { 0 };

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (pick_pair(row))
			continue;
		const struct alike n = alike(summary, row);

		if (n.type > most.type) {
			most.type = n.type;
			pick.type = row->type;
		}
		if (n.placement > most.placement) {
			most.placement = n.placement;
			pick.placement = row->placement;
		}
		if (n.home > most.home) {
			most.home = n.home;
			pick.at_home = row;
		}
	}
	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (pick_is_main(&pick, row) && pick_good(row) && pick_shared(row) &&
		    pick_plain(row) && row->workers > pick.workers)
			pick.workers = row->workers;
	}
	return pick;
}

bool pick_is_main(const struct pick *pick, const struct summary_row *row)
{
	return same(pick->type, row->type) && same(pick->placement, row->placement) &&
	       !pick_pair(row) && (!pick->at_home || pick_same_home(pick->at_home, row));
}

const struct summary_row *pick_workers(const struct summary *summary, const struct summary_row *row,
				       double workers)
{
	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *other = &summary->rows[i];

		if (pick_good(other) && same(other->strategy, row->strategy) &&
		    same(other->type, row->type) && other->workers == workers &&
		    pick_same_home(other, row) &&
		    (workers == 1 || same(other->placement, row->placement)) &&
		    other->hold_ns == row->hold_ns && other->gap_ns == row->gap_ns &&
		    other->reads_ppm == row->reads_ppm)
			return other;
	}
	return NULL;
}

const struct summary_row *pick_without_work(const struct summary *summary,
					    const struct summary_row *row)
{
	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *other = &summary->rows[i];

		if (pick_good(other) && pick_plain(other) && same(other->strategy, row->strategy) &&
		    same(other->type, row->type) && other->workers == row->workers &&
		    pick_same_home(other, row) && same(other->placement, row->placement))
			return other;
	}
	return NULL;
}

struct figure pick_kept(const struct summary_row *row)
{
	return (struct figure){ row->kept_per_s_median, row->kept_per_s_lo, row->kept_per_s_hi };
}

struct figure pick_ops(const struct summary_row *row)
{
	return (struct figure){ row->ops_per_s_median, row->ops_per_s_lo, row->ops_per_s_hi };
}

struct figure pick_ns(const struct summary_row *row)
{
	return (struct figure){ row->ns_per_op_median, row->ns_per_op_lo, row->ns_per_op_hi };
}

enum apart pick_apart(struct figure a, struct figure b)
{
	if (isnan(a.lo) || isnan(a.hi) || isnan(b.lo) || isnan(b.hi))
		return APART_NO_INTERVAL;
	if (a.lo > b.hi)
		return APART_ABOVE;
	return a.hi < b.lo ? APART_BELOW : APART_OVERLAP;
}
