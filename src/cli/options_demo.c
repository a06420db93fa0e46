/* SPDX-License-Identifier: MIT */
/* The options of contend demo. */
#include "cli/options_table.h"

#define AT(member) offsetof(struct options, demo.member)
#define OWN "the demo's own"

#define ENTRY(name_, value_, kind_, member_, preset_, help_)                                       \
	.name = name_, .value = value_, .kind = kind_, .group = GROUP_DEMO,                        \
	.commands = 1U << COMMAND_DEMO, .offset = AT(member_), .preset = preset_, .help = help_
#define COUNT(name_, member_, min_, max_, preset_, help_)                                          \
	{                                                                                          \
		ENTRY(name_, "NUMBER", OPTION_COUNT, member_, preset_, help_), .min = min_,        \
									       .max = max_         \
	}
#define TIME(name_, member_, max_, help_)                                                          \
	{                                                                                          \
		ENTRY(name_, "TIME", OPTION_TIME, member_, OWN, help_), .max = max_                \
	}
#define TEXT(name_, value_, member_, preset_, help_)                                               \
	{                                                                                          \
		ENTRY(name_, value_, OPTION_TEXT, member_, preset_, help_)                         \
	}
#define SWITCH(name_, member_, help_)                                                              \
	{                                                                                          \
		ENTRY(name_, NULL, OPTION_SWITCH, member_, NULL, help_)                            \
	}

/* Which demo takes which is the demos' own table's: src/demo/demo.c. */
const struct option_info options_demo[] = {
	COUNT("workers", workers, 1, DEMO_WORKERS_MAX, OWN, "processes that share the memory"),
	COUNT("increments", increments, 1, DEMO_INCREMENTS_MAX, OWN,
	      "updates, or exchanges, of each worker"),
	TIME("delay", delay, DEMO_DELAY_MAX,
	     "sleep before each update, drawn from half to one and a half of this"),
	TIME("race", race, DEMO_RACE_MAX,
	     "time spent between load and store, so that losses show: the window that others fall "
	     "into"),
	SWITCH("race-sleep", race_sleep, "sleep the race; else it is spun"),
	TEXT("lock", "NAME", lock, OWN,
	     "how an update is guarded: none, locked_getset, semaphore, mutex, mutex_robust, flock "
	     "or fetch_add; a demo says which of these it knows"),
	SWITCH("no-lock", no_lock, "scramble: without its lock"),
	COUNT("rogue", rogue, 0, DEMO_WORKERS_MAX, "1", "monitor: workers that go round it"),
	COUNT("items", items, 2, DEMO_ITEMS_MAX, OWN, "array, scramble, queue: how many"),
	COUNT("swaps", swaps, 1, DEMO_SWAPS_MAX, "10", "scramble: swaps of each worker"),
	SWITCH("kill-holder", kill_holder, "deadlock: kill the worker that holds the lock"),
	COUNT("runs", runs, 1, DEMO_RUNS_MAX, "1, of python 7",
	      "repeat it: a histogram, least, median and greatest result; of python the table"),
	{ ENTRY("seed", "NUMBER", OPTION_SEED, seed, "1",
		"decides all that is drawn: delays, swaps"),
	  .max = DEMO_UNSET_SEED - 1 },
	SWITCH("first-lost", first_lost, "timeline: only the rows round the first lost store"),
	{ ENTRY("format", "FORMAT", OPTION_CHOICE, format, "text",
		"timeline: text, svg, or json, trace events for a browser's trace viewer"),
	  .choices = { "text", "svg", "json" } },
	TEXT("out", "FILE", file, "standard output", "timeline: where it is written"),
	{ .name = NULL },
};
