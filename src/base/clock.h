/* SPDX-License-Identifier: MIT */
/* The one clock of a run: the processor's counter where it has proved itself, else CLOCK_MONOTONIC. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum clock_source {
	CLOCK_SOURCE_MONOTONIC, /* a tick is a nanosecond */
	CLOCK_SOURCE_COUNTER	/* TSC on x86-64, CNTVCT on AArch64 */
};

/* One of the proofs that the counter may be used. */
struct clock_proof {
	const char *
		what; /* static text: "invariant", "kernel's clocksource", "no warp between CPUs", "steady rate" */
	bool passed;
	char detail[96]; /* what was seen */
};

#define CLOCK_PROOFS 4

struct clock {
	enum clock_source source;
	double hz;	   /* ticks a second */
	double quantum_ns; /* smallest step seen between two reads */
	double cost_ns;	   /* of one read, unfenced */
	double offset_ns; /* largest |offset| between two CPUs, by least one-way differences; NAN: one CPU */
	double offset_err_ns; /* its uncertainty */
	struct clock_proof proofs[CLOCK_PROOFS];
};

/* Chooses and calibrates, in about 0.3 s, testing the counter on the n CPUs (kernel's numbers) that will use it:
 * the counter if all four proofs hold, else CLOCK_MONOTONIC. The caller's affinity is as before when it returns.
 * 0 or -errno. */
int clock_open(struct clock *clock, const unsigned *cpus, size_t n);

/* "tsc", "cntvct" or "monotonic". */
const char *clock_name(const struct clock *clock);

static inline uint64_t clock_monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

/* The counter, unfenced: a burst lies between two reads, so that their order against single updates is nothing. */
static inline uint64_t clock_counter(void)
{
#if defined(__x86_64__)
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
#elif defined(__aarch64__)
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value));
	return value;
#else
	return clock_monotonic_ns();
#endif
}

/* Now, in ticks. Comparable between the CPUs given to clock_open() and between processes. */
static inline uint64_t clock_ticks(const struct clock *clock)
{
	return clock->source == CLOCK_SOURCE_COUNTER ? clock_counter() : clock_monotonic_ns();
}

/* Ticks to nanoseconds and back; a difference, never an absolute time. */
double clock_ns(const struct clock *clock, uint64_t ticks);
uint64_t clock_ticks_in(const struct clock *clock, double ns);
/* From now to a tick, ns; 0 where it has passed. */
double clock_ns_until(const struct clock *clock, uint64_t tick);

/* Sleeps until about the tick `until`; returns at once if it has passed. */
void clock_sleep_until(const struct clock *clock, uint64_t until);

/* Core frequency, in Hz, of the CPU the caller is on, by a chain of dependent additions of one cycle each; the best
 * of 5, about 60 us in all. NAN where the chain's cycle count is not known (its ratio to a chain of multiplications
 * is neither 3 nor 5, or another architecture). */
double clock_core_hz(const struct clock *clock);

#endif
