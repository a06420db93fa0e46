/* SPDX-License-Identifier: MIT */
/* A lock by the name that a demo's --lock gives it: those of share/lock.h, and flock(2). */
#ifndef DEMO_GATE_H
#define DEMO_GATE_H

#include <stdbool.h>

#include "share/lock.h"

/* One worker's way through it. Opened by the worker itself, after the fork. */
struct gate {
	struct lock *lock; /* in shared memory; NULL: flock, or none */
	enum lock_kind kind;
	int fd; /* for flock: an open file description of the worker's own; -1: none */
};

bool gate_is_flock(const char *name);
/* Before the fork: makes the lock of that name in zeroed shared memory; for flock frees the file of the hold that its maker
 * has on it; "none" needs nothing. 0 or -errno, having said why. */
int gate_init(struct lock *lock, const char *name, int fd);
/* fd: of the shared block, which flock locks. 0 or -errno, having said why. */
int gate_open(struct gate *gate, const char *name, struct lock *lock, int fd);
void gate_close(struct gate *gate);

/* Waits for ever: the watchdog ends it. 0; LOCK_RECOVERED: the holder before died in it; else -errno. */
int gate_enter(struct gate *gate);
int gate_leave(struct gate *gate);

#endif
