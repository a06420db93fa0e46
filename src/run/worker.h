/* SPDX-License-Identifier: MIT */
/* A worker's life: bind, prove it, arrive, wait for the common start, run bursts to the end, prove it again, leave. */
#ifndef RUN_WORKER_H
#define RUN_WORKER_H

#include "run/arena.h"

struct worker_job {
	const struct cell *cell;
	const struct trial_setup *setup;
	const struct arena *arena;
	struct timing timing; /* of this cell */
	uint64_t seed;
};

/* The life of worker `index`, in its own process. Everything it learns is in its slot when it returns. */
void worker_live(const struct worker_job *job, unsigned index);

/* Sleeping and waking on a word of shared memory. */
void worker_futex_wait(_Atomic uint32_t *word, uint32_t while_it_is);
void worker_futex_wake_all(_Atomic uint32_t *word);

#endif
