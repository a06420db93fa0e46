/* SPDX-License-Identifier: MIT */
/* Placements: named orders of the usable PUs. N workers take the first N, so that N is a part of N + 1. */
#ifndef MACHINE_PLACE_H
#define MACHINE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

struct topo;

struct placement {
	const char *name, *summary;
	const char *unit; /* "L3 cache": an order of one PU of each; NULL: of all PUs, or a pair */
	bool pair;	  /* for two workers exactly */
	/* Writes the order into pu (kernel's numbers; room for all usable PUs, and 2 at least); returns how many, at least
	 * 1; or -EINVAL: this machine cannot, why is in *why. */
	int (*order)(const struct topo *topo, unsigned *pu, char *why, size_t size);
};

/* The table, in the order of listings; NULL past its end. */
const struct placement *placement_at(size_t i);
const struct placement *placement_find(const char *name);
bool placement_is_pair(const struct placement *placement);

/* The order that `name` stands for: a name of the table; an explicit list "cpus:3,0,8-11", taken in its order and checked PU
 * by PU (twice the same is oversubscription, refused by the plan unless asked for); or objects as hwloc-calc(1) names them,
 * "core:0-3.pu:0". *pu is the caller's to free(). Returns the number of PUs; -EINVAL with the reason in *why, not said;
 * other -errno having said why. */
int place_try(const struct topo *topo, const char *name, unsigned **pu, char *why, size_t size);
/* The same, the reason said as misuse. */
int place_order(const struct topo *topo, const char *name, unsigned **pu);

#endif
