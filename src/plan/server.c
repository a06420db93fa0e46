/* SPDX-License-Identifier: MIT */
/* Where the server of a transport sits. */
#include "plan/server.h"

#include <stdbool.h>

#include "machine/topo.h"
#include "plan/plan.h"

/* How near a PU is to a cell's workers: how many of them it shares each with. */
struct near {
	unsigned pu, core, l3, node;
};

static struct near near_workers(const struct cell *cell, const struct topo *topo,
				const struct pu *pu)
{
	struct near near = { 0 };

	for (unsigned i = 0; i < cell->shape.workers; i++) {
		const struct pu *const other = topo_pu(topo, cell->pus[i]);

		if (!other)
			continue;
		near.pu += other->os == pu->os;
		near.core += other->core == pu->core && pu->core != TOPO_NONE;
		near.l3 += other->l3 == pu->l3 && pu->l3 != TOPO_NONE;
		near.node += other->node == pu->node && pu->node != TOPO_NONE;
	}
	return near;
}

static bool better(const struct near *a, const struct near *b)
{
	if (!a->core != !b->core)
		return !a->core;
	if (a->l3 != b->l3)
		return a->l3 > b->l3;
	return a->node > b->node;
}

unsigned server_pu(const struct cell *cell, const struct topo *topo)
{
	struct near best = { 0 };
	unsigned n, chosen = TOPO_NONE;
	const struct pu *const pus = topo_pus(topo, &n);

	if (!cell->strategy->serve)
		return TOPO_NONE;
	for (unsigned i = 0; i < n; i++) {
		const struct near near = near_workers(cell, topo, &pus[i]);

		if (near.pu || (chosen != TOPO_NONE && !better(&near, &best)))
			continue;
		best = near;
		chosen = pus[i].os;
	}
	return chosen != TOPO_NONE ? chosen : cell->pus[cell->shape.workers - 1];
}

enum server_shares server_shares(const struct cell *cell, const struct topo *topo, unsigned pu)
{
	const struct pu *const place = topo_pu(topo, pu);
	const struct near near = place ? near_workers(cell, topo, place) : (struct near){ 0 };

	return near.pu ? SERVER_SHARED : near.core ? SERVER_CORE : SERVER_OWN;
}

const char *server_shares_name(enum server_shares shares)
{
	static const char *const names[] = {
		[SERVER_OWN] = "own",
		[SERVER_CORE] = "core",
		[SERVER_SHARED] = "shared",
	};

	return names[shares];
}
