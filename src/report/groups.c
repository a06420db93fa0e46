/* SPDX-License-Identifier: MIT */
/* The cells in the order they are read: in groups that share all but the strategy, each cell's figures as text. */
#include "report/groups.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "report/pick.h"

static int order_of(double a, double b)
{
	return (a > b) - (a < b);
}

static int words(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* 0: the same group. */
static int group_order(const struct summary_row *a, const struct summary_row *b)
{
	int order = words(a->type, b->type);

	if (!order)
		order = order_of(a->reads_ppm, b->reads_ppm);
	if (!order)
		order = order_of(a->hold_ns + a->gap_ns, b->hold_ns + b->gap_ns);
	if (!order)
		order = order_of(a->hold_ns, b->hold_ns);
	if (!order)
		order = order_of(b->workers, a->workers);
	if (!order)
		order = words(a->placement, b->placement);
	return order || isnan(a->home) || isnan(b->home) ? order : order_of(a->home, b->home);
}

static int row_order(const void *left, const void *right)
{
	const struct summary_row *a = *(const struct summary_row *const *)left;
	const struct summary_row *b = *(const struct summary_row *const *)right;
	int order = group_order(a, b);

	if (!order)
		order = pick_shared(b) - pick_shared(a);
	if (!order)
		order = pick_good(b) - pick_good(a);
	if (!order && pick_good(a))
		order = order_of(a->ns_per_kept_median, b->ns_per_kept_median);
	return order ? order : order_of(a->cell, b->cell);
}

const char *groups_duration(char *text, size_t size, double ns)
{
	if (ns >= 1e6)
		snprintf(text, size, "%g ms", ns / 1e6);
	else if (ns >= 1e3)
		snprintf(text, size, "%g µs", ns / 1e3);
	else
		snprintf(text, size, "%g ns", ns);
	return text;
}

/* several: types or placements differ within the summary, so that they have to be said. */
static void title_make(char *title, size_t size, const struct summary_row *row, bool several_types,
		       bool several_placements, bool several_homes)
{
	FILE *out = fmemopen(title, size, "w");
	char hold[32], gap[32];

	if (!out)
		return;
	fprintf(out, "%.0f process%s, 1 counter", row->workers, row->workers == 1 ? "" : "es");
	if (row->hold_ns > 0 || row->gap_ns > 0)
		fprintf(out, ", %s in, %s out", groups_duration(hold, sizeof(hold), row->hold_ns),
			groups_duration(gap, sizeof(gap), row->gap_ns));
	if (row->reads_ppm > 0)
		fprintf(out, ", %g %% reads", row->reads_ppm / 1e4);
	if (several_types)
		fprintf(out, ", %s", row->type ? row->type : "?");
	if (several_placements)
		fprintf(out, ", %s", row->placement ? row->placement : "?");
	if (several_homes && row->home >= 0)
		fprintf(out, ", home %.0f", row->home);
	fclose(out);
}

static void titles(struct groups *groups)
{
	const struct summary *summary = groups->summary;
	bool types = false, placements = false, homes = false;

	for (size_t i = 1; i < summary->n; i++) {
		types |= words(summary->rows[i].type, summary->rows[0].type) != 0;
		placements |= words(summary->rows[i].placement, summary->rows[0].placement) != 0;
		homes |= summary->rows[i].home_asked &&
			 words(summary->rows[i].home_asked, "local") != 0;
	}
	for (size_t i = 0; i < groups->n; i++)
		title_make(groups->at[i].title, sizeof(groups->at[i].title), groups->at[i].rows[0],
			   types, placements, homes);
}

int groups_build(struct groups *groups, const struct summary *summary)
{
	size_t n = summary->n;

	*groups = (struct groups){ .summary = summary };
	groups->rows = calloc(n + 1, sizeof(const struct summary_row *));
	groups->at = calloc(n + 1, sizeof(*groups->at));
	if (!groups->rows || !groups->at) {
		groups_free(groups);
		errno = ENOMEM;
		return fail("table");
	}
	n = 0;
	/* Pairs are told by relation: there may be thousands of them. */
	for (size_t i = 0; i < summary->n; i++)
		if (words(summary->rows[i].suite, "c2c"))
			groups->rows[n++] = &summary->rows[i];
	qsort(groups->rows, n, sizeof(const struct summary_row *), row_order);
	for (size_t i = 0; i < n; i++) {
		if (!i || group_order(groups->rows[i - 1], groups->rows[i]))
			groups->at[groups->n++].rows = &groups->rows[i];
		groups->at[groups->n - 1].n++;
		if (groups->rows[i]->workers > groups->workers)
			groups->workers = groups->rows[i]->workers;
	}
	groups->lines = n + 2 * groups->n;
	titles(groups);
	return 0;
}

bool groups_first(const struct groups *groups, size_t i)
{
	const double workers = groups->at[i].rows[0]->workers;

	return workers == groups->workers || workers == 1;
}

void groups_free(struct groups *groups)
{
	free(groups->rows);
	free(groups->at);
	*groups = (struct groups){ 0 };
}

/* Digits after the point so that a step is at most half of the interval's width; 3 at most, fewer for large values. */
static int digits_for(double value, double lo, double hi)
{
	int most = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
	int digits = 0;

	while (digits < most && pow(10, -digits) > (hi - lo) / 2 * (1 + 1e-9))
		digits++;
	return digits;
}

static void number(char *text, size_t size, double value, int digits)
{
	int least = value >= 100 ? 0 : value >= 1 ? 1 : 2;

	if (isnan(value))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.*f", digits > least ? digits : least, value);
}

static void kept_cells(struct cells *cells, const struct summary_row *row)
{
	double lo = row->ns_per_kept_lo, hi = row->ns_per_kept_hi;
	bool known = !isnan(lo) && !isnan(hi);
	int digits = known ? digits_for(row->ns_per_kept_median, lo, hi) : 0;
	double step = pow(10, -digits);

	number(cells->ns, sizeof(cells->ns), row->ns_per_kept_median, digits);
	if (known)
		snprintf(cells->interval, sizeof(cells->interval), "%.*f-%.*f", digits,
			 floor(lo / step + 1e-6) * step, digits, ceil(hi / step - 1e-6) * step);
}

static void lost_cell(char *text, size_t size, double ppm)
{
	if (isnan(ppm))
		return;
	if (ppm == 0)
		snprintf(text, size, "0");
	else if (ppm < 100)
		snprintf(text, size, "<0.01 %%");
	else
		snprintf(text, size,
			 ppm < 1000    ? "%.2f %%"
			 : ppm < 95000 ? "%.1f %%"
				       : "%.0f %%",
			 ppm / 1e4);
}

/* In how many of a cell's trials a flag was raised: flags are "name:count;name:count". */
static unsigned long flagged(const struct summary_row *row, const char *name)
{
	const char *const at = row->flags ? strstr(row->flags, name) : NULL;

	return at && at[strlen(name)] == ':' ? strtoul(at + strlen(name) + 1, NULL, 10) : 0;
}

/* The first that applies: the more a figure misleads without it, the earlier it stands. */
static void remarks(struct cells *cells, const struct summary_row *row)
{
	char *remark = cells->remark, *brief = cells->brief;
	const unsigned long apart = flagged(row, "no_handoff");

	if (!pick_shared(row)) {
		snprintf(remark, sizeof(cells->remark), "baseline: shares nothing");
		snprintf(brief, sizeof(cells->brief), "baseline");
	} else if (apart) {
		snprintf(remark, sizeof(cells->remark),
			 "in %lu of %.0f trials the processes never met: no figure of sharing",
			 apart, row->n);
		snprintf(brief, sizeof(cells->brief), "never met in %lu of %.0f", apart, row->n);
	} else if (row->run_length > 100) {
		snprintf(remark, sizeof(cells->remark),
			 "%.0f updates a hand-over: it keeps the line, it is not quick",
			 row->run_length);
		snprintf(brief, sizeof(cells->brief), "keeps the line, not quick");
	} else if (row->two_states > 0) {
		snprintf(remark, sizeof(cells->remark),
			 "two states: the trials fall into two groups, the median is in one");
		snprintf(brief, sizeof(cells->brief), "two states");
	} else if (row->jain_hi < 0.75) {
		snprintf(remark, sizeof(cells->remark), "some processes get far more than others");
		snprintf(brief, sizeof(cells->brief), "unevenly shared");
	}
}

void groups_cells(struct cells *cells, const struct summary *summary, const struct summary_row *row)
{
	const struct summary_row *alone = NULL;

	*cells = (struct cells){
		.interval = "-", .alone = "-", .lost = "-", .run = "-", .jain = "-"
	};
	if (!pick_good(row)) {
		const char *status = row->status ? row->status : "";

		snprintf(cells->ns, sizeof(cells->ns), "%s",
			 *status && strcmp(status, "ok") ? status : "no figure");
		return;
	}
	kept_cells(cells, row);
	lost_cell(cells->lost, sizeof(cells->lost), row->lost_ppm);
	if (row->workers > 1)
		alone = pick_workers(summary, row, 1);
	if (alone)
		number(cells->alone, sizeof(cells->alone), alone->ns_per_op_median, 0);
	if (!isnan(row->run_length) && row->workers > 1)
		snprintf(cells->run, sizeof(cells->run), row->run_length < 2 ? "%.2f" : "%.0f",
			 row->run_length);
	if (!isnan(row->jain) && row->workers > 1)
		snprintf(cells->jain, sizeof(cells->jain), "%.2f", row->jain);
	remarks(cells, row);
}
