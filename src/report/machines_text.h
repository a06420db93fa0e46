/* SPDX-License-Identifier: MIT */
/* Several machines side by side in words: for the terminal, and the sentence under the chart. */
#ifndef REPORT_MACHINES_TEXT_H
#define REPORT_MACHINES_TEXT_H

#include <stdio.h>

#include "report/joint.h"

/* What differs between the hosts first, then the figures that they have in common; ASCII but for what the data holds.
 * At most `width` columns wide where one machine's fit (0: 100). report: path of report.html; NULL: none was written. */
void machines_table(FILE *out, const struct joint *joint, const char *report, unsigned width);

/* What the chart of the machines shows, and no more than the intervals carry. */
void machines_sentence(FILE *out, const struct joint *joint);

/* What is to be known before the figures are compared, a sentence at a time: folders of one machine, how cells were matched,
 * nothing in common. NULL past the end; else the caller's to free(). */
char *machines_note(const struct joint *joint, size_t i);

/* The figures of a class as text: "45.2" and "44.1-46.3"; "-" where there is none. */
struct class_cells {
	char ns[32], interval[72];
};
void machines_class_cells(struct class_cells *cells, const struct relation_row *row);

#endif
