/* SPDX-License-Identifier: MIT */
/* What the kernel says in /proc, /sys and /run, read below a root that tests may move. */
#ifndef MACHINE_FILES_H
#define MACHINE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Paths are below `root` from now on (kept by reference); NULL: the machine's own. */
void files_set_root(const char *root);
/* True while the machine's own files are read. */
bool files_own(void);

/* Opens for reading; NULL: not there, or not for us. */
FILE *files_open(const char *path);
/* True if the path is there. */
bool files_exist(const char *path);
/* The first line of a file without its newline and trailing blanks, cut to size; false and "" if it cannot be read. */
bool files_line(const char *path, char *text, size_t size);
/* The same with the path composed. */
bool files_linef(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* What a folder holds, sorted, without what begins with a dot; *names and each of them the caller's to free(). None
 * where it cannot be read. 0 or -ENOMEM (*names is then to be freed all the same). */
int files_list(const char *path, char ***names, size_t *n);
/* The text after "KEY<blanks>:<blanks>" of the first line that begins so; false and "" if there is none. */
bool files_keyed(const char *path, const char *key, char *value, size_t size);

#endif
