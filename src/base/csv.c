/* SPDX-License-Identifier: MIT */
/* Comma-separated values as in RFC 4180: records read one by one, fields written. */
#include "base/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* Where in a field the reader stands. */
enum state {
	FIELD_START,
	FIELD_PLAIN,
	FIELD_QUOTED,
	FIELD_CLOSED, /* after a quote within a quoted field: its end, or the first of a pair */
	RECORD_END
};

static int next(struct csv *csv)
{
	int c = getc(csv->file);

	if (c != EOF)
		csv->at++;
	if (c == '\n')
		csv->next_line++;
	return c;
}

static int malformed(const struct csv *csv, const char *what)
{
	return misuse("%s:%lu: %s", csv->path, csv->line, what);
}

static int put(struct csv *csv, char c)
{
	if (csv->length == csv->size) {
		size_t size = csv->size ? 2 * csv->size : 1024;
		char *text = realloc(csv->text, size);

		if (!text)
			return fail("%s", csv->path);
		csv->text = text;
		csv->size = size;
	}
	if (csv->length == CSV_RECORD_MAX)
		return malformed(csv, "a line of more than 1 MiB: this is no CSV file");
	csv->text[csv->length++] = c;
	return 0;
}

static int end_field(struct csv *csv, enum state *state, enum state after)
{
	*state = after;
	csv->n++;
	return put(csv, '\0');
}

static int step_unquoted(struct csv *csv, enum state *state, int c)
{
	bool closed = *state == FIELD_CLOSED;

	switch (c) {
	case ',':
		return end_field(csv, state, FIELD_START);
	case '\n':
		return end_field(csv, state, RECORD_END);
	case '"':
		if (*state == FIELD_PLAIN)
			return malformed(csv, "a quote within a field that begins without one");
		*state = FIELD_QUOTED;
		return closed ? put(csv, '"') : 0;
	default:
		if (closed)
			return malformed(csv, "text after the closing quote of a field");
		*state = FIELD_PLAIN;
		return put(csv, (char)c);
	}
}

static int step(struct csv *csv, enum state *state, int c)
{
	if (c == '\0')
		return malformed(csv, "a NUL byte: this is no text file");
	if (*state != FIELD_QUOTED)
		return step_unquoted(csv, state, c);
	if (c != '"')
		return put(csv, (char)c);
	*state = FIELD_CLOSED;
	return 0;
}

/* The file ended: where it should, or within a record. A quote that swallowed whole lines is no cut line: leaving it
 * out would drop rows that are there. */
static int ended(struct csv *csv, enum state state)
{
	csv->n = 0;
	if (ferror(csv->file))
		return fail("%s", csv->path);
	if (state == FIELD_QUOTED && csv->next_line != csv->line)
		return malformed(csv, "a quoted field that is never closed");
	csv->cut = csv->at != csv->end;
	return 0;
}

/* The fields lie one after the other, each with its NUL: no text holds one. */
static int find_fields(struct csv *csv)
{
	char *field = csv->text;

	if (csv->n > csv->room) {
		char **fields = realloc(csv->fields, csv->n * sizeof(*fields));

		if (!fields)
			return fail("%s", csv->path);
		csv->fields = fields;
		csv->room = csv->n;
	}
	for (size_t i = 0; i < csv->n; i++) {
		csv->fields[i] = field;
		field += strlen(field) + 1;
	}
	csv->end = csv->at;
	return 1;
}

int csv_read(struct csv *csv)
{
	enum state state = FIELD_START;

	csv->length = 0;
	csv->n = 0;
	csv->line = csv->next_line;
	while (state != RECORD_END) {
		int c = next(csv);
		int error;

		if (c == '\r' && state != FIELD_QUOTED) {
			c = next(csv);
			if (c != '\n' && c != EOF)
				return malformed(csv, "a carriage return that ends no line");
		}
		if (c == EOF)
			return ended(csv, state);
		error = step(csv, &state, c);
		if (error)
			return error;
	}
	return find_fields(csv);
}

static void skip_byte_order_mark(struct csv *csv)
{
	char mark[3];

	if (fread(mark, 1, sizeof(mark), csv->file) == sizeof(mark) &&
	    memcmp(mark, "\xEF\xBB\xBF", sizeof(mark)) == 0)
		csv->at = csv->end = sizeof(mark);
	else
		rewind(csv->file);
}

int csv_open(struct csv *csv, const char *path)
{
	int error;

	*csv = (struct csv){ .next_line = 1 };
	csv->file = fopen(path, "re");
	if (!csv->file)
		return fail("%s", path);
	csv->path = strdup(path);
	if (!csv->path) {
		error = fail("%s", path);
		csv_close(csv);
		return error;
	}
	skip_byte_order_mark(csv);
	return 0;
}

char *csv_take(struct csv *csv)
{
	char *text = csv->text;

	csv->text = NULL;
	csv->size = 0;
	csv->length = 0;
	return text;
}

void csv_close(struct csv *csv)
{
	if (csv->file)
		fclose(csv->file);
	free(csv->path);
	free(csv->text);
	free(csv->fields);
	*csv = (struct csv){ 0 };
}

void csv_write(FILE *out, const char *text)
{
	if (!text[strcspn(text, ",\"\r\n")]) {
		fputs(text, out);
		return;
	}
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', out);
		putc(*text, out);
	}
	putc('"', out);
}
