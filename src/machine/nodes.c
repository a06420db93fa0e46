/* SPDX-License-Identifier: MIT */
/* NUMA nodes: which of them a PU is local to, and how far they are from each other. */
#include <errno.h>
#include <stdlib.h>

#include "base/fail.h"
#include "machine/hw.h"
#include "machine/topo.h"

/* A memory-side cache may lie above it. */
static hwloc_obj_t node_below(hwloc_obj_t memory)
{
	while (memory && memory->type != HWLOC_OBJ_NUMANODE)
		memory = memory->memory_first_child;
	return memory;
}

/* By the tree, not by the nodes' cpusets: for a node without CPUs hwloc makes one up from the distances, and hangs the node
 * there beside those that have some. */
unsigned hw_local_node(const struct topo *topo, hwloc_obj_t pu)
{
	unsigned first = TOPO_NONE;

	for (hwloc_obj_t obj = pu; obj; obj = obj->parent) {
		for (hwloc_obj_t child = obj->memory_first_child; child;
		     child = child->next_sibling) {
			const hwloc_obj_t node = node_below(child);

			if (!node)
				continue;
			if (!topo->cpu_nodes || hwloc_bitmap_isset(topo->cpu_nodes, node->os_index))
				return node->os_index;
			if (first == TOPO_NONE)
				first = node->os_index;
		}
	}
	return first;
}

static unsigned larger(hwloc_uint64_t a, hwloc_uint64_t b)
{
	const hwloc_uint64_t most = a > b ? a : b;

	return most < TOPO_NONE ? (unsigned)most : TOPO_NONE;
}

/* Rows of the nodes; false: it is of something else, or of nodes twice. */
static bool number_rows(struct topo *topo, const struct hwloc_distances_s *matrix)
{
	for (unsigned i = 0; i < matrix->nbobjs; i++) {
		const hwloc_obj_t node = matrix->objs[i];

		if (!node || node->type != HWLOC_OBJ_NUMANODE || node->os_index >= HW_NODES ||
		    topo->row[node->os_index])
			return false;
		topo->row[node->os_index] = (unsigned short)(i + 1);
	}
	return true;
}

int hw_read_distances(struct topo *topo)
{
	struct hwloc_distances_s *matrix = NULL;
	unsigned n = 1;

	if (hwloc_distances_get_by_name(topo->hw, "NUMALatency", &n, &matrix, 0) || !n)
		return 0;
	const size_t rows = matrix->nbobjs;

	if (number_rows(topo, matrix)) {
		topo->distance = calloc(rows * rows + 1, sizeof(*topo->distance));
		if (!topo->distance) {
			hwloc_distances_release(topo->hw, matrix);
			return fail("memory for the distances between nodes");
		}
		topo->rows = (unsigned)rows;
		for (size_t i = 0; i < rows; i++)
			for (size_t j = 0; j < rows; j++)
				topo->distance[i * rows + j] = larger(matrix->values[i * rows + j],
								      matrix->values[j * rows + i]);
	}
	hwloc_distances_release(topo->hw, matrix);
	return 0;
}

unsigned topo_distance(const struct topo *topo, unsigned a, unsigned b)
{
	const size_t i = a < HW_NODES ? topo->row[a] : 0, j = b < HW_NODES ? topo->row[b] : 0;

	return i && j && topo->distance ? topo->distance[(i - 1) * topo->rows + j - 1] : TOPO_NONE;
}

/* Counts each PU at the node that it is local to. */
static void count_pus(const struct topo *topo, struct topo_node *nodes, size_t n)
{
	unsigned short at[HW_NODES] = { 0 }; /* of a node by the kernel's number, from 1 */
	hwloc_obj_t obj = NULL;

	for (size_t i = 0; i < n; i++)
		at[nodes[i].os] = (unsigned short)(i + 1);
	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL) {
		const unsigned os = hw_local_node(topo, obj);

		if (os == TOPO_NONE || !at[os])
			continue;
		nodes[at[os] - 1].cpus = true;
		nodes[at[os] - 1].pus += hw_usable(topo, topo_pu(topo, obj->os_index));
	}
}

int topo_nodes(const struct topo *topo, struct topo_node **nodes, size_t *n)
{
	const int all = hwloc_get_nbobjs_by_type(topo->hw, HWLOC_OBJ_NUMANODE);
	hwloc_const_nodeset_t allowed = hwloc_topology_get_allowed_nodeset(topo->hw);
	hwloc_obj_t obj = NULL;

	*n = 0;
	*nodes = calloc(all > 0 ? (size_t)all : 1, sizeof(**nodes));
	if (!*nodes)
		return fail("memory for the NUMA nodes");
	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_NUMANODE, obj)) != NULL)
		(*nodes)[(*n)++] = (struct topo_node){
			.os = obj->os_index,
			.memory = obj->attr->numanode.local_memory,
			.allowed = hwloc_bitmap_isset(allowed, obj->os_index),
		};
	count_pus(topo, *nodes, *n);
	return 0;
}
