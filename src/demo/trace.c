/* SPDX-License-Identifier: MIT */
/* The path back from the final word. */
#include "demo/trace.h"

static const uint64_t first = (uint64_t)TRACE_NOBODY << 24;

size_t trace_judge(struct trace *trace, bool *sound)
{
	uint64_t word = trace->final;
	size_t path = 0;

	for (unsigned w = 0; w < trace->workers; w++)
		for (uint32_t i = 0; i < trace->updates; i++)
			trace_entry(trace, w, i)->kept = false;
	*sound = false;
	while (trace_worker(word) != TRACE_NOBODY) {
		const unsigned worker = trace_worker(word);
		const uint32_t sequence = trace_sequence(word);

		if (worker >= trace->workers || sequence >= trace->updates)
			return path;
		struct trace_entry *const entry = trace_entry(trace, worker, sequence);

		if (entry->kept) /* a circle */
			return path;
		entry->kept = true;
		path++;
		word = entry->seen;
	}
	*sound = word == first && path == trace_value(trace->final);
	return path;
}
