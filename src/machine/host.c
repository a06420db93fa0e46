/* SPDX-License-Identifier: MIT */
/* Looks at the host: the CPU, its frequency, the kernel, what may disturb; and says what of it is a reason for doubt. */
#include "machine/host.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "machine/files.h"
#include "machine/topo.h"

/* Adds "key: value"; absent where the file is not there. */
static int add(struct host *host, const char *key, const char *value)
{
	struct host_fact *const facts = realloc(host->facts, (host->n + 1) * sizeof(*facts));

	if (!facts)
		return -ENOMEM;
	host->facts = facts;
	facts[host->n].key = strdup(key);
	facts[host->n].value = strdup(value && value[0] ? value : "absent");
	host->n++;
	return facts[host->n - 1].key && facts[host->n - 1].value ? 0 : -ENOMEM;
}

static const char *fact(const struct host *host, const char *key)
{
	for (size_t i = 0; host && i < host->n; i++)
		if (!strcmp(host->facts[i].key, key))
			return host->facts[i].value;
	return "absent";
}

/* A value of /proc/cpuinfo, of the first CPU. */
static bool cpuinfo(const char *key, char *value, size_t size)
{
	FILE *const in = files_open("/proc/cpuinfo");
	const size_t length = strlen(key);
	char line[4096];
	bool found = false;

	value[0] = '\0';
	while (in && !found && fgets(line, sizeof(line), in)) {
		const char *colon = strchr(line, ':');

		if (strncmp(line, key, length) || !colon || !isspace((unsigned char)line[length]))
			continue;
		snprintf(value, size, "%s", colon + 1 + strspn(colon + 1, " \t"));
		value[strcspn(value, "\n")] = '\0';
		found = true;
	}
	if (in)
		fclose(in);
	return found;
}

/* The model's name without marks, core counts and clock rates: "AMD EPYC 7763". */
static void shorten(const char *model, char *name, size_t size)
{
	static const char *const dropped[] = { "CPU", "Processor", "processor", "Gen" };
	char copy[4096], *rest = NULL;

	name[0] = '\0';
	snprintf(copy, sizeof(copy), "%s", model);
	copy[strcspn(copy, "@")] = '\0';
	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		char *mark;
		bool drop = strstr(word, "-Core") != NULL ||
			    (isdigit((unsigned char)word[0]) && strstr(word, "th"));

		while ((mark = strstr(word, "(R)")) || (mark = strstr(word, "(TM)")))
			memmove(mark, strchr(mark, ')') + 1, strlen(strchr(mark, ')') + 1) + 1);
		for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
			drop |= !strcmp(word, dropped[i]);
		if (!drop && strlen(name) + strlen(word) + 2 < size)
			snprintf(name + strlen(name), size - strlen(name), "%s%s",
				 name[0] ? " " : "", word);
	}
}

/* Letters, digits and single dashes; the maker's name is left out. */
static void make_slug(struct host *host, unsigned pus)
{
	const char *from = host->cpu;
	size_t n = 0;

	if (!strncmp(from, "AMD ", 4) || !strncmp(from, "Intel ", 6))
		from = strchr(from, ' ') + 1;
	for (; *from && n < sizeof(host->slug) - 16; from++) {
		if (isalnum((unsigned char)*from))
			host->slug[n++] = (char)tolower((unsigned char)*from);
		else if (n && host->slug[n - 1] != '-')
			host->slug[n++] = '-';
	}
	if (n && host->slug[n - 1] == '-')
		n--;
	snprintf(host->slug + n, sizeof(host->slug) - n, "-%upu", pus);
}

static int observe_cpu(struct host *host, const struct topo *topo)
{
	static const char *const keys[] = { "cpu family", "model", "stepping", "microcode",
					    "flags" };
	char value[4096];
	unsigned pus;
	int error;

	topo_pus(topo, &pus);
	if (!cpuinfo("model name", value, sizeof(value)))
		snprintf(value, sizeof(value), "unknown CPU");
	shorten(value, host->cpu, sizeof(host->cpu));
	make_slug(host, pus);
	error = add(host, "cpu.model_name", value);
	for (size_t i = 0; !error && i < sizeof(keys) / sizeof(keys[0]); i++) {
		char key[40];

		cpuinfo(keys[i], value, sizeof(value));
		snprintf(key, sizeof(key), "cpu.%s", keys[i]);
		if (!strcmp(keys[i], "flags") && strstr(value, " hypervisor"))
			snprintf(host->hypervisor, sizeof(host->hypervisor), "yes");
		error = add(host, key, value);
	}
	return error;
}

/* One-line files, of the machine and of the first PU. */
static int observe_files(struct host *host, unsigned pu)
{
	static const char cpu[] = "/sys/devices/system/cpu/";
	static const struct {
		const char *key, *path; /* a path without / is below cpu; %u: the PU */
	} files[] = {
		{ "frequency.driver", "cpu%u/cpufreq/scaling_driver" },
		{ "frequency.governor", "cpu%u/cpufreq/scaling_governor" },
		{ "frequency.min_khz", "cpu%u/cpufreq/scaling_min_freq" },
		{ "frequency.max_khz", "cpu%u/cpufreq/scaling_max_freq" },
		{ "frequency.energy_preference", "cpu%u/cpufreq/energy_performance_preference" },
		{ "frequency.boost", "cpufreq/boost" },
		{ "frequency.no_turbo", "intel_pstate/no_turbo" },
		{ "frequency.amd_pstate", "amd_pstate/status" },
		{ "idle.driver", "cpuidle/current_driver" },
		{ "idle.governor", "cpuidle/current_governor" },
		{ "smt.control", "smt/control" },
		{ "smt.active", "smt/active" },
		{ "cpus.online", "online" },
		{ "cpus.offline", "offline" },
		{ "cpus.possible", "possible" },
		{ "cpus.isolated", "isolated" },
		{ "cpus.nohz_full", "nohz_full" },
		{ "kernel.cmdline", "/proc/cmdline" },
		{ "kernel.tainted", "/proc/sys/kernel/tainted" },
		{ "kernel.clocksource",
		  "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
		{ "hypervisor.type", "/sys/hypervisor/type" },
		{ "hypervisor.vendor", "/sys/class/dmi/id/sys_vendor" },
		{ "hypervisor.product", "/sys/class/dmi/id/product_name" },
		{ "quota.cpu_max", "/sys/fs/cgroup/cpu.max" },
		{ "quota.cfs_us", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us" },
		{ "load.average", "/proc/loadavg" },
		{ "load.pressure", "/proc/pressure/cpu" },
		{ "memory.thp", "/sys/kernel/mm/transparent_hugepage/enabled" },
		{ "memory.thp_shmem", "/sys/kernel/mm/transparent_hugepage/shmem_enabled" },
		{ "memory.numa_balancing", "/proc/sys/kernel/numa_balancing" },
		{ "memory.nodes_with_cpus", "/sys/devices/system/node/has_cpu" },
		{ "thermal.core_throttles", "cpu%u/thermal_throttle/core_throttle_count" },
	};
	int error = 0;

	for (size_t i = 0; !error && i < sizeof(files) / sizeof(files[0]); i++) {
		char path[160], whole[200], value[1024];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(path, sizeof(path), files[i].path, pu);
#pragma GCC diagnostic pop
		snprintf(whole, sizeof(whole), "%s%s", path[0] == '/' ? "" : cpu, path);
		files_line(whole, value, sizeof(value));
		error = add(host, files[i].key, value);
	}
	return error;
}

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

static uint64_t throttled(void)
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

static int observe_counts(struct host *host, const unsigned *pus, size_t n)
{
	char value[32];
	int error;

	host->steal_ticks = steal_of(pus, n);
	host->throttled = throttled();
	snprintf(value, sizeof(value), "%llu", (unsigned long long)host->steal_ticks);
	error = add(host, "steal.ticks", value);
	snprintf(value, sizeof(value), "%llu", (unsigned long long)host->throttled);
	return error ? error : add(host, "quota.throttled_periods", value);
}

int host_observe(struct host *host, const struct topo *topo, const unsigned *pus, size_t n)
{
	struct utsname name;
	struct timespec now;
	char value[sizeof(name.sysname) + sizeof(name.release) + sizeof(name.version) +
		   sizeof(name.machine) + 4];
	int error;

	memset(host, 0, sizeof(*host));
	clock_gettime(CLOCK_MONOTONIC, &now);
	host->taken_at = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
	uname(&name);
	snprintf(host->kernel, sizeof(host->kernel), "%.20s %.*s", name.sysname,
		 (int)strcspn(name.release, "-"), name.release);
	error = observe_cpu(host, topo);
	snprintf(value, sizeof(value), "%s %s %s %s", name.sysname, name.release, name.version,
		 name.machine);
	if (!error)
		error = add(host, "kernel.version", value);
	if (!error)
		error = observe_files(host, n ? pus[0] : 0);
	if (!error)
		error = observe_counts(host, pus, n);
	topo_hwloc_version(value, sizeof(value));
	if (!error)
		error = add(host, "hwloc.version", value);
	host->frequency_known = strcmp(fact(host, "frequency.governor"), "absent") != 0;
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
		const char *const later = after ? fact(after, key) : value;

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

static void doubt_changes(struct lines *lines, const struct host *before, const struct host *after)
{
	const double ticks = (double)(after->steal_ticks - before->steal_ticks);
	const double share =
		ticks / (double)sysconf(_SC_CLK_TCK) / (after->taken_at - before->taken_at);

	if (share > 0.001)
		doubt(lines,
		      "the hypervisor took %.1f %% of a PU's time: compare within this run only",
		      100 * share);
	if (after->throttled > before->throttled)
		doubt(lines, "a CPU quota stopped the workers: lift it (cgroup cpu.max)");
	if (strcmp(fact(before, "thermal.core_throttles"), fact(after, "thermal.core_throttles")))
		doubt(lines, "the CPU was throttled for heat: cool it, or run shorter");
}

size_t host_warnings(const struct host *before, const struct host *after, char **at, size_t max)
{
	struct lines lines = { .at = at, .max = max };
	const char *const governor = fact(before, "frequency.governor");
	const char *const source = fact(before, "kernel.clocksource");

	if (after)
		doubt_changes(&lines, before, after);
	if (before->hypervisor[0] && !before->frequency_known)
		doubt(&lines, "guest without frequency data: trust ratios");
	else if (before->hypervisor[0])
		doubt(&lines, "guest: caches and topology are the hypervisor's claims");
	if (before->frequency_known && strcmp(governor, "performance"))
		doubt(&lines,
		      "governor %s: set performance (cpupower frequency-set -g performance)",
		      governor);
	if (!strcmp(fact(before, "frequency.boost"), "1") ||
	    !strcmp(fact(before, "frequency.no_turbo"), "0"))
		doubt(&lines, "boost is on: the frequency depends on how many cores are busy; turn "
			      "it off to compare");
#if defined(__x86_64__)
	if (strcmp(source, "tsc") && strcmp(source, "absent"))
		doubt(&lines,
		      "the kernel's clocksource is %s, not tsc: the kernel does not trust the TSC "
		      "here",
		      source);
#else
	(void)source;
#endif
	if (strcmp(fact(before, "cpus.offline"), "absent"))
		doubt(&lines, "CPUs %s are offline", fact(before, "cpus.offline"));
	return lines.n;
}
