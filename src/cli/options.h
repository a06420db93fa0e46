/* SPDX-License-Identifier: MIT */
/* The options of every command: one table that parses them, prints --help and feeds the man page. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "demo/demo.h"
#include "plan/sweep.h"

/* The commands that take options. */
enum command {
	COMMAND_RUN,
	COMMAND_BENCH,
	COMMAND_REPORT,
	COMMAND_LIST,
	COMMAND_TOPOLOGY,
	COMMAND_SHARE,
	COMMAND_SHARE_CREATE,
	COMMAND_DEMO,
	COMMAND_DOCTOR,
	COMMAND_N
};
const char *command_name(enum command command);

/* Of contend share. */
struct share_options {
	const char *value, *array, *list, *lock; /* of a new block; NULL: not given */
	uint64_t size;				 /* bytes; 0: not given */
	bool packed;
	bool as_list, hex, raw, flock, unlocked;
	const char *fields;
	uint64_t wait; /* ns; UINT64_MAX: not given */
};

/* What else a command line holds, beside the sweep. Strings borrowed from argv, or from storage. */
struct options {
	enum command command;
	struct sweep sweep;
	const char *format; /* report, bench: "svg" or "png" */
	const char *draw;   /* topology: a picture; or NULL */
	bool same;	    /* topology: compare two */
	struct share_options share;
	struct demo_plan demo;
	const char **words; /* arguments that are no options */
	size_t n_words;
	bool help;
	char *storage; /* text of a file that was read; NULL: none */
};

/* Parses argv[1 …]. 0, with *options to be freed; -EINVAL having said what was wrong and what would be right: an unknown
 * option names the nearest known one, contradicting ones are named both. --help sets options->help and stops there. */
int options_parse(struct options *options, enum command command, int argc, char **argv);
void options_free(struct options *options);
void options_help(FILE *out, enum command command);
/* One "name=value" a line for each axis and option that shapes the sweep: options.txt. Reading it back with
 * options_read() gives an equal sweep. */
int options_write(FILE *out, const struct sweep *sweep);
/* Fills *options as options_parse() does. A missing or foreign file is -errno, having said why. */
int options_read(struct options *options, enum command command, const char *path);
/* Where --resume=DIR was given: takes the sweep of DIR/options.txt in place of the own one; what the command line may
 * still say (--max-time, --csv, --json, --every, --publish, --dry-run) is kept. 0 or -errno having said why. */
int options_resume(struct options *options);

#endif
