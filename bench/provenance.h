/* SPDX-License-Identifier: MIT */
/* What a results folder says of the machine and of the program that made it. */
#ifndef BENCH_PROVENANCE_H
#define BENCH_PROVENANCE_H

#include <stdio.h>

#include "machine/host.h"

struct clock;
struct results;
struct topo;

/* "EPYC 7763, guest · 1 node, 1 L3, 2 PUs · Linux 6.18". */
void provenance_machine(char *line, size_t size, const struct host *host, const struct topo *topo);

/* Two words that must be equal for a sweep to be resumed: which build, which boot of which machine. Neither tells the
 * machine's name. */
struct provenance_keys {
	char build[24], boot[24];
};
void provenance_keys(struct provenance_keys *keys);

/* Writes host.txt: the program, the machine, how long the sweep took, the reasons for doubt, every fact of the host.
 * after: NULL while the sweep runs. 0 or -errno having said why. */
int provenance_write(const struct results *results, const struct topo *topo,
		     const struct clock *clock, const struct host *before, const struct host *after,
		     double seconds);
/* Writes topology.xml. */
int provenance_write_topology(const struct results *results, const struct topo *topo);
/* The value of a line "key: value" of DIR/host.txt; NULL: none. The caller's to free(). */
char *provenance_read(const char *dir, const char *key);

#endif
