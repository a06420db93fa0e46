/* SPDX-License-Identifier: MIT */
/* What the same number of processes makes of different placements, in a sentence. */
#ifndef REPORT_PLACEMENTS_H
#define REPORT_PLACEMENTS_H

#include <stdio.h>

#include "report/pick.h"

/* Nothing where no strategy was measured under two placements with the same number of processes. */
void placements_sentence(FILE *out, const struct pick *pick);

#endif
