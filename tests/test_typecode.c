/* SPDX-License-Identifier: MIT */
/* Typecodes and struct fields: sizes, ranges, bytes and words are those of C and of Python. */
#include "base/fail.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "share/fields.h"

static void a_typecode_has_its_type_size_and_range(void **state)
{
	static const char codes[] = "bBhHiIlLqQfdcu";
	const size_t sizes[] = { 1, 1, 2, 2, 4, 4, sizeof(long), sizeof(long), 8, 8, 4, 8, 1, 4 };

	(void)state;
	for (size_t i = 0; codes[i]; i++) {
		assert_int_equal(typecode_at(i)->code, codes[i]);
		assert_int_equal(typecode_find(codes[i])->size, sizes[i]);
	}
	assert_null(typecode_at(14));
	for (const char *c = "?xsPewzn "; *c; c++)
		assert_null(typecode_find(*c));
	assert_int_equal(typecode_min(typecode_find('b')), -128);
	assert_int_equal(typecode_max(typecode_find('b')), 127);
	assert_int_equal(typecode_max(typecode_find('H')), 65535);
	assert_int_equal(typecode_min(typecode_find('I')), 0);
	assert_true(typecode_min(typecode_find('q')) == INT64_MIN);
	assert_true(typecode_max(typecode_find('Q')) == UINT64_MAX);
}

struct parse_case {
	char code;
	const char *text;
	int error;
	const char *printed;
};

static void a_value_is_read_checked_and_printed_as_python_does(void **state)
{
	static const struct parse_case cases[] = {
		{ 'b', "127", 0, "127" },
		{ 'b', "128", -ERANGE, NULL },
		{ 'b', "-128", 0, "-128" },
		{ 'b', "-129", -ERANGE, NULL },
		{ 'B', "-1", -ERANGE, NULL },
		{ 'B', "0xff", 0, "255" },
		{ 'B', "0b101", 0, "5" },
		{ 'B', "-0", 0, "0" },
		{ 'i', "1099511627776", -ERANGE, NULL },
		{ 'i', "1.5", -EINVAL, NULL },
		{ 'i', "", -EINVAL, NULL },
		{ 'i', "None", -EINVAL, NULL },
		{ 'i', " 1", -EINVAL, NULL },
		{ 'i', "--1", -EINVAL, NULL },
		{ 'i', "+-1", -EINVAL, NULL },
		{ 'i', "0x", -EINVAL, NULL },
		{ 'q', "-9223372036854775808", 0, "-9223372036854775808" },
		{ 'q', "9223372036854775808", -ERANGE, NULL },
		{ 'Q', "18446744073709551615", 0, "18446744073709551615" },
		{ 'Q', "18446744073709551616", -ERANGE, NULL },
		{ 'd', "0.1", 0, "0.1" },
		{ 'd', "3", 0, "3.0" },
		{ 'd', "100000", 0, "100000.0" },
		{ 'd', "1e16", 0, "1e+16" },
		{ 'd', "1e15", 0, "1000000000000000.0" },
		{ 'd', "123456789012345680", 0, "1.2345678901234568e+17" },
		{ 'd', "0.0001", 0, "0.0001" },
		{ 'd', "0.00001", 0, "1e-05" },
		{ 'd', "-0.0", 0, "-0.0" },
		{ 'd', "nan", 0, "nan" },
		{ 'd', "-inf", 0, "-inf" },
		{ 'd', "1e999", -ERANGE, NULL },
		{ 'd', "5e-324", 0, "5e-324" },
		{ 'd', "1.7976931348623157e308", 0, "1.7976931348623157e+308" },
		{ 'd', "0x10", -EINVAL, NULL },
		{ 'd', "1 ", -EINVAL, NULL },
		{ 'd', "", -EINVAL, NULL },
		{ 'f', "0.1", 0, "0.1" },
		{ 'f', "1e39", -ERANGE, NULL },
		{ 'f', "inf", 0, "inf" },
		{ 'f', "16777217", 0, "16777216.0" },
		{ 'c', "x", 0, "b'x'" },
		{ 'c', "b'x'", 0, "b'x'" },
		{ 'c', "\\x00", 0, "b'\\x00'" },
		{ 'c', "b'\\xfF'", 0, "b'\\xff'" },
		{ 'c', "'", 0, "b\"'\"" },
		{ 'c', "ab", -EINVAL, NULL },
		{ 'c', "", -EINVAL, NULL },
		{ 'c', "\\x0", -EINVAL, NULL },
		{ 'u', "\xc3\xa9", 0, "'\xc3\xa9'" },
		{ 'u', "\xf0\x9f\x8e\x89", 0, "'\xf0\x9f\x8e\x89'" },
		{ 'u', "ab", -EINVAL, NULL },
		{ 'u', "\xc0\x80", -EINVAL, NULL },
		{ 'u', "\xe0\x80\x80", -EINVAL, NULL },
		{ 'u', "\xed\xa0\x80", -EINVAL, NULL },
		{ 'u', "\xc3", -EINVAL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct typecode *const type = typecode_find(cases[i].code);
		struct scalar value;
		_Alignas(8) char cell[8];
		char text[40];

		assert_int_equal(typecode_parse(type, cases[i].text, &value), cases[i].error);
		if (cases[i].error)
			continue;
		typecode_print(type, value, text, sizeof(text));
		assert_string_equal(text, cases[i].printed);
		typecode_store(type, cell, value);
		typecode_print(type, typecode_load(type, cell), text, sizeof(text));
		assert_string_equal(text, cases[i].printed);
	}
}

static struct scalar number(char code, const char *text)
{
	struct scalar value;

	assert_int_equal(typecode_parse(typecode_find(code), text, &value), 0);
	return value;
}

static void adding_wraps_as_two_to_the_bits_and_floats_saturate(void **state)
{
	(void)state;
	assert_int_equal(typecode_add(typecode_find('b'), number('b', "127"), number('b', "1")).i,
			 -128);
	assert_int_equal(typecode_add(typecode_find('H'), number('H', "65535"), number('H', "2")).u,
			 1);
	assert_true(typecode_add(typecode_find('q'), number('q', "9223372036854775807"),
				 number('q', "1"))
			    .i == INT64_MIN);
	/* x + 1 rounds to x: a counter of floats stops without any race. */
	assert_true(typecode_add(typecode_find('f'), number('f', "16777216"), number('f', "1")).d ==
		    0x1p24);
	assert_true(
		typecode_add(typecode_find('d'), number('d', "9007199254740992"), number('d', "1"))
			.d == 0x1p53);
}

static void fields_lie_where_python_puts_them(void **state)
{
	static const struct {
		const char *format;
		size_t n, size, last;
	} good[] = {
		{ "idf", 3, 20, 16 },
		{ "<idf", 3, 16, 12 },
		{ "bq", 2, 16, 8 },
		{ "=bq", 2, 9, 1 },
		{ "3i", 3, 12, 8 },
		{ "8s", 1, 8, 0 },
		{ "b0q", 1, 8, 0 },
		{ "2x b", 1, 3, 2 },
		{ "c5pH", 3, 8, 6 },
		{ ">e?", 2, 3, 2 },
		{ "P", 1, sizeof(void *), 0 },
		{ "", 0, 0, 0 },
		{ "0s", 1, 0, 0 },
	};
	static const char *const bad[] = { "w",	 "3",	"i3",	 "<P",
					   "<n", "i,d", "1025b", "99999999999999999999s" };
	struct fields *const fields = malloc(sizeof(*fields));
	char why[80];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(fields_parse(fields, good[i].format, why), 0);
		assert_int_equal(fields->n, good[i].n);
		assert_int_equal(fields->size, good[i].size);
		if (fields->n)
			assert_int_equal(fields->at[fields->n - 1].offset, good[i].last);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		why[0] = '\0';
		assert_true(fields_parse(fields, bad[i], why) < 0);
		assert_true(strlen(why) > 10);
	}
	free(fields);
}

static void set_field(const char *format, const char *value, const char *bytes, size_t n)
{
	struct fields *const fields = malloc(sizeof(*fields));
	_Alignas(8) char base[16] = { 0 };
	struct scalar scalar;
	char why[80], text[40];

	assert_int_equal(fields_parse(fields, format, why), 0);
	const struct field *const field = &fields->at[0];

	assert_int_equal(field_parse(field, value, &scalar), 0);
	assert_int_equal(field_store(field, base, scalar, false), 0);
	assert_memory_equal(base, bytes, n);
	field_print(field, field_load(field, base), text, sizeof(text));
	assert_string_equal(text, value);
	free(fields);
}

/* The bytes are those of Python's struct.pack(). */
static void fields_have_pythons_bytes(void **state)
{
	(void)state;
	set_field("<i", "-2", "\xfe\xff\xff\xff", 4);
	set_field(">i", "-2", "\xff\xff\xff\xfe", 4);
	set_field("!H", "258", "\x01\x02", 2);
	set_field("<d", "0.1", "\x9a\x99\x99\x99\x99\x99\xb9\x3f", 8);
	set_field("<f", "1.5", "\x00\x00\xc0\x3f", 4);
	set_field("<e", "1.5", "\x00\x3e", 2);
	set_field("<e", "-65504.0", "\xff\xfb", 2);
	set_field("<e", "5.960464477539063e-08", "\x01\x00", 2);
	set_field("<e", "6.103515625e-05", "\x00\x04", 2);
	set_field("<e", "inf", "\x00\x7c", 2);
	set_field("<e", "nan", "\x00\x7e", 2);
	set_field("?", "True", "\x01", 1);
	set_field("c", "b'x'", "x", 1);
}

/* Its first byte says how many there are. */
static void a_pascal_string_has_255_bytes_at_most(void **state)
{
	struct fields *const fields = malloc(sizeof(*fields));
	char base[300], bytes[256], why[80];

	(void)state;
	memset(bytes, 'a', sizeof(bytes));
	assert_int_equal(fields_parse(fields, "300p", why), 0);
	assert_int_equal(field_store_bytes(&fields->at[0], base, bytes, 256), -ERANGE);
	assert_int_equal(field_store_bytes(&fields->at[0], base, bytes, 255), 0);
	free(fields);
}

static void a_field_that_is_not_aligned_wants_a_lock(void **state)
{
	struct fields *const fields = malloc(sizeof(*fields));
	_Alignas(8) char base[16] = { 0 };
	const struct scalar seven = { .kind = TYPECODE_SIGNED, .i = 7 };
	char why[80];
	size_t n;

	(void)state;
	assert_int_equal(fields_parse(fields, "<bq4s3p", why), 0);
	assert_int_equal(field_store(&fields->at[1], base, seven, false), -EFAULT);
	assert_int_equal(field_store(&fields->at[1], base, seven, true), 0);
	assert_int_equal(field_load(&fields->at[1], base).i, 7);
	assert_int_equal(field_store(&fields->at[2], base, seven, true), -EINVAL);
	assert_int_equal(field_store_bytes(&fields->at[2], base, "abcde", 5), -ERANGE);
	assert_int_equal(field_store_bytes(&fields->at[2], base, "ab", 2), 0);
	assert_memory_equal(field_bytes(&fields->at[2], base, &n), "ab\0", 4);
	assert_int_equal(field_store_bytes(&fields->at[3], base, "abc", 3), -ERANGE);
	assert_int_equal(field_store_bytes(&fields->at[3], base, "ab", 2), 0);
	assert_memory_equal(field_bytes(&fields->at[3], base, &n), "ab", 2);
	assert_int_equal(n, 2);
	assert_int_equal(field_store(&fields->at[0], base,
				     (struct scalar){ .kind = TYPECODE_SIGNED, .i = 128 }, true),
			 -ERANGE);
	free(fields);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_typecode_has_its_type_size_and_range),
		cmocka_unit_test(a_value_is_read_checked_and_printed_as_python_does),
		cmocka_unit_test(adding_wraps_as_two_to_the_bits_and_floats_saturate),
		cmocka_unit_test(fields_lie_where_python_puts_them),
		cmocka_unit_test(fields_have_pythons_bytes),
		cmocka_unit_test(a_pascal_string_has_255_bytes_at_most),
		cmocka_unit_test(a_field_that_is_not_aligned_wants_a_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
