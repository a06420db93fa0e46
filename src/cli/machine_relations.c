/* SPDX-License-Identifier: MIT */
/* How close the PUs of a machine are, in words: its relations and its placements. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "cli/machine_text.h"
#include "machine/host.h"
#include "machine/place.h"
#include "machine/relation.h"
#include "machine/topo.h"

#define WIDTH 80

static const char *node_word(const struct relation *relation)
{
	static const char *const words[] = { "same", "other", "-" };

	return words[relation->node];
}

static void print_class(FILE *out, const struct relation_class *class, const bool *column)
{
	const struct relation *const relation = &class->relation;
	char text[32] = "-";

	fprintf(out, "  %-16s", relation->name);
	if (column[0])
		fprintf(out, " %-5s", node_word(relation));
	if (relation->distance != TOPO_NONE)
		snprintf(text, sizeof(text), "%u", relation->distance);
	if (column[1])
		fprintf(out, " %8s", text);
	snprintf(text, sizeof(text), "-");
	if (relation->kind_low != TOPO_NONE)
		snprintf(text, sizeof(text), "%u/%u", relation->kind_low, relation->kind_high);
	if (column[2])
		fprintf(out, " %5s", text);
	fprintf(out, " %9lu  %u %u\n", class->pairs, class->a, class->b);
}

/* What hwloc shows in a guest is what the hypervisor claims; some claim nothing. */
static void print_doubts(FILE *out, const struct topo *topo, const struct relation_class *classes,
			 size_t n)
{
	char cpu[HOST_NAME], hypervisor[HOST_NAME];
	const struct topo_counts counts = topo_counts(topo);

	host_processor(topo, cpu, hypervisor);
	const bool one = n == 1 && classes[0].pairs > 1;

	if (one && (hypervisor[0] || !strcmp(classes[0].relation.name, "machine")))
		fputs("! all pairs are alike: a hypervisor may hide caches and nodes; rely on no "
		      "placement\n",
		      out);
	else if (hypervisor[0] && !counts.l3s)
		fputs("! no L3 cache is told by the hypervisor: rely on no placement by caches\n",
		      out);
}

int machine_text_relations(FILE *out, const struct topo *topo)
{
	struct relation_class *classes = NULL;
	bool column[3] = { false };
	size_t n = 0;
	const int error = relation_classes(topo, &classes, &n);

	if (error)
		return error;
	for (size_t i = 0; i < n; i++) {
		const struct relation *const relation = &classes[i].relation;

		column[0] |= relation->node != NODE_SAME;
		column[1] |= relation->node != NODE_SAME && relation->distance != TOPO_NONE;
		column[2] |= relation->kind_low != TOPO_NONE;
	}
	fputs("\nPairs of PUs, closest first\n", out);
	if (n)
		fprintf(out, "  %-16s%s%s%s %9s  such as PUs\n", "relation",
			column[0] ? " node " : "", column[1] ? " distance" : "",
			column[2] ? " kinds" : "", "pairs");
	else
		fputs("  none: one PU is all there is\n", out);
	for (size_t i = 0; i < n; i++)
		print_class(out, &classes[i], column);
	print_doubts(out, topo, classes, n);
	free(classes);
	return 0;
}

/* "  scatter       96  0 24 6 30 12 36 18 42 3 27 9 33 ..." */
static void print_order(FILE *out, const struct placement *placement, const unsigned *pus, int n)
{
	int column = fprintf(out, "  %-15s %5d ", placement->name, n);

	for (int i = 0; i < n; i++) {
		if (column > WIDTH - (int)sizeof(" 65535 ...")) {
			fputs(" ...", out);
			break;
		}
		column += fprintf(out, " %u", pus[i]);
	}
	fputc('\n', out);
}

/* A placement that cannot be here; those of the same reason stand together. */
struct lack {
	const char *name;
	char why[256];
};

static void print_lacks(FILE *out, const struct lack *lacks, size_t n)
{
	if (n)
		fputs("Not here\n", out);
	for (size_t i = 0; i < n; i++) {
		char line[1024];
		size_t first = 0, used = 0;

		while (strcmp(lacks[first].why, lacks[i].why))
			first++;
		if (first < i)
			continue;
		for (size_t j = i; j < n && used < sizeof(line); j++)
			if (!strcmp(lacks[j].why, lacks[i].why))
				used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%s",
							 used ? ", " : "", lacks[j].name);
		if (used < sizeof(line))
			snprintf(line + used, sizeof(line) - used, ": %s", lacks[i].why);
		fputs("  ", out);
		machine_text_wrap(out, 2, line);
	}
}

int machine_text_placements(FILE *out, const struct topo *topo)
{
	const struct placement *placement;
	struct lack *lacks = NULL;
	size_t n_lacks = 0, n = 0;
	int got = 0;

	while (placement_at(n))
		n++;
	lacks = calloc(n + 1, sizeof(*lacks));
	if (!lacks)
		return fail("memory for the placements");
	fputs("\nPlacements, with the most workers and the PUs of the first\n", out);
	for (size_t i = 0; (placement = placement_at(i)) != NULL && (got >= 0 || got == -EINVAL);
	     i++) {
		struct lack *const lack = &lacks[n_lacks];
		unsigned *pus = NULL;

		got = place_try(topo, placement->name, &pus, lack->why, sizeof(lack->why));
		if (got > 0)
			print_order(out, placement, pus, got);
		free(pus);
		if (got != -EINVAL)
			continue;
		/* What else there is stands above. */
		lack->why[strcspn(lack->why, ";")] = '\0';
		lack->name = placement->name;
		n_lacks++;
	}
	print_lacks(out, lacks, n_lacks);
	free(lacks);
	return got < 0 && got != -EINVAL ? got : 0;
}
