/* SPDX-License-Identifier: MIT */
/* Where the parts of a list's image lie, and how they are loaded and stored; for share/list*.c only. */
#ifndef SHARE_LIST_LAYOUT_H
#define SHARE_LIST_LAYOUT_H

#include <stdatomic.h>
#include <string.h>

#include "share/list.h"

/* Sets *fault, if there is one, and returns error. */
static inline int list_blame(struct list_fault *fault, size_t item, const char *what, int error)
{
	if (fault)
		*fault = (struct list_fault){ item, what };
	return error;
}

static inline size_t list_format_at(const struct list *list, size_t i)
{
	return 16 + 8 * list->n + list->data + 8 * i;
}

static inline size_t list_code_at(const struct list *list, size_t i)
{
	return 16 + 16 * list->n + list->data + i;
}

/* All words are whole, and in the order of the program: what a writer stores (release) before another word, a
 * reader that has loaded the other (acquire) sees. A change of type or text is a code that does not match the
 * format, then the data, the format, the code; a reader takes format, code, data, code, format, each of which pairs
 * with the store of the same. */
static inline uint64_t list_load(const void *base, size_t at)
{
	const unsigned char *word = (const unsigned char *)base + at;

	return atomic_load_explicit((const volatile _Atomic(uint64_t) *)(const void *)word,
				    memory_order_acquire);
}

static inline void list_store(void *base, size_t at, uint64_t value)
{
	unsigned char *word = (unsigned char *)base + at;

	atomic_store_explicit((volatile _Atomic(uint64_t) *)(void *)word, value,
			      memory_order_release);
}

static inline uint8_t list_load_code(const struct list *list, size_t i)
{
	const void *code = list->base + list_code_at(list, i);

	return atomic_load_explicit((const volatile _Atomic(uint8_t) *)code, memory_order_acquire);
}

static inline void list_store_code(const struct list *list, size_t i, uint8_t code)
{
	atomic_store_explicit(
		(volatile _Atomic(uint8_t) *)(void *)(list->base + list_code_at(list, i)), code,
		memory_order_release);
}

/* Bytes as they lie in memory: a word's format, or 8 bytes of a text. */
static inline uint64_t list_word(const char bytes[8])
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

/* Format and code of one item. */
struct list_form {
	uint64_t format;
	uint8_t code;
};
static inline struct list_form list_load_form(const struct list *list, size_t i)
{
	const uint64_t format = list_load(list->base, list_format_at(list, i));

	return (struct list_form){ format, list_load_code(list, i) };
}

/* The kind that its format means (ITEM_INT, if none) and the width of a text (else 0). 0; -EAGAIN: half written;
 * -EBADMSG: none of ours; both with *what. */
int list_form_read(struct list_form form, size_t slot, enum item_kind *kind, size_t *width,
		   const char **what);
/* The form of an item in a slot, which holds it. */
struct list_form list_form_of(const struct item *item, size_t slot);
/* A code that matches the format of neither. */
uint8_t list_code_between(enum item_kind before, enum item_kind after);

/* Widest slot that a format has digits for. */
#define LIST_SLOT_MAX 9999992
static inline size_t list_slot_size(const struct item *item)
{
	return item_is_text(item) ? 8 * (item->text.n / 8 + 1) : 8;
}

struct list_slot {
	size_t at, width; /* bytes, multiples of 8; from base */
};
/* Loads and checks its offsets: 0, or -EBADMSG with *what. */
int list_slot_read(const struct list *list, size_t i, struct list_slot *slot, const char **what);

/* 0 and *i, or -ERANGE. */
int list_position(const struct list *list, int64_t index, size_t *i);

/* 8 bytes of a slot as the value of an item that is no text; *item's kind is set. And back. */
void list_value_read(struct item *item, uint64_t word);
uint64_t list_value_of(const struct item *item);

/* -EILSEQ, -E2BIG or 0, with *what. */
int list_item_check(const struct item *item, const char **what);

/* Called between two tries: 0 goes on, -EAGAIN: enough. */
int list_wait(unsigned *tries);

#endif
