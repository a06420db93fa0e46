/* SPDX-License-Identifier: MIT */
/* One field in raw bytes: read and written in place. */
#ifndef SHARE_FIELD_H
#define SHARE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "share/typecode.h"

enum field_kind {
	FIELD_SIGNED,
	FIELD_UNSIGNED,
	FIELD_FLOAT,
	FIELD_BOOL,
	FIELD_CHAR,   /* c: one byte */
	FIELD_BYTES,  /* s: all of them */
	FIELD_PASCAL, /* p: the first byte says how many */
	FIELD_PAD     /* x: no field */
};

struct field {
	char code;
	enum field_kind kind;
	size_t offset, size; /* bytes */
	bool swapped;	     /* its bytes are in the other order */
};

/* One number (i, u, d; u is 0 or 1 for BOOL) of the field at base. Fields of up to 8 bytes that are aligned are read in one
 * access. The field must be no BYTES and no PASCAL. */
struct scalar field_load(const struct field *field, const void *base);
/* Its bytes: *n of them. For BYTES, PASCAL and CHAR. */
const char *field_bytes(const struct field *field, const void *base, size_t *n);

/* Stores a number in one access, never zeroing it first. -ERANGE: not within the field; -EINVAL: not a number's field;
 * -EFAULT: it is not aligned, so that a reader could see half of it: for those who hold a lock, locked. */
int field_store(const struct field *field, void *base, struct scalar value, bool locked);
/* Bytes, padded with NULs. They are never seen whole by an unlocked reader. -ERANGE: too many. */
int field_store_bytes(const struct field *field, void *base, const char *bytes, size_t n);

/* A value for the field from text: a number, True or False. As typecode_parse(). */
int field_parse(const struct field *field, const char *text, struct scalar *value);
/* A number as Python prints it. size 32 holds it. */
void field_print(const struct field *field, struct scalar value, char *text, size_t size);

#endif
