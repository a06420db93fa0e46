/* SPDX-License-Identifier: MIT */
/* From the counts of several workers in one window: rates, fairness, run length, losses. */
#include "base/metrics.h"

#include <stdlib.h>

#include "base/stats.h"

static uint64_t total(const uint64_t *count, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += count[i];
	return sum;
}

static void fairness(struct metrics *m, const uint64_t *ops, size_t n)
{
	double *x = calloc(n > 0 ? n : 1, sizeof(*x));

	m->jain = m->min_max = STATS_NA;
	if (!x)
		return;
	for (size_t i = 0; i < n; i++)
		x[i] = (double)ops[i];
	m->jain = stats_jain(x, n);
	m->min_max = stats_min_max(x, n);
	free(x);
}

static double divide(double a, double b)
{
	return b > 0 ? a / b : STATS_NA;
}

struct metrics metrics_window(uint64_t window_ns, const uint64_t *ops, const uint64_t *handoffs,
			      const uint64_t *burst, size_t n)
{
	double seconds = (double)window_ns / 1e9;
	double updates = (double)total(ops, n);
	struct metrics m;

	m.ops_per_s = divide(updates, seconds);
	m.ns_per_op = divide((double)window_ns, updates);
	m.ns_per_op_per_worker = (double)n * m.ns_per_op;
	fairness(&m, ops, n);
	m.run_length = m.handoffs_per_s = STATS_NA;
	if (handoffs) {
		double changes = (double)total(handoffs, n);

		m.handoffs_per_s = divide(changes, seconds);
		if (n > 1)
			m.run_length = updates / (changes > 1 ? changes : 1);
	}
	m.edge_error = divide(2 * (double)total(burst, n), updates);
	return m;
}

static int64_t clip(uint64_t x)
{
	return x > INT64_MAX ? INT64_MAX : (int64_t)x;
}

struct loss metrics_loss(const uint64_t *total_of, size_t n, uint64_t init, uint64_t final,
			 unsigned bits)
{
	uint64_t mask = bits < 64 ? (UINT64_C(1) << bits) - 1 : UINT64_MAX;
	struct loss loss = { 0 };

	loss.claimed = total(total_of, n);
	loss.residue = (loss.claimed - (final - init)) & mask;
	loss.known = loss.claimed <= mask;
	loss.lost_ppm = STATS_NA;
	if (!loss.known)
		return loss;
	if (loss.residue <= loss.claimed)
		loss.lost = clip(loss.residue);
	else /* 2^bits - residue more than anyone claims */
		loss.lost = -clip(mask - loss.residue + 1);
	loss.lost_ppm = divide((double)loss.lost * 1e6, (double)loss.claimed);
	return loss;
}

double metrics_transfer_ns(double t_op, double t_local, double run_length)
{
	return (t_op - t_local) * run_length;
}
