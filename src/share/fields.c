/* SPDX-License-Identifier: MIT */
/* Formats of Python's struct module: parsed into fields, which are read and written in place. */
#include "share/fields.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct letter {
	char code;
	enum field_kind kind;
	size_t native, standard; /* bytes; standard 0: only native */
};

static const struct letter letters[] = {
	{ 'x', FIELD_PAD, 1, 1 },
	{ 'c', FIELD_CHAR, 1, 1 },
	{ 'b', FIELD_SIGNED, sizeof(signed char), 1 },
	{ 'B', FIELD_UNSIGNED, sizeof(unsigned char), 1 },
	{ '?', FIELD_BOOL, sizeof(_Bool), 1 },
	{ 'h', FIELD_SIGNED, sizeof(short), 2 },
	{ 'H', FIELD_UNSIGNED, sizeof(unsigned short), 2 },
	{ 'i', FIELD_SIGNED, sizeof(int), 4 },
	{ 'I', FIELD_UNSIGNED, sizeof(unsigned), 4 },
	{ 'l', FIELD_SIGNED, sizeof(long), 4 },
	{ 'L', FIELD_UNSIGNED, sizeof(unsigned long), 4 },
	{ 'q', FIELD_SIGNED, sizeof(long long), 8 },
	{ 'Q', FIELD_UNSIGNED, sizeof(unsigned long long), 8 },
	{ 'n', FIELD_SIGNED, sizeof(ssize_t), 0 },
	{ 'N', FIELD_UNSIGNED, sizeof(size_t), 0 },
	{ 'e', FIELD_FLOAT, 2, 2 },
	{ 'f', FIELD_FLOAT, 4, 4 },
	{ 'd', FIELD_FLOAT, 8, 8 },
	{ 's', FIELD_BYTES, 1, 1 },
	{ 'p', FIELD_PASCAL, 1, 1 },
	{ 'P', FIELD_UNSIGNED, sizeof(void *), 0 },
};

static const struct letter *letter_find(char code)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (letters[i].code == code)
			return &letters[i];
	return NULL;
}

static bool little(void)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

/* Adds `count` of a letter. -E2BIG: too many, or too far away. */
static int add(struct fields *fields, const struct letter *letter, size_t count, bool native)
{
	const bool one = letter->kind == FIELD_BYTES || letter->kind == FIELD_PASCAL ||
			 letter->kind == FIELD_PAD;
	const size_t size = native ? letter->native : letter->standard;

	/* A count of 0 aligns all the same, as in Python. */
	if (native && size > 1)
		fields->size = (fields->size + size - 1) / size * size;
	for (size_t i = 0; i < (one ? 1 : count); i++) {
		const size_t length = one ? count : size;

		if (fields->n == FIELDS_MAX || length > SIZE_MAX / 4 - fields->size)
			return -E2BIG;
		fields->at[fields->n] = (struct field){ .code = letter->code,
							.kind = letter->kind,
							.offset = fields->size,
							.size = length };
		fields->n += letter->kind != FIELD_PAD;
		fields->size += length;
	}
	return 0;
}

/* The count before a letter; 1 where there is none. */
static size_t take_count(const char **at)
{
	size_t count = 0;

	if (**at < '0' || **at > '9')
		return 1;
	for (; **at >= '0' && **at <= '9'; (*at)++)
		count = count > SIZE_MAX / 40 ? SIZE_MAX : count * 10 + (size_t)(**at - '0');
	return count;
}

/* Into `why`: what is wrong with the letter. */
static int refuse(char code, const struct letter *letter, char order, char why[80])
{
	if (!code)
		snprintf(why, 80, "a count without a letter at its end");
	else if (letter)
		snprintf(why, 80, "the letter %c has no standard size: not with %c", code, order);
	else
		snprintf(why, 80, "no letter %c: x c b B ? h H i I l L q Q n N e f d s p P", code);
	return -EINVAL;
}

int fields_parse(struct fields *fields, const char *format, char why[80])
{
	const bool ordered = *format && strchr("@=<>!", *format);
	const char order = ordered ? *format : '@';
	const bool swapped = little() ? strchr(">!", order) != NULL : order == '<';
	int error = 0;

	memset(fields, 0, sizeof(*fields));
	for (const char *at = format + ordered; !error && *at; at++) {
		if (*at == ' ')
			continue;
		const size_t count = take_count(&at);
		const struct letter *const letter = letter_find(*at);

		if (!*at || !letter || (order != '@' && !letter->standard))
			return refuse(*at, letter, order, why);
		error = add(fields, letter, count, order == '@');
	}
	if (error)
		snprintf(why, 80, "more than %d fields, or too many bytes", FIELDS_MAX);
	for (size_t i = 0; i < fields->n; i++)
		fields->at[i].swapped = swapped;
	return error;
}
