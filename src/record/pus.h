/* SPDX-License-Identifier: MIT */
/* pus.csv: the usable PUs in the topology's order, so that charts can draw its borders. */
#ifndef RECORD_PUS_H
#define RECORD_PUS_H

#include <stdio.h>

struct topo;

/* A row a PU: its own and its node's number are the kernel's, the rest hwloc's logical indexes; NA where there is none.
 * 0 or -EIO, in silence: whoever closes `out` says why. */
int pus_write(FILE *out, const struct topo *topo);

#endif
