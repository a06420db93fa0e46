/* SPDX-License-Identifier: MIT */
/* One plain sentence under each chart: what it shows in this data, and no more than the intervals carry. */
#ifndef REPORT_SENTENCES_H
#define REPORT_SENTENCES_H

#include <stdio.h>

#include "report/summary.h"

/* Writes that of the chart `name` ("scaling"), UTF-8, not escaped; nothing where the chart is unknown or has no cells.
 * Two figures are told apart only where their intervals do not overlap; that is stricter than a test at 5 %. */
void sentence_write(FILE *out, const char *name, const struct summary *summary);

#endif
