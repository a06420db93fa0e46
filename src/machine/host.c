/* SPDX-License-Identifier: MIT */
/* A look at the host, written down, and what of it is a reason for doubt. */
#include "machine/host.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "machine/facts.h"
#include "machine/topo.h"

static int observe_kernel(struct host *host)
{
	struct utsname name;
	char value[5 * sizeof(name.release)];

	if (uname(&name))
		return -errno;
	snprintf(host->kernel, sizeof(host->kernel), "%.20s %.*s", name.sysname,
		 (int)strcspn(name.release, "-"), name.release);
	snprintf(value, sizeof(value), "%s %s %s %s", name.sysname, name.release, name.version,
		 name.machine);
	return facts_add(host, "kernel.version", value);
}

int host_observe(struct host *host, const struct topo *topo, const unsigned *pus, size_t n)
{
	struct timespec now;
	char version[32];
	unsigned usable;
	int error;

	memset(host, 0, sizeof(*host));
	clock_gettime(CLOCK_MONOTONIC, &now);
	host->taken_at = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
	topo_pus(topo, &usable);
	topo_hwloc_version(version, sizeof(version));
	error = facts_of_cpu(host, usable);
	if (!error)
		error = observe_kernel(host);
	if (!error)
		error = facts_of_files(host, pus, n);
	if (!error)
		error = facts_of_counts(host, pus, n);
	if (!error)
		error = facts_of_process(host);
	if (!error)
		error = facts_add(host, "hwloc.version", version);
	if (error)
		host_free(host);
	return error;
}

void host_free(struct host *host)
{
	for (size_t i = 0; i < host->n; i++) {
		free(host->facts[i].key);
		free(host->facts[i].value);
	}
	free(host->facts);
	memset(host, 0, sizeof(*host));
}

int host_write(FILE *out, const struct host *before, const struct host *after)
{
	for (size_t i = 0; i < before->n; i++) {
		const char *const key = before->facts[i].key, *const value = before->facts[i].value;
		const char *const later = after ? facts_value(after, key) : value;

		if (strcmp(value, later))
			fprintf(out, "%s: %s -> %s\n", key, value, later);
		else
			fprintf(out, "%s: %s\n", key, value);
	}
	return ferror(out) ? -EIO : 0;
}

/* Room for the lines of host_warnings(). */
struct lines {
	char **at;
	size_t n, max;
};

static void doubt(struct lines *lines, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void doubt(struct lines *lines, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (lines->n < lines->max && vasprintf(&lines->at[lines->n], format, args) < 0)
		lines->at[lines->n] = NULL;
	va_end(args);
	lines->n++;
}

/* What happened meanwhile. */
static void doubt_changes(struct lines *lines, const struct host *before, const struct host *after)
{
	const double stolen_s =
		(double)(after->steal_ticks - before->steal_ticks) / (double)sysconf(_SC_CLK_TCK);
	const double share = stolen_s / (after->taken_at - before->taken_at);

	if (share > 0.001)
		doubt(lines,
		      "the hypervisor took %.1f %% of a PU's time: compare within this run only",
		      100 * share);
	if (after->throttled > before->throttled)
		doubt(lines, "a CPU quota stopped the workers: lift it (cgroup cpu.max)");
	if (strcmp(facts_value(before, "thermal.core_throttles"),
		   facts_value(after, "thermal.core_throttles")))
		doubt(lines, "the CPU was throttled for heat: cool it, or run shorter");
}

static void doubt_frequency(struct lines *lines, const struct host *host)
{
	const char *const governor = facts_value(host, "frequency.governor");

	if (host->hypervisor[0] && !host->frequency_known)
		doubt(lines, "guest without frequency data: trust ratios");
	else if (host->hypervisor[0])
		doubt(lines, "guest: caches and topology are the hypervisor's claims");
	else if (!host->frequency_known)
		doubt(lines, "no frequency data: trust ratios");
	if (host->frequency_known && strcmp(governor, "performance"))
		doubt(lines, "governor %s: set performance (cpupower frequency-set -g performance)",
		      governor);
	if (!strcmp(facts_value(host, "frequency.boost"), "1") ||
	    !strcmp(facts_value(host, "frequency.no_turbo"), "0"))
		doubt(lines, "boost is on: the frequency depends on how many cores are busy; turn "
			     "it off to compare");
}

static void doubt_machine(struct lines *lines, const struct host *host)
{
	const char *const quota = facts_value(host, "quota.cpu_max");
	const char *const policy = facts_value(host, "process.policy");
	const char *const offline = facts_value(host, "cpus.offline");

	if (strcmp(quota, "absent") && strncmp(quota, "max", 3))
		doubt(lines, "a CPU quota of %s us is set: lift it (cgroup cpu.max)", quota);
#if defined(__x86_64__)
	const char *const source = facts_value(host, "kernel.clocksource");

	if (strcmp(source, "tsc") && strcmp(source, "absent"))
		doubt(lines, "the kernel's clocksource is %s: it does not trust the TSC here",
		      source);
#endif
	if (strcmp(policy, "SCHED_OTHER"))
		doubt(lines, "scheduling policy %s: run it without (chrt --other 0)", policy);
	if (strcmp(offline, "absent"))
		doubt(lines, "CPUs %s are offline", offline);
}

size_t host_warnings(const struct host *before, const struct host *after, char **at, size_t max)
{
	struct lines lines = { .at = at, .max = max };

	if (after)
		doubt_changes(&lines, before, after);
	doubt_frequency(&lines, before);
	doubt_machine(&lines, before);
	return lines.n;
}
