/* SPDX-License-Identifier: MIT */
/* A trial as one line that is read by eyes. */
#include "cli/trial_line.h"

#include <math.h>

#include "base/stats.h"
#include "run/trial.h"

#define ALPHA 0.05

/* Enough digits to tell two trials apart, never an exponent. */
static int places(double value)
{
	return value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
}

static void number(FILE *out, const char *before, double value, int width, int decimals,
		   const char *after)
{
	if (isnan(value))
		fprintf(out, "%s%*s%s", before, width, "-", after);
	else
		fprintf(out, "%s%*.*f%s", before, width, decimals, value, after);
}

/* A single lost update of millions must not look like none. */
static void lost(FILE *out, const struct figures *figures)
{
	const double percent = figures->lost_ppm / 1e4;

	if (isnan(figures->lost))
		fputs("  lost       -", out);
	else if (figures->lost == 0)
		fputs("  lost       0", out);
	else if (percent < 0.01)
		fprintf(out, "  lost %.0f", figures->lost);
	else
		fprintf(out, "  lost %5.2f %%", percent);
}

void trial_line_print(FILE *out, const struct trial *trial, unsigned repetition)
{
	const struct figures *figures = &trial->figures;
	const unsigned workers = trial->cell->shape.workers;
	const char *between = "  ! ";

	fprintf(out, "%3u  %s, %u worker%s", repetition, trial->cell->strategy->name, workers,
		workers == 1 ? "" : "s");
	number(out, "  ", figures->ns_per_op, 7, places(figures->ns_per_op), " ns/op");
	number(out, "  ", figures->ops_per_s / 1e6, 7, places(figures->ops_per_s / 1e6), " Mop/s");
	lost(out, figures);
	number(out, "  run ", figures->run_length, 6, 1, "");
	number(out, "  Jain ", figures->jain, 5, 3, "");
	number(out, "  overlap ", figures->overlap, 5, 3, "");
	if (trial->status != STATUS_OK) {
		fprintf(out, "%s%s%s%s", between, status_name(trial->status),
			trial->reason[0] ? ": " : "", trial->reason);
		between = ", ";
	}
	for (unsigned bit = 0; bit < TRIAL_FLAGS_N; bit++) {
		if (!(trial->flags & 1U << bit))
			continue;
		fprintf(out, "%s%s", between, trial_flag_name(bit));
		between = ", ";
	}
	fputc('\n', out);
}

void trial_line_median(FILE *out, const double *ns_per_op, size_t n)
{
	const struct interval interval = stats_median_interval(ns_per_op, n, ALPHA);
	const double median = stats_median(ns_per_op, n);
	const int decimals = places(median);

	fprintf(out, "median of %zu: %.*f ns/op, %.*f to %.*f (%.1f %%)\n", n, decimals, median,
		decimals, interval.lo, decimals, interval.hi, 100 * interval.coverage);
}
