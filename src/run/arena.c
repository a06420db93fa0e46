/* SPDX-License-Identifier: MIT */
/* Lays out the arena: control, counter, strategy state, workers' states and slots, each on pages of its own. */
#include "run/arena.h"

#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "run/pages.h"

/* Where in its slice of the last-level cache a line lies depends on its physical address: the counter's place is drawn
 * anew for each trial, so that the interval holds that variation. */
#define COUNTER_PLACES 256

static size_t round_up(size_t size, size_t step)
{
	return (size + step - 1) / step * step;
}

/* Where things begin, bytes; each on a page of its own. */
struct layout {
	const struct cell *cell;
	const struct topo *topo;
	size_t page, data_at, mine_at, slots_at, size;
	size_t shared, stride, slot_size; /* 0: the strategy has none */
};

/* The home, where a worker's own node may not hold its memory. */
static unsigned node_of_worker(const struct layout *layout, size_t worker)
{
	static bool said;
	const unsigned home = layout->cell->home;
	const struct pu *pu = topo_pu(layout->topo, layout->cell->pus[worker]);
	const char *refusal;

	if (home == TOPO_NONE || !pu || pu->node == TOPO_NONE)
		return home;
	refusal = home_refusal(layout->topo, pu->node);
	if (!refusal)
		return pu->node;
	if (!said)
		warn("node %u of PU %u is %s: what its worker notes lies on node %u", pu->node,
		     pu->os, refusal, home);
	said = true;
	return home;
}

/* States may share a page: it is on the node of its workers if they have one in common. */
static unsigned node_of_page(const void *context, size_t offset)
{
	const struct layout *const layout = context;
	size_t worker, last;

	if (offset < layout->mine_at)
		return layout->cell->home;
	if (offset >= layout->slots_at)
		return node_of_worker(layout, (offset - layout->slots_at) / layout->slot_size);
	worker = (offset - layout->mine_at) / layout->stride;
	last = (offset + layout->page - 1 - layout->mine_at) / layout->stride;
	const unsigned node = node_of_worker(layout, worker);

	while (++worker <= last && worker < layout->cell->shape.workers)
		if (node_of_worker(layout, worker) != node)
			return layout->cell->home;
	return node;
}

static void lay_out(struct layout *layout, const struct cell *cell, const struct topo *topo,
		    unsigned slices)
{
	const struct strategy *const strategy = cell->strategy;
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t workers = cell->shape.workers;

	*layout = (struct layout){
		.cell = cell,
		.topo = topo,
		.page = page,
		.shared = strategy->shared_size ? strategy->shared_size(&cell->shape) : 0,
		.stride = round_up(strategy->mine_size, CPU_BLOCK),
		.slot_size =
			round_up(sizeof(struct slot) + (slices + 1) * sizeof(struct edge), page),
		.data_at = round_up(sizeof(struct control), page),
	};
	layout->mine_at = round_up(layout->data_at + (COUNTER_PLACES + 1) * CPU_BLOCK +
					   round_up(layout->shared, CPU_BLOCK),
				   page);
	layout->slots_at = round_up(layout->mine_at + workers * layout->stride, page);
	layout->size = layout->slots_at + workers * layout->slot_size;
}

/* Policy, then memory: reserving it is its first touch. */
static int back(struct arena *arena, const struct layout *layout)
{
	int error =
		pages_back(&arena->block, layout->topo, node_of_page, layout, &arena->home_placed);

	if (!error)
		error = block_unname(&arena->block);
	if (!error)
		arena_verify(arena, layout->topo);
	return error;
}

int arena_open(struct arena *arena, const struct cell *cell, const struct topo *topo,
	       unsigned slices, uint64_t random)
{
	struct layout layout;
	int error;

	lay_out(&layout, cell, topo, slices);
	memset(arena, 0, sizeof(*arena));
	error = block_open(&arena->block, layout.size);
	if (error)
		return error;
	char *const base = arena->block.base;

	arena->counter_offset = random % COUNTER_PLACES * CPU_BLOCK;
	arena->control = (struct control *)(void *)base;
	arena->counter = base + layout.data_at + arena->counter_offset;
	arena->shared = layout.shared ? (char *)arena->counter + CPU_BLOCK : NULL;
	arena->stride = layout.stride;
	arena->mine = layout.stride ? base + layout.mine_at : NULL;
	arena->slots = base + layout.slots_at;
	arena->slot_size = layout.slot_size;
	arena->home_at = layout.data_at;
	arena->home_size = layout.mine_at - layout.data_at;
	arena->home = cell->home;
	arena->home_verified = TOPO_NONE;
	error = back(arena, &layout);
	if (error)
		arena_close(arena);
	return error;
}

void arena_verify(struct arena *arena, const struct topo *topo)
{
	unsigned node;
	enum home_by by;

	if (arena->home == TOPO_NONE || arena->strayed)
		return;
	home_ask(topo, (char *)arena->block.base + arena->home_at, arena->home_size,
		 arena->block.fd, arena->home_at, &node, &by);
	if (by == HOME_BY_NONE)
		return;
	arena->home_verified = node;
	arena->home_by = by;
	arena->strayed = node != arena->home;
}

void arena_close(struct arena *arena)
{
	block_close(&arena->block);
	memset(arena, 0, sizeof(*arena));
}

struct slot *arena_slot(const struct arena *arena, unsigned worker)
{
	return (struct slot *)(void *)(arena->slots + worker * arena->slot_size);
}

struct view arena_view(const struct arena *arena, unsigned worker)
{
	return (struct view){
		.counter = arena->counter,
		.shared = arena->shared,
		.mine = arena->mine ? arena->mine + worker * arena->stride : NULL,
		.stride = arena->stride,
		.worker = worker,
	};
}
