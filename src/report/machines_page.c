/* SPDX-License-Identifier: MIT */
/* report.html of several machines: what differs between them, the chart, the figures side by side. */
#include "report/machines_page.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fail.h"
#include "report/groups.h"
#include "report/html.h"
#include "report/machine_facts.h"
#include "report/machines_text.h"

static const char question[] = "How do the machines compare?";

static void text_cell(FILE *page, const char *text)
{
	fputs("<td>", page);
	html_text(page, text);
	fputs("</td>", page);
}

/* Words, and long ones. */
static void fact_cell(FILE *page, const char *text)
{
	fputs("<td style=\"text-align:left;white-space:normal\">", page);
	html_text(page, text);
	fputs("</td>", page);
}

static void letters(FILE *page, const struct machines *machines, const char *name)
{
	fputs("<thead><tr><th>", page);
	html_text(page, name);
	fputs("</th>", page);
	for (size_t m = 0; m < machines->n; m++)
		fprintf(page, "<th>%c</th><th>95 %%</th>", machines_letter(m));
	fputs("</tr></thead>\n", page);
}

static void fact_row(FILE *page, const struct machines *machines, size_t fact)
{
	char value[MACHINE_FACT_SIZE];

	fputs("<tr>", page);
	text_cell(page, machine_fact_name(fact));
	for (size_t m = 0; m < machines->n; m++) {
		machine_fact_value(&machines->at[m], fact, value, sizeof(value));
		fact_cell(page, value);
	}
	fputs("</tr>\n", page);
}

static void same_html(FILE *page, const struct machines *machines)
{
	char value[MACHINE_FACT_SIZE];
	const char *between = "<p class=\"faint\">The same: ";

	for (size_t i = 0; machine_fact_name(i); i++) {
		if (machine_fact_differs(machines, i))
			continue;
		machine_fact_value(&machines->at[0], i, value, sizeof(value));
		fputs(between, page);
		html_text(page, machine_fact_name(i));
		fputc(' ', page);
		html_text(page, value);
		between = ", ";
	}
	fputs(*between == ',' ? ".</p>\n" : "", page);
}

static void differs_html(FILE *page, const struct machines *machines)
{
	fputs("<h2>What differs</h2>\n<div class=\"card\">\n<table>\n", page);
	fputs("<tbody>\n<tr><td></td>", page);
	for (size_t m = 0; m < machines->n; m++)
		fprintf(page, "<td style=\"text-align:left\"><b>%c</b></td>", machines_letter(m));
	fputs("</tr>\n<tr><td>machine</td>", page);
	for (size_t m = 0; m < machines->n; m++)
		fact_cell(page, machines->at[m].label);
	fputs("</tr>\n<tr><td>folder</td>", page);
	for (size_t m = 0; m < machines->n; m++)
		fact_cell(page, machines->at[m].folder);
	fputs("</tr>\n", page);
	for (size_t i = 0; machine_fact_name(i); i++)
		if (machine_fact_differs(machines, i))
			fact_row(page, machines, i);
	fputs("</tbody>\n</table>\n</div>\n", page);
	same_html(page, machines);
}

/* Notes on the whole, then each machine's own warnings. */
static void doubts_html(FILE *page, const struct joint *joint)
{
	const struct machines *const machines = joint->machines;
	bool begun = false;
	char *note;

	for (size_t i = 0; (note = machines_note(joint, i)) != NULL; i++) {
		fputs(begun ? "<li>" : "<h2>How far to trust it</h2>\n<ul class=\"warn\">\n<li>",
		      page);
		begun = true;
		html_text(page, note);
		fputs("</li>\n", page);
		free(note);
	}
	for (size_t m = 0; m < machines->n; m++) {
		for (size_t i = 0; i < machines->at[m].host.n_warnings; i++) {
			fputs(begun ? "<li>"
				    : "<h2>How far to trust it</h2>\n<ul class=\"warn\">\n<li>",
			      page);
			begun = true;
			fprintf(page, "%c: ", machines_letter(m));
			html_text(page, machines->at[m].host.warnings[i]);
			fputs("</li>\n", page);
		}
	}
	fputs(begun ? "</ul>\n" : "", page);
}

static void sentence_html(FILE *page, const struct joint *joint)
{
	char *text = NULL;
	size_t size = 0;
	FILE *const memory = open_memstream(&text, &size);

	if (!memory)
		return;
	machines_sentence(memory, joint);
	fclose(memory);
	html_text(page, text);
	free(text);
}

static int chart_html(FILE *page, const struct joint *joint, const char *out)
{
	char *path = NULL;
	int error = 0;

	if (asprintf(&path, "%s/machines.svg", out) < 0)
		return fail("report.html");
	fprintf(page, "<figure>\n<h2>%s</h2>\n", question);
	if (!access(path, F_OK)) {
		fputs("<div class=\"card chart\">\n", page);
		error = html_svg(page, path, "machines", question);
		fputs("</div>\n", page);
	}
	fputs("<figcaption>", page);
	sentence_html(page, joint);
	fputs("</figcaption>\n</figure>\n", page);
	free(path);
	return error;
}

static void classes_html(FILE *page, const struct joint *joint)
{
	const struct machines *const machines = joint->machines;

	if (!joint->n_classes)
		return;
	fputs("<h2>From worker to worker, one way, by how close they sit (ns)</h2>\n<div "
	      "class=\"card\">\n<table>\n",
	      page);
	letters(page, machines, "relation");
	fputs("<tbody>\n", page);
	for (size_t i = 0; i < joint->n_classes; i++) {
		fputs("<tr>", page);
		text_cell(page, joint->classes[i].label);
		for (size_t m = 0; m < machines->n; m++) {
			struct class_cells cells;

			machines_class_cells(&cells, joint->classes[i].rows[m]);
			text_cell(page, cells.ns);
			text_cell(page, cells.interval);
		}
		fputs("</tr>\n", page);
	}
	fputs("</tbody>\n</table>\n</div>\n<p class=\"faint\">Medians over the pairs of a class, "
	      "with the interval over the pairs, from 6 of them on.</p>\n",
	      page);
}

static void cells_html(FILE *page, const struct joint *joint)
{
	const struct machines *const machines = joint->machines;
	bool begun = false;

	for (size_t i = 0; i < joint->n_cells; i++) {
		const struct joint_cell *const cell = &joint->cells[i];

		if (!joint_shows(joint, cell))
			continue;
		if (!begun) {
			fputs("<h2>An update kept, in common (ns)</h2>\n<div class=\"card\">\n"
			      "<table>\n",
			      page);
			letters(page, machines, "strategy");
		}
		if (joint_begins(joint, i)) {
			fprintf(page,
				"%s<tbody class=\"group\">\n<tr><th colspan=\"%zu\" "
				"scope=\"rowgroup\">",
				begun ? "</tbody>\n" : "", 1 + 2 * machines->n);
			html_text(page, cell->group);
			fputs("</th></tr>\n", page);
		}
		begun = true;
		fputs("<tr>", page);
		text_cell(page, cell->key->strategy);
		for (size_t m = 0; m < machines->n; m++) {
			struct cells cells = { .ns = "-", .interval = "-" };

			if (cell->rows[m])
				groups_cells(&cells, &machines->at[m].summary, cell->rows[m]);
			text_cell(page, cells.ns);
			text_cell(page, cells.interval);
		}
		fputs("</tr>\n", page);
	}
	if (begun)
		fputs("</tbody>\n</table>\n</div>\n<p class=\"faint\">Wall time over all updates "
		      "kept by all processes together: smaller is quicker. Medians over the trials "
		      "of one run; where two intervals overlap, do not say that one is quicker."
		      "</p>\n",
		      page);
}

int machines_page(FILE *page, const struct joint *joint, const char *out)
{
	int error;

	html_head(page, "contend: machines side by side");
	fprintf(page, "<h1>%zu machine%s side by side</h1>\n", joint->machines->n,
		joint->machines->n == 1 ? "" : "s");
	differs_html(page, joint->machines);
	doubts_html(page, joint);
	error = chart_html(page, joint, out);
	classes_html(page, joint);
	cells_html(page, joint);
	fputs("<p>Files: <a href=\"machines.csv\">machines.csv</a> <a "
	      "href=\"joined.csv\">joined.csv</a> <a "
	      "href=\"machine_relations.csv\">machine_relations.csv</a></p>\n",
	      page);
	html_foot(page);
	return error;
}
