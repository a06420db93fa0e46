/* SPDX-License-Identifier: MIT */
/* Texts: str and bytes literals, and their escapes. */
#include "share/literal_reader.h"

#include <errno.h>
#include <string.h>

#include "share/utf8.h"

/* Escapes of one letter; the line's end is none, it drops out. */
static const char letters[] = "\\'\"abfnrtv";
static const char meanings[] = "\\'\"\a\b\f\n\r\t\v";

static int hex_digit(char c)
{
	const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)((found - digits) % 16) : -1;
}

/* \xHH, \uHHHH, \UHHHHHHHH: digits after the letter at reader->at. */
static int read_hex(struct literal_reader *reader, int digits, uint32_t *point)
{
	const char *start = reader->at - 1;

	reader->at++;
	*point = 0;
	for (int i = 0; i < digits; i++) {
		const int digit = hex_digit(*reader->at);

		if (digit < 0)
			return literal_refuse(reader, start, -EINVAL,
					      "\\%c wants %d hexadecimal digits", start[1], digits);
		*point = *point << 4 | (uint32_t)digit;
		reader->at++;
	}
	return 0;
}

/* At the letter after the backslash, which is no line's end. */
static int read_escape(struct literal_reader *reader, bool bytes, uint32_t *point)
{
	const char c = *reader->at, *letter = c ? strchr(letters, c) : NULL;

	if (letter) {
		*point = (unsigned char)meanings[letter - letters];
		reader->at++;
		return 0;
	}
	if (c >= '0' && c <= '7') {
		*point = 0;
		for (int i = 0; i < 3 && *reader->at >= '0' && *reader->at <= '7'; i++)
			*point = *point * 8 + (uint32_t)(*reader->at++ - '0');
		if (bytes && *point > 0xff)
			return literal_refuse(reader, reader->at - 4, -EINVAL,
					      "\\%o is more than a byte", (unsigned)*point);
		return 0;
	}
	if (c == 'x')
		return read_hex(reader, 2, point);
	if (!bytes && c == 'u')
		return read_hex(reader, 4, point);
	if (!bytes && c == 'U')
		return read_hex(reader, 8, point);
	if (!bytes && c == 'N')
		return literal_refuse(
			reader, reader->at - 1, -EINVAL,
			"names of characters are not known: write \\u and its number");
	if (c > ' ' && c < 0x7f)
		return literal_refuse(reader, reader->at - 1, -EINVAL,
				      "\\%c is no escape of %s: a backslash is written \\\\", c,
				      bytes ? "bytes" : "str");
	return literal_refuse(reader, reader->at - 1, -EINVAL, "a backslash is written \\\\");
}

/* One character as it stands: UTF-8 of a str, ASCII of bytes. */
static int read_plain(struct literal_reader *reader, bool bytes, uint32_t *point)
{
	size_t length;

	if (*reader->at == '\n' || *reader->at == '\r')
		return literal_refuse(reader, reader->at, -EINVAL,
				      "a line ends within quotes: write \\n");
	if (bytes && (unsigned char)*reader->at >= 0x80)
		return literal_refuse(reader, reader->at, -EINVAL,
				      "bytes are written in ASCII: \\x%02x",
				      (unsigned char)*reader->at);
	length = utf8_next(reader->at, strnlen(reader->at, 4), point);
	if (!length)
		return literal_refuse(reader, reader->at, -EINVAL, "not UTF-8");
	reader->at += length;
	return 0;
}

static bool skip_line_end(struct literal_reader *reader)
{
	if (reader->at[0] != '\\' || (reader->at[1] != '\n' && reader->at[1] != '\r'))
		return false;
	reader->at += reader->at[1] == '\r' && reader->at[2] == '\n' ? 3 : 2;
	return true;
}

/* Appends to the text: bytes are themselves, a character is its UTF-8. */
static int put(struct literal_reader *reader, const char *from, bool bytes, uint32_t point)
{
	size_t length = 1;

	if (bytes)
		*reader->bytes = (char)(unsigned char)point;
	else
		length = utf8_put(point, reader->bytes);
	if (!length)
		return literal_refuse(reader, from, -EINVAL,
				      point > 0x10ffff
					      ? "not UTF-8: no character is above \\U0010ffff"
					      : "not UTF-8: a surrogate is no character");
	reader->bytes += length;
	return 0;
}

int literal_text(struct literal_reader *reader, struct item *item)
{
	const char *start = reader->at;
	const bool bytes = *start == 'b' || *start == 'B';
	const char quote = start[bytes];

	item->kind = bytes ? ITEM_BYTES : ITEM_STR;
	item->text.bytes = reader->bytes;
	for (reader->at += bytes + 1; *reader->at != quote;) {
		const char *from = reader->at;
		uint32_t point;
		int error;

		if (!*from)
			return literal_refuse(reader, start, -EINVAL, "a text without its end, %c",
					      quote);
		if (skip_line_end(reader))
			continue;
		reader->at += *from == '\\';
		error = *from == '\\' ? read_escape(reader, bytes, &point)
				      : read_plain(reader, bytes, &point);
		if (!error)
			error = put(reader, from, bytes, point);
		if (error)
			return error;
	}
	reader->at++;
	item->text.n = (size_t)(reader->bytes - item->text.bytes);
	if (item->text.n > ITEM_TEXT_MAX)
		return literal_refuse(reader, start, -E2BIG, "a text of %zu bytes: %d is the most",
				      item->text.n, ITEM_TEXT_MAX);
	return 0;
}
