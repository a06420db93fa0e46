/* SPDX-License-Identifier: MIT */
/* What is read of a host, from trees made for it: names made short, facts, and reasons for doubt. */
#include <errno.h>
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
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s/proc %s/sys", root, root);
	assert_int_equal(system(command), 0);
}

/* A machine of which there is nothing to say. */
static void put_quiet_machine(void)
{
	clear();
	put("/proc/cpuinfo",
	    "processor\t: 0\nmodel name\t: AMD EPYC 7763 64-Core Processor\nflags\t\t: fpu tsc\n");
	put("/proc/cmdline", "root=UUID=1234-secret isolcpus=6,7 quiet\n");
	put("/proc/stat", "cpu  1 1 1 1 1 1 1 99\ncpu0 1 1 1 1 1 1 1 5\ncpu1 1 1 1 1 1 1 1 7\n");
	put(CPUS "cpu0/cpufreq/scaling_governor", "performance\n");
	put(CPUS "cpu1/cpufreq/scaling_governor", "performance\n");
	put(CPUS "cpufreq/boost", "0\n");
	put(CPUS "nohz_full", "(null)\n");
	put("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
	put("/sys/fs/cgroup/cpu.max", "max 100000\n");
	put("/sys/fs/cgroup/cpu.stat", "usage_usec 1\nnr_throttled 3\n");
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
	assert_string_equal(facts_value(&host, "kernel.cmdline"), "isolcpus=6,7");
	assert_int_equal(host.steal_ticks, 12);
	assert_int_equal(host.throttled, 3);
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
		{ "/sys/fs/cgroup/cpu.max", "50000 100000\n", "quota" },
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

static void what_happened_meanwhile_is_named(void **state)
{
	(void)state;
	put_quiet_machine();
	struct host before = look();

	put("/proc/stat", "cpu0 1 1 1 1 1 1 1 5\ncpu1 1 1 1 1 1 1 1 107\n");
	struct host after = look();

	after.taken_at = before.taken_at + 10;
	expect_doubt(&before, &after, "the hypervisor took");

	put_quiet_machine();
	before = look();
	put("/sys/fs/cgroup/cpu.stat", "nr_throttled 4\n");
	after = look();
	expect_doubt(&before, &after, "quota stopped");
}

static void file_names_no_host(void **state)
{
	char name[256], *text = NULL;
	size_t size = 0;
	FILE *const out = open_memstream(&text, &size);

	(void)state;
	put_quiet_machine();
	struct host before = look();

	put(CPUS "cpufreq/boost", "1\n");
	struct host after = look();

	assert_int_equal(host_write(out, &before, &after), 0);
	fclose(out);
	assert_non_null(strstr(text, "\nfrequency.boost: 0 -> 1\n"));
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
		cmocka_unit_test(what_happened_meanwhile_is_named),
		cmocka_unit_test(file_names_no_host),
	};

	return cmocka_run_group_tests(tests, open_root, close_root);
}
