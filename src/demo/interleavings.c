/* SPDX-License-Identifier: MIT */
/* The interleavings: how often each final value comes of all schedules, and one that loses most. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "demo/entries.h"
#include "demo/explore.h"

#define BAR 40
#define STEPS_MAX 80

static double share(const struct explore *explore, unsigned value)
{
	return (double)explore->ends[value] / (double)explore->schedules;
}

static void distribution(FILE *out, const struct explore *explore)
{
	char count[40];
	int width = 0;
	double most = 0;

	for (unsigned value = explore->min; value <= explore->max; value++) {
		explore_count_text(count, sizeof(count), explore->ends[value]);
		width = (int)strlen(count) > width ? (int)strlen(count) : width;
		most = share(explore, value) > most ? share(explore, value) : most;
	}
	for (unsigned value = explore->min; value <= explore->max; value++) {
		const int length = (int)(share(explore, value) / most * BAR + 0.5);

		explore_count_text(count, sizeof(count), explore->ends[value]);
		fprintf(out, "  %3u  %*s  %6.2f %%%s%.*s\n", value, width, count,
			100 * share(explore, value), length ? "  " : "", length,
			"########################################");
	}
}

static void rows(FILE *out, const struct explore *explore)
{
	char count[40];

	fputs("workers,increments,final,schedules,share\n", out);
	for (unsigned value = explore->min; value <= explore->max; value++) {
		explore_count_text(count, sizeof(count), explore->ends[value]);
		fprintf(out, "%u,%u,%u,%s,%.9g\n", explore->workers, explore->increments, value,
			count, share(explore, value));
	}
}

static void schedule(FILE *out, const struct explore *explore)
{
	const size_t shown = explore->n_steps < STEPS_MAX ? explore->n_steps : STEPS_MAX;
	unsigned memory = 0;

	fprintf(out, "A schedule that ends in %u:\n  step  ", explore->min);
	for (unsigned w = 0; w < explore->workers; w++)
		fprintf(out, "worker %u    ", w);
	fputs("memory\n", out);
	for (size_t i = 0; i < shown; i++) {
		const struct explore_step *const step = &explore->steps[i];
		char cell[24];

		memory = step->store ? step->value : memory;
		snprintf(cell, sizeof(cell), "%s %u", step->store ? "store" : "load", step->value);
		fprintf(out, "%6zu  ", i + 1);
		for (unsigned w = 0; w < explore->workers; w++)
			fprintf(out, "%-12s", w == step->worker ? cell : "|");
		fprintf(out, "%u\n", memory);
	}
	if (shown < explore->n_steps)
		fprintf(out, "   ... %zu more steps\n", explore->n_steps - shown);
}

static void show(FILE *out, const struct explore *explore, const struct demo_plan *plan)
{
	const unsigned expected = plan->workers * plan->increments;
	char count[40];

	explore_count_text(count, sizeof(count), explore->schedules);
	fprintf(out, "%s schedules of %u worker%s, %u increment%s each; ", count, plan->workers,
		plan->workers == 1 ? "" : "s", plan->increments, plan->increments == 1 ? "" : "s");
	if (explore->whole)
		fputs("the whole update is locked, one step\n", out);
	else if (!strcmp(plan->lock, "locked_getset"))
		fputs("each access is locked: no schedule less than without a lock\n", out);
	else
		fputs("each is a load and a store\n", out);
	if (explore->min == explore->max)
		fprintf(out, "Final value: %u in every one (0 lost)\n", explore->min);
	else
		fprintf(out, "Final value: from %u to %u of %u\n", explore->min, explore->max,
			expected);
	distribution(out, explore);
	if (explore->min < expected)
		schedule(out, explore);
}

static int refuse(const struct demo_plan *plan, int error)
{
	switch (error) {
	case -ERANGE:
		return misuse("demo interleavings: workers times increments is %llu: at most %d",
			      (unsigned long long)plan->workers * plan->increments,
			      EXPLORE_VALUE_MAX);
	case -E2BIG:
		return misuse("demo interleavings: %u workers with %u increments have more than %d "
			      "states: take fewer",
			      plan->workers, plan->increments, EXPLORE_STATES_MAX);
	case -EOVERFLOW:
		return misuse("demo interleavings: %u workers with %u increments have more than "
			      "2^128 schedules: take fewer",
			      plan->workers, plan->increments);
	default:
		errno = -error;
		fail("interleavings");
		return error;
	}
}

int interleavings_run(const struct demo_plan *plan, FILE *out)
{
	struct explore explore;
	const int error = explore_all(&explore, plan->workers, plan->increments,
				      !strcmp(plan->lock, "mutex"));

	if (error)
		return refuse(plan, error) == -EINVAL ? EXIT_MISUSE : EXIT_FAILED;
	if (plan->csv)
		rows(out, &explore);
	else
		show(out, &explore, plan);
	explore_free(&explore);
	return EXIT_OK;
}
