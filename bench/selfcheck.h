/* SPDX-License-Identifier: MIT */
/* The suite selfcheck: how much of a figure is the harness itself. */
#ifndef BENCH_SELFCHECK_H
#define BENCH_SELFCHECK_H

struct sweep;
struct topo;

/* Measures, interleaved in one run, writes selfcheck.csv (figure, value, lo, hi, bound, verdict) into a new results
 * folder and the same as a table to stdout. Returns an exit code: 1 if it could not be measured, 3 if a bound is missed. */
int selfcheck(const struct topo *topo, const struct sweep *sweep);

#endif
