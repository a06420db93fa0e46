/* SPDX-License-Identifier: MIT */
/* seqlock: writers take turns by making a sequence odd; readers write nothing and read again if it moved. Not fair to
 * readers: a stream of writers keeps them out. A writer's hand-over is two transfers (sequence, data), a read is none
 * while nobody writes. After H.-J. Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012,
 * figure 6. The data are two words, the value and its complement: the least that can be seen torn. */
#include <stdatomic.h>
#include <stdint.h>

#include "base/cpu.h"

struct seqlock {
	_Alignas(CPU_BLOCK) _Atomic uint32_t sequence; /* odd: a writer is inside */
	_Atomic uint64_t complement;		       /* ~value; written by whoever is inside */
};

/* Acquire pairs with the release of the writer before. */
static inline uint32_t seqlock_acquire(struct seqlock *lock)
{
	uint32_t sequence = atomic_load_explicit(&lock->sequence, memory_order_acquire);

	while ((sequence & 1) ||
	       !atomic_compare_exchange_weak_explicit(&lock->sequence, &sequence, sequence + 1,
						      memory_order_acquire, memory_order_relaxed)) {
		cpu_relax();
		sequence = atomic_load_explicit(&lock->sequence, memory_order_acquire);
	}
	/* The data must not be seen before the odd sequence: pairs with the readers' acquire fence. */
	atomic_thread_fence(memory_order_release);
	return sequence + 1;
}

/* Release pairs with the acquiring loads of readers and of the next writer. */
static inline void seqlock_release(struct seqlock *lock, uint32_t sequence)
{
	atomic_store_explicit(&lock->sequence, sequence + 1, memory_order_release);
}

static inline uint32_t seqlock_read_begin(struct seqlock *lock)
{
	uint32_t sequence = atomic_load_explicit(&lock->sequence, memory_order_acquire);

	while (sequence & 1) {
		cpu_relax();
		sequence = atomic_load_explicit(&lock->sequence, memory_order_acquire);
	}
	return sequence;
}

/* The fence pairs with the writer's: whoever saw any of its data sees its odd sequence here. */
static inline int seqlock_read_retry(struct seqlock *lock, uint32_t sequence)
{
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&lock->sequence, memory_order_relaxed) != sequence;
}

#define STRATEGY seqlock
#define SUMMARY "sequence lock: readers write nothing"
#define KIND EXACT
#define SHARED struct seqlock
#define SEQLOCK_GUARD(value) ((uint64_t)(value) ^ UINT64_MAX)
/* Relaxed: the sequence orders them. */
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		const uint32_t odd_ = seqlock_acquire(sh);                                         \
                                                                                                   \
		(old) = atomic_load_explicit(c, memory_order_relaxed);                             \
		strategy_hold(hold);                                                               \
		const COUNTER_T next_ = (COUNTER_T)((old) + 1);                                    \
		atomic_store_explicit(c, next_, memory_order_relaxed);                             \
		atomic_store_explicit(&(sh)->complement, SEQLOCK_GUARD(next_),                     \
				      memory_order_relaxed);                                       \
		seqlock_release(sh, odd_);                                                         \
	} while (0)
#define READ(value, c, sh, me, torn)                                                               \
	do {                                                                                       \
		uint64_t guard_;                                                                   \
		uint32_t even_;                                                                    \
                                                                                                   \
		do {                                                                               \
			even_ = seqlock_read_begin(sh);                                            \
			(value) = atomic_load_explicit(c, memory_order_relaxed);                   \
			guard_ = atomic_load_explicit(&(sh)->complement, memory_order_relaxed);    \
		} while (seqlock_read_retry(sh, even_));                                           \
		(torn) += guard_ != SEQLOCK_GUARD(value);                                          \
	} while (0)
#define INIT(sh, shape) (atomic_init(&(sh)->complement, UINT64_MAX), 0)
#include "strategy/burst-impl.h"
