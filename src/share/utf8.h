/* SPDX-License-Identifier: MIT */
/* UTF-8: characters read, written, checked; and which of them are fit to print. */
#ifndef SHARE_UTF8_H
#define SHARE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The character that bytes begin with, of which n are there: its length, 1 to 4, and *point. 0: there is none, or it
 * is no UTF-8: too long a form, a surrogate, above U+10FFFF. Source: RFC 3629. */
size_t utf8_next(const char *bytes, size_t n, uint32_t *point);
/* Writes one character, at most 4 bytes, and returns its length. 0: a surrogate, or above U+10FFFF. */
size_t utf8_put(uint32_t point, char *bytes);
bool utf8_valid(const char *bytes, size_t n);

/* As str.isprintable() of Python 3.11: no control, format, private or unassigned character, no separator but the
 * space. Source: Unicode Character Database 14.0. */
bool utf8_printable(uint32_t point);

#endif
