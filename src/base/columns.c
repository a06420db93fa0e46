/* SPDX-License-Identifier: MIT */
/* Structs as rows of a table: a const array of columns writes and reads them, as CSV or JSON. */
#include "base/columns.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/fail.h"

#define QUOTED_MAX 48 /* of a bad value, in an error line */

/* A program that calls setlocale() may have a decimal comma; a file never has. */
static locale_t plain_locale(void)
{
	static locale_t plain;

	if (!plain)
		plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	return plain;
}

static double number_of(const struct column *column, const void *row)
{
	return *(const double *)(const void *)((const char *)row + column->offset);
}

static const char *text_of(const struct column *column, const void *row)
{
	return *(const char *const *)(const void *)((const char *)row + column->offset);
}

static void write_number(FILE *out, const struct column *column, double value, const char *unknown)
{
	char digits[400]; /* a count near DBL_MAX has 309 digits */
	locale_t before;

	if (!isfinite(value)) {
		fputs(unknown, out);
		return;
	}
	before = uselocale(plain_locale());
	if (column->kind == COLUMN_COUNT)
		snprintf(digits, sizeof(digits), "%.0f", value + 0.0); /* no "-0" */
	else
		snprintf(digits, sizeof(digits), "%.9g", value + 0.0);
	uselocale(before);
	fputs(digits, out);
}

void columns_csv_header(FILE *out, const struct column *columns)
{
	for (const struct column *column = columns; column->name; column++) {
		if (column != columns)
			putc(',', out);
		csv_write(out, column->name);
	}
	putc('\n', out);
}

void columns_csv_row(FILE *out, const struct column *columns, const void *row)
{
	for (const struct column *column = columns; column->name; column++) {
		if (column != columns)
			putc(',', out);
		if (column->kind == COLUMN_TEXT) {
			const char *text = text_of(column, row);

			csv_write(out, text ? text : "NA");
		} else {
			write_number(out, column, number_of(column, row), "NA");
		}
	}
	putc('\n', out);
}

/* Bytes of the UTF-8 character that begins at s; 0: none does (RFC 3629). */
static size_t utf8_length(const unsigned char *s)
{
	size_t length = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;

	if (s[0] > 0xF4 || (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) ||
	    (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	return length;
}

static void write_json_text(FILE *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	putc('"', out);
	while (*s) {
		size_t length = utf8_length(s);

		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (*s < 0x20)
			fprintf(out, "\\u%04x", *s);
		else if (length == 0)
			fputs("\\ufffd", out);
		else
			fwrite(s, 1, length, out);
		s += length ? length : 1;
	}
	putc('"', out);
}

void columns_json_row(FILE *out, const struct column *columns, const void *row)
{
	for (const struct column *column = columns; column->name; column++) {
		putc(column == columns ? '{' : ',', out);
		write_json_text(out, column->name);
		putc(':', out);
		if (column->kind != COLUMN_TEXT)
			write_number(out, column, number_of(column, row), "null");
		else if (text_of(column, row))
			write_json_text(out, text_of(column, row));
		else
			fputs("null", out);
	}
	putc('}', out);
}

static int find_field(size_t *field, const char *name, const struct csv *header)
{
	*field = SIZE_MAX;
	for (size_t i = 0; i < header->n; i++) {
		if (strcmp(header->fields[i], name) != 0)
			continue;
		if (*field != SIZE_MAX)
			return misuse("%s:%lu: column %s is there twice", header->path,
				      header->line, name);
		*field = i;
	}
	return 0;
}

int columns_map_open(struct columns_map *map, const struct column *columns,
		     const struct csv *header)
{
	size_t n = 0;

	while (columns[n].name)
		n++;
	*map = (struct columns_map){ columns, calloc(n + 1, sizeof(*map->field)), header->n };
	if (!map->field)
		return fail("%s", header->path);
	for (size_t i = 0; i < n; i++) {
		int error = find_field(&map->field[i], columns[i].name, header);

		if (!error && map->field[i] == SIZE_MAX && !columns[i].late)
			error = misuse("%s:%lu: no column %s", header->path, header->line,
				       columns[i].name);
		if (error) {
			columns_map_close(map);
			return error;
		}
	}
	return 0;
}

void columns_map_close(struct columns_map *map)
{
	free(map->field);
	*map = (struct columns_map){ 0 };
}

/* A value as an error line may show it. */
static const char *shown(char *line, const char *text)
{
	size_t i = 0;

	for (; i < QUOTED_MAX && text[i]; i++)
		line[i] = isprint((unsigned char)text[i]) ? text[i] : '?';
	strcpy(line + i, text[i] ? "..." : "");
	return line;
}

static int read_number(double *value, enum column_kind kind, const char *text, const char **why)
{
	locale_t before;
	char *end;

	*value = NAN;
	if (strcmp(text, "NA") == 0)
		return 0;
	*why = "no number";
	/* strtod() alone would take " 1", "0x1", "inf" and "nan" too. */
	if (text[strspn(text, "0123456789+-.eE")])
		return -EINVAL;
	before = uselocale(plain_locale());
	*value = strtod(text, &end);
	uselocale(before);
	if (end == text || *end)
		return -EINVAL;
	*why = "too large a number";
	if (!isfinite(*value))
		return -EINVAL;
	*why = "no whole number";
	return kind == COLUMN_COUNT && *value != floor(*value) ? -EINVAL : 0;
}

static int read_field(const struct column *column, const struct csv *record, size_t field,
		      void *row)
{
	void *member = (char *)row + column->offset;
	const char *text = field == SIZE_MAX ? "NA" : record->fields[field];
	char line[QUOTED_MAX + 4];
	const char *why;

	if (column->kind == COLUMN_TEXT) {
		*(const char **)member = strcmp(text, "NA") == 0 ? NULL : text;
		return 0;
	}
	if (read_number(member, column->kind, text, &why) == 0)
		return 0;
	return misuse("%s:%lu: column %s: \"%s\" is %s", record->path, record->line, column->name,
		      shown(line, text), why);
}

int columns_read(const struct columns_map *map, const struct csv *record, void *row)
{
	if (record->n != map->fields)
		return misuse("%s:%lu: %zu fields where the header has %zu", record->path,
			      record->line, record->n, map->fields);
	for (size_t i = 0; map->columns[i].name; i++) {
		int error = read_field(&map->columns[i], record, map->field[i], row);

		if (error)
			return error;
	}
	return 0;
}
