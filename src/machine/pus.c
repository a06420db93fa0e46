/* SPDX-License-Identifier: MIT */
/* What others ask about the PUs of a loaded topology. */
#include <stddef.h>

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
	for (unsigned i = 0; i < topo->all; i++)
		if (topo->pus[i].os == os)
			return &topo->pus[i];
	return NULL;
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
	return "outside the CPUs given to contend (taskset?)";
}

/* Different values of the member at `offset` among the usable PUs. Not by counting changes: hwloc's order need not
 * keep the PUs of a node together. */
static unsigned distinct(const struct topo *topo, size_t offset)
{
	unsigned count = 0;

	for (unsigned i = 0; i < topo->n; i++) {
		const char *pu = (const char *)&topo->pus[i];
		unsigned value = *(const unsigned *)(const void *)(pu + offset), earlier = 0;

		while (earlier < i &&
		       *(const unsigned *)(const void *)((const char *)&topo->pus[earlier] +
							 offset) != value)
			earlier++;
		count += value != TOPO_NONE && earlier == i;
	}
	return count;
}

struct topo_counts topo_counts(const struct topo *topo)
{
	int online = hwloc_get_nbobjs_by_type(topo->hw, HWLOC_OBJ_PU);

	return (struct topo_counts){ .packages = distinct(topo, offsetof(struct pu, package)),
				     .nodes = distinct(topo, offsetof(struct pu, node)),
				     .l3s = distinct(topo, offsetof(struct pu, l3)),
				     .cores = distinct(topo, offsetof(struct pu, core)),
				     .pus = topo->n,
				     .pus_online = online > 0 ? (unsigned)online : 0 };
}
