/* SPDX-License-Identifier: MIT */
/* The list of facts, and those that are one line of a file each. */
#include "machine/facts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "machine/files.h"

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

int facts_add_number(struct host *host, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	return facts_add(host, key, text);
}

const char *facts_find(const struct host *host, const char *key)
{
	for (size_t i = 0; host && i < host->n; i++)
		if (!strcmp(host->facts[i].key, key))
			return host->facts[i].value;
	return NULL;
}

const char *facts_value(const struct host *host, const char *key)
{
	const char *const value = facts_find(host, key);

	return value ? value : "absent";
}

void facts_join(char *list, size_t size, const char *separator, const char *value)
{
	const size_t length = strlen(value), apart = strlen(separator);
	size_t used = strlen(list);

	for (const char *at = list; *at;) {
		const char *const end = strstr(at, separator);
		const size_t item = end ? (size_t)(end - at) : strlen(at);

		if (item == length && !memcmp(at, value, length))
			return;
		at += item + (end ? apart : 0);
	}
	if (length && used + apart + length < size)
		snprintf(list + used, size - used, "%s%s", used ? separator : "", value);
}

/* The value that the PUs share, or all of their different ones: "performance powersave". */
static int add_of_pus(struct host *host, const char *key, const char *leaf, const unsigned *pus,
		      size_t n)
{
	char all[512] = "", value[128];

	for (size_t i = 0; i < n; i++)
		if (files_linef(value, sizeof(value), FACTS_CPUS "cpu%u/%s", pus[i], leaf))
			facts_join(all, sizeof(all), " ", value);
	return facts_add(host, key, all);
}

/* The words of the kernel's command line that shape timing; others may name disks and hosts. */
static int add_cmdline(struct host *host)
{
	static const char *const words[] = {
		"idle=",	 "intel_idle.max_cstate=",
		"intel_pstate=", "processor.max_cstate=",
		"amd_pstate=",	 "cpufreq.",
		"cpuidle.",	 "isolcpus=",
		"nohz",		 "rcu_nocbs",
		"rcu_nocb_poll", "irqaffinity=",
		"mitigations=",	 "nosmt",
		"maxcpus=",	 "nr_cpus=",
		"numa",		 "clocksource=",
		"tsc=",		 "preempt=",
		"threadirqs",	 "skew_tick=",
		"hugepages",	 "transparent_hugepage",
	};
	char line[4096], kept[1024] = "", *rest = NULL;

	files_line("/proc/cmdline", line, sizeof(line));
	for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (!strncmp(word, words[i], strlen(words[i])))
				facts_join(kept, sizeof(kept), " ", word);
	return facts_add(host, "kernel.cmdline", kept[0] ? kept : "nothing that shapes timing");
}

/* How each weakness of processors is dealt with: what that costs differs between kernels. */
static int add_vulnerabilities(struct host *host)
{
	char **names = NULL;
	size_t n = 0;
	int error = files_list(FACTS_CPUS "vulnerabilities", &names, &n);

	for (size_t i = 0; i < n; i++) {
		char key[96], value[512];

		snprintf(key, sizeof(key), "kernel.vulnerability.%.60s", names[i]);
		files_linef(value, sizeof(value), FACTS_CPUS "vulnerabilities/%s", names[i]);
		if (!error)
			error = facts_add(host, key, value);
		free(names[i]);
	}
	free(names);
	return error;
}

/* The idle states of a worker's PU: "POLL C1 C6 (off)". */
static int add_idle_states(struct host *host, unsigned pu)
{
	char all[512] = "", name[64], off[8], text[80];

	for (unsigned i = 0; i < 16; i++) {
		if (!files_linef(name, sizeof(name), FACTS_CPUS "cpu%u/cpuidle/state%u/name", pu,
				 i))
			break;
		files_linef(off, sizeof(off), FACTS_CPUS "cpu%u/cpuidle/state%u/disable", pu, i);
		snprintf(text, sizeof(text), "%s%s", name, strcmp(off, "1") ? "" : " (off)");
		facts_join(all, sizeof(all), " ", text);
	}
	return facts_add(host, "idle.states", all);
}

static int add_of_machine(struct host *host)
{
	static const struct {
		const char *key, *path, *older; /* where another kernel has it */
	} files[] = {
		{ "frequency.boost", FACTS_CPUS "cpufreq/boost", NULL },
		{ "frequency.no_turbo", FACTS_CPUS "intel_pstate/no_turbo", NULL },
		{ "frequency.amd_pstate", FACTS_CPUS "amd_pstate/status", NULL },
		{ "idle.driver", FACTS_CPUS "cpuidle/current_driver", NULL },
		{ "idle.governor", FACTS_CPUS "cpuidle/current_governor",
		  FACTS_CPUS "cpuidle/current_governor_ro" },
		{ "smt.control", FACTS_CPUS "smt/control", NULL },
		{ "smt.active", FACTS_CPUS "smt/active", NULL },
		{ "cpus.online", FACTS_CPUS "online", NULL },
		{ "cpus.offline", FACTS_CPUS "offline", NULL },
		{ "cpus.possible", FACTS_CPUS "possible", NULL },
		{ "cpus.isolated", FACTS_CPUS "isolated", NULL },
		{ "cpus.nohz_full", FACTS_CPUS "nohz_full", NULL },
		{ "kernel.tainted", "/proc/sys/kernel/tainted", NULL },
		{ "kernel.clocksource",
		  "/sys/devices/system/clocksource/clocksource0/current_clocksource", NULL },
		{ "hypervisor.type", "/sys/hypervisor/type", NULL },
		{ "hypervisor.vendor", "/sys/class/dmi/id/sys_vendor", NULL },
		{ "hypervisor.product", "/sys/class/dmi/id/product_name", NULL },
		{ "load.average", "/proc/loadavg", NULL },
		{ "load.pressure", "/proc/pressure/cpu", NULL },
	};
	char value[1024];
	int error = 0;

	for (size_t i = 0; !error && i < sizeof(files) / sizeof(files[0]); i++) {
		if (!files_line(files[i].path, value, sizeof(value)) && files[i].older)
			files_line(files[i].older, value, sizeof(value));
		/* The kernel prints its empty pointer where nothing is set. */
		error = facts_add(host, files[i].key, strcmp(value, "(null)") ? value : "");
	}
	return error;
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
		{ "cpu.microcode_loaded", "microcode/version" },
		{ "cpu.midr", "regs/identification/midr_el1" },
		{ "cpu.capacity", "cpu_capacity" },
	};
	int error = add_cmdline(host);

	for (size_t i = 0; !error && i < sizeof(of_pus) / sizeof(of_pus[0]); i++)
		error = add_of_pus(host, of_pus[i].key, of_pus[i].leaf, pus, n);
	if (!error)
		error = add_of_machine(host);
	if (!error)
		error = add_idle_states(host, n ? pus[0] : 0);
	if (!error)
		error = add_vulnerabilities(host);
	host->frequency_known = strcmp(facts_value(host, "frequency.governor"), "absent") != 0;
	return error;
}
