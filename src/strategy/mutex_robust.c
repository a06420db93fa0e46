/* SPDX-License-Identifier: MIT */
/* mutex_robust: pthread_mutex, process-shared, robust: if its holder dies, the next locker is told (EOWNERDEAD) and
 * repairs what the lock guards. Each lock and unlock keeps the list that makes this possible. Fairness as mutex. */
#include <errno.h>
#include <pthread.h>

static int robust_init(pthread_mutex_t *mutex)
{
	pthread_mutexattr_t attr;
	int error = pthread_mutexattr_init(&attr);

	if (error)
		return -error;
	error = pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	if (!error)
		error = pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	if (!error)
		error = pthread_mutex_init(mutex, &attr);
	pthread_mutexattr_destroy(&attr);
	return -error;
}

/* The counter needs no repair: it is whole after any of the three steps of an update. */
static inline void robust_acquire(pthread_mutex_t *mutex)
{
	if (__builtin_expect(pthread_mutex_lock(mutex) == EOWNERDEAD, 0))
		pthread_mutex_consistent(mutex);
}

#define STRATEGY mutex_robust
#define SUMMARY "the same, and it survives the death of its holder"
#define KIND EXACT
#define SHARED pthread_mutex_t
#define INIT(sh, shape) robust_init(sh)
#define ACQUIRE(sh, me) robust_acquire(sh)
#define RELEASE(sh, me) pthread_mutex_unlock(sh)
#include "strategy/burst-impl.h"
