/* SPDX-License-Identifier: MIT */
/* Placements: named orders of the usable PUs. N workers take the first N, so that N is a part of N + 1. */
#ifndef MACHINE_PLACE_H
#define MACHINE_PLACE_H

#include <stddef.h>

struct topo;

struct placement {
	const char *name, *summary;
	/* Writes the order into pu (kernel's numbers; room for all usable PUs); returns how many, at least 1, or
	 * -EINVAL having said why this machine cannot. */
	int (*order)(const struct topo *topo, unsigned *pu);
};

/* The table, in the order of listings; NULL past its end. */
const struct placement *placement_at(size_t i);
const struct placement *placement_find(const char *name);

/* The order that `name` stands for: a name of the table, or an explicit list "cpus:3,0,8-11", taken in its order and
 * checked PU by PU (twice the same is oversubscription, refused by the plan unless asked for).
 * *pu is the caller's to free(). Returns the number of PUs or -errno having said why. */
int place_order(const struct topo *topo, const char *name, unsigned **pu);

#endif
