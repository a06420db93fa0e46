/* SPDX-License-Identifier: MIT */
/* A judged trace as rows, as a picture, as trace events. */
#ifndef DEMO_TIMELINE_H
#define DEMO_TIMELINE_H

#include <stdio.h>

#include "demo/trace.h"

/* A load or a store. */
struct timeline_event {
	uint64_t time; /* ns, from the first */
	unsigned worker;
	uint32_t sequence;
	bool store;
};

struct timeline {
	struct trace trace;
	struct timeline_event *events; /* in the order of time */
	size_t n;
	uint64_t end; /* time of the last */
};

/* The value that the event saw or left, and whether it is a store that was lost. */
uint32_t timeline_value(const struct timeline *timeline, const struct timeline_event *event);
bool timeline_lost(const struct timeline *timeline, const struct timeline_event *event);

/* Sorts the events of a judged trace. 0 or -errno having said why; to be freed. */
int timeline_sort(struct timeline *timeline);
void timeline_free(struct timeline *timeline);

/* Rows from event `from` on, before event `to`. */
void timeline_rows(FILE *out, const struct timeline *timeline, size_t from, size_t to);
/* The events round the first lost store; false: none was lost. */
bool timeline_first_lost(const struct timeline *timeline, size_t *from, size_t *to);
void timeline_svg(FILE *out, const struct timeline *timeline, const char *title);
/* Chrome's trace event format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU */
void timeline_json(FILE *out, const struct timeline *timeline);

#endif
