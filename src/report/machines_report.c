/* SPDX-License-Identifier: MIT */
/* The joined folder: tables, chart and page of several machines. */
#include "report/machines_report.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "report/fresh.h"
#include "report/joint.h"
#include "report/machines_page.h"
#include "report/machines_text.h"
#include "report/plots.h"

/* Is it empty, or made by us? 1, 0, or -errno having said why. */
static int may_be_written(const char *out)
{
	bool empty = true, ours = false, trials = false;
	DIR *const dir = opendir(out);
	const struct dirent *entry;

	if (!dir)
		return fail("%s", out);
	while ((entry = readdir(dir)) != NULL) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		empty = false;
		ours |= !strcmp(entry->d_name, "machines.csv");
		trials |= !strcmp(entry->d_name, "trials.csv");
	}
	closedir(dir);
	return empty || (ours && !trials);
}

int machines_report_check(const char *const *dirs, size_t n, const char *out)
{
	struct stat there, other;
	int may;

	if (stat(out, &there))
		return errno == ENOENT ? 0 : fail("--out=%s", out);
	if (!S_ISDIR(there.st_mode))
		return misuse("--out=%s: a file, and must be a folder or a new name", out);
	for (size_t i = 0; i < n; i++)
		if (!stat(dirs[i], &other) && there.st_dev == other.st_dev &&
		    there.st_ino == other.st_ino)
			return misuse("--out=%s: is one of the folders to be joined: give a new "
				      "name",
				      out);
	may = may_be_written(out);
	if (may)
		return may < 0 ? may : 0;
	return misuse("--out=%s: holds something else already: give a new name", out);
}

static int put_table(const char *out, const char *leaf, const struct machines *machines,
		     int (*write)(FILE *file, const struct machines *machines))
{
	struct fresh fresh;
	const int error = fresh_open(&fresh, out, leaf);

	if (error)
		return error;
	write(fresh.out, machines);
	return fresh_close(&fresh, 0);
}

static int put_page(const char *out, const struct joint *joint)
{
	struct fresh fresh;
	const int error = fresh_open(&fresh, out, "report.html");

	return error ? error : fresh_close(&fresh, machines_page(fresh.out, joint, out));
}

/* The page holds the SVG, whatever format is asked for beside it. */
static int draw(const char *out, const char *format)
{
	const char *const formats[] = { "svg", format };
	const char *const folder = plots_folder();

	plots_drop(out, "machines");
	if (!folder)
		return -ENOENT;
	for (size_t i = 0; i < 1 + !!strcmp(format, "svg"); i++) {
		switch (plots_draw(folder, "machines", out, formats[i])) {
		case GNUPLOT_FAILED:
			return -EIO;
		case GNUPLOT_ABSENT:
			warn("charts need gnuplot, which was not found: none were drawn");
			return 0;
		default:
			break;
		}
	}
	return 0;
}

/* Tables, chart, page. A chart that fails does not keep the page from being written. */
static int put_all(const char *out, const struct joint *joint, const char *format)
{
	static const struct {
		const char *leaf;
		int (*write)(FILE *file, const struct machines *machines);
	} tables[] = {
		{ "machines.csv", machines_write },
		{ "joined.csv", machines_write_joined },
		{ "machine_relations.csv", machines_write_relations },
	};
	int error = 0, drawn;

	for (size_t i = 0; !error && i < sizeof(tables) / sizeof(tables[0]); i++)
		error = put_table(out, tables[i].leaf, joint->machines, tables[i].write);
	if (error)
		return error;
	drawn = draw(out, format);
	error = put_page(out, joint);
	return error ? error : drawn;
}

int machines_report(const struct machines *machines, const char *out,
		    const struct report_options *options)
{
	struct joint joint;
	char *report = NULL;
	int error = joint_build(&joint, machines);

	if (error)
		return error;
	if (mkdir(out, 0777) && errno != EEXIST) {
		error = fail("mkdir %s", out);
		joint_free(&joint);
		return error;
	}
	error = put_all(out, &joint, options->format ? options->format : "svg");
	if (asprintf(&report, "%s/report.html", out) < 0)
		report = NULL;
	if (options->table) {
		machines_table(options->table, &joint,
			       report && !access(report, F_OK) ? report : NULL,
			       report_width(options->table));
		if (fflush(options->table) || ferror(options->table))
			error = fail("table");
	}
	free(report);
	joint_free(&joint);
	return error;
}
