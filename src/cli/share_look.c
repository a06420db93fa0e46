/* SPDX-License-Identifier: MIT */
/* A block has no type but what its bytes say. */
#include "cli/share_look.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "share/list.h"
#include "share/value.h"

static void look_value(const struct value_header *header, char *text, size_t size)
{
	const struct typecode *const type = typecode_find((char)header->typecode);
	const char *const lock = header->lock_kind < LOCK_KIND_N
					 ? lock_name((enum lock_kind)header->lock_kind)
					 : "no known lock";

	if (!type)
		snprintf(text, size, "Value or Array, damaged");
	else if (header->shape == VALUE_ONE)
		snprintf(text, size, "Value %c, %s", type->code, lock);
	else
		snprintf(text, size, "Array %c of %" PRIu64 "%s, %s", type->code, header->count,
			 header->stride == type->size ? ", packed" : "", lock);
}

static int all_zero(const unsigned char *bytes, size_t size)
{
	return !size || (!bytes[0] && !memcmp(bytes, bytes + 1, size - 1));
}

void share_look(const void *base, size_t size, char *text, size_t text_size)
{
	struct list list;

	if (value_is_one(base, size))
		look_value(base, text, text_size);
	else if (!list_open(&list, (void *)(uintptr_t)base, size, NULL) &&
		 (list_length(&list) || size == 16))
		snprintf(text, text_size, "ShareableList of %zu", list_length(&list));
	else if (list_is_38(base, size))
		snprintf(text, text_size, "ShareableList of Python 3.8");
	else
		snprintf(text, text_size, all_zero(base, size) ? "zeros" : "bytes");
}
