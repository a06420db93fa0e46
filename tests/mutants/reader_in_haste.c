/* SPDX-License-Identifier: MIT */
/* A seqlock whose reader does not look whether a writer came. Must be caught reading torn values. */
#include <stdatomic.h>
#include <stdint.h>

#include "base/cpu.h"

struct haste {
	_Alignas(CPU_BLOCK) _Atomic int held;
	_Atomic uint64_t twin; /* equals the counter whenever nobody writes */
};

static inline void haste_acquire(struct haste *lock)
{
	while (atomic_exchange_explicit(&lock->held, 1, memory_order_acquire))
		cpu_relax();
}

#define STRATEGY reader_in_haste
#define SUMMARY "mutant"
#define KIND EXACT
#define SHARED struct haste
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		haste_acquire(sh);                                                                 \
		(old) = atomic_load_explicit(c, memory_order_relaxed);                             \
		atomic_store_explicit(c, (COUNTER_T)((old) + 1), memory_order_relaxed);            \
		strategy_hold(hold);                                                               \
		atomic_store_explicit(&(sh)->twin, (old) + 1ULL, memory_order_relaxed);            \
		atomic_store_explicit(&(sh)->held, 0, memory_order_release);                       \
	} while (0)
#define READ(value, c, sh, me, torn)                                                               \
	do {                                                                                       \
		(value) = atomic_load_explicit(c, memory_order_relaxed);                           \
		(torn) += (value) != atomic_load_explicit(&(sh)->twin, memory_order_relaxed);      \
	} while (0)
#include "strategy/burst-impl.h"
