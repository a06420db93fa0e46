/* SPDX-License-Identifier: MIT */
/* unix: a pair of connected AF_UNIX stream sockets a worker, and a server that sleeps in epoll. Fair, as pipe is. An update
 * is 2 system calls of the worker and 3 of the server, 8 bytes each way, and 2 wake-ups; each message is a buffer of the
 * kernel's that is made and freed. unix(7), socketpair(2). */
#include <errno.h>
#include <sys/socket.h>

#include "strategy/ask.h"

/* Compilers for Unix have it for a macro. */
#undef unix

static int unix_open(struct ask_ends *ends)
{
	int sockets[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets))
		return -errno;
	ask_ends_join(ends, sockets);
	return 0;
}

#define STRATEGY unix
#define SUMMARY "a Unix socket a worker to a server that owns the count"
#define KIND EXACT
#define OPEN unix_open
#include "strategy/ask-impl.h"
#include "strategy/burst-impl.h"
