/* SPDX-License-Identifier: MIT */
/* Images of CPython's ShareableList: each is read as CPython reads it, and written as CPython writes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/fail.h"
/* cmocka wants the above first */
#include <cmocka.h>
#include <errno.h>

#include "list_made.h"

/* One record of the file; its head says what the fields are. */
struct vector {
	char *made, *printed, *format;
	unsigned char *image;
	size_t size;
};
static struct vector vectors[100];
static size_t vectors_n;

static int hex(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void read_vector(char *line)
{
	struct vector *vector = &vectors[vectors_n++];
	char *fields[5];

	for (size_t i = 0; i < 5; i++)
		fields[i] = strsep(&line, "\t\n");
	vector->made = strdup(fields[0]);
	vector->printed = strdup(fields[3]);
	vector->format = strdup(strcmp(fields[4], "-") != 0 ? fields[4] : "");
	vector->size = strlen(fields[1]) / 2;
	assert_int_equal(vector->size, atoi(fields[2]));
	vector->image = malloc(vector->size);
	for (size_t i = 0; i < vector->size; i++)
		vector->image[i] =
			(unsigned char)(hex(fields[1][2 * i]) << 4 | hex(fields[1][2 * i + 1]));
}

static int read_vectors(void **state)
{
	char path[4096], *line = NULL;
	size_t room = 0;
	FILE *in;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/golden/shareable_list_vectors.txt",
		 getenv("srcdir"));
	in = fopen(path, "r");
	assert_non_null(in);
	while (getline(&line, &room, in) > 0)
		if (*line != '#')
			read_vector(line);
	fclose(in);
	free(line);
	return 0;
}

static int free_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < vectors_n; i++) {
		free(vectors[i].made);
		free(vectors[i].printed);
		free(vectors[i].format);
		free(vectors[i].image);
	}
	return 0;
}

/* Appends text from a range-like expression: count numbers or, in bytes, escapes. */
static void unroll(FILE *out, const char *begin, const char *each, unsigned count, const char *end)
{
	fputs(begin, out);
	for (unsigned i = 0; i < count; i++)
		fprintf(out, each, i); /* NOLINT: each is ours */
	fputs(end, out);
}

/* Field 1, its few expressions written out as literals; the caller's to free. */
static char *plain(const char *expression, size_t length)
{
	char *text, *made = strndup(expression, length);
	size_t size;
	unsigned times;
	FILE *out = open_memstream(&text, &size);
	const char *product = strstr(made, "] * ");

	if (!strcmp(made, "[bytes(range(256))]"))
		unroll(out, "[b'", "\\x%02x", 256, "']");
	else if (sscanf(made, "list(range(%u))", &times) == 1)
		unroll(out, "[", "%u, ", times, "]");
	else if (product && sscanf(product, "] * %u", &times) == 1)
		for (unsigned i = 0; i < times; i++)
			fprintf(out, "%s%.*s%s", i ? ", " : "[", (int)(product - made - 1),
				made + 1, i + 1 < times ? "" : "]");
	else
		fputs(made, out);
	fclose(out);
	free(made);
	return text;
}

/* The items of field 1, without the assignments behind them. */
static struct literal_list items_of(const struct vector *vector)
{
	const char *end = strstr(vector->made, " ; ");
	char *literal =
		plain(vector->made, end ? (size_t)(end - vector->made) : strlen(vector->made));
	struct literal_list items = made_items(literal);

	free(literal);
	return items;
}

static bool is_mutation(const struct vector *vector)
{
	return strstr(vector->made, " ; ");
}

/* Opens a copy at the begin of a block of that size, reads it, compares; cmocka's own words name line and texts. */
static void is_read(const struct vector *vector, size_t size)
{
	unsigned char *block = calloc(1, size);
	struct list_fault fault = { 99, "" };
	struct list list;
	char *text, *format, *wanted = strdup(vector->printed);
	char *broken = strstr(wanted, "!UnicodeDecodeError");
	size_t n;
	FILE *out = open_memstream(&format, &n);

	memcpy(block, vector->image, vector->size);
	assert_int_equal(list_open(&list, block, size, &fault), 0);
	if (broken) /* the only item that cannot be read, in one record */
		strcpy(broken, "<not UTF-8>]");
	text = made_text(&list);
	assert_string_equal(text, wanted);
	assert_int_equal(list_format(out, &list, NULL), 0);
	fclose(out);
	assert_string_equal(format, vector->format);
	if (broken) {
		struct list_text room = { NULL, 0 };
		struct item item;

		assert_int_equal(list_get(&list, 0, &item, &room, &fault), -EILSEQ);
		assert_int_equal(fault.item, 0);
		assert_string_equal(fault.what, "not UTF-8");
		list_text_free(&room);
	}
	free(text);
	free(format);
	free(wanted);
	free(block);
}

static void every_image_is_read_as_cpython_reads_it(void **state)
{
	(void)state;
	assert_true(vectors_n > 40);
	for (size_t i = 0; i < vectors_n; i++)
		is_read(&vectors[i], vectors[i].size);
}

static void a_block_may_be_longer_than_its_list(void **state)
{
	(void)state;
	for (size_t i = 0; i < vectors_n; i++) {
		is_read(&vectors[i], vectors[i].size + 1);
		is_read(&vectors[i], 4096);
	}
}

/* CPython counts their characters, and cuts them: they need a wider slot. */
static bool is_wider(const struct vector *vector)
{
	return !strcmp(vector->made, "['\\u00e9\\u00e9\\u00e9\\u00e9']") ||
	       !strcmp(vector->made, "['\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9']") ||
	       !strcmp(vector->made, "['\\u65e5\\u65e5\\u65e5']");
}

static void every_list_is_written_as_cpython_writes_it(void **state)
{
	size_t wider = 0;

	(void)state;
	for (size_t i = 0; i < vectors_n; i++) {
		struct literal_list items = items_of(&vectors[i]);
		unsigned char *image;
		size_t size;

		assert_int_equal(list_size(items.items, items.n, &size, NULL), 0);
		image = malloc(size);
		memset(image, 0xa5, size);
		assert_int_equal(list_encode(image, size, items.items, items.n, NULL), 0);
		wider += is_wider(&vectors[i]);
		if (is_wider(&vectors[i])) {
			struct list list;
			char *expression = strdup(vectors[i].made);

			assert_int_equal(size, vectors[i].size + 8);
			assert_int_equal(list_open(&list, image, size, NULL), 0);
			for (char *at = expression; (at = strstr(at, "\\u00")) != NULL;) {
				at[1] = 'x'; /* as ascii() has it */
				memmove(at + 2, at + 4, strlen(at + 4) + 1);
			}
			assert_prints(&list, expression);
			free(expression);
		} else if (!is_mutation(&vectors[i])) {
			assert_int_equal(size, vectors[i].size);
			assert_memory_equal(image, vectors[i].image, size);
		}
		free(image);
		literal_free(&items);
	}
	assert_int_equal(wider, 3);
}

static void every_assignment_leaves_cpythons_bytes(void **state)
{
	size_t mutations = 0;

	(void)state;
	for (size_t i = 0; i < vectors_n; i++) {
		struct literal_list items = items_of(&vectors[i]);
		const char *at = strstr(vectors[i].made, "sl[");
		unsigned char *image = malloc(vectors[i].size);
		struct list list;

		if (at) {
			mutations++;
			assert_int_equal(
				list_encode(image, vectors[i].size, items.items, items.n, NULL), 0);
			assert_int_equal(list_open(&list, image, vectors[i].size, NULL), 0);
		}
		for (; at; at = strstr(at + 1, "; sl[") ? strstr(at + 1, "; sl[") + 2 : NULL) {
			const char *value = strstr(at, "] = ") + 4;
			char *literal = strndup(value, strcspn(value, ";"));

			assert_int_equal(made_set(&list, atoi(at + 3), literal, true, NULL), 0);
			free(literal);
		}
		if (is_mutation(&vectors[i]))
			assert_memory_equal(image, vectors[i].image, vectors[i].size);
		free(image);
		literal_free(&items);
	}
	assert_true(mutations >= 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_image_is_read_as_cpython_reads_it),
		cmocka_unit_test(a_block_may_be_longer_than_its_list),
		cmocka_unit_test(every_list_is_written_as_cpython_writes_it),
		cmocka_unit_test(every_assignment_leaves_cpythons_bytes),
	};

	return cmocka_run_group_tests(tests, read_vectors, free_vectors);
}
