/* SPDX-License-Identifier: MIT */
/* Files, folders and golden rows for the tests of what reads and writes CSV. */
#ifndef TESTS_ROWS_H
#define TESTS_ROWS_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All of a file, with a NUL after it; the caller's to free. */
static inline char *rows_slurp(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;
	ssize_t length;

	if (!file)
		return NULL;
	length = getdelim(&text, &size, EOF, file); /* no NUL in what is read so */
	fclose(file);
	if (length < 0 && text)
		text[0] = '\0';
	return text;
}

static inline void rows_spill(const char *path, const char *text, size_t length)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(text, 1, length, file) != length || fclose(file) != 0)
		abort();
}

/* Of tests/golden/results; valid until the next call. */
static inline const char *rows_golden(const char *leaf)
{
	static char path[1024];
	const char *folder = getenv("srcdir");

	snprintf(path, sizeof(path), "%s/tests/golden/results%s%s", folder ? folder : ".",
		 *leaf ? "/" : "", leaf);
	return path;
}

static inline char *rows_path(const char *folder, const char *leaf)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, leaf) < 0)
		abort();
	return path;
}

/* An empty folder of the test's own; the caller's to rows_remove(). */
static inline char *rows_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	char *path = rows_path(tmp ? tmp : "/tmp", "contend-test-XXXXXX");

	if (!mkdtemp(path))
		abort();
	return path;
}

static inline int rows_remove_one(const char *path, const struct stat *is, int kind,
				  struct FTW *walk)
{
	(void)is;
	(void)kind;
	(void)walk;
	return remove(path);
}

static inline void rows_remove(char *folder)
{
	nftw(folder, rows_remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(folder);
}

static inline size_t rows_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

#endif
