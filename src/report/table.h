/* SPDX-License-Identifier: MIT */
/* The terminal's table: a line a cell, the figures that belong together side by side. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "report/summary.h"

/* The facts of the head and foot lines; borrowed. */
struct table_facts {
	const char *machine; /* "EPYC 7763, guest · 1 node, 1 L3, 2 PUs · Linux 6.18" */
	double trials, seconds;
	const char *const *warnings; /* the most important first */
	size_t n_warnings;
	const char *report; /* path of report.html, or NULL */
};

/* Prints it, at most `width` columns wide where they allow (0: 100); utf8: with middle dots, else plain ASCII.
 * Returns the number of lines. */
size_t table_print(FILE *out, const struct summary *summary, const struct table_facts *facts,
		   unsigned width, bool utf8);

#endif
