/* SPDX-License-Identifier: MIT */
/* Words of a command line: the nearest known one, patterns, whole numbers, times and percentages. */
#include "base/word.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define LONGEST 63

/* Not <ctype.h>: what a letter is must not hang on the locale. */
static int lower(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned word_distance(const char *a, const char *b)
{
	unsigned row[3][LONGEST + 1] = { { 0 } };
	size_t length_a = strnlen(a, LONGEST), length_b = strnlen(b, LONGEST);

	for (size_t j = 0; j <= length_b; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= length_a; i++) {
		unsigned *now = row[i % 3];
		const unsigned *before = row[(i + 2) % 3], *long_before = row[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= length_b; j++) {
			bool same = lower(a[i - 1]) == lower(b[j - 1]);

			now[j] = least(least(before[j], now[j - 1]) + 1, before[j - 1] + !same);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				now[j] = least(now[j], long_before[j - 2] + 1);
		}
	}
	return row[length_a % 3][length_b];
}

static bool begins(const char *known, const char *word)
{
	for (; *word; known++, word++)
		if (lower(*known) != lower(*word))
			return false;
	return true;
}

void word_offer(struct word_search *search, const char *known)
{
	unsigned distance = word_distance(search->word, known);

	/* Whoever stops early means the word all the same. */
	if (search->word[0] && begins(known, search->word))
		distance = least(distance, 1);
	if (search->best && search->distance <= distance)
		return;
	search->best = known;
	search->distance = distance;
}

bool word_near(const struct word_search *search)
{
	return search->best && search->distance <= 1 + strlen(search->best) / 3;
}

bool word_matches(const char *pattern, const char *word)
{
	const char *star = NULL, *resume = NULL;

	/* Only the last star need ever be tried again, so that this stays quadratic at worst. */
	while (*word) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = word;
		} else if (*pattern && (*pattern == '?' || *pattern == *word)) {
			pattern++;
			word++;
		} else if (star) {
			pattern = star;
			word = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

bool word_is_pattern(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}

bool word_is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

/* Reads digits; -EINVAL: there are none, -ERANGE: too many. *text is moved behind all of them in either case. */
static int digits(const char **text, uint64_t *value)
{
	int error = **text >= '0' && **text <= '9' ? 0 : -EINVAL;

	*value = 0;
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		unsigned digit = (unsigned)(**text - '0');

		if (*value > (UINT64_MAX - digit) / 10)
			error = -ERANGE;
		else
			*value = *value * 10 + digit;
	}
	return error;
}

int word_number(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	uint64_t number;
	int error = digits(&text, &number);

	if (error == -EINVAL || *text)
		return -EINVAL;
	if (error || number < min || number > max)
		return -ERANGE;
	*value = number;
	return 0;
}

/* "12.5" times scale, exactly. scale is a power of ten times a small number. */
static int decimal(const char **text, uint64_t scale, uint64_t *value)
{
	uint64_t whole, part = 0;
	int error = digits(text, &whole);

	if (error == -EINVAL)
		return error;
	if (**text == '.') {
		(*text)++;
		if (**text < '0' || **text > '9')
			return -EINVAL;
		for (uint64_t unit = scale; **text >= '0' && **text <= '9'; (*text)++) {
			unsigned digit = (unsigned)(**text - '0');

			/* A trailing zero asks for nothing that is too fine. */
			if (digit && (!unit || unit % 10))
				return -EINVAL;
			unit /= 10;
			part += digit * unit;
		}
	}
	if (error || whole > (UINT64_MAX - part) / scale)
		return -ERANGE;
	*value = whole * scale + part;
	return 0;
}

static const struct unit {
	const char *name;
	uint64_t ns;
} units[] = {
	{ "m", UINT64_C(60000000000) }, { "s", UINT64_C(1000000000) }, { "ms", UINT64_C(1000000) },
	{ "us", UINT64_C(1000) },	{ "ns", UINT64_C(1) },
};
#define UNITS (sizeof(units) / sizeof(units[0]))

int word_time(const char *text, uint64_t *ns)
{
	const char *suffix = text + strspn(text, "0123456789.");

	for (size_t i = 0; i < UNITS; i++) {
		uint64_t value;
		int error;

		if (strcmp(suffix, units[i].name))
			continue;
		error = decimal(&text, units[i].ns, &value);
		if (!error && text != suffix)
			error = -EINVAL;
		if (!error)
			*ns = value;
		return error;
	}
	return word_number(text, 0, 0, ns) ? -EINVAL : 0;
}

void word_time_print(char *text, size_t size, uint64_t ns)
{
	size_t i = 0;

	while (i < UNITS - 1 && (!ns || ns % units[i].ns))
		i++;
	snprintf(text, size, "%" PRIu64 "%s", ns / units[i].ns, ns ? units[i].name : "");
}

int word_percent(const char *text, unsigned *ppm)
{
	const char *sign = text + strspn(text, "0123456789.");
	uint64_t value;
	int error;

	if (strcmp(sign, "%")) {
		if (word_number(text, 0, 0, &value))
			return -EINVAL;
		*ppm = 0;
		return 0;
	}
	error = decimal(&text, 10000, &value);
	if (!error && text != sign)
		error = -EINVAL;
	if (!error && value > 1000000)
		error = -ERANGE;
	if (!error)
		*ppm = (unsigned)value;
	return error;
}

void word_percent_print(char *text, size_t size, unsigned ppm)
{
	unsigned part = ppm % 10000;
	char digits[16];
	size_t length;

	if (!part) {
		snprintf(text, size, "%u%s", ppm / 10000, ppm ? "%" : "");
		return;
	}
	length = (size_t)snprintf(digits, sizeof(digits), "%04u", part);
	while (digits[length - 1] == '0')
		digits[--length] = '\0';
	snprintf(text, size, "%u.%s%%", ppm / 10000, digits);
}
