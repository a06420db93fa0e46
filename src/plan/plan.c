/* SPDX-License-Identifier: MIT */
/* From axes to cells: the product of each part of a suite, less what cannot be and what would be measured twice. */
#include "plan/plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/home.h"
#include "machine/place.h"
#include "machine/topo.h"
#include "plan/axes.h"
#include "plan/building.h"
#include "plan/suites.h"

/* Beyond its phases a trial takes: the team's fork and end, and the lead before the start. */
#define TRIAL_COST_S 0.0035
#define WORKER_COST_S 0.0002

/* The numbers of workers that a list stands for, on an order of `room` PUs; returns how many. */
static size_t expand_workers(const struct number_list *list, unsigned room, bool pair,
			     unsigned *workers)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		unsigned from = list->at[i], to = from;

		if (from == SWEEP_ALL) {
			from = to = room;
		} else if (from == SWEEP_DOUBLING) {
			from = pair ? room : 1;
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

/* Whether n workers can be on an order of `room` PUs; if not, why is noted. */
static int fits(struct building *building, const char *name, const unsigned *order, unsigned room,
		unsigned n, bool *can)
{
	const struct placement *const placement = placement_find(name);
	const unsigned shared = building_distinct(order, n < room ? n : room);
	const char *const plural = shared == 1 ? "" : "s";

	*can = false;
	if (placement && placement_is_pair(placement) && n != 2)
		return building_drop(building, NULL, n, name, "a pair: exactly two workers");
	if (n > shared && !building->sweep->oversubscribe) {
		if (placement && placement->unit)
			return building_drop(building, NULL, n, name,
					     "%u %s%s here: at most %u worker%s", room,
					     placement->unit, plural, room, plural);
		return building_drop(building, NULL, n, name,
				     "only %u PU%s here: --oversubscribe lets workers share them",
				     shared, plural);
	}
	*can = true;
	return 0;
}

static int add_placement(struct building *building, const struct product *product, const char *name)
{
	const struct placement *const placement = placement_find(name);
	unsigned *order = NULL;
	char why[512];
	const int room = place_try(building->topo, name, &order, why, sizeof(why));
	int error;

	/* The only one, and asked for: a mistake, not a point to leave out. */
	if (room == -EINVAL && building->sweep->placements.n == 1)
		return misuse("placement %s: %s", name, why);
	if (room == -EINVAL)
		return building_drop(building, NULL, 0, name, "%s", why);
	if (room < 0)
		return room;
	unsigned *const workers = calloc(product->workers.n + 34, sizeof(*workers));
	const size_t n =
		workers ? expand_workers(&product->workers, (unsigned)room,
					 placement && placement_is_pair(placement), workers)
			: 0;

	error = workers ? 0 : building_no_memory();
	for (size_t i = 0; !error && i < n; i++) {
		bool can;

		error = fits(building, name, order, (unsigned)room, workers[i], &can);
		if (!error && can)
			error = building_add(building, product, name, order, (unsigned)room,
					     workers[i]);
	}
	free(workers);
	free(order);
	return error;
}

static int add_product(struct building *building, const struct product *product)
{
	int error = 0;

	for (size_t i = 0; !error && i < product->placements.n; i++) {
		const char *const name = building_keep(building, product->placements.at[i]);

		error = name ? add_placement(building, product, name) : building_no_memory();
	}
	return error;
}

int building_homes(const struct topo *topo, const struct number_list *list,
		   struct number_list *nodes)
{
	const size_t all = home_nodes(topo, NULL, 0);
	unsigned *const at = calloc(list->n + all + 1, sizeof(*at));

	if (!at)
		return building_no_memory();
	*nodes = (struct number_list){ at, 0 };
	for (size_t i = 0; i < list->n; i++) {
		const char *const why =
			list->at[i] >= SWEEP_HOME_ALL ? NULL : home_refusal(topo, list->at[i]);

		if (why)
			return misuse("--home: NUMA node %u is %s (contend topology)", list->at[i],
				      why);
		if (list->at[i] != SWEEP_HOME_ALL)
			at[nodes->n++] = list->at[i];
		else if (all)
			nodes->n += home_nodes(topo, at + nodes->n, all);
		else
			at[nodes->n++] = SWEEP_HOME_LOCAL;
	}
	return 0;
}

/* The text of a part of a suite, parsed like the command line's. */
static int read_grid(struct sweep *own, const struct grid *grid)
{
	const char *const texts[] = { [AXIS_STRATEGIES] = grid->strategies,
				      [AXIS_WORKERS] = grid->workers,
				      [AXIS_PLACEMENTS] = grid->placements,
				      [AXIS_TYPES] = grid->types };
	int error = axes_set(own, AXIS_HOME, grid->homes ? grid->homes : "local");

	for (unsigned i = 0; !error && i < sizeof(texts) / sizeof(texts[0]); i++)
		error = axes_set(own, (enum axis)i, texts[i]);
	return error;
}

/* A part of a suite, the command line's own axes over it. */
static int add_grid(struct building *building, const struct grid *grid, enum suite_shape shape)
{
	const struct sweep *const sweep = building->sweep;
	struct sweep own = { 0 };
	unsigned reads = grid->reads_ppm, hold = grid->hold_ns, gap = grid->gap_ns;
	struct number_list homes = { 0 };
	int error = read_grid(&own, grid);

	if (!error)
		error = building_homes(building->topo, sweep->homes.n ? &sweep->homes : &own.homes,
				       &homes);
	if (!error) {
		const struct product product = {
			.strategies = sweep->strategies.n ? sweep->strategies : own.strategies,
			.placements = sweep->placements.n ? sweep->placements : own.placements,
			.types = sweep->types.n ? sweep->types : own.types,
			.workers = sweep->workers.n ? sweep->workers : own.workers,
			.reads = sweep->reads.n ? sweep->reads : (struct number_list){ &reads, 1 },
			.holds = sweep->holds.n ? sweep->holds : (struct number_list){ &hold, 1 },
			.gaps = sweep->gaps.n ? sweep->gaps : (struct number_list){ &gap, 1 },
			.homes = homes,
		};

		error = shape == SUITE_PAIRS	  ? building_pairs(building, &product)
			: shape == SUITE_TOPOLOGY ? building_relations(building, &product)
						  : add_product(building, &product);
	}
	free(homes.at);
	sweep_free(&own);
	return error;
}

static int add_suite(struct building *building, const struct suite *suite)
{
	const bool first_apart = suite->shape == SUITE_PAIRS || suite->shape == SUITE_TOPOLOGY;
	int error = 0;

	for (const struct grid *grid = suite->grids + first_apart;
	     !error && suite->grids && grid->strategies; grid++)
		error = add_grid(building, grid, SUITE_GRIDS);
	/* After the others: where the PUs are the same, the cell keeps the name of its placement. */
	if (!error && first_apart)
		error = add_grid(building, suite->grids, suite->shape);
	return error;
}

/* What a suite of pairs cannot be told. */
static int check_pairs(const struct sweep *sweep, const struct suite *suite)
{
	if (suite->shape != SUITE_PAIRS)
		return sweep->pairs ? misuse("--pairs is for the suite c2c") : 0;
	if (sweep->placements.n)
		return misuse("--suite=%s and --placements contradict each other: --pairs, --kinds "
			      "and taskset choose the PUs",
			      suite->name);
	if (sweep->workers.n && (sweep->workers.n > 1 || sweep->workers.at[0] != 2))
		return misuse("--suite=%s and --workers contradict each other: its workers are two",
			      suite->name);
	return 0;
}

int plan_build(struct plan *plan, const struct sweep *sweep, const struct topo *topo)
{
	const struct suite *const suite = suite_find(sweep->suite ? sweep->suite : "standard");
	struct building building = { .plan = plan, .sweep = sweep, .topo = topo };
	int error = 0;

	memset(plan, 0, sizeof(*plan));
	if (!suite)
		return misuse("unknown suite %s", sweep->suite);
	error = check_pairs(sweep, suite);
	if (error)
		return error;
	building.suite = suite->name;
	plan->pairs = building.distinct = suite->shape == SUITE_PAIRS;
	error = add_suite(&building, suite);
	if (!error && !plan->n && suite->grids)
		error = plan->n_drops ? misuse("nothing to run: %s: %s", plan->drops[0].what,
					       plan->drops[0].reason)
				      : misuse("nothing to run");
	if (error)
		plan_free(plan);
	return error;
}

double plan_trial_seconds(const struct cell *cell)
{
	const struct timing *const t = &cell->timing;

	return (double)(t->warmup + t->window + t->drain) / 1e9 + TRIAL_COST_S +
	       WORKER_COST_S * cell->shape.workers;
}

double plan_seconds(const struct plan *plan, unsigned blocks)
{
	double seconds = 0;

	for (size_t i = 0; i < plan->n; i++)
		seconds += plan_trial_seconds(&plan->cells[i]);
	return seconds * blocks;
}
