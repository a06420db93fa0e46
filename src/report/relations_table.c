/* SPDX-License-Identifier: MIT */
/* The hand-overs of the suite c2c in the terminal's table. */
#include "report/relations_table.h"

#include <math.h>
#include <string.h>

#include "report/pick.h"
#include "report/relations.h"

#define LABEL 38

/* The fastest and the slowest pair of a class, and, where it has one pair only, the interval of that. */
struct spread {
	double least, most, lo, hi;
};

static struct spread spread_of(const struct summary *summary, const struct relation_row *class)
{
	struct spread spread = { INFINITY, 0, NAN, NAN };

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *const row = &summary->rows[i];
		char label[96];

		if (strcmp(row->suite, class->suite) || strcmp(row->strategy, class->strategy) ||
		    !pick_good(row) || !row->relation || isnan(row->ns_per_op_median))
			continue;
		relations_label(row, label, sizeof(label));
		if (strcmp(label, class->label))
			continue;
		spread.least = fmin(spread.least, row->ns_per_op_median);
		spread.most = fmax(spread.most, row->ns_per_op_median);
		spread.lo = row->ns_per_op_lo;
		spread.hi = row->ns_per_op_hi;
	}
	return spread;
}

static void interval(FILE *out, double lo, double hi)
{
	char text[32] = "-";

	if (!isnan(lo))
		snprintf(text, sizeof(text), "%.3g-%.3g", lo, hi);
	fprintf(out, " %13s", text);
}

static void print_class(FILE *out, const struct summary *summary, const struct relation_row *class)
{
	const struct spread spread = spread_of(summary, class);
	const int single = class->pairs <= 1;

	fprintf(out, "  %-*s %9.3g", LABEL - 2, class->label, class->ns_median);
	interval(out, single ? spread.lo : class->ns_lo, single ? spread.hi : class->ns_hi);
	fprintf(out, " %8.0f", class->pairs);
	if (single)
		fputc('\n', out);
	else
		fprintf(out, "   %.3g to %.3g\n", spread.least, spread.most);
}

/* All classes of the strategy of row `first`. */
static void print_strategy(FILE *out, const struct summary *summary,
			   const struct relations *relations, size_t first)
{
	const char *const strategy = relations->rows[first].strategy;
	char head[96];

	snprintf(head, sizeof(head), "%s, %s", strategy,
		 relations_is_handover(strategy) ? "one way between two PUs"
						 : "2 processes on two PUs");
	fprintf(out, "%-*s %9s %13s %8s   %s\n", LABEL, head, "ns", "95 %", "pairs",
		"fastest to slowest pair");
	for (size_t i = first; i < relations->n; i++)
		if (!strcmp(relations->rows[i].suite, "c2c") &&
		    !strcmp(relations->rows[i].strategy, strategy))
			print_class(out, summary, &relations->rows[i]);
}

int relations_table(FILE *out, const struct summary *summary, bool apart)
{
	struct relations relations;
	const int error = relations_build(&relations, summary);
	size_t shown = 0;

	if (error)
		return error;
	for (size_t i = 0; i < relations.n; i++) {
		size_t before = 0;

		if (strcmp(relations.rows[i].suite, "c2c"))
			continue;
		while (strcmp(relations.rows[before].suite, "c2c") ||
		       strcmp(relations.rows[before].strategy, relations.rows[i].strategy))
			before++;
		if (before < i)
			continue;
		if (apart || shown++)
			fputc('\n', out);
		print_strategy(out, summary, &relations, i);
	}
	relations_free(&relations);
	return 0;
}
