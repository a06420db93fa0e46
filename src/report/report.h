/* SPDX-License-Identifier: MIT */
/* All that is derived from a results folder: summary.csv, relations.csv, charts, report.html, and the table. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdio.h>

struct report_options {
	const char *format; /* of the charts: "svg" or "png" */
	FILE *table;	    /* where the table goes; NULL: nowhere */
	double half_width;  /* 0: 1 % */
};

/* Everything from DIR's CSV files and host.txt alone; DIR is written to, nothing else. 0 or -errno having said why. */
int report_make(const char *dir, const struct report_options *options);
/* Columns of the terminal that `out` is; 0: it is none, or a narrow one. */
unsigned report_width(FILE *out);

#endif
