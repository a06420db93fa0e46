/* SPDX-License-Identifier: MIT */
/* mq: POSIX message queues, one into which all workers put their requests, one a worker for its answers. Fair: first come,
 * first served. An update is 2 system calls of the worker and 2 of the server, 8 bytes each way, and 2 wake-ups; a message
 * goes straight to a receiver that waits. Queues have names, which are gone as soon as they are open, and limits
 * (fs.mqueue.queues_max, RLIMIT_MSGQUEUE), by which a wide team can be refused. A queue never says that the other side is
 * gone: whoever started both has to see to that. mq_overview(7). */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <unistd.h>

#include "base/descriptors.h"
#include "strategy/ask.h"

#define NAMES 100 /* tried, where others have left theirs behind */

/* What fs.mqueue.msg_max is by default: a longer queue is refused. */
enum { REQUESTS_MOST = 10 };

struct queues {
	mqd_t request; /* descriptors on Linux, inherited as such; -1: not open */
	mqd_t answers[];
};

static int queues_open_one(mqd_t *queue, unsigned messages, size_t size)
{
	struct mq_attr attributes = { .mq_maxmsg = messages, .mq_msgsize = (long)size };
	char name[64];

	for (unsigned i = 0; i < NAMES; i++) {
		snprintf(name, sizeof(name), "/contend-%ld-%u", (long)getpid(), i);
		*queue = mq_open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600, &attributes);
		if (*queue >= 0)
			return mq_unlink(name) ? -errno : 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

static void queues_fini(struct queues *queues, const struct shape *shape)
{
	if (queues->request >= 0)
		mq_close(queues->request);
	for (unsigned i = 0; i < shape->workers; i++)
		if (queues->answers[i] >= 0)
			mq_close(queues->answers[i]);
}

static int queues_init(struct queues *queues, const struct shape *shape)
{
	const unsigned n = shape->workers;
	int error;

	queues->request = -1;
	for (unsigned i = 0; i < n; i++)
		queues->answers[i] = -1;
	descriptors_want(2 * n); /* one that the team holds of each worker */
	error = queues_open_one(&queues->request, n < REQUESTS_MOST ? n : REQUESTS_MOST,
				sizeof(struct ask_request));
	for (unsigned i = 0; i < n && !error; i++)
		error = queues_open_one(&queues->answers[i], 1, sizeof(uint64_t));
	if (error)
		queues_fini(queues, shape);
	return error;
}

/* Interrupted, they are begun again. 0 or -errno. */
static int queues_send(mqd_t queue, const void *message, size_t size)
{
	int failed;

	do
		failed = mq_send(queue, message, size, 0);
	while (failed && errno == EINTR);
	return failed ? -errno : 0;
}

static int queues_receive(mqd_t queue, void *message, size_t size)
{
	ssize_t got;

	do
		got = mq_receive(queue, message, size, NULL);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : (size_t)got < size ? -EPROTO : 0;
}

static __attribute__((noinline)) uint64_t queues_ask(const struct queues *queues, unsigned worker,
						     enum ask_what what, unsigned hold)
{
	const struct ask_request request = { .worker = (uint16_t)worker,
					     .what = (uint8_t)what,
					     .hold = hold };
	uint64_t answer;

	if (queues_send(queues->request, &request, sizeof(request)) ||
	    queues_receive(queues->answers[worker], &answer, sizeof(answer)))
		ask_leave();
	return answer;
}

static int queues_serve(enum counter_type type, void *counter, void *shared,
			const struct shape *shape)
{
	const struct queues *const queues = shared;
	struct ask_request request;
	int error = queues_receive(queues->request, &request, sizeof(request));

	while (!error) {
		const uint64_t old =
			ask_answer(type, counter, (enum ask_what)request.what, request.hold);

		if (request.worker < shape->workers)
			error = queues_send(queues->answers[request.worker], &old, sizeof(old));
		if (!error)
			error = queues_receive(queues->request, &request, sizeof(request));
	}
	return error;
}

#define STRATEGY mq
#define SUMMARY "POSIX message queues to a server that owns the count"
#define KIND EXACT
#define SHARED struct queues
#define SHARED_SIZE(shape) (sizeof(struct queues) + (shape)->workers * sizeof(mqd_t))
#define INIT(sh, shape) queues_init(sh, shape)
#define FINI(sh, shape) queues_fini(sh, shape)
#define SERVE queues_serve
#define UPDATE(old, c, sh, me, hold)                                                               \
	((old) = (COUNTER_T)queues_ask(sh, view->worker, ASK_UPDATE, hold))
#define READ(value, c, sh, me, torn) ((value) = (COUNTER_T)queues_ask(sh, view->worker, ASK_GET, 0))
#include "strategy/burst-impl.h"
