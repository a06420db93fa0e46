/* SPDX-License-Identifier: MIT */
/* What others ask about the PUs of a loaded topology. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fail.h"
#include "machine/hw.h"
#include "machine/topo.h"

bool topo_live(const struct topo *topo)
{
	return topo->live;
}

const struct pu *topo_pus(const struct topo *topo, unsigned *n)
{
	*n = topo->n;
	return topo->pus;
}

const struct pu *topo_pu(const struct topo *topo, unsigned os)
{
	return os < topo->n_known ? topo->known[os].pu : NULL;
}

hwloc_obj_t hw_pu(const struct topo *topo, unsigned os)
{
	return os < topo->n_known ? topo->known[os].obj : NULL;
}

const struct pu *topo_isolated(const struct topo *topo, unsigned *n)
{
	*n = topo->all - topo->n;
	return topo->pus + topo->n;
}

const char *topo_refusal(const struct topo *topo, unsigned os)
{
	hwloc_const_cpuset_t known = hwloc_topology_get_complete_cpuset(topo->hw);

	if (topo_pu(topo, os))
		return NULL;
	if (!hwloc_get_pu_obj_by_os_index(topo->hw, os))
		return hwloc_bitmap_isset(known, os) ? "offline" : "not in this machine";
	if (!hwloc_bitmap_isset(hwloc_topology_get_allowed_cpuset(topo->hw), os))
		return "not allowed by the cgroup";
	if (topo->kept && !hwloc_bitmap_isset(topo->kept, os))
		return "not of the kind asked for (--kinds)";
	return "outside the CPUs given to contend (taskset?)";
}

/* Different values of the member at `offset` among the usable PUs. Not by counting changes: hwloc's order need not
 * keep the PUs of a node together. */
static unsigned distinct(const struct topo *topo, size_t offset)
{
	unsigned count = 0, last = TOPO_NONE;

	for (unsigned i = 0; i < topo->n; i++) {
		const char *pu = (const char *)&topo->pus[i];
		unsigned value = *(const unsigned *)(const void *)(pu + offset), earlier = 0;

		if (value == TOPO_NONE || value == last)
			continue;
		last = value;
		while (earlier < i &&
		       *(const unsigned *)(const void *)((const char *)&topo->pus[earlier] +
							 offset) != value)
			earlier++;
		count += earlier == i;
	}
	return count;
}

static unsigned most_threads(hwloc_topology_t hw)
{
	hwloc_obj_t core = NULL;
	int most = 1;

	while ((core = hwloc_get_next_obj_by_type(hw, HWLOC_OBJ_CORE, core)) != NULL)
		if (hwloc_bitmap_weight(core->cpuset) > most)
			most = hwloc_bitmap_weight(core->cpuset);
	return (unsigned)most;
}

struct topo_counts topo_counts(const struct topo *topo)
{
	int online = hwloc_get_nbobjs_by_type(topo->hw, HWLOC_OBJ_PU);
	hwloc_obj_t l3 = hw_l3(topo->hw, hw_pu(topo, topo->pus[0].os));

	return (struct topo_counts){ .packages = distinct(topo, offsetof(struct pu, package)),
				     .nodes = distinct(topo, offsetof(struct pu, node)),
				     .l3s = distinct(topo, offsetof(struct pu, l3)),
				     .cores = distinct(topo, offsetof(struct pu, core)),
				     .pus = topo->n,
				     .pus_online = online > 0 ? (unsigned)online : 0,
				     .smt = most_threads(topo->hw),
				     .l3_bytes = l3 ? l3->attr->cache.size : 0 };
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
	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_NUMANODE, obj)) != NULL) {
		struct topo_node *const node = &(*nodes)[(*n)++];

		node->os = obj->os_index;
		node->memory = obj->attr->numanode.local_memory;
		node->allowed = hwloc_bitmap_isset(allowed, obj->os_index);
		for (unsigned i = 0; i < topo->n; i++)
			node->pus += topo->pus[i].node == obj->os_index;
	}
	return 0;
}

unsigned topo_distance(const struct topo *topo, unsigned a, unsigned b)
{
	const struct hwloc_distances_s *const d = topo->distances;
	unsigned i = 0, j = 0;

	while (d && i < d->nbobjs && d->objs[i]->os_index != a)
		i++;
	while (d && j < d->nbobjs && d->objs[j]->os_index != b)
		j++;
	if (!d || i == d->nbobjs || j == d->nbobjs)
		return TOPO_NONE;
	const hwloc_uint64_t there = d->values[i * d->nbobjs + j],
			     back = d->values[j * d->nbobjs + i];

	return (unsigned)(there > back ? there : back);
}

/* What hwloc knows of a kind beside its rank. */
static void kind_words(hwloc_topology_t hw, unsigned kind, char *text, size_t size)
{
	text[0] = '\0';
#if HWLOC_API_VERSION >= 0x00030000
	struct hwloc_infos_s *infos = NULL;

	if (!hwloc_cpukinds_get_info(hw, kind, NULL, NULL, &infos, 0) && infos && infos->count)
		snprintf(text, size, "%s=%s", infos->array[0].name, infos->array[0].value);
#else
	struct hwloc_info_s *infos = NULL;
	unsigned n = 0;

	if (!hwloc_cpukinds_get_info(hw, kind, NULL, NULL, &n, &infos, 0) && n)
		snprintf(text, size, "%s=%s", infos[0].name, infos[0].value);
#endif
}

int topo_kinds(const struct topo *topo, struct topo_kind **kinds, size_t *n)
{
	const int there = hwloc_cpukinds_get_nr(topo->hw, 0);

	*n = there > 1 ? (size_t)there : 1;
	*kinds = calloc(*n, sizeof(**kinds));
	if (!*kinds)
		return fail("memory for the kinds of cores");
	for (unsigned kind = 0; kind < *n; kind++) {
		(*kinds)[kind].ranked = there > 1 && hw_kind_ranked(topo->hw, kind);
		if (there > 1)
			kind_words(topo->hw, kind, (*kinds)[kind].what, sizeof((*kinds)->what));
	}
	for (unsigned i = 0; i < topo->n; i++)
		(*kinds)[topo->pus[i].group == TOPO_NONE ? 0 : topo->pus[i].group].pus++;
	return 0;
}
