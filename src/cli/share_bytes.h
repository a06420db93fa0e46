/* SPDX-License-Identifier: MIT */
/* contend share of bare bytes, by fields. Each returns an exit code, having said what was wrong. */
#ifndef CLI_SHARE_BYTES_H
#define CLI_SHARE_BYTES_H

#include "cli/share.h"

int share_bytes_get(const struct options *options, struct thing *thing, const char *const *words,
		    size_t n);
int share_bytes_set(const struct options *options, struct thing *thing, const char *const *words,
		    size_t n);
/* There is no --struct to say what they are. */
int share_bytes_refuse(const struct thing *thing);
/* The fields of size bytes at base, as Python prints the tuple. */
int share_bytes_dump(const struct options *options, const struct thing *thing, const void *base,
		     size_t size);
void share_bytes_hex(const void *base, size_t size);

#endif
