/* SPDX-License-Identifier: MIT */
/* Runs the cells of a sweep under Google Benchmark: a case is a cell, a call of its body is a
 * trial. */
#ifndef BENCH_GBENCH_H
#define BENCH_GBENCH_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One trial in progress. Owned by the shim, valid until the body returns. */
struct gbench_run;

/* Runs one trial: 0, having called gbench_set_time(); 1: not run (budget spent, or left out):
 * nothing is recorded; or -errno: it failed. Must not exit or longjmp. */
typedef int gbench_body(struct gbench_run *run, void *ctx);

struct gbench_case {
	const char *name; /* unique, printable: "contend/strategy:mcs/.../workers:4/..."; copied */
	gbench_body *body;
	void *ctx;	 /* borrowed until gbench_close() */
	int repetitions; /* trials in this pass, 1 or more; contend-bench: 1, a pass is a block */
};
struct gbench_options {
	const char *json; /* file for compare.py; copied; NULL: none */
	bool table; /* print the library's table at the end; ours has medians and throughput */
	bool every; /* in that table a line per repetition too, not only aggregates */
};
struct gbench_summary {
	size_t matched; /* cases of this pass that the filter selected */
	size_t trials;	/* bodies called in this pass */
	size_t failed;	/* cases that have failed since gbench_open() */
};

/* Functions that return int: 0, or -errno (-EINVAL misuse, -ENOMEM, -EIO the library failed)
 * having said why, once, through fail(). One thread makes all the calls, none of them from a body
 * but those that take a run. */

/* Takes the --benchmark_* flags out of argv; refuses those that would change what is measured or
 * written (gbench_flags.h), as flag and as environment variable, and a filter that is no regular
 * expression. Leaves by exit() for --help: start no process and create no file before. usage
 * prints our help. argv outlives all. */
int gbench_init(int *argc, char **argv, void (*usage)(void));
/* Adds a fact to the JSON's "context". Both copied; the key is printable without quotes and
 * backslashes. After gbench_init(), before the first pass. -EEXIST: key taken. */
int gbench_context(const char *key, const char *value);
/* Sets the outputs of all passes. Creates no file: that waits for the first pass that runs
 * something. */
int gbench_open(const struct gbench_options *options);
/* Runs those of n cases that --benchmark_filter selects, then forgets them. A name seen in an
 * earlier pass goes on counting its repetitions. A failed trial is no error here: see summary,
 * which may be NULL. Nothing selected is none either, and nothing is said. With
 * --benchmark_list_tests: prints the names selected, runs none. */
int gbench_pass(const struct gbench_case *cases, size_t n, struct gbench_summary *summary);
/* Prints the table, completes the JSON, both over all passes, and releases everything, also on
 * error. keep: the temporary file is renamed to options.json; else it stays as options.json +
 * ".tmp". Without a gbench_init() before it does nothing. */
int gbench_close(bool keep);

/* Number of this trial among its case's, from 0, over all passes of this program. */
unsigned gbench_repetition(const struct gbench_run *run);

/* No time or figure may be larger: sums of squares must stay finite. */
#define GBENCH_LARGEST 1e100

/* The result: mean wall seconds of one update of one worker (finite, > 0; window × workers /
 * updates) and the workers' CPU seconds per update (finite, >= 0). Anything else fails the trial. */
void gbench_set_time(struct gbench_run *run, double seconds, double cpu_seconds);
/* A figure beside the time: a plain value, never divided by anything; the same names in every
 * trial. Name copied. A value that is not finite fails the trial: JSON has none. */
void gbench_set_counter(struct gbench_run *run, const char *name, double value);
/* A word for the end of the line, such as "oversubscribed". Copied. */
void gbench_set_label(struct gbench_run *run, const char *label);
/* Says in table and JSON why the trial failed (255 bytes at most); the first reason wins, and the
 * case stays failed: its later bodies are not called, their repetitions say so. */
void gbench_fail(struct gbench_run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif
#endif
