/* SPDX-License-Identifier: MIT */
/* All that is derived from a results folder: summary.csv, relations.csv, charts, report.html, and the table. */
#include "report/report.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/fail.h"
#include "record/trials.h"
#include "report/charts.h"
#include "report/fresh.h"
#include "report/hostfile.h"
#include "report/page.h"
#include "report/relations.h"

static int summary_file(const char *dir, const struct summary *summary)
{
	struct fresh fresh;
	const int error = fresh_open(&fresh, dir, "summary.csv");

	if (error)
		return error;
	summary_write(fresh.out, summary);
	return fresh_close(&fresh, 0);
}

static int relations_put(const char *dir, const struct relations *relations)
{
	struct fresh fresh;
	const int error = fresh_open(&fresh, dir, "relations.csv");

	if (error)
		return error;
	relations_write(fresh.out, relations);
	return fresh_close(&fresh, 0);
}

/* Where there are pairs whose relation is known; else what an earlier report said of others goes. */
static int relations_file(const char *dir, const struct summary *summary)
{
	struct relations relations;
	char *path = NULL;
	int error = relations_build(&relations, summary);

	if (error)
		return error;
	if (relations.n) {
		error = relations_put(dir, &relations);
	} else if (asprintf(&path, "%s/relations.csv", dir) < 0) {
		error = fail("relations.csv");
	} else {
		unlink(path);
		free(path);
	}
	relations_free(&relations);
	return error;
}

unsigned report_width(FILE *out)
{
	struct winsize size;

	if (isatty(fileno(out)) && !ioctl(fileno(out), TIOCGWINSZ, &size) && size.ws_col >= 40)
		return size.ws_col;
	return 0;
}

/* By the environment, not by setlocale(): the program's own locale stays "C", so that figures keep their point. */
static bool is_utf8(void)
{
	const locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	const bool is = locale && !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");

	if (locale)
		freelocale(locale);
	return is;
}

/* Summary, relations, charts, page, table. A chart that fails does not keep the rest from being written. */
static int make(const char *dir, const struct report_options *options,
		const struct summary *summary, struct table_facts *facts)
{
	const char *format = options->format ? options->format : "svg";
	size_t drawn = 0;
	int charts, page;
	int result = summary_file(dir, summary);

	if (!result)
		result = relations_file(dir, summary);
	if (result)
		return result;
	/* The page holds SVGs, whatever format is asked for beside it. */
	charts = charts_draw(dir, summary, "svg", &drawn);
	if (!charts && drawn && strcmp(format, "svg"))
		charts = charts_draw(dir, summary, format, &drawn);
	page = page_write(dir, summary, facts);
	if (page)
		facts->report = NULL;
	if (options->table) {
		table_print(options->table, summary, facts, report_width(options->table),
			    is_utf8());
		if (fflush(options->table) || ferror(options->table))
			result = fail("table");
	}
	return charts ? charts : page ? page : result;
}

/* With what host.txt says; a folder without it is reported all the same. */
static int make_with_facts(const char *dir, const struct report_options *options,
			   const struct summary *summary)
{
	struct hostfile host;
	char *report = NULL;
	int result = hostfile_read(&host, dir);

	if (result)
		return result;
	const char *machine = hostfile_value(&host, "machine");
	const char *seconds = hostfile_value(&host, "seconds");

	if (asprintf(&report, "%s/report.html", dir) < 0) {
		report = NULL;
		result = fail("report.html");
	} else {
		struct table_facts facts = {
			.machine = machine ? machine : "machine not recorded",
			.trials = summary->trials,
			.seconds = seconds ? strtod(seconds, NULL) : (double)NAN,
			.warnings = host.warnings,
			.n_warnings = host.n_warnings,
			.report = report,
		};

		result = make(dir, options, summary, &facts);
	}
	free(report);
	hostfile_free(&host);
	return result;
}

int report_make(const char *dir, const struct report_options *options)
{
	struct trial_table table = { 0 };
	struct summary summary = { 0 };
	int result = trial_table_read(&table, dir);

	if (result)
		return result;
	result = summary_build(&summary, &table,
			       options->half_width > 0 ? options->half_width : 0.01);
	if (!result)
		result = make_with_facts(dir, options, &summary);
	summary_free(&summary);
	trial_table_free(&table);
	return result;
}
