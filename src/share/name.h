/* SPDX-License-Identifier: MIT */
/* Names of shared-memory blocks: which are allowed, and why others are not. Pure. */
#ifndef SHARE_NAME_H
#define SHARE_NAME_H

#include <stdbool.h>

#define NAME_MAX_BYTES 200

/* Of the letters A-Z a-z 0-9 . _ - alone, 1 to 200 of them; not "." or "..", no "-" first, no "sem." first (glibc's named
 * semaphores live beside the blocks). One "/" before it is taken off, as shm_open(3) and Python would: *bare points
 * behind it.
 * 0; -EINVAL with *why: what is wrong with it, in words that may follow the name and a colon. */
int name_check(const char *name, const char **bare, const char **why);

/* "contend-PID-8 hex digits": a block that a run of contend gives itself, and takes away; one whose process has ended is
 * taken away by contend share clean, so that nothing else should be called so. */
bool name_is_own(const char *bare, long *pid);

#endif
