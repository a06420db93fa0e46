/* SPDX-License-Identifier: MIT */
/* What several machines have in common: classes of pairs and cells, set side by side. */
#ifndef REPORT_JOINT_H
#define REPORT_JOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "report/machines.h"

/* Classes are matched by relation, same or other node, and kinds. Distances are the firmware's own scale: of several
 * classes of a machine that differ in them alone, the nearest is matched with the nearest. */
struct joint_class {
	char label[96];
	const struct relation_row *rows[MACHINES_MAX]; /* NULL: that machine has none */
	size_t rank; /* among those that differ in distance alone */
};

/* Cells of one strategy, type, workload, number of workers, and place: relation and most workers on one L3; or the
 * placement's name, where a machine's rows do not say the relation. */
struct joint_cell {
	const struct summary_row *key; /* the first found */
	size_t place;		       /* in the order found */
	char group[192];	       /* all but the strategy: "2 processes, l3" */
	size_t group_place;	       /* place of the group's first */
	size_t machines;	       /* that have such a cell */
	const struct summary_row *rows[MACHINES_MAX];
};

struct joint {
	const struct machines *machines;
	struct joint_class *classes; /* of hand-overs (pingpong), closest first */
	size_t n_classes;
	struct joint_cell
		*cells; /* plain ones first, in them many workers before few; shared ones only */
	size_t n_cells;
	bool by_placement;
	const struct machine *silent; /* the first that does not say relations; NULL: all do */
	size_t several; /* cells left out as another one of the machine stands on their line already */
	size_t common; /* cells that two machines or more have */
};

/* 0 or -ENOMEM having said so. Borrows from the machines. */
int joint_build(struct joint *joint, const struct machines *machines);
void joint_free(struct joint *joint); /* a zeroed struct is fine */

/* Is it to be shown: has it as many machines as make a comparison? */
bool joint_shows(const struct joint *joint, const struct joint_cell *cell);
/* Does the cell begin a group among those shown? */
bool joint_begins(const struct joint *joint, size_t cell);

#endif
