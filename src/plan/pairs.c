/* SPDX-License-Identifier: MIT */
/* Pairs of PUs: all of them, a sample that fits into the time, or one for each relation. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/random.h"
#include "machine/topo.h"
#include "plan/building.h"

#define BLOCKS 9	 /* that the time must do for */
#define BUDGET_USED 0.85 /* of the budget; the rest is for what comes before, between and after */

struct pair {
	unsigned a, b; /* places in the logical order, a before b */
	size_t class;  /* of relation */
	bool taken;
};

struct pairs {
	struct pair *at;
	size_t n;
	struct relation_class *classes;
	size_t n_classes;
	size_t *left; /* of each class: how many there are, then how many are not taken */
};

static void pairs_free(struct pairs *pairs)
{
	free(pairs->at);
	free(pairs->classes);
	free(pairs->left);
}

static bool wanted(const struct pu *a, const struct pu *b, bool all)
{
	const bool same_core = a->core != TOPO_NONE && a->core == b->core;

	return all || (a->rank == 0 && (b->rank == 0 || same_core));
}

static size_t class_of(const struct pairs *pairs, const struct topo *topo, const struct pu *a,
		       const struct pu *b)
{
	const unsigned both[] = { a->os, b->os };
	struct relation relation;
	size_t class = 0;

	relation_among(topo, both, 2, &relation);
	while (class + 1 < pairs->n_classes &&
	       relation_compare(&pairs->classes[class].relation, &relation))
		class ++;
	return class;
}

static int pairs_list(struct pairs *pairs, const struct topo *topo, bool all)
{
	unsigned n;
	const struct pu *const pus = topo_pus(topo, &n);
	size_t room = 0;

	if (relation_classes(topo, &pairs->classes, &pairs->n_classes))
		return -ENOMEM;
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = i + 1; j < n; j++)
			room += wanted(&pus[i], &pus[j], all);
	pairs->at = calloc(room + 1, sizeof(*pairs->at));
	pairs->left = calloc(pairs->n_classes + 1, sizeof(*pairs->left));
	if (!pairs->at || !pairs->left)
		return building_no_memory();
	for (unsigned i = 0; i < n; i++) {
		for (unsigned j = i + 1; j < n; j++) {
			if (!wanted(&pus[i], &pus[j], all))
				continue;
			const size_t class = class_of(pairs, topo, &pus[i], &pus[j]);

			pairs->at[pairs->n++] = (struct pair){ i, j, class, false };
			pairs->left[class]++;
		}
	}
	return 0;
}

/* As many of each class, at random, as `most` in all allow; small classes whole. */
static int pairs_sample(struct pairs *pairs, size_t most, uint64_t seed)
{
	unsigned *const order = calloc(pairs->n + 1, sizeof(*order));
	size_t *const quota = calloc(pairs->n_classes + 1, sizeof(*quota));
	struct random random;

	if (!order || !quota) {
		free(order);
		free(quota);
		return building_no_memory();
	}
	for (size_t given = 1; most && given;) {
		given = 0;
		for (size_t c = 0; c < pairs->n_classes && most; c++) {
			if (quota[c] == pairs->left[c])
				continue;
			quota[c]++;
			most--;
			given++;
		}
	}
	for (size_t i = 0; i < pairs->n; i++)
		order[i] = (unsigned)i;
	random_seed(&random, seed);
	random_shuffle(order, pairs->n, &random);
	for (size_t i = 0; i < pairs->n; i++) {
		struct pair *const pair = &pairs->at[order[i]];

		if (!quota[pair->class])
			continue;
		quota[pair->class]--;
		pairs->left[pair->class]--;
		pair->taken = true;
	}
	free(order);
	free(quota);
	return 0;
}

/* What the sample leaves out, a line a class. */
static int note_left(struct building *building, const struct pairs *pairs, const char *why)
{
	int error = 0;

	for (size_t c = 0; !error && c < pairs->n_classes; c++) {
		char name[96], what[160];

		if (!pairs->left[c])
			continue;
		relation_print(&pairs->classes[c].relation, name, sizeof(name));
		snprintf(what, sizeof(what), "%s: %zu pairs", name, pairs->left[c]);
		error = building_drop(building, NULL, 0, what, "%s", why);
	}
	return error;
}

static int add_pair(struct building *building, const struct product *product, unsigned a,
		    unsigned b)
{
	const unsigned order[] = { a, b };
	char name[32];
	const char *kept;

	snprintf(name, sizeof(name), "cpus:%u,%u", a, b);
	kept = building_keep(building, name);
	return kept ? building_add(building, product, kept, order, 2, 2) : building_no_memory();
}

/* One trial of each of a pair's points. */
static double pair_seconds(const struct building *building, const struct product *product)
{
	const struct cell cell = { .timing = building->sweep->timing, .shape = { .workers = 2 } };

	return plan_trial_seconds(&cell) *
	       (double)(product->strategies.n * product->types.n * product->reads.n *
			product->holds.n * product->gaps.n * product->homes.n);
}

static const char *which_pairs(const struct sweep *sweep)
{
	return sweep->pairs ? sweep->pairs : sweep->quick ? "relations" : "cores";
}

/* The first pair of each relation, closest first. */
static int add_examples(struct building *building, const struct product *product)
{
	struct relation_class *classes = NULL;
	size_t n = 0;
	int error = relation_classes(building->topo, &classes, &n);

	for (size_t i = 0; !error && i < n; i++)
		error = add_pair(building, product, classes[i].a, classes[i].b);
	free(classes);
	return error;
}

int building_pairs(struct building *building, const struct product *product)
{
	const struct sweep *const sweep = building->sweep;
	const char *const which = which_pairs(sweep);
	const unsigned blocks = sweep->reps ? sweep->reps : BLOCKS;
	struct pairs pairs = { 0 };
	unsigned n;
	const struct pu *const pus = topo_pus(building->topo, &n);
	double most = 1e18;
	int error;

	if (n < 2)
		return misuse("one usable PU: there is no pair of PUs to measure between");
	if (!strcmp(which, "relations"))
		return add_examples(building, product);
	error = pairs_list(&pairs, building->topo, !strcmp(which, "all"));
	if (sweep->max_time)
		most = (double)sweep->max_time * BUDGET_USED / 1e9 /
		       (blocks * pair_seconds(building, product));
	/* One of each at least, whatever the budget. */
	if (most < (double)pairs.n_classes)
		most = (double)pairs.n_classes;
	if (!error)
		error = pairs_sample(&pairs, most < (double)pairs.n ? (size_t)most : pairs.n,
				     sweep->seed);
	if (!error)
		error = note_left(building, &pairs,
				  "drawn by lot, evenly by relation, to fit --max-time");
	for (size_t i = 0; !error && i < pairs.n; i++)
		if (pairs.at[i].taken)
			error = add_pair(building, product, pus[pairs.at[i].a].os,
					 pus[pairs.at[i].b].os);
	pairs_free(&pairs);
	return error;
}

/* The first PUs of the first two cores of a node; returns how many there are. */
static unsigned pair_of_node(const struct topo *topo, unsigned node, unsigned *pair)
{
	unsigned n, found = 0;
	const struct pu *const pus = topo_pus(topo, &n);

	for (unsigned i = 0; i < n && found < 2; i++)
		if (pus[i].node == node && pus[i].rank == 0)
			pair[found++] = pus[i].os;
	return found;
}

/* Is it the first PU of its node in the logical order? */
static bool begins_node(const struct pu *pus, unsigned i)
{
	for (unsigned j = 0; j < i; j++)
		if (pus[j].node == pus[i].node)
			return false;
	return pus[i].node != TOPO_NONE;
}

int building_relations(struct building *building, const struct product *product)
{
	struct product anywhere = *product;
	unsigned all = SWEEP_HOME_ALL, n, pair[2];
	const struct pu *const pus = topo_pus(building->topo, &n);
	int error = building->sweep->homes.n
			    ? 0
			    : building_homes(building->topo, &(struct number_list){ &all, 1 },
					     &anywhere.homes);

	if (!error)
		error = add_examples(building, &anywhere);
	for (unsigned i = 0; !error && i < n; i++)
		if (begins_node(pus, i) && pair_of_node(building->topo, pus[i].node, pair) == 2)
			error = add_pair(building, &anywhere, pair[0], pair[1]);
	if (anywhere.homes.at != product->homes.at)
		free(anywhere.homes.at);
	return error;
}
