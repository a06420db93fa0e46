/* SPDX-License-Identifier: MIT */
/* A lock that lies in shared memory, of one of several kinds. */
#ifndef SHARE_LOCK_H
#define SHARE_LOCK_H

#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>

enum lock_kind {
	LOCK_MUTEX_ROBUST, /* if its holder dies, the next locker is told and goes on */
	LOCK_MUTEX,	   /* once its holder has died nobody gets it any more */
	LOCK_SEMAPHORE,	   /* the same; a plain sem_t of value 1, which Python can share */
	LOCK_NONE,	   /* no lock: taking it does nothing */
	LOCK_KIND_N
};
const char *lock_name(enum lock_kind kind); /* "mutex_robust", "mutex", "semaphore", "none" */
int lock_find(const char *name);	    /* enum lock_kind, or -1 */

/* Memory that processes share. Never copied, never moved. */
struct lock {
	union {
		pthread_mutex_t mutex;
		sem_t semaphore;
		char room[64];
	};
};

#define LOCK_FOR_EVER UINT64_MAX
#define LOCK_RECOVERED 1

/* On memory that nobody else sees yet. 0 or -errno. */
int lock_init(struct lock *lock, enum lock_kind kind);
/* Waits timeout_ns at most, by CLOCK_MONOTONIC. 0; LOCK_RECOVERED: taken, and the holder before died holding it: what it
 * guards may be half-changed; -ETIMEDOUT; -ENOTRECOVERABLE: a holder died, and the one told let go without a word. */
int lock_acquire(struct lock *lock, enum lock_kind kind, uint64_t timeout_ns);
/* 0; -EPERM: nobody, or another thread, holds it. A semaphore has no owner: any process may release it, but no more than
 * once, as a second holder would slip in. */
int lock_release(struct lock *lock, enum lock_kind kind);

#endif
