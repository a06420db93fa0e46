/* SPDX-License-Identifier: MIT */
/* Parsing and printing of lists of CPU numbers. By hand: a bitmap would lose the order. */
#include "machine/pulist.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PU_MAX (1u << 20) /* no machine has as many: keeps 0-4000000000 from filling the memory */

/* False: no number below PU_MAX at *text. */
static bool read_number(const char **text, unsigned *number)
{
	const char *digit = *text;
	unsigned value = 0;

	while (*digit >= '0' && *digit <= '9' && value < PU_MAX)
		value = 10 * value + (unsigned)(*digit++ - '0');
	if (digit == *text || value >= PU_MAX)
		return false;
	*text = digit;
	*number = value;
	return true;
}

static int append_range(unsigned **pu, size_t *n, unsigned first, unsigned last)
{
	unsigned *more;

	if (*n + (last - first) >= PU_MAX)
		return -EINVAL;
	more = realloc(*pu, (*n + (last - first) + 1) * sizeof(**pu));
	if (!more)
		return -ENOMEM;
	*pu = more;
	for (unsigned number = first; number <= last; number++)
		more[(*n)++] = number;
	return 0;
}

int pulist_parse(const char *text, unsigned **pu, const char **why)
{
	unsigned *list = NULL;
	size_t n = 0;
	int rc = -EINVAL;

	*why = "an empty list";
	if (!*text)
		return -EINVAL;
	for (;;) {
		unsigned first, last;

		*why = "not a list such as 3,0,8-11";
		if (!read_number(&text, &first))
			goto bad;
		last = first;
		if (*text == '-') {
			text++;
			if (!read_number(&text, &last))
				goto bad;
		}
		if (last < first) {
			*why = "a range that falls";
			goto bad;
		}
		*why = "a list too long";
		rc = append_range(&list, &n, first, last);
		if (rc)
			goto bad;
		rc = -EINVAL;
		if (!*text)
			break;
		if (*text++ != ',') {
			*why = "not a list such as 3,0,8-11";
			goto bad;
		}
	}
	*pu = list;
	return (int)n;
bad:
	free(list);
	return rc;
}

void pulist_print(const unsigned *pu, size_t n, char *text, size_t size)
{
	size_t used = 0, end;

	text[0] = '\0';
	for (size_t i = 0; i < n; i = end) {
		char part[32];

		for (end = i + 1; end < n && pu[end] == pu[end - 1] + 1; end++)
			;
		if (end - i > 1)
			snprintf(part, sizeof(part), "%s%u-%u", i ? "," : "", pu[i], pu[end - 1]);
		else
			snprintf(part, sizeof(part), "%s%u", i ? "," : "", pu[i]);
		/* Room is kept for the dots. */
		if (used + strlen(part) + 4 > size) {
			snprintf(text + used, size - used, "...");
			return;
		}
		memcpy(text + used, part, strlen(part) + 1);
		used += strlen(part);
	}
}

bool pulist_has(const unsigned *pu, size_t n, unsigned wanted)
{
	for (size_t i = 0; i < n; i++)
		if (pu[i] == wanted)
			return true;
	return false;
}
