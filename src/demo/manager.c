/* SPDX-License-Identifier: MIT */
/* The manager: a server process owns the value; the workers can only ask it. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fail.h"
#include "demo/entries.h"
#include "demo/message.h"
#include "demo/runs.h"
#include "demo/stage.h"
#include "demo/update.h"

/* The call is in the high byte of the message, its argument below. */
enum call { CALL_GET, CALL_SET, CALL_ADD };
#define ARGUMENT_BITS 56
#define ARGUMENT ((UINT64_C(1) << ARGUMENT_BITS) - 1)

/* Workers 0 ... n - 1 ask; the one after them serves. */
struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	_Atomic uint64_t *left; /* what the server leaves when all have gone */
	int (*sockets)[2];	/* one pair a worker: its end, the server's end */
	bool add;		/* one call an update, not two */
	uint64_t seed;
	unsigned fatal; /* the server is killed in this call, from 1; 0: in none */
};

static uint64_t serve_one(uint64_t *value, uint64_t message)
{
	const uint64_t argument = message & ARGUMENT;

	switch (message >> ARGUMENT_BITS) {
	case CALL_SET:
		*value = argument;
		break;
	case CALL_ADD:
		*value += argument;
		break;
	default:
		break;
	}
	return *value;
}

/* Answers calls, one at a time, whoever asks, until all have gone. */
static void serve(struct scene *scene)
{
	const unsigned n = scene->plan->workers;
	struct pollfd *const ends = calloc(n, sizeof(*ends));
	unsigned open = n, calls = 0;
	uint64_t value = 0, message;

	if (!ends)
		_exit(EXIT_FAILED);
	for (unsigned i = 0; i < n; i++) {
		ends[i] = (struct pollfd){ .fd = scene->sockets[i][1], .events = POLLIN };
		close(scene->sockets[i][0]);
	}
	signal(SIGPIPE, SIG_IGN);
	stage_await(&scene->stage, n);
	while (open) {
		if (poll(ends, n, -1) < 0 && errno != EINTR)
			_exit(EXIT_FAILED);
		for (unsigned i = 0; i < n; i++) {
			if (ends[i].fd < 0 || !ends[i].revents)
				continue;
			const int gone = message_receive(ends[i].fd, &message, NULL);

			if (!gone && ++calls == scene->fatal)
				raise(SIGKILL);
			if (gone || message_send(ends[i].fd, serve_one(&value, message))) {
				ends[i].fd = -1;
				open--;
			}
			stage_step(&scene->stage, n);
		}
	}
	/* Relaxed: read once the team has left. */
	atomic_store_explicit(scene->left, value, memory_order_relaxed);
	free(ends);
}

static int call(int fd, enum call what, uint64_t argument, uint64_t *answer)
{
	int error = message_send(fd, (uint64_t)what << ARGUMENT_BITS | argument);

	if (!error)
		error = message_receive(fd, answer, NULL);
	/* A server that has gone is one thing, however it is learnt. */
	return error == MESSAGE_ENDED || error == -ECONNRESET ? -EPIPE : error;
}

static int update(const struct scene *scene, int fd)
{
	uint64_t value;
	int error;

	if (scene->add) {
		error = call(fd, CALL_ADD, 1, &value);
		update_race(scene->plan);
		return error;
	}
	error = call(fd, CALL_GET, 0, &value);
	if (error)
		return error;
	update_race(scene->plan);
	return call(fd, CALL_SET, value + 1, &value);
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;
	struct random random;
	int error = 0;

	if (index == scene->plan->workers) {
		serve(scene);
		return;
	}
	/* Ends of others that stay open here would hide that they have gone. */
	for (unsigned i = 0; i < scene->plan->workers; i++) {
		close(scene->sockets[i][1]);
		if (i != index)
			close(scene->sockets[i][0]);
	}
	signal(SIGPIPE, SIG_IGN);
	stage_await(&scene->stage, index);
	random_seed(&random, scene->seed + index);
	for (unsigned i = 0; !error && i < scene->plan->increments; i++) {
		update_delay(scene->plan, &random);
		error = update(scene, scene->sockets[index][0]);
		stage_step(&scene->stage, index);
	}
	*(int *)stage_slot(&scene->stage, index) = error;
	if (error && !scene->fatal) {
		errno = -error;
		fail("worker %u asks the manager", index);
		_exit(EXIT_FAILED);
	}
}

static void close_sockets(struct scene *scene, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < 2; j++)
			close(scene->sockets[i][j]);
	free(scene->sockets);
	scene->sockets = NULL;
}

static int open_sockets(struct scene *scene)
{
	const unsigned n = scene->plan->workers;

	scene->sockets = calloc(n, sizeof(*scene->sockets));
	if (!scene->sockets) {
		errno = ENOMEM;
		return fail("sockets for %u workers", n);
	}
	for (unsigned i = 0; i < n; i++)
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, scene->sockets[i])) {
			const int error = fail("a pair of sockets");

			close_sockets(scene, i);
			return error;
		}
	return 0;
}

/* 0 or -errno having said why; scene->stage is to be closed in any case. */
static int play(struct scene *scene)
{
	const unsigned n = scene->plan->workers;
	int error =
		stage_open(&scene->stage, scene->plan, n + 1, sizeof(*scene->left), sizeof(int));

	if (error)
		return error;
	scene->left = scene->stage.shared;
	if (scene->fatal)
		scene->stage.mortal = n;
	error = open_sockets(scene);
	if (error)
		return error;
	error = stage_fork(&scene->stage, live, scene) ? -ECHILD : 0;
	/* Else nobody would learn that another has gone. */
	close_sockets(scene, n);
	if (error)
		return error;
	enum stage_end end = stage_gather(&scene->stage);

	if (end == STAGE_DONE)
		end = stage_play(&scene->stage);
	return stage_error(end);
}

static int once(const struct demo_plan *plan, const void *what, uint64_t seed,
		struct outcome *outcome)
{
	struct scene scene = { .plan = plan, .add = *(const bool *)what, .seed = seed };
	const int error = play(&scene);

	if (!error)
		*outcome = (struct outcome){
			.expected = (uint64_t)plan->workers * plan->increments,
			/* Relaxed: all have left. */
			.final = atomic_load_explicit(scene.left, memory_order_relaxed),
			.took = stage_took(&scene.stage),
		};
	stage_close(&scene.stage);
	return error;
}

static void show(FILE *out, const struct runs *runs, bool add)
{
	const struct outcome *const outcome = &runs->outcomes[0];
	const double ns = (double)outcome->took / (double)outcome->expected;
	char text[160];

	snprintf(text, sizeof(text), "%s; %.0f ns an update",
		 add		    ? "add: one call, done whole by the owner"
		 : runs_lossy(runs) ? "get, then set: two calls, and others' between them"
				    : "get, then set: luck, not proof",
		 ns);
	runs_print(out, runs, text);
}

/* A server that is killed within a call, and what those who ask it are told. */
static int killed(const struct demo_plan *plan, FILE *out)
{
	const unsigned calls = plan->workers * plan->increments;
	struct scene scene = { .plan = plan, .add = true, .fatal = (calls + 1) / 2 };
	const int error = play(&scene);
	unsigned told = 0;
	char text[96];

	for (unsigned i = 0; !error && i < plan->workers; i++)
		told += *(const int *)stage_slot(&scene.stage, i) == -EPIPE;
	stage_close(&scene.stage);
	if (error)
		return runs_code(error);
	snprintf(text, sizeof(text), "Server killed: EPIPE for %u of %u", told, plan->workers);
	fprintf(out, "%-39s killed within call %u; nobody waits for the dead\n", text, scene.fatal);
	return told ? EXIT_OK : EXIT_FAILED;
}

int manager_run(const struct demo_plan *plan, FILE *out)
{
	int code = EXIT_OK;

	if (plan->csv)
		runs_header(out);
	for (int i = 0; i < 2; i++) {
		const bool add = i;
		struct runs runs = { .demo = "manager", .way = add ? "add" : "getset" };
		const int error = runs_do(&runs, plan, once, &add);
		const size_t lossy = runs_lossy(&runs);

		if (!error && plan->csv)
			runs_rows(out, &runs);
		else if (!error)
			show(out, &runs, add);
		runs_free(&runs);
		if (error)
			return runs_code(error);
		if (add && lossy)
			code = EXIT_FAILED;
		else if (!add && !lossy)
			code = EXIT_UNCLEAR;
	}
	if (plan->csv)
		return code;
	const int end = killed(plan, out);

	return end == EXIT_OK ? code : end;
}
