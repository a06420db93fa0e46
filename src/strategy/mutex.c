/* SPDX-License-Identifier: MIT */
/* mutex: pthread_mutex, process-shared, of kind NORMAL (so that elision stays off). Not fair: the releaser, who has the
 * line, takes it again before a sleeper has woken. A contended hand-over costs two futex calls and a wake-up. */
#include <pthread.h>

static int mutex_init(pthread_mutex_t *mutex)
{
	pthread_mutexattr_t attr;
	int error = pthread_mutexattr_init(&attr);

	if (error)
		return -error;
	error = pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	if (!error)
		error = pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_NORMAL);
	if (!error)
		error = pthread_mutex_init(mutex, &attr);
	pthread_mutexattr_destroy(&attr);
	return -error;
}

#define STRATEGY mutex
#define SUMMARY "pthread mutex, process-shared"
#define KIND EXACT
#define SHARED pthread_mutex_t
#define INIT(sh, shape) mutex_init(sh)
#define ACQUIRE(sh, me) pthread_mutex_lock(sh)
#define RELEASE(sh, me) pthread_mutex_unlock(sh)
#include "strategy/burst-impl.h"
