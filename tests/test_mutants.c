/* SPDX-License-Identifier: MIT */
/* Broken strategies are caught: what the contract test says of good ones would not be said of these. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/fail.h"
#include "machine/topo.h"
#include "run/trial.h"
#include "strategy/strategy.h"

#include <cmocka.h>

#define TRIES 50

extern const struct strategy strategy_lock_of_nothing, strategy_cas_once, strategy_private_lock,
	strategy_reader_in_haste;

static struct topo *topo;
static struct clock the_clock;
static unsigned pus[2], group_of[2];

/* Runs it until its trial ends as expected; a broken lock need not break in each window. */
static void expect_caught(const struct strategy *strategy, enum status expected, unsigned reads_ppm)
{
	const struct cell cell = {
		.id = 1,
		.suite = "mutants",
		.strategy = strategy,
		.type = COUNTER_U64,
		.placement = "compact",
		.pus = pus,
		.distinct = pus[0] == pus[1] ? 1 : 2,
		.shape = { .workers = 2, .groups = 1, .group_of = group_of },
		.home = TOPO_NONE,
		.timing = { .warmup = 2000000, .window = 20000000, .drain = 1000000, .slices = 10 },
		.reads_ppm = reads_ppm,
		.hold_ns = 50
	};
	const struct trial_setup setup = { .topo = topo, .clock = &the_clock };

	for (unsigned i = 0; i < TRIES; i++) {
		struct trial trial;

		assert_int_equal(trial_run(&trial, &cell, &setup, i), 0);
		const enum status status = trial.status;

		trial_free(&trial);
		if (status == expected)
			return;
		assert_int_equal(status, STATUS_OK);
	}
	print_message("%s was not caught in %d windows\n", strategy->name, TRIES);
	fail();
}

static void looking_before_taking_is_caught(void **state)
{
	(void)state;
	expect_caught(&strategy_lock_of_nothing, STATUS_LOST, 0);
}

static void trying_once_is_caught(void **state)
{
	(void)state;
	expect_caught(&strategy_cas_once, STATUS_LOST, 0);
}

static void a_lock_of_ones_own_is_caught(void **state)
{
	(void)state;
	expect_caught(&strategy_private_lock, STATUS_LOST, 0);
}

static void reading_in_haste_is_caught(void **state)
{
	(void)state;
	expect_caught(&strategy_reader_in_haste, STATUS_TORN, 500000);
}

static int open_machine(void **state)
{
	unsigned n;

	(void)state;
	if (topo_load(&topo, NULL))
		return -1;
	const struct pu *const usable = topo_pus(topo, &n);

	pus[0] = usable[0].os;
	pus[1] = usable[n > 1].os;
	return clock_open(&the_clock, pus, n > 1 ? 2 : 1);
}

static int close_machine(void **state)
{
	(void)state;
	topo_free(topo);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looking_before_taking_is_caught),
		cmocka_unit_test(trying_once_is_caught),
		cmocka_unit_test(a_lock_of_ones_own_is_caught),
		cmocka_unit_test(reading_in_haste_is_caught),
	};

	return cmocka_run_group_tests(tests, open_machine, close_machine);
}
