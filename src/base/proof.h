/* SPDX-License-Identifier: MIT */
/* The four proofs that the processor's counter may be the clock; used by clock.c alone. */
#ifndef BASE_PROOF_H
#define BASE_PROOF_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/warp.h"

/* What the comparisons of all CPUs with the first came to; ticks. */
struct between {
	size_t pairs;
	uint64_t backwards, worst, least_handovers;
	double offset, offset_err; /* those of the pair furthest apart; NAN: not told */
};

/* The counter, read after the loads before it; a warp_clock. */
uint64_t proof_read_counter(int side);
/* CLOCK_MONOTONIC in ns; a warp_clock. */
uint64_t proof_read_monotonic(int side);
void proof_sleep_until(uint64_t monotonic_ns);

/* Compares `now` between the first CPU and each other one, in about all_ns at most. 0 or -errno having said why. */
int proof_compare(const unsigned *cpus, size_t n, warp_clock *now, uint64_t all_ns,
		  struct between *seen);

/* Fills in hz, offset, the four proofs, and source: the counter if all hold. 0.2 s or, beyond five CPUs, up to 1.1 s.
 * 0 or -errno having said why. */
int proof_counter(struct clock *clock, const unsigned *cpus, size_t n);

#endif
