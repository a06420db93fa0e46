/* SPDX-License-Identifier: MIT */
/* The table of classes of pairs for the page. */
#ifndef REPORT_RELATIONS_PAGE_H
#define REPORT_RELATIONS_PAGE_H

#include <stdio.h>

#include "report/summary.h"

/* A section with the rows of relations.csv, class by class. Nothing where there is one class only and no pairs were
 * measured for their own sake: the table of the figures says it all. 0 or -ENOMEM having said so. */
int relations_page(FILE *out, const struct summary *summary);

#endif
