/* SPDX-License-Identifier: MIT */
/* Locks of the kinds that pthread and POSIX have for processes. */
#include "share/lock.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define SECOND UINT64_C(1000000000)

static const char *const names[LOCK_KIND_N] = {
	[LOCK_MUTEX_ROBUST] = "mutex_robust",
	[LOCK_MUTEX] = "mutex",
	[LOCK_SEMAPHORE] = "semaphore",
	[LOCK_NONE] = "none",
};

const char *lock_name(enum lock_kind kind)
{
	return names[kind];
}

int lock_find(const char *name)
{
	for (int i = 0; i < LOCK_KIND_N; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

/* Checks its owner, so that a release by another is an error and not the end of exclusion. */
static int init_mutex(pthread_mutex_t *mutex, int robustness)
{
	pthread_mutexattr_t attributes;
	int error = pthread_mutexattr_init(&attributes);

	if (error)
		return -error;
	error = pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	if (!error)
		error = pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	if (!error)
		error = pthread_mutexattr_setrobust(&attributes, robustness);
	if (!error)
		error = pthread_mutex_init(mutex, &attributes);
	pthread_mutexattr_destroy(&attributes);
	return -error;
}

int lock_init(struct lock *lock, enum lock_kind kind)
{
	switch (kind) {
	case LOCK_MUTEX_ROBUST:
		return init_mutex(&lock->mutex, PTHREAD_MUTEX_ROBUST);
	case LOCK_MUTEX:
		return init_mutex(&lock->mutex, PTHREAD_MUTEX_STALLED);
	case LOCK_SEMAPHORE:
		return sem_init(&lock->semaphore, 1, 1) ? -errno : 0;
	default:
		return 0;
	}
}

static struct timespec deadline_in(uint64_t ns)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	ns += (uint64_t)at.tv_nsec;
	at.tv_sec += (time_t)(ns / SECOND);
	at.tv_nsec = (long)(ns % SECOND);
	return at;
}

static int acquire_mutex(pthread_mutex_t *mutex, uint64_t timeout_ns)
{
	int error;

	if (timeout_ns == LOCK_FOR_EVER) {
		error = pthread_mutex_lock(mutex);
	} else {
		const struct timespec deadline = deadline_in(timeout_ns);

		error = pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &deadline);
	}
	if (error != EOWNERDEAD)
		return -error;
	pthread_mutex_consistent(mutex);
	return LOCK_RECOVERED;
}

/* A stopped and continued process finds its wait interrupted. */
static int acquire_semaphore(sem_t *semaphore, uint64_t timeout_ns)
{
	struct timespec deadline;
	int error;

	if (timeout_ns != LOCK_FOR_EVER)
		deadline = deadline_in(timeout_ns);
	do
		error = timeout_ns == LOCK_FOR_EVER
				? sem_wait(semaphore)
				: sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline);
	while (error && errno == EINTR);
	return error ? -errno : 0;
}

int lock_acquire(struct lock *lock, enum lock_kind kind, uint64_t timeout_ns)
{
	switch (kind) {
	case LOCK_MUTEX_ROBUST:
	case LOCK_MUTEX:
		return acquire_mutex(&lock->mutex, timeout_ns);
	case LOCK_SEMAPHORE:
		return acquire_semaphore(&lock->semaphore, timeout_ns);
	default:
		return 0;
	}
}

static int release_semaphore(sem_t *semaphore)
{
	int value;

	/* At 1 it is free: one more would admit two. */
	if (sem_getvalue(semaphore, &value) || value > 0)
		return -EPERM;
	return sem_post(semaphore) ? -errno : 0;
}

int lock_release(struct lock *lock, enum lock_kind kind)
{
	switch (kind) {
	case LOCK_MUTEX_ROBUST:
	case LOCK_MUTEX:
		return -pthread_mutex_unlock(&lock->mutex);
	case LOCK_SEMAPHORE:
		return release_semaphore(&lock->semaphore);
	default:
		return 0;
	}
}
