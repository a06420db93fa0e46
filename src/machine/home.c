/* SPDX-License-Identifier: MIT */
/* Policy on memory before its first touch, and three ways to see where it went; the first needs move_pages(2), the second
 * get_mempolicy(2), the third only /proc: containers refuse them in that order. */
#include "machine/home.h"

#include <errno.h>
#include <linux/mempolicy.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/files.h"
#include "machine/hw.h"
#include "share/block.h"

/* Whole pages, mapped, and the object that they are of. */
struct area {
	void *addr;
	size_t pages, page; /* number, bytes of one */
	int fd;
	size_t offset;
};

const char *home_placed_name(enum home_placed placed)
{
	static const char *const names[HOME_PLACED_N] = {
		[HOME_UNPLACED] = "NA", [HOME_MBIND] = "mbind", [HOME_FIRST_TOUCH] = "first_touch"
	};

	return names[placed];
}

const char *home_by_name(enum home_by by)
{
	static const char *const names[HOME_BY_N] = { [HOME_BY_NONE] = "NA",
						      [HOME_BY_MOVE_PAGES] = "move_pages",
						      [HOME_BY_GET_MEMPOLICY] = "get_mempolicy",
						      [HOME_BY_NUMA_MAPS] = "numa_maps" };

	return names[by];
}

static bool allowed(const struct topo *topo, hwloc_obj_t node)
{
	return hwloc_bitmap_isset(hwloc_topology_get_allowed_nodeset(topo->hw), node->os_index);
}

/* A node may consist of processors alone. Where no node's size is known, all count as holding memory. */
static bool without_memory(const struct topo *topo, hwloc_obj_t node)
{
	return hwloc_get_root_obj(topo->hw)->total_memory && !node->attr->numanode.local_memory;
}

size_t home_nodes(const struct topo *topo, unsigned *nodes, size_t max)
{
	hwloc_obj_t node = NULL;
	size_t n = 0;

	while ((node = hwloc_get_next_obj_by_type(topo->hw, HWLOC_OBJ_NUMANODE, node)) != NULL) {
		if (!allowed(topo, node) || without_memory(topo, node))
			continue;
		if (n < max)
			nodes[n] = node->os_index;
		n++;
	}
	return n;
}

const char *home_refusal(const struct topo *topo, unsigned node)
{
	hwloc_obj_t obj = hwloc_get_numanode_obj_by_os_index(topo->hw, node);

	if (!obj)
		return "not in this machine";
	if (!allowed(topo, obj))
		return "not allowed by the cgroup";
	return without_memory(topo, obj) ? "without memory" : NULL;
}

/* The isolated ones come last in the table: they are disturbed only where there is no other. */
const struct pu *home_pu(const struct topo *topo, unsigned node)
{
	for (unsigned i = 0; i < topo->all; i++)
		if (node != TOPO_NONE && topo->pus[i].node == node)
			return &topo->pus[i];
	return NULL;
}

int home_bind(const struct topo *topo, void *addr, size_t length, unsigned node)
{
	const char *refusal = home_refusal(topo, node);

	if (refusal)
		return misuse("node %u can hold no memory of ours: it is %s", node, refusal);
	/* On a machine that is not this one hwloc's calls do nothing and return success. */
	if (!topo->live) {
		errno = ENODEV;
		return fail("memory on node %u of another machine", node);
	}
	errno = 0;
	/* STRICT: from there or not at all. It proves nothing of pages that already lie elsewhere. */
	if (!hwloc_set_area_membind(
		    topo->hw, addr, length,
		    hwloc_get_numanode_obj_by_os_index(topo->hw, node)->nodeset, HWLOC_MEMBIND_BIND,
		    HWLOC_MEMBIND_BYNODESET | HWLOC_MEMBIND_STRICT | HWLOC_MEMBIND_NOCPUBIND))
		return 0;
	return errno == EPERM || errno == ENOSYS ? -errno : fail("memory on node %u", node);
}

/* What a process has not touched is not in its page table, and move_pages() does not see it. */
static void touch(const struct area *area)
{
	for (size_t i = 0; i < area->pages; i++)
		(void)*((const volatile char *)area->addr + i * area->page);
}

/* One more page was seen on a node: *node becomes TOPO_NONE once there are two. */
static void join(unsigned *node, size_t pages_before, unsigned seen)
{
	if (!pages_before)
		*node = seen;
	else if (*node != seen)
		*node = TOPO_NONE;
}

static bool ask_move_pages(const struct topo *topo, const struct area *area, unsigned *node)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	const bool answers =
		set &&
		!hwloc_get_area_memlocation(topo->hw, area->addr, area->pages * area->page, set,
					    HWLOC_MEMBIND_BYNODESET) &&
		!hwloc_bitmap_iszero(set);

	if (answers)
		*node = hwloc_bitmap_weight(set) == 1 ? (unsigned)hwloc_bitmap_first(set)
						      : TOPO_NONE;
	hwloc_bitmap_free(set);
	return answers;
}

/* By the system call: hwloc and libnuma ask it for the policy, not for the place. */
static bool ask_get_mempolicy(const struct topo *topo, const struct area *area, unsigned *node)
{
	(void)topo;
	for (size_t i = 0; i < area->pages; i++) {
		int seen = -1;

		if (syscall(SYS_get_mempolicy, &seen, NULL, 0UL,
			    (char *)area->addr + i * area->page,
			    (unsigned long)(MPOL_F_NODE | MPOL_F_ADDR)) ||
		    seen < 0)
			return false;
		join(node, i, (unsigned)seen);
	}
	return true;
}

/* The tokens "N0=3" of a line of numa_maps: pages on a node. Its "bind:0" is the policy, not the place. */
static bool read_places(const char *line, size_t pages, unsigned *node)
{
	size_t seen = 0;

	for (const char *at = strstr(line, " N"); at; at = strstr(at + 1, " N")) {
		unsigned long number, of;

		if (sscanf(at, " N%lu=%lu", &of, &number) != 2 || !number)
			continue;
		join(node, seen, (unsigned)of);
		seen += number;
	}
	return seen == pages;
}

static bool find_places(const void *start, size_t pages, unsigned *node)
{
	FILE *file = files_open("/proc/self/numa_maps");
	char *line = NULL;
	size_t size = 0;
	bool found = false, answers = false;

	if (!file)
		return false;
	while (!found && getline(&line, &size, file) > 0) {
		char *end;

		found = strtoull(line, &end, 16) == (uintptr_t)start && *end == ' ';
		answers = found && read_places(end, pages, node);
	}
	free(line);
	fclose(file);
	return answers;
}

/* A line of numa_maps sums up a whole mapping: so these pages get one of their own. */
static bool ask_numa_maps(const struct topo *topo, const struct area *area, unsigned *node)
{
	const size_t length = area->pages * area->page;
	const void *part = block_map_part(area->fd, area->offset, length);
	struct area own = *area;
	bool answers;

	(void)topo;
	if (!part)
		return false;
	own.addr = (void *)(uintptr_t)part;
	touch(&own);
	answers = find_places(part, area->pages, node);
	block_unmap_part(part, length);
	return answers;
}

bool home_ask_by(const struct topo *topo, enum home_by by, void *addr, size_t length, int fd,
		 size_t offset, unsigned *node)
{
	static bool (*const ask[HOME_BY_N])(const struct topo *, const struct area *,
					    unsigned *) = {
		[HOME_BY_MOVE_PAGES] = ask_move_pages,
		[HOME_BY_GET_MEMPOLICY] = ask_get_mempolicy,
		[HOME_BY_NUMA_MAPS] = ask_numa_maps,
	};
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const struct area area = { .addr = addr,
				   .pages = (length + page - 1) / page,
				   .page = page,
				   .fd = fd,
				   .offset = offset };
	unsigned seen = TOPO_NONE;

	*node = TOPO_NONE;
	if (!topo->live || !ask[by] || !area.pages)
		return false;
	touch(&area);
	if (!ask[by](topo, &area, &seen))
		return false;
	*node = seen;
	return true;
}

void home_ask(const struct topo *topo, void *addr, size_t length, int fd, size_t offset,
	      unsigned *node, enum home_by *by)
{
	for (unsigned means = HOME_BY_MOVE_PAGES; means < HOME_BY_N; means++) {
		*by = (enum home_by)means;
		if (home_ask_by(topo, *by, addr, length, fd, offset, node))
			return;
	}
	*by = HOME_BY_NONE;
}
