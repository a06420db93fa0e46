/* SPDX-License-Identifier: MIT */
/* What went wrong with a block of shared memory, in one line, and the exit code for it. */
#ifndef CLI_SHARE_SAY_H
#define CLI_SHARE_SAY_H

#include <stdint.h>

#include "share/lock.h"

/* error: what the functions of share/ gave, of doing something ("create", "attach", "unlink") to the block; bytes: how many
 * were asked for, 0: none. Prints, and returns EXIT_FAILED or EXIT_MISUSE. */
int share_say(const char *doing, const char *name, int error, uint64_t bytes);
/* Of taking the block's lock within so many ns. */
int share_say_lock(const char *name, enum lock_kind kind, int error, uint64_t waited_ns);
/* A name that may not be: misuse. 0 or EXIT_MISUSE. */
int share_check_name(const char *name);
/* "8 MiB", "64 bytes". size 32 holds each. */
void share_bytes(char *text, size_t size, uint64_t bytes);

#endif
