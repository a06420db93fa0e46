/* SPDX-License-Identifier: MIT */
/* The facts of a host, read one by one from /proc and /sys. */
#ifndef MACHINE_FACTS_H
#define MACHINE_FACTS_H

#include <stddef.h>

#include "machine/host.h"

/* Adds a fact; value NULL or "": absent. 0 or -ENOMEM. */
int facts_add(struct host *host, const char *key, const char *value);
/* The value of a fact; "absent" where there is none. host may be NULL. */
const char *facts_value(const struct host *host, const char *key);
/* The processor: its name, family, flags; also host->cpu, slug and hypervisor. usable: number of usable PUs. */
int facts_of_cpu(struct host *host, unsigned usable);
/* One-line files of the machine, and of the n PUs where they may differ. */
int facts_of_files(struct host *host, const unsigned *pus, size_t n);
/* What the kernel counts: steal and throttling, into host and facts. */
int facts_of_counts(struct host *host, const unsigned *pus, size_t n);
/* This process: scheduler, limits, cgroup (as a hash), memory nodes, environment of hwloc. */
int facts_of_process(struct host *host);

#endif
