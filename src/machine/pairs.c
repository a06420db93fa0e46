/* SPDX-License-Identifier: MIT */
/* The first pair of PUs that shares this, and not that. */
#include "machine/pairs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/hw.h"
#include "machine/relation.h"

typedef bool fits_fn(const struct pu *a, const struct pu *b);

/* None is not the same as none: two PUs without an L3 do not share one. */
static bool same(unsigned a, unsigned b)
{
	return a != TOPO_NONE && a == b;
}

static bool differ(unsigned a, unsigned b)
{
	return a != TOPO_NONE && b != TOPO_NONE && a != b;
}

static bool fits_smt(const struct pu *a, const struct pu *b)
{
	return same(a->core, b->core);
}

static bool fits_same_l2(const struct pu *a, const struct pu *b)
{
	return same(a->l2, b->l2) && !same(a->core, b->core);
}

static bool fits_same_l3(const struct pu *a, const struct pu *b)
{
	return same(a->l3, b->l3) && !same(a->core, b->core) && !same(a->l2, b->l2);
}

static bool fits_cross_l3(const struct pu *a, const struct pu *b)
{
	return same(a->package, b->package) && differ(a->l3, b->l3);
}

static bool fits_cross_node(const struct pu *a, const struct pu *b)
{
	return same(a->package, b->package) && differ(a->node, b->node);
}

static bool fits_cross_package(const struct pu *a, const struct pu *b)
{
	return differ(a->package, b->package);
}

/* "no such pair of PUs here; there are: smt (PUs 0 and 1); l3 (PUs 0 and 2)", as many as fit. */
static int refuse(const struct topo *topo, char *why, size_t size)
{
	struct relation_class *classes = NULL;
	size_t n = 0, length;

	if (relation_classes(topo, &classes, &n))
		return -ENOMEM;
	length = (size_t)snprintf(why, size, "no such pair of PUs here%s",
				  n ? "; there are: " : ", where one PU is usable");
	for (size_t i = 0; i < n && length < size; i++) {
		char name[96], part[160];

		relation_print(&classes[i].relation, name, sizeof(name));
		snprintf(part, sizeof(part), "%s%s (PUs %u and %u)", i ? "; " : "", name,
			 classes[i].a, classes[i].b);
		/* Room is kept for the dots. */
		if (length + strlen(part) + sizeof("; ...") > size) {
			snprintf(why + length, size - length, "%s...", i ? "; " : "");
			break;
		}
		length += (size_t)snprintf(why + length, size - length, "%s", part);
	}
	free(classes);
	return -EINVAL;
}

static int first(const struct topo *topo, fits_fn *fits, unsigned *pu, char *why, size_t size)
{
	for (unsigned i = 0; i < topo->n; i++) {
		for (unsigned j = i + 1; j < topo->n; j++) {
			if (!fits(&topo->pus[i], &topo->pus[j]))
				continue;
			pu[0] = topo->pus[i].os;
			pu[1] = topo->pus[j].os;
			return 2;
		}
	}
	return refuse(topo, why, size);
}

int pairs_smt(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	return first(topo, fits_smt, pu, why, size);
}

int pairs_same_l2(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	return first(topo, fits_same_l2, pu, why, size);
}

int pairs_same_l3(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	return first(topo, fits_same_l3, pu, why, size);
}

int pairs_cross_l3(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	if (topo->counts.l3s)
		return first(topo, fits_cross_l3, pu, why, size);
	snprintf(why, size, "%s", hw_no_l3(topo));
	return -EINVAL;
}

int pairs_cross_node(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	return first(topo, fits_cross_node, pu, why, size);
}

int pairs_cross_package(const struct topo *topo, unsigned *pu, char *why, size_t size)
{
	return first(topo, fits_cross_package, pu, why, size);
}
