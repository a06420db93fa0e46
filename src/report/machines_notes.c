/* SPDX-License-Identifier: MIT */
/* What is to be known before machines are compared, and what their chart shows, in sentences. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/machine_facts.h"
#include "report/machines_text.h"
#include "report/phrases.h"
#include "report/pick.h"

void machines_class_cells(struct class_cells *cells, const struct relation_row *row)
{
	char lo[32], hi[32];

	*cells = (struct class_cells){ "-", "-" };
	if (!row)
		return;
	phrase_number(cells->ns, sizeof(cells->ns), row->ns_median);
	if (!isnan(row->ns_lo))
		snprintf(cells->interval, sizeof(cells->interval), "%s-%s",
			 phrase_number(lo, sizeof(lo), row->ns_lo),
			 phrase_number(hi, sizeof(hi), row->ns_hi));
}

/* Of the pairs of folders that look like one machine, number *i; counts *i down. */
static char *likeness(const struct machines *machines, size_t *i)
{
	char *text = NULL;

	for (size_t b = 1; b < machines->n; b++) {
		for (size_t a = 0; a < b; a++) {
			const char *const like =
				machine_likeness(&machines->at[a], &machines->at[b]);

			if (!like || (*i)--)
				continue;
			return asprintf(&text, "%c and %c %s", machines_letter(a),
					machines_letter(b), like) < 0
				       ? NULL
				       : text;
		}
	}
	return NULL;
}

/* Writes the note, or counts *i down. */
static bool is_next(bool holds, size_t *i)
{
	return holds && !(*i)--;
}

char *machines_note(const struct joint *joint, size_t i)
{
	const struct machines *const machines = joint->machines;
	char *text = likeness(machines, &i);
	int length = 0;

	if (text)
		return text;
	if (is_next(joint->by_placement && joint->n_cells && machines->n > 1, &i))
		length = asprintf(&text,
				  "%s was recorded without relations (by an older version): cells "
				  "are matched by the names of placements",
				  joint->silent->folder);
	else if (is_next(machines->n > 1 && !joint->common, &i))
		length = asprintf(&text, "no cell in common: strategy, processes, workload and "
					 "place agree nowhere");
	else if (is_next(joint->several > 0, &i))
		length = asprintf(&text,
				  "%zu cell%s of joined.csv %s not shown here: another of the same "
				  "machine, strategy and place stands on the line",
				  joint->several, joint->several == 1 ? "" : "s",
				  joint->several == 1 ? "is" : "are");
	return length < 0 ? NULL : text;
}

static struct figure figure_of(const struct relation_row *row)
{
	return (struct figure){ row->ns_median, row->ns_lo, row->ns_hi };
}

/* Two figures against each other, from the quicker to the slower. */
static void put_apart(FILE *out, struct figure quick, struct figure slow)
{
	char ratio[32];

	switch (pick_apart(slow, quick)) {
	case APART_OVERLAP:
		fputs("; their intervals overlap, so that they cannot be told apart", out);
		return;
	case APART_NO_INTERVAL:
		fprintf(out, ", %s times as long by the medians alone: there are no intervals",
			phrase_number(ratio, sizeof(ratio), slow.value / quick.value));
		return;
	default:
		fprintf(out, ", %s times as long",
			phrase_number(ratio, sizeof(ratio), slow.value / quick.value));
	}
}

/* The closest class that two machines have at least. */
static const struct joint_class *shared_class(const struct joint *joint)
{
	for (size_t i = 0; i < joint->n_classes; i++) {
		size_t n = 0;

		for (size_t m = 0; m < joint->machines->n; m++)
			n += joint->classes[i].rows[m] != NULL;
		if (n > 1)
			return &joint->classes[i];
	}
	return NULL;
}

static void put_class(FILE *out, const struct joint *joint, const struct joint_class *class)
{
	const struct machine *const at = joint->machines->at;
	size_t quick = SIZE_MAX, slow = SIZE_MAX;

	for (size_t m = 0; m < joint->machines->n; m++) {
		if (!class->rows[m])
			continue;
		if (quick == SIZE_MAX || class->rows[m]->ns_median < class->rows[quick]->ns_median)
			quick = m;
		if (slow == SIZE_MAX || class->rows[m]->ns_median >= class->rows[slow]->ns_median)
			slow = m;
	}
	fprintf(out, "Between PUs of relation %s a line takes one way ", class->label);
	phrase_figure(out, figure_of(class->rows[quick]), 1, "ns");
	fprintf(out, " on %s and ", at[quick].label);
	phrase_figure(out, figure_of(class->rows[slow]), 1, "ns");
	fprintf(out, " on %s", at[slow].label);
	put_apart(out, figure_of(class->rows[quick]), figure_of(class->rows[slow]));
	fputs(". ", out);
}

/* In how many of the cells in common the quickest machine and the slowest are told apart. */
static void put_cells(FILE *out, const struct joint *joint)
{
	size_t all = 0, apart = 0, unknown = 0;

	for (size_t i = 0; i < joint->n_cells; i++) {
		const struct summary_row *quick = NULL, *slow = NULL;

		for (size_t m = 0; m < joint->machines->n; m++) {
			const struct summary_row *const row = joint->cells[i].rows[m];

			if (!row || !pick_good(row))
				continue;
			if (!quick || row->kept_per_s_median > quick->kept_per_s_median)
				quick = row;
			if (!slow || row->kept_per_s_median <= slow->kept_per_s_median)
				slow = row;
		}
		if (!quick || quick == slow)
			continue;
		const enum apart told = pick_apart(pick_kept(quick), pick_kept(slow));

		all++;
		apart += told == APART_ABOVE;
		unknown += told == APART_NO_INTERVAL;
	}
	if (!all)
		return;
	fprintf(out,
		"Of %zu cell%s in common, the intervals of the quickest machine and the slowest "
		"lie apart in %zu",
		all, all == 1 ? "" : "s", apart);
	if (unknown)
		fprintf(out, "; %zu %s no intervals", unknown, unknown == 1 ? "has" : "have");
	fputs(". ", out);
}

void machines_sentence(FILE *out, const struct joint *joint)
{
	const struct joint_class *const class = shared_class(joint);

	if (joint->machines->n < 2) {
		fputs("One machine only: there is none to compare it with.", out);
		return;
	}
	if (!class && !joint->common) {
		fputs("The machines have no cell in common: the chart shows each by itself.", out);
		return;
	}
	if (class)
		put_class(out, joint, class);
	put_cells(out, joint);
	fputs("The intervals hold within each run; what would change from one run to the next is "
	      "not in them.",
	      out);
}
