/* SPDX-License-Identifier: MIT */
/* report.html of several machines: what differs between them, the chart, the figures side by side. */
#ifndef REPORT_MACHINES_PAGE_H
#define REPORT_MACHINES_PAGE_H

#include <stdio.h>

#include "report/joint.h"

/* Self-contained. The chart is OUT/machines.svg, where it is there. 0 or -errno having said why. */
int machines_page(FILE *page, const struct joint *joint, const char *out);

#endif
