/* SPDX-License-Identifier: MIT */
/* The suites: what each measures, as parts that are full products. */
#include "plan/suites.h"

#include <string.h>

/* The ten that a newcomer should see side by side: baselines, what loses, what does not. */
#define TEN "empty,private,unlocked,locked_getset,mutex,semaphore,fetch_add,atomic_add,cas,seqlock"
#define TEN_EXACT "mutex,semaphore,fetch_add,atomic_add,cas,seqlock"

static const struct grid standard[] = {
	{ .strategies = TEN, .workers = "doubling", .placements = "cores", .types = "u64" },
	{ .strategies = TEN_EXACT,
	  .workers = "all",
	  .placements = "cores",
	  .types = "u64",
	  .hold_ns = 200,
	  .gap_ns = 1000 },
	{ .strategies = "mutex,fetch_add,seqlock",
	  .workers = "all",
	  .placements = "cores",
	  .types = "u64",
	  .reads_ppm = 900000 },
	/* The same workers elsewhere; where that is the same PUs it is not measured twice. */
	{ .strategies = "unlocked,mutex,fetch_add,seqlock",
	  .workers = "doubling",
	  .placements = "compact,scatter",
	  .types = "u64" },
	{ .strategies = NULL },
};

static const struct grid product[] = {
	{ .strategies = "all", .workers = "doubling", .placements = "cores", .types = "u64" },
	{ .strategies = NULL },
};

/* On each pair: the time of one hand-over of a line, one way. */
static const struct grid pairs[] = {
	{ .strategies = "pingpong", .workers = "2", .placements = "compact", .types = "u64" },
	{ .strategies = NULL },
};

static const struct grid topology[] = {
	/* On the pairs and the nodes; the rest of it does not count there. */
	{ .strategies = "pingpong,unlocked,fetch_add,cas,mutex,seqlock",
	  .workers = "2",
	  .placements = "compact",
	  .types = "u64" },
	{ .strategies = "unlocked,fetch_add,mutex,seqlock",
	  .workers = "doubling",
	  .placements = "all",
	  .types = "u64" },
	{ .strategies = NULL },
};

/* Sharing first, then asking, from the least to the most. */
static const struct grid transports[] = {
	{ .strategies = "fetch_add,mutex,semaphore,locked_getset,pipe,unix,tcp,queue,manager,"
			"manager_getset,mq",
	  .workers = "doubling",
	  .placements = "cores",
	  .types = "u64" },
	{ .strategies = NULL },
};

#define US UINT64_C(1000)

static const struct suite suites[] = {
	{ .name = "standard",
	  .question = "what does it cost to share a counter on this machine, and what is lost?",
	  .grids = standard },
	{ .name = "c2c",
	  .question = "core to core: how long does a line take from each PU to each other?",
	  .grids = pairs,
	  .shape = SUITE_PAIRS,
	  .warmup = 1000 * US,
	  .window = 4000 * US,
	  .drain = 200 * US },
	{ .name = "topology",
	  .question = "does it matter where the workers sit, and where the counter lies?",
	  .grids = topology,
	  .shape = SUITE_TOPOLOGY },
	{ .name = "transports",
	  .question = "what does it cost to ask a server instead of to share?",
	  .grids = transports },
	{ .name = "product",
	  .question = "every combination of the axes given, and nothing else",
	  .grids = product },
	{ .name = "selfcheck",
	  .question = "how much of a figure is the harness itself?",
	  .shape = SUITE_CHECK },
};

const struct suite *suite_at(size_t i)
{
	return i < sizeof(suites) / sizeof(suites[0]) ? &suites[i] : NULL;
}

const struct suite *suite_find(const char *name)
{
	for (size_t i = 0; suite_at(i); i++)
		if (!strcmp(suite_at(i)->name, name))
			return suite_at(i);
	return NULL;
}
