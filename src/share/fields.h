/* SPDX-License-Identifier: MIT */
/* Fields in raw bytes, laid out by a format of Python's struct module: a view of a block. */
#ifndef SHARE_FIELDS_H
#define SHARE_FIELDS_H

#include <stddef.h>

#include "share/field.h"

#define FIELDS_MAX 1024

struct fields {
	struct field at[FIELDS_MAX];
	size_t n;
	size_t size; /* of all, as struct.calcsize() */
};

/* Reads a format: first one of @ (native sizes and alignment, the default) = < > ! (standard sizes, side by side; order
 * native, little, big, big), then letters x c b B ? h H i I l L q Q n N e f d s p P, each with a count before it.
 * 0; else why says what is wrong: -EINVAL; -E2BIG: more than FIELDS_MAX fields, or too many bytes. */
int fields_parse(struct fields *fields, const char *format, char why[80]);

#endif
