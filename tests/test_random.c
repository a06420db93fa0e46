/* SPDX-License-Identifier: MIT */
/* Random numbers: a seed fixes them, and none is likelier than another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* cmocka wants the above first */
#include <cmocka.h>

#include "base/random.h"

static void a_seed_fills_the_state_by_splitmix64(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 1234567);
	assert_true(random.s[0] == UINT64_C(6457827717110365317));
	assert_true(random.s[1] == UINT64_C(3203168211198807973));
	assert_true(random.s[2] == UINT64_C(9817491932198370423));
	assert_true(random.s[3] == UINT64_C(4593380528125082431));
}

static void a_seed_fixes_the_order(void **state)
{
	unsigned a[20], b[20], seen[20] = { 0 };
	struct random random;
	size_t same = 0;

	(void)state;
	for (unsigned i = 0; i < 20; i++)
		a[i] = b[i] = i;
	random_seed(&random, 42);
	random_shuffle(a, 20, &random);
	random_seed(&random, 42);
	random_shuffle(b, 20, &random);
	assert_memory_equal(a, b, sizeof(a));
	random_seed(&random, 43);
	random_shuffle(b, 20, &random);
	for (unsigned i = 0; i < 20; i++) {
		seen[b[i]]++;
		same += a[i] == b[i];
	}
	for (unsigned i = 0; i < 20; i++)
		assert_int_equal(seen[i], 1);
	assert_true(same < 10);
}

static void every_order_is_as_likely_as_any_other(void **state)
{
	int count[24] = { 0 };
	struct random random;

	(void)state;
	random_seed(&random, 6);
	for (int i = 0; i < 24000; i++) {
		unsigned x[] = { 0, 1, 2, 3 };

		random_shuffle(x, 4, &random);
		count[x[0] * 6 + (x[1] - (x[1] > x[0])) * 2 + (x[2] > x[3])]++;
	}
	for (int i = 0; i < 24;
	     i++) /* 1000 each, within five standard deviations of a fixed seed */
		assert_in_range(count[i], 845, 1155);
}

static void a_remainder_is_not_biased(void **state)
{
	/* of 3/4 2^64, a bare remainder would fall into the lower third twice as often */
	uint64_t n = UINT64_C(3) << 62;
	struct random random;
	int lower = 0;

	(void)state;
	random_seed(&random, 7);
	for (int i = 0; i < 30000; i++) {
		uint64_t x = random_below(&random, n);

		assert_true(x < n);
		lower += x < n / 3;
	}
	assert_in_range(lower, 9600, 10400);
	assert_int_equal(random_below(&random, 1), 0);
	assert_int_equal(random_below(&random, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seed_fills_the_state_by_splitmix64),
		cmocka_unit_test(a_seed_fixes_the_order),
		cmocka_unit_test(every_order_is_as_likely_as_any_other),
		cmocka_unit_test(a_remainder_is_not_biased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
