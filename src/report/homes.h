/* SPDX-License-Identifier: MIT */
/* What it costs to have the counter on another node than the workers, in a sentence. */
#ifndef REPORT_HOMES_H
#define REPORT_HOMES_H

#include <stdio.h>

#include "report/summary.h"

/* Suite topology: two workers on one node, the counter there against elsewhere, by strategy. Nothing without such cells. */
void homes_sentence(FILE *out, const struct summary *summary);

#endif
