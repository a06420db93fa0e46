/* SPDX-License-Identifier: MIT */
/* Orders of the usable PUs. Not hwloc_distrib(): its sets for N and N + 1 workers are not nested. */
#include "machine/place.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/calc.h"
#include "machine/hw.h"
#include "machine/pairs.h"
#include "machine/pulist.h"

#define LIST "cpus:"

static int order_compact(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	(void)why;
	(void)size;
	for (unsigned i = 0; i < topo->n; i++)
		pu[i] = topo->pus[i].os;
	return (int)topo->n;
}

static unsigned ranks(const struct topo *topo)
{
	unsigned most = 0;

	for (unsigned i = 0; i < topo->n; i++)
		if (topo->pus[i].rank > most)
			most = topo->pus[i].rank;
	return most + 1;
}

static int order_cores(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	unsigned n = 0;

	(void)why;
	(void)size;
	for (unsigned rank = 0; rank < ranks(topo); rank++)
		for (unsigned i = 0; i < topo->n; i++)
			if (topo->pus[i].rank == rank)
				pu[n++] = topo->pus[i].os;
	return (int)n;
}

/* A PU in an order of its subtree, as seen by the object above: its turn there, and which child it came from. */
struct seat {
	unsigned os;
	size_t turn, child;
};

static int by_turn(const void *left, const void *right)
{
	const struct seat *a = left, *b = right;

	if (a->turn != b->turn)
		return a->turn < b->turn ? -1 : 1;
	return a->child < b->child ? -1 : a->child > b->child;
}

/* Nested round robin: the first PU of each child's order, then the second of each, and so on. Children are the
 * ordinary ones: memory, devices and Misc hang elsewhere. Returns how many PUs of that rank lie below. */
static size_t deal(const struct topo *topo, hwloc_obj_t obj, unsigned rank, struct seat *seat)
{
	size_t n = 0;

	if (obj->type == HWLOC_OBJ_PU) {
		const struct pu *pu = topo_pu(topo, obj->os_index);

		/* No order takes the isolated ones. */
		if (!hw_usable(topo, pu) || pu->rank != rank)
			return 0;
		seat->os = pu->os;
		return 1;
	}
	for (unsigned child = 0; child < obj->arity; child++) {
		size_t got = deal(topo, obj->children[child], rank, seat + n);

		for (size_t turn = 0; turn < got; turn++) {
			seat[n + turn].turn = turn;
			seat[n + turn].child = child;
		}
		n += got;
	}
	qsort(seat, n, sizeof(*seat), by_turn);
	return n;
}

static int order_scatter(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	struct seat *seat = calloc(topo->n, sizeof(*seat));
	unsigned n = 0;

	(void)why;
	(void)size;
	if (!seat)
		return fail("memory for a placement");
	for (unsigned rank = 0; rank < ranks(topo); rank++) {
		size_t got = deal(topo, hwloc_get_root_obj(topo->hw), rank, seat);

		for (size_t i = 0; i < got; i++)
			pu[n++] = seat[i].os;
	}
	free(seat);
	return (int)n;
}

/* The first PU of each object whose number is the member at `offset`; 0: no PU has one. */
static int order_of_each(const struct topo *topo, size_t offset, unsigned *pu)
{
	hwloc_bitmap_t const seen = hwloc_bitmap_alloc();
	int n = 0;

	if (!seen) {
		errno = ENOMEM;
		return fail("memory for a placement");
	}
	for (unsigned i = 0; i < topo->n; i++) {
		const char *const member = (const char *)&topo->pus[i] + offset;
		const unsigned value = *(const unsigned *)(const void *)member;

		if (value == TOPO_NONE || hwloc_bitmap_isset(seen, value))
			continue;
		hwloc_bitmap_set(seen, value);
		pu[n++] = topo->pus[i].os;
	}
	hwloc_bitmap_free(seen);
	return n;
}

static int refuse(char *why, size_t size, const char *reason)
{
	snprintf(why, size, "%s", reason);
	return -EINVAL;
}

static int order_l3(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	const int n = order_of_each(topo, offsetof(struct pu, l3), pu);

	return n ? n : refuse(why, size, hw_no_l3(topo));
}

static int order_numa(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	const int n = order_of_each(topo, offsetof(struct pu, node), pu);

	return n ? n : refuse(why, size, "this machine reports no NUMA node");
}

static int order_package(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	const int n = order_of_each(topo, offsetof(struct pu, package), pu);

	return n ? n : refuse(why, size, "this machine reports no package");
}

static const struct placement placements[] = {
	{ .name = "cores",
	  .summary = "one PU of each core first, then the cores' second threads",
	  .order = order_cores },
	{ .name = "compact",
	  .summary = "closest first: the threads of a core, then the next core",
	  .order = order_compact },
	{ .name = "scatter",
	  .summary = "furthest first: packages in turn, within each its caches in turn",
	  .order = order_scatter },
	{ .name = "l3",
	  .summary = "one PU of each L3 cache",
	  .unit = "L3 cache",
	  .order = order_l3 },
	{ .name = "numa",
	  .summary = "one PU of each NUMA node",
	  .unit = "NUMA node",
	  .order = order_numa },
	{ .name = "package",
	  .summary = "one PU of each package",
	  .unit = "package",
	  .order = order_package },
	{ .name = "smt",
	  .summary = "two workers: the threads of a core",
	  .pair = true,
	  .order = pairs_smt },
	{ .name = "same-l2",
	  .summary = "two workers: cores that share an L2 cache",
	  .pair = true,
	  .order = pairs_same_l2 },
	{ .name = "same-l3",
	  .summary = "two workers: cores that share an L3 cache, and nothing closer",
	  .pair = true,
	  .order = pairs_same_l3 },
	{ .name = "cross-l3",
	  .summary = "two workers: two L3 caches of a package",
	  .pair = true,
	  .order = pairs_cross_l3 },
	{ .name = "cross-node",
	  .summary = "two workers: two NUMA nodes of a package",
	  .pair = true,
	  .order = pairs_cross_node },
	{ .name = "cross-package",
	  .summary = "two workers: two packages",
	  .pair = true,
	  .order = pairs_cross_package },
};

const struct placement *placement_at(size_t i)
{
	return i < sizeof(placements) / sizeof(*placements) ? &placements[i] : NULL;
}

const struct placement *placement_find(const char *name)
{
	const struct placement *placement;

	for (size_t i = 0; (placement = placement_at(i)) != NULL; i++)
		if (strcmp(placement->name, name) == 0)
			return placement;
	return NULL;
}

bool placement_is_pair(const struct placement *placement)
{
	return placement->pair;
}

static int order_list(const struct topo *topo, const char *name, unsigned **pu, char *why,
		      size_t size)
{
	const char *phrase;
	int n = pulist_parse(name + strlen(LIST), pu, &phrase);

	if (n == -ENOMEM) {
		errno = ENOMEM;
		return fail("memory for a placement");
	}
	if (n < 0)
		return refuse(why, size, phrase);
	for (int i = 0; i < n; i++) {
		phrase = topo_refusal(topo, (*pu)[i]);
		if (!phrase)
			continue;
		snprintf(why, size, "PU %u is %s", (*pu)[i], phrase);
		free(*pu);
		*pu = NULL;
		return -EINVAL;
	}
	return n;
}

/* What a named order leaves out or cannot tell apart; said once, since every placement of a plan would repeat it. */
static void say_once(const struct topo *topo, const struct placement *placement)
{
	static bool said_isolated, said_coreless;
	unsigned isolated, spare[64];
	char list[128];
	const struct pu *pus = topo_isolated(topo, &isolated);

	if (isolated && !said_isolated) {
		unsigned shown = isolated < 64 ? isolated : 64;

		for (unsigned i = 0; i < shown; i++)
			spare[i] = pus[i].os;
		pulist_print(spare, shown, list, sizeof(list));
		warn("PUs %s are isolated (isolcpus) and left out: only a list such as cpus:%u "
		     "takes them",
		     list, spare[0]);
		said_isolated = true;
	}
	if (placement->order == order_cores && topo->pus[0].core == TOPO_NONE && !said_coreless) {
		warn("this machine reports no cores: placement cores is the same as compact");
		said_coreless = true;
	}
}

int place_try(const struct topo *topo, const char *name, unsigned **pu, char *why, size_t size)
{
	const struct placement *placement = placement_find(name);
	int n;

	*pu = NULL;
	if (strncmp(name, LIST, strlen(LIST)) == 0)
		return order_list(topo, name, pu, why, size);
	if (!placement && !strchr(name, ':'))
		return refuse(why, size, "no placement is called so (contend list placements)");
	*pu = malloc((topo->n + 2) * sizeof(**pu));
	if (!*pu)
		return fail("memory for a placement");
	if (placement) {
		say_once(topo, placement);
		n = placement->order(topo, *pu, why, size);
	} else {
		n = calc_order(topo, name, *pu, why, size);
	}
	if (n < 0) {
		free(*pu);
		*pu = NULL;
	}
	return n;
}

int place_order(const struct topo *topo, const char *name, unsigned **pu)
{
	char why[512];
	const int n = place_try(topo, name, pu, why, sizeof(why));

	return n == -EINVAL ? misuse("placement %s: %s", name, why) : n;
}
