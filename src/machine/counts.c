/* SPDX-License-Identifier: MIT */
/* Facts that are counts, and facts of this process. */
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

extern char **environ;

/* The 8th number of a CPU's line: proc(5). */
static uint64_t steal_of(const unsigned *pus, size_t n)
{
	FILE *const in = files_open("/proc/stat");
	uint64_t sum = 0;
	char line[512];

	while (in && fgets(line, sizeof(line), in)) {
		unsigned long long steal;
		unsigned cpu;

		if (sscanf(line, "cpu%u %*u %*u %*u %*u %*u %*u %*u %llu", &cpu, &steal) != 2)
			continue;
		for (size_t i = 0; i < n; i++)
			sum += pus[i] == cpu ? steal : 0;
	}
	if (in)
		fclose(in);
	return sum;
}

static uint64_t throttled_periods(void)
{
	FILE *const in = files_open("/sys/fs/cgroup/cpu.stat");
	unsigned long long n = 0;
	char line[128];

	while (in && fgets(line, sizeof(line), in))
		if (sscanf(line, "nr_throttled %llu", &n) == 1)
			break;
	if (in)
		fclose(in);
	return n;
}

static int add_number(struct host *host, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	return facts_add(host, key, text);
}

int facts_of_counts(struct host *host, const unsigned *pus, size_t n)
{
	int error;

	host->steal_ticks = steal_of(pus, n);
	host->throttled = throttled_periods();
	error = add_number(host, "steal.ticks", host->steal_ticks);
	return error ? error : add_number(host, "quota.throttled_periods", host->throttled);
}

/* A line of /proc/self/status. */
static int add_status(struct host *host, const char *key, const char *name)
{
	FILE *const in = files_open("/proc/self/status");
	const size_t length = strlen(name);
	char line[1024], value[1024] = "";

	while (in && fgets(line, sizeof(line), in)) {
		if (strncmp(line, name, length) || line[length] != ':')
			continue;
		snprintf(value, sizeof(value), "%s",
			 line + length + 1 + strspn(line + length + 1, " \t"));
		value[strcspn(value, "\n")] = '\0';
	}
	if (in)
		fclose(in);
	return facts_add(host, key, value);
}

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
	static const char *const names[] = { "SCHED_OTHER", "SCHED_FIFO", "SCHED_RR",
					     "SCHED_BATCH" };
	const int policy = sched_getscheduler(0);
	struct rlimit processes;
	char text[64];
	int error;

	error = facts_add(host, "process.policy",
			  policy >= 0 && policy < (int)(sizeof(names) / sizeof(names[0]))
				  ? names[policy]
				  : "other");
	snprintf(text, sizeof(text), "%d", getpriority(PRIO_PROCESS, 0));
	if (!error)
		error = facts_add(host, "process.nice", text);
	if (!error && !getrlimit(RLIMIT_NPROC, &processes)) {
		snprintf(text, sizeof(text),
			 processes.rlim_cur == RLIM_INFINITY ? "unlimited" : "%ju",
			 (uintmax_t)processes.rlim_cur);
		error = facts_add(host, "process.limit_processes", text);
	}
	return error;
}

static int add_hwloc_environment(struct host *host)
{
	int error = 0;

	for (char **entry = environ; !error && *entry; entry++) {
		char key[96];

		if (strncmp(*entry, "HWLOC_", 6) || !strchr(*entry, '='))
			continue;
		snprintf(key, sizeof(key), "environment.%.*s", (int)strcspn(*entry, "="), *entry);
		error = facts_add(host, key, strchr(*entry, '=') + 1);
	}
	return error;
}

int facts_of_process(struct host *host)
{
	int error = add_scheduler(host);

	if (!error)
		error = add_cgroup(host);
	if (!error)
		error = add_status(host, "process.cpus_allowed", "Cpus_allowed_list");
	if (!error)
		error = add_status(host, "process.memory_nodes_allowed", "Mems_allowed_list");
	if (!error)
		error = facts_add(host, "process.container",
				  files_exist("/.dockerenv") || files_exist("/run/.containerenv")
					  ? "yes"
					  : "no sign of one");
	if (!error)
		error = facts_add(host, "environment.GLIBC_TUNABLES", getenv("GLIBC_TUNABLES"));
	return error ? error : add_hwloc_environment(host);
}
