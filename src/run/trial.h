/* SPDX-License-Identifier: MIT */
/* A trial: one run of a cell by a fresh team in a fresh arena, from opening it to its figures. */
#ifndef RUN_TRIAL_H
#define RUN_TRIAL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/home.h"
#include "plan/plan.h"
#include "plan/server.h"

struct clock;
struct topo;
struct fault;

enum status {
	STATUS_OK,
	STATUS_LOST,	   /* failed: an exact strategy lost updates */
	STATUS_TORN,	   /* failed: a read saw a value that never was */
	STATUS_SKIPPED,	   /* not run: the strategy cannot be here, see reason */
	STATUS_MIGRATED,   /* invalid: a worker was not on its PU */
	STATUS_HOME,	   /* invalid: the counter was not on the node asked for */
	STATUS_CLOCK_JUMP, /* invalid: the clock went backwards */
	STATUS_WORKER_DIED,
	STATUS_SERVER_DIED,
	STATUS_HUNG,
	STATUS_INTERRUPTED,
	STATUS_N
};
const char *status_name(enum status status);
int status_find(const char *name); /* -1: none */
/* Invalid trials say nothing of the strategy and are repeated; failed ones close their cell. */
bool status_invalid(enum status status);
bool status_failed(enum status status);

/* Doubts about a trial that is valid all the same; bits. Names: trial_flag_name(bit). */
enum trial_flag {
	TRIAL_SKEW = 1 << 0, /* the workers' windows overlap by less than 99 % with N <= P */
	TRIAL_FREQ = 1 << 1, /* core frequency changed by more than 2 % */
	TRIAL_OVERSUBSCRIBED = 1 << 2, /* more workers than PUs */
	TRIAL_WRAPPED = 1 << 3,	       /* more updates than the type holds: lost is not known */
	TRIAL_NO_HANDOFF = 1 << 4,     /* the workers never met */
	TRIAL_PREEMPTED = 1 << 5, /* a worker waited for its PU for more than 1 % of its life */
	TRIAL_STOLEN = 1 << 6,	  /* the hypervisor took more than 1 % of the PUs' time */
	TRIAL_FLAGS_N = 7
};
const char *trial_flag_name(unsigned bit); /* "skew" for bit 0 … */

/* Cumulative counts of a worker at the first end of a burst at or after an edge of the window's slices. */
struct edge {
	uint64_t t, ops, reads, handoffs; /* t: ticks */
};

/* What a worker left behind. */
struct worker_record {
	unsigned pu;
	const struct edge *edges;		   /* slices + 1; t = 0: not reached */
	uint64_t updates, reads;		   /* of its whole life */
	uint64_t handoffs, longest, torn, retries; /* whole life */
	uint64_t distance[64];
	uint64_t burst;				 /* frozen at the start of the window */
	uint64_t left;				 /* tick at which it left the start line */
	uint64_t first;				 /* tick after its first update */
	uint64_t stalls, stall_ticks, stall_max; /* between ends of bursts; stalls_known */
	bool stalls_known;
	double core_hz_before, core_hz_after; /* NAN: unknown */
	double hold_ns, gap_ns;		      /* as achieved; NAN: none asked for */
	uint64_t cpu_ns, run_delay_ns;	      /* whole life; run_delay_known */
	bool run_delay_known;
	long nvcsw, nivcsw, minflt; /* over warm-up, window and drain */
	bool done;		    /* reached its end */
};

/* The figures of a trial. NAN: not known, not applicable. Formulas beside their computation in window.c. */
struct figures {
	double window_ns;
	double updates, reads_done; /* in the window */
	double claimed, kept, lost; /* whole life of the team */
	double lost_ppm;
	double ops_per_s, ns_per_op, kept_per_s; /* aggregate */
	double jain, jain_2ms, jain_2ms_p5, jain_20ms, min_over_max, empty_slices;
	double run_length, handoffs_per_s, longest_run, reacquire_median;
	double overlap, start_skew_ns, first_update_ns, edge_error_ppm;
	double burst_min, burst_max;
	double core_hz, core_hz_after;
	double torn, retries;
	double hold_got_ns, gap_got_ns;
	double stalls, stall_ns, stall_max_ns;
	double nvcsw, nivcsw, minflt, run_delay_ns, cpu_ns_per_op, steal_ns;
};

struct trial {
	const struct cell *cell;
	enum status status;
	unsigned flags;
	char reason[120]; /* in words, where the status is not ok */
	struct timing timing;
	unsigned slices;
	uint64_t start, w0, w1;		  /* ticks */
	uint64_t arena_offset;		  /* of the counter, bytes */
	unsigned server_pu;		  /* kernel's number; TOPO_NONE: there is no server */
	enum server_shares server_shares; /* with a worker; server_pu */
	enum home_placed home_placed;	  /* how the counter came to its node */
	unsigned home_verified;		  /* node where it was seen to lie; TOPO_NONE: not known */
	enum home_by home_by;		  /* what told so */
	uint64_t wall_ns;		  /* of all that the trial took */
	double steal_ns;		  /* of the PUs, from the kernel, in steps of 10 ms; NAN */
	struct worker_record *workers;	  /* cell->shape.workers */
	struct edge *edges;
	uint64_t kept;
	bool kept_known;
	struct figures figures;
};

/* What all trials of a sweep share. */
struct trial_setup {
	const struct topo *topo;
	const struct clock *clock;
	const volatile sig_atomic_t *interrupted; /* set by a signal handler; NULL: never */
	const struct fault *fault;		  /* for tests of the harness; NULL: none */
};

/* Runs it. seed chooses the arena's offset and the workers' random numbers. 0, with *trial to be freed, whatever its
 * status; -errno having said why: it could not be run at all (no memory, no processes). */
int trial_run(struct trial *trial, const struct cell *cell, const struct trial_setup *setup,
	      uint64_t seed);
/* Whether it has a server on a PU on which no worker is. */
bool trial_server_apart(const struct trial *trial);
void trial_free(struct trial *trial); /* a zeroed struct is fine */

#endif
