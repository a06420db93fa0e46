/* SPDX-License-Identifier: MIT */
/* A ShareableList's image: made, opened, checked. */
#include "share/list.h"

#include <errno.h>

#include "share/list_layout.h"

_Static_assert(ITEM_TEXT_MAX == LIST_SLOT_MAX - 1, "the longest text has the widest slot");

static bool is_aligned(const void *base)
{
	return (uintptr_t)base % 8 == 0;
}

void list_fault_text(const struct list_fault *fault, char *text, size_t size)
{
	if (fault->item == LIST_NO_ITEM)
		snprintf(text, size, "%s", fault->what);
	else
		snprintf(text, size, "item %zu: %s", fault->item, fault->what);
}

int list_size(const struct item *items, size_t n, size_t *size, struct list_fault *fault)
{
	const char *what;
	int64_t sum = 16;

	for (size_t i = 0; i < n; i++) {
		const int error = list_item_check(&items[i], &what);

		if (error)
			return list_blame(fault, i, what, error);
		if (__builtin_add_overflow(sum, list_slot_size(&items[i]) + 17, &sum))
			return list_blame(fault, i, "the list is too large", -EFBIG);
	}
	*size = (size_t)sum;
	return 0;
}

bool list_cuts(const struct item *item)
{
	return item_is_text(item) && item->text.n && !item->text.bytes[item->text.n - 1];
}

/* Item i, whose slot begins at offset of the data. */
static void encode_item(const struct list *list, size_t i, const struct item *item, size_t offset)
{
	const size_t slot = list_slot_size(item);
	const struct list_form form = list_form_of(item, slot);
	const uint64_t value = list_value_of(item);
	unsigned char *at = list->base + 16 + 8 * list->n + offset;

	if (item_is_text(item)) {
		memset(at + item->text.n, 0, slot - item->text.n);
		if (item->text.n)
			memcpy(at, item->text.bytes, item->text.n);
	} else {
		memcpy(at, &value, sizeof(value));
	}
	memcpy(list->base + list_format_at(list, i), &form.format, sizeof(form.format));
	list->base[list_code_at(list, i)] = form.code;
	list_store(list->base, 16 + 8 * i, offset + slot);
}

int list_encode(void *base, size_t size, const struct item *items, size_t n,
		struct list_fault *fault)
{
	struct list list = { base, n, 0 };
	size_t wanted, offset = 0;
	int error;

	if (!is_aligned(base))
		return list_blame(fault, LIST_NO_ITEM, "its memory is not aligned to 8 bytes",
				  -EINVAL);
	error = list_size(items, n, &wanted, fault);
	if (error)
		return error;
	if (wanted > size)
		return list_blame(fault, LIST_NO_ITEM, "the block is too small for the list",
				  -ENOSPC);
	list.data = wanted - 16 - 17 * n;
	list_store(base, 0, 0);
	list_store(base, 8, 0);
	for (size_t i = 0; i < n; i++) {
		encode_item(&list, i, &items[i], offset);
		offset += list_slot_size(&items[i]);
	}
	list_store(base, 0, n);
	return 0;
}

bool list_is_38(const void *base, size_t size)
{
	uint64_t n, used;

	if (!is_aligned(base) || size < 16)
		return false;
	n = list_load(base, 0);
	if (!n || n > (size - 8) / 25)
		return false;
	used = 8 + 17 * n;
	for (size_t i = 0; i < n; i++) {
		const uint64_t slot = list_load(base, 8 + 8 * i);

		if (!slot || slot % 8 || slot > size - used)
			return false;
		used += slot;
	}
	return true;
}

/* Is the form of item i one of the six? One that is not yet whole is waited for. */
static int check_form(const struct list *list, size_t i, size_t slot, const char **what)
{
	enum item_kind kind;
	size_t width;
	unsigned tries = 0;
	int error;

	do
		error = list_form_read(list_load_form(list, i), slot, &kind, &width, what);
	while (error && !list_wait(&tries));
	return error;
}

static int check_items(const struct list *list, struct list_fault *fault)
{
	const char *what;
	struct list_slot slot;

	for (size_t i = 0; i < list->n; i++) {
		int error = list_slot_read(list, i, &slot, &what);

		if (!error)
			error = check_form(list, i, slot.width, &what);
		if (error)
			return list_blame(fault, i, what, error);
	}
	return 0;
}

int list_open(struct list *list, void *base, size_t size, struct list_fault *fault)
{
	uint64_t n, data;

	memset(list, 0, sizeof(*list));
	if (!is_aligned(base))
		return list_blame(fault, LIST_NO_ITEM, "its memory is not aligned to 8 bytes",
				  -EINVAL);
	if (size < 16)
		return list_blame(fault, LIST_NO_ITEM, "shorter than a list, 16 bytes at least",
				  -EBADMSG);
	n = list_load(base, 0);
	if (n > (size - 16) / 17)
		return list_blame(fault, LIST_NO_ITEM, "says more items than the block could hold",
				  -EBADMSG);
	if (list_is_38(base, size))
		return list_blame(fault, LIST_NO_ITEM,
				  "written by Python 3.8, whose layout differs", -EBADMSG);
	if (list_load(base, 8))
		return list_blame(fault, LIST_NO_ITEM, "its first offset is not 0", -EBADMSG);
	data = list_load(base, 8 + 8 * n);
	if (data % 8)
		return list_blame(fault, LIST_NO_ITEM, "its last offset is no multiple of 8",
				  -EBADMSG);
	if (data > size - 16 - 17 * n)
		return list_blame(fault, LIST_NO_ITEM, "its last offset leads out of the block",
				  -EBADMSG);
	const struct list opened = { base, n, data };
	const int error = check_items(&opened, fault);

	if (!error)
		*list = opened;
	return error;
}

size_t list_length(const struct list *list)
{
	return list->n;
}
