/* SPDX-License-Identifier: MIT */
/* How far a sweep is: a bar with the time left on a terminal, a line a block in a log. On stderr. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* One at a time may be open, and stays where it is in memory until it is closed. */
struct progress {
	FILE *out;
	bool terminal, colour; /* by isatty, TERM and NO_COLOR */
	double total_s;	       /* expected */
	double started;	       /* CLOCK_MONOTONIC, s */
	double shown;	       /* when the bar was last drawn */
	size_t lines;	       /* of the text that stands above the bar */
	bool drawn;
	char *text;    /* what stands above the bar, or will again; NULL: nothing */
	char what[96]; /* what the bar last said */
	double done, block_ended;
	double logged; /* when a log got its last line */
};

/* Begins; total_s: expected seconds of all. Also sets fail.h's hook, so that messages do not run into the bar. */
void progress_open(struct progress *progress, FILE *out, double total_s);
/* What runs now, "fetch_add, 2 workers", and how much of the whole is done (0 … 1). Redraws at most 10 times a second;
 * nothing in a log. */
void progress_step(struct progress *progress, const char *what, double done);
/* The expectation has changed. */
void progress_expect(struct progress *progress, double total_s);
/* A block has ended: in a log one line, "block 3 of 9: 29 cells, 12.1 s, about 24 s left"; on a terminal nothing.
 * Of blocks shorter than a second a log does not get all. */
void progress_block(struct progress *progress, unsigned block, unsigned blocks, size_t cells,
		    double done);
/* On a terminal: text (lines of its own) above the bar, in place of the former one. Nothing in a log. Of more lines than
 * fit on the terminal the last are shown, of longer ones the beginnings. */
void progress_text(struct progress *progress, const char *text);
/* Clears bar and text. */
void progress_close(struct progress *progress);

#endif
