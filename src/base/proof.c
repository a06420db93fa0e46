/* SPDX-License-Identifier: MIT */
/* Calibration of the counter and the four proofs that it may be the clock. */
#include "base/proof.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "base/fail.h"

#define NS_PER_S 1000000000.0
#define CALIBRATION_NS 100000000 /* of each of the two calibrations */
#define WARP_NS 20000000	 /* against the first CPU, for each other one */
#define WARP_ALL_NS 1000000000	 /* and for all of them */
#define STEADY_PPM 100.0
#define OFFSET_NS 1000.0 /* beyond its uncertainty */

enum proof { INVARIANT, KERNEL, WARP, STEADY };

#if defined(__aarch64__)
#define KERNEL_NAME "arch_sys_counter"
#define TOLD_BY "CNTFRQ"
#else
#define KERNEL_NAME "tsc"
#define TOLD_BY "CPUID"
#endif

/* The counter beside CLOCK_MONOTONIC_RAW, which no one slews. */
struct stamp {
	uint64_t ticks, raw_ns;
};

uint64_t proof_read_counter(int side)
{
	(void)side;
#if defined(__x86_64__)
	__asm__ volatile("lfence" ::: "memory");
#endif
	return clock_counter();
}

uint64_t proof_read_monotonic(int side)
{
	(void)side;
	return clock_monotonic_ns();
}

static uint64_t raw_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

void proof_sleep_until(uint64_t monotonic_ns)
{
	struct timespec until = { .tv_sec = (time_t)(monotonic_ns / UINT64_C(1000000000)),
				  .tv_nsec = (long)(monotonic_ns % UINT64_C(1000000000)) };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}

/* The narrowest of many brackets: an interrupt only widens some of them. */
static struct stamp stamp_take(void)
{
	struct stamp best = { 0, 0 };
	uint64_t width = UINT64_MAX;

	for (int i = 0; i < 200; i++) {
		uint64_t before = raw_ns();
		uint64_t ticks = proof_read_counter(0);
		uint64_t after = raw_ns();

		if (after - before < width) {
			width = after - before;
			best = (struct stamp){ ticks, before + width / 2 };
		}
	}
	return best;
}

static double stamp_hz(struct stamp from, struct stamp to)
{
	return (double)(to.ticks - from.ticks) / (double)(to.raw_ns - from.raw_ns) * NS_PER_S;
}

static __attribute__((format(printf, 3, 4))) bool prove(struct clock_proof *proof, bool passed,
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(proof->detail, sizeof(proof->detail), format, args);
	va_end(args);
	proof->passed = passed;
	return passed;
}

/* A word among the flags of the first CPU in /proc/cpuinfo. */
#if defined(__x86_64__)
static bool cpuinfo_flag(const char *flag)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	size_t size = 0;
	char *line = NULL, *word, *rest = NULL;
	bool found = false;

	if (!file)
		return false;
	while (getline(&line, &size, file) > 0)
		if (strncmp(line, "flags", 5) == 0)
			break;
	if (line)
		for (word = strtok_r(line, " \t\n", &rest); word && !found;
		     word = strtok_r(NULL, " \t\n", &rest))
			found = strcmp(word, flag) == 0;
	free(line);
	fclose(file);
	return found;
}

/* What CPUID says of the counter's rate, Hz; 0: nothing. Leaf 0x15: Intel SDM vol. 2A; 0x40000010: a convention of
 * hypervisors' (kHz). */
static double cpuid_hz(void)
{
	unsigned a, b, c, d;

	if (__get_cpuid(0x15, &a, &b, &c, &d) && a && b && c)
		return (double)c * b / a;
	if (__get_cpuid(1, &a, &b, &c, &d) && c & 1u << 31) {
		__cpuid(0x40000000, a, b, c, d);
		if (a >= 0x40000010 && a < 0x40010000) {
			__cpuid(0x40000010, a, b, c, d);
			return (double)a * 1000;
		}
	}
	return 0;
}

static bool prove_invariant(struct clock_proof *proof)
{
	unsigned a, b, c, d;

	if (__get_cpuid(0x80000007, &a, &b, &c, &d) && d & 1u << 8)
		return prove(proof, true, "CPUID 0x80000007 says invariant");
	if (cpuinfo_flag("constant_tsc") && cpuinfo_flag("nonstop_tsc"))
		return prove(proof, true, "/proc/cpuinfo says constant_tsc, nonstop_tsc");
	return prove(proof, false, "neither CPUID 0x80000007 nor /proc/cpuinfo says so");
}
#elif defined(__aarch64__)
static double cpuid_hz(void)
{
	uint64_t hz;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return (double)hz;
}

static bool prove_invariant(struct clock_proof *proof)
{
	return prove(proof, true, "by the architecture (Arm ARM, generic timer)");
}
#else
static double cpuid_hz(void)
{
	return 0;
}

static bool prove_invariant(struct clock_proof *proof)
{
	return prove(proof, false, "no counter is known for this architecture");
}
#endif

static bool prove_kernel(struct clock_proof *proof)
{
	static const char path[] = "/sys/devices/system/clocksource/clocksource0/"
				   "current_clocksource";
	FILE *file = fopen(path, "re");
	char name[64] = "";

	if (!file)
		return prove(proof, false, "the kernel does not say which it uses");
	if (!fgets(name, sizeof(name), file))
		name[0] = '\0';
	fclose(file);
	name[strcspn(name, "\n")] = '\0';
	return prove(proof, strcmp(name, KERNEL_NAME) == 0, "the kernel uses %s", name);
}

int proof_compare(const unsigned *cpus, size_t n, warp_clock *now, uint64_t all_ns,
		  struct between *seen)
{
	uint64_t ns = n > 1 ? all_ns / (n - 1) : 0;

	*seen = (struct between){ .least_handovers = UINT64_MAX, .offset = NAN, .offset_err = NAN };
	if (ns > WARP_NS)
		ns = WARP_NS;
	for (size_t i = 1; i < n; i++) {
		struct warp warp;
		int rc;

		if (cpus[i] == cpus[0])
			continue;
		rc = warp_test((unsigned[]){ cpus[0], cpus[i] }, now, ns, &warp);
		if (rc) {
			errno = -rc;
			return fail("cannot run a thread on CPU %u and one on CPU %u", cpus[0],
				    cpus[i]);
		}
		seen->pairs++;
		seen->backwards += warp.backwards;
		if (warp.worst > seen->worst)
			seen->worst = warp.worst;
		if (warp.handovers < seen->least_handovers)
			seen->least_handovers = warp.handovers;
		if (!isnan(warp.offset) && !(fabs(warp.offset) <= fabs(seen->offset))) {
			seen->offset = warp.offset;
			seen->offset_err = warp.offset_err;
		}
	}
	return 0;
}

static bool prove_warp(struct clock_proof *proof, const struct between *seen, double hz)
{
	double ns = NS_PER_S / hz;

	if (!seen->pairs)
		return prove(proof, true, "one CPU: nothing to compare");
	if (seen->backwards)
		return prove(proof, false, "%" PRIu64 " reads ran backwards, by up to %.0f ns",
			     seen->backwards, (double)seen->worst * ns);
	if (seen->least_handovers < WARP_HANDOVERS || isnan(seen->offset))
		return prove(proof, false, "not told: only %" PRIu64 " hand-overs between two CPUs",
			     seen->least_handovers);
	return prove(proof, fabs(seen->offset * ns) <= OFFSET_NS + seen->offset_err * ns,
		     "%zu against the first, offset at most %.0f +- %.0f ns", seen->pairs,
		     fabs(seen->offset * ns), seen->offset_err * ns);
}

static bool prove_steady(struct clock_proof *proof, double first_hz, double second_hz, double hz)
{
	double ppm = fabs(second_hz / first_hz - 1) * 1e6, told = cpuid_hz();

	if (told > 0)
		return prove(proof, ppm <= STEADY_PPM,
			     "%.3f MHz, twice within %.2f ppm (%s says %.3f)", hz / 1e6, ppm,
			     TOLD_BY, told / 1e6);
	return prove(proof, ppm <= STEADY_PPM, "%.3f MHz, twice within %.2f ppm", hz / 1e6, ppm);
}

/* Two calibrations with the comparison of the CPUs inside the first, so that no time is only slept away. */
int proof_counter(struct clock *clock, const unsigned *cpus, size_t n)
{
	struct stamp stamp[3];
	struct between seen;
	uint64_t start = clock_monotonic_ns();
	int rc;

	stamp[0] = stamp_take();
	rc = proof_compare(cpus, n, proof_read_counter, WARP_ALL_NS, &seen);
	if (rc)
		return rc;
	proof_sleep_until(start + CALIBRATION_NS);
	stamp[1] = stamp_take();
	proof_sleep_until(clock_monotonic_ns() + CALIBRATION_NS);
	stamp[2] = stamp_take();

	clock->hz = stamp_hz(stamp[0], stamp[2]);
	clock->offset_ns = fabs(seen.offset) * NS_PER_S / clock->hz;
	clock->offset_err_ns = seen.offset_err * NS_PER_S / clock->hz;
	clock->source = CLOCK_SOURCE_COUNTER;
	/* All four are looked at, so that the user sees all that is wrong. */
	if (!prove_invariant(&clock->proofs[INVARIANT]))
		clock->source = CLOCK_SOURCE_MONOTONIC;
	if (!prove_kernel(&clock->proofs[KERNEL]))
		clock->source = CLOCK_SOURCE_MONOTONIC;
	if (!prove_warp(&clock->proofs[WARP], &seen, clock->hz))
		clock->source = CLOCK_SOURCE_MONOTONIC;
	if (!prove_steady(&clock->proofs[STEADY], stamp_hz(stamp[0], stamp[1]),
			  stamp_hz(stamp[1], stamp[2]), clock->hz))
		clock->source = CLOCK_SOURCE_MONOTONIC;
	return 0;
}
