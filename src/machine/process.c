/* SPDX-License-Identifier: MIT */
/* Facts of this process, and of the hwloc that it runs. */
#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "machine/facts.h"
#include "machine/files.h"
#include "machine/hw.h"
#include "machine/pulist.h"

extern char **environ;

/* A cgroup's path names users and jobs: only whether it is the same is kept. FNV-1a. */
static int add_cgroup(struct host *host)
{
	char path[1024], word[24] = "";
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	if (files_line("/proc/self/cgroup", path, sizeof(path)) && path[0]) {
		for (const char *at = path; *at; at++)
			hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
		snprintf(word, sizeof(word), "%016" PRIx64, hash);
	}
	return facts_add(host, "process.cgroup_hash", word);
}

static int add_scheduler(struct host *host)
{
	/* By the kernel's numbers: sched(7). */
	static const char *const names[] = { "SCHED_OTHER",    "SCHED_FIFO", "SCHED_RR",
					     "SCHED_BATCH",    NULL,	     "SCHED_IDLE",
					     "SCHED_DEADLINE", "SCHED_EXT" };
	const int policy = sched_getscheduler(0);
	const char *const name = policy >= 0 && policy < (int)(sizeof(names) / sizeof(names[0]))
					 ? names[policy]
					 : NULL;
	char text[16];
	int error = facts_add(host, "process.policy", name ? name : "other");

	snprintf(text, sizeof(text), "%d", getpriority(PRIO_PROCESS, 0));
	return error ? error : facts_add(host, "process.nice", text);
}

static void print_limit(char *text, size_t size, rlim_t limit)
{
	if (limit == RLIM_INFINITY)
		snprintf(text, size, "unlimited");
	else
		snprintf(text, size, "%ju", (uintmax_t)limit);
}

/* "1024 soft, 4096 hard" */
static int add_limits(struct host *host)
{
	static const struct {
		const char *key;
		int resource;
	} limits[] = {
		{ "process.limit_processes", RLIMIT_NPROC },
		{ "process.limit_open_files", RLIMIT_NOFILE },
		{ "process.limit_locked_memory", RLIMIT_MEMLOCK },
		{ "process.limit_address_space", RLIMIT_AS },
		{ "process.limit_cpu_s", RLIMIT_CPU },
		{ "process.limit_real_time", RLIMIT_RTPRIO },
	};
	int error = 0;

	for (size_t i = 0; !error && i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct rlimit limit;
		char soft[24], hard[24], text[64] = "";

		if (!getrlimit((__rlimit_resource_t)limits[i].resource, &limit)) {
			print_limit(soft, sizeof(soft), limit.rlim_cur);
			print_limit(hard, sizeof(hard), limit.rlim_max);
			snprintf(text, sizeof(text), "%s soft, %s hard", soft, hard);
		}
		error = facts_add(host, limits[i].key, text);
	}
	return error;
}

/* Before anything was bound: taskset, or a job scheduler's. */
static int add_affinity(struct host *host, const struct topo *topo)
{
	char *list = NULL;
	int error;

	if (topo->bound && hwloc_bitmap_list_asprintf(&list, topo->bound) < 0)
		return -ENOMEM;
	error = facts_add(host, "process.affinity_at_start", list);
	free(list);
	return error;
}

/* Values that are paths may hold a user's name. */
static int add_hwloc_environment(struct host *host)
{
	int error = 0;

	for (char **entry = environ; !error && *entry; entry++) {
		const char *const value = strchr(*entry, '=');
		char key[96];

		if (strncmp(*entry, "HWLOC_", 6) || !value)
			continue;
		snprintf(key, sizeof(key), "environment.%.*s", (int)(value - *entry), *entry);
		error = facts_add(host, key,
				  strchr(value, '/') ? "a path"
				  : value[1]	     ? value + 1
						     : "empty");
	}
	return error;
}

int facts_of_process(struct host *host, const struct topo *topo)
{
	static const struct {
		const char *key, *name;
	} status[] = {
		{ "process.cpus_allowed", "Cpus_allowed_list" },
		{ "process.memory_nodes_allowed", "Mems_allowed_list" },
		{ "process.seccomp", "Seccomp" },
	};
	char value[1024];
	int error = add_scheduler(host);

	if (!error)
		error = add_limits(host);
	if (!error)
		error = add_cgroup(host);
	if (!error)
		error = add_affinity(host, topo);
	for (size_t i = 0; !error && i < sizeof(status) / sizeof(status[0]); i++) {
		files_keyed("/proc/self/status", status[i].name, value, sizeof(value));
		error = facts_add(host, status[i].key, value);
	}
	if (!error)
		error = facts_add(host, "process.container",
				  files_exist("/.dockerenv") || files_exist("/run/.containerenv")
					  ? "yes"
					  : "no sign of one");
	if (!error)
		error = facts_add(host, "environment.GLIBC_TUNABLES", getenv("GLIBC_TUNABLES"));
	return error ? error : add_hwloc_environment(host);
}

/* "0 (slowest): 12-19; 1: 0-11"; "all alike" */
static int add_kinds(struct host *host, const struct topo *topo)
{
	unsigned *const pus = calloc(topo->all + 1, sizeof(*pus));
	char text[1024] = "", list[256];
	size_t used = 0;
	unsigned kinds = 0;
	int error;

	if (!pus)
		return -ENOMEM;
	for (unsigned i = 0; i < topo->all; i++)
		if (topo->pus[i].kind != TOPO_NONE && topo->pus[i].kind + 1 > kinds)
			kinds = topo->pus[i].kind + 1;
	for (unsigned kind = 0; kind < kinds && used < sizeof(text); kind++) {
		size_t n = 0;

		for (unsigned i = 0; i < topo->all; i++)
			if (topo->pus[i].kind == kind)
				pus[n++] = topo->pus[i].os;
		pulist_print(pus, n, list, sizeof(list));
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%u%s: %s",
					 kind ? FACTS_SEVERAL : "", kind, kind ? "" : " (slowest)",
					 n ? list : "none usable");
	}
	free(pus);
	error = facts_add(host, "hwloc.kinds", kinds ? text : "all alike");
	return error;
}

/* Those of the PUs asked about: "0 1". */
static int add_kinds_of_workers(struct host *host, const struct topo *topo)
{
	char all[256] = "", kind[16];

	for (size_t i = 0; i < host->n_pus; i++) {
		const struct pu *const pu = topo_pu(topo, host->pus[i].os);

		if (!host->pus[i].worker || !pu || pu->kind == TOPO_NONE)
			continue;
		snprintf(kind, sizeof(kind), "%u", pu->kind);
		facts_join(all, sizeof(all), " ", kind);
	}
	return facts_add(host, "hwloc.kinds_of_workers", all);
}

int facts_of_hwloc(struct host *host, const struct topo *topo)
{
	const unsigned built = HWLOC_API_VERSION, api = hwloc_get_api_version();
	char text[32];
	int error;

	topo_hwloc_version(text, sizeof(text));
	error = facts_add(host, "hwloc.version", text);
	snprintf(text, sizeof(text), "%u.%u.%u", api >> 16, api >> 8 & 0xff, api & 0xff);
	if (!error)
		error = facts_add(host, "hwloc.api", text);
	snprintf(text, sizeof(text), "%u.%u.%u", built >> 16, built >> 8 & 0xff, built & 0xff);
	if (!error)
		error = facts_add(host, "hwloc.built_for", text);
	if (!error)
		error = add_kinds(host, topo);
	return error ? error : add_kinds_of_workers(host, topo);
}
