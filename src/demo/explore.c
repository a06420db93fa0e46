/* SPDX-License-Identifier: MIT */
/* States in layers, one layer a step: where each worker is, what it has loaded, what the counter holds. Workers are alike, so
 * a state is kept with its workers sorted, and stands for all that differ by their order. */
#include "demo/explore.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EMPTY UINT32_MAX

/* place: steps done; loaded: between a load and its store, else 0. */
struct seat {
	uint8_t place_low, place_high, loaded, unused;
};
struct state {
	struct seat seats[EXPLORE_WORKERS_MAX];
	uint32_t counter;
};
struct node {
	struct state state;
	uint32_t parent; /* by which it was first reached */
	uint32_t seat;	 /* that stepped */
	explore_count count;
};

struct search {
	struct explore *explore;
	struct node *nodes;
	size_t n, room;
	uint32_t *table; /* of the layer that grows: places in nodes, or EMPTY */
	size_t slots;	 /* a power of two */
	size_t layer;	 /* where it begins */
};

static unsigned place_of(const struct seat *seat)
{
	return seat->place_low | (unsigned)seat->place_high << 8;
}

static unsigned steps_of(const struct explore *explore)
{
	return explore->increments * (explore->whole ? 1 : 2);
}

/* Lets the worker of that seat make its next step. */
static void step(const struct explore *explore, struct state *state, unsigned seat)
{
	struct seat *const own = &state->seats[seat];
	const unsigned place = place_of(own);

	if (explore->whole) {
		state->counter++;
	} else if (place % 2 == 0) {
		own->loaded = (uint8_t)state->counter;
	} else {
		state->counter = own->loaded + 1U;
		own->loaded = 0;
	}
	own->place_low = (uint8_t)((place + 1) & 255);
	own->place_high = (uint8_t)((place + 1) >> 8);
}

static uint32_t key_of(const struct seat *seat)
{
	return place_of(seat) << 8 | seat->loaded;
}

/* Sorts the seats; whose[i]: the worker that seat i is of; NULL: nobody asks. */
static void sort(struct state *state, unsigned workers, unsigned *whose)
{
	for (unsigned i = 1; i < workers; i++)
		for (unsigned j = i; j && key_of(&state->seats[j - 1]) > key_of(&state->seats[j]);
		     j--) {
			const struct seat seat = state->seats[j];

			state->seats[j] = state->seats[j - 1];
			state->seats[j - 1] = seat;
			if (whose) {
				const unsigned worker = whose[j];

				whose[j] = whose[j - 1];
				whose[j - 1] = worker;
			}
		}
}

/* Source of the constants: FNV-1a, Fowler, Noll, Vo. */
static uint64_t hash(const struct state *state)
{
	const unsigned char *const bytes = (const unsigned char *)state;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < sizeof(*state); i++)
		hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 29;
}

static int grow_table(struct search *search)
{
	free(search->table);
	search->slots = search->slots ? search->slots * 2 : 4096;
	search->table = malloc(search->slots * sizeof(*search->table));
	if (!search->table)
		return -ENOMEM;
	memset(search->table, 0xff, search->slots * sizeof(*search->table));
	for (size_t i = search->layer; i < search->n; i++) {
		size_t slot = hash(&search->nodes[i].state) & (search->slots - 1);

		while (search->table[slot] != EMPTY)
			slot = (slot + 1) & (search->slots - 1);
		search->table[slot] = (uint32_t)i;
	}
	return 0;
}

static int grow_nodes(struct search *search)
{
	struct node *nodes;

	if (search->n >= EXPLORE_STATES_MAX)
		return -E2BIG;
	if (search->n < search->room)
		return 0;
	search->room = search->room ? search->room * 2 : 1024;
	nodes = realloc(search->nodes, search->room * sizeof(*nodes));
	if (!nodes)
		return -ENOMEM;
	search->nodes = nodes;
	return 0;
}

/* Adds count schedules that reach a state of the growing layer. */
static int reach(struct search *search, const struct state *state, explore_count count,
		 uint32_t parent, unsigned seat)
{
	size_t slot = hash(state) & (search->slots - 1);
	int error;

	for (; search->table[slot] != EMPTY; slot = (slot + 1) & (search->slots - 1)) {
		struct node *const node = &search->nodes[search->table[slot]];

		if (!memcmp(&node->state, state, sizeof(*state)))
			return __builtin_add_overflow(node->count, count, &node->count) ? -EOVERFLOW
											: 0;
	}
	error = grow_nodes(search);
	if (error)
		return error;
	search->table[slot] = (uint32_t)search->n;
	search->nodes[search->n++] =
		(struct node){ .state = *state, .parent = parent, .seat = seat, .count = count };
	if ((search->n - search->layer) * 2 > search->slots)
		return grow_table(search);
	return 0;
}

/* All steps from one state. */
static int expand(struct search *search, uint32_t from)
{
	const struct explore *const explore = search->explore;
	int error = 0;

	for (unsigned seat = 0; !error && seat < explore->workers; seat++) {
		struct state state = search->nodes[from].state;

		if (place_of(&state.seats[seat]) == steps_of(explore))
			continue;
		step(explore, &state, seat);
		sort(&state, explore->workers, NULL);
		error = reach(search, &state, search->nodes[from].count, from, seat);
	}
	return error;
}

static int explore_layers(struct search *search)
{
	const size_t layers = (size_t)steps_of(search->explore) * search->explore->workers;
	int error = grow_nodes(search);

	if (error)
		return error;
	search->nodes[search->n++] = (struct node){ .parent = EMPTY, .count = 1 };
	for (size_t i = 0; !error && i < layers; i++) {
		const size_t from = search->layer, to = search->n;

		search->layer = to;
		search->slots /= 2;
		error = grow_table(search);
		for (size_t node = from; !error && node < to; node++)
			error = expand(search, (uint32_t)node);
	}
	return error;
}

/* The path to a node, replayed with the workers told apart. */
static int replay(struct search *search, uint32_t node)
{
	struct explore *const explore = search->explore;
	const size_t n = (size_t)steps_of(explore) * explore->workers;
	uint32_t *const seats = calloc(n ? n : 1, sizeof(*seats));
	unsigned whose[EXPLORE_WORKERS_MAX];
	struct state state = { 0 };

	explore->steps = calloc(2 * n, sizeof(*explore->steps));
	if (!seats || !explore->steps) {
		free(seats);
		return -ENOMEM;
	}
	for (size_t i = n; i--; node = search->nodes[node].parent)
		seats[i] = search->nodes[node].seat;
	for (unsigned i = 0; i < explore->workers; i++)
		whose[i] = i;
	for (size_t i = 0; i < n; i++) {
		const unsigned seat = seats[i];
		const unsigned worker = whose[seat];
		const bool store = place_of(&state.seats[seat]) % 2;

		if (explore->whole)
			explore->steps[explore->n_steps++] =
				(struct explore_step){ worker, false, state.counter };
		step(explore, &state, seat);
		explore->steps[explore->n_steps++] =
			(struct explore_step){ worker, explore->whole || store, state.counter };
		sort(&state, explore->workers, whose);
	}
	free(seats);
	return 0;
}

static int account(struct search *search)
{
	struct explore *const explore = search->explore;
	uint32_t least = EMPTY;

	explore->states = search->n;
	explore->min = EXPLORE_VALUE_MAX;
	for (size_t i = search->layer; i < search->n; i++) {
		const struct node *const node = &search->nodes[i];
		const unsigned value = node->state.counter;

		explore->ends[value] += node->count;
		if (__builtin_add_overflow(explore->schedules, node->count, &explore->schedules))
			return -EOVERFLOW;
		explore->max = value > explore->max ? value : explore->max;
		if (value <= explore->min) {
			explore->min = value;
			least = (uint32_t)i;
		}
	}
	return replay(search, least);
}

/* How many bits the number of schedules has: (n s)! / s!^n, n workers of s steps. Known before a state is made. */
static double bits_of(const struct explore *explore)
{
	const double n = explore->workers, s = steps_of(explore);

	return (lgamma(n * s + 1) - n * lgamma(s + 1)) / log(2);
}

int explore_all(struct explore *explore, unsigned workers, unsigned increments, bool whole)
{
	struct search search = { .explore = explore };
	int error = 0;

	*explore = (struct explore){ .workers = workers, .increments = increments, .whole = whole };
	if (!workers || workers > EXPLORE_WORKERS_MAX || !increments ||
	    increments > EXPLORE_VALUE_MAX / workers)
		return -ERANGE;
	if (bits_of(explore) > 128)
		return -EOVERFLOW;
	error = grow_table(&search);
	if (!error)
		error = explore_layers(&search);
	if (!error)
		error = account(&search);
	free(search.nodes);
	free(search.table);
	if (error)
		explore_free(explore);
	return error;
}

void explore_free(struct explore *explore)
{
	free(explore->steps);
	memset(explore, 0, sizeof(*explore));
}

void explore_count_text(char *text, size_t size, explore_count count)
{
	char digits[40];
	size_t at = sizeof(digits);

	digits[--at] = '\0';
	do {
		digits[--at] = (char)('0' + (int)(count % 10));
		count /= 10;
	} while (count);
	for (size_t i = 0; i < size; i++) {
		text[i] = digits[at + i];
		if (!text[i])
			return;
	}
	if (size)
		text[size - 1] = '\0';
}
