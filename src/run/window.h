/* SPDX-License-Identifier: MIT */
/* From the edges that the workers wrote to the figures of a trial: arithmetic only. */
#ifndef RUN_WINDOW_H
#define RUN_WINDOW_H

struct clock;
struct trial;

/* Fills trial->figures and flags, and turns an OK status into LOST or TORN where the counts say so. Reads all else of
 * the trial. Source of the throughput: one common window, X = sum of ops in it / its length. */
void window_account(struct trial *trial, const struct clock *clock);

#endif
