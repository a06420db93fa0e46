/* SPDX-License-Identifier: MIT */
/* The trials of one cell, sorted out, and its figures: each computed per trial, then its median. */
#include "report/cells.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/metrics.h"
#include "base/stats.h"

#define ALPHA 0.05
#define NONE SIZE_MAX

static double figure(const struct trial_row *row, size_t offset)
{
	return *(const double *)(const void *)((const char *)&row->figures + offset);
}

static double *member(struct summary_row *row, size_t offset)
{
	return (double *)(void *)((char *)row + offset);
}

static bool last_attempt(const struct cell_trials *cell, size_t i)
{
	const struct trial_row *row = cell->all[i], *next;

	if (i + 1 == cell->n_all)
		return true;
	next = cell->all[i + 1];
	return row->block != next->block || row->repetition != next->repetition;
}

static enum status status_of(const struct trial_row *row)
{
	return (enum status)status_find(row->status);
}

int cell_trials_sort_out(struct cell_trials *cell)
{
	cell->valid = calloc(cell->n_all, sizeof(*cell->valid));
	cell->counted = calloc(cell->n_all, sizeof(*cell->counted));
	cell->values = calloc(cell->n_all, sizeof(*cell->values));
	if (!cell->valid || !cell->counted || !cell->values)
		return -ENOMEM;
	for (size_t i = 0; i < cell->n_all; i++) {
		enum status status = status_of(cell->all[i]);

		if (!last_attempt(cell, i))
			continue;
		if (status == STATUS_OK)
			cell->valid[cell->n_valid++] = cell->all[i];
		if (status == STATUS_OK || status == STATUS_LOST || status == STATUS_TORN)
			cell->counted[cell->n_counted++] = cell->all[i];
		cell->left_out += status_invalid(status) || status == STATUS_INTERRUPTED;
	}
	return 0;
}

void cell_trials_free(struct cell_trials *cell)
{
	free(cell->valid);
	free(cell->counted);
	free(cell->values);
}

static double ns_per_op(const struct trial_row *row)
{
	return row->figures.ns_per_op;
}

static double ns_per_kept(const struct trial_row *row)
{
	return row->figures.kept_per_s > 0 ? 1e9 / row->figures.kept_per_s : NAN;
}

static double cycles_per_op(const struct trial_row *row)
{
	return row->figures.ns_per_op * row->figures.core_hz / 1e9;
}

/* Where a figure comes from, and where its median and interval go. */
struct measure {
	size_t figure; /* in struct figures; NONE: derived */
	double (*derived)(const struct trial_row *row);
	size_t median, lo, hi, coverage; /* in struct summary_row; NONE: not there */
};

#define FROM(name) offsetof(struct figures, name)
#define TO(name) offsetof(struct summary_row, name)

static const struct measure measures[] = {
	{ FROM(ops_per_s), NULL, TO(ops_per_s_median), TO(ops_per_s_lo), TO(ops_per_s_hi),
	  TO(ops_per_s_coverage) },
	{ FROM(ns_per_op), NULL, TO(ns_per_op_median), TO(ns_per_op_lo), TO(ns_per_op_hi),
	  TO(ns_per_op_coverage) },
	{ FROM(kept_per_s), NULL, TO(kept_per_s_median), TO(kept_per_s_lo), TO(kept_per_s_hi),
	  NONE },
	{ NONE, ns_per_kept, TO(ns_per_kept_median), TO(ns_per_kept_lo), TO(ns_per_kept_hi), NONE },
	{ FROM(run_length), NULL, TO(run_length), TO(run_length_lo), TO(run_length_hi), NONE },
	{ FROM(jain), NULL, TO(jain), TO(jain_lo), TO(jain_hi), NONE },
	{ FROM(jain_2ms), NULL, TO(jain_2ms), NONE, NONE, NONE },
	{ FROM(handoffs_per_s), NULL, TO(handoffs_per_s), NONE, NONE, NONE },
	{ FROM(reacquire_median), NULL, TO(reacquire_median), NONE, NONE, NONE },
	{ FROM(overlap), NULL, TO(overlap), NONE, NONE, NONE },
	{ FROM(edge_error_ppm), NULL, TO(edge_error_ppm), NONE, NONE, NONE },
	{ FROM(start_skew_ns), NULL, TO(start_skew_ns), NONE, NONE, NONE },
	{ NONE, cycles_per_op, TO(cycles_per_op), NONE, NONE, NONE },
	{ FROM(core_hz), NULL, TO(core_hz), NONE, NONE, NONE },
	{ FROM(cpu_ns_per_op), NULL, TO(cpu_ns_per_op), NONE, NONE, NONE },
	{ FROM(stall_max_ns), NULL, TO(stall_max_ns), NONE, NONE, NONE },
};

static const struct measure lost = { FROM(lost_ppm),  NULL, TO(lost_ppm), TO(lost_ppm_lo),
				     TO(lost_ppm_hi), NONE };

static double value_of(const struct measure *measure, const struct trial_row *row)
{
	return measure->derived ? measure->derived(row) : figure(row, measure->figure);
}

static size_t collect(double *values, const struct measure *measure,
		      const struct trial_row *const *rows, size_t n)
{
	size_t known = 0;

	for (size_t i = 0; i < n; i++) {
		values[known] = value_of(measure, rows[i]);
		known += !stats_is_na(values[known]);
	}
	return known;
}

static void summarise(struct summary_row *row, const struct measure *measure, const double *values,
		      size_t n)
{
	struct interval interval = stats_median_interval(values, n, ALPHA);

	*member(row, measure->median) = stats_median(values, n);
	if (measure->lo != NONE) {
		*member(row, measure->lo) = interval.lo;
		*member(row, measure->hi) = interval.hi;
	}
	if (measure->coverage != NONE)
		*member(row, measure->coverage) = interval.coverage;
}

double summary_half_width(const double *values, size_t n)
{
	return stats_relative_half(stats_median_interval(values, n, ALPHA),
				   stats_median(values, n));
}

/* What ns_per_op, by which a cell is closed, says of itself. */
static void judge(struct summary_row *row, struct cell_trials *cell, double half_width)
{
	static const struct measure ns = { .figure = NONE, .derived = ns_per_op };
	size_t n = collect(cell->values, &ns, cell->valid, cell->n_valid);

	row->ci_met = summary_half_width(cell->values, n) <= half_width;
	row->outliers = (double)stats_outliers(cell->values, n, NULL);
	row->two_states = stats_two_states(cell->values, n);
	row->left_out = cell->left_out;
}

static const char *cell_status(const struct cell_trials *cell)
{
	for (size_t i = 0; i < cell->n_all; i++)
		if (status_failed(status_of(cell->all[i])))
			return cell->all[i]->status;
	return cell->n_valid ? status_name(STATUS_OK) : cell->all[cell->n_all - 1]->status;
}

static char *count_flags(const struct cell_trials *cell)
{
	unsigned counts[TRIAL_FLAGS_N] = { 0 };
	const char *between = "", *bad;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < cell->n_valid; i++) {
		unsigned flags = 0;

		if (cell->valid[i]->flags)
			trial_flags_find(cell->valid[i]->flags, &flags, &bad);
		for (unsigned bit = 0; bit < TRIAL_FLAGS_N; bit++)
			counts[bit] += flags >> bit & 1;
	}
	for (unsigned bit = 0; bit < TRIAL_FLAGS_N; bit++) {
		if (counts[bit] == 0)
			continue;
		fprintf(out, "%s%s:%u", between, trial_flag_name(bit), counts[bit]);
		between = ";";
	}
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static void identify(struct summary_row *row, const struct trial_row *trial)
{
	*row = (struct summary_row){
		.cell = trial->cell,
		.suite = trial->suite,
		.strategy = trial->strategy,
		.kind = trial->kind,
		.type = trial->type,
		.workers = trial->workers,
		.placement = trial->placement,
		.pus = trial->pus,
		.hold_ns = trial->hold_ns,
		.gap_ns = trial->gap_ns,
		.reads_ppm = trial->reads_ppm,
		.relation = trial->relation,
		.relation_depth = trial->relation_depth,
		.same_node = trial->same_node,
		.node_distance = trial->node_distance,
		.kinds = trial->kinds,
		.nodes = trial->nodes,
		.per_l3 = trial->per_l3,
		.home = trial->home,
		.home_asked = trial->home_asked,
		.home_verified = NAN,
		.server_pu = trial->server_pu,
		.server_shares = trial->server_shares,
		.torn = NAN,
		.t_local_ns = NAN,
		.t_transfer_ns = NAN,
		.largest_claim = NAN,
	};
}

/* Where all valid trials saw the counter; NAN where they differ or did not see. */
static double verified(const struct cell_trials *cell)
{
	double home = cell->n_valid ? cell->valid[0]->home_verified : NAN;

	for (size_t i = 1; i < cell->n_valid; i++)
		if (!(cell->valid[i]->home_verified == home))
			home = NAN;
	return home;
}

int cell_summarise(struct summary_row *row, struct cell_trials *cell, double half_width,
		   char **flags)
{
	*flags = count_flags(cell);
	if (!*flags)
		return -ENOMEM;
	identify(row, cell->all[0]);
	row->n = (double)cell->n_valid;
	for (size_t i = 0; i < sizeof(measures) / sizeof(*measures); i++)
		summarise(row, &measures[i], cell->values,
			  collect(cell->values, &measures[i], cell->valid, cell->n_valid));
	summarise(row, &lost, cell->values,
		  collect(cell->values, &lost, cell->counted, cell->n_counted));
	for (size_t i = 0; i < cell->n_counted; i++)
		if (!stats_is_na(cell->counted[i]->figures.torn))
			row->torn = fmax(row->torn, 0) + cell->counted[i]->figures.torn;
	for (size_t i = 0; i < cell->n_all; i++)
		row->largest_claim = fmax(row->largest_claim, cell->all[i]->figures.claimed);
	judge(row, cell, half_width);
	row->home_verified = verified(cell);
	row->status = cell_status(cell);
	row->flags = *flags;
	return 0;
}

void cell_transfer(struct summary_row *row, struct cell_trials *cell)
{
	size_t n = 0;
	double median;

	if (row->workers < 2)
		return;
	for (size_t i = 0; i < cell->n_valid; i++) {
		const struct figures *figures = &cell->valid[i]->figures;

		cell->values[n] = metrics_transfer_ns(figures->ns_per_op, row->t_local_ns,
						      figures->run_length);
		n += !stats_is_na(cell->values[n]);
	}
	median = stats_median(cell->values, n);
	row->t_transfer_ns = median >= 0 ? median : NAN;
}
