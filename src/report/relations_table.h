/* SPDX-License-Identifier: MIT */
/* The hand-overs of the suite c2c in the terminal's table: a line a relation, as there may be thousands of pairs. */
#ifndef REPORT_RELATIONS_TABLE_H
#define REPORT_RELATIONS_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "report/summary.h"

/* Nothing where no pairs were measured. apart: a blank line first. UTF-8. 0 or -ENOMEM having said so. */
int relations_table(FILE *out, const struct summary *summary, bool apart);

#endif
