/* SPDX-License-Identifier: MIT */
/* contend share: the parts of the command. */
#ifndef CLI_SHARE_H
#define CLI_SHARE_H

#include "cli/options.h"
#include "share/block.h"
#include "share/list.h"
#include "share/value.h"

enum thing_kind { THING_VALUE, THING_LIST, THING_BYTES };

/* A block that was found, and what it is taken for. */
struct thing {
	enum thing_kind kind;
	const char *name;
	struct value value;
	struct block block; /* of a list and of bytes */
	struct list list;
};

/* Finds a block; waits for one that is being created, and says of one that cannot be had why. as_list: it is to be a list.
 * 0 or an exit code. */
int thing_open(struct thing *thing, const struct options *options, const char *name, bool write);
void thing_close(struct thing *thing);
/* With --flock waits for the block's flock(2), which ends with the program. 0 or EXIT_FAILED. */
int thing_flock(const struct options *options, const struct thing *thing);

/* Each returns an exit code, having said what was wrong. name and words are checked for their number. */
int share_create(const struct options *options);
int share_get(const struct options *options, const char *const *words, size_t n);
int share_set(const struct options *options, const char *const *words, size_t n);
int share_add(const struct options *options, const char *const *words, size_t n);
int share_count(const struct options *options, const char *const *words, size_t n);
int share_index(const struct options *options, const char *const *words, size_t n);
int share_dump(const struct options *options, const char *const *words, size_t n);
int share_ls(const struct options *options, const char *const *words, size_t n);
int share_stat(const struct options *options, const char *const *words, size_t n);
int share_unlink(const struct options *options, const char *const *words, size_t n);
int share_clean(const struct options *options, const char *const *words, size_t n);

/* A whole number, with a sign perhaps. 0 or EXIT_MISUSE having said so. */
int share_number(const char *text, int64_t *index);

#endif
