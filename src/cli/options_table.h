/* SPDX-License-Identifier: MIT */
/* The table of options and the table of commands: what --help prints and the parser reads. */
#ifndef CLI_OPTIONS_TABLE_H
#define CLI_OPTIONS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/options.h"
#include "plan/axes.h"

enum option_group { GROUP_WHAT, GROUP_TIME, GROUP_RESULTS, GROUP_BLOCK, GROUP_DEMO, GROUP_N };

enum option_kind {
	OPTION_SWITCH, /* bool; takes no value */
	OPTION_AXIS,   /* a list, see axis */
	OPTION_SUITE,  /* const char *, one of the suites */
	OPTION_TIME,   /* uint64_t, ns */
	OPTION_COUNT,  /* unsigned */
	OPTION_SEED,   /* uint64_t */
	OPTION_TEXT,   /* const char *, not empty */
	OPTION_NAME,   /* const char *, fit for a part of a file's name */
	OPTION_TAG,    /* const char *, may be empty */
	OPTION_CHOICE, /* const char *, one of the choices */
	OPTION_SIZE    /* uint64_t, bytes: whole, or with K, M or G */
};

struct option_info {
	const char *name;  /* without dashes */
	const char *value; /* what stands for the value in the help; NULL: none */
	enum option_kind kind;
	enum option_group group;
	unsigned commands; /* that take it, a bit each: 1 << enum command */
	bool shapes;	   /* the sweep: written to options.txt */
	bool anew;	   /* only for a sweep that begins: not with --resume */
	enum axis axis;
	const char *choices[8]; /* up to NULL */
	size_t offset;		/* of the value in struct options */
	uint64_t min, max;	/* of times and counts, both allowed */
	const char *preset;	/* the default in words; NULL: the value of a fresh sweep, if any */
	const char *help;	/* a sentence or two; limits and default are added */
};

struct command_info {
	const char *name;
	const char *words;	     /* "DIR" in the usage line, or NULL: takes none */
	const char *summary;	     /* one line */
	const char *text;	     /* a paragraph */
	const char *const *examples; /* up to NULL */
	bool numbers;		     /* words may be numbers below zero, which are no options */
};

/* Those of commands that sweep nothing, each up to one without a name. */
extern const struct option_info options_share[], options_demo[];

/* NULL past the end. */
const struct option_info *option_at(size_t i);
/* The number of options, for arrays beside the table, and an option's place in them. */
size_t option_count(void);
size_t option_index(const struct option_info *info);
/* By name, given `length` letters of it: the command's own, else another's; NULL: unknown. */
const struct option_info *option_find(const char *name, size_t length, enum command command);
bool option_is_of(const struct option_info *info, enum command command);
const struct command_info *command_info(enum command command);
const char *option_group_name(enum option_group group);

#endif
