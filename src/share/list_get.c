/* SPDX-License-Identifier: MIT */
/* A list's items read: one, all, those that equal. */
#include <errno.h>
#include <stdlib.h>

#include "share/list.h"
#include "share/list_layout.h"
#include "share/utf8.h"

/* Loads of format and code after that of the value: types that change faster than this are seen to change. */
#define LOOKS 64

/* Format and code are what they were before the value was loaded. The code is loaded first: a writer that had begun
 * in between has by then changed the code, or, if it is through with it, the format. */
static bool form_stays(const struct list *list, size_t i, struct list_form form)
{
	for (unsigned look = 0; look < LOOKS; look++)
		if (list_load_code(list, i) != form.code ||
		    list_load(list->base, list_format_at(list, i)) != form.format)
			return false;
	return true;
}

static int make_room(struct list_text *text, size_t size)
{
	char *bytes;

	if (text->size >= size)
		return 0;
	bytes = realloc(text->bytes, size);
	if (!bytes)
		return -ENOMEM;
	text->bytes = bytes;
	text->size = size;
	return 0;
}

void list_text_free(struct list_text *text)
{
	free(text->bytes);
	*text = (struct list_text){ NULL, 0 };
}

/* Whole words: slots are made of them. */
static void copy_text(const struct list *list, size_t at, size_t width, char *bytes)
{
	for (size_t done = 0; done < width; done += 8) {
		const uint64_t word = list_load(list->base, at + done);

		memcpy(bytes + done, &word, sizeof(word));
	}
}

static bool text_stays(const struct list *list, size_t at, size_t width, const char *bytes)
{
	for (size_t done = 0; done < width; done += 8)
		if (list_load(list->base, at + done) != list_word(bytes + done))
			return false;
	return true;
}

/* item->text.n: its width. A text read twice alike, and no change begun in between, was there as a whole. */
static int read_text(const struct list *list, size_t i, struct list_form form, size_t at,
		     struct item *item, struct list_text *text)
{
	size_t width = item->text.n;
	int error = make_room(text, width ? (width + 7) / 8 * 8 : 8);

	if (error)
		return error;
	copy_text(list, at, width, text->bytes);
	if (!form_stays(list, i, form) || !text_stays(list, at, width, text->bytes))
		return -EAGAIN;
	while (width && !text->bytes[width - 1])
		width--;
	item->text.bytes = text->bytes;
	item->text.n = width;
	return 0;
}

/* One try. */
static int read_item(const struct list *list, size_t i, struct item *item, struct list_text *text,
		     const char **what)
{
	const struct list_form form = list_load_form(list, i);
	struct list_slot slot;
	size_t width;
	int error = list_slot_read(list, i, &slot, what);

	if (!error)
		error = list_form_read(form, slot.width, &item->kind, &width, what);
	if (error)
		return error;
	item->text.n = width;
	if (item_is_text(item))
		error = read_text(list, i, form, slot.at, item, text);
	else
		list_value_read(item, list_load(list->base, slot.at));
	if (!error && !form_stays(list, i, form))
		error = -EAGAIN;
	*what = error == -ENOMEM ? "out of memory" : "being written";
	return error;
}

static int get(const struct list *list, size_t i, struct item *item, struct list_text *text,
	       struct list_fault *fault)
{
	const char *what = "";
	unsigned tries = 0;
	int error;

	do
		error = read_item(list, i, item, text, &what);
	while (error && error != -ENOMEM && !list_wait(&tries));
	if (!error && item->kind == ITEM_STR && !utf8_valid(item->text.bytes, item->text.n)) {
		what = "not UTF-8";
		error = -EILSEQ;
	}
	return error ? list_blame(fault, i, what, error) : 0;
}

int list_get(const struct list *list, int64_t index, struct item *item, struct list_text *text,
	     struct list_fault *fault)
{
	size_t i;

	if (list_position(list, index, &i))
		return list_blame(fault, LIST_NO_ITEM, "index out of range", -ERANGE);
	return get(list, i, item, text, fault);
}

int list_count(const struct list *list, const struct item *item, size_t *count,
	       struct list_fault *fault)
{
	struct list_text text = { 0 };
	struct item other;
	size_t n = 0;
	int error = 0;

	for (size_t i = 0; i < list->n && !error; i++) {
		error = get(list, i, &other, &text, fault);
		n += !error && item_equal(item, &other);
	}
	list_text_free(&text);
	if (!error)
		*count = n;
	return error;
}

int list_index(const struct list *list, const struct item *item, size_t *index,
	       struct list_fault *fault)
{
	struct list_text text = { 0 };
	struct item other;
	bool found = false;
	int error = 0;

	for (size_t i = 0; i < list->n && !error && !found; i++) {
		error = get(list, i, &other, &text, fault);
		found = !error && item_equal(item, &other);
		if (found)
			*index = i;
	}
	list_text_free(&text);
	if (!error && !found)
		error = list_blame(fault, LIST_NO_ITEM, "not in this container", -ENOENT);
	return error;
}

int list_format(FILE *out, const struct list *list, struct list_fault *fault)
{
	int first = 0;

	for (size_t i = 0; i < list->n; i++) {
		const uint64_t format = list_load(list->base, list_format_at(list, i));
		const char *what;
		struct list_slot slot;
		enum item_kind kind;
		size_t width;
		int error = list_slot_read(list, i, &slot, &what);
		char text[9] = { 0 };

		if (!error)
			error = list_form_read(
				(struct list_form){ format, list_load_code(list, i) }, slot.width,
				&kind, &width, &what);
		memcpy(text, &format, sizeof(format));
		if (!error)
			fputs(text, out);
		else if (!first)
			first = list_blame(fault, i, what, error);
	}
	return first;
}

int list_print(FILE *out, const struct list *list, bool ascii, struct list_fault *fault)
{
	struct list_text text = { 0 };
	struct item item;
	int first = 0;

	fputc('[', out);
	for (size_t i = 0; i < list->n; i++) {
		struct list_fault here;
		const int error = get(list, i, &item, &text, &here);

		if (i)
			fputs(", ", out);
		if (error)
			fprintf(out, "<%s>", here.what);
		else
			item_print(out, &item, ascii);
		if (error && !first)
			first = list_blame(fault, here.item, here.what, error);
	}
	fputc(']', out);
	list_text_free(&text);
	return first;
}
