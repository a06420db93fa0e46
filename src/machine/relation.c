/* SPDX-License-Identifier: MIT */
/* The relation of PUs: their deepest common object, their nodes and kinds. */
#include "machine/relation.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "machine/hw.h"

/* A relation while PUs are added to it. */
struct span {
	struct relation relation;
	bool nowhere;			/* one at least has no node */
	bool seen[HW_NODES];		/* by the kernel's number */
	unsigned short nodes[HW_NODES]; /* those seen, each once */
	unsigned n_nodes;
};

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
	size_t n = 0;

	for (size_t i = 0; i < sizeof(short_names) / sizeof(short_names[0]); i++)
		if (short_names[i].type == obj->type)
			word = short_names[i].name;
	if (obj->subtype && obj->subtype[0] && obj->type != HWLOC_OBJ_PU &&
	    obj->type != HWLOC_OBJ_CORE)
		word = obj->subtype;
	for (; word[n] && n + 1 < size; n++)
		name[n] = (char)tolower((unsigned char)word[n]);
	name[n] = '\0';
}

static void span_open(struct span *span)
{
	memset(&span->relation, 0, sizeof(span->relation));
	span->relation.kind_low = TOPO_NONE - 1;
	memset(span->seen, 0, sizeof(span->seen));
	span->nowhere = false;
	span->n_nodes = 0;
}

/* A PU of unknown kind makes the kinds of all unknown; one without a node does not make the others' differ. */
static void span_add(struct span *span, unsigned node, unsigned kind)
{
	struct relation *const relation = &span->relation;

	if (kind == TOPO_NONE)
		relation->kind_low = relation->kind_high = TOPO_NONE;
	if (relation->kind_low != TOPO_NONE && kind < relation->kind_low)
		relation->kind_low = kind;
	if (relation->kind_high != TOPO_NONE && kind > relation->kind_high)
		relation->kind_high = kind;
	if (node >= HW_NODES) {
		span->nowhere = true;
	} else if (!span->seen[node]) {
		span->seen[node] = true;
		span->nodes[span->n_nodes++] = (unsigned short)node;
	}
}

/* TOPO_NONE is larger than all distances: what is not known of two nodes is not known of all. */
static unsigned largest_distance(const struct topo *topo, const struct span *span)
{
	unsigned most = 0;

	if (span->nowhere)
		return TOPO_NONE;
	if (span->n_nodes == 1)
		return topo_distance(topo, span->nodes[0], span->nodes[0]);
	for (unsigned i = 0; topo->distance && i < span->n_nodes; i++) {
		for (unsigned j = 0; j < i; j++) {
			const unsigned distance =
				topo_distance(topo, span->nodes[i], span->nodes[j]);

			if (distance > most)
				most = distance;
		}
	}
	return topo->distance ? most : TOPO_NONE;
}

static void span_close(const struct topo *topo, const struct span *span, hwloc_obj_t common,
		       struct relation *relation)
{
	*relation = span->relation;
	relation->node = span->n_nodes > 1 ? NODE_OTHER : span->nowhere ? NODE_UNKNOWN : NODE_SAME;
	relation->distance = largest_distance(topo, span);
	relation->depth = common->depth;
	name_of(common, relation->name, sizeof(relation->name));
}

void relation_among(const struct topo *topo, const unsigned *pus, size_t n,
		    struct relation *relation)
{
	hwloc_obj_t common = hw_pu(topo, pus[0]);
	struct span span;

	span_open(&span);
	for (size_t i = 0; i < n; i++) {
		const struct pu *const pu = topo_pu(topo, pus[i]);
		const hwloc_obj_t obj = hw_pu(topo, pus[i]);

		if (obj != common)
			common = hwloc_get_common_ancestor_obj(topo->hw, common, obj);
		span_add(&span, pu->node, pu->kind);
	}
	span_close(topo, &span, common, relation);
}

static int order(unsigned long a, unsigned long b)
{
	return (a > b) - (a < b);
}

int relation_compare(const struct relation *a, const struct relation *b)
{
	int result = (b->depth > a->depth) - (b->depth < a->depth);

	if (!result)
		result = order(a->node, b->node);
	if (!result)
		result = order(a->distance, b->distance);
	/* Two fast cores before a mixed pair, that before two slow ones. */
	if (!result)
		result = order(b->kind_high, a->kind_high);
	if (!result)
		result = order(b->kind_low, a->kind_low);
	return result ? result : strcmp(a->name, b->name);
}

void relation_print(const struct relation *relation, char *text, size_t size)
{
	char node[48] = "", kinds[48] = "";

	if (relation->node == NODE_OTHER && relation->distance == TOPO_NONE)
		snprintf(node, sizeof(node), ", other node");
	else if (relation->node == NODE_OTHER)
		snprintf(node, sizeof(node), ", other node, distance %u", relation->distance);
	/* The threads of a core are of one kind. */
	if (relation->kind_low != TOPO_NONE && strcmp(relation->name, "smt"))
		snprintf(kinds, sizeof(kinds), ", kinds %u/%u", relation->kind_low,
			 relation->kind_high);
	snprintf(text, size, "%s%s%s", relation->name, node, kinds);
}
