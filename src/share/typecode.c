/* SPDX-License-Identifier: MIT */
/* The table of typecodes, and what depends on a type's size. */
#include "share/typecode.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "share/decimal.h"

#define TYPE(code_, type_, kind_, field_)                                                          \
	{                                                                                          \
		.code = code_, .c_type = #type_, .kind = kind_, .size = sizeof(type_),             \
		.field = field_                                                                    \
	}

static const struct typecode types[] = {
	TYPE('b', signed char, TYPECODE_SIGNED, 'b'),
	TYPE('B', unsigned char, TYPECODE_UNSIGNED, 'B'),
	TYPE('h', short, TYPECODE_SIGNED, 'h'),
	TYPE('H', unsigned short, TYPECODE_UNSIGNED, 'H'),
	TYPE('i', int, TYPECODE_SIGNED, 'i'),
	TYPE('I', unsigned int, TYPECODE_UNSIGNED, 'I'),
	TYPE('l', long, TYPECODE_SIGNED, 'l'),
	TYPE('L', unsigned long, TYPECODE_UNSIGNED, 'L'),
	TYPE('q', long long, TYPECODE_SIGNED, 'q'),
	TYPE('Q', unsigned long long, TYPECODE_UNSIGNED, 'Q'),
	TYPE('f', float, TYPECODE_FLOAT, 'f'),
	TYPE('d', double, TYPECODE_FLOAT, 'd'),
	TYPE('c', char, TYPECODE_BYTE, 'c'),
	TYPE('u', wchar_t, TYPECODE_CHARACTER, '\0'),
};

_Static_assert(sizeof(float) == 4 && sizeof(double) == 8, "f and d are IEEE 754's 32 and 64 bits");
_Static_assert(sizeof(wchar_t) == 4, "u is a code point");

const struct typecode *typecode_at(size_t i)
{
	return i < sizeof(types) / sizeof(types[0]) ? &types[i] : NULL;
}

const struct typecode *typecode_find(char code)
{
	for (size_t i = 0; typecode_at(i); i++)
		if (types[i].code == code)
			return &types[i];
	return NULL;
}

int64_t typecode_min(const struct typecode *type)
{
	return type->kind == TYPECODE_SIGNED ? INT64_MIN >> (64 - 8 * type->size) : 0;
}

uint64_t typecode_max(const struct typecode *type)
{
	const uint64_t all = UINT64_MAX >> (64 - 8 * type->size);

	return type->kind == TYPECODE_SIGNED ? all >> 1 : all;
}

bool typecode_is_text(const struct typecode *type)
{
	return type->kind == TYPECODE_BYTE || type->kind == TYPECODE_CHARACTER;
}

const char *typecode_wants(const struct typecode *type)
{
	static const char *const wants[] = {
		[TYPECODE_SIGNED] = "not a whole number",
		[TYPECODE_UNSIGNED] = "not a whole number",
		[TYPECODE_FLOAT] = "not a number",
		[TYPECODE_BYTE] = "not one byte",
		[TYPECODE_CHARACTER] = "not one character",
	};

	return wants[type->kind];
}

/* Base of digits that begin so; *digits is behind what says it. */
static int base_of(const char **digits)
{
	static const struct {
		const char *prefix;
		int base;
	} bases[] = {
		{ "0x", 16 }, { "0X", 16 }, { "0o", 8 }, { "0O", 8 }, { "0b", 2 }, { "0B", 2 }
	};

	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
		if (!strncmp(*digits, bases[i].prefix, 2)) {
			*digits += 2;
			return bases[i].base;
		}
	return 10;
}

static int parse_whole(const struct typecode *type, const char *text, struct scalar *value)
{
	const char *digits = text + (*text == '-' || *text == '+');
	const bool negative = *text == '-';
	const int base = base_of(&digits);
	char *end;

	/* strtoull() would take blanks and signs, too. */
	if (!strchr("0123456789abcdefABCDEF", *digits) || !*digits)
		return -EINVAL;
	errno = 0;
	const unsigned long long magnitude = strtoull(digits, &end, base);

	if (*end || end == digits)
		return -EINVAL;
	if (errno)
		return -ERANGE;
	if (negative ? magnitude > 0 - (uint64_t)typecode_min(type)
		     : magnitude > typecode_max(type))
		return -ERANGE;
	value->u = negative ? 0 - magnitude : magnitude;
	return 0;
}

static int parse_float(const struct typecode *type, const char *text, struct scalar *value)
{
	char *end;

	/* Neither blanks nor C's hexadecimal floats nor nan(...). */
	if (text[strcspn(text, " \t\n\v\f\rxX()")] || !*text)
		return -EINVAL;
	errno = 0;
	value->d = strtod(text, &end);
	if (*end)
		return -EINVAL;
	/* An underflow is rounding; what is written inf is meant. */
	if (isinf(value->d) && !strpbrk(text, "iI"))
		return -ERANGE;
	if (type->size == sizeof(float)) {
		const float narrow = (float)value->d;

		if (isinf(narrow) && !isinf(value->d))
			return -ERANGE;
		value->d = (double)narrow;
	}
	return 0;
}

/* x, \x00, b'x' or b'\x00'. */
static int parse_byte(const char *text, struct scalar *value)
{
	const size_t length = strlen(text);
	char bare[8];
	unsigned byte;

	if (!length || length >= sizeof(bare))
		return -EINVAL;
	strcpy(bare, text);
	if (length > 3 && text[0] == 'b' && (text[1] == '\'' || text[1] == '"') &&
	    text[length - 1] == text[1])
		snprintf(bare, sizeof(bare), "%.*s", (int)length - 3, text + 2);
	if (strlen(bare) == 1)
		value->u = (unsigned char)*bare;
	else if (strlen(bare) == 4 && sscanf(bare, "\\x%2x", &byte) == 1 &&
		 strspn(bare + 2, "0123456789abcdefABCDEF") == 2)
		value->u = byte;
	else
		return -EINVAL;
	return 0;
}

/* One character of UTF-8, and no other form of it than the shortest. */
static int parse_character(const char *text, struct scalar *value)
{
	const unsigned char *s = (const unsigned char *)text;
	const unsigned more = s[0] < 0x80 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
	static const uint32_t least[] = { 1, 0x80, 0x800, 0x10000 };
	uint32_t code = more ? s[0] & (0x3fU >> more) : s[0];

	if ((s[0] >= 0x80 && s[0] < 0xc2) || s[0] > 0xf4 || strlen(text) != more + 1)
		return -EINVAL;
	for (unsigned i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return -EINVAL;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return -EINVAL;
	value->u = code;
	return 0;
}

int typecode_parse(const struct typecode *type, const char *text, struct scalar *value)
{
	value->kind = type->kind;
	switch (type->kind) {
	case TYPECODE_FLOAT:
		return parse_float(type, text, value);
	case TYPECODE_BYTE:
		return parse_byte(text, value);
	case TYPECODE_CHARACTER:
		return parse_character(text, value);
	default:
		return parse_whole(type, text, value);
	}
}

static void print_character(uint64_t code, char *text, size_t size)
{
	if (code < 0x20 || code == 0x7f || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		snprintf(text, size, code < 0x100 ? "'\\x%02llx'" : "%llu",
			 (unsigned long long)code);
	else if (code == '\'' || code == '\\')
		snprintf(text, size, code == '\'' ? "\"'\"" : "'\\\\'");
	else if (code < 0x80)
		snprintf(text, size, "'%c'", (int)code);
	else if (code < 0x800)
		snprintf(text, size, "'%c%c'", (int)(0xc0 | code >> 6),
			 (int)(0x80 | (code & 0x3f)));
	else if (code < 0x10000)
		snprintf(text, size, "'%c%c%c'", (int)(0xe0 | code >> 12),
			 (int)(0x80 | (code >> 6 & 0x3f)), (int)(0x80 | (code & 0x3f)));
	else
		snprintf(text, size, "'%c%c%c%c'", (int)(0xf0 | code >> 18),
			 (int)(0x80 | (code >> 12 & 0x3f)), (int)(0x80 | (code >> 6 & 0x3f)),
			 (int)(0x80 | (code & 0x3f)));
}

void typecode_print(const struct typecode *type, struct scalar value, char *text, size_t size)
{
	switch (type->kind) {
	case TYPECODE_SIGNED:
		snprintf(text, size, "%lld", (long long)value.i);
		break;
	case TYPECODE_UNSIGNED:
		snprintf(text, size, "%llu", (unsigned long long)value.u);
		break;
	case TYPECODE_FLOAT:
		decimal_print(text, size, value.d, type->size == sizeof(float));
		break;
	case TYPECODE_BYTE:
		if (value.u < 0x20 || value.u > 0x7e)
			snprintf(text, size, "b'\\x%02x'", (unsigned)value.u & 0xff);
		else if (value.u == '\'')
			snprintf(text, size, "b\"'\"");
		else
			snprintf(text, size, value.u == '\\' ? "b'\\\\'" : "b'%c'", (int)value.u);
		break;
	default:
		print_character(value.u, text, size);
	}
}
