/* SPDX-License-Identifier: MIT */
/* Repeating a demo, and what is shown of it. */
#include "demo/runs.h"

#include <errno.h>
#include <stdlib.h>

#include "base/columns.h"
#include "base/fail.h"
#include "base/random.h"
#include "base/stats.h"

#define CLASSES_MAX 20
#define BAR_MAX 40

int runs_do(struct runs *runs, const struct demo_plan *plan, runs_once *once, const void *what)
{
	struct random random;
	int error = 0;

	runs->plan = plan;
	runs->n = 0;
	runs->outcomes = calloc(plan->runs, sizeof(*runs->outcomes));
	runs->seeds = calloc(plan->runs, sizeof(*runs->seeds));
	if (!runs->outcomes || !runs->seeds) {
		errno = ENOMEM;
		return fail("%u runs", plan->runs);
	}
	random_seed(&random, plan->seed);
	for (unsigned i = 0; i < plan->runs && !error; i++) {
		runs->seeds[i] = random_next(&random);
		error = once(plan, what, runs->seeds[i], &runs->outcomes[i]);
		runs->n += !error;
	}
	return error;
}

void runs_free(struct runs *runs)
{
	free(runs->outcomes);
	free(runs->seeds);
	*runs = (struct runs){ 0 };
}

static uint64_t lost(const struct outcome *outcome)
{
	return outcome->expected > outcome->final ? outcome->expected - outcome->final : 0;
}

size_t runs_lossy(const struct runs *runs)
{
	size_t lossy = 0;

	for (size_t i = 0; i < runs->n; i++)
		lossy += runs->outcomes[i].final != runs->outcomes[i].expected;
	return lossy;
}

void runs_line(FILE *out, uint64_t final, uint64_t expected, const char *remark)
{
	char line[96];

	/* More than was made: nothing was lost, and something is badly wrong. */
	snprintf(line, sizeof(line), "Final value: %llu of %llu (%llu %s)",
		 (unsigned long long) final, (unsigned long long)expected,
		 (unsigned long long)(final > expected ? final - expected : expected - final),
		 final > expected ? "too many" : "lost");
	if (remark && *remark)
		fprintf(out, "%-39s %s\n", line, remark);
	else
		fprintf(out, "%s\n", line);
}

static void range_of(const struct runs *runs, uint64_t *min, uint64_t *max)
{
	*min = UINT64_MAX;
	*max = 0;
	for (size_t i = 0; i < runs->n; i++) {
		const uint64_t final = runs->outcomes[i].final;

		*min = final < *min ? final : *min;
		*max = final > *max ? final : *max;
	}
}

static double median_of(const struct runs *runs)
{
	double *const finals = calloc(runs->n, sizeof(*finals));
	double median = STATS_NA;

	for (size_t i = 0; finals && i < runs->n; i++)
		finals[i] = (double)runs->outcomes[i].final;
	if (finals)
		median = stats_median(finals, runs->n);
	free(finals);
	return median;
}

static void bar(FILE *out, size_t count, size_t most)
{
	const size_t length = most > BAR_MAX ? (count * BAR_MAX + most - 1) / most : count;

	for (size_t i = 0; i < length; i++)
		fputc('#', out);
	fprintf(out, "%s%zu\n", count ? " " : "", count);
}

/* A class a value where there are few, else twenty of equal width. */
static void histogram(FILE *out, const struct runs *runs, uint64_t min, uint64_t max)
{
	const uint64_t width = (max - min) / CLASSES_MAX + 1;
	size_t counts[CLASSES_MAX] = { 0 }, most = 0;
	int digits = snprintf(NULL, 0, "%llu", (unsigned long long)max);

	for (size_t i = 0; i < runs->n; i++) {
		size_t *const count = &counts[(runs->outcomes[i].final - min) / width];

		most = ++*count > most ? *count : most;
	}
	for (uint64_t low = min; low <= max; low += width) {
		if (width == 1)
			fprintf(out, "  %*llu  ", digits, (unsigned long long)low);
		else
			fprintf(out, "  %*llu-%-*llu  ", digits, (unsigned long long)low, digits,
				(unsigned long long)(low + width - 1));
		bar(out, counts[(low - min) / width], most);
	}
}

void runs_print(FILE *out, const struct runs *runs, const char *remark)
{
	uint64_t min, max;
	char line[160];

	if (runs->plan->runs == 1) {
		runs_line(out, runs->outcomes[0].final, runs->outcomes[0].expected, remark);
		return;
	}
	range_of(runs, &min, &max);
	snprintf(line, sizeof(line),
		 "Final value in %zu runs: min %llu, median %g, max %llu of %llu", runs->n,
		 (unsigned long long)min, median_of(runs), (unsigned long long)max,
		 (unsigned long long)runs->outcomes[0].expected);
	fprintf(out, "%s%s%s\n", line, remark && *remark ? "   " : "", remark ? remark : "");
	histogram(out, runs, min, max);
}

/* A row of --csv. */
struct run_row {
	const char *demo, *way;
	double workers, increments, delay_ns, race_ns;
	const char *seed; /* has more digits than a double */
	double run, expected, final, lost, time_ns;
};
static const struct column columns[] = {
	COLUMN(run_row, demo, COLUMN_TEXT),
	COLUMN(run_row, way, COLUMN_TEXT),
	COLUMN(run_row, workers, COLUMN_COUNT),
	COLUMN(run_row, increments, COLUMN_COUNT),
	COLUMN(run_row, delay_ns, COLUMN_COUNT),
	COLUMN(run_row, race_ns, COLUMN_COUNT),
	COLUMN(run_row, seed, COLUMN_TEXT),
	COLUMN(run_row, run, COLUMN_COUNT),
	COLUMN(run_row, expected, COLUMN_COUNT),
	COLUMN(run_row, final, COLUMN_COUNT),
	COLUMN(run_row, lost, COLUMN_COUNT),
	COLUMN(run_row, time_ns, COLUMN_COUNT),
	{ .name = NULL },
};

void runs_header(FILE *out)
{
	columns_csv_header(out, columns);
}

void runs_rows(FILE *out, const struct runs *runs)
{
	const struct demo_plan *const plan = runs->plan;

	for (size_t i = 0; i < runs->n; i++) {
		const struct outcome *const outcome = &runs->outcomes[i];
		char seed[24];

		snprintf(seed, sizeof(seed), "%llu", (unsigned long long)runs->seeds[i]);
		columns_csv_row(out, columns,
				&(struct run_row){ .demo = runs->demo,
						   .way = runs->way,
						   .workers = plan->workers,
						   .increments = plan->increments ? plan->increments
										  : (double)NAN,
						   .delay_ns = (double)plan->delay,
						   .race_ns = (double)plan->race,
						   .seed = seed,
						   .run = (double)(i + 1),
						   .expected = (double)outcome->expected,
						   .final = (double)outcome->final,
						   .lost = (double)lost(outcome),
						   .time_ns = (double)outcome->took });
	}
}

int runs_code(int error)
{
	switch (error) {
	case 0:
		return EXIT_OK;
	case -EINTR:
		return EXIT_INTERRUPTED;
	case -EINVAL:
		return EXIT_MISUSE;
	default:
		return EXIT_FAILED;
	}
}
