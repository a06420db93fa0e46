/* SPDX-License-Identifier: MIT */
/* Loading of a topology and its reduction to the PUs that may be used. */
#include "machine/topo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/files.h"
#include "machine/hw.h"
#include "machine/hwenv.h"
#include "machine/pulist.h"

const char *hw_info(hwloc_topology_t hw, const char *name)
{
#if HWLOC_API_VERSION >= 0x00030000
	return hwloc_get_info_by_name(hwloc_topology_get_infos(hw), name);
#else
	return hwloc_obj_get_info_by_name(hwloc_get_root_obj(hw), name);
#endif
}

/* The number of kernel lists such as "isolated" is small; a bad one counts as empty. */
static hwloc_bitmap_t bitmap_of(const char *list)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	const char *why;
	unsigned *pu;
	int n = set ? pulist_parse(list, &pu, &why) : -ENOMEM;

	if (n < 0)
		return set;
	for (int i = 0; i < n; i++)
		hwloc_bitmap_set(set, pu[i]);
	free(pu);
	return set;
}

#define LIST_SIZE 4096 /* of a list in /sys, at most */

/* The affinity at start, before anything is bound: hwloc shows what the cgroup leaves, not what taskset does. */
static int read_affinity(struct topo *topo)
{
	char list[LIST_SIZE];

	topo->bound = hwloc_bitmap_alloc();
	if (!topo->bound)
		return fail("memory for the affinity");
	if (hwloc_get_cpubind(topo->hw, topo->bound, HWLOC_CPUBIND_PROCESS))
		return fail("cannot read the affinity of this process");
	files_line("/sys/devices/system/cpu/isolated", list, sizeof(list));
	topo->isolated = bitmap_of(list);
	return topo->isolated ? 0 : fail("memory for the isolated CPUs");
}

/* Which nodes have CPUs; a kernel without NUMA does not say. */
static int read_cpu_nodes(struct topo *topo)
{
	char list[LIST_SIZE];

	if (!files_line("/sys/devices/system/node/has_cpu", list, sizeof(list)))
		return 0;
	topo->cpu_nodes = bitmap_of(list);
	return topo->cpu_nodes ? 0 : fail("memory for the nodes with CPUs");
}

static bool is_file(const char *source)
{
	struct stat status;

	return stat(source, &status) == 0 && S_ISREG(status.st_mode) && access(source, R_OK) == 0;
}

/* hwloc 2 refuses the XML of hwloc 3 without saying why. */
static bool written_by_hwloc3(const char *source)
{
	char head[1024];
	FILE *file = fopen(source, "re");
	size_t length;

	if (!file)
		return false;
	length = fread(head, 1, sizeof(head) - 1, file);
	fclose(file);
	head[length] = '\0';
	return strstr(head, "<topology version=\"3") != NULL;
}

static int refuse_source(const char *source)
{
	if (is_file(source) && written_by_hwloc3(source))
		return misuse("%s was written by hwloc 3, which hwloc 2 cannot read: export it "
			      "with the V2 flag (lstopo --export-xml-flags v2)",
			      source);
	return misuse("%s is neither a readable XML file of hwloc's nor a synthetic description "
		      "such as \"pack:2 core:4 pu:2\"",
		      source);
}

/* Each object has a number of its own, below `limit`. */
static bool numbered(hwloc_topology_t hw, hwloc_obj_type_t type, unsigned limit,
		     hwloc_bitmap_t seen)
{
	hwloc_obj_t obj = NULL;

	hwloc_bitmap_zero(seen);
	while ((obj = hwloc_get_next_obj_by_type(hw, type, obj)) != NULL) {
		if (obj->os_index >= limit || hwloc_bitmap_isset(seen, obj->os_index))
			return false;
		hwloc_bitmap_set(seen, obj->os_index);
	}
	return true;
}

static bool pus_hold_themselves(hwloc_topology_t hw)
{
	hwloc_obj_t obj = NULL;

	while ((obj = hwloc_get_next_obj_by_type(hw, HWLOC_OBJ_PU, obj)) != NULL)
		if (!obj->cpuset || hwloc_bitmap_weight(obj->cpuset) != 1 ||
		    !hwloc_bitmap_isset(obj->cpuset, obj->os_index))
			return false;
	return true;
}

/* Is any object numbered otherwise than in the order of the objects of its kind? */
static bool renumbered(hwloc_topology_t hw)
{
	hwloc_obj_t obj = NULL;

	while ((obj = hwloc_get_next_obj_by_type(hw, HWLOC_OBJ_NUMANODE, obj)) != NULL)
		if (obj->os_index != obj->logical_index)
			return true;
	for (int depth = 0; depth < hwloc_topology_get_depth(hw); depth++)
		while ((obj = hwloc_get_next_obj_by_depth(hw, depth, obj)) != NULL)
			if (obj->os_index != HWLOC_UNKNOWN_INDEX &&
			    obj->os_index != obj->logical_index)
				return true;
	return false;
}

/* Neither the XML nor the index lists of a synthetic description are validated by hwloc. */
static int check(hwloc_topology_t hw, const char *source)
{
	hwloc_bitmap_t seen = hwloc_bitmap_alloc();
	const bool sound = seen && numbered(hw, HWLOC_OBJ_NUMANODE, HW_NODES, seen) &&
			   numbered(hw, HWLOC_OBJ_PU, HW_PUS, seen) && pus_hold_themselves(hw) &&
			   hwloc_bitmap_intersects(seen, hwloc_topology_get_allowed_cpuset(hw));

	hwloc_bitmap_free(seen);
	if (!sound)
		return misuse("%s describes no sound machine: each PU and each NUMA node needs a "
			      "number of its own, and one PU at least must be allowed",
			      source ? source : "hwloc");
	if (source && !is_file(source) && strstr(source, "indexes=") && !renumbered(hw))
		warn("the PUs of \"%s\" are numbered 0, 1, 2, ...: hwloc leaves out an index list "
		     "that it cannot read (HWLOC_SYNTHETIC_VERBOSE=1 says why)",
		     source);
	return 0;
}

static int load_hw(struct topo *topo, const char *source)
{
	unsigned major = hwloc_get_api_version() >> 16;

	if (major != HWLOC_API_VERSION >> 16)
		return misuse("built for hwloc %d, but the library that runs is hwloc %u: "
			      "build contend again",
			      HWLOC_API_VERSION >> 16, major);
	if (hwloc_topology_init(&topo->hw))
		return fail("hwloc_topology_init");
	/* Without it a cgroup takes objects away, and with them caches, nodes and distances. */
	hwloc_topology_set_flags(topo->hw, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	if (source && is_file(source) ? hwloc_topology_set_xml(topo->hw, source)
	    : source		      ? hwloc_topology_set_synthetic(topo->hw, source)
				      : 0)
		return refuse_source(source);
	/* Without hwloc's libxml2 plugin bad XML is only found here. */
	if (hwloc_topology_load(topo->hw))
		return source ? refuse_source(source) : fail("hwloc_topology_load");
	return check(topo->hw, source);
}

int topo_load(struct topo **topo, const char *source)
{
	const char *backend;
	struct topo *new;
	int rc = source ? 0 : hwenv_check();

	if (rc)
		return rc;
	new = calloc(1, sizeof(*new));
	if (!new)
		return fail("memory for the topology");
	rc = load_hw(new, source);
	if (!rc && !source) {
		backend = hw_info(new->hw, "Backend");
		new->live = hwloc_topology_is_thissystem(new->hw) &&
			    backend &&strcmp(backend, "Linux") == 0;
		rc = read_affinity(new);
		if (!rc)
			rc = read_cpu_nodes(new);
	}
	if (!rc)
		rc = hw_index_pus(new);
	if (!rc)
		rc = hw_read_distances(new);
	if (!rc)
		rc = hw_list_pus(new);
	if (rc) {
		topo_free(new);
		return rc;
	}
	*topo = new;
	return 0;
}

void topo_free(struct topo *topo)
{
	if (!topo)
		return;
	if (topo->hw)
		hwloc_topology_destroy(topo->hw);
	hwloc_bitmap_free(topo->kept);
	hwloc_bitmap_free(topo->cpu_nodes);
	hwloc_bitmap_free(topo->bound);
	hwloc_bitmap_free(topo->isolated);
	free(topo->distance);
	free(topo->known);
	free(topo->pus);
	free(topo);
}

int topo_restrict(struct topo *topo, const char *list)
{
	hwloc_bitmap_t set = bitmap_of(list);
	int rc = 0;

	if (!set)
		return fail("memory for the CPUs allowed");
	if (hwloc_topology_allow(topo->hw, set, NULL, HWLOC_ALLOW_FLAG_CUSTOM))
		rc = misuse("none of the CPUs %s is in this machine", list);
	hwloc_bitmap_free(set);
	return rc ? rc : hw_list_pus(topo);
}
