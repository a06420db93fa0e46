/* SPDX-License-Identifier: MIT */
/* What a function says on stderr, for tests of its words. */
#ifndef TESTS_SAID_H
#define TESTS_SAID_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
	FILE *file;
	int stderr_fd;
	char text[2048];
} said;

/* From here on stderr is kept, and nothing of it shown. */
static inline void said_begin(void)
{
	fflush(stderr);
	said.file = tmpfile();
	said.stderr_fd = dup(STDERR_FILENO);
	if (!said.file || said.stderr_fd < 0 || dup2(fileno(said.file), STDERR_FILENO) < 0)
		abort();
}

/* What was said since, valid until the next said_begin(); stderr is shown again. */
static inline const char *said_end(void)
{
	size_t length;

	fflush(stderr);
	dup2(said.stderr_fd, STDERR_FILENO);
	close(said.stderr_fd);
	rewind(said.file);
	length = fread(said.text, 1, sizeof(said.text) - 1, said.file);
	said.text[length] = '\0';
	fclose(said.file);
	return said.text;
}

#endif
