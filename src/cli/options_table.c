/* SPDX-License-Identifier: MIT */
/* Every option of the commands that know machines and sweeps, and the way to all options. */
#include "cli/options_table.h"

#include <string.h>

#define RUN (1U << COMMAND_RUN)
#define BENCH (1U << COMMAND_BENCH)
#define REPORT (1U << COMMAND_REPORT)
#define LIST (1U << COMMAND_LIST)
#define TOPOLOGY (1U << COMMAND_TOPOLOGY)
#define SHARE (1U << COMMAND_SHARE)
#define DEMO (1U << COMMAND_DEMO)

#define AT(member) offsetof(struct options, member)
#define MS UINT64_C(1000000)
#define MINUTE (60000 * MS)

#define AXIS_OF(commands_, name_, axis_, value_, help_)                                            \
	{                                                                                          \
		.name = name_, .value = value_, .kind = OPTION_AXIS, .group = GROUP_WHAT,          \
		.commands = commands_, .shapes = true, .anew = true, .axis = axis_, .help = help_  \
	}
#define AXIS(name_, axis_, value_, help_) AXIS_OF(RUN | BENCH, name_, axis_, value_, help_)

#define PHASE(name_, member_, min_, max_, help_)                                                   \
	{                                                                                          \
		.name = name_, .value = "TIME", .kind = OPTION_TIME, .group = GROUP_TIME,          \
		.commands = RUN | BENCH, .shapes = true, .anew = true, .offset = AT(member_),      \
		.min = min_, .max = max_, .help = help_                                            \
	}

#define SWITCH(name_, member_, group_, commands_, shapes_, help_)                                  \
	{                                                                                          \
		.name = name_, .kind = OPTION_SWITCH, .group = group_, .commands = commands_,      \
		.shapes = shapes_, .anew = shapes_, .offset = AT(member_), .help = help_           \
	}

static const struct option_info table[] = {
	{ .name = "suite",
	  .value = "NAME",
	  .kind = OPTION_SUITE,
	  .group = GROUP_WHAT,
	  .commands = BENCH,
	  .shapes = true,
	  .anew = true,
	  .offset = AT(sweep.suite),
	  .preset = "standard",
	  .help = "the sweep to start from; an axis given below takes the place of the suite's" },
	AXIS("strategies", AXIS_STRATEGIES, "LIST",
	     "ways to count: names, patterns with * and ?, all"),
	AXIS_OF(RUN | BENCH | TOPOLOGY, "workers", AXIS_WORKERS, "LIST",
		"processes that count: numbers; ranges such as 1-8; doubling: 1, 2, 4 ... and one "
		"a "
		"PU; all: one a PU"),
	AXIS_OF(RUN | BENCH | TOPOLOGY, "placements", AXIS_PLACEMENTS, "LIST",
		"where they are pinned: names, patterns, all; objects such as core:0-3.pu:0; or "
		"cpus:3,0,8-11, PUs in this order, which takes the rest of the value"),
	{ .name = "kinds",
	  .value = "KIND",
	  .kind = OPTION_TEXT,
	  .group = GROUP_WHAT,
	  .commands = RUN | BENCH | TOPOLOGY,
	  .shapes = true,
	  .anew = true,
	  .offset = AT(sweep.kinds),
	  .preset = "all",
	  .help = "use only cores of one kind: fastest, slowest, or its number, 0 being the "
		  "slowest" },
	AXIS_OF(RUN | BENCH | TOPOLOGY, "home", AXIS_HOME, "LIST",
		"NUMA nodes that the counter lies on: numbers; local: that of the first worker; "
		"all"),
	AXIS("types", AXIS_TYPES, "LIST", "types of the counter: names, patterns, all"),
	AXIS("reads", AXIS_READS, "LIST",
	     "share of the operations that only read the counter: 0 to 100%, such as 90% or 0.5%"),
	AXIS("hold", AXIS_HOLD, "LIST",
	     "work inside the critical section of each update: times of 0 to 1ms"),
	AXIS("gap", AXIS_GAP, "LIST",
	     "work between two operations of a worker, each time drawn from half to one and a half "
	     "of this: times of 0 to 1ms"),
	{ .name = "pairs",
	  .value = "WHICH",
	  .kind = OPTION_CHOICE,
	  .group = GROUP_WHAT,
	  .commands = BENCH,
	  .shapes = true,
	  .anew = true,
	  .offset = AT(sweep.pairs),
	  .choices = { "cores", "all", "relations" },
	  .preset = "cores; relations with --quick",
	  .help = "for the suite c2c: cores: the first PUs of all cores, and the PUs within each "
		  "core; all: every PU with every other; relations: one pair for each relation" },
	{ .name = "topology",
	  .value = "MACHINE",
	  .kind = OPTION_TEXT,
	  .group = GROUP_WHAT,
	  .commands = RUN | BENCH | TOPOLOGY,
	  .offset = AT(sweep.topology),
	  .help = "in place of this machine: an XML file of hwloc's, or a description such as "
		  "\"pack:2 l3:2 core:4 pu:2\"; only with --dry-run, as nothing can be measured on "
		  "it" },
	SWITCH("oversubscribe", sweep.oversubscribe, GROUP_WHAT, RUN | BENCH, true,
	       "allow more workers than PUs; they take turns, so that spinning strategies measure "
	       "the scheduler"),
	{ .name = "seed",
	  .value = "NUMBER",
	  .kind = OPTION_SEED,
	  .group = GROUP_WHAT,
	  .commands = RUN | BENCH,
	  .shapes = true,
	  .anew = true,
	  .offset = AT(sweep.seed),
	  .max = UINT64_MAX,
	  .help = "decides all that is drawn: the order of the trials, gaps, places in memory" },

	PHASE("warmup", sweep.timing.warmup, 0, MINUTE, "counting before the window"),
	PHASE("window", sweep.timing.window, MS, MINUTE, "the timed part of a trial"),
	PHASE("drain", sweep.timing.drain, 0, MINUTE, "counting after the window"),
	SWITCH("quick", sweep.quick, GROUP_TIME, RUN | BENCH, true,
	       "phases of 5ms, 15ms and 1ms, and a budget of 6s for bench; those given beside it "
	       "hold"),
	{ .name = "reps",
	  .value = "NUMBER",
	  .kind = OPTION_COUNT,
	  .group = GROUP_TIME,
	  .commands = RUN | BENCH,
	  .shapes = true,
	  .anew = true,
	  .offset = AT(sweep.reps),
	  .min = 1,
	  .max = 100000,
	  .preset = "1 for run; for bench until the interval of each cell's median is within 1 %, "
		    "looked at after 9, 17, 25, 35 and 49",
	  .help = "trials of a cell" },
	{ .name = "max-time",
	  .value = "TIME",
	  .kind = OPTION_TIME,
	  .group = GROUP_TIME,
	  .commands = RUN | BENCH,
	  .shapes = true,
	  .offset = AT(sweep.max_time),
	  .min = 100 * MS,
	  .max = 1440 * MINUTE,
	  .preset =
		  "none for run or with --reps, 6s with --quick, else 60s or, on a wider machine, "
		  "what nine blocks take, at most 10m",
	  .help = "a budget that is kept" },

	{ .name = "out",
	  .value = "DIR",
	  .kind = OPTION_TEXT,
	  .group = GROUP_RESULTS,
	  .commands = BENCH | REPORT,
	  .anew = true,
	  .offset = AT(sweep.out),
	  .preset = "results, for bench",
	  .help = "folder in which the folder of results is made; for report: the folder made of "
		  "several" },
	{ .name = "name",
	  .value = "NAME",
	  .kind = OPTION_NAME,
	  .group = GROUP_RESULTS,
	  .commands = BENCH,
	  .shapes = true,
	  .anew = true,
	  .offset = AT(sweep.name),
	  .max = 64,
	  .preset = "the CPU's, made short",
	  .help = "first part of the results' name, before the time: letters, digits and ._-" },
	{ .name = "tag",
	  .value = "TEXT",
	  .kind = OPTION_TAG,
	  .group = GROUP_RESULTS,
	  .commands = RUN | BENCH,
	  .shapes = true,
	  .anew = true,
	  .offset = AT(sweep.tag),
	  .max = 64,
	  .help = "a word of yours, written into every row" },
	{ .name = "resume",
	  .value = "DIR",
	  .kind = OPTION_TEXT,
	  .group = GROUP_RESULTS,
	  .commands = BENCH,
	  .offset = AT(sweep.resume),
	  .help = "go on with the interrupted sweep whose results are in DIR" },
	{ .name = "publish",
	  .value = "NAME",
	  .kind = OPTION_TEXT,
	  .group = GROUP_RESULTS,
	  .commands = BENCH,
	  .offset = AT(sweep.publish),
	  .help = "meanwhile a named ShareableList that other programs read: contend share dump "
		  "NAME shows cell, trials and seconds left, NAME.counter the last counter" },
	SWITCH("dry-run", sweep.dry_run, GROUP_RESULTS, RUN | BENCH, false,
	       "say what would be measured and how long it takes; measure and write nothing"),
	SWITCH("csv", sweep.csv, GROUP_RESULTS,
	       RUN | BENCH | REPORT | LIST | TOPOLOGY | SHARE | DEMO, false,
	       "rows on standard output as CSV, in place of the text"),
	SWITCH("json", sweep.json, GROUP_RESULTS, RUN | BENCH | REPORT | LIST | TOPOLOGY | SHARE,
	       false, "the same as a JSON array of objects"),
	SWITCH("every", sweep.every, GROUP_RESULTS, BENCH, false,
	       "show each trial in Google Benchmark's own table, too"),
	{ .name = "format",
	  .value = "FORMAT",
	  .kind = OPTION_CHOICE,
	  .group = GROUP_RESULTS,
	  .commands = BENCH | REPORT,
	  .offset = AT(format),
	  .choices = { "svg", "png" },
	  .help = "of the charts: svg, or png for slides" },
	{ .name = "draw",
	  .value = "FILE",
	  .kind = OPTION_TEXT,
	  .group = GROUP_RESULTS,
	  .commands = TOPOLOGY,
	  .offset = AT(draw),
	  .help = "a picture of the machine, with the workers and the counter's home marked: "
		  "FILE.svg or FILE.png" },
	SWITCH("same", same, GROUP_RESULTS, TOPOLOGY, false,
	       "say whether two folders of results, or two XML files, are of the same machine"),
	{ .name = NULL },
};

/* The tables in the order of the manual. */
static const struct option_info *const tables[] = { table, options_share, options_demo };

const struct option_info *option_at(size_t i)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (const struct option_info *info = tables[t]; info->name; info++)
			if (!i--)
				return info;
	return NULL;
}

size_t option_count(void)
{
	size_t n = 0;

	while (option_at(n))
		n++;
	return n;
}

size_t option_index(const struct option_info *info)
{
	size_t i = 0;

	while (option_at(i) && option_at(i) != info)
		i++;
	return i;
}

bool option_is_of(const struct option_info *info, enum command command)
{
	return info->commands & 1U << command;
}

const struct option_info *option_find(const char *name, size_t length, enum command command)
{
	const struct option_info *info, *other = NULL;

	for (size_t i = 0; (info = option_at(i)) != NULL; i++) {
		if (strlen(info->name) != length || strncmp(info->name, name, length))
			continue;
		if (option_is_of(info, command))
			return info;
		if (!other)
			other = info;
	}
	return other;
}

const char *option_group_name(enum option_group group)
{
	static const char *const names[GROUP_N] = {
		[GROUP_WHAT] = "What to measure",   [GROUP_TIME] = "How long",
		[GROUP_RESULTS] = "Results",	    [GROUP_BLOCK] = "The block",
		[GROUP_DEMO] = "The demonstration",
	};

	return names[group];
}
