/* SPDX-License-Identifier: MIT */
/* contend report: everything that is derived from a folder of results, made again. */
#include <errno.h>

#include "base/fail.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "record/trials.h"
#include "report/report.h"
#include "report/summary.h"

/* As `summary.csv` has them, which was made a moment ago. */
static int print_rows(const char *dir, bool json)
{
	struct trial_table table;
	struct summary summary;
	struct rows rows;
	int error = trial_table_read(&table, dir);

	if (error)
		return error;
	error = summary_build(&summary, &table, 0.01);
	if (error) {
		fail("%s", dir);
	} else {
		rows_open(&rows, stdout, summary_columns(), json);
		for (size_t i = 0; i < summary.n; i++)
			rows_add(&rows, &summary.rows[i]);
		rows_close(&rows);
		summary_free(&summary);
	}
	trial_table_free(&table);
	return error;
}

static int make(const struct options *options)
{
	const bool rows = options->sweep.csv || options->sweep.json;
	const struct report_options how = {
		.format = options->format,
		.table = rows ? NULL : stdout,
	};
	int error = report_make(options->words[0], &how);

	if (!error && rows)
		error = print_rows(options->words[0], options->sweep.json);
	/* A folder that is not there or not ours is bad input. */
	if (error == -ENOENT || error == -ENOTDIR || error == -EINVAL)
		return EXIT_MISUSE;
	return error ? EXIT_FAILED : EXIT_OK;
}

int report_command(int argc, char **argv)
{
	struct options options;
	int code = EXIT_MISUSE;

	if (options_parse(&options, COMMAND_REPORT, argc, argv))
		return EXIT_MISUSE;
	if (options.help) {
		options_help(stdout, COMMAND_REPORT);
		code = EXIT_OK;
	} else if (options.n_words != 1) {
		misuse("report takes one folder of results, such as results/latest");
	} else {
		code = make(&options);
	}
	options_free(&options);
	return code;
}
