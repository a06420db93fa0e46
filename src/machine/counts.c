/* SPDX-License-Identifier: MIT */
/* Facts that are counts: time taken by the hypervisor, time taken by others, heat. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "machine/facts.h"
#include "machine/files.h"
#include "machine/pulist.h"

static struct host_pu *find(const struct host *host, unsigned os)
{
	for (size_t i = 0; i < host->n_pus; i++)
		if (host->pus[i].os == os)
			return &host->pus[i];
	return NULL;
}

static int add_pu(struct host *host, unsigned os, bool worker)
{
	struct host_pu *more;

	if (find(host, os))
		return 0;
	more = realloc(host->pus, (host->n_pus + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	host->pus = more;
	more[host->n_pus++] = (struct host_pu){ .os = os, .worker = worker };
	return 0;
}

/* The workers' PUs, then those that share a core with one of them and have no worker. */
static int list_pus(struct host *host, const unsigned *pus, size_t n)
{
	int error = 0;

	for (size_t i = 0; !error && i < n; i++)
		error = add_pu(host, pus[i], true);
	for (size_t i = 0; !error && i < n; i++) {
		char list[256];
		const char *why;
		unsigned *siblings = NULL;

		files_linef(list, sizeof(list), FACTS_CPUS "cpu%u/topology/thread_siblings_list",
			    pus[i]);
		const int found = pulist_parse(list, &siblings, &why);

		for (int j = 0; !error && j < found; j++)
			error = add_pu(host, siblings[j], false);
		free(siblings);
	}
	return error;
}

/* cpuN user nice system idle iowait irq softirq steal: proc(5). */
static void read_stat(struct host *host)
{
	FILE *const in = files_open("/proc/stat");
	char line[512];

	while (in && fgets(line, sizeof(line), in)) {
		unsigned long long user, nice, system, irq, softirq, steal;
		struct host_pu *pu;
		unsigned os;

		if (sscanf(line, "cpu%u %llu %llu %llu %*u %*u %llu %llu %llu", &os, &user, &nice,
			   &system, &irq, &softirq, &steal) != 7)
			continue;
		pu = find(host, os);
		if (!pu)
			continue;
		pu->busy = user + nice + system + irq + softirq;
		pu->steal = steal;
		host->steal_ticks += pu->worker ? steal : 0;
	}
	if (in)
		fclose(in);
}

/* Summed over the PUs, so that a change of any of them shows. */
static int add_throttles(struct host *host, const char *key, const char *leaf, const unsigned *pus,
			 size_t n)
{
	uint64_t sum = 0;
	bool known = false;
	char value[32];

	for (size_t i = 0; i < n; i++) {
		if (!files_linef(value, sizeof(value), FACTS_CPUS "cpu%u/thermal_throttle/%s",
				 pus[i], leaf))
			continue;
		sum += strtoull(value, NULL, 10);
		known = true;
	}
	return known ? facts_add_number(host, key, sum) : facts_add(host, key, NULL);
}

int facts_of_counts(struct host *host, const unsigned *pus, size_t n)
{
	int error = list_pus(host, pus, n);

	if (error)
		return error;
	read_stat(host);
	error = facts_add_number(host, "steal.ticks", host->steal_ticks);
	if (!error)
		error = add_throttles(host, "thermal.core_throttles", "core_throttle_count", pus,
				      n);
	if (!error)
		error = add_throttles(host, "thermal.package_throttles", "package_throttle_count",
				      pus, n);
	return error;
}
