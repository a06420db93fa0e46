/* SPDX-License-Identifier: MIT */
/* Saved machines of others, which are not part of this project: where they lie, if they are there. */
#ifndef TESTS_SAVED_H
#define TESTS_SAVED_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Composes the path of a saved topology; false: it is not there. */
static inline bool saved_path(char *path, size_t size, const char *name)
{
	const char *const folder = getenv("CONTEND_SHARED_DATA");
	const char *const srcdir = getenv("srcdir");

	if (folder)
		snprintf(path, size, "%s/topologies/%s.xml", folder, name);
	else
		snprintf(path, size, "%s/../shared/data/topologies/%s.xml", srcdir ? srcdir : ".",
			 name);
	return access(path, R_OK) == 0;
}

#endif
