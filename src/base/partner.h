/* SPDX-License-Identifier: MIT */
/* Another program that one speaks with, line by line, over two pipes. */
#ifndef BASE_PARTNER_H
#define BASE_PARTNER_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct partner {
	pid_t pid; /* leads a process group of its own; 0: there is none */
	int pidfd, words, answers;
	char said[512]; /* read, and not yet asked for */
	size_t length;
	const volatile sig_atomic_t *interrupted; /* the caller's; NULL: never */
};
#define PARTNER_LINE sizeof(((struct partner *)0)->said)

/* All are silent. */

/* Starts arguments[0], found in PATH: its standard input and output are the pipes, what it says to its standard error is thrown
 * away. 0, -ENOENT: no such program, or another -errno; to be closed in every case. */
int partner_open(struct partner *partner, const char *const *arguments,
		 const volatile sig_atomic_t *interrupted);
/* Says so many bytes, few enough for a pipe. 0; -EPIPE: it has gone. SIGPIPE must be ignored. */
int partner_say(struct partner *partner, const char *text, size_t length);
/* Waits for its next line, which comes without its end, and fits into PARTNER_LINE bytes. 0; -EINTR: interrupted; -ETIMEDOUT:
 * nothing for so long; -EMSGSIZE: a longer line; -EPIPE: it has ended, though perhaps not all that it has started; else
 * -errno. */
int partner_hear(struct partner *partner, char *line, uint64_t limit_ms);
/* Of what signal it has died; 0: of none, or it lives. */
int partner_signal(const struct partner *partner);
/* Ends its input: it has heard all that it will. A zeroed struct is fine, here and below. */
void partner_dismiss(struct partner *partner);
/* Does that, waits leave_ms for its end, then asks it and all that it has started to end, by SIGTERM, and kills those that have
 * not after a second. */
void partner_close(struct partner *partner, uint64_t leave_ms);

#endif
