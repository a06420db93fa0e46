/* SPDX-License-Identifier: MIT */
/* Python literals are read as Python reads them, or refused in one sentence that names item and place. */
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

/* Reads, and prints as Python would print what it read. */
static void reads(const char *literal, const char *expected)
{
	struct literal_list list = made_items(literal);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < list.n; i++) {
		fputs(i ? ", " : "", out);
		item_print(out, &list.items[i], true);
	}
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
	literal_free(&list);
}

static void refused(const char *literal, int error, const char *words)
{
	struct literal_list list;
	char why[200];

	assert_int_equal(literal_read_list(literal, &list, why, sizeof(why)), error);
	assert_string_equal(why, words);
	assert_int_equal(list.n, 0);
	assert_null(list.items);
	assert_null(list.bytes);
}

static void a_list_is_values_by_commas(void **state)
{
	(void)state;
	reads("[]", "");
	reads(" [ ] ", "");
	reads("[1, 2.5, \"ab\", b\"x\", True, False, None]",
	      "1, 2.5, 'ab', b'x', True, False, None");
	reads("[1,2,]", "1, 2");
	reads("\n[\n\t1 ,\n\t2\n]\n", "1, 2");
	reads("['[,]', '#']", "'[,]', '#'");
}

static void whole_numbers_are_read_in_every_base(void **state)
{
	(void)state;
	reads("[0, 00, -0, +7, -12, 1_000]", "0, 0, 0, 7, -12, 1000");
	reads("[0x7F, 0XFF, 0o17, 0b101, -0x10, 0x_ff, 0b1_0]", "127, 255, 15, 5, -16, 255, 2");
	reads("[9223372036854775807, -9223372036854775808]",
	      "9223372036854775807, -9223372036854775808");
	reads("[-0x8000000000000000, 000_0]", "-9223372036854775808, 0");
}

static void floats_are_read_in_every_form(void **state)
{
	(void)state;
	reads("[1., .5, 1e5, 1E-5, 1.5e+3, 01.5, 1_0.2_5, -0.0, 1e1_0]",
	      "1.0, 0.5, 100000.0, 1e-05, 1500.0, 1.5, 10.25, -0.0, 10000000000.0");
	reads("[nan, -nan, inf, -inf, +inf]", "nan, nan, inf, -inf, inf");
	reads("[1e999, -1e999, 1e-999, 0e99999999999999999999, 1e99999999999999999999, "
	      "1e-99999999999999999999]",
	      "inf, -inf, 0.0, 0.0, inf, 0.0");
	reads("[0.1, 5e-324, 1.7976931348623157e308, 9007199254740993.0]",
	      "0.1, 5e-324, 1.7976931348623157e+308, 9007199254740992.0");
}

static void texts_are_read_with_their_escapes(void **state)
{
	(void)state;
	reads("['a\"b', \"it's\", '\\'', '\\\\', '\\n\\r\\t\\a\\b\\f\\v']",
	      "'a\"b', \"it's\", \"'\", '\\\\', '\\n\\r\\t\\x07\\x08\\x0c\\x0b'");
	reads("['\\x41\\xe9\\u65e5\\U0001f389\\0\\101\\1019']",
	      "'A\\xe9\\u65e5\\U0001f389\\x00AA9'");
	reads("['\xc3\xa9\xe6\x97\xa5']", "'\\xe9\\u65e5'");
	reads("['\\377\\777']", "'\\xff\\u01ff'");
	reads("[b'\\xff\\0\\377a', B\"it's\"]", "b'\\xff\\x00\\xffa', b\"it's\"");
	reads("['a\\\nb\\\r\nc']", "'abc'");
}

static void what_does_not_fit_names_its_item(void **state)
{
	(void)state;
	refused("[1, 9223372036854775808]", -ERANGE,
		"item 1: 9223372036854775808 is beyond int64, -2**63 .. 2**63-1 (byte 5)");
	refused("[-9223372036854775809]", -ERANGE,
		"item 0: -9223372036854775809 is beyond int64, -2**63 .. 2**63-1 (byte 2)");
	refused("[0xffffffffffffffff]", -ERANGE,
		"item 0: 0xffffffffffffffff is beyond int64, -2**63 .. 2**63-1 (byte 2)");
	refused("[1, 2, [3]]", -EINVAL,
		"item 2: a list in a list: only int, float, bool, None, str and bytes fit in (byte "
		"8)");
	refused("[(1, 2)]", -EINVAL,
		"item 0: a tuple in a list: only int, float, bool, None, str and bytes fit in "
		"(byte 2)");
	refused("[0, {}]", -EINVAL,
		"item 1: a dict or set in a list: only int, float, bool, None, str and bytes fit "
		"in (byte 5)");
	refused("['a', '\xff']", -EINVAL, "item 1: not UTF-8 (byte 8)");
	refused("['\\ud83c\\udf89']", -EINVAL,
		"item 0: not UTF-8: a surrogate is no character (byte 3)");
	refused("['\\U00110000']", -EINVAL,
		"item 0: not UTF-8: no character is above \\U0010ffff (byte 3)");
}

static void a_text_over_the_limit_is_refused(void **state)
{
	char *literal = malloc(ITEM_TEXT_MAX + 10);
	struct literal_list list;
	char why[200];

	(void)state;
	memset(literal, 'a', ITEM_TEXT_MAX + 10);
	memcpy(literal, "['", 2);
	strcpy(literal + 2 + ITEM_TEXT_MAX, "']");
	assert_int_equal(literal_read_list(literal, &list, why, sizeof(why)), 0);
	assert_int_equal(list.items->text.n, ITEM_TEXT_MAX);
	literal_free(&list);
	strcpy(literal + 2 + ITEM_TEXT_MAX, "a']");
	refused(literal, -E2BIG, "item 0: a text of 9999992 bytes: 9999991 is the most (byte 2)");
	free(literal);
}

static void what_is_no_literal_is_refused(void **state)
{
	(void)state;
	refused("", -EINVAL, "a list begins with [, as in [1, 2.5, 'ab'] (byte 1)");
	refused("1, 2", -EINVAL, "a list begins with [, as in [1, 2.5, 'ab'] (byte 1)");
	refused("[", -EINVAL, "item 0: a value is missing (byte 2)");
	refused("[1", -EINVAL, "item 0: the list has no ] (byte 3)");
	refused("[1, , 2]", -EINVAL, "item 1: a value is missing (byte 5)");
	refused("[1 2]", -EINVAL, "item 0: a value ends with a comma or ] (byte 4)");
	refused("['a' 'b']", -EINVAL, "item 0: a value ends with a comma or ] (byte 6)");
	refused("[1] 2", -EINVAL, "something follows the list (byte 5)");
	refused("[true]", -EINVAL,
		"item 0: true is no value: a number, 'text', b'bytes', True, False or None (byte "
		"2)");
	refused("[r'a']", -EINVAL,
		"item 0: r'a' is no value: a number, 'text', b'bytes', True, False or None (byte "
		"2)");
	refused("['abc]", -EINVAL, "item 0: a text without its end, ' (byte 2)");
	refused("['a\nb']", -EINVAL, "item 0: a line ends within quotes: write \\n (byte 4)");
}

static void numbers_that_python_does_not_take_are_refused(void **state)
{
	static const char *const wrong[] = {
		"-",	"+",	"--1",	".",	"1..2", "1e",	"1e+",	    ".e5",   "1__0",
		"1_",	"_1",	"0x",	"0x_",	"0xg",	"0b2",	"0o8",	    "0x1p3", "1j",
		"1.5j", "12ab", "1_.5", "1._5", "1e_5", "nano", "infinity", "-_1",   "0x1__0",
	};
	char literal[40], why[200];
	struct literal_list list;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(literal, sizeof(literal), "[7, %s]", wrong[i]);
		assert_int_equal(literal_read_list(literal, &list, why, sizeof(why)), -EINVAL);
		assert_non_null(strstr(why, wrong[i]));
	}
	refused("[7, 1.5.2]", -EINVAL, "item 1: 1.5.2 is no number (byte 5)");
	refused("[007]", -EINVAL,
		"item 0: 007 begins with a 0: write 0o for octal, or leave it out (byte 2)");
	refused("[1111111111222222222233333333334444444444555]", -ERANGE,
		"item 0: 1111111111222222222233333333334444444444... is beyond int64, -2**63 .. "
		"2**63-1 (byte 2)");
}

static void escapes_that_mean_nothing_are_refused(void **state)
{
	(void)state;
	refused("['\\d']", -EINVAL,
		"item 0: \\d is no escape of str: a backslash is written \\\\ (byte 3)");
	refused("[b'\\u0041']", -EINVAL,
		"item 0: \\u is no escape of bytes: a backslash is written \\\\ (byte 4)");
	refused("['\\N{DEGREE SIGN}']", -EINVAL,
		"item 0: names of characters are not known: write \\u and its number (byte 3)");
	refused("['\\x4']", -EINVAL, "item 0: \\x wants 2 hexadecimal digits (byte 3)");
	refused("['\\u123']", -EINVAL, "item 0: \\u wants 4 hexadecimal digits (byte 3)");
	refused("['\\", -EINVAL, "item 0: a backslash is written \\\\ (byte 3)");
	refused("[b'\\400']", -EINVAL, "item 0: \\400 is more than a byte (byte 4)");
	refused("[b'\xc3\xa9']", -EINVAL, "item 0: bytes are written in ASCII: \\xc3 (byte 4)");
}

static void one_value_is_read_alone(void **state)
{
	struct literal_list list;
	char why[200];

	(void)state;
	assert_int_equal(literal_read_one(" 'ab' ", &list, why, sizeof(why)), 0);
	assert_int_equal(list.n, 1);
	assert_int_equal(list.items->text.n, 2);
	literal_free(&list);
	literal_free(&list);
	assert_int_equal(literal_read_one("1, 2", &list, why, sizeof(why)), -EINVAL);
	assert_string_equal(why, "something follows the value (byte 2)");
	assert_int_equal(literal_read_one("[1]", &list, why, sizeof(why)), -EINVAL);
	assert_string_equal(why, "a list is no single value: only int, float, bool, None, str and "
				 "bytes fit in (byte 1)");
	assert_int_equal(literal_read_one("", &list, why, sizeof(why)), -EINVAL);
	assert_string_equal(why, "a value is missing (byte 1)");
}

static void a_short_buffer_cuts_the_sentence(void **state)
{
	struct literal_list list;
	char why[8];

	(void)state;
	assert_int_equal(literal_read_list("[foo]", &list, why, sizeof(why)), -EINVAL);
	assert_string_equal(why, "item 0:");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_values_by_commas),
		cmocka_unit_test(whole_numbers_are_read_in_every_base),
		cmocka_unit_test(floats_are_read_in_every_form),
		cmocka_unit_test(texts_are_read_with_their_escapes),
		cmocka_unit_test(what_does_not_fit_names_its_item),
		cmocka_unit_test(a_text_over_the_limit_is_refused),
		cmocka_unit_test(what_is_no_literal_is_refused),
		cmocka_unit_test(numbers_that_python_does_not_take_are_refused),
		cmocka_unit_test(escapes_that_mean_nothing_are_refused),
		cmocka_unit_test(one_value_is_read_alone),
		cmocka_unit_test(a_short_buffer_cuts_the_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
