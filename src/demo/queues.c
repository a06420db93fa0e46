/* SPDX-License-Identifier: MIT */
/* The queue: one pipe that many write to and many read from, whole messages, and nobody holding a lock while he waits. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpu.h"
#include "base/fail.h"
#include "demo/entries.h"
#include "demo/message.h"
#include "demo/runs.h"
#include "demo/stage.h"

#define TIMEOUT_MS 10
#define ASLEEP_NS UINT64_C(500000000) /* to wait at most until the doomed one sleeps */

enum { READ, WRITE };

/* Written by its worker alone. */
struct slot {
	unsigned puts, gets;
	int empty; /* what the first get said, with nothing there */
};

struct board {
	_Alignas(CPU_BLOCK) _Atomic uint32_t ready; /* consumers that have seen it empty */
	_Alignas(CPU_BLOCK) _Atomic uint32_t put;   /* 1: producers may begin */
	_Alignas(CPU_BLOCK) _Atomic unsigned char times_got[DEMO_ITEMS_MAX];
};

/* Workers below `consumers` get, the first of them is doomed; the others put. */
struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	struct board *board;
	unsigned consumers, producers;
	int pipe[2];
};

/* 0; MESSAGE_ENDED; -ETIMEDOUT; else -errno. A read of a pipe takes a whole message of its size, or nothing: no two
 * readers share one. Between poll and read another may be quicker: then it waits again. */
static int get(int fd, uint64_t *item, int timeout_ms)
{
	for (;;) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		const int n = poll(&ready, 1, timeout_ms);

		if (n == 0)
			return -ETIMEDOUT;
		if (n < 0 && errno != EINTR)
			return -errno;
		const int error = message_receive(fd, item, NULL);

		if (error != -EAGAIN)
			return error;
	}
}

static void consume(struct scene *scene, unsigned index)
{
	struct slot *const slot = stage_slot(&scene->stage, index);
	uint64_t item;
	int error;

	close(scene->pipe[WRITE]);
	stage_await(&scene->stage, index);
	slot->empty = get(scene->pipe[READ], &item, TIMEOUT_MS);
	/* Release pairs with the acquire of the parent's look. */
	atomic_fetch_add_explicit(&scene->board->ready, 1, memory_order_release);
	do {
		error = get(scene->pipe[READ], &item, -1);
		if (!error && item < scene->plan->items) {
			/* Relaxed: counted after all have left. */
			atomic_fetch_add_explicit(&scene->board->times_got[item], 1,
						  memory_order_relaxed);
			slot->gets++;
		}
		stage_step(&scene->stage, index);
	} while (!error);
	if (error != MESSAGE_ENDED)
		_exit(EXIT_FAILED);
}

static void nap(void)
{
	const struct timespec time = { .tv_nsec = 200000 };

	nanosleep(&time, NULL);
}

static void produce(struct scene *scene, unsigned index)
{
	const unsigned mine = index - scene->consumers;
	struct slot *const slot = stage_slot(&scene->stage, index);

	close(scene->pipe[READ]);
	stage_await(&scene->stage, index);
	/* Acquire pairs with the parent's release. */
	while (!atomic_load_explicit(&scene->board->put, memory_order_acquire))
		nap();
	for (uint64_t item = mine; item < scene->plan->items; item += scene->producers) {
		if (message_send(scene->pipe[WRITE], item))
			_exit(EXIT_FAILED);
		slot->puts++;
		stage_step(&scene->stage, index);
	}
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;

	if (index < scene->consumers)
		consume(scene, index);
	else
		produce(scene, index);
}

/* Whether the kernel says that the process sleeps. */
static bool sleeps(pid_t pid)
{
	char path[40], state = '?';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = '?';
	fclose(file);
	return state == 'S';
}

/* Kills the doomed consumer while it waits in its get, then lets the producers begin. False: it never waited. */
static bool kill_waiting(struct scene *scene)
{
	const uint64_t until = clock_monotonic_ns() + ASLEEP_NS;
	_Atomic uint32_t *const ready = &scene->board->ready;
	bool asleep = false;

	while (!asleep && clock_monotonic_ns() < until) {
		nap();
		/* Acquire pairs with the consumers' release. */
		asleep = atomic_load_explicit(ready, memory_order_acquire) == scene->consumers &&
			 sleeps(scene->stage.team.pids[0]);
	}
	team_kill_one(&scene->stage.team, 0);
	/* Release pairs with the producers' acquire. */
	atomic_store_explicit(&scene->board->put, 1, memory_order_release);
	return asleep;
}

static int show(FILE *out, const struct scene *scene, bool asleep, uint64_t took)
{
	const unsigned items = scene->plan->items;
	unsigned lost = 0, doubled = 0, timeouts = 0;
	char text[96];

	for (unsigned i = 0; i < items; i++) {
		const unsigned times =
			atomic_load_explicit(&scene->board->times_got[i], memory_order_relaxed);

		lost += times == 0;
		doubled += times > 1;
	}
	for (unsigned i = 0; i < scene->consumers; i++)
		timeouts +=
			((const struct slot *)stage_slot(&scene->stage, i))->empty == -ETIMEDOUT;
	snprintf(text, sizeof(text), "Items: %u of %u (%u lost, %u doubled)", items - lost, items,
		 lost, doubled);
	fprintf(out,
		"%-39s %u put, %u got; consumer 0 was killed while it waited, the others went on: "
		"nobody holds a lock while he waits\n",
		text, scene->producers, scene->consumers - 1);
	snprintf(text, sizeof(text), "Empty queue: ETIMEDOUT, %u of %u", timeouts,
		 scene->consumers);
	fprintf(out, "%-39s each get gave up after %d ms, as asked\n", text, TIMEOUT_MS);
	fprintf(out, "%.0f ns an item, all workers together\n", (double)took / items);
	if (!asleep)
		return EXIT_UNCLEAR;
	return lost || doubled || timeouts != scene->consumers ? EXIT_FAILED : EXIT_OK;
}

static enum stage_end play(struct scene *scene, bool *asleep, uint64_t *took)
{
	enum stage_end end = stage_gather(&scene->stage);

	if (end != STAGE_DONE)
		return end;
	stage_go(&scene->stage);
	*asleep = kill_waiting(scene);
	*took = clock_monotonic_ns();
	end = stage_play(&scene->stage);
	*took = clock_monotonic_ns() - *took;
	return end;
}

int queues_run(const struct demo_plan *plan, FILE *out)
{
	struct scene scene = { .plan = plan,
			       .consumers = plan->workers,
			       .producers = plan->workers,
			       .pipe = { -1, -1 } };
	int code, error = stage_open(&scene.stage, plan, scene.consumers + scene.producers,
				     sizeof(struct board), sizeof(struct slot));
	bool asleep = false;
	uint64_t took = 0;

	if (!error && pipe2(scene.pipe, O_CLOEXEC))
		error = fail("a pipe");
	if (!error) {
		scene.board = scene.stage.shared;
		scene.stage.mortal = 0;
		fcntl(scene.pipe[READ], F_SETFL, O_NONBLOCK);
		error = stage_fork(&scene.stage, live, &scene) ? -ECHILD : 0;
		/* The end of the pipe is when the last producer has gone. */
		close(scene.pipe[READ]);
		close(scene.pipe[WRITE]);
	}
	if (!error)
		error = stage_error(play(&scene, &asleep, &took));
	code = error ? runs_code(error) : show(out, &scene, asleep, took);
	stage_close(&scene.stage);
	return code;
}
