/* SPDX-License-Identifier: MIT */
/* bare_mutex: a hidden yardstick. A bare loop of lock, ++, unlock on a plain variable: what mutex may be measured
 * against, to see what the template costs. */
#include <pthread.h>

#include "strategy/strategy.h"

static int bare_mutex_init(void *shared, const struct shape *shape)
{
	return strategy_find("mutex")->init(shared, shape);
}

static size_t bare_mutex_size(const struct shape *shape)
{
	(void)shape;
	return sizeof(pthread_mutex_t);
}

static uint64_t bare_mutex_u64(const struct work *work, const struct view *view,
			       struct tally *tally)
{
	pthread_mutex_t *mutex = view->shared;
	uint64_t *counter = view->counter;

	(void)tally;
	for (uint64_t i = 0; i < work->ops; i++) {
		pthread_mutex_lock(mutex);
		++*counter;
		pthread_mutex_unlock(mutex);
	}
	return work->ops;
}

extern const struct strategy strategy_bare_mutex;
const struct strategy strategy_bare_mutex = {
	.name = "bare_mutex",
	.summary = "yardstick: a bare loop of lock, ++, unlock",
	.kind = EXACT,
	.shared_size = bare_mutex_size,
	.init = bare_mutex_init,
	.burst = { [COUNTER_U64] = bare_mutex_u64 },
};
