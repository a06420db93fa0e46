/* SPDX-License-Identifier: MIT */
/* contend share of a ShareableList. Each returns an exit code, having said what was wrong. */
#ifndef CLI_SHARE_LIST_H
#define CLI_SHARE_LIST_H

#include "cli/share.h"

int share_list_get(const struct options *options, struct thing *thing, const char *const *words,
		   size_t n);
int share_list_set(const struct options *options, struct thing *thing, const char *const *words,
		   size_t n);
int share_list_add(const struct options *options, struct thing *thing, const char *const *words,
		   size_t n);
int share_list_dump(struct thing *thing);

#endif
