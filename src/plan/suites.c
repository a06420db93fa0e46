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

static const struct suite suites[] = {
	{ "standard", "what does it cost to share a counter on this machine, and what is lost?",
	  standard },
	{ "product", "every combination of the axes given, and nothing else", product },
	{ "selfcheck", "how much of a figure is the harness itself?", NULL },
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
