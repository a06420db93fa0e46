/* SPDX-License-Identifier: MIT */
/* The table of options and the table of commands: what --help prints and the parser reads. */
#ifndef CLI_OPTIONS_TABLE_H
#define CLI_OPTIONS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/options.h"
#include "plan/axes.h"

enum option_group { GROUP_WHAT, GROUP_TIME, GROUP_RESULTS, GROUP_N };

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
	OPTION_CHOICE  /* const char *, one of the choices */
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
	const char *choices[4]; /* up to NULL */
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
};

/* NULL past the end. */
const struct option_info *option_at(size_t i);
/* The number of options, for arrays beside the table. */
size_t option_count(void);
/* By name, given `length` letters of it; NULL: unknown. */
const struct option_info *option_find(const char *name, size_t length);
const struct command_info *command_info(enum command command);
const char *option_group_name(enum option_group group);

#endif
