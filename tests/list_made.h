/* SPDX-License-Identifier: MIT */
/* Lists for tests: made from Python's literals, printed to text. */
#ifndef TESTS_LIST_MADE_H
#define TESTS_LIST_MADE_H

#include <stdlib.h>
#include <string.h>

#include "share/list.h"
#include "share/literal.h"

/* Items that a literal says; the caller's to free with literal_free(). */
static inline struct literal_list made_items(const char *literal)
{
	struct literal_list items;
	char why[200];

	if (literal_read_list(literal, &items, why, sizeof(why)))
		fail_msg("%s: %s", literal, why);
	return items;
}

/* A list on memory of exactly its size. */
struct made_list {
	struct list list;
	void *base;
	size_t size;
};

static inline struct made_list made_list(const char *literal)
{
	struct literal_list items = made_items(literal);
	struct made_list made;

	assert_int_equal(list_size(items.items, items.n, &made.size, NULL), 0);
	made.base = malloc(made.size);
	assert_int_equal(list_encode(made.base, made.size, items.items, items.n, NULL), 0);
	assert_int_equal(list_open(&made.list, made.base, made.size, NULL), 0);
	literal_free(&items);
	return made;
}

static inline void made_free(struct made_list *made)
{
	free(made->base);
}

/* As it prints, the caller's to free. */
static inline char *made_text(const struct list *list)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	list_print(out, list, true, NULL);
	fclose(out);
	return text;
}

static inline char *made_repr(const struct item *item, bool ascii)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	item_print(out, item, ascii);
	fclose(out);
	return text;
}

/* Sets by a literal. */
static inline int made_set(const struct list *list, int64_t index, const char *literal, bool locked,
			   struct list_fault *fault)
{
	struct literal_list items;
	char why[200];
	int error;

	if (literal_read_one(literal, &items, why, sizeof(why)))
		fail_msg("%s: %s", literal, why);
	error = list_set(list, index, items.items, locked, fault);
	literal_free(&items);
	return error;
}

static inline void assert_prints(const struct list *list, const char *expected)
{
	char *text = made_text(list);

	assert_string_equal(text, expected);
	free(text);
}

#endif
