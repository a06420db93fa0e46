/* SPDX-License-Identifier: MIT */
/* Lays out the arena: control, counter, strategy state, workers' states and slots, each on pages of its own. */
#include "run/arena.h"

#include <string.h>
#include <unistd.h>

/* Where in its slice of the last-level cache a line lies depends on its physical address: the counter's place is drawn
 * anew for each trial, so that the interval holds that variation. */
#define COUNTER_PLACES 256

static size_t round_up(size_t size, size_t step)
{
	return (size + step - 1) / step * step;
}

int arena_open(struct arena *arena, const struct cell *cell, unsigned slices, uint64_t random)
{
	const struct strategy *strategy = cell->strategy;
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t workers = cell->shape.workers;
	const size_t shared = strategy->shared_size ? strategy->shared_size(&cell->shape) : 0;

	memset(arena, 0, sizeof(*arena));
	arena->counter_offset = random % COUNTER_PLACES * CPU_BLOCK;
	arena->stride = round_up(strategy->mine_size, CPU_BLOCK);
	arena->slot_size = round_up(sizeof(struct slot) + (slices + 1) * sizeof(struct edge), page);

	const size_t data_at = round_up(sizeof(struct control), page);
	const size_t shared_at = data_at + arena->counter_offset + CPU_BLOCK;
	const size_t data_end =
		data_at + (COUNTER_PLACES + 1) * CPU_BLOCK + round_up(shared, CPU_BLOCK);
	const size_t mine_at = round_up(data_end, page);
	const size_t slots_at = round_up(mine_at + workers * arena->stride, page);
	int error = block_create(&arena->block, slots_at + workers * arena->slot_size);

	if (error)
		return error;
	char *base = arena->block.base;

	arena->control = (struct control *)(void *)base;
	arena->counter = base + data_at + arena->counter_offset;
	arena->shared = shared ? base + shared_at : NULL;
	arena->mine = arena->stride ? base + mine_at : NULL;
	arena->slots = base + slots_at;
	error = block_reserve(&arena->block, 0, arena->block.size);
	if (!error)
		error = block_unlink(&arena->block);
	if (error)
		arena_close(arena);
	return error;
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
