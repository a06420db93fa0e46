/* SPDX-License-Identifier: MIT */
/* Several machines side by side, for the terminal. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/groups.h"
#include "report/machine_facts.h"
#include "report/machines_text.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "?"
#endif

enum { LINES_MAX = 60, NAME_COLUMNS = 25, NS_COLUMNS = 9, INTERVAL_COLUMNS = 13 };

/* Characters, not bytes. */
static int columns_of(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
}

static void left(FILE *out, const char *text, int width)
{
	const int n = columns_of(text);

	fprintf(out, "%s%*s", text, n < width ? width - n : 1, "");
}

static void right(FILE *out, const char *text, int width)
{
	const int n = columns_of(text);

	fprintf(out, "%*s%s", n < width ? width - n : 1, "", text);
}

/* No blanks at the ends of lines. */
static void last(FILE *out, const char *text)
{
	fprintf(out, "%s\n", text);
}

/* Beside its name, a value for each machine; where they do not fit, below each other. */
static void fact_line(FILE *out, const char *name, char (*values)[MACHINE_FACT_SIZE], size_t n,
		      int width)
{
	bool fits = true;

	for (size_t m = 0; m < n; m++)
		fits &= columns_of(values[m]) + 2 <= width;
	left(out, name, NAME_COLUMNS);
	for (size_t m = 0; m < n; m++) {
		if (!fits) {
			if (m)
				left(out, "", NAME_COLUMNS);
			fprintf(out, "%c: %s\n", machines_letter(m), values[m]);
		} else if (m + 1 < n) {
			left(out, values[m], width);
		} else {
			last(out, values[m]);
		}
	}
}

static void facts(FILE *out, const struct machines *machines, int width)
{
	char values[MACHINES_MAX][MACHINE_FACT_SIZE];
	const size_t n = machines->n;

	for (size_t m = 0; m < n; m++)
		snprintf(values[m], sizeof(values[m]), "%c", machines_letter(m));
	fact_line(out, "what differs", values, n, width);
	for (size_t m = 0; m < n; m++)
		snprintf(values[m], sizeof(values[m]), "%s", machines->at[m].label);
	fact_line(out, "  machine", values, n, width);
	for (size_t m = 0; m < n; m++)
		snprintf(values[m], sizeof(values[m]), "%s", machines->at[m].folder);
	fact_line(out, "  folder", values, n, width);
	for (size_t i = 0; machine_fact_name(i); i++) {
		char name[64];

		if (!machine_fact_differs(machines, i))
			continue;
		snprintf(name, sizeof(name), "  %s", machine_fact_name(i));
		for (size_t m = 0; m < n; m++)
			machine_fact_value(&machines->at[m], i, values[m], sizeof(values[m]));
		fact_line(out, name, values, n, width);
	}
}

static void same_facts(FILE *out, const struct machines *machines)
{
	char value[MACHINE_FACT_SIZE];
	const char *between = "the same: ";

	for (size_t i = 0; machine_fact_name(i); i++) {
		if (machine_fact_differs(machines, i))
			continue;
		machine_fact_value(&machines->at[0], i, value, sizeof(value));
		fprintf(out, "%s%s %s", between, machine_fact_name(i), value);
		between = ", ";
	}
	fputs(*between == ',' ? "\n" : "", out);
}

static void notes(FILE *out, const struct joint *joint)
{
	char *note;

	for (size_t i = 0; (note = machines_note(joint, i)) != NULL; i++) {
		fprintf(out, "! %s\n", note);
		free(note);
	}
}

/* The machines that stand side by side. */
struct band {
	size_t from, to;
};

static void heads(FILE *out, const char *name, struct band band)
{
	char letter[] = "A";

	left(out, name, NAME_COLUMNS - 1);
	for (size_t m = band.from; m < band.to; m++) {
		*letter = machines_letter(m);
		right(out, letter, NS_COLUMNS);
		right(out, "95 %", INTERVAL_COLUMNS);
	}
	fputc('\n', out);
}

/* A name that is too long has a line of its own. */
static void name_of_line(FILE *out, const char *name)
{
	fprintf(out, "  ");
	left(out, name, NAME_COLUMNS - 3);
	if (columns_of(name) > NAME_COLUMNS - 4)
		fprintf(out, "\n%*s", NAME_COLUMNS - 1, "");
}

static void classes(FILE *out, const struct joint *joint, struct band band)
{
	if (!joint->n_classes)
		return;
	fputc('\n', out);
	heads(out, "one way, ns", band);
	for (size_t i = 0; i < joint->n_classes; i++) {
		name_of_line(out, joint->classes[i].label);
		for (size_t m = band.from; m < band.to; m++) {
			struct class_cells cells;

			machines_class_cells(&cells, joint->classes[i].rows[m]);
			right(out, cells.ns, NS_COLUMNS);
			right(out, cells.interval, INTERVAL_COLUMNS);
		}
		fputc('\n', out);
	}
}

static void cell_line(FILE *out, const struct joint *joint, const struct joint_cell *cell,
		      struct band band)
{
	name_of_line(out, cell->key->strategy);
	for (size_t m = band.from; m < band.to; m++) {
		struct cells cells = { .ns = "-", .interval = "-" };

		if (cell->rows[m])
			groups_cells(&cells, &joint->machines->at[m].summary, cell->rows[m]);
		right(out, cells.ns, NS_COLUMNS);
		right(out, cells.interval, INTERVAL_COLUMNS);
	}
	fputc('\n', out);
}

/* For any terminal. */
static void plain(FILE *out, const char *text)
{
	static const char micro[] = "\xC2\xB5";

	for (const char *at; (at = strstr(text, micro)) != NULL; text = at + strlen(micro))
		fprintf(out, "%.*su", (int)(at - text), text);
	fprintf(out, "%s\n", text);
}

static void cells(FILE *out, const struct joint *joint, struct band band)
{
	size_t lines = 0, left_out = 0;

	for (size_t i = 0; i < joint->n_cells; i++) {
		if (!joint_shows(joint, &joint->cells[i]))
			continue;
		if (lines == LINES_MAX) {
			left_out++;
			continue;
		}
		if (joint_begins(joint, i)) {
			fputc('\n', out);
			plain(out, joint->cells[i].group);
			heads(out, "ns/kept", band);
		}
		cell_line(out, joint, &joint->cells[i], band);
		lines++;
	}
	if (left_out)
		fprintf(out, "\n%zu more line%s: report.html, joined.csv\n", left_out,
			left_out == 1 ? "" : "s");
}

void machines_table(FILE *out, const struct joint *joint, const char *report, unsigned width)
{
	const struct machines *const machines = joint->machines;
	const int columns = (int)(width ? width : 100) - NAME_COLUMNS;
	const int fit = columns / (NS_COLUMNS + INTERVAL_COLUMNS);
	const size_t step = fit > 1 ? (size_t)fit : 1;

	fprintf(out, "contend %s - %zu machine%s\n\n", PACKAGE_VERSION, machines->n,
		machines->n == 1 ? "" : "s");
	facts(out, machines, columns / (int)machines->n);
	same_facts(out, machines);
	notes(out, joint);
	for (size_t from = 0; from < machines->n; from += step) {
		const struct band band = { from,
					   from + step < machines->n ? from + step : machines->n };

		classes(out, joint, band);
		cells(out, joint, band);
	}
	if (report)
		fprintf(out, "\n%s\n", report);
}
