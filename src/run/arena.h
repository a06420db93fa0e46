/* SPDX-License-Identifier: MIT */
/* The arena: the one block of shared memory of a trial, and who writes what in it. */
#ifndef RUN_ARENA_H
#define RUN_ARENA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cpu.h"
#include "machine/home.h"
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
	/* The pages of counter and strategy state, and where they are. */
	size_t home_at, home_size; /* bytes of the block */
	unsigned home;		   /* node asked for; TOPO_NONE: the machine has none */
	enum home_placed home_placed;
	unsigned home_verified; /* node where they were seen; TOPO_NONE: on several, or not seen */
	enum home_by home_by;	/* HOME_BY_NONE: not seen */
	bool strayed;		/* they were seen elsewhere than on `home` */
};

/* Opens an arena for a cell, already without a name: counter and strategy state on the cell's home, slots and workers'
 * own states on the nodes of their PUs, where these may hold memory. `random` chooses the counter's place among 256.
 * Looks where the home's pages are. 0; -EOPNOTSUPP in silence: the home has no CPU of ours, and the kernel refuses to
 * place memory otherwise; other -errno having said why. */
int arena_open(struct arena *arena, const struct cell *cell, const struct topo *topo,
	       unsigned slices, uint64_t random);
/* Looks again, at the end of a trial. What was seen to be wrong stays so. */
void arena_verify(struct arena *arena, const struct topo *topo);
void arena_close(struct arena *arena); /* a zeroed struct is fine */
struct slot *arena_slot(const struct arena *arena, unsigned worker);
struct view arena_view(const struct arena *arena, unsigned worker);

#endif
