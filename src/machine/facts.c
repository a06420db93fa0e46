/* SPDX-License-Identifier: MIT */
/* Reads what the kernel says of itself and its processors. Nothing here names the host, its user or its serials. */
#include "machine/facts.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "machine/files.h"
#include "machine/model.h"

#define CPU_FOLDER "/sys/devices/system/cpu/"

int facts_add(struct host *host, const char *key, const char *value)
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

const char *facts_value(const struct host *host, const char *key)
{
	for (size_t i = 0; host && i < host->n; i++)
		if (!strcmp(host->facts[i].key, key))
			return host->facts[i].value;
	return "absent";
}

/* The value after "KEY<blanks>:" in a file of such lines; of its first such line. */
static bool keyed(const char *path, const char *key, char *value, size_t size)
{
	FILE *const in = files_open(path);
	const size_t length = strlen(key);
	char line[4096];
	bool found = false;

	value[0] = '\0';
	while (in && !found && fgets(line, sizeof(line), in)) {
		const char *const colon = strchr(line, ':');

		if (!colon || strncmp(line, key, length) ||
		    strspn(line + length, " \t") != (size_t)(colon - line) - length)
			continue;
		snprintf(value, size, "%s", colon + 1 + strspn(colon + 1, " \t"));
		value[strcspn(value, "\n")] = '\0';
		found = true;
	}
	if (in)
		fclose(in);
	return found;
}

static void find_name(struct host *host, char *model, size_t size)
{
	char implementer[32], part[32];

	if (keyed("/proc/cpuinfo", "model name", model, size)) {
		model_shorten(model, host->cpu, sizeof(host->cpu));
	} else if (keyed("/proc/cpuinfo", "CPU implementer", implementer, sizeof(implementer)) &&
		   keyed("/proc/cpuinfo", "CPU part", part, sizeof(part))) {
		snprintf(model, size, "implementer %s, part %s", implementer, part);
		model_arm((unsigned)strtoul(implementer, NULL, 0), (unsigned)strtoul(part, NULL, 0),
			  host->cpu, sizeof(host->cpu));
	}
	if (!host->cpu[0])
		snprintf(host->cpu, sizeof(host->cpu), "unknown CPU");
}

/* The hypervisor's own signature, such as "KVMKVMKVM"; "yes" where it has none. */
static void find_hypervisor(struct host *host)
{
	snprintf(host->hypervisor, sizeof(host->hypervisor), "yes");
#if defined(__x86_64__)
	unsigned highest, word[3];
	char signature[sizeof(word) + 1] = "";

	if (!files_own()) /* the instruction knows of no made-up tree */
		return;
	__cpuid(0x40000000, highest, word[0], word[1], word[2]);
	(void)highest;
	memcpy(signature, word, sizeof(word));
	for (size_t i = 0; signature[i]; i++)
		if (!isprint((unsigned char)signature[i]))
			return;
	if (!strncmp(signature, "KVM", 3))
		signature[3] = '\0';
	if (signature[0])
		snprintf(host->hypervisor, sizeof(host->hypervisor), "%s", signature);
#endif
}

int facts_of_cpu(struct host *host, unsigned usable)
{
	static const struct {
		const char *key, *name;
	} rest[] = {
		{ "cpu.family", "cpu family" },	    { "cpu.model", "model" },
		{ "cpu.stepping", "stepping" },	    { "cpu.microcode", "microcode" },
		{ "cpu.flags", "flags" },	    { "cpu.variant", "CPU variant" },
		{ "cpu.revision", "CPU revision" }, { "cpu.features", "Features" },
	};
	char value[4096] = "";
	int error;

	find_name(host, value, sizeof(value));
	model_slug(host->cpu, usable, host->slug, sizeof(host->slug));
	error = facts_add(host, "cpu.name", value);
	for (size_t i = 0; !error && i < sizeof(rest) / sizeof(rest[0]); i++) {
		keyed("/proc/cpuinfo", rest[i].name, value, sizeof(value));
		if (!strcmp(rest[i].key, "cpu.flags") && strstr(value, " hypervisor"))
			find_hypervisor(host);
		error = facts_add(host, rest[i].key, value);
	}
	return error ? error : facts_add(host, "hypervisor", host->hypervisor);
}

/* The value that the PUs share, or all of their different ones: "performance powersave". */
static int add_of_pus(struct host *host, const char *key, const char *leaf, const unsigned *pus,
		      size_t n)
{
	char all[512] = "", value[128];
	size_t length = 0;

	for (size_t i = 0; i < n; i++) {
		const char *seen;

		if (!files_linef(value, sizeof(value), CPU_FOLDER "cpu%u/%s", pus[i], leaf) ||
		    !value[0])
			continue;
		seen = strstr(all, value);
		if (!seen && length + strlen(value) + 2 < sizeof(all))
			length += (size_t)snprintf(all + length, sizeof(all) - length, "%s%s",
						   length ? " " : "", value);
	}
	return facts_add(host, key, all);
}

/* The words of the kernel's command line that shape timing; others may name disks and hosts. */
static int add_cmdline(struct host *host)
{
	static const char *const words[] = { "idle=",
					     "intel_idle.max_cstate=",
					     "processor.max_cstate=",
					     "isolcpus=",
					     "nohz_full=",
					     "rcu_nocbs=",
					     "mitigations=",
					     "nosmt",
					     "clocksource=",
					     "tsc=",
					     "preempt=",
					     "transparent_hugepage=" };
	char line[4096], kept[1024] = "", *rest = NULL;
	size_t length = 0;

	files_line("/proc/cmdline", line, sizeof(line));
	for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (!strncmp(word, words[i], strlen(words[i])) &&
			    length + strlen(word) + 2 < sizeof(kept))
				length += (size_t)snprintf(kept + length, sizeof(kept) - length,
							   "%s%s", length ? " " : "", word);
	return facts_add(host, "kernel.cmdline", length ? kept : "nothing that shapes timing");
}

int facts_of_files(struct host *host, const unsigned *pus, size_t n)
{
	static const struct {
		const char *key, *leaf;
	} of_pus[] = {
		{ "frequency.driver", "cpufreq/scaling_driver" },
		{ "frequency.governor", "cpufreq/scaling_governor" },
		{ "frequency.min_khz", "cpufreq/scaling_min_freq" },
		{ "frequency.max_khz", "cpufreq/scaling_max_freq" },
		{ "frequency.energy_preference", "cpufreq/energy_performance_preference" },
		{ "cpu.capacity", "cpu_capacity" },
		{ "thermal.core_throttles", "thermal_throttle/core_throttle_count" },
		{ "thermal.package_throttles", "thermal_throttle/package_throttle_count" },
	};
	static const struct {
		const char *key, *path;
	} of_machine[] = {
		{ "frequency.boost", CPU_FOLDER "cpufreq/boost" },
		{ "frequency.no_turbo", CPU_FOLDER "intel_pstate/no_turbo" },
		{ "frequency.amd_pstate", CPU_FOLDER "amd_pstate/status" },
		{ "idle.driver", CPU_FOLDER "cpuidle/current_driver" },
		{ "idle.governor", CPU_FOLDER "cpuidle/current_governor" },
		{ "smt.control", CPU_FOLDER "smt/control" },
		{ "smt.active", CPU_FOLDER "smt/active" },
		{ "cpus.online", CPU_FOLDER "online" },
		{ "cpus.offline", CPU_FOLDER "offline" },
		{ "cpus.possible", CPU_FOLDER "possible" },
		{ "cpus.isolated", CPU_FOLDER "isolated" },
		{ "cpus.nohz_full", CPU_FOLDER "nohz_full" },
		{ "kernel.tainted", "/proc/sys/kernel/tainted" },
		{ "kernel.clocksource",
		  "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
		{ "kernel.spectre_v2", CPU_FOLDER "vulnerabilities/spectre_v2" },
		{ "kernel.meltdown", CPU_FOLDER "vulnerabilities/meltdown" },
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
		{ "memory.node0_distances", "/sys/devices/system/node/node0/distance" },
	};
	char value[1024];
	int error = add_cmdline(host);

	for (size_t i = 0; !error && i < sizeof(of_pus) / sizeof(of_pus[0]); i++)
		error = add_of_pus(host, of_pus[i].key, of_pus[i].leaf, pus, n);
	for (size_t i = 0; !error && i < sizeof(of_machine) / sizeof(of_machine[0]); i++) {
		files_line(of_machine[i].path, value, sizeof(value));
		/* The kernel prints its empty pointer where nothing is set. */
		error = facts_add(host, of_machine[i].key, strcmp(value, "(null)") ? value : "");
	}
	host->frequency_known = strcmp(facts_value(host, "frequency.governor"), "absent") != 0;
	return error;
}
