/* SPDX-License-Identifier: MIT */
/* The parts that the sentences under the charts are made of. */
#include "report/phrases.h"

#include <math.h>
#include <stdlib.h>

struct field phrase_field(const struct pick *pick, field_test *test)
{
	const struct summary *summary = pick->summary;
	struct field field = { .rows = calloc(summary->n + 1, sizeof(*field.rows)) };

	for (size_t i = 0; field.rows && i < summary->n; i++)
		if (pick_good(&summary->rows[i]) && test(pick, &summary->rows[i]))
			field.rows[field.n++] = &summary->rows[i];
	return field;
}

const char *phrase_number(char *text, size_t size, double x)
{
	snprintf(text, size, "%.*f", x >= 99.95 ? 0 : x >= 9.995 ? 1 : 2, x);
	return text;
}

void phrase_figure(FILE *out, struct figure figure, double scale, const char *unit)
{
	char value[32], lo[32], hi[32];

	fprintf(out, "%s %s", phrase_number(value, sizeof(value), figure.value / scale), unit);
	if (!isnan(figure.lo) && !isnan(figure.hi))
		fprintf(out, " (%s to %s)", phrase_number(lo, sizeof(lo), figure.lo / scale),
			phrase_number(hi, sizeof(hi), figure.hi / scale));
}

void phrase_processes(FILE *out, double n)
{
	fprintf(out, n == 1 ? "%.0f process" : "%.0f processes", n);
}

const struct summary_row *phrase_extreme(const struct field *field, figure_fn *figure, int sign)
{
	const struct summary_row *best = NULL;

	for (size_t i = 0; i < field->n; i++) {
		const double x = figure(field->rows[i]).value;

		if (!isnan(x) && (!best || sign * (x - figure(best).value) > 0))
			best = field->rows[i];
	}
	return best;
}

void phrase_joint(FILE *out, size_t i, size_t n)
{
	if (i)
		fputs(i + 1 == n ? " and " : ", ", out);
}

/* Those whose interval overlaps best's, best among them. */
static size_t put_tied(FILE *out, const struct field *field, const struct summary_row *best,
		       figure_fn *figure, bool print)
{
	size_t n = 0, k = 0;

	for (size_t i = 0; i < field->n; i++)
		n += pick_apart(figure(field->rows[i]), figure(best)) == APART_OVERLAP;
	for (size_t i = 0; print && i < field->n; i++) {
		if (pick_apart(figure(field->rows[i]), figure(best)) != APART_OVERLAP)
			continue;
		phrase_joint(out, k++, n);
		fputs(field->rows[i]->strategy, out);
	}
	return n;
}

static bool any_without_interval(const struct field *field, figure_fn *figure)
{
	for (size_t i = 0; i < field->n; i++)
		if (isnan(figure(field->rows[i]).lo) || isnan(figure(field->rows[i]).hi))
			return true;
	return false;
}

void phrase_winner(FILE *out, const struct field *field, figure_fn *figure, int sign,
		   const char *does, const char *do_, double scale, const char *unit)
{
	const struct summary_row *best = phrase_extreme(field, figure, sign);

	if (!best)
		return;
	if (field->n > 1 && put_tied(out, field, best, figure, false) > 1) {
		put_tied(out, field, best, figure, true);
		fprintf(out, " %s and cannot be told apart, as their intervals overlap; %s: ", do_,
			best->strategy);
		phrase_figure(out, figure(best), scale, unit);
		return;
	}
	fprintf(out, field->n > 1 ? "%s %s, " : "%s %s ", best->strategy, does);
	phrase_figure(out, figure(best), scale, unit);
	if (field->n > 1 && any_without_interval(field, figure))
		fputs(", by the medians alone: fewer than 6 trials give no interval to tell them "
		      "apart",
		      out);
}
