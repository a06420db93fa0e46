/* SPDX-License-Identifier: MIT */
/* From the counts of several workers in one window: rates, fairness, run length, losses. */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each may be NA (base/stats.h). */
struct metrics {
	double ops_per_s;	     /* all together, over the one window of all */
	double ns_per_op;	     /* 1e9 / ops_per_s */
	double ns_per_op_per_worker; /* times n: how long one of them waits */
	double jain;		     /* stats_jain() of the workers' counts */
	double min_max;		     /* least over largest count */
	double run_length;	     /* mean updates in a row by one worker; NA for one worker */
	double handoffs_per_s;
	double edge_error; /* largest relative error of ops_per_s: a burst an edge */
};

/* Counts of n workers within the window: ops[i]; handoffs[i], the updates that followed one by
 * another worker (NULL: not known); burst[i], the updates between two looks at the clock. Where
 * nothing was done, or window_ns is 0, what would divide by it is NA. */
struct metrics metrics_window(uint64_t window_ns, const uint64_t *ops, const uint64_t *handoffs,
			      const uint64_t *burst, size_t n);

/* What became of the updates that n workers claim to have made. */
struct loss {
	uint64_t claimed; /* their sum */
	uint64_t residue; /* claimed - (final - init) modulo 2^bits; 0 where nothing was lost */
	bool known;	  /* the counter cannot have gone round: what follows holds */
	int64_t lost;	  /* claimed - kept; negative: the counter gained, so it is broken */
	double lost_ppm;  /* of claimed; NA where not known or nothing was claimed */
};

/* total[i]: updates of worker i from init to final of a counter of 1 ... 64 bits. */
struct loss metrics_loss(const uint64_t *total, size_t n, uint64_t init, uint64_t final,
			 unsigned bits);

/* Time to move the counter's line to another worker, ns, by the model t_op = t_local + transfer /
 * run_length: t_op per update when contended, t_local alone. NA where one of them is. */
double metrics_transfer_ns(double t_op, double t_local, double run_length);

#endif
