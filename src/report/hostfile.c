/* SPDX-License-Identifier: MIT */
/* host.txt of a results folder: lines of "key: value". */
#include "report/hostfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* Takes a copy of the line; one without a colon says nothing. */
static int add_line(struct hostfile *file, const char *line)
{
	const size_t length = strcspn(line, ":");
	struct hostfile_line *more;
	char *key;

	if (!line[length])
		return 0;
	more = realloc(file->lines, (file->n + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	file->lines = more;
	key = strdup(line);
	if (!key)
		return -ENOMEM;
	key[length] = '\0';
	more[file->n++] =
		(struct hostfile_line){ .key = key,
					.value = key + length + 1 + strspn(key + length + 1, " ") };
	return 0;
}

static int collect_warnings(struct hostfile *file)
{
	file->warnings = calloc(file->n + 1, sizeof(*file->warnings));
	if (!file->warnings)
		return -ENOMEM;
	for (size_t i = 0; i < file->n; i++)
		if (!strcmp(file->lines[i].key, "warning"))
			file->warnings[file->n_warnings++] = file->lines[i].value;
	return 0;
}

int hostfile_read(struct hostfile *file, const char *dir)
{
	char *path = NULL, *line = NULL;
	size_t size = 0;
	int error = 0;

	*file = (struct hostfile){ 0 };
	if (asprintf(&path, "%s/host.txt", dir) < 0)
		return fail("host.txt");
	FILE *const in = fopen(path, "re");

	if (!in && errno != ENOENT)
		error = fail("%s", path);
	while (in && !error && getline(&line, &size, in) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		error = add_line(file, line);
	}
	if (in && !error && ferror(in))
		error = fail("%s", path);
	if (in)
		fclose(in);
	if (!error)
		error = collect_warnings(file);
	if (error == -ENOMEM) {
		errno = ENOMEM;
		fail("%s", path);
	}
	if (error)
		hostfile_free(file);
	free(line);
	free(path);
	return error;
}

void hostfile_free(struct hostfile *file)
{
	for (size_t i = 0; i < file->n; i++)
		free(file->lines[i].key);
	free(file->lines);
	free(file->warnings);
	*file = (struct hostfile){ 0 };
}

const char *hostfile_value(const struct hostfile *file, const char *key)
{
	for (size_t i = 0; i < file->n; i++)
		if (!strcmp(file->lines[i].key, key))
			return file->lines[i].value;
	return NULL;
}
