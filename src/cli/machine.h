/* SPDX-License-Identifier: MIT */
/* The machine that a command speaks of: this one, a saved one or a described one. */
#ifndef CLI_MACHINE_H
#define CLI_MACHINE_H

struct sweep;
struct topo;

/* Loads this machine or, where sweep->topology is given, that one, and leaves only the cores of sweep->kinds. 0 with
 * *topo owned by the caller, or -errno having said why in one line (-EINVAL: bad input). */
int machine_open(struct topo **topo, const struct sweep *sweep);

/* Loads a machine that is not this one: hwloc's XML file, or a description. hwloc validates neither, and a damaged file
 * can crash it: so a throw-away process loads it first. As machine_open(). */
int machine_load(struct topo **topo, const char *source);

#endif
