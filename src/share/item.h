/* SPDX-License-Identifier: MIT */
/* An item: one value of the kinds that a ShareableList holds, compared and printed as Python does. */
#ifndef SHARE_ITEM_H
#define SHARE_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The longest str or bytes that a ShareableList can hold, in bytes: its format, 9999992s, has 8 characters. */
#define ITEM_TEXT_MAX 9999991

enum item_kind { ITEM_INT, ITEM_FLOAT, ITEM_BOOL, ITEM_NONE, ITEM_STR, ITEM_BYTES };

struct item {
	enum item_kind kind;
	union {
		int64_t i;
		double d;
		bool b;
		struct {
			const char *
				bytes; /* borrowed, no NUL at its end; of a STR it should be UTF-8 */
			size_t n;
		} text; /* STR and BYTES */
	};
};

bool item_is_text(const struct item *item); /* STR or BYTES */

/* Python's ==: 1 is True is 1.0, an int equals a float only if it has exactly its value, nan equals nothing, a str no
 * bytes, and None only None. */
bool item_equal(const struct item *a, const struct item *b);

/* Python's repr(): 0.1, 1e+16, 'it\'s "so"', b'\xff', None. ascii: Python's ascii(), which escapes all that is no
 * ASCII. A byte of a STR that is no UTF-8 is printed as Python's surrogateescape has it: \udcff. Errors:
 * ferror(out). */
void item_print(FILE *out, const struct item *item, bool ascii);

#endif
