/* SPDX-License-Identifier: MIT */
/* unlocked_asm: the same three steps as unlocked, each an instruction of its own, whatever the compiler. clang joins
 * them into one add to memory, which an interrupt cannot split, and which so loses less. */
#define STRATEGY unlocked_asm
#define SUMMARY "the same as three instructions, whatever the compiler"
#define KIND LOSSY

/* The width of the operand is that of the register, so that one text serves all types; AArch64 names it. */
#if defined(__x86_64__) || defined(__i386__)
#define ASM_LOAD(old, c) __asm__ volatile("mov %1, %0" : "=r"(old) : "m"(*(c)))
#define ASM_STORE(c, next) __asm__ volatile("mov %1, %0" : "=m"(*(c)) : "r"(next))
#elif defined(__aarch64__)
#define ASM_LOAD(old, c)                                                                           \
	do {                                                                                       \
		if (sizeof(old) == 4)                                                              \
			__asm__ volatile("ldr %w0, %1" : "=r"(old) : "m"(*(c)));                   \
		else                                                                               \
			__asm__ volatile("ldr %0, %1" : "=r"(old) : "m"(*(c)));                    \
	} while (0)
#define ASM_STORE(c, next)                                                                         \
	do {                                                                                       \
		if (sizeof(next) == 4)                                                             \
			__asm__ volatile("str %w1, %0" : "=m"(*(c)) : "r"(next));                  \
		else                                                                               \
			__asm__ volatile("str %1, %0" : "=m"(*(c)) : "r"(next));                   \
	} while (0)
#else /* as unlocked */
#define ASM_LOAD(old, c) ((old) = atomic_load_explicit(c, memory_order_relaxed))
#define ASM_STORE(c, next) atomic_store_explicit(c, next, memory_order_relaxed)
#endif

#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		ASM_LOAD(old, c);                                                                  \
		strategy_hold(hold);                                                               \
		const COUNTER_T next_ = (COUNTER_T)((old) + 1);                                    \
		ASM_STORE(c, next_);                                                               \
	} while (0)
#include "strategy/burst-impl.h"
