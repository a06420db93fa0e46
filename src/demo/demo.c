/* SPDX-License-Identifier: MIT */
/* The table of demos, and what is checked before one runs. */
#include "demo/demo.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "demo/entries.h"

#define US UINT64_C(1000)
#define MS UINT64_C(1000000)
#define LECTURE .workers = 10, .increments = 10, .delay = MS, .race = 100 * US
#define UPDATES (DEMO_WORKERS | DEMO_INCREMENTS | DEMO_DELAY | DEMO_RACE)
#define REPEATED (DEMO_RUNS | DEMO_SEED | DEMO_CSV)

static const char *const all_ways[] = { "none",		"locked_getset", "semaphore", "mutex",
					"mutex_robust", "fetch_add",	 NULL };
static const char *const value_locks[] = { "mutex_robust", "mutex", "semaphore", NULL };
static const char *const every_lock[] = { "all",	  "none",  "semaphore", "mutex",
					  "mutex_robust", "flock", "fetch_add", NULL };
static const char *const plain_locks[] = { "semaphore", "mutex", "mutex_robust", NULL };
static const char *const held_locks[] = { "semaphore", "mutex", "mutex_robust", "flock", NULL };
static const char *const traced_ways[] = { "none",  "locked_getset", "semaphore",
					   "mutex", "mutex_robust",  NULL };
static const char *const explored_ways[] = { "none", "locked_getset", "mutex", NULL };

static const struct demo table[] = {
	{ .name = "lost-update",
	  .summary = "workers count, with no lock or by --lock: how many are lost",
	  .takes = UPDATES | DEMO_LOCK | REPEATED,
	  LECTURE,
	  .locks = all_ways,
	  .run = lost_update_run },
	{ .name = "value",
	  .summary = "a Value found by its name: get and set lose, value_add not",
	  .takes = UPDATES | DEMO_LOCK | REPEATED,
	  LECTURE,
	  .locks = value_locks,
	  .run = typed_run },
	{ .name = "lock",
	  .summary = "a lock over the update, of every kind: none lost, at a price",
	  .takes = DEMO_WORKERS | DEMO_INCREMENTS | DEMO_LOCK | DEMO_SEED | DEMO_CSV,
	  .workers = 2,
	  .increments = 20000,
	  .locks = every_lock,
	  .run = locks_run },
	{ .name = "monitor",
	  .summary = "a counter behind one function that locks, and --rogue ones",
	  .takes = UPDATES | DEMO_LOCK | DEMO_ROGUE | REPEATED,
	  LECTURE,
	  .rogue = 1,
	  .locks = plain_locks,
	  .run = monitor_run },
	{ .name = "array",
	  .summary = "an Array of 365 days, each worker its own part: no lock needed",
	  .takes = DEMO_WORKERS | DEMO_ITEMS,
	  .workers = 5,
	  .items = 365,
	  .run = arrays_run },
	{ .name = "scramble",
	  .summary = "workers find a block by its name and swap its items",
	  .takes = DEMO_WORKERS | DEMO_ITEMS | DEMO_SWAPS | DEMO_DELAY | DEMO_RACE | DEMO_LOCK |
		   DEMO_NO_LOCK | REPEATED,
	  LECTURE,
	  .items = 20,
	  .swaps = 10,
	  .locks = plain_locks,
	  .run = scramble_run },
	{ .name = "list",
	  .summary = "a ShareableList, changed by others, as Python prints it",
	  .takes = DEMO_WORKERS | DEMO_INCREMENTS | DEMO_DELAY | DEMO_SEED,
	  .workers = 10,
	  .increments = 10,
	  .delay = MS,
	  .run = lists_run },
	{ .name = "deadlock",
	  .summary =
		  "locks taken in a circle, or --kill-holder: who recovers",
	  .takes = DEMO_WORKERS | DEMO_INCREMENTS | DEMO_DELAY | DEMO_LOCK | DEMO_KILL_HOLDER |
		   DEMO_SEED,
	  .increments = 10,
	  .delay = MS,
	  .locks = held_locks,
	  .workers_min = 2,
	  .run = deadlock_run },
	{ .name = "timeline",
	  .summary = "each load and store, and which were lost: proved, not timed",
	  .takes = UPDATES | DEMO_LOCK | DEMO_FIRST_LOST | DEMO_FORMAT | DEMO_RUNS | DEMO_SEED |
		   DEMO_CSV,
	  .workers = 2,
	  .increments = 3,
	  .delay = 200 * US,
	  .race = 300 * US,
	  .locks = traced_ways,
	  .run = timeline_run },
	{ .name = "queue",
	  .summary = "many put, many get; one killed while it waits harms nobody",
	  .takes = DEMO_WORKERS | DEMO_ITEMS,
	  .workers = 4,
	  .items = 2000,
	  .workers_min = 2,
	  .workers_max = 32,
	  .run = queues_run },
	{ .name = "pipe",
	  .summary = "two processes, there and back; a peer gone, a message cut",
	  .takes = DEMO_INCREMENTS,
	  .increments = 5000,
	  .run = pipes_run },
	{ .name = "manager",
	  .summary = "a server owns the value: add is exact, get and set lose",
	  .takes = DEMO_WORKERS | DEMO_INCREMENTS | DEMO_RACE | REPEATED,
	  .workers = 4,
	  .increments = 250,
	  .workers_max = 64,
	  .run = manager_run },
	{ .name = "socket",
	  .summary = "unix and tcp: 8 bytes each way, short reads, a refused call",
	  .takes = DEMO_INCREMENTS,
	  .increments = 2000,
	  .run = sockets_run },
	{ .name = "interleavings",
	  .summary = "every order in which the updates can happen, counted",
	  .takes = DEMO_WORKERS | DEMO_INCREMENTS | DEMO_LOCK | DEMO_CSV,
	  .workers = 2,
	  .increments = 3,
	  .locks = explored_ways,
	  .workers_max = 8,
	  .run = interleavings_run },
};
#define DEMOS (sizeof(table) / sizeof(table[0]))

static const struct demo tour = {
	.name = "tour",
	.summary = "an update lost, a lock that does not help, and three cures",
	.takes = DEMO_SEED,
	LECTURE,
	.run = tour_run,
};

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

const struct demo *demo_at(size_t i)
{
	return i < DEMOS ? &table[i] : NULL;
}

const struct demo *demo_find(const char *name)
{
	for (size_t i = 0; i < DEMOS; i++)
		if (!strcmp(table[i].name, name))
			return &table[i];
	return NULL;
}

const struct demo *demo_tour(void)
{
	return &tour;
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
	if (demo == &tour)
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
	if (plan->no_lock && plan->lock)
		return misuse("--no-lock and --lock contradict each other: give one of them");
	if (demo->locks && check_lock(demo, plan))
		return -EINVAL;
	preset(&plan->workers, demo->workers);
	preset(&plan->increments, demo->increments);
	preset(&plan->rogue, demo->rogue);
	preset(&plan->items, demo->items);
	preset(&plan->swaps, demo->swaps);
	preset(&plan->runs, 1);
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
