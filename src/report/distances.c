/* SPDX-License-Identifier: MIT */
/* What pairs of PUs and classes of them make of each other, in a sentence each. */
#include "report/distances.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/phrases.h"
#include "report/pick.h"
#include "report/relations.h"

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* The pairs of one matrix: of one strategy, type and home as asked, those of the first pair; pingpong before others. As
 * plots/matrix.gp. */
struct matrix {
	const struct summary_row **rows;
	size_t n, failed;
	unsigned long pus; /* that take part */
};

static bool is_pair(const struct summary_row *row)
{
	return same(row->suite, "c2c") && row->workers == 2 && pick_plain(row);
}

static const struct summary_row *first_pair(const struct summary *summary)
{
	const struct summary_row *first = NULL;

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (is_pair(row) && pick_good(row) &&
		    (!first || (relations_is_handover(row->strategy) &&
				!relations_is_handover(first->strategy))))
			first = row;
	}
	return first;
}

static int by_number(const void *left, const void *right)
{
	const unsigned long a = *(const unsigned long *)left, b = *(const unsigned long *)right;

	return (a > b) - (a < b);
}

/* "3 11" */
static void pus_of(const struct summary_row *row, unsigned long *pair)
{
	char *rest = NULL;

	pair[0] = strtoul(row->pus ? row->pus : "", &rest, 10);
	pair[1] = strtoul(rest, NULL, 10);
}

static unsigned long count_pus(const struct matrix *matrix)
{
	unsigned long *pus = calloc(2 * matrix->n + 1, sizeof(*pus)), n = 0;

	for (size_t i = 0; pus && i < matrix->n; i++)
		pus_of(matrix->rows[i], pus + 2 * i);
	if (pus)
		qsort(pus, 2 * matrix->n, sizeof(*pus), by_number);
	for (size_t i = 0; pus && i < 2 * matrix->n; i++)
		n += !i || pus[i] != pus[i - 1];
	free(pus);
	return n;
}

static struct matrix matrix_of(const struct summary *summary)
{
	const struct summary_row *first = first_pair(summary);
	struct matrix matrix = { .rows = calloc(summary->n + 1, sizeof(*matrix.rows)) };

	for (size_t i = 0; first && matrix.rows && i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (!is_pair(row) || !same(row->strategy, first->strategy) ||
		    !same(row->type, first->type) || !same(row->home_asked, first->home_asked))
			continue;
		if (pick_good(row))
			matrix.rows[matrix.n++] = row;
		else
			matrix.failed++;
	}
	matrix.pus = count_pus(&matrix);
	return matrix;
}

static void put_pair(FILE *out, const struct summary_row *row)
{
	unsigned long pair[2];
	char label[96];

	pus_of(row, pair);
	fprintf(out, "PUs %lu and %lu", pair[0], pair[1]);
	if (!row->relation)
		return;
	relations_label(row, label, sizeof(label));
	fprintf(out, " (%s)", label);
}

/* The highest median, and whether it is alone up there. */
static void put_slowest(FILE *out, const struct matrix *matrix, const struct summary_row *slowest)
{
	size_t tied = 0;

	fputs("; the highest is that of ", out);
	put_pair(out, slowest);
	fputs(", ", out);
	phrase_figure(out, pick_ns(slowest), 1, "ns");
	for (size_t i = 0; i < matrix->n; i++)
		tied += matrix->rows[i] != slowest &&
			pick_apart(pick_ns(matrix->rows[i]), pick_ns(slowest)) == APART_OVERLAP;
	if (isnan(slowest->ns_per_op_lo))
		fputs(", by the medians alone: fewer than 6 trials give no interval", out);
	else if (tied)
		fprintf(out, ", which the interval%s of %zu other%s overlap%s",
			tied == 1 ? "" : "s", tied, tied == 1 ? "" : "s", tied == 1 ? "s" : "");
}

void distances_matrix(FILE *out, const struct summary *summary)
{
	const struct matrix matrix = matrix_of(summary);
	const struct field field = { .rows = matrix.rows, .n = matrix.n };
	const struct summary_row *fastest = phrase_extreme(&field, pick_ns, -1);
	const struct summary_row *slowest = phrase_extreme(&field, pick_ns, 1);
	char low[32], high[32];

	if (matrix.n == 1) {
		fputs("The one pair, ", out);
		put_pair(out, slowest);
		fputs(", takes ", out);
		phrase_figure(out, pick_ns(slowest), 1, "ns");
	} else if (matrix.n) {
		fprintf(out, "%zu of the %lu pairs of %lu PUs were measured: ", matrix.n,
			matrix.pus * (matrix.pus - 1) / 2, matrix.pus);
		fprintf(out, "medians from %s to %s ns",
			phrase_number(low, sizeof(low), fastest->ns_per_op_median),
			phrase_number(high, sizeof(high), slowest->ns_per_op_median));
	}
	if (matrix.n)
		fputs(relations_is_handover(slowest->strategy) ? " one way" : " an operation", out);
	if (matrix.n > 1)
		put_slowest(out, &matrix, slowest);
	if (matrix.n && matrix.failed)
		fprintf(out, "; %zu more gave no figure", matrix.failed);
	fputs(matrix.n ? "." : "", out);
	free(matrix.rows);
}

static struct figure figure_of(const struct relation_row *row)
{
	return (struct figure){ row->ns_median, row->ns_lo, row->ns_hi };
}

static void put_class(FILE *out, const struct relation_row *row)
{
	phrase_figure(out, figure_of(row), 1, "ns");
	fprintf(out, " over %.0f pair%s", row->pairs, row->pairs == 1 ? "" : "s");
}

static void put_ratio(FILE *out, const struct relation_row *near, const struct relation_row *far)
{
	const enum apart apart = pick_apart(figure_of(far), figure_of(near));
	char ratio[32];

	if (apart == APART_OVERLAP) {
		fputs("; their intervals overlap: that one is slower cannot be said", out);
		return;
	}
	fprintf(out, ": %s times as long%s",
		phrase_number(ratio, sizeof(ratio), far->ns_median / near->ns_median),
		apart == APART_NO_INTERVAL ? ", by the medians alone: fewer than 6 pairs of a "
					     "class give no interval"
					   : "");
}

void distances_classes(FILE *out, const struct summary *summary)
{
	const struct relation_row *main, *near = NULL, *far = NULL;
	struct relations relations;

	if (relations_build(&relations, summary))
		return;
	main = relations_main(&relations);
	for (size_t i = 0; i < relations.n; i++) {
		if (!relations_is_of(&relations.rows[i], main))
			continue;
		far = &relations.rows[i];
		near = near ? near : far;
	}
	if (main && relations_is_handover(main->strategy))
		fputs("One way a line takes ", out);
	else if (main)
		fprintf(out, "An operation of %s takes ", main->strategy);
	if (main)
		put_class(out, near);
	if (main && near == far) {
		fprintf(out, ", all of one relation, %s: there is none to compare it with.",
			near->label);
	} else if (main) {
		fprintf(out, " between the closest (%s) and ", near->label);
		put_class(out, far);
		fprintf(out, " between the furthest (%s)", far->label);
		put_ratio(out, near, far);
		fputs(".", out);
	}
	relations_free(&relations);
}
