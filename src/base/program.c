/* SPDX-License-Identifier: MIT */
/* Starting by posix_spawn(), waiting by the end of what the program says. */
#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int left_ms(const struct timespec *start, int limit_ms)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	const long long gone =
		(now.tv_sec - start->tv_sec) * 1000LL + (now.tv_nsec - start->tv_nsec) / 1000000;

	return gone < limit_ms ? (int)(limit_ms - gone) : 0;
}

/* *words: what it says can be read there. 0, or the error number of the start. */
static int start(pid_t *pid, int *words, const char *const *arguments, char *const *environment)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return errno;
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
	const int error = posix_spawnp(pid, arguments[0], &actions, &attributes,
				       (char *const *)(uintptr_t)arguments,
				       environment ? environment : environ);

	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(ends[1]);
	if (error)
		close(ends[0]);
	else
		*words = ends[0];
	return error;
}

/* Reads until nobody can say more. False: the time is over. */
static bool listen_to(int words, const struct timespec *since, int limit_ms, char *said,
		      size_t size)
{
	size_t length = 0;
	bool ended = false, late = false;

	while (!ended && !late) {
		struct pollfd end = { .fd = words, .events = POLLIN };
		char bytes[512];
		const int ready = poll(&end, 1, left_ms(since, limit_ms));

		if (ready < 0 && errno == EINTR)
			continue;
		late = ready == 0;
		ended = ready < 0;
		if (ready <= 0)
			continue;
		const ssize_t got = read(words, bytes, sizeof(bytes));

		ended = got <= 0;
		for (ssize_t i = 0; i < got && length + 1 < size; i++)
			said[length++] = bytes[i];
	}
	if (size)
		said[length] = '\0';
	return !late;
}

int program_run(const char *const *arguments, char *const *environment, int limit_ms, char *said,
		size_t size)
{
	struct timespec since;
	int words = -1, status = 0;
	pid_t pid = 0;

	clock_gettime(CLOCK_MONOTONIC, &since);
	const int error = start(&pid, &words, arguments, environment);

	if (error)
		return -error;
	bool late = !listen_to(words, &since, limit_ms, said, size);

	close(words);
	/* Silence is not yet the end. */
	while (!late && waitpid(pid, &status, WNOHANG) == 0) {
		late = left_ms(&since, limit_ms) == 0;
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	}
	if (late) {
		kill(-pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		return -ETIMEDOUT;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -ECANCELED;
}
