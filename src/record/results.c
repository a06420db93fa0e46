/* SPDX-License-Identifier: MIT */
/* A results folder: made when the first trial has ended, complete after every row, known as `latest` at the end. */
#include "record/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fail.h"
#include "record/latest.h"
#include "record/reopen.h"

#define NAME_MAX_LENGTH 128
#define SAME_SECOND 99 /* folders of one name */

static int check_name(const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	const char *rest = name;

	while (*rest && (strchr(letters, *rest) || strchr("._-", *rest)))
		rest++;
	if (*rest || !*name || !strchr(letters, *name))
		return misuse("name \"%.60s\": letters, digits, '.', '_' and '-' only, "
			      "a letter or a digit first",
			      name);
	if (strlen(name) > NAME_MAX_LENGTH)
		return misuse("a name of %zu letters: at most %d", strlen(name), NAME_MAX_LENGTH);
	return 0;
}

/* As mkdir -p. */
static int make_parents(char *path)
{
	for (char *slash = path + 1;; slash++) {
		char here;
		int error;

		slash += strcspn(slash, "/");
		here = *slash;
		*slash = '\0';
		error = mkdir(path, 0777) != 0 && errno != EEXIST ? fail("mkdir %s", path) : 0;
		*slash = here;
		if (error || !here)
			return error;
	}
}

static char *without_last_slashes(const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	return strndup(path, length);
}

static int check_writable(const char *parent)
{
	struct stat is;

	if (stat(parent, &is) != 0)
		return fail("%s", parent);
	errno = ENOTDIR;
	if (!S_ISDIR(is.st_mode))
		return fail("%s", parent);
	if (faccessat(AT_FDCWD, parent, W_OK | X_OK, AT_EACCESS) != 0)
		return fail("%s: results cannot be written there", parent);
	return 0;
}

/* dir with its last part, and room for a number after it. */
static int choose_name(struct results *results, const char *name)
{
	size_t size = strlen(results->parent) + strlen(name) + 32;
	time_t now = time(NULL);
	struct tm utc;
	char stamp[20];

	results->dir = calloc(1, size);
	if (!results->dir)
		return fail("results");
	if (!gmtime_r(&now, &utc) || strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &utc) == 0)
		return fail("the time of day");
	snprintf(results->dir, size, "%s/%s-%s", results->parent, name, stamp);
	results->run = strrchr(results->dir, '/') + 1;
	return 0;
}

int results_open(struct results *results, const char *parent, const char *name)
{
	int error = check_name(name);

	*results = (struct results){ 0 };
	if (error)
		return error;
	if (!*parent)
		return misuse("a folder for results without a name");
	results->parent = without_last_slashes(parent);
	error = results->parent ? make_parents(results->parent) : fail("results");
	if (!error)
		error = check_writable(results->parent);
	if (!error)
		error = choose_name(results, name);
	if (error)
		results_free(results);
	return error;
}

/* A name that was free a moment ago need not be: mkdir() alone decides. */
static int make_folder(struct results *results)
{
	char *end = results->dir + strlen(results->dir);

	for (unsigned i = 2; mkdir(results->dir, 0777) != 0; i++) {
		if (errno != EEXIST || i > SAME_SECOND)
			return fail("mkdir %s", results->dir);
		sprintf(end, "-%u", i);
	}
	return 0;
}

static int open_file(FILE **file, const struct results *results, const char *leaf)
{
	char *path;
	int error = 0;

	if (asprintf(&path, "%s/%s", results->dir, leaf) < 0)
		return fail("%s", leaf);
	*file = fopen(path, "we");
	if (!*file)
		error = fail("%s", path);
	free(path);
	return error;
}

FILE *results_file(const struct results *results, const char *leaf)
{
	FILE *file = NULL;

	open_file(&file, results, leaf);
	return file;
}

/* Only the first error of a stream is its cause. */
static int flush(FILE *file, const char *leaf)
{
	if (!ferror(file) && fflush(file) == 0)
		return 0;
	return fail("write %s", leaf);
}

int results_file_close(FILE *file, const char *leaf)
{
	int error = flush(file, leaf);

	if (fclose(file) != 0 && !error)
		error = fail("write %s", leaf);
	return error;
}

/* So that no second sweep resumes what this one is still writing. */
static int take_lock(FILE *file, const char *dir)
{
	if (flock(fileno(file), LOCK_EX | LOCK_NB) == 0)
		return 0;
	return errno == EWOULDBLOCK ? misuse("%s: another sweep is writing there", dir)
				    : fail("flock %s/trials.csv", dir);
}

static int make(struct results *results)
{
	int error = make_folder(results);

	if (error)
		return error;
	error = open_file(&results->trials, results, "trials.csv");
	if (!error)
		error = open_file(&results->workers, results, "workers.csv");
	if (!error)
		error = take_lock(results->trials, results->dir);
	if (error)
		return error;
	columns_csv_header(results->workers, worker_columns());
	columns_csv_header(results->trials, trial_columns());
	error = flush(results->workers, "workers.csv");
	return error ? error : flush(results->trials, "trials.csv");
}

int results_make(struct results *results)
{
	if (!results->made && !results->error) {
		results->error = make(results);
		results->made = results->error == 0;
	}
	return results->error;
}

static int add(struct results *results, const struct trial *trial,
	       const struct trial_identity *identity)
{
	struct trial_text text;
	struct trial_row row;
	int error = trial_row_fill(&row, &text, trial, identity);

	if (error) {
		errno = -error;
		return fail("trials.csv");
	}
	for (unsigned i = 0; trial->workers && i < trial->cell->shape.workers; i++) {
		struct worker_row worker;

		worker_row_fill(&worker, trial, i, identity);
		columns_csv_row(results->workers, worker_columns(), &worker);
	}
	error = flush(results->workers, "workers.csv");
	if (!error) {
		columns_csv_row(results->trials, trial_columns(), &row);
		error = flush(results->trials, "trials.csv");
	}
	trial_text_free(&text);
	return error;
}

int results_add(struct results *results, const struct trial *trial,
		const struct trial_identity *identity)
{
	struct trial_identity ours = *identity;

	if (results_make(results) != 0)
		return results->error;
	ours.run = results->run;
	results->error = add(results, trial, &ours);
	return results->error;
}

static char *parent_of(const char *absolute)
{
	size_t length = (size_t)(strrchr(absolute, '/') - absolute);

	return strndup(absolute, length ? length : 1);
}

int results_reopen(struct results *results, const char *dir)
{
	int error;

	*results = (struct results){ .dir = realpath(dir, NULL) };
	if (!results->dir)
		return errno == ENOENT || errno == ENOTDIR
			       ? misuse("%s: no such folder of results", dir)
			       : fail("%s", dir);
	results->run = strrchr(results->dir, '/') + 1;
	results->parent = parent_of(results->dir);
	error = results->parent ? 0 : fail("%s", dir);
	if (!error)
		error = reopen_files(results);
	if (error)
		results_free(results);
	results->made = !error;
	return error;
}

static int close_file(FILE **file, const char *leaf, int error)
{
	int closed = 0;

	if (*file && error)
		fclose(*file);
	else if (*file)
		closed = results_file_close(*file, leaf);
	*file = NULL;
	return closed;
}

int results_close(struct results *results, bool complete)
{
	int workers = close_file(&results->workers, "workers.csv", results->error);
	int trials = close_file(&results->trials, "trials.csv", results->error);

	if (!results->error)
		results->error = workers ? workers : trials;
	if (results->error || !complete || !results->made)
		return results->error;
	return latest_set(results->parent, results->run);
}

void results_free(struct results *results)
{
	close_file(&results->workers, "workers.csv", -ECANCELED);
	close_file(&results->trials, "trials.csv", -ECANCELED);
	free(results->dir);
	free(results->parent);
	*results = (struct results){ 0 };
}
