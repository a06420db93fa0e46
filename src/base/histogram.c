/* SPDX-License-Identifier: MIT */
/* Log-linear histogram of durations: constant relative width of the buckets, no table of bounds. */
#include "base/histogram.h"

#include <math.h>

#include "base/stats.h"

static const double RANK_SLACK = 1e-9; /* q total, meant to be whole, may come out just above it */

size_t histogram_index(unsigned p, uint64_t v)
{
	uint64_t linear = UINT64_C(1) << p;
	unsigned e;

	if (v < linear)
		return (size_t)v;
	e = 63 - (unsigned)__builtin_clzll(v);
	return ((size_t)(e - p + 1) << p) + (size_t)((v >> (e - p)) & (linear - 1));
}

uint64_t histogram_width(unsigned p, size_t index)
{
	size_t octave = index >> p;

	return octave == 0 ? 1 : UINT64_C(1) << (octave - 1);
}

uint64_t histogram_low(unsigned p, size_t index)
{
	uint64_t linear = UINT64_C(1) << p;

	if (index < linear)
		return index;
	return (linear + (index & (linear - 1))) * histogram_width(p, index);
}

double histogram_percentile(unsigned p, const uint64_t *count, size_t buckets, double q)
{
	uint64_t total = 0, seen = 0;
	double rank;
	size_t i;

	for (i = 0; i < buckets; i++)
		total += count[i];
	if (total == 0 || !(q >= 0 && q <= 1))
		return STATS_NA;
	rank = fmax(1, ceil(q * (double)total - RANK_SLACK));
	for (i = 0; i + 1 < buckets; i++) {
		seen += count[i];
		if (seen == total || (double)seen >= rank)
			break;
	}
	return (double)histogram_low(p, i) + (double)(histogram_width(p, i) - 1) / 2;
}

double histogram_share_above(const double *value, const uint64_t *count, size_t n, double x)
{
	double above = 0, sum = 0;

	for (size_t i = 0; i < n; i++) {
		double part = value[i] * (double)count[i];

		if (!isfinite(part) || part < 0)
			return STATS_NA;
		sum += part;
		if (value[i] > x)
			above += part;
	}
	return sum > 0 ? above / sum : STATS_NA;
}
