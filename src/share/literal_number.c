/* SPDX-License-Identifier: MIT */
/* Numbers: int and float literals. */
#include "share/literal_reader.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Far above any exponent that makes a difference, far below one that overflows. */
#define EXPONENT_MAX INT64_C(1000000000000000)

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static bool is_digit(char c)
{
	return digit_of(c) < 10;
}

/* Goes past digits, single underscores between them; returns how many digits. Leaves a misplaced underscore. */
static size_t skip_digits(const char **at, int base)
{
	size_t n = 0;

	while (digit_of(**at) < base || (**at == '_' && n && digit_of((*at)[1]) < base)) {
		n += **at != '_';
		++*at;
	}
	return n;
}

/* The literal at start as the message has it: its first 40 letters. */
static int wrong_number(struct literal_reader *reader, const char *start, int error,
			const char *what)
{
	size_t length = 0;

	while (!literal_ends(start[length]))
		length++;
	return literal_refuse(reader, start, error, "%.*s%s %s", length < 40 ? (int)length : 40,
			      start, length < 40 ? "" : "...", what);
}

/* The digits between from and to. False: it does not fit in an int64. */
static bool int_value(const char *from, const char *to, int base, bool negative, int64_t *value)
{
	const uint64_t limit = (uint64_t)INT64_MAX + negative;
	uint64_t sum = 0;

	for (; from < to; from++) {
		const uint64_t digit = (uint64_t)digit_of(*from);

		if (*from == '_')
			continue;
		if (sum > (limit - digit) / (uint64_t)base)
			return false;
		sum = sum * (uint64_t)base + digit;
	}
	*value = negative ? (int64_t)(0 - sum) : (int64_t)sum;
	return true;
}

static int base_of(const char *at)
{
	if (*at != '0')
		return 10;
	switch (at[1]) {
	case 'x':
	case 'X':
		return 16;
	case 'o':
	case 'O':
		return 8;
	case 'b':
	case 'B':
		return 2;
	default:
		return 10;
	}
}

/* Whether it is an int, decided by what ends its digits; "007" is none, as in Python. */
static int read_int(struct literal_reader *reader, const char *start, bool negative,
		    struct item *item)
{
	const int base = base_of(reader->at);
	const char *from = reader->at + (base == 10 ? 0 : 2), *to;
	bool zeros = false;

	if (base != 10 && *from == '_')
		from++;
	to = from;
	const size_t n = skip_digits(&to, base);

	if (!n || !literal_ends(*to))
		return wrong_number(reader, start, -EINVAL, "is no number");
	if (base == 10 && n > 1 && *from == '0')
		zeros = strspn(from, "0_") < (size_t)(to - from);
	if (zeros)
		return wrong_number(reader, start, -EINVAL,
				    "begins with a 0: write 0o for octal, or leave it out");
	item->kind = ITEM_INT;
	if (!int_value(from, to, base, negative, &item->i))
		return wrong_number(reader, start, -ERANGE, "is beyond int64, -2**63 .. 2**63-1");
	reader->at = to;
	return 0;
}

/* An exponent's digits; one too large to matter is cut. */
static int64_t exponent_value(const char *from, const char *to)
{
	const bool negative = *from == '-';
	int64_t value = 0;

	for (; from < to; from++)
		if (is_digit(*from) && value < EXPONENT_MAX)
			value = value * 10 + digit_of(*from);
	return negative ? -value : value;
}

/* The same number without a decimal point, since which sign is one depends on the locale; written where the next
 * text will go, where there is room for it. */
static double float_value(const char *from, const char *to, int64_t exponent, char *scratch)
{
	bool fraction = false;
	char *end = scratch;

	for (; from < to; from++) {
		fraction = fraction || *from == '.';
		if (!is_digit(*from))
			continue;
		*end++ = *from;
		exponent -= fraction;
	}
	sprintf(end, "e%" PRId64, exponent);
	return strtod(scratch, NULL);
}

static int read_float(struct literal_reader *reader, const char *start, bool negative,
		      struct item *item)
{
	const char *from = reader->at, *to = from;
	size_t n = skip_digits(&to, 10);
	int64_t exponent = 0;

	if (*to == '.') {
		to++;
		n += skip_digits(&to, 10);
	}
	const char *mantissa_end = to;

	if (n && (*to == 'e' || *to == 'E')) {
		const char *sign = ++to;

		to += *to == '-' || *to == '+';
		if (!skip_digits(&to, 10))
			n = 0;
		exponent = exponent_value(sign, to);
	}
	if (!n || !literal_ends(*to))
		return wrong_number(reader, start, -EINVAL, "is no number");
	item->kind = ITEM_FLOAT;
	item->d = float_value(from, mantissa_end, exponent, reader->bytes);
	if (negative)
		item->d = -item->d;
	reader->at = to;
	return 0;
}

/* nan and inf, which Python prints so, and takes as float('nan'). */
static bool read_name(struct literal_reader *reader, bool negative, struct item *item)
{
	const bool is_nan = !strncmp(reader->at, "nan", 3);

	if ((!is_nan && strncmp(reader->at, "inf", 3) != 0) || !literal_ends(reader->at[3]))
		return false;
	item->kind = ITEM_FLOAT;
	item->d = copysign(is_nan ? (double)NAN : (double)INFINITY, negative ? -1.0 : 1.0);
	reader->at += 3;
	return true;
}

int literal_number(struct literal_reader *reader, struct item *item)
{
	const char *start = reader->at, *at;
	const bool negative = *start == '-';

	reader->at += negative || *start == '+';
	if (read_name(reader, negative, item))
		return 0;
	at = reader->at;
	if (base_of(at) != 10)
		return read_int(reader, start, negative, item);
	skip_digits(&at, 10);
	return *at == '.' || *at == 'e' || *at == 'E' ? read_float(reader, start, negative, item)
						      : read_int(reader, start, negative, item);
}
