/* SPDX-License-Identifier: MIT */
/* The locks of the demos. */
#include "demo/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fail.h"

bool gate_is_flock(const char *name)
{
	return !strcmp(name, "flock");
}

int gate_init(struct lock *lock, const char *name, int fd)
{
	const int kind = lock_find(name);
	int error;

	/* A block that has a name is flocked by whoever made it, and all who inherit it; this one has none any more. */
	if (gate_is_flock(name))
		return flock(fd, LOCK_UN) ? fail("flock") : 0;
	if (kind < 0)
		return 0;
	error = lock_init(lock, (enum lock_kind)kind);
	if (!error)
		return 0;
	errno = -error;
	return fail("a lock, %s", name);
}

int gate_open(struct gate *gate, const char *name, struct lock *lock, int fd)
{
	char path[40];

	*gate = (struct gate){ .kind = LOCK_NONE, .fd = -1 };
	if (!gate_is_flock(name)) {
		gate->kind = (enum lock_kind)lock_find(name);
		gate->lock = lock;
		return 0;
	}
	/* The description that was inherited is one for all workers, and so is its lock. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	gate->fd = open(path, O_RDWR | O_CLOEXEC);
	return gate->fd < 0 ? fail("%s", path) : 0;
}

void gate_close(struct gate *gate)
{
	if (gate->fd >= 0)
		close(gate->fd);
	gate->fd = -1;
}

int gate_enter(struct gate *gate)
{
	int error;

	if (gate->fd < 0)
		return lock_acquire(gate->lock, gate->kind, LOCK_FOR_EVER);
	do
		error = flock(gate->fd, LOCK_EX);
	while (error && errno == EINTR);
	return error ? -errno : 0;
}

int gate_leave(struct gate *gate)
{
	if (gate->fd < 0)
		return lock_release(gate->lock, gate->kind);
	return flock(gate->fd, LOCK_UN) ? -errno : 0;
}
