/* SPDX-License-Identifier: MIT */
/* What a reader of the report should doubt, each point with the cells that it concerns. */
#ifndef REPORT_DOUBTS_H
#define REPORT_DOUBTS_H

#include <stdio.h>

#include "report/summary.h"

/* A section of the page: failed and unsure cells, flags, outliers, drift, what was left out. Never empty: what one run
 * cannot tell is always said. */
void doubts_html(FILE *out, const struct summary *summary);

#endif
