/* SPDX-License-Identifier: MIT */
/* Relations of PUs, and the classes of pairs that a machine has. */
#include "machine/relation.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/hw.h"

/* The field's words: a core's threads are SMT siblings; caches by level; else what hwloc calls it, in lower case. */
static void name_of(hwloc_obj_t obj, char *name, size_t size)
{
	static const struct {
		hwloc_obj_type_t type;
		const char *name;
	} short_names[] = {
		{ HWLOC_OBJ_PU, "same-pu" }, { HWLOC_OBJ_CORE, "smt" },
		{ HWLOC_OBJ_L1CACHE, "l1" }, { HWLOC_OBJ_L2CACHE, "l2" },
		{ HWLOC_OBJ_L3CACHE, "l3" }, { HWLOC_OBJ_L4CACHE, "l4" },
		{ HWLOC_OBJ_L5CACHE, "l5" },
	};
	const char *word = hwloc_obj_type_string(obj->type);

	for (size_t i = 0; i < sizeof(short_names) / sizeof(short_names[0]); i++)
		if (short_names[i].type == obj->type)
			word = short_names[i].name;
	if (obj->subtype && obj->subtype[0] && obj->type != HWLOC_OBJ_PU &&
	    obj->type != HWLOC_OBJ_CORE)
		word = obj->subtype;
	snprintf(name, size, "%s", word);
	for (char *letter = name; *letter; letter++)
		*letter = (char)tolower((unsigned char)*letter);
}

static void widen_kind(struct relation *relation, const struct pu *pu)
{
	if (pu->kind == TOPO_NONE || relation->kind_low == TOPO_NONE) {
		relation->kind_low = relation->kind_high = TOPO_NONE;
		return;
	}
	if (pu->kind < relation->kind_low)
		relation->kind_low = pu->kind;
	if (pu->kind > relation->kind_high)
		relation->kind_high = pu->kind;
}

/* Takes another node into the relation; `nodes` are those seen so far, each once. */
static size_t widen_nodes(const struct topo *topo, struct relation *relation, unsigned node,
			  unsigned *nodes, size_t n, size_t room)
{
	if (node == TOPO_NONE) {
		relation->node = NODE_UNKNOWN;
		relation->distance = TOPO_NONE;
		return n;
	}
	for (size_t i = 0; i < n; i++)
		if (nodes[i] == node)
			return n;
	if (n && relation->node == NODE_SAME)
		relation->node = NODE_OTHER;
	if (!n && relation->node == NODE_SAME)
		relation->distance = topo_distance(topo, node, node);
	for (size_t i = 0; i < n; i++) {
		const unsigned distance = topo_distance(topo, nodes[i], node);

		if (distance == TOPO_NONE)
			relation->distance = TOPO_NONE;
		else if (relation->distance != TOPO_NONE && distance > relation->distance)
			relation->distance = distance;
	}
	if (n < room)
		nodes[n++] = node;
	return n;
}

void relation_among(const struct topo *topo, const unsigned *pus, size_t n,
		    struct relation *relation)
{
	hwloc_obj_t common = NULL;
	unsigned nodes[256];
	size_t n_nodes = 0;

	memset(relation, 0, sizeof(*relation));
	relation->node = NODE_SAME;
	relation->distance = TOPO_NONE;
	for (size_t i = 0; i < n; i++) {
		const struct pu *const pu = topo_pu(topo, pus[i]);
		hwloc_obj_t const obj = hw_pu(topo, pus[i]);

		if (!common)
			common = obj;
		else if (common != obj)
			common = hwloc_get_common_ancestor_obj(topo->hw, common, obj);
		if (!i)
			relation->kind_low = relation->kind_high = pu->kind;
		widen_kind(relation, pu);
		n_nodes = widen_nodes(topo, relation, pu->node, nodes, n_nodes,
				      sizeof(nodes) / sizeof(nodes[0]));
	}
	relation->depth = common->depth;
	name_of(common, relation->name, sizeof(relation->name));
}

static int order(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

int relation_compare(const struct relation *a, const struct relation *b)
{
	int result = (b->depth > a->depth) - (b->depth < a->depth);

	if (!result)
		result = strcmp(a->name, b->name);
	if (!result)
		result = order(a->node, b->node);
	if (!result)
		result = order(a->distance, b->distance);
	/* Two fast cores before a mixed pair, that before two slow ones. */
	if (!result)
		result = order(b->kind_high, a->kind_high);
	return result ? result : order(b->kind_low, a->kind_low);
}

void relation_print(const struct relation *relation, char *text, size_t size)
{
	FILE *const out = fmemopen(text, size, "w");

	if (!out) {
		snprintf(text, size, "%s", relation->name);
		return;
	}
	fputs(relation->name, out);
	if (relation->node == NODE_OTHER) {
		fputs(", other node", out);
		if (relation->distance != TOPO_NONE)
			fprintf(out, ", distance %u", relation->distance);
	}
	if (relation->kind_low != TOPO_NONE && strcmp(relation->name, "smt"))
		fprintf(out, ", kinds %u/%u", relation->kind_low, relation->kind_high);
	fclose(out);
	text[size - 1] = '\0';
}

static int add_class(struct relation_class **classes, size_t *n, const struct relation *relation,
		     const unsigned *pair)
{
	struct relation_class *const more = realloc(*classes, (*n + 1) * sizeof(*more));

	if (!more) {
		errno = ENOMEM;
		return fail("relations of PUs");
	}
	*classes = more;
	more[(*n)++] = (struct relation_class){ .relation = *relation, .a = pair[0], .b = pair[1] };
	return 0;
}

static int by_closeness(const void *left, const void *right)
{
	const struct relation_class *const a = left, *const b = right;

	return relation_compare(&a->relation, &b->relation);
}

int relation_classes(const struct topo *topo, struct relation_class **classes, size_t *n)
{
	unsigned usable;
	const struct pu *const pus = topo_pus(topo, &usable);
	size_t found = 0;

	*classes = NULL;
	*n = 0;
	for (unsigned i = 0; i < usable; i++) {
		for (unsigned j = i + 1; j < usable; j++) {
			const unsigned pair[] = { pus[i].os, pus[j].os };
			struct relation relation;

			relation_among(topo, pair, 2, &relation);
			/* Neighbours in the order are mostly of the same class as the last pair. */
			if (found >= *n || relation_compare(&(*classes)[found].relation, &relation))
				for (found = 0;
				     found < *n &&
				     relation_compare(&(*classes)[found].relation, &relation);
				     found++)
					;
			if (found == *n && add_class(classes, n, &relation, pair)) {
				free(*classes);
				*classes = NULL;
				*n = 0;
				return -ENOMEM;
			}
			(*classes)[found].pairs++;
		}
	}
	if (*n)
		qsort(*classes, *n, sizeof(**classes), by_closeness);
	return 0;
}
