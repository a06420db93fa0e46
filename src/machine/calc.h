/* SPDX-License-Identifier: MIT */
/* PUs named by the objects that they are in, as hwloc-calc(1) does: "core:0-3.pu:0". */
#ifndef MACHINE_CALC_H
#define MACHINE_CALC_H

#include <stddef.h>

struct topo;

/* Writes the usable PUs of "TYPE:RANGE[.TYPE:RANGE...]" in the order written, each object's in logical order; room for all
 * usable PUs. RANGE: N, N-M, N-, N:COUNT, all, odd, even; logical indexes within the object before. Returns how many, at
 * least 1; or -EINVAL with the reason in *why. */
int calc_order(const struct topo *topo, const char *text, unsigned *pu, char *why, size_t size);

#endif
