/* SPDX-License-Identifier: MIT */
/* What a results folder says of the machine and of the program that made it. */
#ifndef BENCH_PROVENANCE_H
#define BENCH_PROVENANCE_H

#include <stdint.h>
#include <stdio.h>

#include "machine/home.h"
#include "machine/host.h"

struct clock;
struct results;
struct topo;
struct trial;

/* "EPYC 7763, guest · 1 node, 1 L3, 2 PUs · Linux 6.18". */
void provenance_machine(char *line, size_t size, const struct host *host, const struct topo *topo);

/* Two words that must be equal for a sweep to be resumed: which build, which boot of which machine. Neither tells the
 * machine's name. */
struct provenance_keys {
	char build[24], boot[24];
};
void provenance_keys(struct provenance_keys *keys);

/* What the trials of a sweep tell of the machine; begins zeroed. */
struct provenance_run {
	uint64_t trials;     /* that ran to their end */
	uint64_t moved;	     /* of all: a worker was not on its PU */
	uint64_t elsewhere;  /* of all: the counter was not on the node asked for */
	uint64_t unverified; /* nothing could tell where the counter lay */
	uint64_t placed[HOME_PLACED_N], by[HOME_BY_N];
	uint64_t switches; /* of workers, against their will */
	double cpu_ns,
		wait_ns; /* of workers: on a PU, and waiting for one; oversubscribed trials left out */
};
/* Takes a trial into it. */
void provenance_count(struct provenance_run *run, const struct trial *trial);
/* Adds it to what was seen of the host after the sweep: host_warnings() and host.txt then tell of it. 0 or -ENOMEM. */
int provenance_note(struct host *after, const struct provenance_run *run);

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
