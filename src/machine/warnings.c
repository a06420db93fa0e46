/* SPDX-License-Identifier: MIT */
/* What of a host is a reason for doubt. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine/facts.h"
#include "machine/host.h"
#include "machine/hwenv.h"
#include "machine/pulist.h"

#define STOLEN_MAX 0.001
#define WAIT_MAX_PPM 1000
#define SIBLING_MAX 0.05 /* our own coordinator wakes up now and then */

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

static const char *plural(double n)
{
	return n > 1 ? "s" : "";
}

static bool is(const struct host *host, const char *key, const char *value)
{
	return !strcmp(facts_value(host, key), value);
}

static bool known(const struct host *host, const char *key)
{
	return !is(host, key, "absent");
}

static double number(const struct host *host, const char *key)
{
	return strtod(facts_value(host, key), NULL); /* absent: 0 */
}

static const struct host_pu *same_pu(const struct host *host, unsigned os)
{
	for (size_t i = 0; i < host->n_pus; i++)
		if (host->pus[i].os == os)
			return &host->pus[i];
	return NULL;
}

/* Of the workers' PUs the one from which most was stolen, of their idle siblings the busiest. */
static void doubt_pus(struct lines *lines, const struct host *before, const struct host *after)
{
	const double ticks = (after->taken_at - before->taken_at) * (double)sysconf(_SC_CLK_TCK);
	double stolen = 0, busy = 0;
	unsigned stolen_pu = 0, busy_pu = 0;

	for (size_t i = 0; i < after->n_pus; i++) {
		const struct host_pu *const now = &after->pus[i];
		const struct host_pu *const then = same_pu(before, now->os);

		if (!then)
			continue;
		const uint64_t gone =
			now->worker ? now->steal - then->steal : now->busy - then->busy;
		double *const most = now->worker ? &stolen : &busy;

		if ((double)gone / ticks <= *most)
			continue;
		*most = (double)gone / ticks;
		*(now->worker ? &stolen_pu : &busy_pu) = now->os;
	}
	if (stolen > STOLEN_MAX)
		doubt(lines,
		      "the hypervisor took %.1f %% of PU %u's time: compare within this run only",
		      100 * stolen, stolen_pu);
	if (busy > SIBLING_MAX)
		doubt(lines,
		      "PU %u, which shares a core with a worker's, was %.0f %% busy with other "
		      "work: keep it free, or switch SMT off",
		      busy_pu, 100 * busy);
}

/* What happened meanwhile. */
static void doubt_changes(struct lines *lines, const struct host *before, const struct host *after)
{
	const double moved = number(after, "run.moved"), wait = number(after, "run.wait_ppm");

	if (moved > 0)
		doubt(lines,
		      "in %.0f trial%s a worker was not on its PU (CPU taken offline, cpuset "
		      "changed?): not counted",
		      moved, plural(moved));
	doubt_pus(lines, before, after);
	if (after->throttled > before->throttled)
		doubt(lines, "a CPU quota stopped the workers %llu times: lift it (cgroup cpu.max)",
		      (unsigned long long)(after->throttled - before->throttled));
	if (strcmp(facts_value(before, "thermal.core_throttles"),
		   facts_value(after, "thermal.core_throttles")) ||
	    strcmp(facts_value(before, "thermal.package_throttles"),
		   facts_value(after, "thermal.package_throttles")))
		doubt(lines, "the CPU was throttled for heat: cool it, or run shorter");
	if (wait > WAIT_MAX_PPM)
		doubt(lines,
		      "the workers waited %.1f %% of their time for a PU: stop what else runs here",
		      wait / 1e4);
}

/* Where the counter lay. */
static void doubt_home(struct lines *lines, const struct host *before, const struct host *after)
{
	const struct host *const last = after ? after : before;
	const double elsewhere = number(last, "home.elsewhere");
	const double unverified = number(last, "home.unverified");

	if (elsewhere > 0)
		doubt(lines,
		      "in %.0f trial%s the counter lay on another node than asked for: not counted",
		      elsewhere, plural(elsewhere));
	if (unverified > 0)
		doubt(lines,
		      "in %.0f trial%s nothing could tell on which node the counter lay: contend "
		      "doctor says what is refused here",
		      unverified, plural(unverified));
	if (number(last, "home.first_touch") > 0 && is(before, "memory.numa_balancing", "1"))
		doubt(lines,
		      "the counter was placed by first touch, and NUMA balancing may move it: "
		      "switch it off (sysctl kernel.numa_balancing=0)");
}

static void doubt_frequency(struct lines *lines, const struct host *host)
{
	if (host->hypervisor[0])
		doubt(lines, "guest: caches and topology are the hypervisor's claims");
	if (host->hypervisor[0] && !host->frequency_known)
		doubt(lines, "guest without frequency data: trust ratios");
	else if (!host->frequency_known)
		doubt(lines, "no frequency data: trust ratios");
	if (host->frequency_known && !is(host, "frequency.governor", "performance"))
		doubt(lines, "governor %s: set performance (cpupower frequency-set -g performance)",
		      facts_value(host, "frequency.governor"));
	if (is(host, "frequency.boost", "1") || is(host, "frequency.no_turbo", "0"))
		doubt(lines, "boost is on: the frequency depends on how many cores are busy; turn "
			     "it off to compare");
}

/* Some workers on PUs that the kernel keeps free of others, some not. */
static void doubt_isolation(struct lines *lines, const struct host *host)
{
	const char *const list = facts_value(host, "cpus.isolated");
	unsigned *pus = NULL, in = 0, workers = 0;
	const char *why;
	const int n = known(host, "cpus.isolated") ? pulist_parse(list, &pus, &why) : 0;

	for (size_t i = 0; n > 0 && i < host->n_pus; i++) {
		workers += host->pus[i].worker;
		in += host->pus[i].worker && pulist_has(pus, (size_t)n, host->pus[i].os);
	}
	free(pus);
	if (in && in < workers)
		doubt(lines,
		      "%u of the %u PUs of workers are isolated (%s), the others are not: take "
		      "all or none of them (cpus:LIST)",
		      in, workers, list);
}

static void doubt_processors(struct lines *lines, const struct host *host)
{
	const char *const kinds = facts_value(host, "hwloc.kinds_of_workers");

	if (strstr(facts_value(host, "cpu.models"), FACTS_SEVERAL))
		doubt(lines,
		      "the workers' CPUs are not all of one model (%s): --kinds keeps to one",
		      facts_value(host, "cpu.models"));
	else if (strchr(kinds, ' '))
		doubt(lines,
		      "the workers' cores are of different kinds (%s, 0 is the slowest): "
		      "--kinds keeps to one",
		      kinds);
	doubt_isolation(lines, host);
	if (known(host, "cpus.offline"))
		doubt(lines,
		      "CPUs %s are offline: this is not the whole machine, nor all of its "
		      "SMT",
		      facts_value(host, "cpus.offline"));
}

static void doubt_system(struct lines *lines, const struct host *host)
{
	if (isfinite(host->quota_cpus))
		doubt(lines, "a CPU quota of %.3g CPUs is set: lift it (cgroup cpu.max)",
		      host->quota_cpus);
#if defined(__x86_64__)
	if (known(host, "kernel.clocksource") && !is(host, "kernel.clocksource", "tsc"))
		doubt(lines, "the kernel's clocksource is %s: it does not trust the TSC here",
		      facts_value(host, "kernel.clocksource"));
#endif
	if (!is(host, "process.policy", "SCHED_OTHER"))
		doubt(lines, "scheduling policy %s: run it without (chrt --other 0)",
		      facts_value(host, "process.policy"));
}

/* hwloc's variables that make it show other objects than it usually does. */
static void doubt_environment(struct lines *lines, const struct host *host)
{
	static const char prefix[] = "environment.";

	for (size_t i = 0; i < host->n; i++) {
		const char *const key = host->facts[i].key;

		if (strncmp(key, prefix, strlen(prefix)) || !hwenv_shapes(key + strlen(prefix)))
			continue;
		doubt(lines, "%s is set: hwloc shows other objects than elsewhere; unset it",
		      key + strlen(prefix));
	}
}

const char *host_build_doubt(const char *flags)
{
	char level = '2';

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	return "built with a sanitizer: times mean nothing; build without -fsanitize";
#endif
	if (strstr(flags, "-fsanitize="))
		return "built with a sanitizer: times mean nothing; build without -fsanitize";
	/* The last one counts; -O alone is -O1. */
	for (const char *at = flags; (at = strstr(at, "-O")) != NULL; at += 2)
		if (at == flags || at[-1] == ' ')
			level = at[2] && at[2] != ' ' ? at[2] : '1';
	return level == '0' ? "built with -O0: the strategies are not what they are elsewhere; "
			      "build with -O2"
			    : NULL;
}

size_t host_warnings(const struct host *before, const struct host *after, char **at, size_t max)
{
	struct lines lines = { .at = at, .max = max };

	if (after)
		doubt_changes(&lines, before, after);
	doubt_home(&lines, before, after);
	doubt_processors(&lines, before);
	doubt_environment(&lines, before);
	doubt_system(&lines, before);
	doubt_frequency(&lines, before);
	return lines.n;
}
