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

/* Knights Landing reports its memory in cache mode as an L3. */
hwloc_obj_t hw_l3(hwloc_topology_t hw, hwloc_obj_t obj)
{
	hwloc_obj_t l3 = hwloc_get_ancestor_obj_by_type(hw, HWLOC_OBJ_L3CACHE, obj);

	return l3 && l3->subtype && strcmp(l3->subtype, "MemorySideCache") == 0 ? NULL : l3;
}

bool hw_kind_ranked(hwloc_topology_t hw, unsigned kind)
{
	int efficiency = -1;

#if HWLOC_API_VERSION >= 0x00030000
	hwloc_cpukinds_get_info(hw, kind, NULL, &efficiency, NULL, 0);
#else
	hwloc_cpukinds_get_info(hw, kind, NULL, &efficiency, NULL, NULL, 0);
#endif
	return efficiency >= 0;
}

const char *hw_info(hwloc_topology_t hw, const char *name)
{
#if HWLOC_API_VERSION >= 0x00030000
	return hwloc_get_info_by_name(hwloc_topology_get_infos(hw), name);
#else
	return hwloc_obj_get_info_by_name(hwloc_get_root_obj(hw), name);
#endif
}

static unsigned index_above(hwloc_topology_t hw, hwloc_obj_type_t type, hwloc_obj_t pu)
{
	hwloc_obj_t obj = hwloc_get_ancestor_obj_by_type(hw, type, pu);

	return obj ? obj->logical_index : TOPO_NONE;
}

/* By the tree, not by the nodes' cpusets: for a node without CPUs hwloc makes one up from the distances. */
static unsigned local_node(hwloc_obj_t pu)
{
	for (hwloc_obj_t obj = pu; obj; obj = obj->parent) {
		hwloc_obj_t memory = obj->memory_first_child;

		while (memory && memory->type != HWLOC_OBJ_NUMANODE)
			memory = memory->memory_first_child;
		if (memory)
			return memory->os_index;
	}
	return TOPO_NONE;
}

static unsigned group_of(hwloc_topology_t hw, hwloc_obj_t pu)
{
	int kind = hwloc_cpukinds_get_nr(hw, 0) > 1
			   ? hwloc_cpukinds_get_by_cpuset(hw, pu->cpuset, 0)
			   : -1;

	return kind < 0 ? TOPO_NONE : (unsigned)kind;
}

static void add_pu(struct topo *topo, hwloc_obj_t obj)
{
	hwloc_obj_t l3 = hw_l3(topo->hw, obj);
	struct pu pu = { .os = obj->os_index,
			 .core = index_above(topo->hw, HWLOC_OBJ_CORE, obj),
			 .l2 = index_above(topo->hw, HWLOC_OBJ_L2CACHE, obj),
			 .l3 = l3 ? l3->logical_index : TOPO_NONE,
			 .package = index_above(topo->hw, HWLOC_OBJ_PACKAGE, obj),
			 .node = local_node(obj),
			 .group = group_of(topo->hw, obj) };

	pu.kind =
		pu.group != TOPO_NONE && hw_kind_ranked(topo->hw, pu.group) ? pu.group : TOPO_NONE;
	/* In logical order the PUs of a core are neighbours. */
	for (unsigned i = topo->all; i && pu.core != TOPO_NONE && topo->pus[i - 1].core == pu.core;
	     i--)
		pu.rank++;
	topo->pus[topo->all++] = pu;
}

/* By the kernel's number, which may have gaps. */
static int index_pus(struct topo *topo)
{
	hwloc_obj_t obj = NULL;

	free(topo->known);
	topo->n_known = 0;
	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL)
		if (obj->os_index >= topo->n_known)
			topo->n_known = obj->os_index + 1;
	topo->known = calloc(topo->n_known + 1, sizeof(*topo->known));
	if (!topo->known)
		return fail("memory for the topology");
	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL)
		topo->known[obj->os_index].obj = obj;
	for (unsigned i = 0; i < topo->all; i++)
		topo->known[topo->pus[i].os].pu = &topo->pus[i];
	return 0;
}

static bool allowed(const struct topo *topo, unsigned os)
{
	return hwloc_bitmap_isset(hwloc_topology_get_allowed_cpuset(topo->hw), os);
}

static bool bound(const struct topo *topo, unsigned os)
{
	return !topo->bound || hwloc_bitmap_isset(topo->bound, os);
}

static bool kept(const struct topo *topo, unsigned os)
{
	return !topo->kept || hwloc_bitmap_isset(topo->kept, os);
}

static bool isolated(const struct topo *topo, unsigned os)
{
	return topo->isolated && hwloc_bitmap_isset(topo->isolated, os) && !bound(topo, os);
}

/* Anew, from what is allowed and bound now. */
static int list_pus(struct topo *topo)
{
	int all = hwloc_get_nbobjs_by_type(topo->hw, HWLOC_OBJ_PU);
	hwloc_obj_t obj = NULL;

	free(topo->pus);
	topo->n = topo->all = 0;
	topo->pus = calloc(all > 0 ? (size_t)all : 1, sizeof(*topo->pus));
	if (!topo->pus)
		return fail("memory for the topology");
	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL)
		if (allowed(topo, obj->os_index) && bound(topo, obj->os_index) &&
		    kept(topo, obj->os_index))
			add_pu(topo, obj);
	topo->n = topo->all;
	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL)
		if (allowed(topo, obj->os_index) && isolated(topo, obj->os_index) &&
		    kept(topo, obj->os_index))
			add_pu(topo, obj);
	if (!topo->n)
		return misuse("no CPU of this machine is left to contend (cgroup, taskset?)");
	return index_pus(topo);
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

/* The affinity at start, before anything is bound: hwloc shows what the cgroup leaves, not what taskset does. */
static int read_affinity(struct topo *topo)
{
	char list[1024];

	topo->bound = hwloc_bitmap_alloc();
	if (!topo->bound)
		return fail("memory for the affinity");
	if (hwloc_get_cpubind(topo->hw, topo->bound, HWLOC_CPUBIND_PROCESS))
		return fail("cannot read the affinity of this process");
	files_line("/sys/devices/system/cpu/isolated", list, sizeof(list));
	topo->isolated = bitmap_of(list);
	return topo->isolated ? 0 : fail("memory for the isolated CPUs");
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

/* Neither the XML nor the index lists of a synthetic description are validated by hwloc. */
static int check_pus(const struct topo *topo, const char *source)
{
	hwloc_bitmap_t seen = hwloc_bitmap_alloc();
	bool sound = seen != NULL, renumbered = false;
	hwloc_obj_t obj = NULL;

	while (sound && (obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL) {
		sound = obj->cpuset && hwloc_bitmap_weight(obj->cpuset) == 1 &&
			hwloc_bitmap_isset(obj->cpuset, obj->os_index) &&
			!hwloc_bitmap_isset(seen, obj->os_index);
		renumbered |= obj->os_index != obj->logical_index;
		if (sound)
			hwloc_bitmap_set(seen, obj->os_index);
	}
	if (sound)
		sound = hwloc_bitmap_intersects(seen, hwloc_topology_get_allowed_cpuset(topo->hw));
	hwloc_bitmap_free(seen);
	if (!sound)
		return misuse("%s describes no sound machine: each PU needs a number of its own, "
			      "and one at least must be allowed",
			      source ? source : "hwloc");
	if (source && !is_file(source) && strstr(source, "indexes=") && !renumbered)
		warn("the PUs of \"%s\" are numbered 0, 1, 2, ...: hwloc leaves out an index list "
		     "that it cannot read (HWLOC_SYNTHETIC_VERBOSE=1 says why)",
		     source);
	return 0;
}

static int load_hw(struct topo *topo, const char *source)
{
	unsigned major = hwloc_get_api_version() >> 16, matrices = 1;

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
	if (hwloc_distances_get_by_name(topo->hw, "NUMALatency", &matrices, &topo->distances, 0) ||
	    !matrices)
		topo->distances = NULL;
	return check_pus(topo, source);
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
	}
	if (!rc)
		rc = list_pus(new);
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
	if (topo->distances)
		hwloc_distances_release(topo->hw, topo->distances);
	if (topo->hw)
		hwloc_topology_destroy(topo->hw);
	free(topo->known);
	hwloc_bitmap_free(topo->kept);
	hwloc_bitmap_free(topo->bound);
	hwloc_bitmap_free(topo->isolated);
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
	return rc ? rc : list_pus(topo);
}

/* The kind that a word stands for; below 0 having said why there is none. */
static int kind_named(const struct topo *topo, const char *text)
{
	const int kinds = hwloc_cpukinds_get_nr(topo->hw, 0);
	const bool ranked = kinds > 1 && hw_kind_ranked(topo->hw, 0);
	char *end;

	if (kinds < 2)
		return misuse(
			"--kinds=%s: the cores of this machine are all of one kind, as far as "
			"it tells",
			text);
	if (!strcmp(text, "fastest") || !strcmp(text, "slowest")) {
		if (!ranked)
			return misuse("--kinds=%s: this machine does not say which of its %d kinds "
				      "of cores are faster: give a number, 0 to %d",
				      text, kinds, kinds - 1);
		return text[0] == 'f' ? kinds - 1 : 0;
	}
	const unsigned long number = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end || number >= (unsigned long)kinds)
		return misuse("--kinds=%s: fastest, slowest, or a number of 0 to %d", text,
			      kinds - 1);
	return (int)number;
}

int topo_keep_kinds(struct topo *topo, const char *text)
{
	const int kind = kind_named(topo, text);

	if (kind < 0)
		return kind;
	topo->kept = hwloc_bitmap_alloc();
	if (!topo->kept)
		return fail("memory for --kinds");
	for (unsigned i = 0; i < topo->all; i++)
		if (topo->pus[i].group == (unsigned)kind)
			hwloc_bitmap_set(topo->kept, topo->pus[i].os);
	if (hwloc_bitmap_iszero(topo->kept))
		return misuse("--kinds=%s: none of its PUs may be used", text);
	return list_pus(topo);
}
