/* SPDX-License-Identifier: MIT */
/* Floating-point numbers as Python prints them: as few digits as read back the same. */
#include "share/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A decimal number: 0.DIGITS times ten to the point. */
struct decimal {
	char digits[24];
	int n, point;
};

static double decimal_value(const struct decimal *decimal, bool narrow)
{
	char text[48];

	/* No decimal point: which sign is one depends on the locale. */
	snprintf(text, sizeof(text), "%.*se%d", decimal->n, decimal->digits,
		 decimal->point - decimal->n);
	return narrow ? (double)strtof(text, NULL) : strtod(text, NULL);
}

/* The value rounded to n digits. */
static void decimal_round(struct decimal *decimal, double value, int n)
{
	char text[48];
	const char *exponent;

	snprintf(text, sizeof(text), "%.*e", n - 1, value);
	exponent = strchr(text, 'e');
	decimal->n = 0;
	for (const char *at = text; at < exponent && decimal->n < n; at++)
		if (*at >= '0' && *at <= '9')
			decimal->digits[decimal->n++] = *at;
	decimal->point = atoi(exponent + 1) + 1;
}

/* One more in the last place. False: it would be a number of fewer digits, and those have been tried. */
static bool decimal_up(struct decimal *decimal)
{
	int i = decimal->n - 1;

	while (i >= 0 && decimal->digits[i] == '9')
		decimal->digits[i--] = '0';
	if (i < 0)
		return false;
	decimal->digits[i]++;
	return true;
}

/* The fewest digits that read back as value, and of those the nearest to it. value: finite, above 0. 17 suffice; 9, where it is to
 * be read back as a float.
 * Above a power of two its neighbour is twice as far as below: there the next number up may read back where the
 * nearest, below, does not. */
static void decimal_shortest(struct decimal *decimal, double value, bool narrow)
{
	for (int n = 1; n <= 17; n++) {
		decimal_round(decimal, value, n);
		if (decimal_value(decimal, narrow) == value)
			return;
		if (decimal_up(decimal) && decimal_value(decimal, narrow) == value)
			return;
	}
}

void decimal_print(char *text, size_t size, double value, bool narrow)
{
	const char *const sign = signbit(value) && !isnan(value) ? "-" : "";
	struct decimal decimal = { .n = 0 };
	const char *digits = decimal.digits;

	if (isnan(value) || isinf(value) || value == 0) {
		snprintf(text, size, "%s%s", sign,
			 isnan(value)	? "nan"
			 : isinf(value) ? "inf"
					: "0.0");
		return;
	}
	decimal_shortest(&decimal, fabs(value), narrow);
	const int n = decimal.n, point = decimal.point;

	if (point < -3 || point > 16)
		snprintf(text, size, "%s%c%s%.*se%+03d", sign, digits[0], n > 1 ? "." : "", n - 1,
			 digits + 1, point - 1);
	else if (point <= 0)
		snprintf(text, size, "%s0.%.*s%.*s", sign, -point, "000", n, digits);
	else if (point < n)
		snprintf(text, size, "%s%.*s.%.*s", sign, point, digits, n - point, digits + point);
	else
		snprintf(text, size, "%s%.*s%.*s.0", sign, n, digits, point - n,
			 "0000000000000000");
}
