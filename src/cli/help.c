/* SPDX-License-Identifier: MIT */
/* Help on the terminal, 80 columns wide, from the table of options. */
#include "cli/help.h"

#include <string.h>

#include "base/word.h"
#include "cli/options.h"
#include "cli/options_table.h"
#include "machine/topo.h"

#define WIDTH 79
#define OPTION_COLUMN 26 /* where the help of an option begins */
#define WORD_COLUMN 16	 /* where that of a word does */

/* Prints text from column `at` on, in whole words, later lines from column `indent` on, and ends the last line. */
static void wrap(FILE *out, const char *text, size_t at, size_t indent)
{
	size_t column = at;

	while (*text) {
		size_t length = strcspn(text, " ");

		if (column > indent && column + length + (column > at) > WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = at = indent;
		}
		column += (size_t)fprintf(out, "%s%.*s", column > at ? " " : "", (int)length, text);
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

void help_item(FILE *out, const char *name, const char *text, size_t indent)
{
	int length = fprintf(out, "  %-*s", (int)indent - 2, name);

	if ((size_t)length > indent)
		length = fprintf(out, "\n%*s", (int)indent, "") - 1;
	wrap(out, text, (size_t)length, indent);
}

static const struct help_pair words[] = {
	{ "cell", "one point of a sweep: a strategy, a number of workers, their places, a type of "
		  "counter, a share of reads, a hold and a gap" },
	{ "trial", "one run of a cell: new processes, new memory, one timed window" },
	{ "block", "each open cell once, in random order" },
	{ "PU", "what Linux calls a CPU: a core, or one of its hardware threads" },
	{ "lost", "updates that were made but are not in the counter at the end" },
	{ "run", "mean number of updates in a row by one worker: a strategy is quick also because "
		 "it hands the counter over rarely" },
	{ "Jain", "fairness, from 1/N (one worker gets all) to 1 (all get the same)" },
	{ NULL, NULL },
};

static const struct help_pair values[] = {
	{ "LIST", "values by commas: --workers=1,2,4-8; where there are names, * and ? match" },
	{ "TIME", "a number with its unit, ns, us, ms, s or m: 200ns, 1.5ms" },
	{ "--", "ends the options; --NAME=VALUE and --NAME VALUE are the same; names are not "
		"abbreviated" },
	{ NULL, NULL },
};

static const struct help_pair exits[] = {
	{ "0", "all went well" },
	{ "1", "something failed: a trial, an exact strategy that lost updates, an output" },
	{ "2", "misuse: bad input; nothing was done" },
	{ "3", "could not tell: no trial was valid" },
	{ "4", "a comparison found it slower" },
	{ "130", "interrupted by SIGINT, SIGTERM or SIGHUP; complete rows are kept" },
	{ NULL, NULL },
};

static const struct help_pair environment[] = {
	{ "NO_COLOR", "set and not empty: no colours" },
	{ "TERM", "dumb: lines in place of the progress bar" },
	{ "CONTEND_CLOCK", "monotonic: time by CLOCK_MONOTONIC, not by the processor's counter" },
	{ "COLUMNS", "width where the terminal does not tell its own" },
	{ "PATH", "where contend-bench and other contend-WORD are sought if not beside contend" },
	{ NULL, NULL },
};

static const struct help_section sections[] = {
	{ "Words", words },
	{ "Values", values },
	{ "Exit codes", exits },
	{ "Environment", environment },
};

const struct help_section *help_section(size_t i)
{
	return i < sizeof(sections) / sizeof(sections[0]) ? &sections[i] : NULL;
}

const char *help_line(void)
{
	return "what does it cost, on this machine, to share a counter?";
}

const char *help_paragraph(void)
{
	return "Processes, each pinned to a PU, count in one place in shared memory by every way "
	       "worth knowing: without care, with locks, with atomic operations. contend measures "
	       "what an update costs, how many are lost and who gets how much, each figure with an "
	       "exact interval.";
}

static void section(FILE *out, const struct help_section *what)
{
	fprintf(out, "\n%s\n", what->title);
	for (const struct help_pair *each = what->pairs; each->name; each++)
		help_item(out, each->name, each->text, WORD_COLUMN);
}

static void print_commands(FILE *out)
{
	fputs("\nCommands\n", out);
	for (int i = 0; i < COMMAND_N; i++)
		help_item(out, command_info((enum command)i)->name,
			  command_info((enum command)i)->summary, WORD_COLUMN);
}

static void head(FILE *out)
{
	fprintf(out, "contend %s: %s\n\nusage: contend COMMAND [OPTION ...]\n", PACKAGE_VERSION,
		help_line());
}

void help_overview(FILE *out)
{
	head(out);
	print_commands(out);
	fputs("\nExamples\n"
	      "  contend bench --quick                            the short sweep, with charts\n"
	      "  contend run --strategies=fetch_add --workers=2   one cell, one line\n"
	      "  contend list strategies                          the ways to count\n"
	      "\n"
	      "contend COMMAND --help lists the options of a command, contend --help says more.\n",
	      out);
}

void help_all(FILE *out)
{
	head(out);
	fputc('\n', out);
	wrap(out, help_paragraph(), 0, 0);
	print_commands(out);
	help_item(out, "WORD",
		  "any other word runs the program contend-WORD, found beside contend or in PATH",
		  WORD_COLUMN);
	for (size_t i = 0; help_section(i); i++)
		section(out, help_section(i));
	fputs("\nFiles\n"
	      "  results/NAME-TIME/, made by contend bench: trials.csv (a row a trial),\n"
	      "  workers.csv, summary.csv (a row a cell), charts, report.html; results/latest\n"
	      "  points at the last that was completed.\n"
	      "\n"
	      "contend COMMAND --help lists the options of a command.\n",
	      out);
}

void help_version(FILE *out)
{
	char hwloc[32];

	topo_hwloc_version(hwloc, sizeof(hwloc));
	fprintf(out, "contend %s\nhwloc %s\n", PACKAGE_VERSION, hwloc);
}

/* The default of an option, where it has one by itself; "" else. */
static void default_text(char *text, size_t size, const struct option_info *info)
{
	struct options defaults;
	const void *place = (const char *)&defaults + info->offset;
	static char *no_arguments[] = { NULL };

	snprintf(text, size, "%s", info->preset ? info->preset : "");
	/* Those of a sweep are read off a fresh one. */
	if (info->preset || info->group > GROUP_RESULTS ||
	    options_parse(&defaults, COMMAND_BENCH, 1, no_arguments))
		return;
	if (info->kind == OPTION_TIME && *(const uint64_t *)place)
		word_time_print(text, size, *(const uint64_t *)place);
	else if (info->kind == OPTION_SEED)
		snprintf(text, size, "%llu", *(const unsigned long long *)place);
	else if ((info->kind == OPTION_TEXT || info->kind == OPTION_CHOICE) &&
		 *(const char *const *)place)
		snprintf(text, size, "%s", *(const char *const *)place);
	options_free(&defaults);
}

static void limits_text(char *text, size_t size, const struct option_info *info)
{
	char min[24], max[24];

	text[0] = '\0';
	if (info->kind == OPTION_SIZE) {
		snprintf(text, size, "at least %llu", (unsigned long long)info->min);
	} else if (info->kind == OPTION_TIME) {
		word_time_print(min, sizeof(min), info->min);
		word_time_print(max, sizeof(max), info->max);
		snprintf(text, size, "%s to %s", min, max);
	} else if (info->kind == OPTION_COUNT) {
		snprintf(text, size, "%u to %u", (unsigned)info->min, (unsigned)info->max);
	} else if (info->kind == OPTION_AXIS && info->axis == AXIS_WORKERS) {
		snprintf(text, size, "1 to %u", AXES_WORKERS_MAX);
	} else if (info->kind == OPTION_NAME || info->kind == OPTION_TAG) {
		snprintf(text, size, "at most %u bytes", (unsigned)info->max);
	}
}

void help_option_text(char *text, size_t size, const struct option_info *info)
{
	char limits[64], preset[256];

	limits_text(limits, sizeof(limits), info);
	default_text(preset, sizeof(preset), info);
	snprintf(text, size, "%s%s%s%s%s%s%s", info->help, limits[0] || preset[0] ? " (" : "",
		 limits, limits[0] && preset[0] ? "; " : "", preset[0] ? "default " : "", preset,
		 limits[0] || preset[0] ? ")" : "");
}

static void print_option(FILE *out, const struct option_info *info)
{
	char name[64], text[512];

	snprintf(name, sizeof(name), "--%s%s%s", info->name, info->value ? "=" : "",
		 info->value ? info->value : "");
	help_option_text(text, sizeof(text), info);
	help_item(out, name, text, OPTION_COLUMN);
}

void options_help(FILE *out, enum command command)
{
	const struct command_info *what = command_info(command);
	const struct option_info *info;

	fprintf(out, "usage: contend %s%s%s [OPTION ...]\n\n", what->name, what->words ? " " : "",
		what->words ? what->words : "");
	wrap(out, what->text, 0, 0);
	for (int group = 0; group < GROUP_N; group++) {
		bool any = false;

		for (size_t i = 0; (info = option_at(i)) != NULL; i++) {
			if ((int)info->group != group || !option_is_of(info, command))
				continue;
			if (!any)
				fprintf(out, "\n%s\n", option_group_name(info->group));
			any = true;
			print_option(out, info);
		}
	}
	fputs("\nOther\n", out);
	help_item(out, "--help", "this text", OPTION_COLUMN);
	section(out, &sections[1]);
	fputs("\nExamples\n", out);
	for (const char *const *example = what->examples; *example; example++)
		fprintf(out, "  %s\n", *example);
	fputs("\nExit codes: 0 ok, 1 failed, 2 misuse, 3 could not tell, 4 slower,\n"
	      "130 interrupted.\n",
	      out);
}
