/* SPDX-License-Identifier: MIT */
/* Another program run to its end, within a time limit, with its complaint kept. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include <stddef.h>

/* Starts arguments[0], found in PATH, with the environment given (NULL: ours), nothing to read, its standard output thrown
 * away, and waits at most limit_ms. What it writes to its standard error is kept in said, cut to size. Returns its exit
 * status, or in silence: -ENOENT there is no such program, -ETIMEDOUT it was killed with all that it had started,
 * -ECANCELED it died of a signal, another -errno it could not be started. */
int program_run(const char *const *arguments, char *const *environment, int limit_ms, char *said,
		size_t size);

#endif
