/* SPDX-License-Identifier: MIT */
/* A results folder: made when the first trial has ended, complete after every row, known as `latest` at the end. */
#ifndef RECORD_RESULTS_H
#define RECORD_RESULTS_H

#include <stdbool.h>
#include <stdio.h>

#include "record/trials.h"

struct results {
	char *dir;	 /* "results/epyc-7763-2pu-20260102T030405Z" */
	const char *run; /* its last part */
	char *parent;
	bool made;
	FILE *trials, *workers;
	int error; /* the first that writing rows met, said then and never again */
};

/* Chooses the folder's name and checks that its parent can be written, creating nothing but the parent.
 * name: letters, digits, "._-" only, a letter or digit first. 0 or -errno having said why. */
int results_open(struct results *results, const char *parent, const char *name);
/* The folder of an interrupted sweep: trials.csv and workers.csv are cut after the rows of the last whole trial (said if
 * anything was lost) and continued. -EINVAL having said why: not ours, edited, of another version, in use. */
int results_reopen(struct results *results, const char *dir);
/* Makes the folder and the two CSV files, if not yet made; where another was made in the same second, under the name
 * with -2 (then dir and run change in place). The caller then adds the other files by results_file(). */
int results_make(struct results *results);
/* Opens DIR/leaf for writing; NULL having said why. Closed by results_file_close(), which says what failed. */
FILE *results_file(const struct results *results, const char *leaf);
int results_file_close(FILE *file, const char *leaf);
/* A trial's rows, flushed, the workers' before the trial's: a trial that is there is there whole. Makes the folder
 * first. identity->run is not looked at: it is this folder's. */
int results_add(struct results *results, const struct trial *trial,
		const struct trial_identity *identity);
/* Closes the files; complete: PARENT/latest points at it from now on. dir, run and parent stay. */
int results_close(struct results *results, bool complete);
void results_free(struct results *results); /* closes what is open; a zeroed struct is fine */

#endif
