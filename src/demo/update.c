/* SPDX-License-Identifier: MIT */
/* The ways to add one. */
#include "demo/update.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

static void sleep_for(uint64_t ns)
{
	const struct timespec time = { .tv_sec = (time_t)(ns / 1000000000),
				       .tv_nsec = (long)(ns % 1000000000) };

	nanosleep(&time, NULL);
}

void update_race(const struct demo_plan *plan)
{
	if (!plan->race)
		return;
	if (plan->race_sleep) {
		sleep_for(plan->race);
		return;
	}
	const uint64_t until = clock_monotonic_ns() + plan->race;

	while (clock_monotonic_ns() < until)
		cpu_relax();
}

void update_delay(const struct demo_plan *plan, struct random *random)
{
	if (plan->delay)
		sleep_for(plan->delay / 2 + random_below(random, plan->delay + 1));
}

/* Relaxed throughout: who needs an order has the lock, and the others are meant to lose. */
static uint64_t load(struct counter *counter)
{
	return atomic_load_explicit(&counter->value, memory_order_relaxed);
}

static void store(struct counter *counter, uint64_t value)
{
	atomic_store_explicit(&counter->value, value, memory_order_relaxed);
}

void update_bare(struct counter *counter, const struct demo_plan *plan)
{
	const uint64_t seen = load(counter);

	update_race(plan);
	store(counter, seen + 1);
}

static bool is_getset(const char *way)
{
	return !strcmp(way, "locked_getset");
}

/* Python's Value has a semaphore. */
static const char *lock_of(const char *way)
{
	if (is_getset(way))
		return "semaphore";
	return !strcmp(way, "fetch_add") ? "none" : way;
}

int update_init(struct counter *counter, const char *way, int fd)
{
	return gate_init(&counter->lock, lock_of(way), fd);
}

int update_open(struct update *update, const struct demo_plan *plan, const char *way,
		struct counter *counter, int fd)
{
	*update = (struct update){ .plan = plan,
				   .counter = counter,
				   .each = is_getset(way),
				   .one_step = !strcmp(way, "fetch_add") };
	return gate_open(&update->gate, lock_of(way), &counter->lock, fd);
}

void update_close(struct update *update)
{
	gate_close(&update->gate);
}

/* Each access is whole and exclusive; between them anybody may come. */
static int getset(struct update *update)
{
	int error = gate_enter(&update->gate);

	if (error)
		return error;
	const uint64_t seen = load(update->counter);

	error = gate_leave(&update->gate);
	if (error)
		return error;
	update_race(update->plan);
	error = gate_enter(&update->gate);
	if (error)
		return error;
	store(update->counter, seen + 1);
	return gate_leave(&update->gate);
}

int update_once(struct update *update)
{
	int error, left;

	if (update->each)
		return getset(update);
	if (update->one_step) {
		atomic_fetch_add_explicit(&update->counter->value, 1, memory_order_relaxed);
		/* As long as the others take, so that as many meet. */
		update_race(update->plan);
		return 0;
	}
	error = gate_enter(&update->gate);
	if (error < 0)
		return error;
	update_bare(update->counter, update->plan);
	left = gate_leave(&update->gate);
	return left ? left : error;
}

void update_time_text(char *text, size_t size, uint64_t ns)
{
	static const struct {
		uint64_t ns;
		const char *unit;
	} units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "us" }, { 1, "ns" } };
	size_t i = 0;

	while (units[i].ns > 1 && ns < units[i].ns)
		i++;
	snprintf(text, size, "%.6g %s", (double)ns / (double)units[i].ns, units[i].unit);
}

void update_race_text(char *text, size_t size, const struct demo_plan *plan)
{
	char time[32];

	update_time_text(time, sizeof(time), plan->race);
	if (!plan->race)
		snprintf(text, size, "nothing between load and store");
	else
		snprintf(text, size, "%s of %s between load and store", time,
			 plan->race_sleep ? "sleeping" : "spinning");
}
