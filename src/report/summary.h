/* SPDX-License-Identifier: MIT */
/* Rows to cells: medians with their exact intervals, and what is to be said of each cell. */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include <stddef.h>
#include <stdio.h>

#include "record/trials.h"

/* A cell. Its trials are the last attempts of its repetitions; n of them are valid, and the figures are medians over
 * those that have a value, computed per trial first. An interval is that of the median by order statistics (coverage
 * beside it); NAN below 6 values. Trials that lost updates they must not lose, or read torn, are not valid: they only
 * enter lost_ppm and torn, which say what happened. */
struct summary_row {
	double cell;
	const char *suite, *strategy, *kind, *type;
	double workers;
	const char *placement, *pus;
	double hold_ns, gap_ns, reads_ppm;
	double n; /* valid trials */
	double ops_per_s_median, ops_per_s_lo, ops_per_s_hi, ops_per_s_coverage;
	double ns_per_op_median, ns_per_op_lo, ns_per_op_hi, ns_per_op_coverage;
	double kept_per_s_median, kept_per_s_lo, kept_per_s_hi;
	double ns_per_kept_median, ns_per_kept_lo, ns_per_kept_hi;
	/* medians */
	double lost_ppm, lost_ppm_lo, lost_ppm_hi;
	double run_length, run_length_lo, run_length_hi;
	double jain, jain_lo, jain_hi;
	double jain_2ms, handoffs_per_s, reacquire_median, overlap, edge_error_ppm, start_skew_ns;
	double cycles_per_op; /* aggregate: ns_per_op times the core's frequency */
	double core_hz;
	double torn; /* sum */
	double cpu_ns_per_op, stall_max_ns;
	double t_local_ns; /* ns_per_op of the same cell with one worker */
	double t_transfer_ns; /* (ns_per_op - t_local) * run_length: what a hand-over costs, by a simple model; NAN with
				 one worker, and where it comes out negative: there the model does not hold */
	double ci_met;	   /* 1: the interval of ns_per_op is as narrow as asked for, else 0 */
	double outliers;   /* trials whose ns_per_op is one; none is left out */
	double left_out;   /* repetitions without a valid attempt, in which nothing failed */
	double two_states; /* 1: ns_per_op falls into two groups */
	double drift;	   /* 1: the whole run became slower or faster by more than 2 % */
	/* "ok"; or that of the first trial that failed; with no valid trial at all, of the last one. */
	const char *status;
	/* Of its valid trials, each with the number of them: "freq:2;preempted:1". */
	const char *flags;
	double largest_claim; /* most updates claimed in a trial, valid or not */
	/* Late columns, as those of a trial; home_verified: NAN where trials differ. */
	const char *relation;
	double relation_depth;
	const char *same_node;
	double node_distance;
	const char *kinds, *nodes;
	double per_l3, home;
	const char *home_asked;
	double home_verified;
	double server_pu;
	const char *server_shares;
};
const struct column *summary_columns(void);

struct summary {
	struct summary_row *rows; /* in the order of cells */
	size_t n;
	double trials;	/* attempts that were run */
	double invalid; /* those of them that say nothing */
	char **texts;	/* storage of made strings */
	size_t n_texts;
};

/* half_width: the interval's target, such as 0.01. 0 or -ENOMEM. Strings are borrowed from the table, whose rows must
 * agree with each other as trial_table_read() sees to. */
int summary_build(struct summary *summary, const struct trial_table *table, double half_width);
void summary_free(struct summary *summary);
/* 0 or -EIO, in silence: whoever closes `out` says why. */
int summary_write(FILE *out, const struct summary *summary);
/* Half-width of the interval of one cell's ns_per_op relative to its median; NAN below n = 6. For stopping. */
double summary_half_width(const double *values, size_t n);

#endif
