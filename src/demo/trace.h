/* SPDX-License-Identifier: MIT */
/* The trick of one word: a counter whose every load names the store that it read, so that lost stores are found without a
 * clock. Pure. */
#ifndef DEMO_TRACE_H
#define DEMO_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The word, 8 aligned bytes: value (32 bits), worker (8), sequence (24). */
#define TRACE_NOBODY 255U /* the worker of the initial value */
#define TRACE_SEQUENCES (UINT32_C(1) << 24)

static inline uint64_t trace_word(uint32_t value, unsigned worker, uint32_t sequence)
{
	return (uint64_t)value << 32 | (uint64_t)worker << 24 | sequence;
}

static inline uint32_t trace_value(uint64_t word)
{
	return (uint32_t)(word >> 32);
}

static inline unsigned trace_worker(uint64_t word)
{
	return (unsigned)(word >> 24 & 255);
}

static inline uint32_t trace_sequence(uint64_t word)
{
	return (uint32_t)(word & (TRACE_SEQUENCES - 1));
}

/* One update: the word that was loaded before its store. The times, ns, only place it in a picture. */
struct trace_entry {
	uint64_t seen;
	uint64_t loaded, stored;
	bool kept; /* set by trace_judge() */
};

struct trace {
	unsigned workers;	      /* at most 255 */
	uint32_t updates;	      /* of each */
	struct trace_entry **entries; /* of each worker, by sequence */
	uint64_t final;		      /* the word at the end */
};

static inline struct trace_entry *trace_entry(const struct trace *trace, unsigned worker,
					      uint32_t sequence)
{
	return &trace->entries[worker][sequence];
}

/* Follows the final word back, store by store, to the initial one: what lies on that path was kept, all else was lost. As
 * every store adds one to what it loaded, the path is as long as the final value is great; where it is not, or leads
 * nowhere, the log contradicts itself: *sound is false. Returns the length of the path. */
size_t trace_judge(struct trace *trace, bool *sound);

#endif
