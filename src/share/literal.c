/* SPDX-License-Identifier: MIT */
/* Lists of literals, and the words among them. */
#include "share/literal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "share/literal_reader.h"

/* For a number's exponent, written anew. */
#define SPARE 32

int literal_refuse(struct literal_reader *reader, const char *where, int error, const char *format,
		   ...)
{
	const size_t place = (size_t)(where - reader->text) + 1;
	char sentence[160];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	if (reader->in_list)
		snprintf(reader->why, reader->why_size, "item %zu: %s (byte %zu)", reader->list->n,
			 sentence, place);
	else
		snprintf(reader->why, reader->why_size, "%s (byte %zu)", sentence, place);
	return error;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool literal_ends(char c)
{
	return is_blank(c) || strchr(",[](){}", c); /* the NUL, too */
}

static void skip_blanks(struct literal_reader *reader)
{
	while (is_blank(*reader->at))
		reader->at++;
}

static const struct word {
	const char *word;
	struct item item;
} words[] = {
	{ "True", { ITEM_BOOL, { .b = true } } },
	{ "False", { ITEM_BOOL, { .b = false } } },
	{ "None", { ITEM_NONE, { .i = 0 } } },
};

static int read_word(struct literal_reader *reader, struct item *item)
{
	size_t length = 0;

	while (!literal_ends(reader->at[length]))
		length++;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == length && !memcmp(words[i].word, reader->at, length)) {
			*item = words[i].item;
			reader->at += length;
			return 0;
		}
	return literal_refuse(reader, reader->at, -EINVAL,
			      "%.*s is no value: a number, 'text', b'bytes', True, False or None",
			      length < 40 ? (int)length : 40, reader->at);
}

static int read_value(struct literal_reader *reader, struct item *item)
{
	const char *at = reader->at;

	if (*at && strchr("[({", *at))
		return literal_refuse(reader, at, -EINVAL,
				      "a %s %s: only int, float, bool, None, str and bytes fit in",
				      *at == '['   ? "list"
				      : *at == '(' ? "tuple"
						   : "dict or set",
				      reader->in_list ? "in a list" : "is no single value");
	if (!*at || *at == ',' || strchr("])}", *at))
		return literal_refuse(reader, at, -EINVAL, "a value is missing");
	if (*at == '\'' || *at == '"')
		return literal_text(reader, item);
	if ((*at == 'b' || *at == 'B') && (at[1] == '\'' || at[1] == '"'))
		return literal_text(reader, item);
	if (strchr("+-.0123456789", *at) || !strncmp(at, "nan", 3) || !strncmp(at, "inf", 3))
		return literal_number(reader, item);
	return read_word(reader, item);
}

static int append(struct literal_reader *reader, const struct item *item)
{
	struct literal_list *list = reader->list;

	if (list->n == reader->room) {
		const size_t room = reader->room ? 2 * reader->room : 16;
		struct item *items = reallocarray(list->items, room, sizeof(*items));

		if (!items)
			return literal_refuse(reader, reader->at, -ENOMEM, "out of memory");
		list->items = items;
		reader->room = room;
	}
	list->items[list->n++] = *item;
	return 0;
}

static int read_values(struct literal_reader *reader)
{
	struct item item;

	if (*reader->at != '[')
		return literal_refuse(reader, reader->at, -EINVAL,
				      "a list begins with [, as in [1, 2.5, 'ab']");
	reader->at++;
	reader->in_list = true;
	for (skip_blanks(reader); *reader->at != ']'; skip_blanks(reader)) {
		int error = read_value(reader, &item);

		if (error)
			return error;
		skip_blanks(reader);
		if (*reader->at != ',' && *reader->at != ']')
			return literal_refuse(reader, reader->at, -EINVAL,
					      *reader->at ? "a value ends with a comma or ]"
							  : "the list has no ]");
		error = append(reader, &item);
		if (error)
			return error;
		reader->at += *reader->at == ',';
	}
	reader->at++;
	reader->in_list = false;
	return 0;
}

static int read_single(struct literal_reader *reader)
{
	struct item item;
	const int error = read_value(reader, &item);

	return error ? error : append(reader, &item);
}

static int read_text(const char *text, struct literal_list *list,
		     int (*read)(struct literal_reader *), char *why, size_t size)
{
	struct literal_reader reader = { .text = text, .at = text, .why = why, .why_size = size };
	int error;

	memset(list, 0, sizeof(*list));
	reader.list = list;
	why[0] = '\0';
	list->bytes = malloc(strlen(text) + SPARE);
	if (!list->bytes)
		return literal_refuse(&reader, text, -ENOMEM, "out of memory");
	reader.bytes = list->bytes;
	skip_blanks(&reader);
	error = read(&reader);
	skip_blanks(&reader);
	if (!error && *reader.at)
		error = literal_refuse(&reader, reader.at, -EINVAL, "something follows the %s",
				       read == read_values ? "list" : "value");
	if (error)
		literal_free(list);
	return error;
}

int literal_read_list(const char *text, struct literal_list *list, char *why, size_t size)
{
	return read_text(text, list, read_values, why, size);
}

int literal_read_one(const char *text, struct literal_list *list, char *why, size_t size)
{
	return read_text(text, list, read_single, why, size);
}

void literal_free(struct literal_list *list)
{
	free(list->items);
	free(list->bytes);
	memset(list, 0, sizeof(*list));
}
