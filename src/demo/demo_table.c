/* SPDX-License-Identifier: MIT */
/* Every demo, once. */
#include <string.h>

#include "demo/demo.h"
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
	  .takes = DEMO_WORKERS | DEMO_INCREMENTS | DEMO_LOCK | DEMO_CSV,
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
	  .summary = "locks taken in a circle, or --kill-holder: who recovers",
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
	  .takes = UPDATES | REPEATED,
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
	{ .name = "python",
	  .summary = "the lecture's programs in Python beside ours, with ratios",
	  .takes = DEMO_WORKERS | DEMO_WORDS | REPEATED,
	  .runs = 7,
	  .workers_max = 64,
	  .run = python_run },
};
#define DEMOS (sizeof(table) / sizeof(table[0]))

static const struct demo tour = {
	.name = "tour",
	.summary = "an update lost, a lock that does not help, and three cures",
	.takes = DEMO_SEED,
	LECTURE,
	.run = tour_run,
};

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
