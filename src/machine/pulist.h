/* SPDX-License-Identifier: MIT */
/* Lists of CPU numbers as the kernel and users write them: "3,0,8-11". */
#ifndef MACHINE_PULIST_H
#define MACHINE_PULIST_H

#include <stdbool.h>
#include <stddef.h>

/* Parses a list into *pu, the caller's to free(), in its order, repetitions kept. Returns how many, at least 1; else
 * -EINVAL (*why: a static phrase) or -ENOMEM. */
int pulist_parse(const char *text, unsigned **pu, const char **why);

/* Writes numbers as a list with ranges, "0-3,8"; keeps their order. Cut to size, then ending in "...". */
void pulist_print(const unsigned *pu, size_t n, char *text, size_t size);

bool pulist_has(const unsigned *pu, size_t n, unsigned wanted);

#endif
