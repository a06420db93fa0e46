/* SPDX-License-Identifier: MIT */
/* All that is derived from a results folder: summary.csv, charts, report.html, and the table. */
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
#include "report/page.h"

/* host.txt, as far as the report needs it. */
struct host_facts {
	char *machine;
	char **warnings;
	size_t n;
	double seconds;
};

static void host_free(struct host_facts *host)
{
	free(host->machine);
	for (size_t i = 0; i < host->n; i++)
		free(host->warnings[i]);
	free(host->warnings);
}

/* The text after "KEY: ", or NULL. */
static const char *after(const char *line, const char *key)
{
	const size_t n = strlen(key);

	return strncmp(line, key, n) || line[n] != ':' ? NULL
						       : line + n + 1 + strspn(line + n + 1, " ");
}

static int host_line(struct host_facts *host, const char *line)
{
	const char *value = after(line, "machine");

	if (value && !host->machine) {
		host->machine = strdup(value);
		return host->machine ? 0 : -ENOMEM;
	}
	value = after(line, "seconds");
	if (value) {
		host->seconds = strtod(value, NULL);
		return 0;
	}
	value = after(line, "warning");
	if (!value)
		return 0;
	char **more = realloc(host->warnings, (host->n + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	host->warnings = more;
	more[host->n] = strdup(value);
	return more[host->n] ? (int)(host->n++, 0) : -ENOMEM;
}

/* A folder without host.txt is reported all the same. */
static int host_read(struct host_facts *host, const char *dir)
{
	char *path = NULL, *line = NULL;
	size_t size = 0;
	int result = 0;

	if (asprintf(&path, "%s/host.txt", dir) < 0)
		return -ENOMEM;
	FILE *in = fopen(path, "re");

	if (!in && errno != ENOENT)
		result = fail("%s", path);
	while (in && !result && getline(&line, &size, in) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		result = host_line(host, line);
	}
	if (in)
		fclose(in);
	free(line);
	free(path);
	return result;
}

static int summary_file(const char *dir, const struct summary *summary)
{
	char *path = NULL, *fresh = NULL;
	int result = -ENOMEM;

	if (asprintf(&path, "%s/summary.csv", dir) < 0)
		path = NULL;
	if (asprintf(&fresh, "%s/.summary.csv.part", dir) < 0)
		fresh = NULL;
	FILE *out = path && fresh ? fopen(fresh, "we") : NULL;

	if (out) {
		result = summary_write(out, summary);
		if (fclose(out) && !result)
			result = fail("%s", fresh);
		if (!result && rename(fresh, path))
			result = fail("%s", path);
		if (result)
			unlink(fresh);
	} else if (path && fresh) {
		result = fail("%s", fresh);
	}
	free(path);
	free(fresh);
	return result;
}

static unsigned width_of(FILE *out)
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

/* Summary, charts, page, table. A chart that fails does not keep the rest from being written. */
static int make(const char *dir, const struct report_options *options,
		const struct summary *summary, struct table_facts *facts)
{
	const char *format = options->format ? options->format : "svg";
	size_t drawn = 0;
	int charts, page;
	int result = summary_file(dir, summary);

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
		table_print(options->table, summary, facts, width_of(options->table), is_utf8());
		if (fflush(options->table) || ferror(options->table))
			result = fail("table");
	}
	return charts ? charts : page ? page : result;
}

int report_make(const char *dir, const struct report_options *options)
{
	struct trial_table table = { 0 };
	struct summary summary = { 0 };
	struct host_facts host = { .seconds = NAN };
	char *report = NULL;
	int result = trial_table_read(&table, dir);

	if (result)
		return result;
	result = summary_build(&summary, &table,
			       options->half_width > 0 ? options->half_width : 0.01);
	if (!result)
		result = host_read(&host, dir);
	if (!result && asprintf(&report, "%s/report.html", dir) < 0) {
		report = NULL;
		result = -ENOMEM;
	}
	if (!result) {
		struct table_facts facts = {
			.machine = host.machine ? host.machine : "machine not recorded",
			.trials = summary.trials,
			.seconds = host.seconds,
			.warnings = (const char *const *)host.warnings,
			.n_warnings = host.n,
			.report = report,
		};

		result = make(dir, options, &summary, &facts);
	}
	free(report);
	host_free(&host);
	summary_free(&summary);
	trial_table_free(&table);
	return result;
}
