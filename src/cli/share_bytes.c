/* SPDX-License-Identifier: MIT */
/* contend share of bare bytes: fields laid out as in Python's struct module, and plain hexadecimal. */
#include "cli/share_bytes.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "share/fields.h"
#include "share/item.h"
#include "share/literal.h"

int share_bytes_refuse(const struct thing *thing)
{
	misuse("%s: bare bytes: --struct says what fields they are, such as --struct=idf",
	       thing->name);
	return EXIT_MISUSE;
}

/* The fields that --struct names, within size bytes. NULL having said why; the caller's to free. */
static struct fields *open_fields(const struct options *options, const struct thing *thing,
				  size_t size)
{
	struct fields *const fields = malloc(sizeof(*fields));
	char why[80];

	if (!fields) {
		fail("--struct");
		return NULL;
	}
	if (fields_parse(fields, options->share.fields, why))
		misuse("--struct=%s: %s", options->share.fields, why);
	else if (fields->size > size)
		misuse("--struct=%s: %zu bytes, but %s has %zu", options->share.fields,
		       fields->size, thing->name, size);
	else
		return fields;
	free(fields);
	return NULL;
}

static void print_field(const struct field *field, const void *base)
{
	struct item item = { .kind = ITEM_BYTES };
	char text[40];

	if (field->kind == FIELD_BYTES || field->kind == FIELD_PASCAL) {
		item.text.bytes = field_bytes(field, base, &item.text.n);
		item_print(stdout, &item, false);
	} else {
		field_print(field, field_load(field, base), text, sizeof(text));
		fputs(text, stdout);
	}
}

int share_bytes_dump(const struct options *options, const struct thing *thing, const void *base,
		     size_t size)
{
	struct fields *const fields = open_fields(options, thing, size);

	if (!fields)
		return EXIT_MISUSE;
	putchar('(');
	for (size_t i = 0; i < fields->n; i++) {
		print_field(&fields->at[i], base);
		if (i + 1 < fields->n || i == 0)
			fputs(i + 1 < fields->n ? ", " : ",", stdout);
	}
	puts(")");
	free(fields);
	return EXIT_OK;
}

/* The field of an index, -1 being the last; without a word there must be one only. NULL having said why. */
static const struct field *find_field(const struct fields *fields, const struct thing *thing,
				      const char *word)
{
	int64_t index = 0;

	if (word && share_number(word, &index))
		return NULL;
	if (!word && fields->n != 1) {
		misuse("%s: %zu fields: say which, 0 to %zu, or -1 for the last", thing->name,
		       fields->n, fields->n - (fields->n > 0));
		return NULL;
	}
	if (index < 0)
		index += (int64_t)fields->n;
	if (index >= 0 && (uint64_t)index < fields->n)
		return &fields->at[index];
	misuse("%s: index %s: the format has %zu fields", thing->name, word ? word : "0",
	       fields->n);
	return NULL;
}

int share_bytes_get(const struct options *options, struct thing *thing, const char *const *words,
		    size_t n)
{
	struct fields *const fields = open_fields(options, thing, thing->block.size);
	const struct field *const field =
		fields ? find_field(fields, thing, n ? words[0] : NULL) : NULL;

	if (field) {
		print_field(field, thing->block.base);
		putchar('\n');
	}
	free(fields);
	return field ? EXIT_OK : EXIT_MISUSE;
}

/* Text, or b'...' for what no shell can say. */
static int set_bytes(const struct field *field, struct thing *thing, const char *text)
{
	struct literal_list read = { 0 };
	struct item item = { .kind = ITEM_BYTES, .text = { text, strlen(text) } };
	char why[160];
	int error;

	if (text[0] == 'b' && text[1] && strchr("'\"", text[1])) {
		if (literal_read_one(text, &read, why, sizeof(why))) {
			misuse("%s: %s", thing->name, why);
			return EXIT_MISUSE;
		}
		item = read.items[0];
	}
	error = field_store_bytes(field, thing->block.base, item.text.bytes, item.text.n);
	if (error)
		misuse("%s: %zu bytes do not fit into the field of %zu", thing->name, item.text.n,
		       field->size);
	literal_free(&read);
	return error ? EXIT_MISUSE : EXIT_OK;
}

static int set_field(const struct options *options, const struct field *field, struct thing *thing,
		     const char *text)
{
	const bool alone = options->share.flock || options->share.unlocked;
	struct scalar value;
	int error;

	if (field->kind == FIELD_BYTES || field->kind == FIELD_PASCAL) {
		if (alone)
			return set_bytes(field, thing, text);
		misuse("%s: a reader may see half of the text: take a lock with --flock, or say "
		       "--unlocked",
		       thing->name);
		return EXIT_FAILED;
	}
	error = field_parse(field, text, &value);
	if (!error)
		error = field_store(field, thing->block.base, value, alone);
	if (!error)
		return EXIT_OK;
	if (error == -EFAULT)
		misuse("%s: the field at byte %zu is not aligned, so that a reader may see half of "
		       "it: take a lock with --flock, or say --unlocked",
		       thing->name, field->offset);
	else if (error == -ERANGE)
		misuse("%s: %s is out of range for %c", thing->name, text, field->code);
	else
		misuse("%s: %s will not do for the letter %c", thing->name, text, field->code);
	return error == -EFAULT ? EXIT_FAILED : EXIT_MISUSE;
}

int share_bytes_set(const struct options *options, struct thing *thing, const char *const *words,
		    size_t n)
{
	struct fields *const fields = open_fields(options, thing, thing->block.size);
	const struct field *const field =
		fields ? find_field(fields, thing, n > 1 ? words[0] : NULL) : NULL;
	int code = EXIT_MISUSE;

	if (field)
		code = thing_flock(options, thing);
	if (field && !code)
		code = set_field(options, field, thing, words[n - 1]);
	free(fields);
	return code;
}

void share_bytes_hex(const void *base, size_t size)
{
	const unsigned char *const bytes = base;

	for (size_t at = 0; at < size; at += 16) {
		const size_t n = size - at < 16 ? size - at : 16;

		printf("%08zx ", at);
		for (size_t i = 0; i < 16; i++)
			if (i < n)
				printf(" %02x", bytes[at + i]);
			else
				fputs("   ", stdout);
		fputs("  ", stdout);
		for (size_t i = 0; i < n; i++)
			putchar(bytes[at + i] < 0x7f && isprint(bytes[at + i]) ? bytes[at + i]
									       : '.');
		putchar('\n');
	}
}
