/* SPDX-License-Identifier: MIT */
/* The inside of struct topo, for the files of this folder that speak to hwloc. */
#ifndef MACHINE_HW_H
#define MACHINE_HW_H

#include <hwloc.h>
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
};

/* The L3 above an object; NULL where there is none, or only a memory-side cache that calls itself one. */
hwloc_obj_t hw_l3(hwloc_topology_t hw, hwloc_obj_t obj);
/* A string among an object's key-value pairs; NULL: not there. */
const char *hw_info(hwloc_topology_t hw, const char *name);

#endif
