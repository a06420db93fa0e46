/* SPDX-License-Identifier: MIT */
/* queue: one pipe into which all workers put their requests, one pipe a worker for its answers: multiprocessing.Queue,
 * there and back (CPython Lib/multiprocessing/queues.py). Fair: first come, first served. An update is 2 system calls of
 * the worker and 2 of the server, which has no need to look who is ready, 8 bytes each way, and 2 wake-ups. Python's queue
 * has a lock for its readers and one for its writers, a feeder thread and pickling on top; a consumer that is killed while it
 * waits holds the readers' lock for ever. Here there is no lock: a pipe takes PIPE_BUF bytes whole (pipe(7)), and nobody
 * reads another's pipe. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "strategy/ask.h"

static int queue_open(struct ask_ends *ends)
{
	int answer[2];

	if (pipe2(answer, O_CLOEXEC))
		return -errno;
	ends->worker_in = answer[0];
	ends->server_out = answer[1];
	return 0;
}

/* The request pipe is the first worker's to close, and all others' to use. */
static int queue_init(struct ask_ends *ends, const struct shape *shape)
{
	int request[2];
	const int error = ask_init(ends, shape, queue_open);

	if (error)
		return error;
	if (pipe2(request, O_CLOEXEC)) {
		const int no_pipe = -errno;

		ask_fini(ends, shape);
		return no_pipe;
	}
	for (unsigned i = 0; i < shape->workers; i++) {
		ends[i].server_in = request[0];
		ends[i].worker_out = request[1];
	}
	return 0;
}

static void queue_fini(struct ask_ends *ends, const struct shape *shape)
{
	for (unsigned i = 1; i < shape->workers; i++)
		ends[i].server_in = ends[i].worker_out = -1;
	ask_fini(ends, shape);
}

/* Answers are written though their reader may be gone: the pipe takes the one that it waited for. */
static int queue_serve(enum counter_type type, void *counter, void *shared,
		       const struct shape *shape)
{
	const struct ask_ends *const ends = shared;
	struct ask_request request;
	int error = ask_read(ends[0].server_in, &request, sizeof(request));

	while (!error) {
		const uint64_t old =
			ask_answer(type, counter, (enum ask_what)request.what, request.hold);

		if (request.worker < shape->workers)
			ask_write(ends[request.worker].server_out, &old, sizeof(old));
		error = ask_read(ends[0].server_in, &request, sizeof(request));
	}
	return error;
}

#define STRATEGY queue
#define SUMMARY                                                                                    \
	"one request pipe for all, one answer pipe a worker, as Python's Queue there and back"
#define KIND EXACT
#define INIT(sh, shape) queue_init(sh, shape)
#define FINI(sh, shape) queue_fini(sh, shape)
#define SERVE queue_serve
#include "strategy/ask-impl.h"
#include "strategy/burst-impl.h"
