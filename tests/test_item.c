/* SPDX-License-Identifier: MIT */
/* Items equal and print as in Python. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/fail.h"
/* cmocka wants the above first */
#include <cmocka.h>
#include <math.h>

#include "base/random.h"
#include "list_made.h"
#include "share/utf8.h"

static struct item number(double d)
{
	return (struct item){ ITEM_FLOAT, { .d = d } };
}

static struct item text(enum item_kind kind, const char *bytes, size_t n)
{
	struct item item = { .kind = kind };

	item.text.bytes = bytes;
	item.text.n = n;
	return item;
}

static bool equal(const char *a, const char *b)
{
	struct literal_list x, y;
	char why[200];

	assert_int_equal(literal_read_one(a, &x, why, sizeof(why)), 0);
	assert_int_equal(literal_read_one(b, &y, why, sizeof(why)), 0);
	const bool same = item_equal(x.items, y.items);

	assert_true(item_equal(y.items, x.items) == same);
	literal_free(&x);
	literal_free(&y);
	return same;
}

static void numbers_equal_by_value_and_texts_by_kind(void **state)
{
	(void)state;
	assert_true(equal("1", "True"));
	assert_true(equal("1", "1.0"));
	assert_true(equal("True", "1.0"));
	assert_true(equal("0", "False"));
	assert_true(equal("0", "-0.0"));
	assert_true(equal("None", "None"));
	assert_true(equal("'a'", "'a'"));
	assert_true(equal("''", "''"));
	assert_false(equal("2", "True"));
	assert_false(equal("None", "False"));
	assert_false(equal("None", "0"));
	assert_false(equal("'a'", "b'a'"));
	assert_false(equal("'a'", "'a\\0'"));
	assert_false(equal("'1'", "1"));
	assert_false(equal("nan", "nan"));
	assert_false(equal("inf", "-inf"));
	assert_true(equal("inf", "inf"));
	assert_false(equal("1", "1.5"));
}

static void an_int_equals_a_float_only_exactly(void **state)
{
	(void)state;
	assert_false(equal("9007199254740993", "9007199254740992.0"));
	assert_true(equal("9007199254740992", "9007199254740992.0"));
	assert_false(equal("9223372036854775807", "9223372036854775808.0"));
	assert_true(equal("-9223372036854775808", "-9223372036854775808.0"));
	assert_false(equal("-9223372036854775808", "-9223372036854777856.0"));
	assert_false(equal("0", "nan"));
	assert_false(equal("9223372036854775807", "inf"));
	assert_false(equal("-9223372036854775808", "-inf"));
	assert_false(equal("0", "5e-324"));
}

static void a_float_prints_its_shortest_digits(void **state)
{
	static const struct {
		double value;
		const char *repr;
	} known[] = {
		{ 0.0, "0.0" },
		{ -0.0, "-0.0" },
		{ 1.0, "1.0" },
		{ -1.5, "-1.5" },
		{ 0.1, "0.1" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ 1.0 / 3, "0.3333333333333333" },
		{ 100.0, "100.0" },
		{ 1e15, "1000000000000000.0" },
		{ 1e16, "1e+16" },
		{ 9999999999999998.0, "9999999999999998.0" },
		{ 12345678901234567.0, "1.2345678901234568e+16" },
		{ 123456789012345680.0, "1.2345678901234568e+17" },
		{ 1e22, "1e+22" },
		{ 1e23, "1e+23" },
		{ 0.0001, "0.0001" },
		{ 0.00012345, "0.00012345" },
		{ 0.00001, "1e-05" },
		{ 0.000012345, "1.2345e-05" },
		{ 1e100, "1e+100" },
		{ 5e-324, "5e-324" },
		{ 2.2250738585072014e-308, "2.2250738585072014e-308" },
		{ 2.225073858507201e-308, "2.225073858507201e-308" },
		{ 1.7976931348623157e+308, "1.7976931348623157e+308" },
		{ 3.141592653589793, "3.141592653589793" },
		{ 0.07, "0.07" },
		/* Powers of two whose shortest digits are not the nearest of that length. */
		{ 0x1p-44, "5.684341886080802e-14" },
		{ 0x1p-24, "5.960464477539063e-08" },
		{ INFINITY, "inf" },
		{ -INFINITY, "-inf" },
		{ NAN, "nan" },
		{ -NAN, "nan" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct item item = number(known[i].value);
		char *repr = made_repr(&item, false);

		assert_string_equal(repr, known[i].repr);
		free(repr);
	}
}

static void what_a_float_prints_reads_back(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 9);
	for (int i = 0; i < 20000; i++) {
		const uint64_t bits = random_next(&random);
		struct item item = { .kind = ITEM_FLOAT };
		struct literal_list read;
		char why[200], *repr;

		memcpy(&item.d, &bits, sizeof(bits));
		if (!isfinite(item.d))
			continue;
		repr = made_repr(&item, false);
		assert_int_equal(literal_read_one(repr, &read, why, sizeof(why)), 0);
		assert_memory_equal(&read.items->d, &item.d, sizeof(item.d));
		literal_free(&read);
		free(repr);
	}
}

static void prints(struct item item, bool ascii, const char *expected)
{
	char *repr = made_repr(&item, ascii);

	assert_string_equal(repr, expected);
	free(repr);
}

#define STR(s) text(ITEM_STR, s, sizeof(s) - 1)
#define BYTES(s) text(ITEM_BYTES, s, sizeof(s) - 1)

static void texts_print_with_the_quotes_and_escapes_of_repr(void **state)
{
	(void)state;
	prints(STR(""), false, "''");
	prints(STR("it's"), false, "\"it's\"");
	prints(STR("a\"b"), false, "'a\"b'");
	prints(STR("it's \"so\""), false, "'it\\'s \"so\"'");
	prints(STR("\\ \n\r\t\b\x7f\0e"), false, "'\\\\ \\n\\r\\t\\x08\\x7f\\x00e'");
	prints(BYTES("it's"), false, "b\"it's\"");
	prints(BYTES("\xff\n\xc3\xa9 "), false, "b'\\xff\\n\\xc3\\xa9 '");
}

static void characters_print_as_they_are_where_they_can(void **state)
{
	const struct item mixed = STR("\xc3\xa9\xe6\x97\xa5\xf0\x9f\x8e\x89");

	(void)state;
	prints(mixed, false, "'\xc3\xa9\xe6\x97\xa5\xf0\x9f\x8e\x89'");
	prints(mixed, true, "'\\xe9\\u65e5\\U0001f389'");
	/* no-break space, soft hyphen, line separator, private use, unassigned */
	prints(STR("\xc2\xa0\xc2\xad\xe2\x80\xa8\xee\x80\x80\xf3\xb0\x80\x80\xcd\xb8"), false,
	       "'\\xa0\\xad\\u2028\\ue000\\U000f0000\\u0378'");
	/* Not UTF-8: a lone byte, a surrogate, a cut end */
	prints(STR("\xe9"
		   "a\xed\xa0\x80\xe6\x97"),
	       false, "'\\udce9a\\udced\\udca0\\udc80\\udce6\\udc97'");
}

static void utf8_is_read_strictly(void **state)
{
	static const char *const wrong[] = {
		"\x80",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xff",
		"\xe6\x97",
		"a\xc3",
	};
	char bytes[4];
	uint32_t back;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(utf8_valid(wrong[i], strlen(wrong[i])));
	for (uint32_t point = 0; point < 0x120000; point++) {
		const size_t length = utf8_put(point, bytes);

		assert_true((length == 0) ==
			    (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)));
		if (length) {
			assert_int_equal(utf8_next(bytes, length, &back), length);
			assert_int_equal(back, point);
			assert_int_equal(utf8_next(bytes, length - 1, &back), 0);
		}
	}
}

static void words_and_whole_numbers_print_as_in_python(void **state)
{
	(void)state;
	prints((struct item){ ITEM_INT, { .i = INT64_MIN } }, false, "-9223372036854775808");
	prints((struct item){ ITEM_BOOL, { .b = true } }, false, "True");
	prints((struct item){ ITEM_BOOL, { .b = false } }, false, "False");
	prints((struct item){ ITEM_NONE, { .i = 0 } }, false, "None");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_equal_by_value_and_texts_by_kind),
		cmocka_unit_test(an_int_equals_a_float_only_exactly),
		cmocka_unit_test(a_float_prints_its_shortest_digits),
		cmocka_unit_test(what_a_float_prints_reads_back),
		cmocka_unit_test(texts_print_with_the_quotes_and_escapes_of_repr),
		cmocka_unit_test(characters_print_as_they_are_where_they_can),
		cmocka_unit_test(utf8_is_read_strictly),
		cmocka_unit_test(words_and_whole_numbers_print_as_in_python),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
