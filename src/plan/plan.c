/* SPDX-License-Identifier: MIT */
/* From axes to cells: the product of each part of a suite, less what cannot be and what would be measured twice. */
#include "plan/plan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/place.h"
#include "machine/topo.h"
#include "plan/axes.h"
#include "plan/suites.h"

/* Beyond its phases a trial takes: the team's fork and end, and the lead before the start. */
#define TRIAL_COST_S 0.0035
#define WORKER_COST_S 0.0002
/* A PU that several workers share must go round a hundred times in the window, at 3 ms a turn. */
#define SHARED_WINDOW_NS UINT64_C(300000000)

/* One part of a suite with the command line's axes laid over it. */
struct product {
	struct strategy_list strategies;
	struct name_list placements;
	struct type_list types;
	struct number_list workers, reads, holds, gaps;
};

struct building {
	struct plan *plan;
	const struct sweep *sweep;
	const struct topo *topo;
	const char *suite;
	size_t room;
};

static int no_memory(void)
{
	errno = ENOMEM;
	return fail("a plan");
}

static int drop(struct building *building, const struct strategy *strategy, unsigned workers,
		const char *placement, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

static int drop(struct building *building, const struct strategy *strategy, unsigned workers,
		const char *placement, const char *format, ...)
{
	struct plan *const plan = building->plan;
	struct drop *const drops = realloc(plan->drops, (plan->n_drops + 1) * sizeof(*drops));
	struct drop *const new = drops ? &drops[plan->n_drops] : NULL;
	va_list args;
	int length;

	if (!drops)
		return no_memory();
	plan->drops = drops;
	*new = (struct drop){ NULL, NULL };
	if (strategy)
		length = asprintf(&new->what, "%s, %u workers, %s", strategy->name, workers,
				  placement);
	else
		length = asprintf(&new->what, "%u workers, %s", workers, placement);
	if (length < 0)
		return no_memory();
	va_start(args, format);
	length = vasprintf(&new->reason, format, args);
	va_end(args);
	if (length < 0) {
		free(new->what);
		return no_memory();
	}
	plan->n_drops++;
	return 0;
}

/* Two cells that are the same measurement, whatever the names of their placements. */
static bool same(const struct cell *a, const struct cell *b)
{
	return a->strategy == b->strategy && a->type == b->type &&
	       a->shape.workers == b->shape.workers && a->reads_ppm == b->reads_ppm &&
	       a->hold_ns == b->hold_ns && a->gap_ns == b->gap_ns &&
	       !memcmp(a->pus, b->pus, a->shape.workers * sizeof(*a->pus));
}

/* Groups for locks that prefer neighbours: the workers' L3s, numbered as they appear; without one, all are one. */
static int fill_shape(struct cell *cell, const struct topo *topo)
{
	const unsigned n = cell->shape.workers;
	unsigned *const group_of = calloc(n, sizeof(*group_of));
	unsigned groups = 0;

	if (!group_of)
		return no_memory();
	for (unsigned i = 0; i < n; i++) {
		const struct pu *const pu = topo_pu(topo, cell->pus[i]);
		unsigned j = 0;

		while (j < i && topo_pu(topo, cell->pus[j])->l3 != pu->l3)
			j++;
		group_of[i] = j < i ? group_of[j] : groups++;
	}
	cell->shape.groups = groups;
	cell->shape.group_of = group_of;
	return 0;
}

static unsigned count_distinct(const unsigned *pus, unsigned n)
{
	unsigned distinct = 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned j = 0;

		while (j < i && pus[j] != pus[i])
			j++;
		distinct += j == i;
	}
	return distinct;
}

static void cell_free(struct cell *cell)
{
	free(cell->pus);
	free((void *)(uintptr_t)cell->shape.group_of);
	free(cell->name);
}

/* Adds *cell, which the plan then owns, unless it is there already. */
static int add_cell(struct building *building, struct cell *cell)
{
	struct plan *const plan = building->plan;

	for (size_t i = 0; i < plan->n; i++) {
		if (same(&plan->cells[i], cell)) {
			cell_free(cell);
			return 0;
		}
	}
	if (plan->n == building->room) {
		const size_t room = building->room ? 2 * building->room : 64;
		struct cell *const cells = realloc(plan->cells, room * sizeof(*cells));

		if (!cells)
			goto undo;
		plan->cells = cells;
		building->room = room;
	}
	if (fill_shape(cell, building->topo) ||
	    asprintf(&cell->name,
		     "contend/strategy:%s/type:%s/workers:%u/placement:%s/hold:%u/gap:%u/reads:%u/",
		     cell->strategy->name, counter_name(cell->type), cell->shape.workers,
		     cell->placement, cell->hold_ns, cell->gap_ns, cell->reads_ppm) < 0)
		goto undo;
	cell->id = (unsigned)plan->n + 1;
	plan->cells[plan->n++] = *cell;
	if (cell->shape.workers > plan->max_workers)
		plan->max_workers = cell->shape.workers;
	return 0;
undo:
	cell_free(cell);
	return no_memory();
}

/* All strategies, types and workloads on the first n PUs of an order. */
static int add_on(struct building *building, const struct product *product, const char *placement,
		  const unsigned *order, unsigned room, unsigned n)
{
	const size_t types = product->types.n,
		     loads = product->holds.n * product->gaps.n * product->reads.n;
	int error = 0;

	for (size_t k = 0; !error && k < product->strategies.n * types * loads; k++) {
		const size_t load = k % loads;
		struct cell cell = {
			.suite = building->suite,
			.strategy = product->strategies.at[k / loads / types],
			.type = product->types.at[k / loads % types],
			.placement = placement,
			.shape = { .workers = n },
			.reads_ppm = product->reads.at[load % product->reads.n],
			.gap_ns = product->gaps.at[load / product->reads.n % product->gaps.n],
			.hold_ns = product->holds.at[load / product->reads.n / product->gaps.n],
		};

		if (!cell.strategy->burst[cell.type]) {
			error = drop(building, cell.strategy, n, placement, "%s cannot count in %s",
				     cell.strategy->name, counter_name(cell.type));
			continue;
		}
		cell.pus = calloc(n, sizeof(*cell.pus));
		if (!cell.pus)
			return no_memory();
		for (unsigned i = 0; i < n; i++)
			cell.pus[i] = order[i % room];
		cell.distinct = count_distinct(cell.pus, n);
		cell.window_ns = building->sweep->timing.window;
		if (cell.distinct < n && cell.window_ns < SHARED_WINDOW_NS * n / cell.distinct)
			cell.window_ns = SHARED_WINDOW_NS * n / cell.distinct;
		error = add_cell(building, &cell);
	}
	return error;
}

/* The numbers of workers that a list stands for, on an order of `room` PUs; returns how many. */
static size_t expand_workers(const struct number_list *list, unsigned room, unsigned *workers)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		unsigned from = list->at[i], to = from;

		if (from == SWEEP_ALL) {
			from = to = room;
		} else if (from == SWEEP_DOUBLING) {
			from = 1;
			to = room;
		}
		for (unsigned w = from; w <= to; w = w < to && 2 * w > to ? to : 2 * w) {
			size_t j = 0;

			while (j < n && workers[j] != w)
				j++;
			if (j == n)
				workers[n++] = w;
		}
	}
	return n;
}

static int add_placement(struct building *building, const struct product *product, const char *name)
{
	unsigned *order = NULL;
	const int room = place_order(building->topo, name, &order);

	if (room < 0)
		return room;
	unsigned *const workers = calloc(product->workers.n + 34, sizeof(*workers));
	const unsigned most = count_distinct(order, (unsigned)room);
	int error = workers ? 0 : no_memory();
	const size_t n = error ? 0 : expand_workers(&product->workers, (unsigned)room, workers);

	for (size_t i = 0; !error && i < n; i++) {
		const unsigned shared =
			workers[i] <= (unsigned)room ? count_distinct(order, workers[i]) : most;

		if (workers[i] > shared && !building->sweep->oversubscribe)
			error = drop(building, NULL, workers[i], name,
				     "only %u PU%s here: --oversubscribe lets workers share them",
				     shared, shared == 1 ? "" : "s");
		else
			error = add_on(building, product, name, order, (unsigned)room, workers[i]);
	}
	free(workers);
	free(order);
	return error;
}

/* A name that outlives the lists it came from. */
static const char *keep_name(struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_placements; i++)
		if (!strcmp(plan->placements[i], name))
			return plan->placements[i];
	char **const names = realloc(plan->placements, (plan->n_placements + 1) * sizeof(*names));

	if (!names)
		return NULL;
	plan->placements = names;
	names[plan->n_placements] = strdup(name);
	return names[plan->n_placements] ? names[plan->n_placements++] : NULL;
}

static int add_product(struct building *building, const struct product *product)
{
	int error = 0;

	for (size_t i = 0; !error && i < product->placements.n; i++) {
		const char *const name = keep_name(building->plan, product->placements.at[i]);

		error = name ? add_placement(building, product, name) : no_memory();
	}
	return error;
}

/* The text of a part of a suite, parsed like the command line's, then the command line's own axes over it. */
static int add_grid(struct building *building, const struct grid *grid)
{
	const struct sweep *const sweep = building->sweep;
	struct sweep own = { 0 };
	unsigned reads = grid->reads_ppm, hold = grid->hold_ns, gap = grid->gap_ns;
	int error = axes_set(&own, AXIS_STRATEGIES, grid->strategies);

	if (!error)
		error = axes_set(&own, AXIS_WORKERS, grid->workers);
	if (!error)
		error = axes_set(&own, AXIS_PLACEMENTS, grid->placements);
	if (!error)
		error = axes_set(&own, AXIS_TYPES, grid->types);
	if (!error) {
		const struct product product = {
			.strategies = sweep->strategies.n ? sweep->strategies : own.strategies,
			.placements = sweep->placements.n ? sweep->placements : own.placements,
			.types = sweep->types.n ? sweep->types : own.types,
			.workers = sweep->workers.n ? sweep->workers : own.workers,
			.reads = sweep->reads.n ? sweep->reads : (struct number_list){ &reads, 1 },
			.holds = sweep->holds.n ? sweep->holds : (struct number_list){ &hold, 1 },
			.gaps = sweep->gaps.n ? sweep->gaps : (struct number_list){ &gap, 1 },
		};

		error = add_product(building, &product);
	}
	sweep_free(&own);
	return error;
}

int plan_build(struct plan *plan, const struct sweep *sweep, const struct topo *topo)
{
	const struct suite *const suite = suite_find(sweep->suite ? sweep->suite : "standard");
	struct building building = { .plan = plan, .sweep = sweep, .topo = topo };
	int error = 0;

	memset(plan, 0, sizeof(*plan));
	if (!suite)
		return misuse("unknown suite %s", sweep->suite);
	building.suite = suite->name;
	for (const struct grid *grid = suite->grids; !error && grid && grid->strategies; grid++)
		error = add_grid(&building, grid);
	if (!error && !plan->n && suite->grids)
		error = plan->n_drops ? misuse("nothing to run: %s: %s", plan->drops[0].what,
					       plan->drops[0].reason)
				      : misuse("nothing to run");
	if (error)
		plan_free(plan);
	return error;
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		cell_free(&plan->cells[i]);
	for (size_t i = 0; i < plan->n_drops; i++) {
		free(plan->drops[i].what);
		free(plan->drops[i].reason);
	}
	for (size_t i = 0; i < plan->n_placements; i++)
		free(plan->placements[i]);
	free(plan->cells);
	free(plan->drops);
	free(plan->placements);
	memset(plan, 0, sizeof(*plan));
}

double plan_trial_seconds(const struct cell *cell, const struct timing *timing)
{
	const uint64_t window = cell->window_ns ? cell->window_ns : timing->window;

	return (double)(timing->warmup + window + timing->drain) / 1e9 + TRIAL_COST_S +
	       WORKER_COST_S * cell->shape.workers;
}

double plan_seconds(const struct plan *plan, const struct timing *timing, unsigned blocks)
{
	double seconds = 0;

	for (size_t i = 0; i < plan->n; i++)
		seconds += plan_trial_seconds(&plan->cells[i], timing);
	return seconds * blocks;
}
