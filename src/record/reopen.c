/* SPDX-License-Identifier: MIT */
/* The two CSV files of an interrupted sweep made ready to be continued. */
#include "record/reopen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/fail.h"

/* Rows are appended as this program writes them, so the header must be its own, to the letter. */
static int check_header(struct csv *csv, const struct column *columns)
{
	int got = csv_read(csv);
	size_t n = 0;

	if (got < 0)
		return got;
	while (n < csv->n && columns[n].name && strcmp(columns[n].name, csv->fields[n]) == 0)
		n++;
	if (got == 0 || columns[n].name || n != csv->n)
		return misuse("%s: its columns are not this version's: it cannot be resumed",
			      csv->path);
	return 0;
}

static bool same_trial(const struct worker_row *worker, const struct trial_row *trial)
{
	return worker->cell == trial->cell && worker->block == trial->block &&
	       worker->repetition == trial->repetition && worker->attempt == trial->attempt;
}

/* The workers' rows stand in the order of the trials, each before its trial's: those of a trial that never got its own
 * row are the last ones, and go. */
static int find_workers_end(uint64_t *end, struct csv *csv, const struct trial_table *table)
{
	struct columns_map map;
	int error = columns_map_open(&map, worker_columns(), csv);
	size_t trial = 0;
	int got = 0;

	*end = csv->end;
	while (!error) {
		struct worker_row row;

		got = csv_read(csv);
		if (got <= 0)
			break;
		error = columns_read(&map, csv, &row);
		while (!error && trial < table->n && !same_trial(&row, &table->rows[trial]))
			trial++;
		if (error || trial == table->n)
			break;
		*end = csv->end;
	}
	columns_map_close(&map);
	return error ? error : got < 0 ? got : 0;
}

static int find_trials_end(uint64_t *end, struct csv *csv)
{
	int got;

	do
		got = csv_read(csv);
	while (got > 0);
	*end = csv->end;
	return got;
}

/* For appending. Locked before it is read, so that nobody else writes what is then not seen. */
static int open_locked(FILE **file, const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd < 0)
		return fail("%s", path);
	*file = fdopen(fd, "a");
	if (!*file) {
		int error = fail("%s", path);

		close(fd);
		return error;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return errno == EWOULDBLOCK ? misuse("%s: another sweep is writing there", path)
				    : fail("flock %s", path);
}

/* Returns how many bytes went, or -errno having said why. */
static long long cut_after(FILE *file, const char *path, uint64_t end)
{
	struct stat is;

	if (fstat(fileno(file), &is) != 0)
		return fail("%s", path);
	if ((uint64_t)is.st_size == end)
		return 0;
	if (ftruncate(fileno(file), (off_t)end) != 0)
		return fail("ftruncate %s", path);
	return (long long)is.st_size - (long long)end;
}

/* That a line of it was cut has been said by trial_table_read(). */
static int continue_trials(const struct results *results, const char *path)
{
	struct csv csv = { 0 };
	uint64_t end = 0;
	long long gone = 0;
	int error = csv_open(&csv, path);

	if (!error)
		error = check_header(&csv, trial_columns());
	if (!error)
		error = find_trials_end(&end, &csv);
	if (!error)
		gone = cut_after(results->trials, path, end);
	csv_close(&csv);
	return error ? error : gone < 0 ? (int)gone : 0;
}

static int continue_workers(const struct results *results, const char *path,
			    const struct trial_table *table)
{
	struct csv csv = { 0 };
	uint64_t end = 0;
	long long gone = 0;
	int error = csv_open(&csv, path);

	if (!error)
		error = check_header(&csv, worker_columns());
	if (!error)
		error = find_workers_end(&end, &csv, table);
	if (!error)
		gone = cut_after(results->workers, path, end);
	if (gone > 0)
		warn("%s: its last %lld bytes are of a trial that has no row, and left out", path,
		     gone);
	csv_close(&csv);
	return error ? error : gone < 0 ? (int)gone : 0;
}

int reopen_files(struct results *results)
{
	struct trial_table table = { 0 };
	char *trials = NULL, *workers = NULL;
	int error = 0;

	if (asprintf(&trials, "%s/trials.csv", results->dir) < 0)
		trials = NULL;
	if (asprintf(&workers, "%s/workers.csv", results->dir) < 0)
		workers = NULL;
	if (!trials || !workers) {
		errno = ENOMEM;
		error = fail("%s", results->dir);
	}
	if (!error && access(trials, F_OK) != 0)
		error = misuse("%s: no folder of results: it has no trials.csv", results->dir);
	if (!error)
		error = open_locked(&results->trials, trials);
	if (!error)
		error = trial_table_read(&table, results->dir);
	if (!error)
		error = open_locked(&results->workers, workers);
	if (!error)
		error = continue_trials(results, trials);
	if (!error)
		error = continue_workers(results, workers, &table);
	trial_table_free(&table);
	free(trials);
	free(workers);
	return error;
}
