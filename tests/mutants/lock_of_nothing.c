/* SPDX-License-Identifier: MIT */
/* A lock that looks before it takes: two may see it free. Must be caught losing updates. */
#include <stdatomic.h>

#include "base/cpu.h"

struct nothing {
	_Atomic int held;
};

static inline void nothing_acquire(struct nothing *lock)
{
	while (atomic_load_explicit(&lock->held, memory_order_acquire))
		cpu_relax();
	atomic_store_explicit(&lock->held, 1, memory_order_relaxed);
}

#define STRATEGY lock_of_nothing
#define SUMMARY "mutant"
#define KIND EXACT
#define SHARED struct nothing
#define ACQUIRE(sh, me) nothing_acquire(sh)
#define RELEASE(sh, me) atomic_store_explicit(&(sh)->held, 0, memory_order_release)
#include "strategy/burst-impl.h"
