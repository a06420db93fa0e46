/* SPDX-License-Identifier: MIT */
/* The checks of contend doctor. */
#include "cli/doctor.h"

#include <errno.h>
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
#include "machine/home.h"
#include "machine/host.h"
#include "machine/hwenv.h"
#include "machine/topo.h"
#include "share/block.h"

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
	if (isfinite(before->quota_cpus))
		line(visit, DOUBTFUL, "CPU quota",
		     "the kernel stops us when it is used up: lift it (cgroup cpu.max)",
		     "%.3g CPUs, throttled %llu times", before->quota_cpus,
		     (unsigned long long)after->throttled);
	else
		line(visit, WELL, "CPU quota", "", "none");
	line(visit, strtod(value_of(after, "load.average"), NULL) > 1 ? DOUBTFUL : WELL, "load",
	     "other programs want the CPUs: stop them", "%s", value_of(after, "load.average"));
	line(visit, WELL, "SMT", "", "active %s, control %s", value_of(before, "smt.active"),
	     value_of(before, "smt.control"));
	if (strcmp(value_of(before, "cpus.isolated"), "absent"))
		line(visit, WELL, "isolated CPUs", "", "%s, for placements such as cpus:LIST",
		     value_of(before, "cpus.isolated"));
}

static void check_build(struct visit *visit)
{
	const char *const doubt = host_build_doubt("");

	if (doubt)
		line(visit, DOUBTFUL, "build", doubt, "for tests, not for measuring");
}

/* hwloc obeys these in silence. Those that would replace the machine were refused before. */
static void check_environment(struct visit *visit)
{
	for (char **entry = environ; *entry; entry++) {
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)strcspn(*entry, "="), *entry);
		if (hwenv_shapes(name))
			line(visit, DOUBTFUL, "environment",
			     "hwloc shows other objects than elsewhere: unset it", "%s is set",
			     name);
	}
}

/* What came of a page for each node. */
struct homes {
	size_t nodes;
	size_t bound;  /* a policy was taken */
	size_t astray; /* seen elsewhere, though a policy was taken */
	bool answers[HOME_BY_N];
};

/* A page placed on a node and looked for by all means. 0 or -errno having said why. */
static int try_home(struct homes *homes, const struct topo *topo, unsigned node)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct block block = { .size = 0 };
	bool bound = false;
	int error = block_open(&block, page);

	if (error)
		return error;
	error = home_bind(topo, block.base, page, node);
	bound = !error;
	if (error == -EPERM || error == -ENOSYS) /* refused: not an error of ours */
		error = 0;
	if (!error)
		error = block_reserve(&block, 0, page);
	for (int by = HOME_BY_NONE + 1; !error && by < HOME_BY_N; by++) {
		unsigned seen;

		if (!home_ask_by(topo, (enum home_by)by, block.base, page, block.fd, 0, &seen))
			continue;
		homes->answers[by] = true;
		homes->astray += bound && seen != node;
	}
	homes->bound += bound;
	block_close(&block);
	return error;
}

/* "move_pages, numa_maps" */
static void list_means(const struct homes *homes, bool answers, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (int by = HOME_BY_NONE + 1; by < HOME_BY_N; by++)
		if (homes->answers[by] == answers && used < size)
			used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
						 home_by_name((enum home_by)by));
}

static void print_homes(struct visit *visit, const struct homes *homes, const char *balancing)
{
	char means[96], refused[96];
	const bool first_touch = homes->bound < homes->nodes;

	line(visit, first_touch ? DOUBTFUL : WELL, "placing memory",
	     "the counter is placed by first touch, from a CPU of its node: in a container, "
	     "docker run --cap-add SYS_NICE allows mbind",
	     "mbind works on %zu of %zu node%s", homes->bound, homes->nodes,
	     homes->nodes == 1 ? "" : "s");
	list_means(homes, true, means, sizeof(means));
	list_means(homes, false, refused, sizeof(refused));
	line(visit,
	     homes->astray ? BAD
	     : means[0]	   ? WELL
			   : DOUBTFUL,
	     "finding memory",
	     homes->astray ? "a page is not where it was placed: homes mean nothing here"
			   : "nobody can tell on which node the counter lies: trust no home",
	     "%s%s%s", means[0] ? means : "nothing answers",
	     refused[0] && means[0] ? "; refused: " : "", means[0] ? refused : "");
	line(visit, first_touch && !strcmp(balancing, "1") ? DOUBTFUL : WELL, "NUMA balancing",
	     "it may move the counter: switch it off (sysctl kernel.numa_balancing=0)", "%s",
	     balancing);
}

static void check_homes(struct visit *visit, const struct topo *topo, const struct host *host)
{
	unsigned nodes[64];
	const size_t all = home_nodes(topo, nodes, 64);
	struct homes homes = { .nodes = all < 64 ? all : 64 };
	int error = 0;

	for (size_t i = 0; !error && i < homes.nodes; i++)
		error = try_home(&homes, topo, nodes[i]);
	if (error)
		line(visit, BAD, "placing memory", "the line above says why", "failed");
	else if (!all)
		line(visit, WELL, "placing memory", "", "no NUMA nodes here");
	else
		print_homes(visit, &homes, value_of(host, "memory.numa_balancing"));
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

	if (topo_load(&topo, NULL)) {
		line(&visit, BAD, "topology",
		     "the line above says what to do: nothing can be "
		     "measured",
		     "not loaded");
		return EXIT_FAILED;
	}
	const struct pu *const pus = topo_pus(topo, &n);
	unsigned *const cpus = calloc(n, sizeof(*cpus));

	for (unsigned i = 0; cpus && i < n; i++)
		cpus[i] = pus[i].os;
	if (cpus && !host_observe(&before, topo, cpus, n)) {
		fprintf(out, "%s, %s\n", before.cpu, before.kernel);
		check_build(&visit);
		check_environment(&visit);
		check_pus(&visit, topo);
		check_clock(&visit, cpus, n);
		check_shm(&visit);
		check_homes(&visit, topo, &before);
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
