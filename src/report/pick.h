/* SPDX-License-Identifier: MIT */
/* Choosing cells of a summary, and telling two of them apart by their intervals. */
#ifndef REPORT_PICK_H
#define REPORT_PICK_H

#include <stdbool.h>

#include "report/summary.h"

/* Properties of a cell. */
bool pick_good(const struct summary_row *row);	 /* it has figures */
bool pick_shared(const struct summary_row *row); /* no baseline */
bool pick_exact(const struct summary_row *row);
bool pick_lossy(const struct summary_row *row);
bool pick_plain(const struct summary_row *row); /* no work, no reads */

/* A pair of PUs that was measured for its own sake: left out of what compares workers and placements. */
bool pick_pair(const struct summary_row *row);
bool pick_same_home(const struct summary_row *a, const struct summary_row *b);

/* Type, placement and home with the most cells, the first of equals: those of the charts that are not about them. */
struct pick {
	const struct summary *summary;
	const char *type, *placement;
	const struct summary_row *at_home; /* a row whose home is the one with the most cells */
	double workers; /* most of a good, shared, plain cell of them; 0: there is none */
};
struct pick pick_main(const struct summary *summary);
bool pick_is_main(const struct pick *pick, const struct summary_row *row);
/* The good cell that differs from `row` in the number of workers alone; NULL: none. Placement is not looked at where
 * workers is 1, as equal sets of PUs are measured once. */
const struct summary_row *pick_workers(const struct summary *summary, const struct summary_row *row,
				       double workers);
/* The good cell that is like `row` but without work and reads; NULL: none. */
const struct summary_row *pick_without_work(const struct summary *summary,
					    const struct summary_row *row);

/* A figure with its interval: lo and hi are NAN where there is none. */
struct figure {
	double value, lo, hi;
};
struct figure pick_kept(const struct summary_row *row); /* updates/s */
struct figure pick_ops(const struct summary_row *row);	/* operations/s */
struct figure pick_ns(const struct summary_row *row);	/* ns per operation */

/* Whether a's interval lies wholly above (ABOVE) or below b's. NO_INTERVAL: one of them has none. */
enum apart { APART_OVERLAP, APART_ABOVE, APART_BELOW, APART_NO_INTERVAL };
enum apart pick_apart(struct figure a, struct figure b);

#endif
