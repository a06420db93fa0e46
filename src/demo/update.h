/* SPDX-License-Identifier: MIT */
/* One increment of a shared counter, by the way that --lock names, with time lost on purpose between load and store. */
#ifndef DEMO_UPDATE_H
#define DEMO_UPDATE_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/cpu.h"
#include "base/random.h"
#include "demo/demo.h"
#include "demo/gate.h"

struct counter {
	_Alignas(CPU_BLOCK) _Atomic uint64_t value;
	_Alignas(CPU_BLOCK) struct lock lock;
};

/* Load, race, store: what the counter's users do without looking left or right. */
void update_bare(struct counter *counter, const struct demo_plan *plan);

/* One worker's way. */
struct update {
	const struct demo_plan *plan;
	struct counter *counter;
	struct gate gate;
	bool each;     /* the lock is held for each access, not for the update: locked_getset */
	bool one_step; /* fetch_add */
};

/* Of the counter, zeroed, before the fork. 0 or -errno, having said why. */
int update_init(struct counter *counter, const char *way, int fd);
int update_open(struct update *update, const struct demo_plan *plan, const char *way,
		struct counter *counter, int fd);
void update_close(struct update *update);
/* 0, LOCK_RECOVERED, or -errno. */
int update_once(struct update *update);

/* Nothing but passing time: the race between load and store; the delay between two updates, drawn from half to one and
 * a half of what the plan says, so that the workers do not keep step. */
void update_race(const struct demo_plan *plan);
void update_delay(const struct demo_plan *plan, struct random *random);

/* How the race is said: "100 us of spinning between load and store", "nothing between load and store". */
void update_race_text(char *text, size_t size, const struct demo_plan *plan);
/* A time as people say it: "100 us", "1.5 ms". size 32 holds every one. */
void update_time_text(char *text, size_t size, uint64_t ns);

#endif
