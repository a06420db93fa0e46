/* SPDX-License-Identifier: MIT */
/* Transports: what they cost beside what is shared, and where their servers sat. */
#include "report/transports.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/phrases.h"

enum { NAMED_MAX = 3 }; /* the rest is counted */

bool transports_is(const struct summary_row *row)
{
	return row->server_shares != NULL;
}

static bool exact_at_most(const struct pick *pick, const struct summary_row *row)
{
	return pick_is_main(pick, row) && pick_exact(row) && pick_plain(row) &&
	       row->workers == pick->workers;
}

static bool asked(const struct pick *pick, const struct summary_row *row)
{
	return exact_at_most(pick, row) && transports_is(row);
}

static bool shared(const struct pick *pick, const struct summary_row *row)
{
	return exact_at_most(pick, row) && !transports_is(row);
}

static void put_ratio(FILE *out, const struct field *asking, const struct field *sharing)
{
	const struct summary_row *const ask = phrase_extreme(asking, pick_ns, -1);
	const struct summary_row *const share = phrase_extreme(sharing, pick_ns, -1);
	char ratio[32];

	if (ask && share && share->ns_per_op_median > 0)
		fprintf(out, ": by the medians, asking costs %s times as much",
			phrase_number(ratio, sizeof(ratio),
				      ask->ns_per_op_median / share->ns_per_op_median));
}

void transports_sentence(FILE *out, const struct pick *pick)
{
	struct field asking = phrase_field(pick, asked);
	struct field sharing = phrase_field(pick, shared);

	if (asking.n) {
		fputs("At ", out);
		phrase_processes(out, pick->workers);
		fputs(asking.n > 1 ? ", of the exact ways to ask, " : ", of the ways to ask, ",
		      out);
		phrase_winner(out, &asking, pick_ns, -1, asking.n > 1 ? "costs least" : "costs",
			      "cost least", 1e3, "µs an update");
		if (sharing.n) {
			fputs("; of the ways to share, ", out);
			phrase_winner(out, &sharing, pick_ns, -1,
				      sharing.n > 1 ? "costs least" : "costs", "cost least", 1,
				      "ns");
			put_ratio(out, &asking, &sharing);
		}
		fputs(".", out);
	}
	free(asking.rows);
	free(sharing.rows);
}

static bool crowded(const struct summary_row *row)
{
	return transports_is(row) && strcmp(row->server_shares, "own") != 0;
}

static bool alike(const struct summary_row *a, const struct summary_row *b)
{
	return crowded(a) && crowded(b) && a->workers == b->workers &&
	       a->server_pu == b->server_pu && !strcmp(a->server_shares, b->server_shares);
}

/* Is it the first of those like it, or of those of its strategy? */
static bool first(const struct summary *summary, size_t i, bool by_strategy)
{
	const struct summary_row *const row = &summary->rows[i];

	for (size_t j = 0; j < i; j++)
		if (alike(&summary->rows[j], row) &&
		    (!by_strategy || !strcmp(summary->rows[j].strategy, row->strategy)))
			return false;
	return true;
}

const struct summary_row *transports_crowded(const struct summary *summary, size_t n)
{
	for (size_t i = 0; i < summary->n; i++)
		if (crowded(&summary->rows[i]) && first(summary, i, false) && n-- == 0)
			return &summary->rows[i];
	return NULL;
}

void transports_crowded_write(FILE *out, const struct summary *summary,
			      const struct summary_row *row)
{
	size_t names = 0, i = 0;

	for (size_t j = 0; j < summary->n; j++)
		names += alike(&summary->rows[j], row) && first(summary, j, true);
	const size_t named = names > NAMED_MAX + 1 ? NAMED_MAX : names;

	fputs("the server of ", out);
	for (size_t j = 0; j < summary->n && i < named; j++) {
		if (!alike(&summary->rows[j], row) || !first(summary, j, true))
			continue;
		phrase_joint(out, i++, named < names ? names : named);
		fputs(summary->rows[j].strategy, out);
	}
	if (named < names)
		fprintf(out, " and %zu more", names - named);
	fprintf(out, " shares %sPU %.0f with a worker at ",
		!strcmp(row->server_shares, "core") ? "the core of " : "", row->server_pu);
	phrase_processes(out, row->workers);
}
