/* SPDX-License-Identifier: MIT */
/* The classes of all pairs of PUs, counted without a look at each pair. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/fail.h"
#include "machine/hw.h"
#include "machine/relation.h"

/* PUs that no relation tells apart. */
struct crowd {
	unsigned node, kind, n;
	unsigned first; /* its place in the logical order */
};

/* Classes as they are found, some several times; a and b are places in the logical order. */
struct census {
	const struct topo *topo;
	struct relation_class *at;
	size_t n, room;
	bool no_memory;
};

static bool earlier(const struct relation_class *a, const struct relation_class *b)
{
	return a->a != b->a ? a->a < b->a : a->b < b->b;
}

/* Takes `more` into a class that is the same. */
static void merge(struct relation_class *class, const struct relation_class *more)
{
	class->pairs += more->pairs;
	if (earlier(more, class)) {
		class->a = more->a;
		class->b = more->b;
	}
}

static void note(struct census *census, const struct relation_class *class)
{
	struct relation_class *const last = census->n ? &census->at[census->n - 1] : NULL;

	if (last && !relation_compare(&last->relation, &class->relation)) {
		merge(last, class);
		return;
	}
	if (census->n == census->room) {
		const size_t room = 2 * census->room + 64;
		struct relation_class *const at = realloc(census->at, room * sizeof(*at));

		census->no_memory |= !at;
		if (!at)
			return;
		census->at = at;
		census->room = room;
	}
	census->at[census->n++] = *class;
}

/* All of one crowd with all of another: each pair is related as their first are. */
static void meet(struct census *census, const struct crowd *a, const struct crowd *b)
{
	const struct pu *const pus = census->topo->pus;
	const unsigned example[] = { pus[a->first].os, pus[b->first].os };
	struct relation_class class = { .pairs = (unsigned long)a->n * b->n,
					.a = a->first,
					.b = b->first };

	relation_among(census->topo, example, 2, &class.relation);
	note(census, &class);
}

/* Adds a crowd to n; those of the same node and kind become one. Returns how many there are then. */
static size_t join(struct crowd *crowds, size_t n, const struct crowd *more)
{
	size_t i = 0;

	while (i < n && (crowds[i].node != more->node || crowds[i].kind != more->kind))
		i++;
	if (i < n)
		crowds[i].n += more->n;
	else
		crowds[n++] = *more;
	return n;
}

/* Counts the pairs that lie below an object, without looking at each: two PUs have that object in common below which they
 * are in different children. Returns the crowds below it, at most as many as PUs. */
static size_t count(struct census *census, hwloc_obj_t obj, struct crowd *crowds)
{
	const struct topo *const topo = census->topo;
	size_t n = 0;

	if (obj->type == HWLOC_OBJ_PU) {
		const struct pu *const pu = topo_pu(topo, obj->os_index);

		if (!hw_usable(topo, pu))
			return 0;
		*crowds = (struct crowd){ pu->node, pu->kind, 1, (unsigned)(pu - topo->pus) };
		return 1;
	}
	for (unsigned child = 0; child < obj->arity; child++) {
		struct crowd *const theirs = crowds + n;
		const size_t got = count(census, obj->children[child], theirs), before = n;

		for (size_t i = 0; i < before; i++)
			for (size_t j = 0; j < got; j++)
				meet(census, &crowds[i], &theirs[j]);
		for (size_t j = 0; j < got; j++) {
			const struct crowd one = theirs[j];

			n = join(crowds, n, &one);
		}
	}
	return n;
}

static int by_closeness(const void *left, const void *right)
{
	const struct relation_class *const a = left, *const b = right;

	return relation_compare(&a->relation, &b->relation);
}

/* Sorts the classes and makes those that are the same one; their PUs get the kernel's numbers. */
static void sum_up(struct census *census)
{
	size_t n = 0;

	if (census->n)
		qsort(census->at, census->n, sizeof(*census->at), by_closeness);
	for (size_t i = 0; i < census->n; i++) {
		if (n && !by_closeness(&census->at[n - 1], &census->at[i]))
			merge(&census->at[n - 1], &census->at[i]);
		else
			census->at[n++] = census->at[i];
	}
	census->n = n;
	for (size_t i = 0; i < n; i++) {
		census->at[i].a = census->topo->pus[census->at[i].a].os;
		census->at[i].b = census->topo->pus[census->at[i].b].os;
	}
}

int relation_classes(const struct topo *topo, struct relation_class **classes, size_t *n)
{
	struct census census = { .topo = topo };
	struct crowd *const crowds = calloc(topo->n, sizeof(*crowds));

	*classes = NULL;
	*n = 0;
	if (crowds)
		count(&census, hwloc_get_root_obj(topo->hw), crowds);
	if (!crowds || census.no_memory) {
		free(crowds);
		free(census.at);
		errno = ENOMEM;
		return fail("memory for the relations of PUs");
	}
	free(crowds);
	sum_up(&census);
	*classes = census.at;
	*n = census.n;
	return 0;
}
