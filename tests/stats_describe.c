/* SPDX-License-Identifier: MIT */
/* Calls what the golden cases name: one sample, distributions, histogram, trial, random. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* cmocka wants the above first */
#include <cmocka.h>

#include <string.h>

#include "base/distribution.h"
#include "base/histogram.h"
#include "base/levels.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/stats.h"
#include "stats_cases.h"

enum { MOST = 256 }; /* results of a case */

/* ---- order statistics, fairness ---- */

static void quantile7(struct stats_case *c)
{
	const struct case_line *x = stats_case_in(c, "x");
	const struct case_line *p = stats_case_in(c, "p");
	double got[MOST];

	for (size_t i = 0; i < p->n; i++)
		got[i] = stats_quantile(x->number, x->n, p->number[i]);
	stats_case_expect(c, "value", got, p->n);
}

static void one_figure(struct stats_case *c, double (*figure)(const double *, size_t))
{
	const struct case_line *x = stats_case_in(c, "x");

	stats_case_expect_one(c, "value", figure(x->number, x->n));
}

static void median(struct stats_case *c)
{
	one_figure(c, stats_median);
}

static void mad(struct stats_case *c)
{
	one_figure(c, stats_mad);
}

static void jain(struct stats_case *c)
{
	one_figure(c, stats_jain);
}

static void mean_sd(struct stats_case *c)
{
	const struct case_line *x = stats_case_in(c, "x");

	stats_case_expect_one(c, "mean", stats_mean(x->number, x->n));
	stats_case_expect_one(c, "sd", stats_sd(x->number, x->n));
}

static void median_rank(struct stats_case *c)
{
	const struct case_line *n = stats_case_in(c, "n");
	double alpha = stats_case_number(c, "alpha");
	double coverage[MOST];
	uint64_t d[MOST];

	for (size_t i = 0; i < n->n; i++)
		d[i] = stats_median_rank((size_t)n->whole[i], alpha, &coverage[i]);
	stats_case_expect_whole(c, "d", d, n->n);
	stats_case_expect(c, "coverage", coverage, n->n);
}

static void median_ci(struct stats_case *c)
{
	const struct case_line *x = stats_case_in(c, "x");
	double alpha = stats_case_number(c, "alpha");
	double middle = stats_median(x->number, x->n);
	struct interval ci = stats_median_interval(x->number, x->n, alpha);

	stats_case_expect_one(c, "median", middle);
	stats_case_expect_one(c, "lo", ci.lo);
	stats_case_expect_one(c, "hi", ci.hi);
	stats_case_expect_one(c, "half", stats_relative_half(ci, middle));
}

static void outliers(struct stats_case *c)
{
	const struct case_line *x = stats_case_in(c, "x");
	uint64_t got[MOST], flagged = 0;
	bool flag[MOST];
	size_t count = stats_outliers(x->number, x->n, flag);

	for (size_t i = 0; i < x->n; i++) {
		got[i] = flag[i];
		flagged += flag[i];
	}
	stats_case_expect_whole(c, "flag", got, x->n);
	c->failures += count != flagged;
}

static void two_states(struct stats_case *c)
{
	const struct case_line *x = stats_case_in(c, "x");
	uint64_t got = stats_two_states(x->number, x->n);

	stats_case_expect_whole(c, "flag", &got, 1);
}

/* ---- distributions, levels ---- */

static void t_quantile(struct stats_case *c)
{
	const struct case_line *df = stats_case_in(c, "df");
	double p = stats_case_number(c, "p");
	double got[MOST];

	for (size_t i = 0; i < df->n; i++)
		got[i] = distribution_t_quantile(p, df->number[i]);
	stats_case_expect(c, "t", got, df->n);
}

static void t_cdf(struct stats_case *c)
{
	double t = stats_case_number(c, "t");

	stats_case_expect_one(c, "p", distribution_t_cdf(t, stats_case_number(c, "df")));
}

static void kalibera_jones(struct stats_case *c)
{
	const struct case_line *high_first = stats_case_in(c, "r3_r2_r1");
	const struct case_line *cost_high_first = stats_case_in(c, "cost_c3_c2_c1");
	const struct case_line *y = stats_case_in(c, "y");
	size_t reps[3];
	double cost[3];
	uint64_t r[2];
	struct levels got;

	assert_int_equal(high_first->n, 3);
	assert_int_equal(cost_high_first->n, 3);
	for (size_t i = 0; i < 3; i++) {
		reps[i] = (size_t)high_first->whole[2 - i];
		cost[i] = cost_high_first->number[2 - i];
	}
	assert_int_equal(reps[0] * reps[1] * reps[2], y->n);
	assert_true(levels_analyse(y->number, reps, cost, 3, 0.05, &got));
	stats_case_expect(c, "S2", got.s2, 3);
	stats_case_expect(c, "T2", got.t2, 3);
	stats_case_expect(c, "r_exact", got.r_exact, 2);
	r[0] = (uint64_t)got.r[0];
	r[1] = (uint64_t)got.r[1];
	stats_case_expect_whole(c, "r", r, 2);
	stats_case_expect_one(c, "mean", got.mean);
	stats_case_expect_one(c, "half", got.half);
}

/* ---- histogram ---- */

static void hist_index(struct stats_case *c)
{
	unsigned p = (unsigned)stats_case_whole(c, "p");
	const struct case_line *v = stats_case_in(c, "v");
	uint64_t got[MOST];

	for (size_t i = 0; i < v->n; i++)
		got[i] = histogram_index(p, v->whole[i]);
	stats_case_expect_whole(c, "index", got, v->n);
}

static void hist_low(struct stats_case *c)
{
	unsigned p = (unsigned)stats_case_whole(c, "p");
	const struct case_line *index = stats_case_in(c, "index");
	uint64_t got[MOST];

	for (size_t i = 0; i < index->n; i++)
		got[i] = histogram_low(p, (size_t)index->whole[i]);
	stats_case_expect_whole(c, "low", got, index->n);
}

static void hist_percentile(struct stats_case *c)
{
	unsigned p = (unsigned)stats_case_whole(c, "p");
	const struct case_line *range = stats_case_in(c, "values_from_to");
	const struct case_line *q = stats_case_in(c, "q");
	uint64_t count[1152] = { 0 };
	double got[MOST];

	assert_int_equal(range->n, 2);
	for (uint64_t v = range->whole[0]; v <= range->whole[1]; v++)
		count[histogram_index(p, v)]++;
	for (size_t i = 0; i < q->n; i++)
		got[i] = histogram_percentile(p, count, 1152, q->number[i]);
	stats_case_expect(c, "value", got, q->n);
}

static void time_share_above(struct stats_case *c)
{
	const struct case_line *v = stats_case_in(c, "v");
	const struct case_line *count = stats_case_in(c, "count");
	double x = stats_case_number(c, "x");

	stats_case_expect_one(c, "share", histogram_share_above(v->number, count->whole, v->n, x));
}

/* ---- one trial ---- */

static struct loss loss_of(struct stats_case *c, unsigned bits)
{
	const struct case_line *total = stats_case_in(c, "total");
	uint64_t init = stats_case_in(c, "counter_init")->whole[0];

	return metrics_loss(total->whole, total->n, init,
			    stats_case_in(c, "counter_final")->whole[0], bits);
}

static void differences(struct stats_case *c, const char *from, const char *to, uint64_t *got)
{
	const struct case_line *a = stats_case_in(c, from);
	const struct case_line *b = stats_case_in(c, to);

	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++)
		got[i] = b->whole[i] - a->whole[i];
}

static void trial_metrics(struct stats_case *c)
{
	uint64_t window_ns = stats_case_whole(c, "window_ns");
	const struct case_line *burst = stats_case_in(c, "burst");
	uint64_t ops[MOST], handoffs[MOST];
	struct metrics got;

	differences(c, "ops_at_W0", "ops_at_W1", ops);
	differences(c, "handoffs_at_W0", "handoffs_at_W1", handoffs);
	got = metrics_window(window_ns, ops, handoffs, burst->whole, burst->n);
	stats_case_expect_one(c, "ops_per_s", got.ops_per_s);
	stats_case_expect_one(c, "ns_per_op", got.ns_per_op);
	stats_case_expect_one(c, "ns_per_op_per_worker", got.ns_per_op_per_worker);
	stats_case_expect_one(c, "jain", got.jain);
	stats_case_expect_one(c, "min_max", got.min_max);
	stats_case_expect_one(c, "run_length", got.run_length);
	stats_case_expect_one(c, "handoffs_per_s", got.handoffs_per_s);
	stats_case_expect_one(c, "edge_error", got.edge_error);
	stats_case_expect_one(c, "lost", (double)loss_of(c, 64).lost);
}

static void lost(struct stats_case *c)
{
	struct loss got = loss_of(c, (unsigned)stats_case_whole(c, "bits"));

	stats_case_expect_whole(c, "residue", &got.residue, 1);
	stats_case_expect_one(c, "lost", got.known ? (double)got.lost : STATS_NA);
	stats_case_expect_one(c, "lost_ppm", got.lost_ppm);
}

static void transfer_ns(struct stats_case *c)
{
	double t_op = stats_case_number(c, "t_op");
	double t_local = stats_case_number(c, "t_local");
	double run_length = stats_case_number(c, "run_length");

	stats_case_expect_one(c, "t_transfer", metrics_transfer_ns(t_op, t_local, run_length));
}

/* ---- random numbers ---- */

static void splitmix64(struct stats_case *c)
{
	uint64_t state = stats_case_in(c, "seed")->whole[0];
	uint64_t got[5];

	for (size_t i = 0; i < 5; i++)
		got[i] = random_splitmix64(&state);
	stats_case_expect_whole(c, "next", got, 5);
}

static void xoshiro256ss(struct stats_case *c)
{
	const struct case_line *state = stats_case_in(c, "state");
	struct random random;
	uint64_t got[6];

	assert_int_equal(state->n, 4);
	memcpy(random.s, state->whole, sizeof(random.s));
	for (size_t i = 0; i < 6; i++)
		got[i] = random_next(&random);
	stats_case_expect_whole(c, "next", got, 6);
}

static const struct {
	const char *func;
	stats_case_run *run;
} functions[] = {
	{ "quantile7", quantile7 },
	{ "median", median },
	{ "mad", mad },
	{ "mean_sd", mean_sd },
	{ "jain", jain },
	{ "median_rank", median_rank },
	{ "median_ci", median_ci },
	{ "outliers", outliers },
	{ "two_states", two_states },
	{ "t_quantile", t_quantile },
	{ "t_cdf", t_cdf },
	{ "kalibera_jones", kalibera_jones },
	{ "hist_index", hist_index },
	{ "hist_low", hist_low },
	{ "hist_percentile", hist_percentile },
	{ "time_share_above", time_share_above },
	{ "trial_metrics", trial_metrics },
	{ "lost", lost },
	{ "transfer_ns", transfer_ns },
	{ "splitmix64", splitmix64 },
	{ "xoshiro256ss", xoshiro256ss },
};

stats_case_run *stats_describe_find(const char *func)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strcmp(functions[i].func, func) == 0)
			return functions[i].run;
	return NULL;
}
