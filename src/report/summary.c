/* SPDX-License-Identifier: MIT */
/* Rows to cells: the columns of summary.csv, and what is to be said of all cells together. */
#include "report/summary.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stats.h"
#include "report/cells.h"

#define ROW(member, kind) COLUMN(summary_row, member, kind)
#define LATE(member, kind) COLUMN_LATE(summary_row, member, kind)
#define TEXT COLUMN_TEXT
#define COUNT COLUMN_COUNT
#define REAL COLUMN_REAL

static const struct column columns[] = {
	ROW(cell, COUNT),
	ROW(suite, TEXT),
	ROW(strategy, TEXT),
	ROW(kind, TEXT),
	ROW(type, TEXT),
	ROW(workers, COUNT),
	ROW(placement, TEXT),
	ROW(pus, TEXT),
	ROW(hold_ns, COUNT),
	ROW(gap_ns, COUNT),
	ROW(reads_ppm, COUNT),
	ROW(n, COUNT),
	ROW(ops_per_s_median, REAL),
	ROW(ops_per_s_lo, REAL),
	ROW(ops_per_s_hi, REAL),
	ROW(ops_per_s_coverage, REAL),
	ROW(ns_per_op_median, REAL),
	ROW(ns_per_op_lo, REAL),
	ROW(ns_per_op_hi, REAL),
	ROW(ns_per_op_coverage, REAL),
	ROW(kept_per_s_median, REAL),
	ROW(kept_per_s_lo, REAL),
	ROW(kept_per_s_hi, REAL),
	ROW(ns_per_kept_median, REAL),
	ROW(ns_per_kept_lo, REAL),
	ROW(ns_per_kept_hi, REAL),
	ROW(lost_ppm, REAL),
	ROW(lost_ppm_lo, REAL),
	ROW(lost_ppm_hi, REAL),
	ROW(run_length, REAL),
	ROW(run_length_lo, REAL),
	ROW(run_length_hi, REAL),
	ROW(jain, REAL),
	ROW(jain_lo, REAL),
	ROW(jain_hi, REAL),
	ROW(jain_2ms, REAL),
	ROW(handoffs_per_s, REAL),
	ROW(reacquire_median, REAL),
	ROW(overlap, REAL),
	ROW(edge_error_ppm, REAL),
	ROW(start_skew_ns, REAL),
	ROW(cycles_per_op, REAL),
	ROW(core_hz, REAL),
	ROW(torn, COUNT),
	ROW(cpu_ns_per_op, REAL),
	ROW(stall_max_ns, REAL),
	ROW(t_local_ns, REAL),
	ROW(t_transfer_ns, REAL),
	ROW(ci_met, COUNT),
	ROW(outliers, COUNT),
	ROW(left_out, COUNT),
	ROW(two_states, COUNT),
	ROW(drift, COUNT),
	ROW(status, TEXT),
	ROW(flags, TEXT),
	ROW(largest_claim, COUNT),
	LATE(relation, TEXT),
	LATE(relation_depth, COUNT),
	LATE(same_node, TEXT),
	LATE(node_distance, COUNT),
	LATE(kinds, TEXT),
	LATE(nodes, TEXT),
	LATE(per_l3, COUNT),
	LATE(home, COUNT),
	LATE(home_asked, TEXT),
	LATE(home_verified, COUNT),
	LATE(server_pu, COUNT),
	LATE(server_shares, TEXT),
	{ NULL, 0, 0, false },
};

const struct column *summary_columns(void)
{
	return columns;
}

/* What building needs and the summary does not keep. */
struct build {
	const struct trial_row **sorted; /* by cell, block, repetition, attempt */
	size_t n_sorted;
	struct cell_trials *cells; /* of each row of the summary */
};

static int compare(double a, double b)
{
	return (a > b) - (a < b);
}

static int by_attempt(const void *a, const void *b)
{
	const struct trial_row *x = *(const struct trial_row *const *)a;
	const struct trial_row *y = *(const struct trial_row *const *)b;
	int order = compare(x->cell, y->cell);

	if (!order)
		order = compare(x->block, y->block);
	if (!order)
		order = compare(x->repetition, y->repetition);
	return order ? order : compare(x->attempt, y->attempt);
}

/* The running order, whether `order` counts within a block or over all of them. */
static int by_order(const void *a, const void *b)
{
	const struct trial_row *x = *(const struct trial_row *const *)a;
	const struct trial_row *y = *(const struct trial_row *const *)b;
	int order = compare(x->block, y->block);

	return order ? order : compare(x->order, y->order);
}

static int sort_rows(struct build *build, const struct trial_table *table)
{
	build->n_sorted = table->n;
	build->sorted = calloc(table->n + 1, sizeof(*build->sorted));
	if (!build->sorted)
		return -ENOMEM;
	for (size_t i = 0; i < table->n; i++)
		build->sorted[i] = &table->rows[i];
	qsort(build->sorted, table->n, sizeof(*build->sorted), by_attempt);
	return 0;
}

static int make_rows(struct summary *summary, struct build *build)
{
	size_t n = 0;

	for (size_t i = 0; i < build->n_sorted; i++)
		n += i == 0 || build->sorted[i]->cell > build->sorted[i - 1]->cell;
	summary->rows = calloc(n + 1, sizeof(*summary->rows));
	summary->texts = calloc(n + 1, sizeof(*summary->texts));
	build->cells = calloc(n + 1, sizeof(*build->cells));
	if (!summary->rows || !summary->texts || !build->cells)
		return -ENOMEM;
	summary->n = summary->n_texts = n;
	return 0;
}

static int summarise_cells(struct summary *summary, struct build *build, double half_width)
{
	size_t end = 0;

	for (size_t i = 0; i < summary->n; i++) {
		struct cell_trials *cell = &build->cells[i];
		size_t start = end;
		int error;

		while (end < build->n_sorted &&
		       build->sorted[end]->cell <= build->sorted[start]->cell)
			end++;
		cell->all = &build->sorted[start];
		cell->n_all = end - start;
		error = cell_trials_sort_out(cell);
		if (!error)
			error = cell_summarise(&summary->rows[i], cell, half_width,
					       &summary->texts[i]);
		if (error)
			return error;
	}
	return 0;
}

/* The same work by one worker. Placements that come to the same PUs are measured once, under the name of one of them:
 * that of the row's own suite and placement first. */
static const struct summary_row *alone(const struct summary *summary, const struct summary_row *row)
{
	const struct summary_row *best = NULL;
	int best_match = -1;

	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *other = &summary->rows[i];
		int match;

		if (other->workers > 1 || strcmp(other->strategy, row->strategy) != 0 ||
		    strcmp(other->type, row->type) != 0 || compare(other->hold_ns, row->hold_ns) ||
		    compare(other->gap_ns, row->gap_ns) ||
		    compare(other->reads_ppm, row->reads_ppm) ||
		    stats_is_na(other->ns_per_op_median))
			continue;
		match = 2 * !strcmp(other->suite, row->suite) +
			!strcmp(other->placement, row->placement);
		if (match <= best_match)
			continue;
		best = other;
		best_match = match;
	}
	return best;
}

static void compare_with_alone(struct summary *summary, struct build *build)
{
	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *other = alone(summary, &summary->rows[i]);

		summary->rows[i].t_local_ns = other ? other->ns_per_op_median : NAN;
		cell_transfer(&summary->rows[i], &build->cells[i]);
	}
}

static const struct summary_row *row_of(const struct summary *summary, double cell)
{
	size_t low = 0, high = summary->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (summary->rows[middle].cell <= cell)
			low = middle;
		else
			high = middle;
	}
	return &summary->rows[low];
}

/* Each valid trial's ns_per_op beside the median of its cell, in the order in which they were run. */
static bool drifted(const struct summary *summary, const struct trial_row **valid, size_t n,
		    double *values, double *medians)
{
	size_t known = 0;

	qsort(valid, n, sizeof(*valid), by_order);
	for (size_t i = 0; i < n; i++) {
		values[known] = valid[i]->figures.ns_per_op;
		medians[known] = row_of(summary, valid[i]->cell)->ns_per_op_median;
		known += !stats_is_na(values[known]);
	}
	return stats_drifted(stats_drift(values, medians, known));
}

static int look_for_drift(struct summary *summary, const struct build *build)
{
	const struct trial_row **valid = calloc(build->n_sorted + 1, sizeof(*valid));
	double *values = calloc(2 * build->n_sorted + 1, sizeof(*values));
	size_t n = 0;
	bool drift;

	if (!valid || !values) {
		free(valid);
		free(values);
		return -ENOMEM;
	}
	for (size_t i = 0; i < summary->n; i++)
		for (size_t j = 0; j < build->cells[i].n_valid; j++)
			valid[n++] = build->cells[i].valid[j];
	drift = drifted(summary, valid, n, values, values + n);
	for (size_t i = 0; i < summary->n; i++)
		summary->rows[i].drift = drift;
	free(valid);
	free(values);
	return 0;
}

static void count(struct summary *summary, const struct trial_table *table)
{
	for (size_t i = 0; i < table->n; i++) {
		enum status status = (enum status)status_find(table->rows[i].status);

		summary->trials += status != STATUS_SKIPPED;
		summary->invalid += status_invalid(status);
	}
}

int summary_build(struct summary *summary, const struct trial_table *table, double half_width)
{
	struct build build = { 0 };
	int error = sort_rows(&build, table);

	*summary = (struct summary){ 0 };
	if (!error)
		error = make_rows(summary, &build);
	if (!error)
		error = summarise_cells(summary, &build, half_width);
	if (!error)
		compare_with_alone(summary, &build);
	if (!error)
		error = look_for_drift(summary, &build);
	count(summary, table);
	for (size_t i = 0; build.cells && i < summary->n; i++)
		cell_trials_free(&build.cells[i]);
	free(build.cells);
	free(build.sorted);
	if (error)
		summary_free(summary);
	return error;
}

void summary_free(struct summary *summary)
{
	for (size_t i = 0; i < summary->n_texts; i++)
		free(summary->texts[i]);
	free(summary->texts);
	free(summary->rows);
	*summary = (struct summary){ 0 };
}

int summary_write(FILE *out, const struct summary *summary)
{
	columns_csv_header(out, columns);
	for (size_t i = 0; i < summary->n; i++)
		columns_csv_row(out, columns, &summary->rows[i]);
	return ferror(out) ? -EIO : 0;
}
