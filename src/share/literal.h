/* SPDX-License-Identifier: MIT */
/* Python literals as a user writes them in a shell: [1, 2.5, "ab", b"x", True, None]. */
#ifndef SHARE_LITERAL_H
#define SHARE_LITERAL_H

#include <stddef.h>

#include "share/item.h"

/* What was read; the caller's to free. */
struct literal_list {
	struct item *items; /* NULL: none */
	size_t n;
	char *bytes; /* what the items' texts point into */
};

/* A list: [ values by commas ], a comma after the last allowed. Values: int (sign, 0x 0o 0b, underscores between
 * digits), float (nan and inf, too), 'str' and "str", b'bytes', True, False, None. Escapes: \\ \' \" \a \b \f \n \r
 * \t \v, \ooo, \xHH, and in a str \uHHHH and \UHHHHHHHH; a backslash before a line's end drops both. Python
 * takes more, which is refused: other prefixes, triple quotes, strings side by side, unknown escapes, \N{...}.
 *
 * 0; -ERANGE: an int beyond int64; -E2BIG: a text longer than ITEM_TEXT_MAX; -EINVAL: anything else that is no such
 * list, a value within a value, a str that is no UTF-8; -ENOMEM. On error the list is empty, and why (size > 0
 * bytes) one sentence with the item, counted from 0 as Python does, and the place, in bytes from 1:
 * "item 2: a list in a list: only int, float, bool, None, str and bytes fit in (byte 8)". */
int literal_read_list(const char *text, struct literal_list *list, char *why, size_t size);
/* The same for one value, the only one of *list. */
int literal_read_one(const char *text, struct literal_list *list, char *why, size_t size);
void literal_free(struct literal_list *list); /* a zeroed struct is fine */

#endif
