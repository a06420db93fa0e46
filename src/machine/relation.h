/* SPDX-License-Identifier: MIT */
/* How close PUs are: their deepest common object, and what lies beside it. There is no fixed scale SMT < L2 < L3 < node:
 * on some machines an L3 lies above a node, on others a cluster below an L3. */
#ifndef MACHINE_RELATION_H
#define MACHINE_RELATION_H

#include <stddef.h>

#include "machine/topo.h"

enum relation_node { NODE_SAME, NODE_OTHER, NODE_UNKNOWN };

struct relation {
	/* "same-pu", "smt", else the common object's subtype or type in lower case: "l2", "l3", "cluster", "group",
	 * "die", "package", "machine" … */
	char name[24];
	int depth;		 /* of the common object; larger is closer */
	enum relation_node node; /* do all have the same local NUMA node? */
	unsigned
		distance; /* largest between their nodes, both ways, as the firmware claims; TOPO_NONE: no matrix */
	unsigned kind_low, kind_high; /* of cores, 0 = slowest; TOPO_NONE: all alike or unknown */
};

/* A relation that exists among the usable PUs: how many pairs, and the first of them in logical order (a before b). */
struct relation_class {
	struct relation relation;
	unsigned long pairs;
	unsigned a, b; /* kernel's numbers */
};

/* The relation of n PUs (kernel's numbers, usable or isolated; n at least 2) that is that of the two furthest apart:
 * their common object is that of all, distance the largest, kinds the lowest and highest. n in all linear time. */
void relation_among(const struct topo *topo, const unsigned *pus, size_t n,
		    struct relation *relation);
/* Below 0: a is closer than b; above 0: b is. By depth, then node, distance, kinds. 0: the same class. */
int relation_compare(const struct relation *a, const struct relation *b);
/* "l3", "package, other node", "l3, other node, distance 11", "l3, kinds 0/1". Cut to size. */
void relation_print(const struct relation *relation, char *text, size_t size);

/* All classes of pairs of usable PUs, closest first; *classes is the caller's to free(). 0 or -ENOMEM having said so.
 * One PU: none. */
int relation_classes(const struct topo *topo, struct relation_class **classes, size_t *n);

#endif
