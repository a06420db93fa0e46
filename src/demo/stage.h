/* SPDX-License-Identifier: MIT */
/* Where a demo plays: nameless shared memory, workers that start together, and a watchdog over them. */
#ifndef DEMO_STAGE_H
#define DEMO_STAGE_H

#include <stddef.h>
#include <stdint.h>

#include "demo/demo.h"
#include "run/team.h"
#include "share/block.h"

struct stage_head;
struct stage_mark;

struct stage {
	const struct demo_plan *plan;
	unsigned workers;
	struct block block; /* its descriptor is inherited by the workers */
	struct stage_head *head;
	struct stage_mark *marks; /* one a worker */
	void *shared;		  /* zeroed, on a CPU_BLOCK of its own */
	char *slots;		  /* zeroed, one a worker, each on a CPU_BLOCK of its own */
	size_t slot_size;
	struct team team;
	unsigned mortal; /* the worker whose death belongs to the demo; UINT_MAX: nobody */
	team_life *life;
	void *context;
};

enum stage_end {
	STAGE_DONE,	  /* all have left well, but for the mortal one */
	STAGE_STUCK,	  /* the watchdog: nobody made a step for its time; they still live */
	STAGE_DIED,	  /* a worker has failed, having said why, or was killed by somebody */
	STAGE_INTERRUPTED /* by a signal */
};

/* Memory for so many workers. 0 or -errno having said why. */
int stage_open(struct stage *stage, const struct demo_plan *plan, unsigned workers, size_t shared,
	       size_t slot);
void *stage_slot(const struct stage *stage, unsigned index);

/* Forks the workers: each lives life(context, index), which must pass stage_await(). 0 or -errno having said why. */
int stage_fork(struct stage *stage, team_life *life, void *context);
/* Waits until all have come to stage_await(). */
enum stage_end stage_gather(struct stage *stage);
/* Lets them go together, and returns at once. */
void stage_go(struct stage *stage);
/* The same, then waits until they have left. */
enum stage_end stage_play(struct stage *stage);
/* All three; a failed fork is STAGE_DIED, and one that is stuck is said. */
enum stage_end stage_run(struct stage *stage, team_life *life, void *context);
/* The end as an error: 0; -EINTR: interrupted; -ETIMEDOUT: stuck, having said so; -ECHILD: died. */
int stage_error(enum stage_end end);

/* From the first start to the last end of a worker, ns. After stage_play(). */
uint64_t stage_took(const struct stage *stage);
/* Ends the workers, frees the memory. A zeroed struct is fine. */
void stage_close(struct stage *stage);

/* For the workers. Sleeps until all are there; this is where they start together. */
void stage_await(struct stage *stage, unsigned index);
/* Tells the watchdog that it goes on. */
void stage_step(struct stage *stage, unsigned index);

#endif
