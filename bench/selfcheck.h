/* SPDX-License-Identifier: MIT */
/* The suite selfcheck: how much of a figure is the harness itself. */
#ifndef BENCH_SELFCHECK_H
#define BENCH_SELFCHECK_H

struct bench_figures;
struct results;
struct sweep;
struct topo;

/* Measures, interleaved in one run, writes selfcheck.csv (figure, value, lo, hi, bound, verdict) into the sweep's
 * folder and the same as a table to stdout; figures and results: of the standard sweep that went before. Returns an
 * exit code: 1 if it could not be measured, 3 if a bound is missed. */
int selfcheck(const struct topo *topo, const struct sweep *sweep,
	      const struct bench_figures *figures, const struct results *results);

#endif
