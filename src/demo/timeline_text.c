/* SPDX-License-Identifier: MIT */
/* The events of a timeline in their order, and as rows. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "demo/timeline.h"

#define ROUND 4 /* rows shown on each side of a loss */

static int by_time(const void *a, const void *b)
{
	const struct timeline_event *const x = a, *const y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	/* A store first: a load at the same moment may have read it. */
	if (x->store != y->store)
		return x->store ? -1 : 1;
	return x->worker < y->worker ? -1 : x->worker > y->worker;
}

int timeline_sort(struct timeline *timeline)
{
	const struct trace *const trace = &timeline->trace;

	timeline->n = 0;
	timeline->events =
		calloc((size_t)trace->workers * trace->updates * 2, sizeof(*timeline->events));
	if (!timeline->events) {
		errno = ENOMEM;
		return fail("a timeline");
	}
	for (unsigned w = 0; w < trace->workers; w++)
		for (uint32_t i = 0; i < trace->updates * 2; i++) {
			const struct trace_entry *const entry = trace_entry(trace, w, i / 2);
			const bool store = i % 2;

			timeline->events[timeline->n++] = (struct timeline_event){
				.time = store ? entry->stored : entry->loaded,
				.worker = w,
				.sequence = i / 2,
				.store = store,
			};
		}
	qsort(timeline->events, timeline->n, sizeof(*timeline->events), by_time);
	for (size_t i = timeline->n; i--;)
		timeline->events[i].time -= timeline->events[0].time;
	timeline->end = timeline->events[timeline->n - 1].time;
	return 0;
}

void timeline_free(struct timeline *timeline)
{
	free(timeline->events);
	timeline->events = NULL;
	timeline->n = 0;
}

uint32_t timeline_value(const struct timeline *timeline, const struct timeline_event *event)
{
	const struct trace_entry *const entry =
		trace_entry(&timeline->trace, event->worker, event->sequence);

	return trace_value(entry->seen) + event->store;
}

bool timeline_lost(const struct timeline *timeline, const struct timeline_event *event)
{
	return event->store && !trace_entry(&timeline->trace, event->worker, event->sequence)->kept;
}

/* The last worker's is narrower: memory follows. */
static int width_of(const struct timeline *timeline, unsigned worker)
{
	const unsigned workers = timeline->trace.workers;

	if (worker + 1 == workers)
		return 17;
	return workers <= 4 ? 19 : 16;
}

void timeline_rows(FILE *out, const struct timeline *timeline, size_t from, size_t to)
{
	fputs("       us  ", out);
	for (unsigned w = 0; w < timeline->trace.workers; w++) {
		const int length = fprintf(out, "worker %u", w);

		fprintf(out, "%*s", width_of(timeline, w) - length, "");
	}
	fputs("memory\n", out);
	for (size_t i = from; i < to; i++) {
		const struct timeline_event *const event = &timeline->events[i];
		const uint32_t value = timeline_value(timeline, event);

		fprintf(out, "%9.1f  ", (double)event->time / 1e3);
		for (unsigned w = 0; w < timeline->trace.workers; w++) {
			const int width = width_of(timeline, w);
			char cell[48];

			snprintf(cell, sizeof(cell), "%s %u%s", event->store ? "store" : "load",
				 value, timeline_lost(timeline, event) ? " LOST" : "");
			fprintf(out, "%-*s", width, w == event->worker ? cell : "|");
		}
		fprintf(out, "%u\n", value);
	}
}

/* The event of a worker's load or store. */
static size_t event_of(const struct timeline *timeline, unsigned worker, uint32_t sequence,
		       bool store)
{
	size_t i = 0;

	while (timeline->events[i].worker != worker || timeline->events[i].sequence != sequence ||
	       timeline->events[i].store != store)
		i++;
	return i;
}

bool timeline_first_lost(const struct timeline *timeline, size_t *from, size_t *to)
{
	for (size_t i = 0; i < timeline->n; i++) {
		const struct timeline_event *const event = &timeline->events[i];

		if (!timeline_lost(timeline, event))
			continue;
		const size_t load = event_of(timeline, event->worker, event->sequence, false);

		*from = load > ROUND ? load - ROUND : 0;
		*to = i + ROUND + 1 < timeline->n ? i + ROUND + 1 : timeline->n;
		return true;
	}
	return false;
}
