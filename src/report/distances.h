/* SPDX-License-Identifier: MIT */
/* What pairs of PUs and classes of them make of each other, in a sentence each. */
#ifndef REPORT_DISTANCES_H
#define REPORT_DISTANCES_H

#include <stdio.h>

#include "report/summary.h"

/* Each writes nothing where there are no such cells. */
/* The pairs of suite c2c: how many, their range, the slowest. */
void distances_matrix(FILE *out, const struct summary *summary);
/* The closest class of pairs against the furthest. */
void distances_classes(FILE *out, const struct summary *summary);

#endif
