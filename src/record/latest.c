/* SPDX-License-Identifier: MIT */
/* PARENT/latest: a link to the newest complete results. */
#include "record/latest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"

int latest_set(const char *parent, const char *run)
{
	char *link = NULL, *next = NULL;
	struct stat is;
	int error = 0;

	if (asprintf(&link, "%s/latest", parent) < 0)
		link = NULL;
	if (asprintf(&next, "%s/.latest-%ld", parent, (long)getpid()) < 0)
		next = NULL;
	if (!link || !next) {
		errno = ENOMEM;
		error = fail("latest");
	} else if (lstat(link, &is) == 0 && !S_ISLNK(is.st_mode)) {
		errno = EEXIST;
		error = fail("%s: no link of ours, left as it is", link);
	} else if (symlink(run, next) != 0) {
		error = fail("symlink %s", next);
	} else if (rename(next, link) != 0) {
		error = fail("rename %s", link);
		unlink(next);
	}
	free(link);
	free(next);
	return error;
}
