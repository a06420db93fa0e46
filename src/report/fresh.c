/* SPDX-License-Identifier: MIT */
/* A file made anew under a name of its own and put in place whole. */
#include "report/fresh.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/fail.h"

int fresh_open(struct fresh *fresh, const char *dir, const char *leaf)
{
	int error = 0;

	*fresh = (struct fresh){ 0 };
	if (asprintf(&fresh->path, "%s/%s", dir, leaf) < 0)
		fresh->path = NULL;
	if (asprintf(&fresh->part, "%s/.%s.part", dir, leaf) < 0)
		fresh->part = NULL;
	if (fresh->path && fresh->part)
		fresh->out = fopen(fresh->part, "we");
	if (!fresh->out) {
		error = fail("%s", fresh->part ? fresh->part : leaf);
		free(fresh->path);
		free(fresh->part);
	}
	return error;
}

int fresh_close(struct fresh *fresh, int error)
{
	const int broken = ferror(fresh->out);

	if ((fclose(fresh->out) || broken) && !error)
		error = fail("%s", fresh->part);
	if (!error && rename(fresh->part, fresh->path))
		error = fail("%s", fresh->path);
	if (error)
		unlink(fresh->part);
	free(fresh->path);
	free(fresh->part);
	return error;
}
