/* SPDX-License-Identifier: MIT */
/* trials.csv read back: rows that were checked one by one and against each other. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/csv.h"
#include "base/fail.h"
#include "record/trials.h"

/* The path of the file; or NULL with *error set, having said why. */
static char *path_of(const char *dir, int *error)
{
	size_t length = strlen(dir);
	struct stat is;
	char *path;

	while (length > 1 && dir[length - 1] == '/')
		length--;
	if (stat(dir, &is) != 0) {
		*error = errno == ENOENT || errno == ENOTDIR
				 ? misuse("%s: no such folder of results", dir)
				 : fail("%s", dir);
		return NULL;
	}
	if (!S_ISDIR(is.st_mode)) {
		*error = misuse("%s: a file, and must be a folder of results", dir);
		return NULL;
	}
	if (asprintf(&path, "%.*s/trials.csv", (int)length, dir) < 0) {
		*error = fail("%s", dir);
		return NULL;
	}
	if (stat(path, &is) != 0 && errno == ENOENT) {
		*error = misuse("%s: no folder of results: it has no trials.csv", dir);
		free(path);
		return NULL;
	}
	return path;
}

static int read_header(struct columns_map *map, struct csv *csv)
{
	int got = csv_read(csv);

	if (got < 0)
		return got;
	if (got == 0)
		return misuse(csv->cut ? "%s: holds less than a header line"
				       : "%s: is empty: no trial was recorded",
			      csv->path);
	return columns_map_open(map, trial_columns(), csv);
}

static int add_row(struct trial_table *table, size_t *room, const struct trial_row *row)
{
	if (table->n == *room) {
		size_t more = *room ? 2 * *room : 64;
		struct trial_row *rows = realloc(table->rows, more * sizeof(*rows));

		if (!rows)
			return fail("trials.csv");
		table->rows = rows;
		*room = more;
	}
	table->rows[table->n++] = *row;
	return 0;
}

static int read_rows(struct trial_table *table, const struct columns_map *map, struct csv *csv)
{
	size_t room = 0;
	int got;

	for (got = csv_read(csv); got > 0; got = csv_read(csv)) {
		struct trial_row row = { .line = csv->line };
		int error = columns_read(map, csv, &row);

		if (!error)
			error = trial_row_check(&row, csv->path);
		if (!error)
			error = add_row(table, &room, &row);
		if (error)
			return error;
		table->rows[table->n - 1].storage = csv_take(csv);
	}
	if (got < 0)
		return got;
	table->cut = csv->cut;
	if (csv->cut)
		warn("%s:%lu: the last line was cut and is left out", csv->path, csv->line);
	return 0;
}

static int by_attempt(const void *a, const void *b)
{
	const struct trial_row *x = *(const struct trial_row *const *)a;
	const struct trial_row *y = *(const struct trial_row *const *)b;
	const double keys[][2] = { { x->cell, y->cell },
				   { x->block, y->block },
				   { x->repetition, y->repetition },
				   { x->attempt, y->attempt } };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i][0] < keys[i][1] || keys[i][0] > keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static bool same_attempt(const struct trial_row *x, const struct trial_row *y)
{
	return x->cell == y->cell && x->block == y->block && x->repetition == y->repetition &&
	       x->attempt == y->attempt;
}

/* The column in which two rows of one cell are of two; NULL: none. */
static const char *difference(const struct trial_row *x, const struct trial_row *y)
{
	const struct {
		const char *column, *x, *y;
	} texts[] = {
		{ "suite", x->suite, y->suite },
		{ "strategy", x->strategy, y->strategy },
		{ "kind", x->kind, y->kind },
		{ "type", x->type, y->type },
		{ "placement", x->placement, y->placement },
		{ "pus", x->pus, y->pus },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (strcmp(texts[i].x, texts[i].y) != 0)
			return texts[i].column;
	return x->workers != y->workers	      ? "workers"
	       : x->hold_ns != y->hold_ns     ? "hold_ns"
	       : x->gap_ns != y->gap_ns	      ? "gap_ns"
	       : x->reads_ppm != y->reads_ppm ? "reads_ppm"
					      : NULL;
}

/* Two rows that cannot both be: the file was edited, or two sweeps wrote into it. */
static int check_pairs(const struct trial_row *const *sorted, size_t n, const char *path)
{
	for (size_t i = 1; i < n; i++) {
		const struct trial_row *x = sorted[i - 1], *y = sorted[i];
		const char *column = x->cell == y->cell ? difference(x, y) : NULL;

		if (column)
			return misuse("%s:%lu: column %s: cell %.0f is another one on line %lu",
				      path, y->line, column, y->cell, x->line);
		if (same_attempt(x, y))
			return misuse("%s:%lu: column attempt: cell %.0f, block %.0f, "
				      "repetition %.0f, attempt %.0f is there on line %lu too",
				      path, y->line, y->cell, y->block, y->repetition, y->attempt,
				      x->line);
	}
	return 0;
}

static int check_table(const struct trial_table *table, const char *path)
{
	const struct trial_row **sorted = calloc(table->n + 1, sizeof(*sorted));
	int error;

	if (!sorted)
		return fail("%s", path);
	for (size_t i = 0; i < table->n; i++)
		sorted[i] = &table->rows[i];
	qsort(sorted, table->n, sizeof(*sorted), by_attempt);
	error = check_pairs(sorted, table->n, path);
	free(sorted);
	return error;
}

int trial_table_read(struct trial_table *table, const char *dir)
{
	struct columns_map map = { 0 };
	struct csv csv = { 0 };
	int error = 0;
	char *path = path_of(dir, &error);

	*table = (struct trial_table){ 0 };
	if (!path)
		return error;
	error = csv_open(&csv, path);
	if (!error)
		error = read_header(&map, &csv);
	if (!error)
		error = read_rows(table, &map, &csv);
	if (!error)
		error = check_table(table, path);
	columns_map_close(&map);
	csv_close(&csv);
	free(path);
	if (error)
		trial_table_free(table);
	return error;
}

void trial_table_free(struct trial_table *table)
{
	for (size_t i = 0; i < table->n; i++)
		free(table->rows[i].storage);
	free(table->rows);
	*table = (struct trial_table){ 0 };
}
