/* SPDX-License-Identifier: MIT */
/* The inside of struct topo, for the files of this folder that speak to hwloc. */
#ifndef MACHINE_HW_H
#define MACHINE_HW_H

#include <hwloc.h>
#include <stdbool.h>

#include "machine/topo.h"

/* Numbers of PUs and of nodes are below; a file that claims more is refused. Linux: NR_CPUS, 8192 at most; NODES_SHIFT, 10
 * at most. */
#define HW_PUS (1u << 20)
#define HW_NODES 1024u

/* What a number of the kernel's stands for. */
struct hw_known {
	hwloc_obj_t obj;     /* NULL: no PU of this machine */
	const struct pu *pu; /* NULL: neither usable nor isolated */
};

struct topo {
	hwloc_topology_t hw;
	bool live;
	hwloc_bitmap_t bound; /* affinity at start; NULL: no one is bound on a described machine */
	hwloc_bitmap_t isolated;  /* by the kernel, out of the affinity too; may be NULL */
	hwloc_bitmap_t cpu_nodes; /* nodes with CPUs, as the kernel says; NULL: not known */
	hwloc_bitmap_t kept;	  /* PUs of the kind asked for; NULL: of any */
	struct pu *pus;		  /* in logical order: the n usable ones, then the isolated */
	unsigned n, all;
	struct hw_known *known; /* by the kernel's number */
	unsigned n_known;
	struct topo_counts counts;
	unsigned *distance; /* rows × rows, the larger of both directions; NULL: none is known */
	unsigned rows;
	unsigned short row[HW_NODES]; /* of a node by the kernel's number, from 1; 0: none */
};

/* The L3 above an object; NULL where there is none, or only a memory-side cache that calls itself one. */
hwloc_obj_t hw_l3(hwloc_topology_t hw, hwloc_obj_t obj);
/* Why no usable PU has an L3, where none has: a static phrase. */
const char *hw_no_l3(const struct topo *topo);
/* A string among an object's key-value pairs; NULL: not there. */
const char *hw_info(hwloc_topology_t hw, const char *name);

/* Any PU of the machine by the kernel's number; NULL: not in it. */
hwloc_obj_t hw_pu(const struct topo *topo, unsigned os);
/* Is it one that orders may take, so not isolated? pu may be NULL. */
bool hw_usable(const struct topo *topo, const struct pu *pu);
/* Fills `known` with the PUs of the machine, once they are known to be sound. 0 or -ENOMEM having said so. */
int hw_index_pus(struct topo *topo);
/* The table of PUs anew, from what is allowed, bound and kept now; the old one stays where that fails. 0 or -errno having
 * said why. */
int hw_list_pus(struct topo *topo);

/* The kernel's number of the node a PU is local to; TOPO_NONE: it is not there, so offline. */
unsigned hw_local_node(const struct topo *topo, hwloc_obj_t pu);
/* Reads the firmware's matrix. 0 or -ENOMEM having said so. */
int hw_read_distances(struct topo *topo);

/* hwloc's number of a PU's kind of core; TOPO_NONE: all are alike, or it is of none. */
unsigned hw_kind(const struct topo *topo, hwloc_obj_t pu);
/* Is a kind, by hwloc's number, ranked among the others by speed? All are, or none is. */
bool hw_kind_ranked(hwloc_topology_t hw, unsigned kind);

#endif
