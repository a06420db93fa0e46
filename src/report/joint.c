/* SPDX-License-Identifier: MIT */
/* What several machines have in common: classes of pairs and cells, set side by side. */
#include "report/joint.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "report/groups.h"
#include "report/pick.h"

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

static bool equal(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool is_other(const char *same_node)
{
	return same(same_node, "no");
}

/* ---- classes ---------------------------------------------------------------------------------------------------- */

/* But for the distance. */
static bool alike(const struct relation_row *a, const struct relation_row *b)
{
	return same(a->relation, b->relation) && is_other(a->same_node) == is_other(b->same_node) &&
	       same(a->kinds, b->kinds);
}

static const struct relation_row *any_of(const struct joint_class *class)
{
	for (size_t i = 0; i < MACHINES_MAX; i++)
		if (class->rows[i])
			return class->rows[i];
	return NULL;
}

/* Without the distance, which is each firmware's own. */
static void class_label(struct joint_class *class, const struct relation_row *row)
{
	const struct summary_row plain = { .relation = row->relation,
					   .same_node = row->same_node,
					   .node_distance = NAN,
					   .kinds = row->kinds };
	size_t length;

	relations_label(&plain, class->label, sizeof(class->label));
	length = strlen(class->label);
	if (class->rank)
		snprintf(class->label + length, sizeof(class->label) - length, ", distance no. %zu",
			 class->rank + 1);
}

/* Puts the row on its line; a new one stands behind `after`, the line of the machine's class before. Returns the line. */
static size_t place_class(struct joint *joint, size_t machine, const struct relation_row *row,
			  size_t rank, size_t after)
{
	struct joint_class *class;

	for (size_t i = 0; i < joint->n_classes; i++) {
		class = &joint->classes[i];
		if (class->rank == rank && alike(any_of(class), row)) {
			class->rows[machine] = row;
			return i;
		}
	}
	class = &joint->classes[after];
	memmove(class + 1, class, (joint->n_classes++ - after) * sizeof(*class));
	*class = (struct joint_class){ .rank = rank };
	class->rows[machine] = row;
	class_label(class, row);
	return after;
}

/* How many rows before number i, of its suite and strategy, differ from it in the distance alone. */
static size_t rank_of(const struct relations *relations, size_t i)
{
	size_t rank = 0;

	for (size_t j = 0; j < i; j++)
		rank += relations_is_of(&relations->rows[j], &relations->rows[i]) &&
			alike(&relations->rows[j], &relations->rows[i]);
	return rank;
}

static int build_classes(struct joint *joint)
{
	const struct machines *const machines = joint->machines;
	size_t room = 1;

	for (size_t m = 0; m < machines->n; m++)
		room += machines->at[m].relations.n;
	joint->classes = calloc(room, sizeof(*joint->classes));
	if (!joint->classes)
		return -ENOMEM;
	for (size_t m = 0; m < machines->n; m++) {
		const struct relations *const relations = &machines->at[m].relations;
		const struct relation_row *const main = relations_main(relations);
		size_t next = 0;

		if (!main || !relations_is_handover(main->strategy))
			continue;
		for (size_t i = 0; i < relations->n; i++) {
			const struct relation_row *const row = &relations->rows[i];

			if (relations_is_of(row, main))
				next = place_class(joint, m, row, rank_of(relations, i), next) + 1;
		}
	}
	return 0;
}

/* ---- cells ------------------------------------------------------------------------------------------------------ */

/* Pairs measured for their own sake are told by class; a counter far from all workers has no match elsewhere. */
static bool takes(const struct summary_row *row)
{
	return pick_shared(row) && !same(row->suite, "c2c") &&
	       !relations_is_handover(row->strategy) && relations_home_is_near(row);
}

static bool same_place(const struct joint *joint, const struct summary_row *a,
		       const struct summary_row *b)
{
	if (a->workers == 1)
		return true;
	if (joint->by_placement)
		return same(a->placement, b->placement);
	return same(a->relation, b->relation) && is_other(a->same_node) == is_other(b->same_node) &&
	       same(a->kinds, b->kinds) && equal(a->per_l3, b->per_l3);
}

static bool same_group(const struct joint *joint, const struct summary_row *a,
		       const struct summary_row *b)
{
	return a->workers == b->workers && a->hold_ns == b->hold_ns && a->gap_ns == b->gap_ns &&
	       a->reads_ppm == b->reads_ppm && same(a->type, b->type) && same_place(joint, a, b);
}

static void name_group(const struct joint *joint, struct joint_cell *cell)
{
	const struct summary_row *const row = cell->key;
	FILE *const out = fmemopen(cell->group, sizeof(cell->group), "w");
	struct summary_row plain = *row;
	char text[96];

	if (!out)
		return;
	fprintf(out, row->workers == 1 ? "%.0f process" : "%.0f processes", row->workers);
	plain.node_distance = NAN;
	if (row->workers > 1 && joint->by_placement) {
		fprintf(out, ", %s", row->placement);
	} else if (row->workers > 1) {
		relations_label(&plain, text, sizeof(text));
		fprintf(out, ", %s", text);
		if (row->workers > 2 && !isnan(row->per_l3))
			fprintf(out, ", %.0f on one L3", row->per_l3);
	}
	fprintf(out, ", %s", row->type);
	if (row->reads_ppm > 0)
		fprintf(out, ", %g %% reads", row->reads_ppm / 1e4);
	if (row->hold_ns + row->gap_ns > 0) {
		fprintf(out, ", %s inside", groups_duration(text, sizeof(text), row->hold_ns));
		fprintf(out, ", %s between", groups_duration(text, sizeof(text), row->gap_ns));
	}
	fclose(out);
	cell->group[sizeof(cell->group) - 1] = '\0';
}

static void add_cell(struct joint *joint, size_t machine, const struct summary_row *row)
{
	struct joint_cell *cell = NULL;
	size_t group = joint->n_cells;

	for (size_t i = 0; i < joint->n_cells && !cell; i++) {
		if (!same_group(joint, joint->cells[i].key, row))
			continue;
		group = joint->cells[i].group_place;
		if (same(joint->cells[i].key->strategy, row->strategy))
			cell = &joint->cells[i];
	}
	if (!cell) {
		cell = &joint->cells[joint->n_cells];
		*cell = (struct joint_cell){ .key = row,
					     .place = joint->n_cells++,
					     .group_place = group };
		name_group(joint, cell);
	}
	const struct summary_row *const former = cell->rows[machine];

	joint->several += former != NULL;
	cell->machines += former == NULL;
	if (!former || (!pick_good(former) && pick_good(row)))
		cell->rows[machine] = row;
}

static int more_first(double a, double b)
{
	return (a < b) - (a > b);
}

static int by_group(const void *left, const void *right)
{
	const struct joint_cell *const a = left, *const b = right;
	int order = pick_plain(b->key) - pick_plain(a->key);

	if (!order)
		order = more_first(a->key->workers, b->key->workers);
	if (!order)
		order = (a->group_place > b->group_place) - (a->group_place < b->group_place);
	return order ? order : (a->place > b->place) - (a->place < b->place);
}

/* The first machine with a cell of several workers that does not say how close they sit. */
static const struct machine *find_silent(const struct machines *machines)
{
	for (size_t m = 0; m < machines->n; m++) {
		const struct summary *const summary = &machines->at[m].summary;

		for (size_t i = 0; i < summary->n; i++)
			if (summary->rows[i].workers > 1 && takes(&summary->rows[i]) &&
			    !summary->rows[i].relation)
				return &machines->at[m];
	}
	return NULL;
}

static int build_cells(struct joint *joint)
{
	const struct machines *const machines = joint->machines;
	size_t room = 1;

	joint->silent = find_silent(machines);
	joint->by_placement = joint->silent != NULL;
	for (size_t m = 0; m < machines->n; m++)
		room += machines->at[m].summary.n;
	joint->cells = calloc(room, sizeof(*joint->cells));
	if (!joint->cells)
		return -ENOMEM;
	for (size_t m = 0; m < machines->n; m++)
		for (size_t i = 0; i < machines->at[m].summary.n; i++)
			if (takes(&machines->at[m].summary.rows[i]))
				add_cell(joint, m, &machines->at[m].summary.rows[i]);
	qsort(joint->cells, joint->n_cells, sizeof(*joint->cells), by_group);
	for (size_t i = 0; i < joint->n_cells; i++)
		joint->common += joint->cells[i].machines > 1;
	return 0;
}

int joint_build(struct joint *joint, const struct machines *machines)
{
	int error;

	*joint = (struct joint){ .machines = machines };
	error = build_classes(joint);
	if (!error)
		error = build_cells(joint);
	if (error) {
		joint_free(joint);
		errno = ENOMEM;
		fail("machines");
	}
	return error;
}

void joint_free(struct joint *joint)
{
	free(joint->classes);
	free(joint->cells);
	*joint = (struct joint){ 0 };
}

bool joint_shows(const struct joint *joint, const struct joint_cell *cell)
{
	return cell->machines >= (joint->machines->n > 1 ? 2 : 1);
}

bool joint_begins(const struct joint *joint, size_t cell)
{
	for (size_t i = cell; i--;) {
		if (joint->cells[i].group_place != joint->cells[cell].group_place)
			return true;
		if (joint_shows(joint, &joint->cells[i]))
			return false;
	}
	return true;
}
