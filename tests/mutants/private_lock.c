/* SPDX-License-Identifier: MIT */
/* A lock of each worker's own: what a mutex is that was not put into shared memory. Must be caught losing updates. */
#include <stdatomic.h>

#include "base/cpu.h"

struct own {
	_Atomic int held;
};

static inline void own_acquire(struct own *lock)
{
	while (atomic_exchange_explicit(&lock->held, 1, memory_order_acquire))
		cpu_relax();
}

#define STRATEGY private_lock
#define SUMMARY "mutant"
#define KIND EXACT
#define MINE struct own
#define ACQUIRE(sh, me) own_acquire(me)
#define RELEASE(sh, me) atomic_store_explicit(&(me)->held, 0, memory_order_release)
#include "strategy/burst-impl.h"
