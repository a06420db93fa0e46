/* SPDX-License-Identifier: MIT */
/* The PUs of a loaded topology: which may be used, and what others ask about them. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/hw.h"
#include "machine/topo.h"

struct table {
	struct pu *pus;
	unsigned n;
	unsigned *threads;   /* of each core, how many are in the table */
	hwloc_bitmap_t seen; /* for counting */
};

/* Knights Landing reports its memory in cache mode as an L3. */
static bool is_memory(hwloc_obj_t l3)
{
	return l3->subtype && strcmp(l3->subtype, "MemorySideCache") == 0;
}

hwloc_obj_t hw_l3(hwloc_topology_t hw, hwloc_obj_t obj)
{
	hwloc_obj_t l3 = hwloc_get_ancestor_obj_by_type(hw, HWLOC_OBJ_L3CACHE, obj);

	return l3 && is_memory(l3) ? NULL : l3;
}

const char *hw_no_l3(const struct topo *topo)
{
	hwloc_obj_t pu = NULL;

	while ((pu = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, pu)) != NULL)
		if (hw_l3(topo->hw, pu))
			return "no usable PU has an L3 cache";
	return "this machine reports no L3 cache";
}

static unsigned index_above(hwloc_topology_t hw, hwloc_obj_type_t type, hwloc_obj_t pu)
{
	hwloc_obj_t obj = hwloc_get_ancestor_obj_by_type(hw, type, pu);

	return obj ? obj->logical_index : TOPO_NONE;
}

static void add_pu(const struct topo *topo, struct table *table, hwloc_obj_t obj)
{
	const hwloc_obj_t l3 = hw_l3(topo->hw, obj);
	struct pu pu = { .os = obj->os_index,
			 .core = index_above(topo->hw, HWLOC_OBJ_CORE, obj),
			 .l2 = index_above(topo->hw, HWLOC_OBJ_L2CACHE, obj),
			 .l3 = l3 ? l3->logical_index : TOPO_NONE,
			 .package = index_above(topo->hw, HWLOC_OBJ_PACKAGE, obj),
			 .node = hw_local_node(topo, obj),
			 .kind = TOPO_NONE,
			 .group = hw_kind(topo, obj) };

	if (pu.group != TOPO_NONE && hw_kind_ranked(topo->hw, pu.group))
		pu.kind = pu.group;
	if (pu.core != TOPO_NONE)
		pu.rank = table->threads[pu.core]++;
	table->pus[table->n++] = pu;
}

static bool allowed(const struct topo *topo, unsigned os)
{
	return hwloc_bitmap_isset(hwloc_topology_get_allowed_cpuset(topo->hw), os);
}

static bool bound(const struct topo *topo, unsigned os)
{
	return !topo->bound || hwloc_bitmap_isset(topo->bound, os);
}

static bool isolated(const struct topo *topo, unsigned os)
{
	return topo->isolated && hwloc_bitmap_isset(topo->isolated, os) && !bound(topo, os);
}

static bool kept(const struct topo *topo, unsigned os)
{
	return !topo->kept || hwloc_bitmap_isset(topo->kept, os);
}

static void add_pus(const struct topo *topo, struct table *table,
		    bool (*wanted)(const struct topo *topo, unsigned os))
{
	hwloc_obj_t obj = NULL;

	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL)
		if (allowed(topo, obj->os_index) && kept(topo, obj->os_index) &&
		    wanted(topo, obj->os_index))
			add_pu(topo, table, obj);
}

/* How many different values a table has seen. */
static unsigned seen(const struct table *table)
{
	const int n = hwloc_bitmap_weight(table->seen);

	return n > 0 ? (unsigned)n : 0;
}

/* Different values of the member at `offset`. Not by counting changes: hwloc's order need not keep the PUs of a node
 * together. */
static unsigned distinct(const struct table *table, size_t offset)
{
	hwloc_bitmap_zero(table->seen);
	for (unsigned i = 0; i < table->n; i++) {
		const char *const member = (const char *)&table->pus[i] + offset;
		const unsigned value = *(const unsigned *)(const void *)member;

		if (value != TOPO_NONE)
			hwloc_bitmap_set(table->seen, value);
	}
	return seen(table);
}

static unsigned dies(const struct topo *topo, const struct table *table)
{
	hwloc_bitmap_zero(table->seen);
	for (unsigned i = 0; i < table->n; i++) {
		const unsigned die =
			index_above(topo->hw, HWLOC_OBJ_DIE, hw_pu(topo, table->pus[i].os));

		if (die != TOPO_NONE)
			hwloc_bitmap_set(table->seen, die);
	}
	return seen(table);
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

static void measure_l3s(hwloc_topology_t hw, struct topo_counts *counts)
{
	hwloc_obj_t l3 = NULL;

	while ((l3 = hwloc_get_next_obj_by_type(hw, HWLOC_OBJ_L3CACHE, l3)) != NULL) {
		const uint64_t size = is_memory(l3) ? 0 : l3->attr->cache.size;

		if (size && (!counts->l3_bytes || size < counts->l3_bytes))
			counts->l3_bytes = size;
		if (size > counts->l3_bytes_most)
			counts->l3_bytes_most = size;
	}
}

static void count_objects(struct topo *topo, const struct table *table)
{
	const int online = hwloc_get_nbobjs_by_type(topo->hw, HWLOC_OBJ_PU);

	topo->counts =
		(struct topo_counts){ .packages = distinct(table, offsetof(struct pu, package)),
				      .dies = dies(topo, table),
				      .nodes = distinct(table, offsetof(struct pu, node)),
				      .l3s = distinct(table, offsetof(struct pu, l3)),
				      .cores = distinct(table, offsetof(struct pu, core)),
				      .pus = table->n,
				      .pus_online = online > 0 ? (unsigned)online : 0,
				      .smt = most_threads(topo->hw) };
	measure_l3s(topo->hw, &topo->counts);
}

static void take(struct topo *topo, struct table *table)
{
	for (unsigned os = 0; os < topo->n_known; os++)
		topo->known[os].pu = NULL;
	for (unsigned i = 0; i < table->n; i++)
		topo->known[table->pus[i].os].pu = &table->pus[i];
	free(topo->pus);
	topo->pus = table->pus;
	topo->all = table->n;
	table->pus = NULL;
}

int hw_list_pus(struct topo *topo)
{
	const int all = hwloc_get_nbobjs_by_type(topo->hw, HWLOC_OBJ_PU),
		  cores = hwloc_get_nbobjs_by_type(topo->hw, HWLOC_OBJ_CORE);
	struct table table = { .pus = calloc((size_t)all + 1, sizeof(*table.pus)),
			       .threads = calloc((size_t)cores + 1, sizeof(*table.threads)),
			       .seen = hwloc_bitmap_alloc() };
	int rc = 0;

	if (!table.pus || !table.threads || !table.seen) {
		errno = ENOMEM;
		rc = fail("memory for the topology");
	} else {
		add_pus(topo, &table, bound);
	}
	if (!rc && !table.n)
		rc = misuse("no CPU of this machine is left to contend (%s)",
			    topo->kept ? "--kinds, cgroup, taskset?" : "cgroup, taskset?");
	if (!rc) {
		count_objects(topo, &table);
		topo->n = table.n;
		add_pus(topo, &table, isolated);
		take(topo, &table);
	}
	free(table.pus);
	free(table.threads);
	hwloc_bitmap_free(table.seen);
	return rc;
}

int hw_index_pus(struct topo *topo)
{
	hwloc_obj_t obj = NULL;

	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL)
		if (obj->os_index >= topo->n_known)
			topo->n_known = obj->os_index + 1;
	topo->known = calloc(topo->n_known + 1, sizeof(*topo->known));
	if (!topo->known)
		return fail("memory for the topology");
	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL)
		topo->known[obj->os_index].obj = obj;
	return 0;
}

bool topo_live(const struct topo *topo)
{
	return topo->live;
}

const struct pu *topo_pus(const struct topo *topo, unsigned *n)
{
	*n = topo->n;
	return topo->pus;
}

const struct pu *topo_isolated(const struct topo *topo, unsigned *n)
{
	*n = topo->all - topo->n;
	return topo->pus + topo->n;
}

const struct pu *topo_pu(const struct topo *topo, unsigned os)
{
	return os < topo->n_known ? topo->known[os].pu : NULL;
}

hwloc_obj_t hw_pu(const struct topo *topo, unsigned os)
{
	return os < topo->n_known ? topo->known[os].obj : NULL;
}

bool hw_usable(const struct topo *topo, const struct pu *pu)
{
	return pu && pu < topo->pus + topo->n;
}

const char *topo_refusal(const struct topo *topo, unsigned os)
{
	hwloc_const_cpuset_t known = hwloc_topology_get_complete_cpuset(topo->hw);

	if (topo_pu(topo, os))
		return NULL;
	if (!hw_pu(topo, os))
		return hwloc_bitmap_isset(known, os) ? "offline" : "not in this machine";
	if (!allowed(topo, os))
		return "not allowed by the cgroup";
	if (!bound(topo, os) && !isolated(topo, os))
		return "outside the CPUs given to contend (taskset?)";
	return "not of the kind asked for (--kinds)";
}

struct topo_counts topo_counts(const struct topo *topo)
{
	return topo->counts;
}
