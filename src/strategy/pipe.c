/* SPDX-License-Identifier: MIT */
/* pipe: two pipes a worker, one for requests and one for answers, and a server that sleeps in epoll. Fair: who has waited
 * longest is served first. An update is 2 system calls of the worker and 3 of the server, 8 bytes each way, and 2
 * wake-ups; where the server's PU sleeps, waking it is most of the cost. What multiprocessing.Pipe(duplex=False) is on
 * Linux (CPython Lib/multiprocessing/connection.py), less its pickling and the length sent before each message. pipe(7). */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "strategy/ask.h"

static int pipe_open(struct ask_ends *ends)
{
	int request[2], answer[2];

	if (pipe2(request, O_CLOEXEC))
		return -errno;
	ends->server_in = request[0];
	ends->worker_out = request[1];
	if (pipe2(answer, O_CLOEXEC))
		return -errno;
	ends->worker_in = answer[0];
	ends->server_out = answer[1];
	return 0;
}

#define STRATEGY pipe
#define SUMMARY "two pipes a worker to a server that owns the count"
#define KIND EXACT
#define OPEN pipe_open
#include "strategy/ask-impl.h"
#include "strategy/burst-impl.h"
