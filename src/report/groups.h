/* SPDX-License-Identifier: MIT */
/* The cells in the order they are read: in groups that share all but the strategy, each cell's figures as text. */
#ifndef REPORT_GROUPS_H
#define REPORT_GROUPS_H

#include <stdbool.h>

#include "report/summary.h"

/* Rows of one workload, number of workers, type and placement: shared ones by ns an update kept, failed ones after
 * them, baselines last. */
struct group {
	const struct summary_row **rows; /* into groups.rows */
	size_t n;
	char title[160]; /* "2 processes, 1 counter, 90 % reads" */
};

struct groups {
	const struct summary *summary;
	const struct summary_row **rows;
	struct group *at; /* plain ones first; in them many workers before few */
	size_t n;
	size_t lines;	/* that all of them would take, each with a head and a blank line */
	double workers; /* most of a row */
};

/* 0 or -ENOMEM having said so. groups->summary is borrowed. */
int groups_build(struct groups *groups, const struct summary *summary);
/* Whether group i is among the first to be read where all of them are too many: the most workers of the sweep, and one. */
bool groups_first(const struct groups *groups, size_t i);
void groups_free(struct groups *groups); /* a zeroed struct is fine */

/* The figures of a row as shown, UTF-8; "-" where there is none. A failed row has its status in `ns` and "-" else. */
struct cells {
	char ns[24];	   /* per update kept */
	char interval[32]; /* "4.7-4.9", rounded outward, with the digits that it deserves */
	char alone[24];	   /* ns, one worker */
	char lost[16];	   /* "47 %" */
	char run[16];
	char jain[16];
	char remark[160]; /* what the figures alone would not tell; "" mostly */
	char brief[80];	  /* the same, short */
};
void groups_cells(struct cells *cells, const struct summary *summary,
		  const struct summary_row *row);

/* "200 ns", "1 µs". */
const char *groups_duration(char *text, size_t size, double ns);

#endif
