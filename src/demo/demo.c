/* SPDX-License-Identifier: MIT */
/* What is checked before a demo runs. */
#include "demo/demo.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"

void demo_plan_init(struct demo_plan *plan)
{
	*plan = (struct demo_plan){
		.workers = DEMO_UNSET_COUNT,
		.increments = DEMO_UNSET_COUNT,
		.rogue = DEMO_UNSET_COUNT,
		.items = DEMO_UNSET_COUNT,
		.swaps = DEMO_UNSET_COUNT,
		.runs = DEMO_UNSET_COUNT,
		.delay = DEMO_UNSET_TIME,
		.race = DEMO_UNSET_TIME,
		.seed = DEMO_UNSET_SEED,
	};
}

/* The option names of enum demo_use, in its order; the second belongs to the same bit. */
static const char *const use_names[][2] = {
	{ "workers", NULL },	  { "increments", NULL }, { "delay", NULL },
	{ "race", "race-sleep" }, { "lock", NULL },	  { "runs", NULL },
	{ "seed", NULL },	  { "csv", NULL },	  { "rogue", NULL },
	{ "items", NULL },	  { "swaps", NULL },	  { "no-lock", NULL },
	{ "kill-holder", NULL },  { "first-lost", NULL }, { "format", "out" },
};
#define USES (sizeof(use_names) / sizeof(use_names[0]))

static unsigned given(const struct demo_plan *plan)
{
	return (plan->workers != DEMO_UNSET_COUNT ? DEMO_WORKERS : 0U) |
	       (plan->increments != DEMO_UNSET_COUNT ? DEMO_INCREMENTS : 0U) |
	       (plan->delay != DEMO_UNSET_TIME ? DEMO_DELAY : 0U) |
	       (plan->race != DEMO_UNSET_TIME || plan->race_sleep ? DEMO_RACE : 0U) |
	       (plan->lock ? DEMO_LOCK : 0U) | (plan->runs != DEMO_UNSET_COUNT ? DEMO_RUNS : 0U) |
	       (plan->seed != DEMO_UNSET_SEED ? DEMO_SEED : 0U) | (plan->csv ? DEMO_CSV : 0U) |
	       (plan->rogue != DEMO_UNSET_COUNT ? DEMO_ROGUE : 0U) |
	       (plan->items != DEMO_UNSET_COUNT ? DEMO_ITEMS : 0U) |
	       (plan->swaps != DEMO_UNSET_COUNT ? DEMO_SWAPS : 0U) |
	       (plan->no_lock ? DEMO_NO_LOCK : 0U) | (plan->kill_holder ? DEMO_KILL_HOLDER : 0U) |
	       (plan->first_lost ? DEMO_FIRST_LOST : 0U) |
	       (plan->format || plan->file ? DEMO_FORMAT : 0U);
}

static int refuse(const struct demo *demo, const struct demo_plan *plan, size_t use)
{
	const bool second =
		(use_names[use][1] &&
		 ((plan->race_sleep && 1U << use == DEMO_RACE && plan->race == DEMO_UNSET_TIME) ||
		  (1U << use == DEMO_FORMAT && !plan->format)));
	char taken[256] = "";
	size_t length = 0;

	for (size_t i = 0; i < USES; i++)
		for (size_t j = 0; j < 2 && use_names[i][j] && demo->takes & 1U << i; j++)
			length += (size_t)snprintf(taken + length, sizeof(taken) - length, "%s--%s",
						   length ? ", " : "", use_names[i][j]);
	if (demo == demo_tour())
		return misuse("the tour takes no --%s: name a demo before it (contend demo --help)",
			      use_names[use][second]);
	return misuse("demo %s takes no --%s: it takes %s", demo->name, use_names[use][second],
		      taken);
}

static int check_lock(const struct demo *demo, struct demo_plan *plan)
{
	char known[160] = "";
	size_t length = 0;

	if (!plan->lock) {
		plan->lock = demo->locks[0];
		return 0;
	}
	for (size_t i = 0; demo->locks[i]; i++) {
		if (!strcmp(demo->locks[i], plan->lock))
			return 0;
		length += (size_t)snprintf(known + length, sizeof(known) - length, "%s%s",
					   !i			? ""
					   : demo->locks[i + 1] ? ", "
								: " or ",
					   demo->locks[i]);
	}
	return misuse("demo %s knows no --lock=%s: %s", demo->name, plan->lock, known);
}

static void preset(unsigned *value, unsigned by_default)
{
	if (*value == DEMO_UNSET_COUNT)
		*value = by_default;
}

static int check_range(const struct demo *demo, const char *option, unsigned value, unsigned min,
		       unsigned max)
{
	if (value >= min && value <= max)
		return 0;
	return misuse("demo %s: --%s: %u is out of range: %u to %u", demo->name, option, value, min,
		      max);
}

/* Whether what is set now is within the demo's own limits. */
static int check_limits(const struct demo *demo, const struct demo_plan *plan)
{
	const unsigned least = demo->workers_min ? demo->workers_min : 1;
	const unsigned most = demo->workers_max ? demo->workers_max : DEMO_WORKERS_MAX;
	int error = 0;

	if (demo->takes & DEMO_WORKERS && plan->workers != demo->workers)
		error = check_range(demo, "workers", plan->workers, least, most);
	if (!error && demo->takes & DEMO_INCREMENTS)
		error = check_range(demo, "increments", plan->increments, 1, DEMO_INCREMENTS_MAX);
	if (!error && demo->takes & DEMO_ITEMS)
		error = check_range(demo, "items", plan->items, 2, DEMO_ITEMS_MAX);
	if (!error && demo->takes & DEMO_SWAPS)
		error = check_range(demo, "swaps", plan->swaps, 1, DEMO_SWAPS_MAX);
	if (!error)
		error = check_range(demo, "runs", plan->runs, 1, DEMO_RUNS_MAX);
	if (!error && (plan->delay > DEMO_DELAY_MAX || plan->race > DEMO_RACE_MAX))
		error = misuse("demo %s: at most --delay=1s and --race=100ms", demo->name);
	return error;
}

int demo_settle(const struct demo *demo, struct demo_plan *plan)
{
	const unsigned surplus = given(plan) & ~demo->takes;

	if (surplus)
		return refuse(demo, plan, (size_t)__builtin_ctz(surplus));
	if (plan->n_words && !(demo->takes & DEMO_WORDS))
		return misuse("demo takes one name, or none for the tour (contend demo --help)");
	if (plan->no_lock && plan->lock)
		return misuse("--no-lock and --lock contradict each other: give one of them");
	if (demo->locks && check_lock(demo, plan))
		return -EINVAL;
	preset(&plan->workers, demo->workers);
	preset(&plan->increments, demo->increments);
	preset(&plan->rogue, demo->rogue);
	preset(&plan->items, demo->items);
	preset(&plan->swaps, demo->swaps);
	preset(&plan->runs, demo->runs ? demo->runs : 1);
	if (plan->delay == DEMO_UNSET_TIME)
		plan->delay = demo->delay;
	if (plan->race == DEMO_UNSET_TIME)
		plan->race = demo->race;
	if (plan->seed == DEMO_UNSET_SEED)
		plan->seed = 1;
	return check_limits(demo, plan);
}

int demo_run(const struct demo *demo, const struct demo_plan *plan, FILE *out)
{
	struct demo_plan settled = *plan;
	FILE *file = NULL;
	int code;

	if (demo_settle(demo, &settled))
		return EXIT_MISUSE;
	if (settled.file) {
		file = fopen(settled.file, "we");
		if (!file) {
			fail("%s", settled.file);
			return EXIT_FAILED;
		}
	}
	code = demo->run(&settled, file ? file : out);
	if (file && (fflush(file) || ferror(file))) {
		fail("%s", settled.file);
		code = EXIT_FAILED;
	}
	if (file)
		fclose(file);
	return code;
}
