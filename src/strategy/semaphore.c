/* SPDX-License-Identifier: MIT */
/* semaphore: a POSIX semaphore of value 1 in shared memory, as a lock. Not fair. Post has to look for sleepers each
 * time; a contended hand-over costs two futex calls and a wake-up. */
#include <errno.h>
#include <semaphore.h>

static inline int semaphore_init(sem_t *semaphore)
{
	return sem_init(semaphore, 1, 1) ? -errno : 0;
}

/* A stopped and continued process finds its wait interrupted. */
static inline void semaphore_acquire(sem_t *semaphore)
{
	while (__builtin_expect(sem_wait(semaphore) != 0, 0))
		;
}

#define STRATEGY semaphore
#define SUMMARY "POSIX semaphore as a lock"
#define KIND EXACT
#define SHARED sem_t
#define INIT(sh, shape) semaphore_init(sh)
#define ACQUIRE(sh, me) semaphore_acquire(sh)
#define RELEASE(sh, me) sem_post(sh)
#include "strategy/burst-impl.h"
