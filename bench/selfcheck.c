/* SPDX-License-Identifier: MIT */
/* The harness measures itself: the template against bare loops, a trial's cost beyond its phases, starts, edges, memory. */
#include "bench/selfcheck.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/ratio.h"
#include "base/stats.h"
#include "bench/bench.h"
#include "bench/selfplan.h"
#include "cli/output.h"
#include "machine/host.h"
#include "machine/topo.h"
#include "plan/plan.h"
#include "record/results.h"
#include "run/trial.h"

#define ROUNDS 25
#define GROWTH_TRIALS 1000

/* What is run in each round, one trial each, in this order or its reverse in turn. */
enum point { FETCH_ADD, BARE_XADD, MUTEX, BARE_MUTEX, PAIR, POINTS };

static const struct {
	const char *strategy;
	unsigned workers;
} points[POINTS] = {
	[FETCH_ADD] = { "fetch_add", 1 }, [BARE_XADD] = { "bare_xadd", 1 },
	[MUTEX] = { "mutex", 1 },	  [BARE_MUTEX] = { "bare_mutex", 1 },
	[PAIR] = { "fetch_add", 2 },
};

struct check {
	const struct sweep *sweep;
	const struct bench_figures *figures;
	struct trial_setup setup;
	struct cell cells[POINTS];
	unsigned pus[2];
	unsigned group_of[2];
	bool alone; /* one usable PU: nothing is said of pairs */
	double ns[POINTS][ROUNDS];
	double cost_ms[ROUNDS], first_ns[ROUNDS], overlap[ROUNDS], edge_ppm[ROUNDS];
	double growth_kib;
	struct selfplan plan;
};

/* A line of selfcheck.csv. */
struct line {
	const char *figure, *unit;
	struct estimate value;
	double bound;
	bool at_least; /* the bound is a floor */
};

static const char *verdict(const struct line *line)
{
	const double best = line->at_least ? line->value.hi : line->value.lo;
	const double worst = line->at_least ? line->value.lo : line->value.hi;
	const double sign = line->at_least ? -1 : 1;

	if (stats_is_na(line->value.value))
		return "n/a";
	if (stats_is_na(line->bound))
		return "reported";
	if (stats_is_na(best))
		return sign * (line->value.value - line->bound) <= 0 ? "met" : "missed";
	if (sign * (worst - line->bound) <= 0)
		return "met";
	return sign * (best - line->bound) > 0 ? "missed" : "unclear";
}

static double rss_kib(void)
{
	FILE *const file = fopen("/proc/self/statm", "re");
	unsigned long pages = 0;

	if (!file)
		return STATS_NA;
	if (fscanf(file, "%*u %lu", &pages) != 1)
		pages = 0;
	fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1024;
}

static int run_point(struct check *check, enum point point, unsigned round, struct trial *trial)
{
	const int error =
		trial_run(trial, &check->cells[point], &check->setup, round * 64 + point + 1);

	if (!error && trial->status != STATUS_OK) {
		warn("%s: %s: %s", points[point].strategy, status_name(trial->status),
		     trial->reason);
		trial_free(trial);
		return -EIO;
	}
	if (!error)
		check->ns[point][round] = trial->figures.ns_per_op;
	return error;
}

static int run_round(struct check *check, unsigned round)
{
	for (unsigned i = 0; i < POINTS; i++) {
		const enum point point = (enum point)(round % 2 ? POINTS - 1 - i : i);
		struct trial trial;

		if (point == PAIR && check->alone)
			continue;
		const int error = run_point(check, point, round, &trial);

		if (error)
			return error;
		if (point == PAIR) {
			const struct timing *const t = &trial.timing;

			check->cost_ms[round] = ((double)trial.wall_ns -
						 (double)(t->warmup + t->window + t->drain)) /
						1e6;
			check->first_ns[round] = trial.figures.first_update_ns;
			check->overlap[round] = trial.figures.overlap;
			check->edge_ppm[round] = trial.figures.edge_error_ppm;
		}
		trial_free(&trial);
	}
	return 0;
}

/* Memory that stays behind, over a thousand short trials. */
static int measure_growth(struct check *check)
{
	double before = STATS_NA;
	int error = 0;

	for (unsigned i = 0; !error && i < GROWTH_TRIALS + 100; i++) {
		struct cell cell = check->cells[FETCH_ADD];
		struct trial trial;

		cell.timing = (struct timing){
			.warmup = 200000, .window = 500000, .drain = 100000, .slices = 5
		};
		if (i == 100)
			before = rss_kib();
		if (check->setup.interrupted && *check->setup.interrupted)
			error = -EINTR;
		else
			error = trial_run(&trial, &cell, &check->setup, i);
		if (!error)
			trial_free(&trial);
	}
	check->growth_kib = (rss_kib() - before) / GROWTH_TRIALS;
	return error;
}

static struct estimate median_of(const double *x, bool alone)
{
	const struct interval interval = stats_median_interval(x, ROUNDS, 0.05);

	if (alone)
		return (struct estimate){ STATS_NA, STATS_NA, STATS_NA };
	return (struct estimate){ stats_median(x, ROUNDS), interval.lo, interval.hi };
}

/* A figure of which there is one. */
static struct estimate alone(double value)
{
	return (struct estimate){ value, STATS_NA, STATS_NA };
}

static int write_lines(FILE *csv, const struct line *lines, size_t n)
{
	fputs("figure,unit,value,lo,hi,bound,verdict\n", csv);
	printf("%-58s %10s  %-19s %s\n", "figure", "value", "95 %", "bound");
	for (size_t i = 0; i < n; i++) {
		const struct line *const line = &lines[i];
		char range[32] = "", lo[24] = "NA", hi[24] = "NA", value[24] = "NA";
		char bound[24] = "NA", shown[32] = "";

		if (!stats_is_na(line->value.value))
			snprintf(value, sizeof(value), "%.6g", line->value.value);
		if (!stats_is_na(line->value.lo)) {
			snprintf(lo, sizeof(lo), "%.6g", line->value.lo);
			snprintf(hi, sizeof(hi), "%.6g", line->value.hi);
			snprintf(range, sizeof(range), "%.4g-%.4g", line->value.lo, line->value.hi);
		}
		if (!stats_is_na(line->bound)) {
			snprintf(bound, sizeof(bound), "%.6g", line->bound);
			snprintf(shown, sizeof(shown), "%s %g ",
				 line->at_least ? ">=" : "<=", line->bound);
		}
		fprintf(csv, "\"%s\",%s,%s,%s,%s,%s,%s\n", line->figure, line->unit, value, lo, hi,
			bound, verdict(line));
		printf("%-58s %10.4g  %-19s %s%s: %s\n", line->figure, line->value.value, range,
		       shown, line->unit, verdict(line));
	}
	return ferror(csv) ? -EIO : 0;
}

static int write_results(const struct check *check, const struct results *results)
{
	const struct estimate xadd =
		ratio_paired(check->ns[FETCH_ADD], check->ns[BARE_XADD], ROUNDS, 0.05);
	const struct estimate mutex =
		ratio_paired(check->ns[MUTEX], check->ns[BARE_MUTEX], ROUNDS, 0.05);
	const struct estimate growth = alone(check->growth_kib);
	const struct line lines[] = {
		{ "fetch_add, 1 worker, over a bare loop of lock xadd", "ratio", xadd, 1.02,
		  false },
		{ "mutex, 1 worker, over a bare loop of lock, ++, unlock", "ratio", mutex, 1.02,
		  false },
		{ "share of the sweep's wall time inside windows", "ratio",
		  alone(check->figures->window_share), 0.7, true },
		{ "cost of a trial beyond its phases, 2 workers", "ms",
		  median_of(check->cost_ms, check->alone), 4, false },
		{ "fetch_add: last first update after the common start", "ns",
		  median_of(check->first_ns, check->alone), 1000, false },
		{ "overlap, 2 workers", "ratio", median_of(check->overlap, check->alone), 0.999,
		  true },
		{ "edge error, 2 workers", "ppm", median_of(check->edge_ppm, check->alone), 200,
		  false },
		{ "growth of the coordinator's memory a trial", "KiB", growth, 4, false },
		{ "coordinator's peak memory over the sweep", "MiB",
		  alone(check->figures->peak_mib), 40, false },
		{ "768 PUs, described: their topology loaded", "s", alone(check->plan.load_s), 1,
		  false },
		{ "768 PUs: all 294,528 pairs classified", "s", alone(check->plan.relations_s), 1,
		  false },
		{ "768 PUs: 1,260 cells planned", "s", alone(check->plan.plan_s), 1, false },
		{ "cells closed at a 1 % interval within the budget", "ratio",
		  alone(check->figures->met_share), STATS_NA, true },
	};
	FILE *const csv = results_file(results, "selfcheck.csv");
	int error;

	if (!csv)
		return -EIO;
	error = write_lines(csv, lines, sizeof(lines) / sizeof(lines[0]));
	const int closed = results_file_close(csv, "selfcheck.csv");

	if (error || closed)
		return -EIO;
	printf("%s/selfcheck.csv\n", results->dir);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!strcmp(verdict(&lines[i]), "missed"))
			error = 1;
	return error;
}

static void set_cells(struct check *check, const struct topo *topo)
{
	unsigned n;
	const struct pu *const pus = topo_pus(topo, &n);

	check->alone = n < 2;
	check->pus[0] = pus[0].os;
	check->pus[1] = pus[n > 1].os;
	for (unsigned i = 0; i < POINTS; i++)
		check->cells[i] = (struct cell){
			.id = i + 1,
			.suite = "selfcheck",
			.strategy = strategy_find(points[i].strategy),
			.type = COUNTER_U64,
			.placement = "compact",
			.pus = check->pus,
			.distinct = points[i].workers,
			.shape = { .workers = points[i].workers,
				   .groups = 1,
				   .group_of = check->group_of },
			.timing = check->sweep->timing,
			.home_asked = SWEEP_HOME_LOCAL,
			.home = pus[0].node,
		};
}

int selfcheck(const struct topo *topo, const struct sweep *sweep,
	      const struct bench_figures *figures, const struct results *results)
{
	struct check *const check = calloc(1, sizeof(*check));
	struct clock clock;
	int error;

	if (!check)
		return EXIT_FAILED;
	check->sweep = sweep;
	check->figures = figures;
	set_cells(check, topo);
	error = clock_open(&clock, check->pus, check->alone ? 1 : 2);
	check->setup = (struct trial_setup){ .topo = topo,
					     .clock = &clock,
					     .interrupted = output_interrupts() };
	fprintf(stderr, "selfcheck: %d rounds of %d trials, then %d short ones; about %.0f s\n",
		ROUNDS, POINTS, GROWTH_TRIALS,
		ROUNDS * POINTS * plan_trial_seconds(&check->cells[PAIR]) + GROWTH_TRIALS * 0.006);
	for (unsigned round = 0; !error && round < ROUNDS; round++)
		error = check->setup.interrupted && *check->setup.interrupted
				? -EINTR
				: run_round(check, round);
	if (!error)
		error = measure_growth(check);
	if (!error)
		error = selfplan_measure(&check->plan);
	/* The lines name these numbers. */
	if (!error && (check->plan.pairs != 294528 || check->plan.cells != 1260))
		error = fail("selfcheck: %.0f pairs and %.0f cells", check->plan.pairs,
			     check->plan.cells);
	if (!error)
		error = write_results(check, results);
	free(check);
	if (error == -EINTR)
		return EXIT_INTERRUPTED;
	return error < 0 ? EXIT_FAILED : error ? EXIT_UNCLEAR : EXIT_OK;
}
