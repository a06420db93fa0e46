/* SPDX-License-Identifier: MIT */
/* Calls what the golden cases name: two samples compared, and several tests at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* cmocka wants the above first */
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/bootstrap.h"
#include "base/padjust.h"
#include "base/ranktest.h"
#include "base/ratio.h"
#include "base/stats.h"
#include "stats_cases.h"

enum { MOST = 256 }; /* results of a case */

static void boot_pmf(struct stats_case *c)
{
	size_t n = stats_case_whole(c, "n");
	double sorted[20] = { 0 }, got[MOST];
	struct bootstrap_atom *atom;
	size_t atoms;

	assert_in_range(n, 1, 20);
	for (size_t i = 0; i < 20; i++)
		sorted[i] = (double)i;
	atom = bootstrap_median_law(sorted, n, &atoms);
	assert_non_null(atom);
	for (size_t i = 0; i < atoms; i++)
		got[i] = atom[i].weight;
	stats_case_expect(c, "w", got, atoms);
	free(atom);
}

static void expect_ratio(struct stats_case *c, const char *key, struct estimate got)
{
	stats_case_expect_one(c, key, got.value);
	stats_case_expect_one(c, "lo", got.lo);
	stats_case_expect_one(c, "hi", got.hi);
}

typedef struct estimate two_samples(const double *, size_t, const double *, size_t, double);

static void compare(struct stats_case *c, const char *key, two_samples *function)
{
	const struct case_line *x = stats_case_in(c, "x");
	const struct case_line *y = stats_case_in(c, "y");
	double alpha = stats_case_number(c, "alpha");

	expect_ratio(c, key, function(x->number, x->n, y->number, y->n, alpha));
}

static void ratio_ci(struct stats_case *c)
{
	compare(c, "ratio", ratio_of_medians);
}

static void hodges_lehmann(struct stats_case *c)
{
	compare(c, "shift", ranktest_hodges_lehmann);
}

static void hl_ratio(struct stats_case *c)
{
	compare(c, "ratio", ratio_hodges_lehmann);
}

static void fieller(struct stats_case *c)
{
	compare(c, "ratio", ratio_of_means);
}

static void paired_ratio(struct stats_case *c)
{
	const struct case_line *x = stats_case_in(c, "x");
	const struct case_line *y = stats_case_in(c, "y");
	double alpha = stats_case_number(c, "alpha");

	assert_int_equal(x->n, y->n);
	expect_ratio(c, "ratio", ratio_paired(x->number, y->number, x->n, alpha));
}

static void mann_whitney(struct stats_case *c)
{
	const struct case_line *x = stats_case_in(c, "x");
	const struct case_line *y = stats_case_in(c, "y");
	struct mann_whitney got = ranktest_mann_whitney(x->number, x->n, y->number, y->n);

	stats_case_expect_one(c, "U", got.u);
	stats_case_expect_one(c, "p_exact", got.p_exact);
	stats_case_expect_one(c, "p_corrected", got.p_corrected);
	stats_case_expect_one(c, "p_plain", got.p_plain);
	stats_case_expect_one(c, "delta", got.delta);
}

static void mw_counts(struct stats_case *c)
{
	size_t m = stats_case_whole(c, "m");
	size_t n = stats_case_whole(c, "n");
	double *counts = ranktest_counts(m, n);
	uint64_t got[MOST];

	assert_non_null(counts);
	for (size_t u = 0; u <= m * n; u++)
		got[u] = (uint64_t)counts[u];
	stats_case_expect_whole(c, "c", got, m * n + 1);
	free(counts);
}

static void mw_cdf(struct stats_case *c)
{
	const struct case_line *m = stats_case_in(c, "m");
	const struct case_line *n = stats_case_in(c, "n");
	const struct case_line *u = stats_case_in(c, "u");
	double got[MOST];

	for (size_t i = 0; i < u->n; i++)
		got[i] =
			ranktest_cdf((size_t)u->whole[i], (size_t)m->whole[i], (size_t)n->whole[i]);
	stats_case_expect(c, "p", got, u->n);
}

static void mw_quantile(struct stats_case *c)
{
	const struct case_line *m = stats_case_in(c, "m");
	const struct case_line *n = stats_case_in(c, "n");
	double p = stats_case_number(c, "p");
	uint64_t got[MOST];

	for (size_t i = 0; i < m->n; i++)
		got[i] = (uint64_t)ranktest_quantile(p, (size_t)m->whole[i], (size_t)n->whole[i]);
	stats_case_expect_whole(c, "q", got, m->n);
}

static void adjust(struct stats_case *c, bool (*function)(const double *, size_t, double *))
{
	const struct case_line *p = stats_case_in(c, "p");
	double got[MOST];

	assert_true(function(p->number, p->n, got));
	stats_case_expect(c, "adjusted", got, p->n);
}

static void holm(struct stats_case *c)
{
	adjust(c, padjust_holm);
}

static void bh(struct stats_case *c)
{
	adjust(c, padjust_benjamini_hochberg);
}

static void verdict(struct stats_case *c)
{
	struct estimate ratio = { NAN, stats_case_number(c, "lo"), stats_case_number(c, "hi") };
	double epsilon = stats_case_number(c, "epsilon");

	stats_case_expect_word(c, "verdict", ratio_verdict_name(ratio_judge(ratio, epsilon)));
}

static void needs_n(struct stats_case *c)
{
	struct estimate ratio = { stats_case_number(c, "ratio"), stats_case_number(c, "lo"),
				  stats_case_number(c, "hi") };
	size_t n = stats_case_whole(c, "n");
	uint64_t got = (uint64_t)ratio_needed_n(ratio, n, stats_case_number(c, "epsilon"));

	stats_case_expect_whole(c, "n", &got, 1);
}

static const struct {
	const char *func;
	stats_case_run *run;
} functions[] = {
	{ "boot_pmf", boot_pmf },
	{ "boot_pmf_even", boot_pmf },
	{ "ratio_ci", ratio_ci },
	{ "hodges_lehmann", hodges_lehmann },
	{ "hl_ratio", hl_ratio },
	{ "fieller", fieller },
	{ "paired_ratio", paired_ratio },
	{ "mann_whitney", mann_whitney },
	{ "mw_counts", mw_counts },
	{ "mw_cdf", mw_cdf },
	{ "mw_quantile", mw_quantile },
	{ "holm", holm },
	{ "bh", bh },
	{ "verdict", verdict },
	{ "needs_n", needs_n },
};

stats_case_run *stats_compare_find(const char *func)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strcmp(functions[i].func, func) == 0)
			return functions[i].run;
	return NULL;
}
