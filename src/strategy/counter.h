/* SPDX-License-Identifier: MIT */
/* The types that a counter may have. */
#ifndef STRATEGY_COUNTER_H
#define STRATEGY_COUNTER_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* X(name, NAME, C type). A new type is a line here and three in burst-impl.h. */
#define COUNTER_TYPES(X)                                                                           \
	X(u32, U32, uint32_t)                                                                      \
	X(u64, U64, uint64_t)

#define COUNTER_ENUM(name, NAME, type) COUNTER_##NAME,
enum counter_type { COUNTER_TYPES(COUNTER_ENUM) COUNTER_TYPES_N };
#undef COUNTER_ENUM

/* Lock-free operations are address-free (C11 7.17.5, note): they work between processes at different addresses. */
_Static_assert(ATOMIC_INT_LOCK_FREE == 2 && ATOMIC_LLONG_LOCK_FREE == 2,
	       "a counter in shared memory must be lock-free");

const char *counter_name(enum counter_type type);
unsigned counter_bits(enum counter_type type);
/* The type of that name, or -1. */
int counter_find(const char *name);
/* The value now; exact once all writers have been joined. */
uint64_t counter_read(enum counter_type type, const void *counter);
/* Sets it, cut to the type: for a server, which is the only one to write. */
void counter_write(enum counter_type type, void *counter, uint64_t value);

#endif
