/* SPDX-License-Identifier: MIT */
/* lecture.py as a partner: started for one way of counting, asked for one trial after the other. */
#ifndef DEMO_LECTURE_H
#define DEMO_LECTURE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/partner.h"

/* The Python that runs it, and where it lies. */
struct lecture_python {
	const char *command; /* found in PATH, "python3" */
	char version[32];    /* "3.11.7" */
	char path[256];	     /* of the program, as it says itself */
	char *script;	     /* owned */
};

/* What a partner is started for. Borrowed while it lives. */
struct lecture_job {
	const char *way;
	const unsigned *pus; /* workers of them, kernel's numbers */
	unsigned workers;
	unsigned server_pu;			  /* TOPO_NONE: the way has no server */
	const volatile sig_atomic_t *interrupted; /* set by a handler; NULL: never */
};

#define LECTURE_REASON PARTNER_LINE

struct lecture {
	const struct lecture_job *job;
	struct partner partner;
};

struct lecture_trial {
	uint64_t ns; /* from the first start to the last end */
	bool shared; /* a counter was: */
	int64_t final, expected;
};

/* Looks for lecture.py, then for the first of python3, python3.14 … python3.9 in PATH that is 3.9 or later. 0, to be freed;
 * -ENOEXEC having said that there is none; -EINTR; another -errno having said why. */
int lecture_find(struct lecture_python *python, const volatile sig_atomic_t *interrupted);
void lecture_free(struct lecture_python *python); /* a zeroed struct is fine */

/* Starts it and waits until it is ready. 0; -EINTR: interrupted; -EOPNOTSUPP: the way cannot be gone here, and why is in
 * reason, of LECTURE_REASON bytes; another -errno having said why. After each of them lecture_close(). */
int lecture_open(struct lecture *lecture, const struct lecture_python *python,
		 const struct lecture_job *job, char *reason);
/* One trial of so many increments a worker. 0; -EINTR: interrupted; -errno having said why: it failed, died or hung. */
int lecture_go(struct lecture *lecture, uint64_t increments, struct lecture_trial *trial);
/* Lets it go, once its last trial is done, and does not wait. */
void lecture_dismiss(struct lecture *lecture);
/* Ends it in peace, or, where it does not go, by force with all that it has started. A zeroed struct is fine. */
void lecture_close(struct lecture *lecture);

#endif
