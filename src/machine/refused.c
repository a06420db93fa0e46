/* SPDX-License-Identifier: MIT */
/* Asks of each PU that hwloc knows, offline or not. */
#include "machine/refused.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/hw.h"
#include "machine/topo.h"

static int no_memory(void)
{
	errno = ENOMEM;
	return fail("memory for the PUs left out");
}

static struct refused *group_of(struct refused **groups, size_t *n, const char *why)
{
	struct refused *more;

	for (size_t i = 0; i < *n; i++)
		if (!strcmp((*groups)[i].why, why))
			return &(*groups)[i];
	more = realloc(*groups, (*n + 1) * sizeof(*more));
	if (!more)
		return NULL;
	*groups = more;
	more[*n] = (struct refused){ .why = why };
	return &more[(*n)++];
}

int refused_list(const struct topo *topo, struct refused **groups, size_t *n)
{
	hwloc_const_cpuset_t known = hwloc_topology_get_complete_cpuset(topo->hw);
	int os = -1;

	*groups = NULL;
	*n = 0;
	/* A set without end would be one that a file claims. */
	if (hwloc_bitmap_last(known) < 0)
		return 0;
	while ((os = hwloc_bitmap_next(known, os)) >= 0) {
		const char *const why = topo_refusal(topo, (unsigned)os);
		struct refused *const group = why ? group_of(groups, n, why) : NULL;
		unsigned *pus;

		if (!why)
			continue;
		pus = group ? realloc(group->pus, (group->n + 1) * sizeof(*pus)) : NULL;
		if (!pus)
			return no_memory();
		group->pus = pus;
		pus[group->n++] = (unsigned)os;
	}
	return 0;
}

void refused_free(struct refused *groups, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(groups[i].pus);
	free(groups);
}
