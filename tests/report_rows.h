/* SPDX-License-Identifier: MIT */
/* Made-up summaries for the tests of the report. */
#ifndef TESTS_REPORT_ROWS_H
#define TESTS_REPORT_ROWS_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/summary.h"

#define ROWS_MAX 400

static struct summary_row rows_store[ROWS_MAX];

static inline struct summary rows_none(void)
{
	return (struct summary){ .rows = rows_store };
}

/* Adds a plain cell of nine trials: ns an update kept, and its interval of +- `half` of it (NAN: none); `lost_ppm`: what
 * was lost (NAN: not applicable). Returns it to be changed. */
static inline struct summary_row *rows_add(struct summary *summary, const char *strategy,
					   const char *kind, double workers, double ns, double half,
					   double lost_ppm)
{
	struct summary_row *row = &summary->rows[summary->n++];
	const double kept = isnan(lost_ppm) ? 1 : 1 - lost_ppm / 1e6;

	*row = (struct summary_row){
		.cell = (double)summary->n,
		.suite = "standard",
		.strategy = strategy,
		.kind = kind,
		.type = "u64",
		.workers = workers,
		.placement = "compact",
		.pus = "0 1",
		.n = isnan(half) ? 3 : 9,
		.ns_per_kept_median = ns,
		.ns_per_kept_lo = ns * (1 - half),
		.ns_per_kept_hi = ns * (1 + half),
		.ns_per_op_median = ns * kept,
		.ns_per_op_lo = ns * kept * (1 - half),
		.ns_per_op_hi = ns * kept * (1 + half),
		.kept_per_s_median = 1e9 / ns,
		.kept_per_s_lo = 1e9 / ns * (1 - half),
		.kept_per_s_hi = 1e9 / ns * (1 + half),
		.ops_per_s_median = 1e9 / ns / kept,
		.ops_per_s_lo = 1e9 / ns / kept * (1 - half),
		.ops_per_s_hi = 1e9 / ns / kept * (1 + half),
		.lost_ppm = lost_ppm,
		.lost_ppm_lo = lost_ppm * (1 - half),
		.lost_ppm_hi = lost_ppm * (1 + half),
		.run_length = NAN,
		.run_length_lo = NAN,
		.run_length_hi = NAN,
		.jain = 1,
		.jain_lo = 1,
		.jain_hi = 1,
		.cycles_per_op = ns * kept * 3.7,
		.core_hz = 3.7e9,
		.ci_met = 1,
		.status = "ok",
		.flags = "",
	};
	summary->trials += row->n;
	return row;
}

static inline void rows_fail(struct summary_row *row, const char *status)
{
	row->status = status;
	row->n = 0;
	row->ns_per_kept_median = row->ns_per_kept_lo = row->ns_per_kept_hi = NAN;
	row->ns_per_op_median = row->ns_per_op_lo = row->ns_per_op_hi = NAN;
	row->kept_per_s_median = row->kept_per_s_lo = row->kept_per_s_hi = NAN;
	row->ops_per_s_median = row->ops_per_s_lo = row->ops_per_s_hi = NAN;
	row->lost_ppm = row->run_length = row->jain = NAN;
}

/* A sweep on two PUs, a little of everything. */
static inline struct summary rows_two(void)
{
	struct summary summary = rows_none();

	for (double n = 1; n <= 2; n++) {
		rows_add(&summary, "empty", "baseline", n, 0.27 / n, 0.001, NAN);
		rows_add(&summary, "private", "baseline", n, 0.28 / n, 0.002, NAN);
		rows_add(&summary, "unlocked", "lossy", n, n == 1 ? 0.71 : 2.93, 0.08,
			 n == 1 ? 0 : 470000);
		rows_add(&summary, "mutex", "exact", n, n == 1 ? 8.0 : 18.9, 0.1, 0)->run_length =
			n == 1 ? NAN : 257;
		rows_add(&summary, "fetch_add", "exact", n, n == 1 ? 2.09 : 4.8, 0.02, 0)
			->run_length = n == 1 ? NAN : 5.85;
		rows_add(&summary, "semaphore", "exact", n, n == 1 ? 10.5 : 18.5, 0.01, 0)
			->two_states = 1;
	}
	rows_fail(rows_add(&summary, "cas", "exact", 2, 10, 0.01, 0), "hung");
	for (int i = 0; i < 2; i++) {
		struct summary_row *row =
			rows_add(&summary, i ? "mutex" : "fetch_add", "exact", 2, 212 - i, 0.02, 0);

		row->hold_ns = 200;
		row->gap_ns = 1000;
	}
	rows_add(&summary, "fetch_add", "exact", 2, 3.2, 0.02, 0)->reads_ppm = 900000;
	return summary;
}

#endif
