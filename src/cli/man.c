/* SPDX-License-Identifier: MIT */
/* The manual page, from the tables that --help is made of. */
#include <string.h>

#include "cli/help.h"
#include "cli/options.h"
#include "cli/options_table.h"

/* Text whose dashes stay ASCII when they are copied, and whose lines are never requests. */
static void text(FILE *out, const char *words)
{
	if (*words == '.' || *words == '\'')
		fputs("\\&", out);
	for (; *words; words++) {
		if (*words == '-')
			fputs("\\-", out);
		else if (*words == '\\')
			fputs("\\e", out);
		else
			fputc(*words, out);
	}
	fputc('\n', out);
}

static void heading(FILE *out, const char *title)
{
	fputs(".SH ", out);
	for (; *title; title++)
		fputc(*title >= 'a' && *title <= 'z' ? *title - 'a' + 'A' : *title, out);
	fputc('\n', out);
}

static void item(FILE *out, const char *name, const char *words)
{
	fputs(".TP\n.B ", out);
	text(out, name);
	text(out, words);
}

static void option(FILE *out, const struct option_info *info)
{
	char words[640];
	size_t length;

	fprintf(out, ".TP\n\\fB\\-\\-");
	for (const char *c = info->name; *c; c++)
		fprintf(out, "%s%c", *c == '-' ? "\\" : "", *c);
	fputs("\\fR", out);
	if (info->value)
		fprintf(out, "=\\fI%s\\fR", info->value);
	fputc('\n', out);
	help_option_text(words, sizeof(words), info);
	length = strlen(words);
	snprintf(words + length, sizeof(words) - length, ". For");
	for (int i = 0; i < COMMAND_N; i++) {
		length = strlen(words);
		if (option_is_of(info, (enum command)i))
			snprintf(words + length, sizeof(words) - length, " %s,",
				 command_name((enum command)i));
	}
	words[strlen(words) - 1] = '.';
	text(out, words);
}

static void options(FILE *out)
{
	const struct option_info *info;

	heading(out, "Options");
	text(out, "Each command takes those that name it; all take --help.");
	for (int group = 0; group < GROUP_N; group++) {
		fprintf(out, ".SS %s\n", option_group_name((enum option_group)group));
		for (size_t i = 0; (info = option_at(i)) != NULL; i++)
			if ((int)info->group == group)
				option(out, info);
	}
}

static void commands(FILE *out)
{
	heading(out, "Commands");
	for (int i = 0; i < COMMAND_N; i++) {
		const struct command_info *info = command_info((enum command)i);

		fprintf(out, ".TP\n\\fB%s\\fR", info->name);
		if (info->words)
			fprintf(out, " \\fI%s\\fR", info->words);
		fputc('\n', out);
		text(out, info->text);
	}
	fputs(".TP\n.I WORD\n", out);
	text(out, "Any other word runs the program contend-WORD, found beside contend or in PATH.");
}

static void examples(FILE *out)
{
	heading(out, "Examples");
	fputs(".nf\n", out);
	for (int i = 0; i < COMMAND_N; i++)
		for (const char *const *each = command_info((enum command)i)->examples; *each;
		     each++)
			text(out, *each);
	fputs(".fi\n", out);
}

void help_man(FILE *out)
{
	fputs(".\\\" SPDX-License-Identifier: MIT\n"
	      ".\\\" Printed by contend --man: the tables in src/cli are the source.\n",
	      out);
	fprintf(out, ".TH CONTEND 1 \"\" \"contend %s\" \"User Commands\"\n", PACKAGE_VERSION);
	fputs(".SH NAME\ncontend \\- measure what it costs to share a counter between processes\n"
	      ".SH SYNOPSIS\n.B contend\n.I COMMAND\n[\\fIOPTION\\fR ...]\n"
	      ".br\n.B contend\n[\\fICOMMAND\\fR] \\fB\\-\\-help\\fR | \\fB\\-\\-version\\fR\n",
	      out);
	heading(out, "Description");
	text(out, help_paragraph());
	commands(out);
	options(out);
	for (size_t i = 0; help_section(i); i++) {
		heading(out, help_section(i)->title);
		for (const struct help_pair *each = help_section(i)->pairs; each->name; each++)
			item(out, each->name, each->text);
	}
	heading(out, "Files");
	item(out, "results/NAME-TIME/",
	     "Made by contend bench once a trial has ended: trials.csv (a row a trial), "
	     "workers.csv "
	     "(a row a worker of a trial), summary.csv (a row a cell), charts, report.html.");
	item(out, "results/latest", "Points at the last sweep that was completed.");
	examples(out);
	heading(out, "See also");
	text(out, "numactl(8), lstopo(1), perf-c2c(1), gnuplot(1)");
}
