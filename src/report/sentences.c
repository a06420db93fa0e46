/* SPDX-License-Identifier: MIT */
/* One plain sentence under each chart: what it shows in this data, and no more than the intervals carry. */
#include "report/sentences.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/distances.h"
#include "report/groups.h"
#include "report/homes.h"
#include "report/phrases.h"
#include "report/placements.h"
#include "report/transports.h"

static bool exact_at_most(const struct pick *pick, const struct summary_row *row)
{
	return pick_is_main(pick, row) && pick_exact(row) && pick_plain(row) &&
	       row->workers == pick->workers && !isnan(row->kept_per_s_median);
}

/* How many of the field keep fewer in total than one process alone, and more; the others cannot be told. */
static void put_against_alone(FILE *out, const struct field *field, const struct summary *summary)
{
	size_t fewer = 0, more = 0, known = 0;

	for (size_t i = 0; i < field->n; i++) {
		const struct summary_row *alone = pick_workers(summary, field->rows[i], 1);

		if (!alone)
			continue;
		const enum apart apart = pick_apart(pick_kept(field->rows[i]), pick_kept(alone));

		known += apart != APART_NO_INTERVAL;
		fewer += apart == APART_BELOW;
		more += apart == APART_ABOVE;
	}
	if (!known)
		return;
	if (fewer == known && known > 1)
		fprintf(out, "; all %zu keep fewer in total than one process alone", known);
	else if (known == 1)
		fprintf(out, "; %s",
			fewer  ? "that is fewer in total than one process alone"
			: more ? "that is more in total than one process alone"
			       : "whether one process alone keeps more cannot be told");
	else
		fprintf(out,
			"; %zu of %zu keep fewer in total than one process alone, %zu keep more",
			fewer, known, more);
}

static void scaling(FILE *out, const struct pick *pick)
{
	struct field field = phrase_field(pick, exact_at_most);

	fputs("At ", out);
	phrase_processes(out, pick->workers);
	if (field.n) {
		fputs(field.n > 1 ? ", of the exact strategies, " : " ", out);
		phrase_winner(out, &field, pick_kept, 1,
			      field.n > 1 ? "keeps the most updates" : "keeps",
			      "keep the most updates", 1e6, "Mop/s");
		put_against_alone(out, &field, pick->summary);
	} else {
		fputs(" only strategies that lose updates were measured", out);
	}
	fputs(".", out);
	free(field.rows);
}

static bool lossy_at_most(const struct pick *pick, const struct summary_row *row)
{
	return pick_is_main(pick, row) && pick_lossy(row) && pick_plain(row) &&
	       row->workers == pick->workers && !isnan(row->lost_ppm);
}

static void lost(FILE *out, const struct pick *pick)
{
	struct field field = phrase_field(pick, lossy_at_most);
	struct field exact = phrase_field(pick, exact_at_most);
	size_t clean = 0;

	for (size_t i = 0; i < exact.n; i++)
		clean += exact.rows[i]->lost_ppm == 0;
	fputs("At ", out);
	phrase_processes(out, pick->workers);
	fputs(field.n ? " " : " no strategy that loses updates gave a figure", out);
	for (size_t i = 0; i < field.n; i++) {
		const struct summary_row *row = field.rows[i];

		phrase_joint(out, i, field.n);
		fprintf(out, "%s loses ", row->strategy);
		phrase_figure(out,
			      (struct figure){ row->lost_ppm, row->lost_ppm_lo, row->lost_ppm_hi },
			      1e4, "%");
	}
	fputs(!field.n ? "" : field.n == 1 ? " of its updates" : " of their updates", out);
	if (exact.n && clean == exact.n)
		fprintf(out, "; the %zu exact strateg%s lost none in any trial counted here",
			exact.n, exact.n == 1 ? "y" : "ies");
	fputs(".", out);
	free(field.rows);
	free(exact.rows);
}

static bool exact_working(const struct pick *pick, const struct summary_row *row)
{
	return pick_is_main(pick, row) && pick_exact(row) && row->reads_ppm == 0 &&
	       row->hold_ns + row->gap_ns > 0 && !isnan(row->kept_per_s_median);
}

/* Keeps of the field the cells that share workload and number of workers with the last one. */
static void field_narrow(struct field *field)
{
	const struct summary_row *last = field->n ? field->rows[field->n - 1] : NULL;
	size_t kept = 0;

	for (size_t i = 0; i < field->n; i++) {
		const struct summary_row *row = field->rows[i];

		if (row->hold_ns == last->hold_ns && row->gap_ns == last->gap_ns &&
		    row->reads_ppm == last->reads_ppm && row->workers == last->workers)
			field->rows[kept++] = row;
	}
	field->n = kept;
}

static void put_spread(FILE *out, const struct field *field)
{
	const struct summary_row *best = phrase_extreme(field, pick_kept, 1);
	const struct summary_row *worst = phrase_extreme(field, pick_kept, -1);
	char ratio[32];

	switch (pick_apart(pick_kept(best), pick_kept(worst))) {
	case APART_OVERLAP:
		fprintf(out, "the intervals of the quickest (%s) and the slowest (%s) overlap",
			best->strategy, worst->strategy);
		return;
	case APART_NO_INTERVAL:
		fputs("by the medians alone ", out);
		break;
	default:
		break;
	}
	fprintf(out, "%s keeps %s times as many updates as %s", best->strategy,
		phrase_number(ratio, sizeof(ratio),
			      best->kept_per_s_median / worst->kept_per_s_median),
		worst->strategy);
}

static void worked(FILE *out, const struct pick *pick)
{
	struct field field = phrase_field(pick, exact_working);
	struct field without = { .rows = calloc(field.n + 1, sizeof(*without.rows)) };
	char hold[32], gap[32];

	field_narrow(&field);
	if (field.n && without.rows) {
		fprintf(out, "With %s inside and %s between updates, at ",
			groups_duration(hold, sizeof(hold), field.rows[0]->hold_ns),
			groups_duration(gap, sizeof(gap), field.rows[0]->gap_ns));
		phrase_processes(out, field.rows[0]->workers);
		fputs(", ", out);
		if (field.n > 1) {
			put_spread(out, &field);
		} else {
			fprintf(out, "%s keeps ", field.rows[0]->strategy);
			phrase_figure(out, pick_kept(field.rows[0]), 1e6, "Mop/s");
		}
		for (size_t i = 0; i < field.n; i++) {
			const struct summary_row *row =
				pick_without_work(pick->summary, field.rows[i]);

			if (row)
				without.rows[without.n++] = row;
		}
		if (without.n > 1) {
			fputs("; without work, ", out);
			put_spread(out, &without);
		}
		fputs(".", out);
	}
	free(field.rows);
	free(without.rows);
}

static bool reading(const struct pick *pick, const struct summary_row *row)
{
	return pick_is_main(pick, row) && pick_shared(row) && row->reads_ppm > 0 &&
	       row->hold_ns + row->gap_ns == 0;
}

static void reads(FILE *out, const struct pick *pick)
{
	struct field field = phrase_field(pick, reading);
	const char *between = "";
	char ratio[32];

	field_narrow(&field);
	if (field.n) {
		fprintf(out, "With %g %% reads, at ", field.rows[0]->reads_ppm / 1e4);
		phrase_processes(out, field.rows[0]->workers);
		fputs(", ", out);
	}
	for (size_t i = 0; i < field.n; i++, between = "; ") {
		const struct summary_row *row = field.rows[i];
		const struct summary_row *plain = pick_without_work(pick->summary, row);

		fprintf(out, "%s%s does ", between, row->strategy);
		if (!plain) {
			phrase_figure(out, pick_ops(row), 1e6, "Mop/s");
			continue;
		}
		const enum apart apart = pick_apart(pick_ops(row), pick_ops(plain));

		if (apart == APART_OVERLAP) {
			fputs("what it does with updates alone, as far as can be told", out);
			continue;
		}
		phrase_number(ratio, sizeof(ratio),
			      row->ops_per_s_median / plain->ops_per_s_median);
		fprintf(out, "%s times the operations of updates alone%s", ratio,
			apart == APART_NO_INTERVAL ? " (medians only, no interval)" : "");
	}
	fputs(field.n ? "." : "", out);
	free(field.rows);
}

static bool exact_alone(const struct pick *pick, const struct summary_row *row)
{
	return pick_is_main(pick, row) && pick_exact(row) && pick_plain(row) && row->workers == 1;
}

static bool any_alone(const struct pick *pick, const struct summary_row *row)
{
	return pick_is_main(pick, row) && pick_plain(row) && row->workers == 1;
}

static void floor_(FILE *out, const struct pick *pick)
{
	struct field field = phrase_field(pick, exact_alone);
	const bool exact = field.n > 0;

	if (!exact) {
		free(field.rows);
		field = phrase_field(pick, any_alone);
	}
	const struct summary_row *worst = phrase_extreme(&field, pick_ns, 1);

	if (worst) {
		fputs(exact && field.n > 1 ? "Alone, of the exact strategies, " : "Alone, ", out);
		phrase_winner(out, &field, pick_ns, -1, field.n > 1 ? "costs least" : "costs",
			      "cost least", 1, "ns");
		if (field.n > 1 && worst != phrase_extreme(&field, pick_ns, -1)) {
			fprintf(out, "; %s has the highest median of them, ", worst->strategy);
			phrase_figure(out, pick_ns(worst), 1, "ns");
		}
		fputs(".", out);
	}
	free(field.rows);
}

void sentence_write(FILE *out, const char *name, const struct summary *summary)
{
	/* Of the main type and placement, or of all cells. */
	static const struct {
		const char *chart;
		void (*write)(FILE *out, const struct pick *pick);
		void (*write_all)(FILE *out, const struct summary *summary);
	} writers[] = {
		{ "scaling", scaling, NULL },
		{ "lost", lost, NULL },
		{ "worked", worked, NULL },
		{ "reads", reads, NULL },
		{ "transports", transports_sentence, NULL },
		{ "placement", placements_sentence, NULL },
		{ "matrix", NULL, distances_matrix },
		{ "distance", NULL, distances_classes },
		{ "numa", NULL, homes_sentence },
		{ "floor", floor_, NULL },
	};

	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
		if (strcmp(name, writers[i].chart))
			continue;
		if (writers[i].write_all) {
			writers[i].write_all(out, summary);
		} else {
			const struct pick pick = pick_main(summary);

			writers[i].write(out, &pick);
		}
	}
}
