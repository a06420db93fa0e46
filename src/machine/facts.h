/* SPDX-License-Identifier: MIT */
/* The facts of a host, read one by one from /proc and /sys. Nothing here names the host, its user or its serials. */
#ifndef MACHINE_FACTS_H
#define MACHINE_FACTS_H

#include <stddef.h>

#include "machine/host.h"

#define FACTS_CPUS "/sys/devices/system/cpu/"
#define FACTS_SEVERAL                                                                              \
	"; " /* between the values of PUs that differ, where a value may hold blanks */

/* Adds a fact; value NULL or "": absent. 0 or -ENOMEM. */
int facts_add(struct host *host, const char *key, const char *value);
/* The same for a number. */
int facts_add_number(struct host *host, const char *key, uint64_t value);
/* The value of a fact; NULL where there is none of that key. host may be NULL. */
const char *facts_find(const struct host *host, const char *key);
/* The same, "absent" in place of NULL. */
const char *facts_value(const struct host *host, const char *key);

/* Adds a value to a list of different ones, unless it is in it or there is no room. */
void facts_join(char *list, size_t size, const char *separator, const char *value);

/* The processor: its name, family, flags, the models of the n PUs; also host->cpu, slug and hypervisor. usable: number
 * of usable PUs. */
int facts_of_cpu(struct host *host, unsigned usable, const unsigned *pus, size_t n);
/* One-line files of the machine, and of the n PUs where they may differ. */
int facts_of_files(struct host *host, const unsigned *pus, size_t n);
/* Memory: its nodes, huge pages, the file system of shared memory. */
int facts_of_memory(struct host *host);
/* What the kernel counts: steal, idle siblings, heat, into host and facts. */
int facts_of_counts(struct host *host, const unsigned *pus, size_t n);
/* CPU quotas of the cgroups that this process is in, and how often they stopped it, into host and facts. */
int facts_of_quota(struct host *host);
/* This process: scheduler, limits, cgroup (as a hash), affinity, environment of hwloc. */
int facts_of_process(struct host *host, const struct topo *topo);
/* hwloc: its versions, and the kinds of cores it knows; after facts_of_counts(). */
int facts_of_hwloc(struct host *host, const struct topo *topo);

#endif
