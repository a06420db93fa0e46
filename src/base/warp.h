/* SPDX-License-Identifier: MIT */
/* Two CPUs against one another: does a clock run backwards between them, and how far apart do they read it? */
#ifndef BASE_WARP_H
#define BASE_WARP_H

#include <stdint.h>

/* Reads the clock under test, in ticks, in order with the loads before it; side: 0 or 1, which thread asks. */
typedef uint64_t warp_clock(int side);

/* Hand-overs below which "never backwards" says nothing. */
#define WARP_HANDOVERS 1000

struct warp {
	uint64_t handovers; /* reads made next after one of the other side */
	uint64_t backwards; /* reads that lay behind an earlier one */
	uint64_t worst;	    /* largest step back, ticks */
	double offset; /* clock of side 1 minus clock of side 0, ticks; NAN: no round trip came through */
	double offset_err; /* |true offset - offset| is at most this */
};

/* Runs a thread on each of two CPUs (kernel's numbers) for about ns, up to ten times that while fewer than
 * WARP_HANDOVERS were seen. Backwards: reads under one lock, each against the one before, as Linux' check_tsc_warp()
 * (arch/x86/kernel/tsc_sync.c). Offset: least one-way differences d01, d10 of stamped messages,
 * (d01 - d10)/2 +- (d01 + d10)/2, as in NTP (RFC 5905). 0 or -errno in silence; the caller's affinity is untouched. */
int warp_test(const unsigned cpu[2], warp_clock *now, uint64_t ns, struct warp *warp);

#endif
