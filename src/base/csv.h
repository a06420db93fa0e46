/* SPDX-License-Identifier: MIT */
/* Comma-separated values as in RFC 4180: records read one by one, fields written. Knows no column names. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A longer record is taken for a file that is no CSV. */
#define CSV_RECORD_MAX (1U << 20)

/* A file being read. The caller reads path, line, fields, n, end and cut, and changes nothing. */
struct csv {
	char *path;
	unsigned long line; /* on which the record last read begins, from 1 */
	char **fields;	    /* of that record, unquoted; valid until the next csv_read() */
	size_t n;
	uint64_t end; /* bytes of the file up to the end of the last whole record */
	bool cut;     /* the file ends within a record, which was left out */

	FILE *file;
	char *text; /* the fields, each with its NUL, one after the other */
	size_t length, size;
	size_t room; /* of fields */
	uint64_t at;
	unsigned long next_line;
};

/* Opens; a byte-order mark is skipped. 0 or -errno having said why. */
int csv_open(struct csv *csv, const char *path);
/* The next record. 1; 0 at the end (then see cut); -errno having said what is wrong and on which line: a read that
 * failed, a stray quote, a NUL byte, a quoted field that is still open at the end of the file and not on its last line. */
int csv_read(struct csv *csv);
/* Hands over the memory that the fields of the last record lie in: they stay valid until the caller's free() of it. */
char *csv_take(struct csv *csv);
void csv_close(struct csv *csv); /* a zeroed struct is fine */

/* One field, quoted where it must be. */
void csv_write(FILE *out, const char *text);

#endif
