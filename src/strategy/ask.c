/* SPDX-License-Identifier: MIT */
/* What the transports share: opening and closing their ways, asking, and a server that sleeps in epoll. */
#include "strategy/ask.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/cpu.h"
#include "base/descriptors.h"

#define EVENTS 64 /* taken at a look; who waits longest comes first */

static void close_ends(struct ask_ends *ends)
{
	if (ends->worker_in >= 0)
		close(ends->worker_in);
	if (ends->worker_out >= 0 && ends->worker_out != ends->worker_in)
		close(ends->worker_out);
	if (ends->server_in >= 0)
		close(ends->server_in);
	if (ends->server_out >= 0 && ends->server_out != ends->server_in)
		close(ends->server_out);
}

void ask_fini(struct ask_ends *ends, const struct shape *shape)
{
	for (unsigned i = 0; i < shape->workers; i++)
		close_ends(&ends[i]);
}

int ask_init(struct ask_ends *ends, const struct shape *shape, int (*open)(struct ask_ends *ends))
{
	int error = 0;

	for (unsigned i = 0; i < shape->workers; i++)
		ends[i] = (struct ask_ends){ -1, -1, -1, -1 };
	/* Of a pair of pipes four, and one that the team holds of each worker. */
	descriptors_want(5 * shape->workers);
	for (unsigned i = 0; i < shape->workers && !error; i++)
		error = open(&ends[i]);
	if (error)
		ask_fini(ends, shape);
	return error;
}

void ask_ends_join(struct ask_ends *ends, const int sockets[2])
{
	ends->worker_in = ends->worker_out = sockets[0];
	ends->server_in = ends->server_out = sockets[1];
}

int ask_read(int fd, void *buffer, size_t n)
{
	for (size_t done = 0; done < n;) {
		const ssize_t got = read(fd, (char *)buffer + done, n - done);

		if (got == 0)
			return -EPIPE;
		if (got > 0)
			done += (size_t)got;
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

int ask_write(int fd, const void *buffer, size_t n)
{
	for (size_t done = 0; done < n;) {
		const ssize_t put = write(fd, (const char *)buffer + done, n - done);

		if (put >= 0)
			done += (size_t)put;
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

void ask_leave(void)
{
	_exit(STRATEGY_SERVER_GONE);
}

uint64_t ask_server(const struct ask_ends *ends, unsigned worker, enum ask_what what, unsigned hold)
{
	const struct ask_request request = { .worker = (uint16_t)worker,
					     .what = (uint8_t)what,
					     .hold = hold };
	uint64_t answer;

	if (ask_write(ends->worker_out, &request, sizeof(request)) ||
	    ask_read(ends->worker_in, &answer, sizeof(answer)))
		ask_leave();
	return answer;
}

uint64_t ask_answer(enum counter_type type, void *counter, enum ask_what what, unsigned hold)
{
	const uint64_t old = counter_read(type, counter);

	if (what != ASK_UPDATE)
		return old;
	if (hold)
		cpu_pause_for(hold);
	counter_write(type, counter, old + 1);
	return old;
}

/* 0 or -errno. */
static int watch_all(int epoll, const struct ask_ends *ends, unsigned workers)
{
	for (unsigned i = 0; i < workers; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data = { .u32 = i } };

		if (epoll_ctl(epoll, EPOLL_CTL_ADD, ends[i].server_in, &event))
			return -errno;
	}
	return 0;
}

int ask_loop(const struct ask_ends *ends, unsigned workers, ask_take *take, void *context)
{
	const int epoll = epoll_create1(EPOLL_CLOEXEC);
	unsigned left = workers;
	int error = epoll < 0 ? -errno : watch_all(epoll, ends, workers);

	while (!error && left) {
		struct epoll_event events[EVENTS];
		const int n = epoll_wait(epoll, events, EVENTS, -1);

		if (n < 0 && errno != EINTR)
			error = -errno;
		for (int i = 0; i < n; i++) {
			const unsigned worker = events[i].data.u32;

			if (take(context, worker))
				continue;
			epoll_ctl(epoll, EPOLL_CTL_DEL, ends[worker].server_in, NULL);
			left--;
		}
	}
	if (epoll >= 0)
		close(epoll);
	return error;
}

/* What a worker has sent of a request: one that is killed in the midst of it must not keep the others waiting. */
struct inbox {
	struct ask_request request;
	size_t have;
};

struct serving {
	enum counter_type type;
	void *counter;
	const struct ask_ends *ends;
	struct inbox *inboxes;
};

static bool take_request(void *context, unsigned worker)
{
	const struct serving *const serving = context;
	struct inbox *const inbox = &serving->inboxes[worker];
	const ssize_t got =
		read(serving->ends[worker].server_in, (char *)&inbox->request + inbox->have,
		     sizeof(inbox->request) - inbox->have);

	if (got <= 0)
		return got < 0 && errno == EINTR;
	inbox->have += (size_t)got;
	if (inbox->have < sizeof(inbox->request))
		return true;
	inbox->have = 0;
	const uint64_t old = ask_answer(serving->type, serving->counter,
					(enum ask_what)inbox->request.what, inbox->request.hold);

	return !ask_write(serving->ends[worker].server_out, &old, sizeof(old));
}

int ask_serve(enum counter_type type, void *counter, void *shared, const struct shape *shape)
{
	struct serving serving = {
		.type = type,
		.counter = counter,
		.ends = shared,
		.inboxes = calloc(shape->workers, sizeof(*serving.inboxes)),
	};
	int error;

	if (!serving.inboxes)
		return -ENOMEM;
	error = ask_loop(serving.ends, shape->workers, take_request, &serving);
	free(serving.inboxes);
	return error;
}
