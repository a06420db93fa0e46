/* SPDX-License-Identifier: MIT */
/* locked_getset: `v.value += 1` on Python's multiprocessing.Value. Every single access is locked, and updates are lost
 * all the same: the get takes the lock and gives it back, the set takes it again, and in between anyone may have
 * counted. Its lock is CPython's RLock (Modules/_multiprocessing/semaphore.c): a semaphore tried first, then waited
 * for, with an owner and a count that each process keeps for itself. */
#include <errno.h>
#include <semaphore.h>
#include <stdint.h>

struct rlock {
	uint32_t owned; /* by this process, how many times */
};

static inline int rlock_init(sem_t *semaphore)
{
	return sem_init(semaphore, 1, 1) ? -errno : 0;
}

static inline void rlock_acquire(sem_t *semaphore, struct rlock *lock)
{
	if (!lock->owned && __builtin_expect(sem_trywait(semaphore) != 0, 0))
		while (sem_wait(semaphore))
			;
	lock->owned++;
}

static inline void rlock_release(sem_t *semaphore, struct rlock *lock)
{
	if (lock->owned && --lock->owned == 0)
		sem_post(semaphore);
}

#define STRATEGY locked_getset
#define SUMMARY "one lock for the get, one for the set, as Python's Value: loses updates"
#define KIND LOSSY
#define SHARED sem_t
#define MINE struct rlock
#define INIT(sh, shape) rlock_init(sh)
#define ACQUIRE(sh, me) rlock_acquire(sh, me)
#define RELEASE(sh, me) rlock_release(sh, me)
/* Relaxed: the lock orders them. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		ACQUIRE(sh, me);                                                                   \
		(old) = atomic_load_explicit(c, memory_order_relaxed);                             \
		RELEASE(sh, me);                                                                   \
		ACQUIRE(sh, me);                                                                   \
		strategy_hold(hold);                                                               \
		atomic_store_explicit(c, (COUNTER_T)((old) + 1), memory_order_relaxed);            \
		RELEASE(sh, me);                                                                   \
	} while (0)
#define READ(value, c, sh, me, torn)                                                               \
	do {                                                                                       \
		ACQUIRE(sh, me);                                                                   \
		(value) = atomic_load_explicit(c, memory_order_relaxed);                           \
		RELEASE(sh, me);                                                                   \
	} while (0)
#include "strategy/burst-impl.h"
