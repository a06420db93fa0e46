/* SPDX-License-Identifier: MIT */
/* One script of gnuplot run to its end, with a time limit and its complaint in
 * one line. */
#include "report/gnuplot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/program.h"

enum { TIME_LIMIT_MS = 60000, STATUS_NOTHING = 3 };

/* The environment with the locale in which the scripts' text is what it says:
 * elsewhere gnuplot warns of it. Borrows the strings; the array is the caller's
 * to free(). NULL: no memory. */
static char **locale_environment(void)
{
	static char locale[] = "LC_ALL=C.UTF-8";
	size_t n = 0, kept = 0;

	while (environ && environ[n])
		n++;
	char **strings = calloc(n + 2, sizeof(*strings));

	for (size_t i = 0; strings && i < n; i++)
		if (strncmp(environ[i], "LC_ALL=", strlen("LC_ALL=")))
			strings[kept++] = environ[i];
	if (strings)
		strings[kept] = locale;
	return strings;
}

/* gnuplot shows the line, a caret and then the reason: the last line that has
 * words. */
static const char *reason_of(char *said)
{
	char *reason = said;
	char *rest = said;

	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n"))
		if (strspn(line, " \t^") < strlen(line))
			reason = line;
	return *reason ? reason : "no reason given";
}

enum gnuplot_end gnuplot_run(const char *what, const char *const *arguments)
{
	char **environment = locale_environment();
	char said[2048] = "";
	int status = -ENOMEM;

	if (environment)
		status = program_run(arguments, environment, TIME_LIMIT_MS, said, sizeof(said));
	free(environment);
	switch (status) {
	case 0:
		return GNUPLOT_DONE;
	case STATUS_NOTHING:
		return GNUPLOT_NOTHING;
	case -ENOENT:
		return GNUPLOT_ABSENT;
	case -ETIMEDOUT:
		errno = ETIMEDOUT;
		fail("chart %s: gnuplot killed after %d s", what, TIME_LIMIT_MS / 1000);
		return GNUPLOT_FAILED;
	default:
		errno = status > 0 || status == -ECANCELED ? EIO : -status;
		fail("chart %s: gnuplot: %s", what, reason_of(said));
		return GNUPLOT_FAILED;
	}
}
