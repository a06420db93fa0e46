/* SPDX-License-Identifier: MIT */
/* contend report: everything that is derived from a folder of results, made again; or of several machines, joined. */
#include <errno.h>

#include "base/fail.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "record/trials.h"
#include "report/machines_report.h"
#include "report/report.h"
#include "report/summary.h"

#define HALF_WIDTH 0.01

/* As `summary.csv` has them, which was made a moment ago. */
static int print_rows(const char *dir, bool json)
{
	struct trial_table table;
	struct summary summary;
	struct rows rows;
	int error = trial_table_read(&table, dir);

	if (error)
		return error;
	error = summary_build(&summary, &table, HALF_WIDTH);
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

/* As `joined.csv` has them. */
static void print_joined(const struct machines *machines, bool json)
{
	struct rows rows;

	rows_open(&rows, stdout, machines_joined_columns(), json);
	for (size_t i = 0; i < machines->n; i++) {
		const struct machine *machine = &machines->at[i];

		for (size_t j = 0; j < machine->summary.n; j++) {
			const struct joined_row row = { machine->key, machine->summary.rows[j] };

			rows_add(&rows, &row);
		}
	}
	rows_close(&rows);
}

static struct report_options how(const struct options *options)
{
	return (struct report_options){
		.format = options->format,
		.table = options->sweep.csv || options->sweep.json ? NULL : stdout,
		.half_width = HALF_WIDTH,
	};
}

static int make(const struct options *options)
{
	const bool rows = options->sweep.csv || options->sweep.json;
	const struct report_options report = how(options);
	int error = report_make(options->words[0], &report);

	if (!error && rows)
		error = print_rows(options->words[0], options->sweep.json);
	return error;
}

/* Nothing is written before all was read. */
static int join(const struct options *options)
{
	const bool rows = options->sweep.csv || options->sweep.json;
	const struct report_options report = how(options);
	const char *const out = options->sweep.out;
	struct machines machines;
	int error = machines_report_check(options->words, options->n_words, out);

	if (!error)
		error = machines_read(&machines, options->words, options->n_words, HALF_WIDTH);
	if (error)
		return error;
	error = machines_report(&machines, out, &report);
	if (!error && rows)
		print_joined(&machines, options->sweep.json);
	machines_free(&machines);
	return error;
}

/* A folder that is not there or not ours is bad input. */
static int code_of(int error)
{
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
	} else if (options.n_words < 1) {
		misuse("report takes a folder of results, such as results/latest");
	} else if (options.sweep.out) {
		code = code_of(join(&options));
	} else if (options.n_words > 1) {
		misuse("%zu folders are joined in a new one: name it with --out=DIR",
		       options.n_words);
	} else {
		code = code_of(make(&options));
	}
	options_free(&options);
	return code;
}
