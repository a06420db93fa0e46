/* SPDX-License-Identifier: MIT */
/* What every listed strategy promises, between real processes, by windows of time: exact ones lose nothing although the
 * workers met; lossy ones lose; no read is torn. And what the harness promises of a worker that dies, stops or moves. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "machine/topo.h"
#include "run/fault.h"
#include "run/trial.h"
#include "strategy/strategy.h"

#include <cmocka.h>

#define MAX_WORKERS 4
#define TRIES 20 /* a lossy strategy must lose in one of so many windows; a team must meet in one */

static struct topo *topo;
static struct clock the_clock;
static unsigned pus[MAX_WORKERS], group_of[MAX_WORKERS], distinct;

static struct cell cell_of(const struct strategy *strategy, enum counter_type type,
			   unsigned workers)
{
	return (struct cell){
		.id = 1,
		.suite = "contract",
		.strategy = strategy,
		.type = type,
		.placement = "compact",
		.pus = pus,
		.home = TOPO_NONE,
		.timing = { .warmup = 2000000, .window = 12000000, .drain = 1000000, .slices = 6 },
		.distinct = workers < distinct ? workers : distinct,
		.shape = { .workers = workers, .groups = 1, .group_of = group_of }
	};
}

static struct trial_setup setup_of(const struct fault *fault)
{
	return (struct trial_setup){ .topo = topo, .clock = &the_clock, .fault = fault };
}

/* A transport that this machine has no means for, such as message queues, says so; pipes are everywhere. Frees it then. */
static bool left_out(struct trial *trial)
{
	const struct strategy *const strategy = trial->cell->strategy;

	if (trial->status != STATUS_SKIPPED || !strategy->serve || !strcmp(strategy->name, "pipe"))
		return false;
	print_message("%s\n", trial->reason);
	trial_free(trial);
	return true;
}

static void check(const struct cell *cell)
{
	const struct trial_setup setup = setup_of(NULL);
	const enum kind kind = cell->strategy->kind;
	bool met = false, lost = false;

	for (unsigned i = 0; i < TRIES; i++) {
		struct trial trial;

		assert_int_equal(trial_run(&trial, cell, &setup, i), 0);
		if (left_out(&trial))
			return;
		if (trial.status != STATUS_OK)
			print_message("%s, %s, %u workers: %s %s\n", cell->strategy->name,
				      counter_name(cell->type), cell->shape.workers,
				      status_name(trial.status), trial.reason);
		assert_int_equal(trial.status, STATUS_OK);
		assert_true(trial.figures.claimed > 0);
		assert_true(trial.figures.torn == 0);
		if (kind == EXACT)
			assert_true(trial.figures.lost == 0);
		lost |= trial.figures.lost > 0;
		met |= trial.figures.handoffs_per_s > 0;
		trial_free(&trial);
		if (kind == BASELINE || (kind == LOSSY && lost) ||
		    (kind == EXACT && (met || !cell->strategy->tracks)))
			return;
	}
	print_message("%s, %u workers: in %d windows they %s\n", cell->strategy->name,
		      cell->shape.workers, TRIES, kind == LOSSY ? "lost nothing" : "never met");
	fail();
}

static void each_strategy_keeps_its_promise(void **state)
{
	(void)state;
	for (size_t i = 0; strategy_at(i); i++)
		for (unsigned workers = 2; workers <= MAX_WORKERS; workers *= 2)
			for (unsigned type = 0; type < COUNTER_TYPES_N; type++)
				if (strategy_at(i)->burst[type] &&
				    (!strategy_at(i)->workers ||
				     strategy_at(i)->workers == workers)) {
					const struct cell cell = cell_of(
						strategy_at(i), (enum counter_type)type, workers);

					check(&cell);
				}
}

static void each_strategy_under_a_workload(void **state)
{
	(void)state;
	for (size_t i = 0; strategy_at(i); i++) {
		struct cell cell = cell_of(strategy_at(i), COUNTER_U64, 2);

		cell.reads_ppm = 500000;
		cell.hold_ns = 100;
		cell.gap_ns = 200;
		check(&cell);
	}
}

static void one_worker_loses_nothing(void **state)
{
	const struct trial_setup setup = setup_of(NULL);

	(void)state;
	for (size_t i = 0; strategy_at(i); i++) {
		const struct cell cell = cell_of(strategy_at(i), COUNTER_U64, 1);
		struct trial trial;

		assert_int_equal(trial_run(&trial, &cell, &setup, i), 0);
		if (left_out(&trial))
			continue;
		assert_int_equal(trial.status, STATUS_OK);
		if (strategy_at(i)->kind != BASELINE)
			assert_true(trial.figures.lost == 0);
		assert_true(isnan(trial.figures.run_length));
		trial_free(&trial);
	}
}

/* Returns the status of a trial that a fault strikes. */
static enum status struck(enum fault_point point, enum fault_kind kind)
{
	const struct fault fault = {
		.worker = 1, .point = point, .kind = kind, .patience_ns = 300000000
	};
	const struct trial_setup setup = setup_of(&fault);
	const struct cell cell = cell_of(strategy_find("fetch_add"), COUNTER_U64, 2);
	struct trial trial;

	assert_int_equal(trial_run(&trial, &cell, &setup, 1), 0);
	const enum status status = trial.status;

	trial_free(&trial);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
	return status;
}

static void killed_worker_ends_the_trial(void **state)
{
	(void)state;
	assert_int_equal(struck(FAULT_ARRIVAL, FAULT_KILL), STATUS_WORKER_DIED);
	assert_int_equal(struck(FAULT_WINDOW, FAULT_KILL), STATUS_WORKER_DIED);
}

static void stopped_worker_ends_the_trial(void **state)
{
	(void)state;
	assert_int_equal(struck(FAULT_ARRIVAL, FAULT_STOP), STATUS_HUNG);
	assert_int_equal(struck(FAULT_WINDOW, FAULT_STOP), STATUS_HUNG);
}

static void moved_worker_makes_the_trial_invalid(void **state)
{
	(void)state;
	if (distinct < 2)
		skip();
	assert_int_equal(struck(FAULT_WINDOW, FAULT_MOVE), STATUS_MIGRATED);
}

/* A coordinator that came late took the start, which had passed, for one in centuries, and waited for a stopped worker
 * until then. */
static void start_that_has_passed_is_no_time_away(void **state)
{
	const uint64_t second = clock_ticks_in(&the_clock, 1e9);

	(void)state;
	assert_true(clock_ns_until(&the_clock, clock_ticks(&the_clock) - 1) == 0);
	assert_true(clock_ns_until(&the_clock, clock_ticks(&the_clock) - second) == 0);
	const double away = clock_ns_until(&the_clock, clock_ticks(&the_clock) + 1000 * second);

	assert_true(away > 0 && away <= 1e12 * (1 + 1e-9));
}

/* A server that answers nobody: its life and death are the team's affair. */
static int serve_for_ever(enum counter_type type, void *counter, void *shared,
			  const struct shape *shape)
{
	(void)type;
	(void)counter;
	(void)shared;
	(void)shape;
	for (;;)
		pause();
	return 0;
}

static int serve_not(enum counter_type type, void *counter, void *shared, const struct shape *shape)
{
	(void)type;
	(void)counter;
	(void)shared;
	(void)shape;
	return 0;
}

static void server_lives_as_long_as_the_team(void **state)
{
	const struct trial_setup setup = setup_of(NULL);
	struct strategy served = *strategy_find("fetch_add");
	const struct cell cell = cell_of(&served, COUNTER_U64, 1);
	enum status status = STATUS_OK;
	struct trial trial;

	(void)state;
	served.serve = serve_for_ever;
	assert_int_equal(trial_run(&trial, &cell, &setup, 1), 0);
	assert_int_equal(trial.status, STATUS_OK);
	trial_free(&trial);
	served.serve = serve_not;
	/* On a busy machine the workers may be through before the server comes to its end. */
	for (unsigned i = 0; i < TRIES && status != STATUS_SERVER_DIED; i++) {
		assert_int_equal(trial_run(&trial, &cell, &setup, i), 0);
		status = trial.status;
		assert_true(status == STATUS_OK || status == STATUS_SERVER_DIED);
		trial_free(&trial);
	}
	assert_int_equal(status, STATUS_SERVER_DIED);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static int cannot(void *shared, const struct shape *shape)
{
	(void)shared;
	(void)shape;
	return -ENOSYS;
}

static void strategy_that_cannot_be_here_is_a_row(void **state)
{
	const struct trial_setup setup = setup_of(NULL);
	struct strategy strategy = *strategy_find("fetch_add");
	const struct cell cell = cell_of(&strategy, COUNTER_U64, 1);
	struct trial trial;

	(void)state;
	strategy.init = cannot;
	assert_int_equal(trial_run(&trial, &cell, &setup, 1), 0);
	assert_int_equal(trial.status, STATUS_SKIPPED);
	assert_true(isnan(trial.figures.ops_per_s));
	trial_free(&trial);
}

static int open_machine(void **state)
{
	unsigned n;

	(void)state;
	if (topo_load(&topo, NULL))
		return -1;
	const struct pu *const usable = topo_pus(topo, &n);

	distinct = n < MAX_WORKERS ? n : MAX_WORKERS;
	for (unsigned i = 0; i < MAX_WORKERS; i++)
		pus[i] = usable[i % n].os;
	return clock_open(&the_clock, pus, distinct);
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
		cmocka_unit_test(each_strategy_keeps_its_promise),
		cmocka_unit_test(each_strategy_under_a_workload),
		cmocka_unit_test(one_worker_loses_nothing),
		cmocka_unit_test(killed_worker_ends_the_trial),
		cmocka_unit_test(stopped_worker_ends_the_trial),
		cmocka_unit_test(moved_worker_makes_the_trial_invalid),
		cmocka_unit_test(start_that_has_passed_is_no_time_away),
		cmocka_unit_test(server_lives_as_long_as_the_team),
		cmocka_unit_test(strategy_that_cannot_be_here_is_a_row),
	};

	return cmocka_run_group_tests(tests, open_machine, close_machine);
}
