/* SPDX-License-Identifier: MIT */
/* What contend says of itself: the overview, --help, --version and the manual page, all from the same tables. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stddef.h>
#include <stdio.h>

struct option_info;

/* What a bare `contend` prints: one screen. */
void help_overview(FILE *out);
/* contend --help: the same, with the sections below. */
void help_all(FILE *out);
/* The versions of contend and of hwloc, a line each. */
void help_version(FILE *out);
/* The manual page contend(1): troff with the man macros. */
void help_man(FILE *out);

/* A section that both --help and the manual page have: words and what is to be said of them. */
struct help_pair {
	const char *name, *text;
};
struct help_section {
	const char *title;
	const struct help_pair *pairs; /* up to one without a name */
};
const struct help_section *help_section(size_t i); /* NULL past the end */

/* What contend is, in one line and in one paragraph. */
const char *help_line(void);
const char *help_paragraph(void);

/* The help of one option with its limits and its default: "the timed part of a trial (1ms to 1m; default 100ms)". */
void help_option_text(char *text, size_t size, const struct option_info *info);

/* A name and its text, which is wrapped from column `indent` on. */
void help_item(FILE *out, const char *name, const char *text, size_t indent);

#endif
