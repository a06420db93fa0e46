/* SPDX-License-Identifier: MIT */
/* Standard output as data that must arrive, and the signals that end a program early. For main(). */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/columns.h"

/* At the start of a program: no file opened later can take the place of a closed stdin, stdout or stderr, and a reader
 * that has gone is an error of writing, not a signal. */
void output_open(void);
/* At its end: what was written to stdout has arrived, or code EXIT_OK becomes EXIT_FAILED, having said why. */
int output_close(int code);
/* So far: 0, or -errno having said why, once; then output_close() is silent. Flushes. */
int output_check(void);

/* SIGINT, SIGTERM and SIGHUP set the flag returned, and interrupt poll() and the like; those that were ignored at the
 * start (nohup) stay ignored. A second one ends the program by the signal. */
const volatile sig_atomic_t *output_interrupts(void);

/* Rows on stdout: CSV, or a JSON array of objects. */
struct rows {
	FILE *out;
	const struct column *columns;
	bool json;
	size_t n;
};
/* The CSV header, or the start of the array. */
void rows_open(struct rows *rows, FILE *out, const struct column *columns, bool json);
void rows_add(struct rows *rows, const void *row);
void rows_close(struct rows *rows);

#endif
