/* SPDX-License-Identifier: MIT */
/* host.txt and topology.xml, and the two words that guard a resumed sweep. */
#include "bench/provenance.h"

#include <errno.h>
#include <gnu/libc-version.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "machine/topo.h"
#include "record/results.h"
#include "run/trial.h"

#ifndef HOT_CFLAGS
#define HOT_CFLAGS "unknown"
#endif
#ifndef USER_CFLAGS
#define USER_CFLAGS "unknown"
#endif
#ifndef GIT_DESCRIBE
#define GIT_DESCRIBE "a release, or not told by git"
#endif
#if defined(__clang__)
#define COMPILER "clang " __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif
/* How the strategies' atomic instructions were chosen. */
#if defined(__ARM_FEATURE_ATOMICS)
#define ATOMICS "LSE, compiled in"
#elif defined(__aarch64__)
#define ATOMICS "LL/SC, or LSE when the processor has it (-moutline-atomics)"
#elif defined(__GCC_HAVE_SYNC_COMPARE_AND_SWAP_16)
#define ATOMICS "up to 16 bytes, compiled in"
#else
#define ATOMICS "up to 8 bytes, compiled in"
#endif

static const char *plural(unsigned n)
{
	return n == 1 ? "" : "s";
}

void provenance_machine(char *line, size_t size, const struct host *host, const struct topo *topo)
{
	const struct topo_counts counts = topo_counts(topo);
	char l3[32] = "no L3";

	if (counts.l3s)
		snprintf(l3, sizeof(l3), "%u L3", counts.l3s);
	snprintf(line, size, "%s%s · %u node%s, %s, %u PU%s · %s", host->cpu,
		 host->hypervisor[0] ? ", guest" : "", counts.nodes, plural(counts.nodes), l3,
		 counts.pus, plural(counts.pus), host->kernel);
}

/* FNV-1a (Fowler, Noll, Vo), 64 bits: tells files apart, hides nothing from one who guesses. */
static void hash_file(const char *path, char *word, size_t size)
{
	FILE *const file = fopen(path, "re");
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	unsigned char bytes[4096];
	size_t n;

	if (!file) {
		snprintf(word, size, "unknown");
		return;
	}
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		for (size_t i = 0; i < n; i++)
			hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	fclose(file);
	snprintf(word, size, "%016" PRIx64, hash);
}

void provenance_keys(struct provenance_keys *keys)
{
	hash_file("/proc/self/exe", keys->build, sizeof(keys->build));
	hash_file("/proc/sys/kernel/random/boot_id", keys->boot, sizeof(keys->boot));
}

void provenance_count(struct provenance_run *run, const struct trial *trial)
{
	const bool ended = trial->status == STATUS_OK || status_failed(trial->status);
	const struct cell *const cell = trial->cell;

	run->moved += trial->status == STATUS_MIGRATED;
	run->elsewhere += trial->status == STATUS_HOME;
	if (!ended)
		return;
	run->trials++;
	if (cell->home != TOPO_NONE) {
		run->placed[trial->home_placed]++;
		run->by[trial->home_by]++;
		run->unverified += trial->home_verified == TOPO_NONE;
	}
	/* Workers that share a PU wait for each other. */
	for (unsigned i = 0; i < cell->shape.workers && !(trial->flags & TRIAL_OVERSUBSCRIBED);
	     i++) {
		const struct worker_record *const worker = &trial->workers[i];

		run->switches += worker->nivcsw > 0 ? (uint64_t)worker->nivcsw : 0;
		if (!worker->run_delay_known)
			continue;
		run->cpu_ns += (double)worker->cpu_ns;
		run->wait_ns += (double)worker->run_delay_ns;
	}
}

static int note(struct host *host, const char *key, double value)
{
	char text[32];

	snprintf(text, sizeof(text), "%.0f", value);
	return host_note(host, key, text);
}

int provenance_note(struct host *after, const struct provenance_run *run)
{
	const double lived = run->cpu_ns + run->wait_ns;
	const struct {
		const char *key;
		double value;
	} notes[] = {
		{ "run.trials", (double)run->trials },
		{ "run.moved", (double)run->moved },
		{ "run.involuntary_switches", (double)run->switches },
		{ "home.elsewhere", (double)run->elsewhere },
		{ "home.unverified", (double)run->unverified },
		{ "home.mbind", (double)run->placed[HOME_MBIND] },
		{ "home.first_touch", (double)run->placed[HOME_FIRST_TOUCH] },
		{ "home.by_move_pages", (double)run->by[HOME_BY_MOVE_PAGES] },
		{ "home.by_get_mempolicy", (double)run->by[HOME_BY_GET_MEMPOLICY] },
		{ "home.by_numa_maps", (double)run->by[HOME_BY_NUMA_MAPS] },
	};
	int error = lived > 0 ? note(after, "run.wait_ppm", run->wait_ns / lived * 1e6) : 0;

	for (size_t i = 0; !error && i < sizeof(notes) / sizeof(notes[0]); i++)
		error = note(after, notes[i].key, notes[i].value);
	return error;
}

static void write_clock(FILE *out, const struct clock *clock)
{
	fprintf(out, "clock: %s\nclock.hz: %.0f\nclock.quantum_ns: %.3g\nclock.cost_ns: %.3g\n",
		clock_name(clock), clock->hz, clock->quantum_ns, clock->cost_ns);
	for (unsigned i = 0; i < CLOCK_PROOFS; i++)
		fprintf(out, "clock.proof.%u: %s: %s: %s\n", i + 1, clock->proofs[i].what,
			clock->proofs[i].passed ? "passed" : "failed", clock->proofs[i].detail);
}

static void write_warnings(FILE *out, const struct host *before, const struct host *after)
{
	char *lines[32];
	const size_t room = sizeof(lines) / sizeof(lines[0]);
	const size_t n = host_warnings(before, after, lines, room);
	const char *const build = host_build_doubt(HOT_CFLAGS " " USER_CFLAGS);

	if (build)
		fprintf(out, "warning: %s\n", build);
	for (size_t i = 0; i < n && i < room; i++) {
		fprintf(out, "warning: %s\n", lines[i]);
		free(lines[i]);
	}
}

int provenance_write(const struct results *results, const struct topo *topo,
		     const struct clock *clock, const struct host *before, const struct host *after,
		     double seconds)
{
	struct provenance_keys keys;
	char machine[256], shape[512];
	FILE *const out = results_file(results, "host.txt");

	if (!out)
		return -EIO;
	provenance_keys(&keys);
	provenance_machine(machine, sizeof(machine), before, topo);
	topo_fingerprint(topo, shape, sizeof(shape));
	fprintf(out, "contend: %s\nmachine: %s\n", PACKAGE_VERSION, machine);
	if (after)
		fprintf(out, "seconds: %.0f\n", seconds);
	write_warnings(out, before, after);
	fprintf(out, "topology: %s\nbuild: %s\nboot: %s\n", shape, keys.build, keys.boot);
	fprintf(out,
		"build.source: %s\nbuild.compiler: %s\nbuild.cflags: %s\nbuild.strategies: %s\n"
		"build.atomics: %s\nbuild.libc: glibc %s\n",
		GIT_DESCRIBE, COMPILER, USER_CFLAGS, HOT_CFLAGS, ATOMICS, gnu_get_libc_version());
	write_clock(out, clock);
	const int error = host_write(out, before, after);
	const int closed = results_file_close(out, "host.txt");

	return error ? error : closed;
}

int provenance_write_topology(const struct results *results, const struct topo *topo)
{
	char *xml = NULL;
	int error = topo_xml(topo, &xml);

	if (error)
		return error;
	FILE *const out = results_file(results, "topology.xml");

	if (out) {
		fputs(xml, out);
		error = results_file_close(out, "topology.xml");
	}
	free(xml);
	return out ? error : -EIO;
}

char *provenance_read(const char *dir, const char *key)
{
	const size_t length = strlen(key);
	char *path = NULL, *line = NULL, *value = NULL;
	size_t room = 0;
	FILE *in = NULL;

	if (asprintf(&path, "%s/host.txt", dir) >= 0)
		in = fopen(path, "re");
	while (in && !value && getline(&line, &room, in) > 0) {
		if (strncmp(line, key, length) || strncmp(line + length, ": ", 2))
			continue;
		line[strcspn(line, "\n")] = '\0';
		value = strdup(line + length + 2);
	}
	if (in)
		fclose(in);
	free(line);
	free(path);
	return value;
}
