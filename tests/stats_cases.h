/* SPDX-License-Identifier: MIT */
/* Reads the cases of tests/golden/stats_golden.txt one by one and checks results against them. */
#ifndef TESTS_STATS_CASES_H
#define TESTS_STATS_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A line "in KEY TOKEN..." or "out KEY TOKEN...", each token as a word, a number (NaN: it is none)
 * and a whole number. */
struct case_line {
	bool out, used;
	char *text; /* storage of the words */
	const char *key;
	size_t n;
	const char **word;
	double *number;
	uint64_t *whole;
};

struct stats_case {
	char name[64], func[64];
	double tolerance;
	struct case_line line[24];
	size_t lines;
	size_t checked; /* tokens compared */
	size_t failures;
};

/* 1: *c is the next case, to be freed; 0: end of file; -1: the file is malformed, said on
 * stderr. */
int stats_case_next(FILE *file, struct stats_case *c);
void stats_case_free(struct stats_case *c);

/* The arguments under a key. A key that is not there is a failure of the case, and gives an empty
 * line. */
const struct case_line *stats_case_in(struct stats_case *c, const char *key);

/* The first token under a key; NaN or 0 if there is none. */
double stats_case_number(struct stats_case *c, const char *key);
size_t stats_case_whole(struct stats_case *c, const char *key);

/* Compare what came out, and say each difference on stderr: numbers within the tolerance (NaN is
 * NA), whole numbers and words exactly. */
void stats_case_expect(struct stats_case *c, const char *key, const double *got, size_t n);
void stats_case_expect_one(struct stats_case *c, const char *key, double got);
void stats_case_expect_whole(struct stats_case *c, const char *key, const uint64_t *got, size_t n);
void stats_case_expect_word(struct stats_case *c, const char *key, const char *got);

typedef void stats_case_run(struct stats_case *c);

/* What calls the function of that name; NULL: not here. One table is about two samples, the other
 * about all else. */
stats_case_run *stats_describe_find(const char *func);
stats_case_run *stats_compare_find(const char *func);

/* A line that nobody asked for is a failure too: what is not compared is not tested. */
void stats_case_finish(struct stats_case *c);

#endif
