/* SPDX-License-Identifier: MIT */
/* Kinds of cores. Not "P or E": some machines have five, told apart by their capacity alone. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/hw.h"
#include "machine/topo.h"

/* 1: all alike, or not known. */
static unsigned kinds_of(hwloc_topology_t hw)
{
	const int n = hwloc_cpukinds_get_nr(hw, 0);

	return n > 1 ? (unsigned)n : 1;
}

unsigned hw_kind(const struct topo *topo, hwloc_obj_t pu)
{
	const int kind =
		kinds_of(topo->hw) > 1 ? hwloc_cpukinds_get_by_cpuset(topo->hw, pu->cpuset, 0) : -1;

	return kind < 0 ? TOPO_NONE : (unsigned)kind;
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

/* As many of a kind's infos as fit. */
static void print_infos(hwloc_topology_t hw, unsigned kind, char *text, size_t size)
{
	const struct hwloc_info_s *info = NULL;
	size_t length = 0;
	unsigned n = 0;

#if HWLOC_API_VERSION >= 0x00030000
	struct hwloc_infos_s *infos = NULL;

	if (!hwloc_cpukinds_get_info(hw, kind, NULL, NULL, &infos, 0) && infos) {
		info = infos->array;
		n = infos->count;
	}
#else
	struct hwloc_info_s *infos = NULL;

	if (!hwloc_cpukinds_get_info(hw, kind, NULL, NULL, &n, &infos, 0))
		info = infos;
#endif
	text[0] = '\0';
	for (unsigned i = 0; info && i < n; i++) {
		const int more = snprintf(text + length, size - length, "%s%s=%s",
					  length ? ", " : "", info[i].name, info[i].value);

		if (more < 0 || (size_t)more >= size - length) {
			text[length] = '\0';
			return;
		}
		length += (size_t)more;
	}
}

int topo_kinds(const struct topo *topo, struct topo_kind **kinds, size_t *n)
{
	*n = kinds_of(topo->hw);
	*kinds = calloc(*n, sizeof(**kinds));
	if (!*kinds)
		return fail("memory for the kinds of cores");
	for (unsigned kind = 0; *n > 1 && kind < *n; kind++) {
		(*kinds)[kind].ranked = hw_kind_ranked(topo->hw, kind);
		print_infos(topo->hw, kind, (*kinds)[kind].what, sizeof((*kinds)->what));
	}
	for (unsigned i = 0; i < topo->n; i++) {
		const unsigned group = *n > 1 ? topo->pus[i].group : 0;

		if (group < *n)
			(*kinds)[group].pus++;
	}
	return 0;
}

/* "0 (8 PUs, CoreType=IntelAtom), 1 (12 PUs, CoreType=IntelCore)" */
static void print_kinds(const struct topo *topo, char *text, size_t size)
{
	struct topo_kind *kinds = NULL;
	size_t n = 0, length = 0;

	text[0] = '\0';
	if (topo_kinds(topo, &kinds, &n))
		return;
	for (size_t i = 0; i < n && length < size; i++)
		length += (size_t)snprintf(text + length, size - length, "%s%zu (%u PU%s%s%s)",
					   i ? ", " : "", i, kinds[i].pus,
					   kinds[i].pus == 1 ? "" : "s",
					   kinds[i].what[0] ? ", " : "", kinds[i].what);
	free(kinds);
}

/* The kind that a word stands for; below 0 having said why there is none. */
static int kind_named(const struct topo *topo, const char *text)
{
	const unsigned kinds = kinds_of(topo->hw);
	const bool word = !strcmp(text, "fastest") || !strcmp(text, "slowest");
	unsigned long number = kinds;
	char there[512], *end = NULL;

	if (kinds == 1)
		return misuse("--kinds=%s: the cores of this machine are all of one kind, as far "
			      "as it tells",
			      text);
	if (word && hw_kind_ranked(topo->hw, 0))
		return text[0] == 'f' ? (int)kinds - 1 : 0;
	if (text[0] >= '0' && text[0] <= '9')
		number = strtoul(text, &end, 10);
	if (end && !*end && number < kinds)
		return (int)number;
	print_kinds(topo, there, sizeof(there));
	if (word)
		return misuse("--kinds=%s: this machine does not say which of its %u kinds of "
			      "cores are faster: give a number of %s",
			      text, kinds, there);
	return misuse("--kinds=%s: fastest, slowest, or a number of 0 to %u: %s", text, kinds - 1,
		      there);
}

/* Of those that are allowed and bound, whatever an earlier call has kept. */
static int keep(struct topo *topo, unsigned kind)
{
	hwloc_bitmap_t const before = topo->kept;
	hwloc_bitmap_t const kept = hwloc_bitmap_alloc();
	hwloc_obj_t obj = NULL;
	int error;

	if (!kept) {
		errno = ENOMEM;
		return fail("memory for --kinds");
	}
	while ((obj = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_PU, obj)) != NULL)
		if (hw_kind(topo, obj) == kind)
			hwloc_bitmap_set(kept, obj->os_index);
	topo->kept = kept;
	error = hw_list_pus(topo);
	if (error)
		topo->kept = before;
	hwloc_bitmap_free(error ? kept : before);
	return error;
}

int topo_keep_kinds(struct topo *topo, const char *text)
{
	const int kind = kind_named(topo, text);

	return kind < 0 ? kind : keep(topo, (unsigned)kind);
}
