/* SPDX-License-Identifier: MIT */
/* The table of classes of pairs for the page. */
#include "report/relations_page.h"

#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/phrases.h"
#include "report/relations.h"

static bool worth_it(const struct relations *relations)
{
	for (size_t i = 0; i < relations->n; i++)
		if (!strcmp(relations->rows[i].suite, "c2c") ||
		    relations_compare(&relations->rows[i], &relations->rows[0]))
			return true;
	return false;
}

static void text_cell(FILE *out, const char *text)
{
	fputs("<td>", out);
	html_text(out, text);
	fputs("</td>", out);
}

static void row_html(FILE *out, const struct relation_row *row)
{
	char value[32], lo[32], hi[32];

	fputs("<tr>", out);
	text_cell(out, row->strategy);
	text_cell(out, row->suite);
	fprintf(out, "<td>%.0f</td><td>%s</td>", row->pairs,
		phrase_number(value, sizeof(value), row->ns_median));
	if (isnan(row->ns_lo))
		fputs("<td>-</td>", out);
	else
		fprintf(out, "<td>%s-%s</td>", phrase_number(lo, sizeof(lo), row->ns_lo),
			phrase_number(hi, sizeof(hi), row->ns_hi));
	fputs("</tr>\n", out);
}

static void table_html(FILE *out, const struct relations *relations)
{
	fputs("<h2>By how close two processes sit</h2>\n<div class=\"card\">\n<table>\n"
	      "<thead><tr><th>strategy</th><th>suite</th><th>pairs</th><th>ns/op</th><th>95 %</th>"
	      "</tr></thead>\n",
	      out);
	for (size_t i = 0; i < relations->n; i++) {
		const struct relation_row *row = &relations->rows[i];

		if (!i || relations_compare(&relations->rows[i - 1], row)) {
			fputs(i ? "</tbody>\n" : "", out);
			fputs("<tbody class=\"group\">\n<tr><th colspan=\"5\" scope=\"rowgroup\">",
			      out);
			html_text(out, row->label);
			fputs("</th></tr>\n", out);
		}
		row_html(out, row);
	}
	fputs("</tbody>\n</table>\n</div>\n<p class=\"faint\">Medians over the pairs; the interval "
	      "is over the pairs too, from 6 of them on. For pingpong ns/op is the time of a line "
	      "one way.</p>\n",
	      out);
}

int relations_page(FILE *out, const struct summary *summary)
{
	struct relations relations;
	const int error = relations_build(&relations, summary);

	if (error)
		return error;
	if (worth_it(&relations))
		table_html(out, &relations);
	relations_free(&relations);
	return 0;
}
