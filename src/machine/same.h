/* SPDX-License-Identifier: MIT */
/* Whether two saved topologies are of the same machine. */
#ifndef MACHINE_SAME_H
#define MACHINE_SAME_H

#include <stdio.h>

struct topo;

/* Compares the hardware: objects, their numbers and attributes, kinds of cores, distances. What is of the software or of
 * its rights (kernel, hwloc, CPUs allowed) may differ, and is said. Two machines of one make that are alike cannot be
 * told apart, as nothing saved names the machine. Prints a verdict and, below it, a line for each difference. 1: the
 * same; 0: not; -errno having said why it could not be told. */
int same_machine(const struct topo *a, const struct topo *b, FILE *out);

#endif
