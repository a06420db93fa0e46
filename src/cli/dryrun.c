/* SPDX-License-Identifier: MIT */
/* What a sweep would do, in words. */
#include "cli/dryrun.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/word.h"
#include "machine/home.h"
#include "machine/pulist.h"
#include "machine/topo.h"
#include "plan/plan.h"
#include "plan/server.h"

#define WIDTH 79
#define LOOK 9 /* blocks before the first look at the intervals */
#define QUICK_S 6.0
#define DEFAULT_S 60.0
#define WIDE_S 600.0
#define PAIRS_S 5400.0 /* all pairs of 384 cores would take longer */

double dryrun_budget(const struct plan *plan, const struct sweep *sweep)
{
	const double most = plan->pairs ? PAIRS_S : WIDE_S;
	double nine;

	if (sweep->max_time)
		return (double)sweep->max_time / 1e9;
	if (sweep->reps)
		return INFINITY;
	if (sweep->quick)
		return QUICK_S;
	/* What comes between the trials, and the report at the end, beside them. */
	nine = plan_seconds(plan, LOOK) * 1.05 + 5;
	return nine <= DEFAULT_S ? DEFAULT_S : nine < most ? nine : most;
}

/* Everything the same but the strategy? */
static bool alike(const struct cell *a, const struct cell *b)
{
	return a->shape.workers == b->shape.workers && a->type == b->type &&
	       a->reads_ppm == b->reads_ppm && a->hold_ns == b->hold_ns && a->gap_ns == b->gap_ns &&
	       a->home == b->home && !strcmp(a->placement, b->placement) &&
	       !memcmp(a->pus, b->pus, a->shape.workers * sizeof(*a->pus));
}

/* A word after a space, on a new line where this one is full. Returns the column after it. */
static size_t put(FILE *out, const char *word, size_t column, size_t indent)
{
	size_t length = strlen(word);

	if (column + 1 + length > WIDTH && column > indent) {
		fprintf(out, "\n%*s", (int)indent, "");
		column = indent;
	}
	fprintf(out, "%s%s", column > indent ? " " : "", word);
	return column + (column > indent) + length;
}

/* "2 workers, cores, PUs 0,1, u64, hold 200ns, gap 1us, reads 90%:" */
static void print_point(FILE *out, const struct cell *cell, bool homes)
{
	char text[64];

	pulist_print(cell->pus, cell->shape.workers, text, sizeof(text));
	fprintf(out, "  %u worker%s, %s, PU%s %s, %s", cell->shape.workers,
		cell->shape.workers == 1 ? "" : "s", cell->placement,
		cell->shape.workers == 1 ? "" : "s", text, counter_name(cell->type));
	if (cell->relation.name[0]) {
		char relation[96];

		relation_print(&cell->relation, relation, sizeof(relation));
		fprintf(out, ", %s%s", cell->shape.workers > 2 ? "within " : "", relation);
	}
	if (homes && cell->home != TOPO_NONE)
		fprintf(out, ", home %u", cell->home);
	if (cell->hold_ns) {
		word_time_print(text, sizeof(text), cell->hold_ns);
		fprintf(out, ", hold %s", text);
	}
	if (cell->gap_ns) {
		word_time_print(text, sizeof(text), cell->gap_ns);
		fprintf(out, ", gap %s", text);
	}
	if (cell->reads_ppm) {
		word_percent_print(text, sizeof(text), cell->reads_ppm);
		fprintf(out, ", reads %s", text);
	}
	if (cell->distinct < cell->shape.workers)
		fputs(", oversubscribed", out);
	fputs(":\n", out);
}

/* Thousands of pairs: how many of each relation, and the first. */
static void print_pairs(FILE *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		const struct cell *const cell = &plan->cells[i];
		size_t first = 0, n = 0;
		char relation[96];

		while (relation_compare(&plan->cells[first].relation, &cell->relation))
			first++;
		if (first < i)
			continue;
		for (size_t j = i; j < plan->n; j++)
			n += !relation_compare(&plan->cells[j].relation, &cell->relation);
		relation_print(&cell->relation, relation, sizeof(relation));
		fprintf(out, "  %s: %zu cell%s, such as PUs %u and %u\n", relation, n,
			n == 1 ? "" : "s", cell->pus[0], cell->pus[1]);
	}
}

/* "server of pipe unix: PU 2", for the cells that are like the i-th and have one. */
static void print_server(FILE *out, const struct plan *plan, size_t i, const struct topo *topo)
{
	static const char *const words[] = {
		[SERVER_OWN] = "",
		[SERVER_CORE] = ", on a worker's core",
		[SERVER_SHARED] = ", shared with a worker",
	};
	size_t column = 6;
	unsigned pu = TOPO_NONE;

	for (size_t j = i; j < plan->n; j++) {
		const struct cell *const cell = &plan->cells[j];

		if (!alike(&plan->cells[i], cell) || !cell->strategy->serve)
			continue;
		if (pu == TOPO_NONE)
			fprintf(out, "%*sserver of", (int)column, "");
		column = put(out, cell->strategy->name, pu == TOPO_NONE ? column + 9 : column, 6);
		pu = server_pu(cell, topo);
	}
	if (pu == TOPO_NONE)
		return;
	fprintf(out, ": PU %u%s\n", pu, words[server_shares(&plan->cells[i], topo, pu)]);
}

static void print_cells(FILE *out, const struct plan *plan, const struct topo *topo, bool homes)
{
	if (plan->pairs) {
		print_pairs(out, plan);
		return;
	}
	for (size_t i = 0; i < plan->n; i++) {
		size_t first = 0, column = 6;

		while (!alike(&plan->cells[first], &plan->cells[i]))
			first++;
		if (first < i)
			continue;
		print_point(out, &plan->cells[i], homes);
		fprintf(out, "%*s", (int)column, "");
		for (size_t j = i; j < plan->n; j++)
			if (alike(&plan->cells[i], &plan->cells[j]))
				column = put(out, plan->cells[j].strategy->name, column, 6);
		fputc('\n', out);
		print_server(out, plan, i, topo);
	}
}

/* Was the i-th drop said before? Several parts of a suite may leave out the same. */
static bool repeated(const struct plan *plan, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(plan->drops[j].what, plan->drops[i].what) &&
		    !strcmp(plan->drops[j].reason, plan->drops[i].reason))
			return true;
	return false;
}

/* What was left out, each reason once. */
static void print_drops(FILE *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_drops; i++) {
		const char *reason = plan->drops[i].reason;
		size_t first = 0, n = 0;

		while (strcmp(plan->drops[first].reason, reason))
			first++;
		if (first < i)
			continue;
		for (size_t j = i; j < plan->n_drops; j++)
			n += !strcmp(plan->drops[j].reason, reason) && !repeated(plan, j);
		fprintf(out, "left out, %zu: %s\n", n, reason);
		for (size_t j = i; j < plan->n_drops; j++)
			if (!strcmp(plan->drops[j].reason, reason) && !repeated(plan, j))
				fprintf(out, "      %s\n", plan->drops[j].what);
	}
}

/* "38 s", "5 min 20 s" */
static void print_seconds(FILE *out, double seconds)
{
	if (seconds < 9.95)
		fprintf(out, "%.1f s", seconds);
	else if (seconds < 119.5)
		fprintf(out, "%.0f s", seconds);
	else
		fprintf(out, "%.0f min %.0f s", floor(round(seconds) / 60),
			fmod(round(seconds), 60));
}

static void print_times(FILE *out, const struct plan *plan, const struct sweep *sweep)
{
	const struct timing *timing = &sweep->timing;
	const unsigned blocks = sweep->reps ? sweep->reps : LOOK;
	const double budget = dryrun_budget(plan, sweep);
	const double seconds = plan_seconds(plan, blocks);
	char warmup[24], window[24], drain[24];

	word_time_print(warmup, sizeof(warmup), timing->warmup);
	word_time_print(window, sizeof(window), timing->window);
	word_time_print(drain, sizeof(drain), timing->drain);
	fprintf(out, "a trial: warm-up %s, window %s, drain %s\n", warmup, window, drain);
	fprintf(out, "%u block%s of %zu cell%s: ", blocks, blocks == 1 ? "" : "s", plan->n,
		plan->n == 1 ? "" : "s");
	print_seconds(out, seconds);
	if (isfinite(budget)) {
		fputs("; budget ", out);
		print_seconds(out, budget);
		if (seconds > budget)
			fputs(", which ends it earlier", out);
	}
	fputc('\n', out);
	if (!sweep->max_time && !sweep->reps && !sweep->quick && budget > DEFAULT_S)
		fprintf(out, "shorter: --quick, --max-time=60s, or %s\n",
			plan->pairs ? "--pairs=relations"
				    : "fewer cells by --workers and --strategies");
}

void dryrun_print(FILE *out, const struct plan *plan, const struct sweep *sweep,
		  const struct topo *topo)
{
	const struct topo_counts counts = topo_counts(topo);
	char shape[128];

	topo_fingerprint(topo, shape, sizeof(shape));
	fprintf(out, "machine: %s; %u of %u PUs usable\n", shape, counts.pus, counts.pus_online);
	fprintf(out, "suite %s, seed %llu: %zu cell%s\n", sweep->suite ? sweep->suite : "standard",
		(unsigned long long)sweep->seed, plan->n, plan->n == 1 ? "" : "s");
	print_cells(out, plan, topo, home_nodes(topo, NULL, 0) > 1);
	print_drops(out, plan);
	print_times(out, plan, sweep);
}
