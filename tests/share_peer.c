/* SPDX-License-Identifier: MIT */
/* The C side of tests in which two programs share memory. share_peer WHAT NAME [...]:
 *   add N             adds 1 N times to a Value, under its lock
 *   bump N LOCK       N unlocked loads and stores of the int64 at the start of bare bytes, each pair under LOCK: none, flock,
 *                     sem:NAME (a named semaphore, which is opened, not made), or in-block:OFFSET (a sem_t, which is initialised
 *                     by `make-sem`)
 *   make-sem OFFSET   makes a sem_t of value 1 there
 *   sem-make          makes the named semaphore NAME, of value 1; sem-unlink takes it away
 *   sem-hold          takes the named semaphore NAME, says "held", gives it back at the end of its input
 *   hold              takes a Value's lock, says "held", and lets go at the end of its input
 *   die               takes a Value's lock and is killed by itself
 *   remake SECONDS    creates and unlinks a Value again and again
 *   find SECONDS      attaches to it again and again: anything but "not there", "not ready" or a whole Value is an error
 * Exit code 0 or 1. */
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "share/value.h"

#define PATIENCE UINT64_C(20000000000)

static int bad(const char *what, int error)
{
	fprintf(stderr, "share_peer: %s: %s\n", what, strerror(-error));
	return 1;
}

static void wait_for_end(void)
{
	char byte;

	puts("held");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
}

static int add(const char *name, const char *const *words)
{
	const struct scalar one = { .kind = TYPECODE_SIGNED, .i = 1 };
	struct value value;
	int error = value_attach(&value, name, 0);

	value.patience = PATIENCE;
	for (long n = error ? 0 : atol(words[0]); !error && n > 0; n--)
		error = value_add(&value, 0, one, NULL);
	value_close(&value);
	return error ? bad("add", error) : 0;
}

/* A lock by its name. */
struct peer_lock {
	int fd; /* flock; -1: none */
	sem_t *semaphore;
};

static void acquire(const struct peer_lock *lock)
{
	while (lock->semaphore && sem_wait(lock->semaphore))
		;
	while (lock->fd >= 0 && flock(lock->fd, LOCK_EX))
		;
}

static void release(const struct peer_lock *lock)
{
	if (lock->semaphore)
		sem_post(lock->semaphore);
	if (lock->fd >= 0)
		flock(lock->fd, LOCK_UN);
}

static int bump(const char *name, const char *const *words)
{
	const char *const kind = words[1];
	struct peer_lock lock = { .fd = -1 };
	struct block block;
	int error = block_attach(&block, name);

	if (error)
		return bad("bump", error);
	volatile _Atomic int64_t *const counter = block.base;

	if (!strcmp(kind, "flock"))
		lock.fd = block.fd;
	else if (!strncmp(kind, "sem:", 4))
		lock.semaphore = sem_open(kind + 4, 0);
	else if (!strncmp(kind, "in-block:", 9))
		lock.semaphore = (sem_t *)(void *)((char *)block.base + atol(kind + 9));
	if (lock.semaphore == SEM_FAILED && !strncmp(kind, "sem:", 4))
		return bad(kind, -errno);
	for (long n = atol(words[0]); n > 0; n--) {
		acquire(&lock);
		const int64_t now = atomic_load_explicit(counter, memory_order_relaxed);

		atomic_store_explicit(counter, now + 1, memory_order_relaxed);
		release(&lock);
	}
	block_close(&block);
	return 0;
}

static int make_sem(const char *name, const char *const *words)
{
	struct block block;
	int error = block_attach(&block, name);

	if (!error && sem_init((sem_t *)(void *)((char *)block.base + atol(words[0])), 1, 1))
		error = -errno;
	block_close(&block);
	return error ? bad("make-sem", error) : 0;
}

static int sem_make(const char *name, const char *const *words)
{
	(void)words;
	return sem_open(name, O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED ? bad(name, -errno) : 0;
}

static int sem_take_away(const char *name, const char *const *words)
{
	(void)words;
	return sem_unlink(name) ? bad(name, -errno) : 0;
}

static int sem_hold(const char *name, const char *const *words)
{
	sem_t *const semaphore = sem_open(name, 0);

	(void)words;
	if (semaphore == SEM_FAILED)
		return bad(name, -errno);
	while (sem_wait(semaphore))
		;
	wait_for_end();
	return sem_post(semaphore) ? bad(name, -errno) : 0;
}

static int hold(const char *name, const char *const *words)
{
	struct value value;
	int error = value_attach(&value, name, 0);

	(void)words;
	if (!error)
		error = value_lock(&value);
	if (error < 0)
		return bad("hold", error);
	wait_for_end();
	value_close(&value);
	return 0;
}

static int die(const char *name, const char *const *words)
{
	struct value value;
	int error = value_attach(&value, name, 0);

	(void)words;
	if (!error)
		error = value_lock(&value);
	if (error < 0)
		return bad("die", error);
	raise(SIGKILL);
	return 1;
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int remake(const char *name, const char *const *words)
{
	const struct value_plan plan = { .typecode = 'Q', .shape = VALUE_MANY, .count = 64 };
	const double end = now_s() + atof(words[0]);
	unsigned long made = 0;

	for (; now_s() < end; made++) {
		struct value value;
		int error = value_create(&value, name, &plan);

		if (!error)
			error = value_unlink(&value);
		value_close(&value);
		if (error)
			return bad("remake", error);
	}
	printf("%lu made\n", made);
	return made ? 0 : 1;
}

static int find(const char *name, const char *const *words)
{
	const double end = now_s() + atof(words[0]);
	unsigned long none = 0, unready = 0, whole = 0;

	while (now_s() < end) {
		struct value value;
		const int error = value_attach(&value, name, 0);

		none += error == -ENOENT;
		unready += error == -EAGAIN;
		whole += !error;
		if (!error && (value.type->code != 'Q' || value.count != 64 ||
			       value.block.size != VALUE_HEADER + 64 * value.stride))
			return bad("find: half a Value", -EPROTO);
		value_close(&value);
		if (error && error != -ENOENT && error != -EAGAIN)
			return bad("find", error);
	}
	printf("%lu times not there, %lu not ready, %lu whole\n", none, unready, whole);
	return whole ? 0 : 1;
}

static const struct {
	const char *name;
	int words;
	int (*run)(const char *name, const char *const *words);
} verbs[] = {
	{ "add", 1, add },
	{ "bump", 2, bump },
	{ "make-sem", 1, make_sem },
	{ "sem-make", 0, sem_make },
	{ "sem-unlink", 0, sem_take_away },
	{ "sem-hold", 0, sem_hold },
	{ "hold", 0, hold },
	{ "die", 0, die },
	{ "remake", 1, remake },
	{ "find", 1, find },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 2 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(verbs[i].name, argv[1]) && argc == 3 + verbs[i].words)
			return verbs[i].run(argv[2], (const char *const *)(argv + 3));
	fputs("share_peer: see the top of tests/share_peer.c\n", stderr);
	return 2;
}
