/* SPDX-License-Identifier: MIT */
/* Reading of the kernel's small text files. */
#include "machine/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 512

static const char *files_root;

void files_set_root(const char *root)
{
	files_root = root;
}

bool files_own(void)
{
	return !files_root;
}

static bool path_below(char *full, const char *path)
{
	int length = snprintf(full, PATH_SIZE, "%s%s", files_root ? files_root : "", path);

	return length > 0 && length < PATH_SIZE;
}

FILE *files_open(const char *path)
{
	char full[PATH_SIZE];

	return path_below(full, path) ? fopen(full, "re") : NULL;
}

bool files_exist(const char *path)
{
	char full[PATH_SIZE];

	return path_below(full, path) && access(full, F_OK) == 0;
}

bool files_line(const char *path, char *text, size_t size)
{
	FILE *file = files_open(path);
	size_t length;
	bool found;

	text[0] = '\0';
	if (!file)
		return false;
	found = fgets(text, (int)size, file) != NULL;
	/* A file may be there and empty (isolated); a read may fail (EPERM, EINVAL). */
	if (!found && ferror(file)) {
		fclose(file);
		return false;
	}
	fclose(file);
	length = found ? strcspn(text, "\n") : 0;
	while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	text[length] = '\0';
	return true;
}

bool files_linef(char *text, size_t size, const char *format, ...)
{
	char path[PATH_SIZE];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	text[0] = '\0';
	return length > 0 && length < (int)sizeof(path) && files_line(path, text, size);
}

static int by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int append(char ***names, size_t *n, const char *name)
{
	char **const more = realloc(*names, (*n + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	*names = more;
	more[*n] = strdup(name);
	if (!more[*n])
		return -ENOMEM;
	++*n;
	return 0;
}

int files_list(const char *path, char ***names, size_t *n)
{
	char full[PATH_SIZE];
	DIR *const folder = path_below(full, path) ? opendir(full) : NULL;
	const struct dirent *entry;
	int error = 0;

	*names = NULL;
	*n = 0;
	while (folder && !error) {
		entry = readdir(folder);
		if (!entry)
			break;
		if (entry->d_name[0] != '.')
			error = append(names, n, entry->d_name);
	}
	if (folder)
		closedir(folder);
	if (*n)
		qsort(*names, *n, sizeof(**names), by_name);
	return error;
}

bool files_keyed(const char *path, const char *key, char *value, size_t size)
{
	FILE *const in = files_open(path);
	const size_t length = strlen(key);
	char line[4096];
	bool found = false;

	value[0] = '\0';
	while (in && !found && fgets(line, sizeof(line), in)) {
		const char *const colon = strchr(line, ':');

		if (!colon || strncmp(line, key, length) ||
		    strspn(line + length, " \t") != (size_t)(colon - line) - length)
			continue;
		snprintf(value, size, "%s", colon + 1 + strspn(colon + 1, " \t"));
		value[strcspn(value, "\n")] = '\0';
		found = true;
	}
	if (in)
		fclose(in);
	return found;
}
