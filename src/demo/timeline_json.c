/* SPDX-License-Identifier: MIT */
/* A timeline as trace events: one slice an update, from its load to its store, a thread a worker. */
#include "demo/timeline.h"

static void slice(FILE *out, const struct timeline *timeline, const struct timeline_event *event)
{
	const struct trace_entry *const entry =
		trace_entry(&timeline->trace, event->worker, event->sequence);
	const uint32_t seen = trace_value(entry->seen);
	const unsigned from = trace_worker(entry->seen);

	fprintf(out,
		",\n{\"name\":\"%u -> %u%s\",\"cat\":\"%s\",\"ph\":\"X\",\"pid\":1,\"tid\":%u,"
		"\"ts\":%.3f,\"dur\":%.3f,%s\"args\":{\"loaded\":%u,\"stored\":%u,\"kept\":%s,",
		seen, seen + 1, entry->kept ? "" : " LOST", entry->kept ? "kept" : "lost",
		event->worker, (double)event->time / 1e3,
		(double)(entry->stored - entry->loaded) / 1e3,
		entry->kept ? "" : "\"cname\":\"terrible\",", seen, seen + 1,
		entry->kept ? "true" : "false");
	if (from == TRACE_NOBODY)
		fputs("\"read_from\":\"the initial value\"}}", out);
	else
		fprintf(out, "\"read_from\":\"worker %u, store %u\"}}", from,
			trace_sequence(entry->seen));
}

void timeline_json(FILE *out, const struct timeline *timeline)
{
	fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
	      "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\"contend demo "
	      "timeline\"}}",
	      out);
	for (unsigned w = 0; w < timeline->trace.workers; w++)
		fprintf(out,
			",\n{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":%u,"
			"\"args\":{\"name\":\"worker %u\"}}",
			w, w);
	for (size_t i = 0; i < timeline->n; i++)
		if (!timeline->events[i].store)
			slice(out, timeline, &timeline->events[i]);
	fputs("\n]}\n", out);
}
