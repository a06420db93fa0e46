/* SPDX-License-Identifier: MIT */
/* The tour: the update lost, the lock that does not help, and three that do, in under a second. */
#include "base/fail.h"
#include "demo/entries.h"
#include "demo/lost_update.h"
#include "demo/update.h"

struct stop {
	struct lost_update_way way;
	const char *label, *proves;
	bool cure;
};

static const struct stop stops[] = {
	{ { .name = "none" }, "no lock", NULL, false },
	{ { .name = "locked_getset" },
	  "lock, each access",
	  "each access was locked, the update was not",
	  false },
	{ { .name = "semaphore" }, "lock, whole update", "load and store under one lock", true },
	{ { .name = "mutex_robust" },
	  "monitor",
	  "the same, inside the one function that reaches the counter",
	  true },
	{ { .name = "fetch_add" }, "fetch_add", "one indivisible instruction, no lock", true },
};
#define STOPS (sizeof(stops) / sizeof(stops[0]))

static void line(FILE *out, const struct stop *stop, const struct demo_plan *plan,
		 const struct outcome *outcome)
{
	char race[96];

	update_race_text(race, sizeof(race), plan);
	fprintf(out, "%-20s", stop->label);
	if (stop->cure || outcome->final < outcome->expected)
		runs_line(out, outcome->final, outcome->expected,
			  stop->proves ? stop->proves : race);
	else
		runs_line(out, outcome->final, outcome->expected, "luck, not proof: run it again");
}

int tour_run(const struct demo_plan *plan, FILE *out)
{
	struct random random;
	int code = EXIT_OK;

	random_seed(&random, plan->seed);
	fprintf(out, "%u workers add 1 to one counter, %u times each.\n", plan->workers,
		plan->increments);
	for (size_t i = 0; i < STOPS; i++) {
		struct outcome outcome;
		const int error =
			lost_update_once(plan, &stops[i].way, random_next(&random), &outcome);

		if (error)
			return runs_code(error);
		line(out, &stops[i], plan, &outcome);
		if (stops[i].cure && outcome.final != outcome.expected)
			code = EXIT_FAILED;
		else if (!i && outcome.final == outcome.expected)
			code = EXIT_UNCLEAR;
	}
	fputs("Next: contend demo timeline shows each lost store; contend demo --help lists the "
	      "others.\n",
	      out);
	return code;
}
