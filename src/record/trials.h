/* SPDX-License-Identifier: MIT */
/* trials.csv and workers.csv: what was seen, a row a trial and a row a worker of it. The one place of column names. */
#ifndef RECORD_TRIALS_H
#define RECORD_TRIALS_H

#include <stddef.h>

#include "base/columns.h"
#include "run/trial.h"

#define TRIALS_SCHEMA 1

/* Whose trial it is: what a trial does not know of itself. Strings are borrowed. */
struct trial_identity {
	const char *run; /* the results folder's name */
	const char *name, *tag;
	unsigned block, order, repetition,
		attempt; /* block, order, repetition from 1; attempt from 1 */
	uint64_t seed;
	const struct clock *clock;
};

/* A row, as written and as read back. Numbers are doubles, NAN where the file says NA. */
struct trial_row {
	double schema;
	const char *run, *name, *tag;
	double cell;
	const char *suite, *strategy, *kind, *type;
	double workers;
	const char *placement, *pus;
	double hold_ns, gap_ns, reads_ppm;
	double block, order, repetition, attempt;
	const char *status;
	struct figures figures; /* its columns stand in the order that trials.c says */
	const char *clock, *flags;
	double clock_hz, clock_quantum_ns;
	double warmup_ns, drain_ns, slices;
	const char *seed; /* decimal: 64 bits, more than a double holds */
	double arena_offset, wall_ns;
	const char *reason; /* "" where the status is ok */
	/* Late columns: NULL and NAN where an older file lacks them. Of all workers; the widest relation. */
	const char *relation; /* "l3"; NULL: one worker */
	double relation_depth;
	const char *same_node; /* "yes", "no" */
	double node_distance;
	const char *kinds, *nodes; /* "0/1"; "0 1" */
	double per_l3;		   /* most workers that share an L3 */
	double home;		   /* node that the counter was to lie on */
	const char *home_asked;	   /* "local", or its number */
	double home_verified;
	const char *home_placed, *home_by;
	double server_pu;	   /* NAN: no server, here and below */
	const char *server_shares; /* "own", "core", "shared" */
	unsigned long line;	   /* on which it stands in its file; 0: not read from one */
	char *storage;		   /* of the strings, where read from a file */
};

/* The columns of trials.csv, up to one without a name. */
const struct column *trial_columns(void);

/* The strings of a row that are made for it. */
struct trial_text {
	char *pus, *flags, *seed, *kinds, *home_asked;
};
/* Fills a row from a trial; strings are borrowed from trial, identity and *text. 0, with *text to be freed whatever
 * becomes of the row; or -ENOMEM. */
int trial_row_fill(struct trial_row *row, struct trial_text *text, const struct trial *trial,
		   const struct trial_identity *identity);

void trial_text_free(struct trial_text *text); /* a zeroed struct is fine */

/* The flags of a row as bits of enum trial_flag. 0, or -EINVAL where one is unknown: *bad is where it begins. */
int trial_flags_find(const char *text, unsigned *flags, const char **bad);

/* 0; or -EINVAL having said which column of the row contradicts which other one, or cannot be. path: of its file. */
int trial_row_check(const struct trial_row *row, const char *path);

/* The rows of one results folder, sorted as in the file. */
struct trial_table {
	struct trial_row *rows;
	size_t n;
	bool cut; /* the last line was incomplete and left out */
};
/* Reads DIR/trials.csv. Columns by name, in any order, unknown ones ignored, missing late ones NA. A last line without
 * its end is left out with a warning. -EINVAL having said why: no such folder, not ours, of a newer schema, a row that
 * contradicts itself (row and column named), the same attempt twice, two cells of one number; -errno: not readable. */
int trial_table_read(struct trial_table *table, const char *dir);
void trial_table_free(struct trial_table *table);

/* workers.csv: written only. */
struct worker_row {
	double schema;
	const char *run;
	double cell, block, order, repetition, attempt, worker, pu;
	double updates, reads_done;		 /* in the window */
	double claimed, reads_claimed;		 /* whole life */
	double handoffs, longest_run;		 /* whole life */
	double burst, start_ns, first_update_ns; /* after the common start */
	double stalls, stall_ns, stall_max_ns, nvcsw, nivcsw, minflt, run_delay_ns, cpu_ns;
	double core_hz, core_hz_after, torn, retries;
};
const struct column *worker_columns(void);
void worker_row_fill(struct worker_row *row, const struct trial *trial, unsigned worker,
		     const struct trial_identity *identity);

#endif
