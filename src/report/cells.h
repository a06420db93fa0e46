/* SPDX-License-Identifier: MIT */
/* The trials of one cell, sorted out, and its figures. For summary.c. */
#ifndef REPORT_CELLS_H
#define REPORT_CELLS_H

#include <stddef.h>

#include "report/summary.h"

/* Pointers into a table, each array with room for all rows of the cell. */
struct cell_trials {
	const struct trial_row **all; /* sorted by block, repetition, attempt */
	size_t n_all;
	const struct trial_row **valid; /* last attempts with status ok */
	size_t n_valid;
	const struct trial_row **counted; /* those, and the last attempts that lost or read torn */
	size_t n_counted;
	double left_out; /* repetitions */
	double *values;	 /* for whoever computes */
};

/* From all and n_all, the rest. 0 or -ENOMEM. */
int cell_trials_sort_out(struct cell_trials *cell);
void cell_trials_free(struct cell_trials *cell); /* not `all`; a zeroed struct is fine */

/* Everything of a row that its own trials tell. *flags is the caller's to free, who must keep it as long as the row. 0 or
 * -ENOMEM. */
int cell_summarise(struct summary_row *row, struct cell_trials *cell, double half_width,
		   char **flags);
/* t_transfer_ns, from row->t_local_ns. */
void cell_transfer(struct summary_row *row, struct cell_trials *cell);

#endif
