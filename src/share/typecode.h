/* SPDX-License-Identifier: MIT */
/* Typecodes: C types by a letter, as Python's array, ctypes and multiprocessing name them. */
#ifndef SHARE_TYPECODE_H
#define SHARE_TYPECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum typecode_kind {
	TYPECODE_SIGNED,
	TYPECODE_UNSIGNED,
	TYPECODE_FLOAT,
	TYPECODE_BYTE,	   /* c: one byte, no number */
	TYPECODE_CHARACTER /* u: one code point */
};

struct typecode {
	char code;
	const char *c_type;
	enum typecode_kind kind;
	size_t size; /* bytes; its alignment, too */
	char field;  /* the letter of Python's struct; '\0': it has none */
};

/* A value of any typecode: i for SIGNED, d for FLOAT, u for the others. */
struct scalar {
	enum typecode_kind kind;
	union {
		int64_t i;
		uint64_t u;
		double d;
	};
};

const struct typecode *typecode_at(size_t i); /* b B h H i I l L q Q f d c u; NULL past the end */
const struct typecode *typecode_find(char code); /* NULL: none */

/* The least and the greatest of an integer type. */
int64_t typecode_min(const struct typecode *type);
uint64_t typecode_max(const struct typecode *type);

/* A value from text: a whole number (0x and 0o and 0b too), a decimal number, one byte (x, \x00 or b'x'), one character of
 * UTF-8. 0; -ERANGE: not within the type (a float's 1e39, unless it is written inf); -EINVAL: no such value: see
 * typecode_wants(). */
int typecode_parse(const struct typecode *type, const char *text, struct scalar *value);
const char *typecode_wants(const struct typecode *type); /* "not a whole number", … */
/* As Python prints it: 9 digits for f and 17 for d at most, as few as read back the same; b'x'; 'x'. size 32 holds each.
 * What is no code point prints as its number. */
void typecode_print(const struct typecode *type, struct scalar value, char *text, size_t size);

/* One access of the whole, never of a part, relaxed: a cell is aligned to its size. */
struct scalar typecode_load(const struct typecode *type, const void *cell);
void typecode_store(const struct typecode *type, void *cell, struct scalar value);
/* a + b: integers wrap modulo 2^bits, floats round to the type. Numbers only. */
struct scalar typecode_add(const struct typecode *type, struct scalar a, struct scalar b);
/* Has no way to add: c and u. */
bool typecode_is_text(const struct typecode *type);

#endif
