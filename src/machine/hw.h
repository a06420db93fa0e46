/* SPDX-License-Identifier: MIT */
/* The inside of struct topo, for the files of this folder that speak to hwloc. */
#ifndef MACHINE_HW_H
#define MACHINE_HW_H

#include <hwloc.h>
#include <hwloc/distances.h>
#include <stdbool.h>

#include "machine/topo.h"

struct topo {
	hwloc_topology_t hw;
	bool live;
	hwloc_bitmap_t bound; /* affinity at start; NULL: no one is bound on a described machine */
	hwloc_bitmap_t
		isolated; /* allowed, and taken out of the affinity by the kernel; may be NULL */
	struct pu *pus;	  /* in logical order: the n usable ones, then the isolated */
	unsigned n, all;
	struct known *known; /* by the kernel's number, below n_known */
	unsigned n_known;
	struct hwloc_distances_s *distances; /* between NUMA nodes; NULL: none reported */
	hwloc_bitmap_t kept;		     /* --kinds; NULL: all */
};

/* A PU of the machine, usable or not. */
struct known {
	hwloc_obj_t obj;     /* NULL: no PU of that number */
	const struct pu *pu; /* NULL: not usable */
};

/* The PU of a kernel's number; NULL: there is none. */
hwloc_obj_t hw_pu(const struct topo *topo, unsigned os);

/* The L3 above an object; NULL where there is none, or only a memory-side cache that calls itself one. */
hwloc_obj_t hw_l3(hwloc_topology_t hw, hwloc_obj_t obj);
/* Whether a kind of cores has a rank among the others by speed. */
bool hw_kind_ranked(hwloc_topology_t hw, unsigned kind);
/* A string among an object's key-value pairs; NULL: not there. */
const char *hw_info(hwloc_topology_t hw, const char *name);

#endif
