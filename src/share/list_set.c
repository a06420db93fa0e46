/* SPDX-License-Identifier: MIT */
/* A list's items written: set, and added to. */
#include <errno.h>

#include "share/list.h"
#include "share/list_layout.h"

/* The whole slot, so that nothing of a longer text is left. */
static void store_text(const struct list *list, const struct list_slot *slot,
		       const struct item *item)
{
	for (size_t done = 0; done < slot->width; done += 8) {
		char bytes[8] = { 0 };
		const size_t left = done < item->text.n ? item->text.n - done : 0;

		if (left)
			memcpy(bytes, item->text.bytes + done, left < 8 ? left : 8);
		list_store(list->base, slot->at + done, list_word(bytes));
	}
}

/* Under the lock. Until the last store readers see a code that does not match the format. */
static void change(const struct list *list, size_t i, const struct list_slot *slot,
		   const struct item *item)
{
	const struct list_form form = list_form_of(item, slot->width);
	enum item_kind before;
	size_t width;
	const char *what;

	/* Half written, by one who died, will do: what counts is the format. */
	list_form_read(list_load_form(list, i), slot->width, &before, &width, &what);
	list_store_code(list, i, list_code_between(before, item->kind));
	if (item_is_text(item))
		store_text(list, slot, item);
	else
		list_store(list->base, slot->at, list_value_of(item));
	list_store(list->base, list_format_at(list, i), form.format);
	list_store_code(list, i, form.code);
}

int list_set(const struct list *list, int64_t index, const struct item *item, bool locked,
	     struct list_fault *fault)
{
	struct list_slot slot;
	struct list_form form;
	const char *what;
	size_t i;
	int error;

	if (list_position(list, index, &i))
		return list_blame(fault, LIST_NO_ITEM, "assignment index out of range", -ERANGE);
	error = list_item_check(item, &what);
	if (!error)
		error = list_slot_read(list, i, &slot, &what);
	if (error)
		return list_blame(fault, i, what, error);
	if (item_is_text(item) && (item->text.n > slot.width || slot.width > LIST_SLOT_MAX))
		return list_blame(fault, i, "bytes/str item exceeds available storage", -E2BIG);
	form = list_form_of(item, slot.width);
	const struct list_form now = list_load_form(list, i);

	if (!item_is_text(item) && now.format == form.format && now.code == form.code) {
		list_store(list->base, slot.at, list_value_of(item));
		return 0;
	}
	if (!locked)
		return list_blame(fault, i, "a text or another type is set under the lock only",
				  -EBUSY);
	change(list, i, &slot, item);
	return 0;
}

/* The sum as it would be stored; kinds that can be added. */
static void add(struct item *sum, const struct item *delta)
{
	const int64_t whole = delta->kind == ITEM_BOOL ? delta->b : delta->i;

	if (sum->kind == ITEM_INT)
		sum->i = (int64_t)((uint64_t)sum->i + (uint64_t)whole);
	else
		sum->d += delta->kind == ITEM_FLOAT ? delta->d : (double)whole;
}

static void add_atomically(const struct list *list, size_t at, const struct item *delta,
			   struct item *sum)
{
	volatile _Atomic(uint64_t) *word = (volatile _Atomic(uint64_t) *)(void *)(list->base + at);
	uint64_t before;

	if (sum->kind == ITEM_INT) {
		const int64_t whole = delta->kind == ITEM_BOOL ? delta->b : delta->i;

		before = atomic_fetch_add_explicit(word, (uint64_t)whole, memory_order_acq_rel);
		list_value_read(sum, before);
		add(sum, delta);
		return;
	}
	before = list_load(list->base, at);
	do {
		list_value_read(sum, before);
		add(sum, delta);
	} while (!atomic_compare_exchange_weak_explicit(
		word, &before, list_value_of(sum), memory_order_acq_rel, memory_order_acquire));
}

int list_add(const struct list *list, int64_t index, const struct item *delta, struct item *now,
	     struct list_fault *fault)
{
	struct list_slot slot;
	struct item sum;
	const char *what;
	unsigned tries = 0;
	size_t i, width;
	int error;

	if (list_position(list, index, &i))
		return list_blame(fault, LIST_NO_ITEM, "index out of range", -ERANGE);
	error = list_slot_read(list, i, &slot, &what);
	if (error)
		return list_blame(fault, i, what, error);
	do
		error = list_form_read(list_load_form(list, i), slot.width, &sum.kind, &width,
				       &what);
	while (error && !list_wait(&tries));
	if (error)
		return list_blame(fault, i, what, error);
	if (sum.kind != ITEM_INT && sum.kind != ITEM_FLOAT)
		return list_blame(fault, i, "neither int nor float", -EINVAL);
	if (delta->kind == ITEM_NONE || item_is_text(delta) ||
	    (sum.kind == ITEM_INT && delta->kind == ITEM_FLOAT))
		return list_blame(fault, i, "what is added is of another type", -EINVAL);
	add_atomically(list, slot.at, delta, &sum);
	if (now)
		*now = sum;
	return 0;
}
