/* SPDX-License-Identifier: MIT */
/* Starting by posix_spawn(), hearing by poll() of the pipe and of the process: others may hold the pipe open after its end. */
#include "base/partner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define MS UINT64_C(1000000)
#define END_MS 1000
#define LOOK_MS 100 /* a signal between the look at its flag and poll() would be slept over */

/* 0, or the error number of the start. */
static int spawn(pid_t *pid, const char *const *arguments, int input, int output)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	int error;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	/* A group of its own: Ctrl-C is not its affair, and what it starts can be killed with it. */
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
						      POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, 0);
	posix_spawn_file_actions_adddup2(&actions, output, 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	/* posix_spawnp() takes char *const * for history's sake and changes nothing. */
	error = posix_spawnp(pid, arguments[0], &actions, &attributes,
			     (char *const *)(uintptr_t)arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error;
}

int partner_open(struct partner *partner, const char *const *arguments,
		 const volatile sig_atomic_t *interrupted)
{
	int there[2], back[2], error;

	*partner = (struct partner){
		.pidfd = -1, .words = -1, .answers = -1, .interrupted = interrupted
	};
	if (pipe2(there, O_CLOEXEC))
		return -errno;
	partner->words = there[1];
	if (pipe2(back, O_CLOEXEC)) {
		error = -errno;
		close(there[0]);
		return error;
	}
	partner->answers = back[0];
	error = spawn(&partner->pid, arguments, there[0], back[1]);
	close(there[0]);
	close(back[1]);
	if (error) {
		partner->pid = 0;
		return -error;
	}
	partner->pidfd = (int)syscall(SYS_pidfd_open, partner->pid, 0);
	return partner->pidfd < 0 ? -errno : 0;
}

int partner_say(struct partner *partner, const char *text, size_t length)
{
	const ssize_t said = write(partner->words, text, length);

	return said < 0 ? -errno : (size_t)said == length ? 0 : -EIO;
}

static bool take_line(struct partner *partner, char *line)
{
	char *const end = memchr(partner->said, '\n', partner->length);
	size_t length;

	if (!end)
		return false;
	length = (size_t)(end - partner->said);
	memcpy(line, partner->said, length);
	line[length] = '\0';
	partner->length -= length + 1;
	memmove(partner->said, end + 1, partner->length);
	return true;
}

/* 0, or -EPIPE: nobody has the pipe any more. */
static int take_bytes(struct partner *partner)
{
	const ssize_t got = read(partner->answers, partner->said + partner->length,
				 sizeof(partner->said) - partner->length);

	if (got < 0)
		return errno == EINTR ? 0 : -errno;
	partner->length += (size_t)got;
	return got ? 0 : -EPIPE;
}

/* Without reaping it: while it is there, its number belongs to nobody else. */
static void wait_for_end(const struct partner *partner, uint64_t limit_ms)
{
	const uint64_t until = clock_monotonic_ns() + limit_ms * MS;
	struct pollfd end = { .fd = partner->pidfd, .events = POLLIN };
	int ready = 0;

	while (partner->pidfd >= 0 && ready <= 0 && clock_monotonic_ns() < until)
		ready = poll(&end, 1, LOOK_MS);
}

int partner_hear(struct partner *partner, char *line, uint64_t limit_ms)
{
	const uint64_t until = clock_monotonic_ns() + limit_ms * MS;
	int error = 0;

	while (!error && !take_line(partner, line)) {
		struct pollfd ends[] = { { .fd = partner->answers, .events = POLLIN },
					 { .fd = partner->pidfd, .events = POLLIN } };
		const int ready = poll(ends, 2, LOOK_MS);

		if (partner->interrupted && *partner->interrupted)
			error = -EINTR;
		else if (partner->length == sizeof(partner->said))
			error = -EMSGSIZE;
		else if (ready > 0 && ends[0].revents)
			error = take_bytes(partner);
		else if (ready > 0)
			error = -EPIPE;
		else if (clock_monotonic_ns() > until)
			error = -ETIMEDOUT;
	}
	/* A process that ends closes its pipes first, and only then can be asked for its status. */
	if (error == -EPIPE)
		wait_for_end(partner, END_MS);
	return error;
}

int partner_signal(const struct partner *partner)
{
	siginfo_t info = { .si_code = CLD_EXITED };

	if (!partner->pid || waitid(P_PID, (id_t)partner->pid, &info, WEXITED | WNOHANG | WNOWAIT))
		return 0;
	return info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED ? info.si_status : 0;
}

void partner_dismiss(struct partner *partner)
{
	/* 0: of a zeroed struct; standard input is never ours. */
	if (partner->words > 0)
		close(partner->words);
	partner->words = -1;
}

/* Until nobody is left of its group, whose leader has been reaped. */
static void wait_for_group(pid_t group)
{
	const uint64_t until = clock_monotonic_ns() + END_MS * MS;

	while (kill(-group, 0) == 0 && clock_monotonic_ns() < until)
		nanosleep(&(struct timespec){ .tv_nsec = (long)MS }, NULL);
}

void partner_close(struct partner *partner, uint64_t leave_ms)
{
	int status = 0;

	partner_dismiss(partner);
	if (partner->pid) {
		wait_for_end(partner, leave_ms);
		/* Some of those that it has started may be there to tidy up after it. */
		kill(-partner->pid, SIGTERM);
		wait_for_end(partner, END_MS);
		kill(partner->pid, SIGKILL);
		while (waitpid(partner->pid, &status, 0) < 0 && errno == EINTR)
			;
		/* One that has left of itself has left nothing to tidy up. */
		if (!WIFEXITED(status))
			wait_for_group(partner->pid);
		kill(-partner->pid, SIGKILL);
	}
	if (partner->answers > 0)
		close(partner->answers);
	if (partner->pidfd > 0)
		close(partner->pidfd);
	memset(partner, 0, sizeof(*partner));
}
