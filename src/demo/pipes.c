/* SPDX-License-Identifier: MIT */
/* The pipe: two processes, there and back; then a peer that has gone, and a message cut short. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "demo/entries.h"
#include "demo/message.h"
#include "demo/runs.h"
#include "demo/stage.h"

#define GONE_MS 1000 /* to wait at most for its last end to close */
#define CUT 5	     /* bytes of the message that is never finished */

enum { READ, WRITE };
enum { CALLER, PEER };

/* Written by the caller. */
struct report {
	uint64_t answered;
	int end, cut; /* what message_receive() said */
	int gone;     /* what message_send() said */
};

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	struct report *report;
	int there[2], back[2], broken[2];
};

static void close_all(struct scene *scene)
{
	int *const pairs[] = { scene->there, scene->back, scene->broken };

	for (unsigned i = 0; i < 3; i++)
		for (unsigned j = 0; j < 2; j++) {
			if (pairs[i][j] >= 0)
				close(pairs[i][j]);
			pairs[i][j] = -1;
		}
}

/* Answers each message with the next number, then begins one that it does not finish, and is gone. */
static void peer(struct scene *scene)
{
	const uint64_t half = 0;
	uint64_t message;

	close(scene->there[WRITE]);
	close(scene->back[READ]);
	stage_await(&scene->stage, PEER);
	for (unsigned i = 0; i < scene->plan->increments; i++) {
		if (message_receive(scene->there[READ], &message, NULL) ||
		    message_send(scene->back[WRITE], message + 1))
			_exit(EXIT_FAILED);
		stage_step(&scene->stage, PEER);
	}
	if (write(scene->broken[WRITE], &half, CUT) != CUT)
		_exit(EXIT_FAILED);
	raise(SIGKILL);
}

/* A descriptor that is kept open here would hide the peer's end. */
static void caller(struct scene *scene)
{
	struct pollfd there = { .fd = scene->there[WRITE] }; /* POLLERR: nobody can read it */
	struct report *const report = scene->report;
	uint64_t answer = 0;

	close(scene->there[READ]);
	close(scene->back[WRITE]);
	close(scene->broken[WRITE]);
	signal(SIGPIPE, SIG_IGN);
	stage_await(&scene->stage, CALLER);
	for (uint64_t i = 0; i < scene->plan->increments; i++) {
		if (message_send(scene->there[WRITE], i) ||
		    message_receive(scene->back[READ], &answer, NULL))
			_exit(EXIT_FAILED);
		report->answered += answer == i + 1;
		stage_step(&scene->stage, CALLER);
	}
	report->cut = message_receive(scene->broken[READ], &answer, NULL);
	report->end = message_receive(scene->back[READ], &answer, NULL);
	/* A killed process's ends close one after the other. */
	poll(&there, 1, GONE_MS);
	report->gone = message_send(there.fd, 0);
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;

	if (index == PEER)
		peer(scene);
	else
		caller(scene);
}

static const char *said(int result)
{
	switch (result) {
	case 0:
		return "nothing wrong";
	case MESSAGE_ENDED:
		return "the end";
	case -EPIPE:
		return "EPIPE";
	case -EPROTO:
		return "EPROTO";
	default:
		return strerror(-result);
	}
}

static void line(FILE *out, const char *what, int result, const char *remark)
{
	char text[96];

	snprintf(text, sizeof(text), "%s: %s", what, said(result));
	fprintf(out, "%-39s %s\n", text, remark);
}

static int show(FILE *out, const struct scene *scene, uint64_t took)
{
	const struct report *const report = scene->report;
	const unsigned asked = scene->plan->increments;
	char text[96];

	snprintf(text, sizeof(text), "Answers: %llu of %u (%llu lost)",
		 (unsigned long long)report->answered, asked,
		 (unsigned long long)(asked - report->answered));
	fprintf(out, "%-39s 8 bytes there, 8 back: %.0f ns an exchange\n", text,
		(double)took / asked);
	line(out, "Writer killed at byte 5 of 8", report->cut,
	     "a message cut short is an error, not a value");
	line(out, "Read, the peer gone", report->end, "told from an error: nothing was cut");
	line(out, "Write, the peer gone", report->gone,
	     "an error, as SIGPIPE is ignored; else a signal kills the writer");
	return report->answered == asked && report->cut == -EPROTO &&
			       report->end == MESSAGE_ENDED && report->gone == -EPIPE
		       ? EXIT_OK
		       : EXIT_FAILED;
}

int pipes_run(const struct demo_plan *plan, FILE *out)
{
	struct scene scene = {
		.plan = plan, .there = { -1, -1 }, .back = { -1, -1 }, .broken = { -1, -1 }
	};
	int code, error = stage_open(&scene.stage, plan, 2, sizeof(struct report), 0);

	if (!error && (pipe2(scene.there, O_CLOEXEC) || pipe2(scene.back, O_CLOEXEC) ||
		       pipe2(scene.broken, O_CLOEXEC)))
		error = fail("a pipe");
	if (!error) {
		scene.report = scene.stage.shared;
		scene.stage.mortal = PEER;
		error = stage_fork(&scene.stage, live, &scene) ? -ECHILD : 0;
		/* Only the two hold the ends now. */
		close_all(&scene);
	}
	if (!error) {
		enum stage_end end = stage_gather(&scene.stage);

		if (end == STAGE_DONE)
			end = stage_play(&scene.stage);
		error = stage_error(end);
	}
	code = error ? runs_code(error) : show(out, &scene, stage_took(&scene.stage));
	close_all(&scene);
	stage_close(&scene.stage);
	return code;
}
