/* SPDX-License-Identifier: MIT */
/* The arithmetic of the common window: throughput, fairness, run length, lost updates, doubts. */
#include "run/window.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/stats.h"
#include "run/trial.h"

#define SLICE_SHORT 1 /* slices of jain_2ms */
#define SLICE_LONG 10 /* and of jain_20ms */

static unsigned workers_of(const struct trial *trial)
{
	return trial->cell->shape.workers;
}

/* True if every worker has written its last edge: without it there is no window. */
static bool window_whole(const struct trial *trial)
{
	for (unsigned i = 0; i < workers_of(trial); i++)
		if (!trial->workers[i].edges[trial->slices].t)
			return false;
	return true;
}

static void forget(struct figures *figures)
{
	double *const all = (double *)(void *)figures;

	for (size_t i = 0; i < sizeof(*figures) / sizeof(double); i++)
		all[i] = (double)NAN;
}

/* Lost updates, over the whole life of the team. */
static void account_loss(struct trial *trial, const uint64_t *updates)
{
	const struct cell *const cell = trial->cell;
	struct figures *const figures = &trial->figures;
	const struct loss loss =
		metrics_loss(updates, workers_of(trial), 0, trial->kept, counter_bits(cell->type));

	figures->claimed = (double)loss.claimed;
	if (!trial->kept_known || cell->strategy->kind == BASELINE)
		return;
	if (!loss.known) {
		trial->flags |= TRIAL_WRAPPED;
		/* The residue still tells an exact strategy that is broken. */
		if (cell->strategy->kind == EXACT && loss.residue && trial->status == STATUS_OK)
			trial->status = STATUS_LOST;
		return;
	}
	figures->kept = (double)trial->kept;
	figures->lost = (double)loss.lost;
	figures->lost_ppm = loss.lost_ppm;
	if (trial->status == STATUS_OK &&
	    (loss.lost < 0 || (cell->strategy->kind == EXACT && loss.lost)))
		trial->status = STATUS_LOST;
}

/* J of the slices j, j + width … each; its median and 5th percentile over those in which anything was done. */
static void account_slices(const struct trial *trial, unsigned width, double *median, double *low,
			   double *empty)
{
	const unsigned n = workers_of(trial), groups = trial->slices / width;
	double *const jains = calloc(groups ? groups : 1, sizeof(*jains));
	double *const ops = calloc(n, sizeof(*ops));
	unsigned full = 0;

	for (unsigned g = 0; jains && ops && g < groups; g++) {
		for (unsigned i = 0; i < n; i++) {
			const struct edge *const edges = trial->workers[i].edges;

			ops[i] = (double)(edges[(g + 1) * width].ops - edges[g * width].ops);
		}
		const double jain = stats_jain(ops, n);

		if (!stats_is_na(jain))
			jains[full++] = jain;
	}
	*median = full ? stats_median(jains, full) : STATS_NA;
	if (low)
		*low = full ? stats_quantile(jains, full, 0.05) : STATS_NA;
	if (empty)
		*empty = groups - full;
	free(jains);
	free(ops);
}

/* Updates that all made until a worker updated again after a hand-over: the lower end of the median's power of two. */
static double reacquire_median(const struct trial *trial)
{
	uint64_t total = 0, below = 0, by_log[64] = { 0 };

	for (unsigned i = 0; i < workers_of(trial); i++)
		for (unsigned k = 0; k < 64; k++)
			by_log[k] += trial->workers[i].distance[k];
	for (unsigned k = 0; k < 64; k++)
		total += by_log[k];
	for (unsigned k = 0; total && k < 64; k++) {
		below += by_log[k];
		if (2 * below >= total)
			return ldexp(1, (int)k);
	}
	return STATS_NA;
}

static void account_handoffs(struct trial *trial, const struct metrics *metrics, uint64_t handoffs)
{
	const struct cell *const cell = trial->cell;
	struct figures *const figures = &trial->figures;

	if (!cell->strategy->tracks || workers_of(trial) < 2 || counter_bits(cell->type) < 32)
		return;
	figures->run_length = figures->updates / (double)(handoffs ? handoffs : 1);
	figures->handoffs_per_s = metrics->handoffs_per_s;
	figures->reacquire_median = reacquire_median(trial);
	figures->longest_run = 0;
	for (unsigned i = 0; i < workers_of(trial); i++)
		figures->longest_run =
			fmax(figures->longest_run, (double)trial->workers[i].longest);
	if (!handoffs)
		trial->flags |= TRIAL_NO_HANDOFF;
}

/* How the workers' own windows lie to each other, and when each began. */
static void account_overlap(struct trial *trial, const struct clock *clock)
{
	struct figures *const figures = &trial->figures;
	uint64_t first_end = UINT64_MAX, last_start = 0, left_min = UINT64_MAX, left_max = 0,
		 first = 0;

	for (unsigned i = 0; i < workers_of(trial); i++) {
		const struct worker_record *const worker = &trial->workers[i];
		const uint64_t start = worker->edges[0].t, end = worker->edges[trial->slices].t;

		last_start = start > last_start ? start : last_start;
		first_end = end < first_end ? end : first_end;
		left_min = worker->left < left_min ? worker->left : left_min;
		left_max = worker->left > left_max ? worker->left : left_max;
		first = worker->first > first ? worker->first : first;
	}
	const double common = (double)first_end - (double)last_start;

	figures->overlap = fmax(0, fmin(1, common / (double)(trial->w1 - trial->w0)));
	figures->start_skew_ns = clock_ns(clock, left_max - left_min);
	figures->first_update_ns = first > trial->start ? clock_ns(clock, first - trial->start) : 0;
	if (figures->overlap < 0.99 && trial->cell->distinct == workers_of(trial))
		trial->flags |= TRIAL_SKEW;
}

/* The throughput of the common window: one denominator, never a sum of rates over private windows. */
static void account_window(struct trial *trial, const struct clock *clock)
{
	const unsigned n = workers_of(trial), last = trial->slices;
	struct figures *const figures = &trial->figures;
	uint64_t *const ops = calloc(3 * (size_t)n, sizeof(*ops));
	uint64_t handoffs_all = 0;

	if (!ops)
		return;
	uint64_t *const handoffs = ops + n, *const bursts = ops + 2 * n;

	figures->reads_done = 0;
	figures->updates = 0;
	for (unsigned i = 0; i < n; i++) {
		const struct edge *const from = &trial->workers[i].edges[0];
		const struct edge *const to = &trial->workers[i].edges[last];

		ops[i] = to->ops - from->ops;
		handoffs[i] = to->handoffs - from->handoffs;
		bursts[i] = trial->workers[i].burst;
		handoffs_all += handoffs[i];
		figures->reads_done += (double)(to->reads - from->reads);
		figures->updates += (double)(ops[i] - (to->reads - from->reads));
	}
	const struct metrics metrics =
		metrics_window((uint64_t)(figures->window_ns + 0.5), ops, handoffs, bursts, n);

	figures->ops_per_s = metrics.ops_per_s;
	figures->ns_per_op = metrics.ns_per_op;
	figures->jain = metrics.jain;
	figures->min_over_max = metrics.min_max;
	figures->edge_error_ppm = 1e6 * metrics.edge_error;
	account_handoffs(trial, &metrics, handoffs_all);
	account_overlap(trial, clock);
	account_slices(trial, SLICE_SHORT, &figures->jain_2ms, &figures->jain_2ms_p5,
		       &figures->empty_slices);
	account_slices(trial, SLICE_LONG, &figures->jain_20ms, NULL, NULL);
	/* A lost update was done, and nothing is left of it. Reads and private counters lose nothing. */
	const double rate = figures->updates / (figures->window_ns / 1e9);

	figures->kept_per_s = trial->cell->strategy->kind == BASELINE
				      ? figures->ops_per_s
				      : figures->ops_per_s - rate * figures->lost_ppm / 1e6;
	free(ops);
}

/* Sums and extremes of what the workers noted of themselves. */
static void account_workers(struct trial *trial, const struct clock *clock)
{
	const unsigned n = workers_of(trial);
	struct figures *const f = &trial->figures;
	double *const before = calloc(2 * (size_t)n, sizeof(*before));
	double ops = 0, cpu_ns = 0, hold = 0, gap = 0, waited_most = 0;
	bool stalls_known = true, delay_known = true;

	if (!before)
		return;
	f->burst_min = INFINITY;
	f->burst_max = f->torn = f->retries = f->stalls = f->stall_ns = f->stall_max_ns = 0;
	f->nvcsw = f->nivcsw = f->minflt = f->run_delay_ns = 0;
	for (unsigned i = 0; i < n; i++) {
		const struct worker_record *const w = &trial->workers[i];

		before[i] = w->core_hz_before;
		before[n + i] = w->core_hz_after;
		if (fabs(w->core_hz_after / w->core_hz_before - 1) > 0.02)
			trial->flags |= TRIAL_FREQ;
		f->burst_min = fmin(f->burst_min, (double)w->burst);
		f->burst_max = fmax(f->burst_max, (double)w->burst);
		f->torn += (double)w->torn;
		f->retries += (double)w->retries;
		f->stalls += (double)w->stalls;
		f->stall_ns += clock_ns(clock, w->stall_ticks);
		f->stall_max_ns = fmax(f->stall_max_ns, clock_ns(clock, w->stall_max));
		f->nvcsw += (double)w->nvcsw;
		f->nivcsw += (double)w->nivcsw;
		f->minflt += (double)w->minflt;
		f->run_delay_ns += (double)w->run_delay_ns;
		waited_most = fmax(waited_most, (double)w->run_delay_ns);
		stalls_known &= w->stalls_known;
		delay_known &= w->run_delay_known;
		ops += (double)(w->updates + w->reads);
		cpu_ns += (double)w->cpu_ns;
		hold += w->hold_ns / n;
		gap += w->gap_ns / n;
	}
	f->core_hz = stats_median(before, n);
	f->core_hz_after = stats_median(before + n, n);
	f->hold_got_ns = hold;
	f->gap_got_ns = gap;
	f->cpu_ns_per_op = ops > 0 ? cpu_ns / ops : STATS_NA;
	if (!stalls_known)
		f->stalls = f->stall_ns = f->stall_max_ns = STATS_NA;
	if (!delay_known)
		f->run_delay_ns = STATS_NA;
	const double life =
		(double)(trial->timing.warmup + trial->timing.window + trial->timing.drain);

	if (delay_known && waited_most > 0.01 * life)
		trial->flags |= TRIAL_PREEMPTED;
	f->steal_ns = trial->steal_ns;
	if (f->steal_ns > 0.01 * life * (trial->cell->distinct + trial_server_apart(trial)))
		trial->flags |= TRIAL_STOLEN;
	free(before);
}

void window_account(struct trial *trial, const struct clock *clock)
{
	const unsigned n = workers_of(trial);
	uint64_t *const updates = calloc(n, sizeof(*updates));

	forget(&trial->figures);
	if (trial->cell->distinct < n)
		trial->flags |= TRIAL_OVERSUBSCRIBED;
	trial->figures.window_ns = clock_ns(clock, trial->w1 - trial->w0);
	if (updates && trial->start && window_whole(trial)) {
		for (unsigned i = 0; i < n; i++)
			updates[i] = trial->workers[i].updates;
		account_loss(trial, updates);
		account_workers(trial, clock);
		account_window(trial, clock);
		if (trial->status == STATUS_OK && trial->figures.torn > 0)
			trial->status = STATUS_TORN;
	}
	free(updates);
}
