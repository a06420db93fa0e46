/* SPDX-License-Identifier: MIT */
/* The socket: the same exchange over unix and tcp, in pieces, and a call that nobody answers. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fail.h"
#include "demo/entries.h"
#include "demo/message.h"
#include "demo/runs.h"
#include "demo/stage.h"

#define EVERY 10 /* so many answers, one is sent in two pieces */
#define PIECE 3	 /* bytes of the first */

enum { CALLER, SERVER };

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_un local;
		struct sockaddr_in internet;
	} of;
	socklen_t length;
};

/* Written by the caller. */
struct report {
	uint64_t answered, pieced;
	int refused; /* errno of a call after the server has gone */
};

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	struct report *report;
	struct address address;
	int listener;
	bool tcp;
};

/* Small messages leave at once, not after a wait for more. */
static void hurry(const struct scene *scene, int fd)
{
	const int one = 1;

	if (scene->tcp)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

static int new_socket(const struct scene *scene)
{
	return socket(scene->tcp ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* Loopback only, the port or the name chosen by the kernel: nothing collides, nothing is left. */
static int listen_anywhere(struct scene *scene)
{
	struct address *const address = &scene->address;
	const socklen_t family = sizeof(address->of.local.sun_family);

	memset(address, 0, sizeof(*address));
	scene->listener = new_socket(scene);
	if (scene->listener < 0)
		return -errno;
	if (scene->tcp) {
		address->of.internet.sin_family = AF_INET;
		address->of.internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	} else {
		address->of.local.sun_family = AF_UNIX;
	}
	address->length = scene->tcp ? sizeof(address->of.internet) : family;
	if (bind(scene->listener, &address->of.any, address->length) || listen(scene->listener, 1))
		return -errno;
	address->length = sizeof(address->of);
	return getsockname(scene->listener, &address->of.any, &address->length) ? -errno : 0;
}

/* Some answers leave in two writes, with the reader awake between them. */
static int answer(int fd, uint64_t message, bool pieces)
{
	const char *const bytes = (const char *)&message;

	if (!pieces)
		return message_send(fd, message);
	if (write(fd, bytes, PIECE) != PIECE)
		return -errno;
	usleep(300);
	return write(fd, bytes + PIECE, sizeof(message) - PIECE) == sizeof(message) - PIECE
		       ? 0
		       : -errno;
}

static void serve(struct scene *scene)
{
	uint64_t message;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	stage_await(&scene->stage, SERVER);
	fd = accept4(scene->listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		_exit(EXIT_FAILED);
	/* From here on a second call is refused. */
	close(scene->listener);
	hurry(scene, fd);
	for (unsigned i = 0; !message_receive(fd, &message, NULL); i++) {
		if (answer(fd, message + 1, i % EVERY == EVERY - 1))
			_exit(EXIT_FAILED);
		stage_step(&scene->stage, SERVER);
	}
}

static int dial(const struct scene *scene)
{
	const int fd = new_socket(scene);

	if (fd < 0 || connect(fd, &scene->address.of.any, scene->address.length)) {
		const int error = -errno;

		if (fd >= 0)
			close(fd);
		return error;
	}
	hurry(scene, fd);
	return fd;
}

static void talk(struct scene *scene)
{
	struct report *const report = scene->report;
	uint64_t got;
	unsigned pieces;
	int fd;

	close(scene->listener);
	signal(SIGPIPE, SIG_IGN);
	stage_await(&scene->stage, CALLER);
	fd = dial(scene);
	if (fd < 0) {
		errno = -fd;
		fail("connect");
		_exit(EXIT_FAILED);
	}
	for (uint64_t i = 0; i < scene->plan->increments; i++) {
		if (message_send(fd, i) || message_receive(fd, &got, &pieces))
			_exit(EXIT_FAILED);
		report->answered += got == i + 1;
		report->pieced += pieces > 1;
		stage_step(&scene->stage, CALLER);
	}
	report->refused = dial(scene);
	close(fd);
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;

	if (index == SERVER)
		serve(scene);
	else
		talk(scene);
}

static int show(FILE *out, const struct scene *scene)
{
	const struct report *const report = scene->report;
	const unsigned asked = scene->plan->increments;
	char text[96], where[64] = "unix";

	if (scene->tcp)
		snprintf(where, sizeof(where), "tcp 127.0.0.1:%u",
			 ntohs(scene->address.of.internet.sin_port));
	snprintf(text, sizeof(text), "Answers: %llu of %u (%llu lost)",
		 (unsigned long long)report->answered, asked,
		 (unsigned long long)(asked - report->answered));
	fprintf(out, "%-39s %s: %.0f ns an exchange; %llu came in pieces and were put together\n",
		text, where, (double)stage_took(&scene->stage) / asked,
		(unsigned long long)report->pieced);
	snprintf(text, sizeof(text), "Nobody listens: %s",
		 report->refused == -ECONNREFUSED ? "ECONNREFUSED"
		 : report->refused >= 0		  ? "connected"
						  : strerror(-report->refused));
	fprintf(out, "%-39s %s: a call to a closed listener is refused at once\n", text, where);
	if (report->answered != asked || report->refused != -ECONNREFUSED)
		return EXIT_FAILED;
	return asked >= EVERY && !report->pieced ? EXIT_UNCLEAR : EXIT_OK;
}

static int exchange(const struct demo_plan *plan, bool tcp, FILE *out)
{
	struct scene scene = { .plan = plan, .tcp = tcp, .listener = -1 };
	int code, error = stage_open(&scene.stage, plan, 2, sizeof(struct report), 0);

	if (error)
		return runs_code(error);
	scene.report = scene.stage.shared;
	error = listen_anywhere(&scene);
	if (error) {
		fprintf(out, "No %s here: %s\n", tcp ? "tcp" : "unix", strerror(-error));
		code = EXIT_UNCLEAR;
	} else {
		enum stage_end end = STAGE_DIED;

		error = stage_fork(&scene.stage, live, &scene);
		close(scene.listener);
		scene.listener = -1;
		if (!error)
			end = stage_gather(&scene.stage);
		if (end == STAGE_DONE)
			end = stage_play(&scene.stage);
		error = stage_error(end);
		code = error ? runs_code(error) : show(out, &scene);
	}
	if (scene.listener >= 0)
		close(scene.listener);
	stage_close(&scene.stage);
	return code;
}

int sockets_run(const struct demo_plan *plan, FILE *out)
{
	const int local = exchange(plan, false, out);

	if (local != EXIT_OK && local != EXIT_UNCLEAR)
		return local;
	const int tcp = exchange(plan, true, out);

	return tcp == EXIT_OK ? local : tcp;
}
