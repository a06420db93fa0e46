/* SPDX-License-Identifier: MIT */
/* A team: processes forked together, watched through pidfds, never outliving their parent. The only place of fork. */
#ifndef RUN_TEAM_H
#define RUN_TEAM_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The life of member `index`; returning ends it with status 0. It must not call exit(). */
typedef void team_life(void *context, unsigned index);

struct team {
	unsigned n, living;
	pid_t *pids;	       /* 0: reaped */
	int *statuses;	       /* as waitpid() gives them, once reaped */
	struct pollfd *pidfds; /* fd -1: reaped */
};

enum team_event {
	TEAM_TIME,   /* the deadline has passed */
	TEAM_ENDED,  /* a member has ended and was reaped */
	TEAM_SIGNAL, /* a signal was handled meanwhile */
	TEAM_EMPTY   /* nobody is left */
};

/* Forks n members. Each has default signal handlers, dies with its parent, and leaves by _exit().
 * 0, or -errno having said why and ended those already forked. */
int team_open(struct team *team, unsigned n, team_life *life, void *context);
/* Sleeps until something happens; until: CLOCK_MONOTONIC, ns. *index: who ended. */
enum team_event team_wait(struct team *team, uint64_t until, unsigned *index);
/* True if a reaped member left of itself with status 0. */
bool team_left_well(const struct team *team, unsigned index);
/* SIGKILLs and reaps one, or all that still live. */
void team_kill_one(struct team *team, unsigned index);
void team_kill(struct team *team);
/* Kills, reaps, frees; a zeroed struct is fine. */
void team_close(struct team *team);

#endif
