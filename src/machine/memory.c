/* SPDX-License-Identifier: MIT */
/* Facts of memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine/facts.h"
#include "machine/files.h"
#include "machine/pulist.h"

#define NODES "/sys/devices/system/node/"

/* "Node 1 MemFree:  123 kB" */
static int add_amount(struct host *host, unsigned node, const char *name, const char *leaf)
{
	char path[64], key[64], line[64], value[64];

	snprintf(path, sizeof(path), NODES "node%u/meminfo", node);
	snprintf(line, sizeof(line), "Node %u %s", node, name);
	snprintf(key, sizeof(key), "memory.node%u.%s", node, leaf);
	files_keyed(path, line, value, sizeof(value));
	return facts_add(host, key, value);
}

static int add_nodes(struct host *host)
{
	char list[512], key[64], value[1024];
	const char *why;
	unsigned *nodes = NULL;
	int error, n;

	files_line(NODES "online", list, sizeof(list));
	n = pulist_parse(list, &nodes, &why);
	error = n == -ENOMEM ? n : 0;
	for (int i = 0; !error && i < n; i++) {
		snprintf(key, sizeof(key), "memory.node%u.distances", nodes[i]);
		files_linef(value, sizeof(value), NODES "node%u/distance", nodes[i]);
		error = facts_add(host, key, value);
		if (!error)
			error = add_amount(host, nodes[i], "MemTotal", "total");
		if (!error)
			error = add_amount(host, nodes[i], "MemFree", "free");
	}
	free(nodes);
	return error;
}

/* Type and options of what is mounted on /dev/shm; the last of several mounts is the one seen. Options of other file
 * systems may hold paths. */
static int add_shm(struct host *host)
{
	FILE *const in = files_open("/proc/mounts");
	char line[4096], value[1024] = "";

	while (in && fgets(line, sizeof(line), in)) {
		char type[64], options[900];

		if (sscanf(line, "%*s /dev/shm %63s %899s", type, options) == 2)
			snprintf(value, sizeof(value), "%s%s%s", type,
				 strcmp(type, "tmpfs") ? "" : " ",
				 strcmp(type, "tmpfs") ? "" : options);
	}
	if (in)
		fclose(in);
	return facts_add(host, "memory.dev_shm", value);
}

int facts_of_memory(struct host *host)
{
	static const struct {
		const char *key, *path;
	} files[] = {
		{ "memory.thp", "/sys/kernel/mm/transparent_hugepage/enabled" },
		{ "memory.thp_shmem", "/sys/kernel/mm/transparent_hugepage/shmem_enabled" },
		{ "memory.numa_balancing", "/proc/sys/kernel/numa_balancing" },
		{ "memory.nodes_online", NODES "online" },
		{ "memory.nodes_with_cpus", NODES "has_cpu" },
		{ "memory.nodes_with_memory", NODES "has_memory" },
	};
	char value[512];
	int error = 0;

	for (size_t i = 0; !error && i < sizeof(files) / sizeof(files[0]); i++) {
		files_line(files[i].path, value, sizeof(value));
		error = facts_add(host, files[i].key, value);
	}
	if (!error)
		error = add_nodes(host);
	return error ? error : add_shm(host);
}
