/* SPDX-License-Identifier: MIT */
/* Words: near ones are found, patterns match what they should, numbers, times and percentages are exact or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above first */
#include <cmocka.h>
#include <errno.h>

#include "base/word.h"

static void distance_counts_the_least_changes(void **state)
{
	(void)state;
	assert_int_equal(word_distance("", ""), 0);
	assert_int_equal(word_distance("mutex", "mutex"), 0);
	assert_int_equal(word_distance("mutex", "MUTEX"), 0);
	assert_int_equal(word_distance("", "cas"), 3);
	assert_int_equal(word_distance("cas", ""), 3);
	assert_int_equal(word_distance("kitten", "sitting"), 3);
	assert_int_equal(word_distance("mutexx", "mutex"), 1);
	assert_int_equal(word_distance("mtuex", "mutex"), 1);
	/* Optimal alignment: no letter is touched twice (unrestricted: 2). */
	assert_int_equal(word_distance("ca", "abc"), 3);
}

static void distance_is_the_same_both_ways(void **state)
{
	static const char *const words[] = { "mutex", "mutex_robust", "fetch_add", "atomic_add",
					     "cas",   "ca",	      "abc",	   "" };

	(void)state;
	for (size_t i = 0; i < 8; i++)
		for (size_t j = 0; j < 8; j++)
			assert_int_equal(word_distance(words[i], words[j]),
					 word_distance(words[j], words[i]));
}

static void words_of_any_length_are_within_bounds(void **state)
{
	char a[5000], b[5000];

	(void)state;
	memset(a, 'a', sizeof(a) - 1);
	memset(b, 'b', sizeof(b) - 1);
	a[sizeof(a) - 1] = b[sizeof(b) - 1] = '\0';
	assert_int_equal(word_distance(a, b), 63);
	assert_int_equal(word_distance(a, ""), 63);
}

static const char *nearest(const char *word, bool *near)
{
	static const char *const known[] = { "seed",  "strategies", "tag",	 "mutex_robust",
					     "mutex", "fetch_add",  "atomic_add" };
	struct word_search search = { .word = word };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		word_offer(&search, known[i]);
	*near = word_near(&search);
	return search.best;
}

static void the_nearest_word_is_found(void **state)
{
	bool near;

	(void)state;
	assert_string_equal(nearest("mutexx", &near), "mutex");
	assert_true(near);
	assert_string_equal(nearest("fetchadd", &near), "fetch_add");
	assert_true(near);
	assert_string_equal(nearest("FETCH-ADD", &near), "fetch_add");
	assert_true(near);
	assert_non_null(nearest("quicksilver", &near));
	assert_false(near);
	assert_non_null(nearest("", &near));
	assert_false(near);
}

static void a_beginning_is_nearer_than_a_short_word(void **state)
{
	bool near;

	(void)state;
	assert_string_equal(nearest("strat", &near), "strategies");
	assert_true(near);
	assert_string_equal(nearest("S", &near), "seed");
}

static void nothing_offered_is_not_near(void **state)
{
	const struct word_search search = { .word = "mutex" };

	(void)state;
	assert_false(word_near(&search));
}

static void patterns_cover_the_whole_word(void **state)
{
	(void)state;
	assert_true(word_matches("*", ""));
	assert_true(word_matches("*", "mutex"));
	assert_true(word_matches("mutex*", "mutex"));
	assert_true(word_matches("mutex*", "mutex_robust"));
	assert_true(word_matches("*add", "fetch_add"));
	assert_true(word_matches("*_*", "fetch_add"));
	assert_true(word_matches("c?s", "cas"));
	assert_true(word_matches("*a*a*a*", "banana"));
	assert_true(word_matches("*ab", "aab"));
	assert_true(word_matches("", ""));
	assert_false(word_matches("", "a"));
	assert_false(word_matches("mutex", "mutex_robust"));
	assert_false(word_matches("utex*", "mutex"));
	assert_false(word_matches("*add", "adder"));
	assert_false(word_matches("c?s", "cs"));
	assert_false(word_matches("*a*a*a*a", "banana"));
	assert_true(word_is_pattern("a*"));
	assert_true(word_is_pattern("?"));
	assert_false(word_is_pattern("fetch_add"));
}

static void a_pattern_of_many_stars_ends_soon(void **state)
{
	char word[2001];

	(void)state;
	memset(word, 'a', 2000);
	word[2000] = '\0';
	/* By trying every split this would outlast the machine. */
	assert_false(word_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", word));
}

static void control_characters_are_seen(void **state)
{
	(void)state;
	assert_true(word_is_plain(""));
	assert_true(word_is_plain("a b~"));
	assert_true(word_is_plain("na\xc3\xafve"));
	assert_false(word_is_plain("a\nb"));
	assert_false(word_is_plain("\033[2J"));
	assert_false(word_is_plain("\177"));
}

static void numbers_are_digits_within_limits(void **state)
{
	uint64_t value = 7;

	(void)state;
	assert_int_equal(word_number("1", 1, 4096, &value), 0);
	assert_int_equal(value, 1);
	assert_int_equal(word_number("4096", 1, 4096, &value), 0);
	assert_int_equal(value, 4096);
	assert_int_equal(word_number("0007", 1, 4096, &value), 0);
	assert_int_equal(value, 7);
	assert_int_equal(word_number("0", 1, 4096, &value), -ERANGE);
	assert_int_equal(word_number("4097", 1, 4096, &value), -ERANGE);
	assert_int_equal(word_number("", 0, 9, &value), -EINVAL);
	assert_int_equal(word_number("-1", 0, 9, &value), -EINVAL);
	assert_int_equal(word_number("+1", 0, 9, &value), -EINVAL);
	assert_int_equal(word_number(" 1", 0, 9, &value), -EINVAL);
	assert_int_equal(word_number("1 ", 0, 9, &value), -EINVAL);
	assert_int_equal(word_number("0x1", 0, 9, &value), -EINVAL);
	assert_int_equal(word_number("1e1", 0, 9, &value), -EINVAL);
	assert_int_equal(value, 7);
}

static void numbers_do_not_wrap(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(word_number("18446744073709551615", 0, UINT64_MAX, &value), 0);
	assert_true(value == UINT64_MAX);
	assert_int_equal(word_number("18446744073709551616", 0, UINT64_MAX, &value), -ERANGE);
	assert_int_equal(word_number("184467440737095516150", 0, UINT64_MAX, &value), -ERANGE);
	assert_int_equal(word_number("36893488147419103233", 0, UINT64_MAX, &value), -ERANGE);
	assert_int_equal(word_number("99999999999999999999x", 0, UINT64_MAX, &value), -EINVAL);
}

static void times_are_exact(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} good[] = {
		{ "0", 0 },
		{ "0s", 0 },
		{ "1ns", 1 },
		{ "200ns", 200 },
		{ "1us", 1000 },
		{ "1.5us", 1500 },
		{ "0.001us", 1 },
		{ "0.0010us", 1 },
		{ "50ms", 50000000 },
		{ "2s", 2000000000 },
		{ "0.1s", 100000000 },
		{ "1m", UINT64_C(60000000000) },
		{ "1.5m", UINT64_C(90000000000) },
		{ "18446744073709551615ns", UINT64_MAX },
		{ "18446744073.709551615s", UINT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		uint64_t ns = 99;

		assert_int_equal(word_time(good[i].text, &ns), 0);
		assert_true(ns == good[i].ns);
	}
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const bad[] = { "",	    "5",	"5parsecs", "ms",   "1.ms",
					   ".5ms",  "1..5s",	"1.5.5s",   "-1s",  "+1s",
					   "1 s",   "1S",	"1sx",	    "0x1s", "1e3ns",
					   "0.5ns", "0.0001us", "0.05ns",   "1h",   "00x",
					   " 1s",   "1,5s",	"nan",	    "inf" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint64_t ns = 99;

		assert_int_equal(word_time(bad[i], &ns), -EINVAL);
		assert_int_equal(ns, 99);
	}
}

static void times_beyond_64_bits_do_not_wrap(void **state)
{
	static const char *const large[] = { "18446744073709551616ns", "18446744073.709551616s",
					     "18446744074s", "307445735m",
					     "99999999999999999999999ns" };

	(void)state;
	for (size_t i = 0; i < sizeof(large) / sizeof(large[0]); i++) {
		uint64_t ns = 99;

		assert_int_equal(word_time(large[i], &ns), -ERANGE);
		assert_int_equal(ns, 99);
	}
}

static void a_printed_time_is_read_back(void **state)
{
	static const uint64_t times[] = { 0,	1,	  200,	      1000,	   1500,
					  5000, 25000000, 1000000000, 90000000000, UINT64_MAX };
	char text[24];

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		uint64_t ns = 99;

		word_time_print(text, sizeof(text), times[i]);
		assert_int_equal(word_time(text, &ns), 0);
		assert_true(ns == times[i]);
	}
	word_time_print(text, sizeof(text), 25000000);
	assert_string_equal(text, "25ms");
	word_time_print(text, sizeof(text), 1500);
	assert_string_equal(text, "1500ns");
	word_time_print(text, sizeof(text), 120000000000);
	assert_string_equal(text, "2m");
	word_time_print(text, sizeof(text), 0);
	assert_string_equal(text, "0");
}

static void percentages_are_exact_or_refused(void **state)
{
	unsigned ppm = 7;

	(void)state;
	assert_int_equal(word_percent("0", &ppm), 0);
	assert_int_equal(ppm, 0);
	assert_int_equal(word_percent("90%", &ppm), 0);
	assert_int_equal(ppm, 900000);
	assert_int_equal(word_percent("0.5%", &ppm), 0);
	assert_int_equal(ppm, 5000);
	assert_int_equal(word_percent("0.0001%", &ppm), 0);
	assert_int_equal(ppm, 1);
	assert_int_equal(word_percent("100%", &ppm), 0);
	assert_int_equal(ppm, 1000000);
	assert_int_equal(word_percent("100.0001%", &ppm), -ERANGE);
	assert_int_equal(word_percent("101%", &ppm), -ERANGE);
	assert_int_equal(word_percent("429497%", &ppm), -ERANGE);
	assert_int_equal(word_percent("99999999999999999999%", &ppm), -ERANGE);
	assert_int_equal(word_percent("0.00001%", &ppm), -EINVAL);
	assert_int_equal(word_percent("90", &ppm), -EINVAL);
	assert_int_equal(word_percent("%", &ppm), -EINVAL);
	assert_int_equal(word_percent("-1%", &ppm), -EINVAL);
	assert_int_equal(word_percent("5%%", &ppm), -EINVAL);
	assert_int_equal(word_percent("", &ppm), -EINVAL);
	assert_int_equal(ppm, 1000000);
}

static void a_printed_percentage_is_read_back(void **state)
{
	static const unsigned shares[] = { 0, 1, 10, 5000, 100000, 123456, 900000, 1000000 };
	char text[16];

	(void)state;
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		unsigned ppm = 7;

		word_percent_print(text, sizeof(text), shares[i]);
		assert_int_equal(word_percent(text, &ppm), 0);
		assert_int_equal(ppm, shares[i]);
	}
	word_percent_print(text, sizeof(text), 5000);
	assert_string_equal(text, "0.5%");
	word_percent_print(text, sizeof(text), 900000);
	assert_string_equal(text, "90%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distance_counts_the_least_changes),
		cmocka_unit_test(distance_is_the_same_both_ways),
		cmocka_unit_test(words_of_any_length_are_within_bounds),
		cmocka_unit_test(the_nearest_word_is_found),
		cmocka_unit_test(a_beginning_is_nearer_than_a_short_word),
		cmocka_unit_test(nothing_offered_is_not_near),
		cmocka_unit_test(patterns_cover_the_whole_word),
		cmocka_unit_test(a_pattern_of_many_stars_ends_soon),
		cmocka_unit_test(control_characters_are_seen),
		cmocka_unit_test(numbers_are_digits_within_limits),
		cmocka_unit_test(numbers_do_not_wrap),
		cmocka_unit_test(times_are_exact),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(times_beyond_64_bits_do_not_wrap),
		cmocka_unit_test(a_printed_time_is_read_back),
		cmocka_unit_test(percentages_are_exact_or_refused),
		cmocka_unit_test(a_printed_percentage_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
