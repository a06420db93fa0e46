/* SPDX-License-Identifier: MIT */
/* Cells: a point of a sweep put on PUs and a home, with what follows from where they are. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/home.h"
#include "machine/topo.h"
#include "plan/building.h"

/* A PU that several workers share must go round a hundred times in the window, at 3 ms a turn. */
#define SHARED_WINDOW_NS UINT64_C(300000000)

int building_no_memory(void)
{
	errno = ENOMEM;
	return fail("a plan");
}

int building_drop(struct building *building, const struct strategy *strategy, unsigned workers,
		  const char *placement, const char *format, ...)
{
	struct plan *const plan = building->plan;
	struct drop *const drops = realloc(plan->drops, (plan->n_drops + 1) * sizeof(*drops));
	struct drop *const new = drops ? &drops[plan->n_drops] : NULL;
	va_list args;
	int length;

	if (!drops)
		return building_no_memory();
	plan->drops = drops;
	*new = (struct drop){ NULL, NULL };
	if (!workers)
		length = asprintf(&new->what, "%s", placement);
	else if (strategy)
		length = asprintf(&new->what, "%s, %u workers, %s", strategy->name, workers,
				  placement);
	else
		length = asprintf(&new->what, "%u workers, %s", workers, placement);
	if (length < 0)
		return building_no_memory();
	va_start(args, format);
	length = vasprintf(&new->reason, format, args);
	va_end(args);
	if (length < 0) {
		free(new->what);
		return building_no_memory();
	}
	plan->n_drops++;
	return 0;
}

const char *building_keep(struct building *building, const char *name)
{
	struct plan *const plan = building->plan;

	for (size_t i = 0; !building->distinct && i < plan->n_placements; i++)
		if (!strcmp(plan->placements[i], name))
			return plan->placements[i];
	char **const names = realloc(plan->placements, (plan->n_placements + 1) * sizeof(*names));

	if (!names)
		return NULL;
	plan->placements = names;
	names[plan->n_placements] = strdup(name);
	return names[plan->n_placements] ? names[plan->n_placements++] : NULL;
}

static int by_number(const void *a, const void *b)
{
	const unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

unsigned building_distinct(const unsigned *pus, unsigned n)
{
	unsigned few[16], *const sorted = n <= 16 ? few : calloc(n, sizeof(*sorted));
	unsigned distinct = 0;

	if (!sorted)
		return 0;
	memcpy(sorted, pus, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_number);
	for (unsigned i = 0; i < n; i++)
		distinct += !i || sorted[i] != sorted[i - 1];
	if (sorted != few)
		free(sorted);
	return distinct;
}

/* Two cells that are the same measurement, whatever the names of their placements. */
static bool same(const struct cell *a, const struct cell *b)
{
	return a->strategy == b->strategy && a->type == b->type &&
	       a->shape.workers == b->shape.workers && a->reads_ppm == b->reads_ppm &&
	       a->hold_ns == b->hold_ns && a->gap_ns == b->gap_ns && a->home == b->home &&
	       !memcmp(a->pus, b->pus, a->shape.workers * sizeof(*a->pus));
}

/* Groups for locks that prefer neighbours: the workers' L3s, numbered as they appear; without one, all are one. Also the
 * largest of them. */
static int fill_shape(struct cell *cell, const struct topo *topo)
{
	const unsigned n = cell->shape.workers;
	unsigned *const group_of = calloc(n, sizeof(*group_of));
	struct group {
		unsigned l3, size;
	} *const seen = calloc(n, sizeof(*seen));
	unsigned groups = 0, largest = 0;
	bool known = true;

	cell->shape.group_of = group_of;
	if (!group_of || !seen) {
		free(seen);
		return building_no_memory();
	}
	for (unsigned i = 0; i < n; i++) {
		const unsigned l3 = topo_pu(topo, cell->pus[i])->l3;
		unsigned g = 0;

		while (g < groups && seen[g].l3 != l3)
			g++;
		seen[g].l3 = l3;
		groups += g == groups;
		group_of[i] = g;
		if (++seen[g].size > largest)
			largest = seen[g].size;
		known &= l3 != TOPO_NONE;
	}
	cell->per_l3 = known ? largest : TOPO_NONE;
	cell->shape.groups = groups;
	free(seen);
	return 0;
}

/* The local nodes of the workers, each once. */
static int fill_nodes(struct cell *cell, const struct topo *topo)
{
	char *text = NULL;
	size_t size = 0;
	FILE *const out = open_memstream(&text, &size);
	unsigned seen[64], n = 0;

	if (!out)
		return building_no_memory();
	for (unsigned i = 0; i < cell->shape.workers; i++) {
		const unsigned node = topo_pu(topo, cell->pus[i])->node;
		unsigned j = 0;

		while (j < n && seen[j] != node)
			j++;
		if (node == TOPO_NONE || j < n || n == sizeof(seen) / sizeof(seen[0]))
			continue;
		seen[n++] = node;
		fprintf(out, "%s%u", n > 1 ? " " : "", node);
	}
	if (fclose(out)) {
		free(text);
		return building_no_memory();
	}
	cell->nodes = text;
	return 0;
}

static void home_name(const struct cell *cell, char *text, size_t size)
{
	if (cell->home_asked == SWEEP_HOME_LOCAL)
		snprintf(text, size, "local");
	else
		snprintf(text, size, "%u", cell->home_asked);
}

static int fill_name(struct cell *cell)
{
	char home[16];

	home_name(cell, home, sizeof(home));
	return asprintf(&cell->name,
			"contend/strategy:%s/type:%s/workers:%u/placement:%s/hold:%u/gap:%u/"
			"reads:%u/home:%s/",
			cell->strategy->name, counter_name(cell->type), cell->shape.workers,
			cell->placement, cell->hold_ns, cell->gap_ns, cell->reads_ppm, home) < 0
		       ? building_no_memory()
		       : 0;
}

static void cell_free(struct cell *cell)
{
	free(cell->pus);
	free((void *)(uintptr_t)cell->shape.group_of);
	free(cell->nodes);
	free(cell->name);
}

/* Adds *cell, which the plan then owns, unless it is there already. */
static int add_cell(struct building *building, struct cell *cell)
{
	struct plan *const plan = building->plan;
	int error;

	for (size_t i = 0; !building->distinct && i < plan->n; i++) {
		if (same(&plan->cells[i], cell)) {
			cell_free(cell);
			return 0;
		}
	}
	if (plan->n == building->room) {
		const size_t room = building->room ? 2 * building->room : 64;
		struct cell *const cells = realloc(plan->cells, room * sizeof(*cells));

		if (!cells) {
			cell_free(cell);
			return building_no_memory();
		}
		plan->cells = cells;
		building->room = room;
	}
	error = fill_shape(cell, building->topo);
	if (!error)
		error = fill_nodes(cell, building->topo);
	if (!error)
		error = fill_name(cell);
	if (error) {
		cell_free(cell);
		return error;
	}
	if (cell->shape.workers > 1)
		relation_among(building->topo, cell->pus, cell->shape.workers, &cell->relation);
	cell->id = (unsigned)plan->n + 1;
	plan->cells[plan->n++] = *cell;
	if (cell->shape.workers > plan->max_workers)
		plan->max_workers = cell->shape.workers;
	return 0;
}

/* The node that a home stands for: of the first worker, if it may hold our memory, else the first that may. */
static unsigned home_of(const struct topo *topo, unsigned asked, unsigned pu)
{
	unsigned node = asked;

	if (asked != SWEEP_HOME_LOCAL)
		return node;
	node = topo_pu(topo, pu)->node;
	if (node != TOPO_NONE && !home_refusal(topo, node))
		return node;
	return home_nodes(topo, &node, 1) ? node : TOPO_NONE;
}

/* Why a strategy cannot be at this point; 0: it can. */
static int refused(struct building *building, const struct cell *cell, bool *left_out)
{
	const struct strategy *const strategy = cell->strategy;
	const unsigned n = cell->shape.workers;

	*left_out = true;
	if (!strategy->burst[cell->type])
		return building_drop(building, strategy, n, cell->placement,
				     "%s cannot count in %s", strategy->name,
				     counter_name(cell->type));
	if (strategy->workers && strategy->workers != n)
		return building_drop(building, strategy, n, cell->placement,
				     "%s takes exactly %u workers", strategy->name,
				     strategy->workers);
	*left_out = false;
	return 0;
}

/* The point number k of a product. */
static struct cell point(const struct building *building, const struct product *product, size_t k)
{
	const size_t homes = product->homes.n, reads = product->reads.n, gaps = product->gaps.n,
		     holds = product->holds.n, types = product->types.n;
	struct cell cell = { .suite = building->suite, .timing = building->sweep->timing };

	cell.home_asked = product->homes.at[k % homes];
	k /= homes;
	cell.reads_ppm = product->reads.at[k % reads];
	k /= reads;
	cell.gap_ns = product->gaps.at[k % gaps];
	k /= gaps;
	cell.hold_ns = product->holds.at[k % holds];
	k /= holds;
	cell.type = product->types.at[k % types];
	cell.strategy = product->strategies.at[k / types];
	return cell;
}

int building_add(struct building *building, const struct product *product, const char *placement,
		 const unsigned *order, unsigned room, unsigned n)
{
	const size_t points = product->strategies.n * product->types.n * product->holds.n *
			      product->gaps.n * product->reads.n * product->homes.n;
	const unsigned distinct = building_distinct(order, n < room ? n : room);
	int error = 0;

	for (size_t k = 0; !error && k < points; k++) {
		struct cell cell = point(building, product, k);
		bool left_out;

		cell.placement = placement;
		cell.shape.workers = n;
		error = refused(building, &cell, &left_out);
		if (error || left_out)
			continue;
		cell.pus = calloc(n, sizeof(*cell.pus));
		if (!cell.pus)
			return building_no_memory();
		for (unsigned i = 0; i < n; i++)
			cell.pus[i] = order[i % room];
		cell.distinct = distinct;
		if (distinct < n && cell.timing.window < SHARED_WINDOW_NS * n / distinct)
			cell.timing.window = SHARED_WINDOW_NS * n / distinct;
		cell.home = home_of(building->topo, cell.home_asked, cell.pus[0]);
		error = add_cell(building, &cell);
	}
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
