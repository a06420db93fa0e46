/* SPDX-License-Identifier: MIT */
/* A trial as one line that is read by eyes. */
#ifndef CLI_TRIAL_LINE_H
#define CLI_TRIAL_LINE_H

#include <stddef.h>
#include <stdio.h>

struct trial;

/* "  1  fetch_add, 2 workers  4.81 ns/op  208 Mop/s  lost 0  run 6.1  Jain 1.000  overlap 1.000"; then the status and
 * its reason where it is not ok, and the flags. What is not known is "-". */
void trial_line_print(FILE *out, const struct trial *trial, unsigned repetition);

/* "median of 9: 4.81 ns/op, 4.78 to 4.86 (96.1 %)". n is STATS_INTERVAL_MIN or more. */
void trial_line_median(FILE *out, const double *ns_per_op, size_t n);

#endif
