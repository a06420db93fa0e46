/* SPDX-License-Identifier: MIT */
/* The arena: the one block of shared memory of a trial, and who writes what in it. */
#ifndef RUN_ARENA_H
#define RUN_ARENA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cpu.h"
#include "run/trial.h"
#include "share/block.h"
#include "strategy/strategy.h"

/* Start and end of a team's run. Read-mostly during it. */
struct control {
	/* written by the coordinator */
	_Alignas(CPU_BLOCK) _Atomic uint64_t t_start; /* tick of the common start; 0: not yet */
	_Atomic uint32_t go; /* futex that the workers sleep on until then */
	_Alignas(CPU_BLOCK) _Atomic uint32_t abort;
	/* written by the workers */
	_Alignas(CPU_BLOCK) _Atomic uint32_t arrived;
};

enum slot_state { SLOT_EMPTY, SLOT_ARRIVED, SLOT_DONE, SLOT_ABORTED, SLOT_UNBOUND };

/* What a worker tells. Written by its worker only, on pages that nobody else touches before it has left. */
struct slot {
	_Alignas(CPU_BLOCK) _Atomic uint32_t state;
	int error; /* -errno of binding, in SLOT_UNBOUND */
	bool moved, clock_jumped;
	struct worker_record record; /* its edges pointer is not used here */
	struct edge edges[];	     /* slices + 1 */
};

struct arena {
	struct block block;
	struct control *control;
	void *counter, *shared; /* shared: NULL if the strategy has none */
	char *mine;		/* workers' own states, one a `stride`; NULL if it has none */
	size_t stride;
	char *slots;
	size_t slot_size;
	uint64_t counter_offset; /* in the range it was drawn from, bytes */
};

/* Opens an arena for a cell, already without a name. `random` chooses the counter's place among 256. 0 or -errno. */
int arena_open(struct arena *arena, const struct cell *cell, unsigned slices, uint64_t random);
void arena_close(struct arena *arena); /* a zeroed struct is fine */
struct slot *arena_slot(const struct arena *arena, unsigned worker);
struct view arena_view(const struct arena *arena, unsigned worker);

#endif
