/* SPDX-License-Identifier: MIT */
/* What the readers of literals have in common; for share/literal*.c only. */
#ifndef SHARE_LITERAL_READER_H
#define SHARE_LITERAL_READER_H

#include <stdarg.h>

#include "share/literal.h"

struct literal_reader {
	const char *text, *at; /* all of it; what is not yet read */
	struct literal_list *list;
	size_t room; /* items that there is room for */
	char *bytes; /* where the next text goes: never further than what was read, plus some for a number's exponent */
	bool in_list; /* then why names the item */
	char *why;
	size_t why_size;
};

/* Says why, of the place where, and returns error. */
int literal_refuse(struct literal_reader *reader, const char *where, int error, const char *format,
		   ...) __attribute__((format(printf, 4, 5)));

bool literal_ends(char c); /* Is a value over here: a blank, a comma, a bracket, the end? */

/* Each reads the one value at reader->at, goes past it, and returns 0 or as literal_read_list(). */
int literal_number(struct literal_reader *reader, struct item *item);
int literal_text(struct literal_reader *reader, struct item *item); /* at its b or its quote */

#endif
