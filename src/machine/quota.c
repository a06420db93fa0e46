/* SPDX-License-Identifier: MIT */
/* How much of the CPUs cgroups leave to this process (cgroups(7), and the kernel's cgroup-v2.rst and sched-bwc.rst). */
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "machine/facts.h"
#include "machine/files.h"

/* What was read on the way from the process's own cgroup up to the root: any of them may stop it. */
struct quota {
	double cpus;	   /* of the tightest; INFINITY: none */
	char tightest[64]; /* as the kernel has it */
	char period[32];   /* version 1 only */
	uint64_t throttled;
};

/* The path of our cgroup in a hierarchy: that of a controller of version 1, or of version 2 (NULL). */
static void path_of(const char *controller, char *path, size_t size)
{
	FILE *const in = files_open("/proc/self/cgroup");
	char line[1024];

	path[0] = '\0';
	while (in && fgets(line, sizeof(line), in)) {
		char *const list = strchr(line, ':');
		char *const end = list ? strchr(list + 1, ':') : NULL;

		if (!end)
			continue;
		*end = '\0';
		bool ours = !controller && !list[1];

		for (char *rest = list + 1, *word;
		     controller && (word = strsep(&rest, ",")) != NULL;)
			ours |= !strcmp(word, controller);
		if (!ours)
			continue;
		snprintf(path, size, "%s", end + 1);
		path[strcspn(path, "\n")] = '\0';
		break;
	}
	if (in)
		fclose(in);
	/* Outside what this container sees. */
	if (path[0] != '/' || !strncmp(path, "/..", 3))
		path[0] = '\0';
}

static void read_throttled(struct quota *quota, const char *folder)
{
	char path[600], line[128];

	snprintf(path, sizeof(path), "%s/cpu.stat", folder);
	FILE *const in = files_open(path);

	while (in && fgets(line, sizeof(line), in)) {
		unsigned long long n;

		if (sscanf(line, "nr_throttled %llu", &n) == 1)
			quota->throttled += n;
	}
	if (in)
		fclose(in);
}

/* "max 100000" or "50000 100000": so much of each period, us. */
static void read_v2(struct quota *quota, const char *folder)
{
	char text[64];
	double part, period;

	if (!files_linef(text, sizeof(text), "%s/cpu.max", folder))
		return;
	if (!quota->tightest[0])
		memcpy(quota->tightest, text, sizeof(text));
	if (sscanf(text, "%lf %lf", &part, &period) == 2 && period > 0 &&
	    part / period < quota->cpus) {
		quota->cpus = part / period;
		memcpy(quota->tightest, text, sizeof(text));
	}
}

/* Two files; -1 is none. */
static void read_v1(struct quota *quota, const char *folder)
{
	char text[64], period[32];

	if (!files_linef(text, sizeof(text), "%s/cpu.cfs_quota_us", folder))
		return;
	files_linef(period, sizeof(period), "%s/cpu.cfs_period_us", folder);
	const double part = strtod(text, NULL), whole = strtod(period, NULL);
	const bool tighter = part > 0 && whole > 0 && part / whole < quota->cpus;

	if (tighter)
		quota->cpus = part / whole;
	if (tighter || !quota->tightest[0]) {
		memcpy(quota->tightest, text, sizeof(text));
		memcpy(quota->period, period, sizeof(period));
	}
}

/* From our cgroup to the root of what is mounted; in a container the path may not be there, and the root is ours. */
static void climb(struct quota *quota, const char *mount, char *path,
		  void (*read)(struct quota *quota, const char *folder))
{
	char folder[512];

	for (;;) {
		char *const slash = strrchr(path, '/');

		if (slash && !slash[1])
			*slash = '\0';
		if (snprintf(folder, sizeof(folder), "%s%s", mount, path) < (int)sizeof(folder)) {
			read(quota, folder);
			read_throttled(quota, folder);
		}
		if (!path[0])
			return;
		*strrchr(path, '/') = '\0';
	}
}

int facts_of_quota(struct host *host)
{
	struct quota v2 = { .cpus = INFINITY }, v1 = { .cpus = INFINITY };
	char path[400];
	int error;

	path_of(NULL, path, sizeof(path));
	climb(&v2, "/sys/fs/cgroup", path, read_v2);
	path_of("cpu", path, sizeof(path));
	climb(&v1, "/sys/fs/cgroup/cpu", path, read_v1);
	host->quota_cpus = fmin(v1.cpus, v2.cpus);
	host->throttled = v1.throttled + v2.throttled;
	error = facts_add(host, "quota.cpu_max", v2.tightest);
	if (!error)
		error = facts_add(host, "quota.cfs_us", v1.tightest);
	if (!error)
		error = facts_add(host, "quota.cfs_period_us", v1.period);
	return error ? error : facts_add_number(host, "quota.throttled_periods", host->throttled);
}
