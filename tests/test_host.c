/* SPDX-License-Identifier: MIT */
/* What is read of a host, from trees made for it: names made short, facts, and reasons for doubt. */
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/facts.h"
#include "machine/files.h"
#include "machine/host.h"
#include "machine/model.h"
#include "machine/topo.h"

#include <cmocka.h>

#define CPUS "/sys/devices/system/cpu/"

static char root[] = "/tmp/contend-host-XXXXXX";
static struct topo *topo;
static const unsigned pus[] = { 0, 1 };

/* Writes a file below the root, making its folders. */
static void put(const char *path, const char *text)
{
	char full[512];

	snprintf(full, sizeof(full), "%s%s", root, path);
	for (char *at = full + strlen(root) + 1; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		mkdir(full, 0700);
		*at = '/';
	}
	FILE *const out = fopen(full, "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void clear(void)
{
	char command[160];

	snprintf(command, sizeof(command), "rm -rf %s/proc %s/sys %s/xml", root, root, root);
	assert_int_equal(system(command), 0);
}

/* A machine of which there is nothing to say. */
static void put_quiet_machine(void)
{
	clear();
	put("/proc/cpuinfo",
	    "processor\t: 0\nmodel name\t: AMD EPYC 7763 64-Core Processor\nflags\t\t: fpu tsc\n");
	put("/proc/cmdline", "root=UUID=1234-secret isolcpus=6,7 quiet nosmt\n");
	put("/proc/stat", "cpu  1 1 1 1 1 1 1 99\ncpu0 1 1 1 1 1 1 1 5\ncpu1 1 1 1 1 1 1 1 7\n");
	put(CPUS "cpu0/cpufreq/scaling_governor", "performance\n");
	put(CPUS "cpu1/cpufreq/scaling_governor", "performance\n");
	put(CPUS "cpufreq/boost", "0\n");
	put(CPUS "nohz_full", "(null)\n");
	put("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
	put("/sys/fs/cgroup/cpu.max", "max 100000\n");
	put("/sys/fs/cgroup/cpu.stat", "usage_usec 1\nnr_throttled 3\n");
	put("/sys/fs/cgroup/a/cpu.stat", "nr_throttled 2\n");
	put("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
	put("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
	put("/proc/self/cgroup", "3:cpu,cpuacct:/\n0::/a/user-secret\n");
	put(CPUS "isolated", "6-7\n");
	put("/proc/sys/kernel/numa_balancing", "0\n");
}

static struct host look(void)
{
	struct host host;

	assert_int_equal(host_observe(&host, topo, pus, 2), 0);
	return host;
}

/* Expects exactly one reason for doubt, with this in it; or none, for NULL. */
static void expect_doubt(struct host *before, struct host *after, const char *text)
{
	char *lines[8];
	const size_t n = host_warnings(before, after, lines, 8);

	assert_int_equal(n, text ? 1 : 0);
	if (text)
		assert_non_null(strstr(lines[0], text));
	for (size_t i = 0; i < n; i++)
		free(lines[i]);
	host_free(before);
	if (after)
		host_free(after);
}

static void names_are_made_short(void **state)
{
	static const struct {
		const char *model, *name, *slug;
	} cases[] = {
		{ "AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763", "epyc-7763-2pu" },
		{ "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz", "Intel Xeon Gold 6230",
		  "xeon-gold-6230-2pu" },
		{ "13th Gen Intel(R) Core(TM) i7-1370P", "Intel Core i7-1370P",
		  "core-i7-1370p-2pu" },
		{ "AMD Ryzen 9 7950X 16-Core Processor", "AMD Ryzen 9 7950X", "ryzen-9-7950x-2pu" },
		{ "", "", "2pu" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char name[96], slug[64];

		model_shorten(cases[i].model, name, sizeof(name));
		assert_string_equal(name, cases[i].name);
		model_slug(name, 2, slug, sizeof(slug));
		assert_string_equal(slug, cases[i].slug);
	}
}

static void arm_cores_have_names(void **state)
{
	char name[32];

	(void)state;
	model_arm(0x41, 0xd0c, name, sizeof(name));
	assert_string_equal(name, "Neoverse N1");
	model_arm(0x41, 0xfff, name, sizeof(name));
	assert_string_equal(name, "ARM 0x41 0xfff");
	model_arm(0x61, 0xd0c, name, sizeof(name));
	assert_string_equal(name, "ARM 0x61 0xd0c");
}

static void long_name_fits_its_folder(void **state)
{
	char name[400], slug[24];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	model_slug(name, 4294967295U, slug, sizeof(slug));
	assert_true(strlen(slug) < sizeof(slug));
	assert_non_null(strstr(slug, "-4294967295pu"));
}

static void quiet_machine_is_beyond_doubt(void **state)
{
	(void)state;
	put_quiet_machine();
	struct host host = look();

	assert_string_equal(host.cpu, "AMD EPYC 7763");
	assert_string_equal(facts_value(&host, "frequency.governor"), "performance");
	assert_string_equal(facts_value(&host, "cpus.nohz_full"), "absent");
	assert_string_equal(facts_value(&host, "kernel.cmdline"), "isolcpus=6,7 nosmt");
	assert_int_equal(host.steal_ticks, 12);
	assert_int_equal(host.throttled, 5);
	expect_doubt(&host, NULL, NULL);
}

static void each_trouble_is_named(void **state)
{
	static const struct {
		const char *path, *text, *doubt;
	} troubles[] = {
		{ CPUS "cpu1/cpufreq/scaling_governor", "powersave\n", "performance powersave" },
		{ CPUS "cpufreq/boost", "1\n", "boost is on" },
		{ CPUS "intel_pstate/no_turbo", "0\n", "boost is on" },
		{ CPUS "offline", "4-7\n", "CPUs 4-7 are offline" },
		{ CPUS "isolated", "1,6-7\n", "1 of the 2 PUs of workers are isolated (1,6-7)" },
		{ "/sys/fs/cgroup/cpu.max", "50000 100000\n", "a CPU quota of 0.5 CPUs" },
		{ "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "150000\n", "a CPU quota of 1.5 CPUs" },
		{ "/sys/fs/cgroup/a/cpu.max", "25000 100000\n", "a CPU quota of 0.25 CPUs" },
		{ "/proc/cpuinfo",
		  "processor\t: 0\nmodel name\t: Xeon A\n\nprocessor\t: 1\nmodel name\t: Xeon B\n",
		  "not all of one model (Xeon A; Xeon B)" },
		{ "/proc/cpuinfo", "model name\t: X\nflags\t\t: fpu hypervisor\n", "guest" },
#if defined(__x86_64__)
		{ "/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n",
		  "hpet" },
#endif
	};

	(void)state;
	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
		put_quiet_machine();
		put(troubles[i].path, troubles[i].text);
		struct host host = look();

		expect_doubt(&host, NULL, troubles[i].doubt);
	}
}

static void isolated_workers_are_no_doubt_where_all_are(void **state)
{
	(void)state;
	put_quiet_machine();
	put(CPUS "isolated", "0-3\n");
	struct host host = look();

	expect_doubt(&host, NULL, NULL);
}

static void strange_process_is_named(void **state)
{
	const struct sched_param none = { .sched_priority = 0 };

	(void)state;
	put_quiet_machine();
	if (!sched_setscheduler(0, SCHED_BATCH, &none)) {
		struct host batch = look();

		assert_int_equal(sched_setscheduler(0, SCHED_OTHER, &none), 0);
		expect_doubt(&batch, NULL, "scheduling policy SCHED_BATCH");
	}
	assert_int_equal(setenv("HWLOC_GROUPING", "0", 1), 0);
	struct host host = look();

	assert_string_equal(facts_value(&host, "environment.HWLOC_GROUPING"), "0");
	assert_int_equal(unsetenv("HWLOC_GROUPING"), 0);
	expect_doubt(&host, NULL, "HWLOC_GROUPING is set");
}

/* A machine as it is, and again ten seconds later with one file changed. */
static void expect_change(const char *path, const char *then, const char *now, const char *text)
{
	put_quiet_machine();
	if (then)
		put(path, then);
	struct host before = look();

	put(path, now);
	struct host after = look();

	after.taken_at = before.taken_at + 10;
	expect_doubt(&before, &after, text);
}

static void what_happened_meanwhile_is_named(void **state)
{
	(void)state;
	expect_change("/proc/stat", NULL, "cpu0 1 1 1 1 1 1 1 5\ncpu1 1 1 1 1 1 1 1 107\n",
		      "the hypervisor took 10.0 % of PU 1's time");
	/* Five ticks of a thousand on each of two are 0.5 % of a PU, not 1 %. */
	expect_change("/proc/stat", NULL, "cpu0 1 1 1 1 1 1 1 10\ncpu1 1 1 1 1 1 1 1 12\n",
		      "the hypervisor took 0.5 %");
	expect_change("/sys/fs/cgroup/cpu.stat", NULL, "nr_throttled 5\n",
		      "stopped the workers 2 times");
	expect_change(CPUS "cpu1/thermal_throttle/core_throttle_count", "0\n", "1\n", "for heat");
	expect_change(CPUS "cpu1/thermal_throttle/package_throttle_count", "7\n", "8\n",
		      "for heat");
}

/* One PU reaches the count that the other had: the values seen are the same, the machine was too hot all the same. */
static void heat_of_one_pu_is_not_hidden_by_another(void **state)
{
	(void)state;
	put_quiet_machine();
	put(CPUS "cpu0/thermal_throttle/core_throttle_count", "1\n");
	put(CPUS "cpu1/thermal_throttle/core_throttle_count", "0\n");
	struct host before = look();

	put(CPUS "cpu0/thermal_throttle/core_throttle_count", "2\n");
	put(CPUS "cpu1/thermal_throttle/core_throttle_count", "1\n");
	struct host after = look();

	assert_string_equal(facts_value(&after, "thermal.core_throttles"), "3");
	expect_doubt(&before, &after, "for heat");
}

static void busy_sibling_is_named(void **state)
{
	(void)state;
	for (unsigned busy = 1; busy <= 100; busy += 99) {
		char text[64];

		put_quiet_machine();
		put(CPUS "cpu0/topology/thread_siblings_list", "0,8\n");
		put("/proc/stat", "cpu0 1 0 0 1 0 0 0 0\ncpu8 5 0 0 900 0 0 0 0\n");
		struct host before = look();

		/* A worker's own time is no doubt. */
		snprintf(text, sizeof(text), "cpu0 901 0 0 1 0 0 0 0\ncpu8 %u 0 0 900 0 0 0 77\n",
			 5 + busy);
		put("/proc/stat", text);
		struct host after = look();

		after.taken_at = before.taken_at + 10;
		assert_int_equal(before.n_pus, 3);
		assert_int_equal(after.steal_ticks, 0);
		expect_doubt(&before, &after, busy == 1 ? NULL : "PU 8, which shares a core");
	}
}

static void what_the_run_noted_is_named(void **state)
{
	static const struct {
		const char *key, *value, *doubt;
	} notes[] = {
		{ "run.moved", "2", "in 2 trials a worker was not on its PU" },
		{ "run.moved", "0", NULL },
		{ "run.wait_ppm", "1000", NULL },
		{ "run.wait_ppm", "25000", "waited 2.5 % of their time" },
		{ "home.elsewhere", "1", "in 1 trial the counter lay on another node" },
		{ "home.unverified", "3", "in 3 trials nothing could tell" },
		{ "home.first_touch", "4", "first touch, and NUMA balancing may move it" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		put_quiet_machine();
		put("/proc/sys/kernel/numa_balancing", "1\n");
		struct host before = look(), after = look();

		assert_int_equal(host_note(&after, notes[i].key, "1e9"), 0);
		assert_int_equal(host_note(&after, notes[i].key, notes[i].value), 0);
		expect_doubt(&before, &after, notes[i].doubt);
	}
	put_quiet_machine();
	struct host before = look(), after = look();

	assert_int_equal(host_note(&after, "home.first_touch", "4"), 0);
	expect_doubt(&before, &after, NULL);
}

static void slow_builds_are_named(void **state)
{
	static const struct {
		const char *flags, *doubt;
	} builds[] = {
		{ "-O2 -g -O2", NULL },
		{ "-O2 -g", NULL },
		{ "-O2 -g -O0", "-O0" },
		{ "-O0 -O2", NULL },
		{ "-O2 -DX=a-O0", NULL },
		{ "-O", NULL },
		{ "-fsanitize=address -O2", "sanitizer" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(builds) / sizeof(builds[0]); i++) {
		const char *const doubt = host_build_doubt(builds[i].flags);

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
		assert_non_null(strstr(doubt, "sanitizer"));
#else
		if (builds[i].doubt)
			assert_non_null(strstr(doubt, builds[i].doubt));
		else
			assert_null(doubt);
#endif
	}
}

static void guest_without_flag_is_seen(void **state)
{
	static const struct {
		const char *path, *text, *name;
	} signs[] = {
		{ "/sys/class/dmi/id/sys_vendor", "QEMU\n", "QEMU" },
		{ "/sys/class/dmi/id/product_name", "KVM Virtual Machine\n", "KVM" },
		{ "/sys/class/dmi/id/sys_vendor", "Amazon EC2\n", "yes" },
		{ "/sys/hypervisor/type", "xen\n", "xen" },
		{ "/sys/class/dmi/id/sys_vendor", "Ampere(R)\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		put_quiet_machine();
		put("/proc/cpuinfo",
		    "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n");
		put(signs[i].path, signs[i].text);
		struct host host = look();

		assert_string_equal(host.cpu, "Neoverse N1");
		assert_string_equal(host.hypervisor, signs[i].name);
		expect_doubt(&host, NULL, signs[i].name[0] ? "guest" : NULL);
	}
	put_quiet_machine();
	put("/proc/cpuinfo", "processor\t: 0\nCPU part\t: 0xd0c\n");
	put("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
	put("/sys/class/dmi/id/product_name", "c6g.metal\n");
	struct host host = look();

	expect_doubt(&host, NULL, NULL);
}

static void big_and_little_cores_are_named(void **state)
{
	(void)state;
	put_quiet_machine();
	put("/proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n\n"
			     "processor\t: 1\nCPU implementer\t: 0x41\nCPU part\t: 0xd0b\n\n"
			     "processor\t: 2\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n");
	struct host host = look();

	assert_string_equal(host.cpu, "Cortex-A72");
	assert_string_equal(facts_value(&host, "cpu.name"), "Cortex-A72; Cortex-A76");
	/* The third is nobody's. */
	assert_string_equal(facts_value(&host, "cpu.models"), "Cortex-A72; Cortex-A76");
	expect_doubt(&host, NULL, "not all of one model (Cortex-A72; Cortex-A76)");
}

static void power_has_a_name(void **state)
{
	(void)state;
	put_quiet_machine();
	put("/proc/cpuinfo",
	    "processor\t: 0\ncpu\t\t: POWER9, altivec supported\nclock\t: 2 MHz\n");
	struct host host = look();

	assert_string_equal(host.cpu, "POWER9, altivec supported");
	assert_string_equal(host.slug, "power9-altivec-supported-2pu");
	host_free(&host);
}

static void kinds_of_cores_are_named(void **state)
{
	static const char xml[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<topology version=\"2.0\">\n"
		"<object type=\"Machine\" os_index=\"0\" cpuset=\"0x3\" complete_cpuset=\"0x3\" "
		"allowed_cpuset=\"0x3\" nodeset=\"0x1\" complete_nodeset=\"0x1\" "
		"allowed_nodeset=\"0x1\" gp_index=\"1\">\n"
		"<object type=\"NUMANode\" os_index=\"0\" cpuset=\"0x3\" complete_cpuset=\"0x3\" "
		"nodeset=\"0x1\" complete_nodeset=\"0x1\" gp_index=\"2\" local_memory=\"1024\"/>\n"
		"<object type=\"PU\" os_index=\"0\" cpuset=\"0x1\" complete_cpuset=\"0x1\" "
		"nodeset=\"0x1\" complete_nodeset=\"0x1\" gp_index=\"3\"/>\n"
		"<object type=\"PU\" os_index=\"1\" cpuset=\"0x2\" complete_cpuset=\"0x2\" "
		"nodeset=\"0x1\" complete_nodeset=\"0x1\" gp_index=\"4\"/>\n"
		"</object>\n"
		"<cpukind cpuset=\"0x2\" forced_efficiency=\"0\"/>\n"
		"<cpukind cpuset=\"0x1\" forced_efficiency=\"1\"/>\n"
		"</topology>\n";
	struct topo *hybrid = NULL;
	struct host host;
	char path[64];

	(void)state;
	put_quiet_machine();
	put("/xml", xml);
	snprintf(path, sizeof(path), "%s/xml", root);
	assert_int_equal(topo_load(&hybrid, path), 0);
	assert_int_equal(host_observe(&host, hybrid, pus, 2), 0);
	assert_string_equal(facts_value(&host, "hwloc.kinds"), "0 (slowest): 1; 1: 0");
	assert_string_equal(facts_value(&host, "hwloc.kinds_of_workers"), "1 0");
	expect_doubt(&host, NULL, "of different kinds (1 0, 0 is the slowest)");
	assert_int_equal(host_observe(&host, hybrid, pus + 1, 1), 0);
	expect_doubt(&host, NULL, NULL);
	topo_free(hybrid);
}

static void different_values_are_all_listed(void **state)
{
	(void)state;
	put_quiet_machine();
	put(CPUS "cpu0/cpufreq/scaling_min_freq", "1000000\n");
	put(CPUS "cpu1/cpufreq/scaling_min_freq", "100000\n");
	struct host host = look();

	assert_string_equal(facts_value(&host, "frequency.min_khz"), "1000000 100000");
	host_free(&host);
}

static void memory_is_told_node_by_node(void **state)
{
	(void)state;
	put_quiet_machine();
	put("/sys/devices/system/node/online", "0,2\n");
	put("/sys/devices/system/node/node2/distance", "21 10\n");
	put("/sys/devices/system/node/node2/meminfo",
	    "Node 2 MemTotal:       16777216 kB\nNode 2 MemFree:        15 kB\n");
	put("/proc/mounts", "overlay / overlay rw,upperdir=/home/secret 0 0\n"
			    "shm /dev/shm tmpfs rw,nosuid,size=65536k 0 0\n");
	put(CPUS "vulnerabilities/spectre_v2", "Mitigation: X\n");
	put(CPUS "vulnerabilities/mds", "Not affected\n");
	put(CPUS "cpu0/cpuidle/state0/name", "POLL\n");
	put(CPUS "cpu0/cpuidle/state1/name", "C6\n");
	put(CPUS "cpu0/cpuidle/state1/disable", "1\n");
	struct host host = look();

	assert_string_equal(facts_value(&host, "memory.node0.distances"), "absent");
	assert_string_equal(facts_value(&host, "memory.node2.distances"), "21 10");
	assert_string_equal(facts_value(&host, "memory.node2.total"), "16777216 kB");
	assert_string_equal(facts_value(&host, "memory.node2.free"), "15 kB");
	assert_string_equal(facts_value(&host, "memory.dev_shm"), "tmpfs rw,nosuid,size=65536k");
	assert_string_equal(facts_value(&host, "kernel.vulnerability.spectre_v2"), "Mitigation: X");
	assert_string_equal(facts_value(&host, "kernel.vulnerability.mds"), "Not affected");
	assert_string_equal(facts_value(&host, "idle.states"), "POLL C6 (off)");
	host_free(&host);
}

static void file_names_no_host(void **state)
{
	char name[256], *text = NULL;
	size_t size = 0;
	FILE *const out = open_memstream(&text, &size);

	(void)state;
	put_quiet_machine();
	put("/sys/class/dmi/id/product_serial", "secret\n");
	put("/sys/class/dmi/id/sys_vendor", "Maker\n");
	put("/proc/mounts", "x /dev/shm overlay rw,upperdir=/home/secret 0 0\n");
	assert_int_equal(setenv("HWLOC_DUMP", "/home/secret", 1), 0);
	struct host before = look();

	put(CPUS "cpufreq/boost", "1\n");
	struct host after = look();

	assert_int_equal(unsetenv("HWLOC_DUMP"), 0);
	assert_int_equal(host_note(&before, "first", "1"), 0);
	assert_int_equal(host_note(&after, "last", "2"), 0);
	assert_int_equal(host_write(out, &before, &after), 0);
	fclose(out);
	assert_non_null(strstr(text, "\nfrequency.boost: 0 -> 1\n"));
	assert_non_null(strstr(text, "\nenvironment.HWLOC_DUMP: a path\n"));
	assert_non_null(strstr(text, "\nmemory.dev_shm: overlay\n"));
	assert_non_null(strstr(text, "\nfirst: 1\n"));
	assert_non_null(strstr(text, "\nlast: 2\n"));
	assert_null(strstr(text, "secret"));
	assert_int_equal(gethostname(name, sizeof(name)), 0);
	if (strlen(name) > 3)
		assert_null(strstr(text, name));
	free(text);
	host_free(&before);
	host_free(&after);
}

static int open_root(void **state)
{
	(void)state;
	if (!mkdtemp(root))
		return -1;
	files_set_root(root);
	return topo_load(&topo, "pack:1 core:2 pu:1");
}

static int close_root(void **state)
{
	(void)state;
	clear();
	topo_free(topo);
	return rmdir(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_made_short),
		cmocka_unit_test(arm_cores_have_names),
		cmocka_unit_test(long_name_fits_its_folder),
		cmocka_unit_test(quiet_machine_is_beyond_doubt),
		cmocka_unit_test(each_trouble_is_named),
		cmocka_unit_test(isolated_workers_are_no_doubt_where_all_are),
		cmocka_unit_test(strange_process_is_named),
		cmocka_unit_test(what_happened_meanwhile_is_named),
		cmocka_unit_test(heat_of_one_pu_is_not_hidden_by_another),
		cmocka_unit_test(busy_sibling_is_named),
		cmocka_unit_test(what_the_run_noted_is_named),
		cmocka_unit_test(slow_builds_are_named),
		cmocka_unit_test(guest_without_flag_is_seen),
		cmocka_unit_test(big_and_little_cores_are_named),
		cmocka_unit_test(power_has_a_name),
		cmocka_unit_test(kinds_of_cores_are_named),
		cmocka_unit_test(different_values_are_all_listed),
		cmocka_unit_test(memory_is_told_node_by_node),
		cmocka_unit_test(file_names_no_host),
	};

	return cmocka_run_group_tests(tests, open_root, close_root);
}
