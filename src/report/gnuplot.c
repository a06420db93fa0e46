/* SPDX-License-Identifier: MIT */
/* One script of gnuplot run to its end, with a time limit and its complaint in one line. */
#include "report/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fail.h"

enum { TIME_LIMIT_MS = 60000, STATUS_NOTHING = 3 };

static int left_ms(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	const long long gone =
		(now.tv_sec - start->tv_sec) * 1000LL + (now.tv_nsec - start->tv_nsec) / 1000000;

	return gone < TIME_LIMIT_MS ? (int)(TIME_LIMIT_MS - gone) : 0;
}

/* The environment with the locale in which the scripts' text is what it says: elsewhere gnuplot warns of it. Borrows the
 * strings; the array is the caller's to free(). NULL: no memory. */
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

/* Starts gnuplot with what it says coming through *words. 0, or the error number of the start. */
static int gnuplot_start(pid_t *pid, int *words, const char *const *arguments)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	char **strings = locale_environment();
	int ends[2];

	if (!strings)
		return ENOMEM;
	if (pipe2(ends, O_CLOEXEC)) {
		free(strings);
		return errno;
	}
	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	/* A group of its own, so that what it starts can be killed with it. */
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
						      POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
	/* posix_spawnp() takes char *const * for history's sake and changes nothing. */
	const int error = posix_spawnp(pid, "gnuplot", &actions, &attributes,
				       (char *const *)(uintptr_t)arguments, strings);

	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	free(strings);
	close(ends[1]);
	if (error)
		close(ends[0]);
	else
		*words = ends[0];
	return error;
}

/* Waits for its end, keeping the first bytes of what it says. Its status as of waitpid(), or -ETIMEDOUT once killed. */
static int gnuplot_wait(pid_t pid, int words, char *said, size_t size)
{
	struct timespec start;
	size_t length = 0;
	bool late = false;
	int status = 0;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		struct pollfd end = { .fd = words, .events = POLLIN };
		char bytes[512];
		const int ready = poll(&end, 1, left_ms(&start));

		if (ready < 0 && errno == EINTR)
			continue;
		late = ready == 0;
		if (ready <= 0)
			break;
		const ssize_t got = read(words, bytes, sizeof(bytes));

		if (got <= 0)
			break;
		for (ssize_t i = 0; i < got && length + 1 < size; i++)
			said[length++] = bytes[i];
	}
	said[length] = '\0';
	close(words);
	/* Silence is not yet the end. */
	while (!late && waitpid(pid, &status, WNOHANG) == 0) {
		late = left_ms(&start) == 0;
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	}
	if (late) {
		kill(-pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	return late ? -ETIMEDOUT : status;
}

/* gnuplot shows the line, a caret and then the reason: the last line that has words. */
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
	char said[2048] = "";
	int words = -1;
	pid_t pid = 0;
	const int error = gnuplot_start(&pid, &words, arguments);

	if (error == ENOENT)
		return GNUPLOT_ABSENT;
	if (error) {
		errno = error;
		fail("gnuplot");
		return GNUPLOT_FAILED;
	}
	const int status = gnuplot_wait(pid, words, said, sizeof(said));

	if (status == 0)
		return GNUPLOT_DONE;
	if (status > 0 && WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NOTHING)
		return GNUPLOT_NOTHING;
	errno = status < 0 ? -status : EIO;
	if (status < 0)
		fail("chart %s: gnuplot killed after %d s", what, TIME_LIMIT_MS / 1000);
	else
		fail("chart %s: gnuplot: %s", what, reason_of(said));
	return GNUPLOT_FAILED;
}
