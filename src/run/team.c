/* SPDX-License-Identifier: MIT */
/* The parent's side of a team: fork, watch, reap. It never waits for the dead, nor for the stopped. */
#include "run/team.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/descriptors.h"
#include "base/fail.h"

/* A handler of the parent's that only sets a flag would make a member deaf to the signal. */
static void reset_signals(void)
{
	const struct sigaction by_default = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int signal = 1; signal < NSIG; signal++)
		sigaction(signal, &by_default, NULL); /* fails for KILL and STOP, as it should */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void live(pid_t parent, team_life *life, void *context, unsigned index)
{
	reset_signals();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* it died before the line above */
		_exit(1);
	fail_set_hook(NULL);
	life(context, index);
	_exit(0);
}

static int fork_one(struct team *team, unsigned index, team_life *life, void *context)
{
	const pid_t parent = getpid();
	const pid_t pid = fork();

	if (pid < 0)
		return fail("fork of process %u of %u", index + 1, team->n);
	if (pid == 0)
		live(parent, life, context, index);
	team->pids[index] = pid;
	team->living++;
	team->pidfds[index].events = POLLIN;
	team->pidfds[index].fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (team->pidfds[index].fd < 0)
		return fail("pidfd_open (needs Linux 5.3)");
	return 0;
}

int team_open(struct team *team, unsigned n, team_life *life, void *context)
{
	int error = 0;

	memset(team, 0, sizeof(*team));
	team->n = n;
	team->pids = calloc(n, sizeof(*team->pids));
	team->statuses = calloc(n, sizeof(*team->statuses));
	team->pidfds = calloc(n, sizeof(*team->pidfds));
	if (!team->pids || !team->statuses || !team->pidfds) {
		errno = ENOMEM;
		error = fail("a team of %u", n);
		goto undo;
	}
	for (unsigned i = 0; i < n; i++)
		team->pidfds[i].fd = -1;
	descriptors_want(n); /* one a member */
	fflush(NULL);	     /* else a member could write the parent's buffers again */
	for (unsigned i = 0; i < n && !error; i++)
		error = fork_one(team, i, life, context);
	if (!error)
		return 0;
undo:
	team_close(team);
	return error;
}

static void reap(struct team *team, unsigned index)
{
	pid_t got;

	do
		got = waitpid(team->pids[index], &team->statuses[index], 0);
	while (got < 0 && errno == EINTR);
	if (team->pidfds[index].fd >= 0)
		close(team->pidfds[index].fd);
	team->pidfds[index].fd = -1;
	team->pids[index] = 0;
	team->living--;
}

enum team_event team_wait(struct team *team, uint64_t until, unsigned *index)
{
	if (!team->living)
		return TEAM_EMPTY;
	const uint64_t now = clock_monotonic_ns();
	const uint64_t left = until > now ? until - now : 0;
	const struct timespec timeout = { .tv_sec = (time_t)(left / 1000000000),
					  .tv_nsec = (long)(left % 1000000000) };
	const int ready = ppoll(team->pidfds, team->n, &timeout, NULL);

	if (ready < 0)
		return TEAM_SIGNAL;
	for (unsigned i = 0; ready && i < team->n; i++) {
		if (team->pidfds[i].fd < 0 || !team->pidfds[i].revents)
			continue;
		reap(team, i);
		*index = i;
		return TEAM_ENDED;
	}
	return TEAM_TIME;
}

bool team_left_well(const struct team *team, unsigned index)
{
	return !team->pids[index] && WIFEXITED(team->statuses[index]) &&
	       WEXITSTATUS(team->statuses[index]) == 0;
}

void team_kill_one(struct team *team, unsigned index)
{
	if (!team->pids[index])
		return;
	kill(team->pids[index], SIGKILL);
	reap(team, index);
}

void team_kill(struct team *team)
{
	for (unsigned i = 0; i < team->n; i++)
		if (team->pids[i])
			kill(team->pids[i], SIGKILL);
	for (unsigned i = 0; i < team->n; i++)
		team_kill_one(team, i);
}

void team_close(struct team *team)
{
	if (team->pids && team->pidfds && team->statuses)
		team_kill(team);
	free(team->pids);
	free(team->statuses);
	free(team->pidfds);
	memset(team, 0, sizeof(*team));
}
