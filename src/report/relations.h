/* SPDX-License-Identifier: MIT */
/* Two workers by how close they sit: the columns of relations.csv, a row a class of pairs and strategy. */
#ifndef REPORT_RELATIONS_H
#define REPORT_RELATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/summary.h"

/* The pairs of PUs of one relation, same_node, node_distance and kinds, under one strategy of one suite. A pair's value
 * is the median of its ns_per_op (of the strategy pingpong: the one-way hand-over of a line); where the counter was put
 * on several nodes, that with it on a node of one of the two workers. */
struct relation_row {
	const char *suite, *strategy, *relation;
	double relation_depth; /* larger is closer */
	const char *same_node; /* "yes", "no"; NULL: not known */
	double node_distance;
	const char *kinds;
	const char *label; /* in words: "package, other node" */
	double pairs;
	/* Median over the pairs and its 95 % interval by order statistics; NAN below 6 pairs. */
	double ns_median, ns_lo, ns_hi;
};
const struct column *relations_columns(void);

struct relations {
	struct relation_row *rows; /* closest first, of one class in the order of the summary */
	size_t n;
	char **labels; /* storage */
};

/* From the cells of two workers whose relation is known, without work or reads, of the type that most of them have.
 * Strings are borrowed from the summary. Without such cells: none. 0 or -ENOMEM having said so. */
int relations_build(struct relations *relations, const struct summary *summary);
void relations_free(struct relations *relations); /* a zeroed struct is fine */
/* 0 or -EIO, in silence: whoever closes `out` says why. */
int relations_write(FILE *out, const struct relations *relations);

/* Which suite and strategy tell best how far apart PUs are: those of the first row of pingpong, else of the first of all;
 * of suite c2c before others. NULL: there are no rows. */
const struct relation_row *relations_main(const struct relations *relations);
/* Is the row of the suite and strategy of `main`? */
bool relations_is_of(const struct relation_row *row, const struct relation_row *main);
/* Does the strategy hand a line to and fro, so that ns_per_op is the one-way time? */
bool relations_is_handover(const char *strategy);

/* Is it a cell that relations_build() looks at, whatever its type? */
bool relations_takes(const struct summary_row *row);
/* Below 0: a is closer; above 0: b is; 0: the same class. By depth, node, distance, kinds, name. */
int relations_compare(const struct relation_row *a, const struct relation_row *b);
/* Does the counter of the cell lie on a node of one of its workers, or is there nothing to choose from? */
bool relations_home_is_near(const struct summary_row *row);
/* The relation of a cell in words, as relation_print() of machine/relation.h says it. Cut to size. */
void relations_label(const struct summary_row *row, char *text, size_t size);

#endif
