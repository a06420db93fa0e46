/* SPDX-License-Identifier: MIT */
/* The checks of contend doctor. */
#include "cli/doctor.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "machine/host.h"
#include "machine/topo.h"

enum health { WELL, DOUBTFUL, BAD };

struct visit {
	FILE *out;
	bool bad;
};

/* advice: what it means and what to do; printed where it is not well. */
static void line(struct visit *visit, enum health health, const char *what, const char *advice,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));

static void line(struct visit *visit, enum health health, const char *what, const char *advice,
		 const char *format, ...)
{
	static const char *const words[] = { [WELL] = "ok", [DOUBTFUL] = "warn", [BAD] = "bad" };
	va_list args;

	fprintf(visit->out, "%-4s  %-22s ", words[health], what);
	va_start(args, format);
	vfprintf(visit->out, format, args);
	va_end(args);
	fputc('\n', visit->out);
	if (health != WELL)
		fprintf(visit->out, "      -> %s\n", advice);
	visit->bad |= health == BAD;
}

static void check_clock(struct visit *visit, const unsigned *cpus, size_t n)
{
	struct clock clock;

	if (clock_open(&clock, cpus, n)) {
		line(visit, BAD, "clock", "without a clock nothing can be measured", "none");
		return;
	}
	line(visit, clock.cost_ns > 200 ? DOUBTFUL : WELL, "clock",
	     "reading it takes so long that bursts grow: see the kernel's clocksource",
	     "%s, %.3f MHz, %.1f ns a read, steps of %.1f ns", clock_name(&clock), clock.hz / 1e6,
	     clock.cost_ns, clock.quantum_ns);
	for (unsigned i = 0; i < CLOCK_PROOFS; i++)
		line(visit, clock.proofs[i].passed ? WELL : DOUBTFUL, clock.proofs[i].what,
		     "the processor's counter is not used: CLOCK_MONOTONIC is exact too, and costs "
		     "a little more",
		     "%s", clock.proofs[i].detail);
	if (!isnan(clock.offset_ns))
		line(visit, WELL, "offset between CPUs", "", "%.0f ns, give or take %.0f",
		     clock.offset_ns, clock.offset_err_ns);
	const double core = clock_core_hz(&clock);

	line(visit, isnan(core) ? DOUBTFUL : WELL, "core cycles",
	     "a chain of additions does not run at one a cycle here: cycles are not given",
	     "%.2f GHz by a chain of additions", core / 1e9);
}

static void check_shm(struct visit *visit)
{
	struct statvfs space;

	if (access("/dev/shm", W_OK | X_OK)) {
		line(visit, BAD, "/dev/shm", "mount a tmpfs there: the counter lives in it",
		     "cannot be written");
		return;
	}
	const double free_mib = statvfs("/dev/shm", &space)
					? NAN
					: (double)space.f_bavail * (double)space.f_bsize / 1048576;

	line(visit, free_mib < 16 ? DOUBTFUL : WELL, "/dev/shm",
	     "free some of it: a trial needs up to a few MiB", "writable, %.0f MiB free", free_mib);
}

static const char *value_of(const struct host *host, const char *key)
{
	for (size_t i = 0; i < host->n; i++)
		if (!strcmp(host->facts[i].key, key))
			return host->facts[i].value;
	return "absent";
}

static void check_host(struct visit *visit, const struct host *before, const struct host *after)
{
	const char *const governor = value_of(before, "frequency.governor");
	const char *const quota = value_of(before, "quota.cpu_max");
	const uint64_t stolen = after->steal_ticks - before->steal_ticks;

	line(visit, before->frequency_known && !strcmp(governor, "performance") ? WELL : DOUBTFUL,
	     "frequency",
	     before->frequency_known
		     ? "set it to performance (cpupower frequency-set -g performance)"
		     : "nobody can say at what frequency the cores run: trust ratios within a run",
	     "governor %s, boost %s", governor, value_of(before, "frequency.boost"));
	line(visit, before->hypervisor[0] ? DOUBTFUL : WELL, "hypervisor",
	     "caches and topology are its claims, and it may take the CPU away: look at steal",
	     "%s", before->hypervisor[0] ? before->hypervisor : "none");
	line(visit, stolen ? DOUBTFUL : WELL, "steal",
	     "other guests take our CPUs: measure when they are quiet", "%llu ticks in %.1f s",
	     (unsigned long long)stolen, after->taken_at - before->taken_at);
	line(visit, strcmp(quota, "absent") && strncmp(quota, "max", 3) ? DOUBTFUL : WELL,
	     "CPU quota", "the kernel stops us when it is used up: lift it (cgroup cpu.max)",
	     "%s, throttled %llu times", quota, (unsigned long long)after->throttled);
	line(visit, strtod(value_of(after, "load.average"), NULL) > 1 ? DOUBTFUL : WELL, "load",
	     "other programs want the CPUs: stop them", "%s", value_of(after, "load.average"));
	line(visit, WELL, "SMT", "", "active %s, control %s", value_of(before, "smt.active"),
	     value_of(before, "smt.control"));
	line(visit, WELL, "NUMA balancing", "", "%s", value_of(before, "memory.numa_balancing"));
}

static void check_pus(struct visit *visit, const struct topo *topo)
{
	const struct topo_counts counts = topo_counts(topo);
	char shape[256], version[32];

	topo_fingerprint(topo, shape, sizeof(shape));
	topo_hwloc_version(version, sizeof(version));
	line(visit, counts.pus < 2 ? DOUBTFUL : WELL, "usable PUs",
	     "workers cannot meet on one PU: no contention can be measured", "%u of %u online",
	     counts.pus, counts.pus_online);
	line(visit, WELL, "topology", "", "%s (hwloc %s)", shape, version);
}

int doctor(FILE *out)
{
	struct visit visit = { .out = out };
	struct topo *topo = NULL;
	struct host before = { 0 }, after = { 0 };
	unsigned n;

	if (topo_load(&topo, NULL))
		return EXIT_FAILED;
	const struct pu *const pus = topo_pus(topo, &n);
	unsigned *const cpus = calloc(n, sizeof(*cpus));

	for (unsigned i = 0; cpus && i < n; i++)
		cpus[i] = pus[i].os;
	if (cpus && !host_observe(&before, topo, cpus, n)) {
		fprintf(out, "%s, %s\n", before.cpu, before.kernel);
		check_pus(&visit, topo);
		check_clock(&visit, cpus, n);
		check_shm(&visit);
		nanosleep(&(struct timespec){ .tv_nsec = 500000000 }, NULL);
		if (!host_observe(&after, topo, cpus, n))
			check_host(&visit, &before, &after);
	} else {
		visit.bad = true;
	}
	free(cpus);
	host_free(&before);
	host_free(&after);
	topo_free(topo);
	return visit.bad ? EXIT_FAILED : EXIT_OK;
}
