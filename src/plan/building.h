/* SPDX-License-Identifier: MIT */
/* The inside of a plan while it is built. For the files of this folder. */
#ifndef PLAN_BUILDING_H
#define PLAN_BUILDING_H

#include "plan/plan.h"
#include "plan/suites.h"

struct topo;

/* One part of a suite with the command line's axes laid over it. */
struct product {
	struct strategy_list strategies;
	struct name_list placements;
	struct type_list types;
	struct number_list workers, reads, holds, gaps, homes;
};

struct building {
	struct plan *plan;
	const struct sweep *sweep;
	const struct topo *topo;
	const char *suite;
	bool distinct; /* no two points can be the same measurement: not looked for */
	size_t room;
};

/* -ENOMEM, said. */
int building_no_memory(void);
/* Notes a point that is left out; strategy NULL: all of them, workers 0: all numbers. 0 or -ENOMEM. */
int building_drop(struct building *building, const struct strategy *strategy, unsigned workers,
		  const char *placement, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* All strategies, types, workloads and homes of the product on the first n PUs of an order, which is begun again where it
 * is shorter. placement must outlive the plan. 0 or -errno having said why. */
int building_add(struct building *building, const struct product *product, const char *placement,
		 const unsigned *order, unsigned room, unsigned n);
/* A name that lives as long as the plan; NULL: no memory. */
const char *building_keep(struct building *building, const char *name);
/* The nodes that a list of homes stands for, in *nodes, the caller's to free whatever comes of it. 0; -ENOMEM; -EINVAL
 * having said which node cannot be one. */
int building_homes(const struct topo *topo, const struct number_list *list,
		   struct number_list *nodes);
/* Different numbers among the first n. */
unsigned building_distinct(const unsigned *pus, unsigned n);

/* The product on every pair of PUs that the sweep asks for, as many of them as fit into its budget. */
int building_pairs(struct building *building, const struct product *product);
/* The product on a pair of each relation, and on the first two cores of each node. */
int building_relations(struct building *building, const struct product *product);

#endif
