/* SPDX-License-Identifier: MIT */
/* host.txt of a results folder: lines of "key: value". */
#ifndef REPORT_HOSTFILE_H
#define REPORT_HOSTFILE_H

#include <stddef.h>

struct hostfile {
	struct hostfile_line {
		char *key;
		const char *value; /* in the memory of key */
	} * lines;		   /* in the file's order; a key may be there more than once */
	size_t n;
	const char **warnings; /* values of the lines "warning", borrowed from them */
	size_t n_warnings;
};

/* Reads DIR/host.txt; a folder without one has no lines. 0 or -errno having said why. */
int hostfile_read(struct hostfile *file, const char *dir);
void hostfile_free(struct hostfile *file); /* a zeroed struct is fine */
/* The first of that key; NULL: there is none. */
const char *hostfile_value(const struct hostfile *file, const char *key);

#endif
