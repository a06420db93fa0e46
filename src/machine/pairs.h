/* SPDX-License-Identifier: MIT */
/* Placements of two workers that share this, and not that. For place.c. */
#ifndef MACHINE_PAIRS_H
#define MACHINE_PAIRS_H

#include <stddef.h>

struct topo;

/* Each writes the first pair of usable PUs, in logical order, that fits, and returns 2; or -EINVAL with the relations that
 * there are in *why. */
int pairs_smt(const struct topo *topo, unsigned *pu, char *why, size_t size);
int pairs_same_l2(const struct topo *topo, unsigned *pu, char *why, size_t size);
int pairs_same_l3(const struct topo *topo, unsigned *pu, char *why, size_t size);
int pairs_cross_l3(const struct topo *topo, unsigned *pu, char *why, size_t size);
int pairs_cross_node(const struct topo *topo, unsigned *pu, char *why, size_t size);
int pairs_cross_package(const struct topo *topo, unsigned *pu, char *why, size_t size);

#endif
