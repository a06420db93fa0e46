/* SPDX-License-Identifier: MIT */
/* Two workers by how close they sit: classes of pairs, and the median over the pairs of each. */
#include "report/relations.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/stats.h"
#include "report/pick.h"

#define ROW(member, kind) COLUMN(relation_row, member, kind)

static const struct column columns[] = {
	ROW(suite, COLUMN_TEXT),     ROW(strategy, COLUMN_TEXT),
	ROW(relation, COLUMN_TEXT),  ROW(relation_depth, COLUMN_COUNT),
	ROW(same_node, COLUMN_TEXT), ROW(node_distance, COLUMN_COUNT),
	ROW(kinds, COLUMN_TEXT),     ROW(label, COLUMN_TEXT),
	ROW(pairs, COLUMN_COUNT),    ROW(ns_median, COLUMN_REAL),
	ROW(ns_lo, COLUMN_REAL),     ROW(ns_hi, COLUMN_REAL),
	{ NULL, 0, 0, false },
};

const struct column *relations_columns(void)
{
	return columns;
}

static int words(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* A cell on its way into a class. */
struct entry {
	struct relation_row key; /* without figures */
	const struct summary_row *row;
	size_t place; /* in the summary */
	bool far;     /* the counter lies on neither worker's node */
};

static int by_class(const struct entry *a, const struct entry *b)
{
	int order = relations_compare(&a->key, &b->key);

	if (!order)
		order = words(a->key.suite, b->key.suite);
	return order ? order : words(a->key.strategy, b->key.strategy);
}

static int by_pair(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = by_class(a, b);

	if (!order)
		order = words(a->row->pus, b->row->pus);
	if (!order)
		order = a->far - b->far;
	return order ? order : (a->place > b->place) - (a->place < b->place);
}

/* The type with the most entries, the first of equals. There are few types. */
static const char *main_type(const struct entry *entries, size_t n)
{
	const char *types[COUNTER_TYPES_N];
	size_t counts[COUNTER_TYPES_N] = { 0 }, known = 0, best = 0;

	for (size_t i = 0; i < n; i++) {
		size_t t = 0;

		while (t < known && words(types[t], entries[i].row->type))
			t++;
		if (t == COUNTER_TYPES_N)
			continue;
		types[t] = entries[i].row->type;
		known += t == known;
		counts[t]++;
	}
	for (size_t t = 1; t < known; t++)
		if (counts[t] > counts[best])
			best = t;
	return known ? types[best] : NULL;
}

/* Sorted: class by class, pair by pair. */
static size_t collect(struct entry *entries, const struct summary *summary)
{
	const char *type;
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (!relations_takes(row))
			continue;
		entries[n++] = (struct entry){ .key = { .suite = row->suite,
							.strategy = row->strategy,
							.relation = row->relation,
							.relation_depth = row->relation_depth,
							.same_node = row->same_node,
							.node_distance = row->node_distance,
							.kinds = row->kinds },
					       .row = row,
					       .place = i,
					       .far = !relations_home_is_near(row) };
	}
	type = main_type(entries, n);
	for (size_t i = 0; i < n; i++)
		if (!words(entries[i].row->type, type))
			entries[kept++] = entries[i];
	qsort(entries, kept, sizeof(*entries), by_pair);
	return kept;
}

/* The values of the pairs among n entries of one class. `few` has room for n, as has `values`. Returns how many. */
static size_t values_of(const struct entry *entries, size_t n, double *values, double *few)
{
	size_t pairs = 0;

	for (size_t i = 0; i < n;) {
		const struct entry *first = &entries[i];
		size_t cells = 0;

		for (; i < n && !words(entries[i].row->pus, first->row->pus); i++)
			if (entries[i].far == first->far)
				few[cells++] = entries[i].row->ns_per_op_median;
		values[pairs++] = stats_median(few, cells);
	}
	return pairs;
}

static int add_class(struct relations *relations, const struct entry *entries, size_t n,
		     double *values)
{
	struct relation_row *row = &relations->rows[relations->n];
	const size_t pairs = values_of(entries, n, values, values + n);
	const struct interval interval = stats_median_interval(values, pairs, 0.05);
	char label[96];

	*row = entries->key;
	relations_label(entries->row, label, sizeof(label));
	row->label = relations->labels[relations->n] = strdup(label);
	row->pairs = (double)pairs;
	row->ns_median = stats_median(values, pairs);
	row->ns_lo = interval.lo;
	row->ns_hi = interval.hi;
	relations->n++;
	return row->label ? 0 : -ENOMEM;
}

/* Rows of one class in the order in which the summary first names them. */
static void settle(struct relations *relations, size_t *places)
{
	for (size_t i = 1; i < relations->n; i++) {
		for (size_t j = i; j && places[j - 1] > places[j] &&
				   !relations_compare(&relations->rows[j - 1], &relations->rows[j]);
		     j--) {
			const struct relation_row row = relations->rows[j];
			const size_t place = places[j];

			relations->rows[j] = relations->rows[j - 1];
			relations->rows[j - 1] = row;
			places[j] = places[j - 1];
			places[j - 1] = place;
		}
	}
}

static int build(struct relations *relations, struct entry *entries, size_t n, double *values,
		 size_t *places)
{
	int error = 0;

	for (size_t i = 0, end; !error && i < n; i = end) {
		size_t first = entries[i].place;

		for (end = i; end < n && !by_class(&entries[i], &entries[end]); end++)
			if (entries[end].place < first)
				first = entries[end].place;
		places[relations->n] = first;
		error = add_class(relations, &entries[i], end - i, values);
	}
	if (!error)
		settle(relations, places);
	return error;
}

int relations_build(struct relations *relations, const struct summary *summary)
{
	const size_t n = summary->n + 1;
	struct entry *entries = calloc(n, sizeof(*entries));
	double *values = calloc(2 * n, sizeof(*values));
	size_t *places = calloc(n, sizeof(*places));
	int error = -ENOMEM;

	*relations = (struct relations){ .rows = calloc(n, sizeof(*relations->rows)),
					 .labels = calloc(n, sizeof(*relations->labels)) };
	if (entries && values && places && relations->rows && relations->labels)
		error = build(relations, entries, collect(entries, summary), values, places);
	free(entries);
	free(values);
	free(places);
	if (error) {
		relations_free(relations);
		errno = ENOMEM;
		fail("relations");
	}
	return error;
}

void relations_free(struct relations *relations)
{
	for (size_t i = 0; i < relations->n; i++)
		free(relations->labels[i]);
	free(relations->labels);
	free(relations->rows);
	*relations = (struct relations){ 0 };
}

int relations_write(FILE *out, const struct relations *relations)
{
	columns_csv_header(out, columns);
	for (size_t i = 0; i < relations->n; i++)
		columns_csv_row(out, columns, &relations->rows[i]);
	return ferror(out) ? -EIO : 0;
}
