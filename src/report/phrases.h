/* SPDX-License-Identifier: MIT */
/* The parts that the sentences under the charts are made of. */
#ifndef REPORT_PHRASES_H
#define REPORT_PHRASES_H

#include <stdbool.h>
#include <stdio.h>

#include "report/pick.h"

typedef struct figure figure_fn(const struct summary_row *row);
typedef bool field_test(const struct pick *pick, const struct summary_row *row);

/* Cells to be compared, in the summary's order; rows is the holder's to free(). */
struct field {
	const struct summary_row **rows;
	size_t n;
};

/* The good cells that pass the test; none where memory ran out. */
struct field phrase_field(const struct pick *pick, field_test *test);
/* The largest (sign 1) or smallest (sign -1) median; NULL: none. */
const struct summary_row *phrase_extreme(const struct field *field, figure_fn *figure, int sign);

/* Three significant digits, no exponent. */
const char *phrase_number(char *text, size_t size, double x);
/* "208 Mop/s (200 to 215)": divided by scale; the interval where there is one. */
void phrase_figure(FILE *out, struct figure figure, double scale, const char *unit);
/* "1 process", "2 processes". */
void phrase_processes(FILE *out, double n);
/* What stands before item i of a list of n: "", ", " or " and ". */
void phrase_joint(FILE *out, size_t i, size_t n);
/* "fetch_add DOES, 208 Mop/s (200 to 215)" where its interval lies apart from all others; else all that overlap the best:
 * "a and b DO and cannot be told apart, ...". Without intervals it says that the medians alone say so. A field of
 * one: "fetch_add DOES 208 Mop/s (200 to 215)". */
void phrase_winner(FILE *out, const struct field *field, figure_fn *figure, int sign,
		   const char *does, const char *do_, double scale, const char *unit);

#endif
