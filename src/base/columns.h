/* SPDX-License-Identifier: MIT */
/* Structs as rows of a table: a const array of columns writes and reads them, as CSV or JSON. Knows no names. */
#ifndef BASE_COLUMNS_H
#define BASE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct csv;

/* Numbers have a decimal point whatever the locale. "NA" is unknown: a text that reads NA is not told from it. */
enum column_kind {
	COLUMN_TEXT,  /* const char *; NULL is NA */
	COLUMN_COUNT, /* double that holds a whole number; NAN is NA */
	COLUMN_REAL   /* double, written with 9 significant digits; NAN is NA */
};

struct column {
	const char *name; /* NULL ends the array */
	enum column_kind kind;
	size_t offset; /* in the struct */
	bool late;     /* added after the first schema: a file may lack it */
};

#define COLUMN(struct_tag, member, kind_)                                                          \
	{                                                                                          \
#member, kind_, offsetof(struct struct_tag, member), false                         \
	}
/* Added after the first schema. */
#define COLUMN_LATE(struct_tag, member, kind_)                                                     \
	{                                                                                          \
#member, kind_, offsetof(struct struct_tag, member), true                          \
	}

void columns_csv_header(FILE *out, const struct column *columns);
void columns_csv_row(FILE *out, const struct column *columns, const void *row);
/* An object on one line, without a line end: numbers as numbers, NA as null. */
void columns_json_row(FILE *out, const struct column *columns, const void *row);

/* Which field of a file each column is: by name, in any order; what else the file has is ignored. */
struct columns_map {
	const struct column *columns;
	size_t *field; /* of each column; SIZE_MAX: the file lacks it */
	size_t fields; /* in a record */
};
/* From the header, the record last read. 0 or -errno having said why: a column is missing that is not late, or twice
 * there. */
int columns_map_open(struct columns_map *map, const struct column *columns,
		     const struct csv *header);
void columns_map_close(struct columns_map *map); /* a zeroed struct is fine */
/* Fills *row from the record last read; what the file lacks is NA. Texts are borrowed from the record (csv_take()). 0,
 * or -EINVAL having named file, line and column: too few or many fields, a number that is none. */
int columns_read(const struct columns_map *map, const struct csv *record, void *row);

#endif
