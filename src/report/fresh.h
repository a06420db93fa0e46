/* SPDX-License-Identifier: MIT */
/* A file made anew under a name of its own and put in place whole: whoever reads meanwhile finds the old or the new. */
#ifndef REPORT_FRESH_H
#define REPORT_FRESH_H

#include <stdio.h>

struct fresh {
	FILE *out; /* to be written to */
	char *path, *part;
};

/* For DIR/leaf. 0, to be ended by fresh_close(); or -errno having said why. */
int fresh_open(struct fresh *fresh, const char *dir, const char *leaf);
/* Puts it in place where error is 0 and all was written, which the stream itself tells; else leaves the former file.
 * Returns error, or -errno having said what failed. */
int fresh_close(struct fresh *fresh, int error);

#endif
