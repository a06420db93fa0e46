/* SPDX-License-Identifier: MIT */
/* Choice of the clock, its figures, its use. */
#include "base/clock.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/fail.h"
#include "base/proof.h"

#define NS_PER_S 1000000000.0
#define OFFSET_ALL_NS 100000000 /* for comparing CLOCK_MONOTONIC between all CPUs */
#define READS 200000

#if defined(__aarch64__)
#define COUNTER_NAME "cntvct"
#else
#define COUNTER_NAME "tsc"
#endif

/* The kernel vouches for this one; only its offset is measured. */
static int use_monotonic(struct clock *clock, const unsigned *cpus, size_t n)
{
	struct between seen;
	int rc = proof_compare(cpus, n, proof_read_monotonic, OFFSET_ALL_NS, &seen);

	clock->source = CLOCK_SOURCE_MONOTONIC;
	clock->hz = NS_PER_S;
	clock->offset_ns = fabs(seen.offset);
	clock->offset_err_ns = seen.offset_err;
	return rc;
}

static void measure_reads(struct clock *clock)
{
	warp_clock *read =
		clock->source == CLOCK_SOURCE_COUNTER ? proof_read_counter : proof_read_monotonic;
	uint64_t before = read(0), step = UINT64_MAX, least = UINT64_MAX;

	/* In order, as a single timed update would read it. */
	for (int i = 0; i < READS; i++) {
		uint64_t now = read(0);

		if (now > before && now - before < step)
			step = now - before;
		before = now;
	}
	for (int batch = 0; batch < 20; batch++) {
		uint64_t start = clock_ticks(clock), taken;

		for (int i = 0; i < READS / 100; i++)
			clock_ticks(clock);
		taken = clock_ticks(clock) - start;
		if (taken < least)
			least = taken;
	}
	clock->quantum_ns = clock_ns(clock, step);
	clock->cost_ns = clock_ns(clock, least) / (READS / 100);
}

int clock_open(struct clock *clock, const unsigned *cpus, size_t n)
{
	static const char *const what[CLOCK_PROOFS] = { "invariant", "kernel's clocksource",
							"no warp between CPUs", "steady rate" };
	const char *forced = getenv("CONTEND_CLOCK");
	int rc = 0;

	*clock = (struct clock){ .source = CLOCK_SOURCE_MONOTONIC };
	for (size_t i = 0; i < CLOCK_PROOFS; i++)
		clock->proofs[i].what = what[i];
	if (forced && *forced && strcmp(forced, "monotonic") != 0)
		return misuse("CONTEND_CLOCK=%s: only monotonic can be asked for", forced);
	if (forced && *forced)
		for (size_t i = 0; i < CLOCK_PROOFS; i++)
			strcpy(clock->proofs[i].detail,
			       "not tried: CONTEND_CLOCK=monotonic is set");
	else
		rc = proof_counter(clock, cpus, n);
	if (!rc && clock->source == CLOCK_SOURCE_MONOTONIC)
		rc = use_monotonic(clock, cpus, n);
	if (!rc)
		measure_reads(clock);
	return rc;
}

const char *clock_name(const struct clock *clock)
{
	return clock->source == CLOCK_SOURCE_COUNTER ? COUNTER_NAME : "monotonic";
}

double clock_ns(const struct clock *clock, uint64_t ticks)
{
	return (double)((long double)ticks * 1e9L / (long double)clock->hz);
}

uint64_t clock_ticks_in(const struct clock *clock, double ns)
{
	long double ticks = (long double)ns * (long double)clock->hz / 1e9L;

	if (!(ticks > 0))
		return 0;
	return ticks < 18446744073709551615.0L ? (uint64_t)(ticks + 0.5L) : UINT64_MAX;
}

double clock_ns_until(const struct clock *clock, uint64_t tick)
{
	const uint64_t away = tick - clock_ticks(clock);

	/* As a signed difference, since a counter may wrap. */
	return (int64_t)away > 0 ? clock_ns(clock, away) : 0;
}

void clock_sleep_until(const struct clock *clock, uint64_t until)
{
	const double away = clock_ns_until(clock, until);

	if (away > 0)
		proof_sleep_until(clock_monotonic_ns() + (uint64_t)away);
}

#if defined(__x86_64__)
#define PROBE_ADDS 40000
#define PROBE_MULTIPLIES 5000

static void multiply_chain(uint64_t rounds)
{
	uint64_t value = 3;

	__asm__ volatile(
		".balign 32\n"
		"1:\n\t"
		"imul %[v], %[v]\n\timul %[v], %[v]\n\timul %[v], %[v]\n\timul %[v], %[v]\n\t"
		"imul %[v], %[v]\n\timul %[v], %[v]\n\timul %[v], %[v]\n\timul %[v], %[v]\n\t"
		"dec %[n]\n\tjnz 1b"
		: [v] "+r"(value), [n] "+r"(rounds)
		:
		: "cc");
}

/* Cycles of an addition (1) and of a multiplication (3, on a few cores 5) differ by no other factor on any core since
 * Broadwell and Zen 2 (instlatx64.atw.hu): another ratio means that the additions were not one cycle each. */
double clock_core_hz(const struct clock *clock)
{
	uint64_t adds = UINT64_MAX, multiplies = UINT64_MAX;
	double ratio;

	for (int i = 0; i < 5; i++) {
		uint64_t start = clock_ticks(clock), middle, end;

		cpu_add_chain(PROBE_ADDS / 8);
		middle = clock_ticks(clock);
		multiply_chain(PROBE_MULTIPLIES / 8);
		end = clock_ticks(clock);
		if (middle - start < adds)
			adds = middle - start;
		if (end - middle < multiplies)
			multiplies = end - middle;
	}
	ratio = (double)multiplies / PROBE_MULTIPLIES / ((double)adds / PROBE_ADDS);
	if (!adds || (fabs(ratio - 3) > 0.3 && fabs(ratio - 5) > 0.5))
		return NAN;
	return PROBE_ADDS / clock_ns(clock, adds) * NS_PER_S;
}
#else
double clock_core_hz(const struct clock *clock)
{
	(void)clock;
	return NAN;
}
#endif
