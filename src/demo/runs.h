/* SPDX-License-Identifier: MIT */
/* A demo run once or many times: its line, its histogram, its rows. */
#ifndef DEMO_RUNS_H
#define DEMO_RUNS_H

#include <stdint.h>
#include <stdio.h>

#include "demo/demo.h"

/* What one run came to. */
struct outcome {
	uint64_t expected, final;
	uint64_t took; /* ns */
};
/* 0, or -errno having said why. */
typedef int runs_once(const struct demo_plan *plan, const void *what, uint64_t seed,
		      struct outcome *outcome);

struct runs {
	const struct demo_plan *plan;
	const char *demo, *way; /* for the rows */
	struct outcome *outcomes;
	uint64_t *seeds;
	size_t n;
};

/* Runs plan->runs times, each with a seed of its own. 0, or -errno having said why. */
int runs_do(struct runs *runs, const struct demo_plan *plan, runs_once *once, const void *what);
void runs_free(struct runs *runs); /* a zeroed struct is fine */

/* In how many was anything lost? */
size_t runs_lossy(const struct runs *runs);
/* One run: "Final value: 62 of 100 (38 lost)" and the remark in column 40; several: least, median, greatest, and a line
 * a value or a class of values. --csv is heeded by runs_rows() alone. */
void runs_print(FILE *out, const struct runs *runs, const char *remark);
/* CSV. The header once, before the first. */
void runs_header(FILE *out);
void runs_rows(FILE *out, const struct runs *runs);
/* A "Final value" line of a single outcome. remark may be NULL or "". */
void runs_line(FILE *out, uint64_t final, uint64_t expected, const char *remark);

/* An exit code for an error of a run, which was said. */
int runs_code(int error);

#endif
