/* SPDX-License-Identifier: MIT */
/* The registry of strategies, and the types of counters. */
#include "strategy/strategy.h"

#include <string.h>

#define STRATEGY(name) extern const struct strategy strategy_##name;
#define STRATEGY_HIDDEN(name) STRATEGY(name)
#include "strategy/strategies.def"
#undef STRATEGY
#undef STRATEGY_HIDDEN

static const struct strategy *const listed[] = {
#define STRATEGY(name) &strategy_##name,
#define STRATEGY_HIDDEN(name)
#include "strategy/strategies.def"
#undef STRATEGY
#undef STRATEGY_HIDDEN
};

static const struct strategy *const hidden[] = {
#define STRATEGY(name)
#define STRATEGY_HIDDEN(name) &strategy_##name,
#include "strategy/strategies.def"
#undef STRATEGY
#undef STRATEGY_HIDDEN
};

#define LISTED (sizeof(listed) / sizeof(listed[0]))
#define HIDDEN (sizeof(hidden) / sizeof(hidden[0]))

const struct strategy *strategy_at(size_t i)
{
	return i < LISTED ? listed[i] : NULL;
}

static const struct strategy *at_rank(size_t rank)
{
	return rank < LISTED ? listed[rank] : hidden[rank - LISTED];
}

const struct strategy *strategy_find(const char *name)
{
	for (size_t i = 0; i < LISTED + HIDDEN; i++)
		if (!strcmp(at_rank(i)->name, name))
			return at_rank(i);
	return NULL;
}

size_t strategy_rank(const struct strategy *strategy)
{
	size_t i = 0;

	while (i < LISTED + HIDDEN && at_rank(i) != strategy)
		i++;
	return i;
}

const char *kind_name(enum kind kind)
{
	static const char *const names[] = {
		[BASELINE] = "baseline",
		[LOSSY] = "lossy",
		[EXACT] = "exact",
		[BOUNDED] = "bounded",
	};

	return names[kind];
}

#define NAME_OF(name, NAME, type) [COUNTER_##NAME] = #name,
#define BITS_OF(name, NAME, type) [COUNTER_##NAME] = 8 * (unsigned)sizeof(type),

static const char *const type_names[] = { COUNTER_TYPES(NAME_OF) };
static const unsigned type_bits[] = { COUNTER_TYPES(BITS_OF) };

const char *counter_name(enum counter_type type)
{
	return type_names[type];
}

unsigned counter_bits(enum counter_type type)
{
	return type_bits[type];
}

int counter_find(const char *name)
{
	for (int i = 0; i < COUNTER_TYPES_N; i++)
		if (!strcmp(type_names[i], name))
			return i;
	return -1;
}

/* Relaxed: the writers have been joined, and that ordered their last stores before this. */
#define READ_AS(name, NAME, type)                                                                  \
	case COUNTER_##NAME:                                                                       \
		return atomic_load_explicit((const _Atomic(type) *)counter, memory_order_relaxed);

uint64_t counter_read(enum counter_type type, const void *counter)
{
	switch (type) {
		COUNTER_TYPES(READ_AS)
	case COUNTER_TYPES_N:
		break;
	}
	return 0;
}

/* Relaxed: whoever reads it has joined this writer, or is told the value in an answer. */
#define WRITE_AS(name, NAME, type)                                                                 \
	case COUNTER_##NAME:                                                                       \
		atomic_store_explicit((_Atomic(type) *)counter, (type)value,                       \
				      memory_order_relaxed);                                       \
		break;

void counter_write(enum counter_type type, void *counter, uint64_t value)
{
	switch (type) {
		COUNTER_TYPES(WRITE_AS)
	case COUNTER_TYPES_N:
		break;
	}
}
