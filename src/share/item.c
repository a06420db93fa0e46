/* SPDX-License-Identifier: MIT */
/* Equality and repr() of items. */
#include "share/item.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "share/decimal.h"
#include "share/utf8.h"

bool item_is_text(const struct item *item)
{
	return item->kind == ITEM_STR || item->kind == ITEM_BYTES;
}

/* Exact: a cast of the int could round it to the float, a cast of the float need not fit. */
static bool int_is_float(int64_t i, double d)
{
	const double limit = 9223372036854775808.0;

	return d >= -limit && d < limit && d == trunc(d) && (int64_t)d == i;
}

/* INT or BOOL, as a number. */
static bool whole(const struct item *item, int64_t *value)
{
	*value = item->kind == ITEM_BOOL ? item->b : item->kind == ITEM_INT ? item->i : 0;
	return item->kind == ITEM_BOOL || item->kind == ITEM_INT;
}

bool item_equal(const struct item *a, const struct item *b)
{
	int64_t x, y;
	const bool a_whole = whole(a, &x), b_whole = whole(b, &y);

	if (a_whole && b_whole)
		return x == y;
	if (a_whole && b->kind == ITEM_FLOAT)
		return int_is_float(x, b->d);
	if (b_whole && a->kind == ITEM_FLOAT)
		return int_is_float(y, a->d);
	if (a->kind != b->kind)
		return false;
	if (a->kind == ITEM_FLOAT)
		return a->d == b->d;
	if (item_is_text(a))
		return a->text.n == b->text.n &&
		       (!a->text.n || !memcmp(a->text.bytes, b->text.bytes, a->text.n));
	return true;
}

/* \n for one: '\0' if the character has no such escape. */
static char short_escape(uint32_t point)
{
	switch (point) {
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	case '\\':
		return '\\';
	default:
		return '\0';
	}
}

static void print_escape(FILE *out, uint32_t point)
{
	if (point <= 0xff)
		fprintf(out, "\\x%02" PRIx32, point);
	else if (point <= 0xffff)
		fprintf(out, "\\u%04" PRIx32, point);
	else
		fprintf(out, "\\U%08" PRIx32, point);
}

/* One character of a STR or byte of a BYTES; returns its length. */
static size_t print_character(FILE *out, const struct item *item, size_t at, char quote, bool ascii)
{
	const char *bytes = item->text.bytes + at;
	uint32_t point = (unsigned char)*bytes;
	size_t length = 1;

	if (item->kind == ITEM_STR && point >= 0x80) {
		length = utf8_next(bytes, item->text.n - at, &point);
		if (!length) {
			print_escape(out, 0xdc00 | (unsigned char)*bytes);
			return 1;
		}
	}
	if (short_escape(point))
		fprintf(out, "\\%c", short_escape(point));
	else if (point == (unsigned char)quote)
		fprintf(out, "\\%c", quote);
	else if (utf8_printable(point) && (point < 0x80 || (item->kind == ITEM_STR && !ascii)))
		fwrite(bytes, 1, length, out);
	else
		print_escape(out, point);
	return length;
}

/* Double quotes only where they spare an escape. */
static void print_text(FILE *out, const struct item *item, bool ascii)
{
	const char *bytes = item->text.bytes;
	const size_t n = item->text.n;
	const bool doubled = n && memchr(bytes, '\'', n) && !memchr(bytes, '"', n);
	const char quote = doubled ? '"' : '\'';

	fprintf(out, "%s%c", item->kind == ITEM_BYTES ? "b" : "", quote);
	for (size_t at = 0; at < n;)
		at += print_character(out, item, at, quote, ascii);
	fputc(quote, out);
}

void item_print(FILE *out, const struct item *item, bool ascii)
{
	char text[32];

	switch (item->kind) {
	case ITEM_INT:
		fprintf(out, "%" PRId64, item->i);
		break;
	case ITEM_FLOAT:
		decimal_print(text, sizeof(text), item->d, false);
		fputs(text, out);
		break;
	case ITEM_BOOL:
		fputs(item->b ? "True" : "False", out);
		break;
	case ITEM_NONE:
		fputs("None", out);
		break;
	case ITEM_STR:
	case ITEM_BYTES:
		print_text(out, item, ascii);
		break;
	}
}
