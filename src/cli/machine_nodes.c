/* SPDX-License-Identifier: MIT */
/* The NUMA nodes of a machine, in words. */
#include <stdbool.h>
#include <stdlib.h>

#include "cli/machine_text.h"
#include "machine/topo.h"

#define NODES_SHOWN 16

static void print_distances(FILE *out, const struct topo *topo, const struct topo_node *nodes,
			    size_t n, size_t row)
{
	for (size_t i = 0; i < n; i++) {
		const unsigned distance = topo_distance(topo, nodes[row].os, nodes[i].os);

		if (distance == TOPO_NONE)
			fprintf(out, "%4s", "-");
		else
			fprintf(out, "%4u", distance);
	}
}

/* A row a node; where the firmware tells distances and the matrix is not too wide, with them. */
static void print_nodes(FILE *out, const struct topo *topo, const struct topo_node *nodes, size_t n)
{
	const bool matrix =
		n <= NODES_SHOWN && topo_distance(topo, nodes[0].os, nodes[n - 1].os) != TOPO_NONE;
	char memory[24];

	if (n == 1) {
		machine_text_bytes(memory, sizeof(memory), nodes[0].memory);
		fprintf(out, "1: node %u%s%s\n", nodes[0].os, nodes[0].memory ? ", " : "",
			nodes[0].memory ? memory : "");
		return;
	}
	fprintf(out, "%zu%s\n", n, matrix ? "" : ", distances not told");
	fprintf(out, "%*s%4s  %8s  %4s", MACHINE_TEXT_MARGIN, "", "node", "memory", "PUs");
	if (matrix)
		fputs("  distance to", out);
	for (size_t i = 0; matrix && i < n; i++)
		fprintf(out, "%4u", nodes[i].os);
	fputc('\n', out);
	for (size_t i = 0; i < n && i < NODES_SHOWN; i++) {
		machine_text_bytes(memory, sizeof(memory), nodes[i].memory);
		fprintf(out, "%*s%4u  %8s  %4u", MACHINE_TEXT_MARGIN, "", nodes[i].os, memory,
			nodes[i].pus);
		if (matrix) {
			fprintf(out, "%13s", "");
			print_distances(out, topo, nodes, n, i);
		}
		fputs(nodes[i].allowed ? "\n" : "  not allowed\n", out);
	}
	if (n > NODES_SHOWN)
		fprintf(out, "%*s... and %zu more\n", MACHINE_TEXT_MARGIN, "", n - NODES_SHOWN);
}

/* Also those that hold no usable PU. */
int machine_text_nodes(FILE *out, const struct topo *topo)
{
	struct topo_node *nodes = NULL;
	size_t n = 0;
	const int error = topo_nodes(topo, &nodes, &n);

	if (error)
		return error;
	machine_text_name(out, "NUMA nodes");
	if (n)
		print_nodes(out, topo, nodes, n);
	else
		fputs("none reported\n", out);
	free(nodes);
	return 0;
}
