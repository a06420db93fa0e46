/* SPDX-License-Identifier: MIT */
/* How close the workers of a cell sit, and how that compares: what relations are told apart by. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "machine/relation.h"
#include "report/pick.h"
#include "report/relations.h"

static int words(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* What is not known comes last. */
static int numbers(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return (a > b) - (a < b);
}

static int node_of(const char *same_node)
{
	if (!words(same_node, "yes"))
		return NODE_SAME;
	return words(same_node, "no") ? NODE_UNKNOWN : NODE_OTHER;
}

int relations_compare(const struct relation_row *a, const struct relation_row *b)
{
	int order = numbers(-a->relation_depth, -b->relation_depth);

	if (!order)
		order = node_of(a->same_node) - node_of(b->same_node);
	if (!order)
		order = numbers(a->node_distance, b->node_distance);
	if (!order)
		order = words(a->kinds, b->kinds);
	return order ? order : words(a->relation, b->relation);
}

void relations_label(const struct summary_row *row, char *text, size_t size)
{
	struct relation relation = {
		.depth = isnan(row->relation_depth) ? 0 : (int)row->relation_depth,
		.node = (enum relation_node)node_of(row->same_node),
		.distance = isnan(row->node_distance) ? TOPO_NONE : (unsigned)row->node_distance,
		.kind_low = TOPO_NONE,
		.kind_high = TOPO_NONE,
	};
	char *rest = NULL;

	snprintf(relation.name, sizeof(relation.name), "%s", row->relation ? row->relation : "?");
	if (row->kinds && *row->kinds) {
		relation.kind_low = relation.kind_high = (unsigned)strtoul(row->kinds, &rest, 10);
		if (*rest == '/')
			relation.kind_high = (unsigned)strtoul(rest + 1, NULL, 10);
	}
	relation_print(&relation, text, size);
}

bool relations_is_handover(const char *strategy)
{
	return !words(strategy, "pingpong");
}

bool relations_is_of(const struct relation_row *row, const struct relation_row *main)
{
	return !words(row->suite, main->suite) && !words(row->strategy, main->strategy);
}

const struct relation_row *relations_main(const struct relations *relations)
{
	const struct relation_row *best = NULL;
	int best_rank = -1;

	for (size_t i = 0; i < relations->n; i++) {
		const struct relation_row *row = &relations->rows[i];
		const int rank =
			2 * relations_is_handover(row->strategy) + !words(row->suite, "c2c");

		if (rank > best_rank) {
			best = row;
			best_rank = rank;
		}
	}
	return best;
}

bool relations_takes(const struct summary_row *row)
{
	return row->workers == 2 && row->relation && *row->relation && pick_good(row) &&
	       pick_plain(row);
}

bool relations_home_is_near(const struct summary_row *row)
{
	char home[16];
	const char *at = row->nodes;
	size_t length;

	if (isnan(row->home) || !at || !*at)
		return true;
	snprintf(home, sizeof(home), "%.0f", row->home);
	for (; *at; at += length + (at[length] == ' ')) {
		length = strcspn(at, " ");
		if (length == strlen(home) && !strncmp(at, home, length))
			return true;
	}
	return false;
}
