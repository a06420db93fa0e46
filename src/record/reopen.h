/* SPDX-License-Identifier: MIT */
/* The two CSV files of an interrupted sweep made ready to be continued. For results.c. */
#ifndef RECORD_REOPEN_H
#define RECORD_REOPEN_H

#include "record/results.h"

/* Opens results->trials and results->workers of results->dir for appending, cut after the rows of the last whole trial.
 * 0 or -errno having said why. */
int reopen_files(struct results *results);

#endif
