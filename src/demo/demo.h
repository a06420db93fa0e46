/* SPDX-License-Identifier: MIT */
/* The lecture's demonstrations: a const table of them, what each takes, and how one is run. */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Not given: the demo's own default holds. */
#define DEMO_UNSET_COUNT UINT_MAX
#define DEMO_UNSET_TIME UINT64_MAX
#define DEMO_UNSET_SEED UINT64_MAX

/* Limits, both ends allowed. A demo may have narrower ones of its own. */
#define DEMO_WORKERS_MAX 255
#define DEMO_INCREMENTS_MAX 16000000
#define DEMO_DELAY_MAX UINT64_C(1000000000) /* ns; below the watchdog's */
#define DEMO_RACE_MAX UINT64_C(100000000)   /* ns */
#define DEMO_RUNS_MAX 10000
#define DEMO_ITEMS_MAX 10000
#define DEMO_SWAPS_MAX 1000000
#define DEMO_WATCHDOG_NS UINT64_C(2000000000) /* without a step of any worker */

/* Who shows how far a demo is that takes its time. Its functions are called in this order. */
struct demo_watch {
	void (*open)(double total_s);		     /* expected */
	void (*step)(const char *what, double done); /* what runs now; done: 0 … 1 */
	void (*block)(unsigned block, unsigned blocks, size_t rows, double done); /* has ended */
	void (*close)(void);
};

/* All that the options say. Texts are borrowed. */
struct demo_plan {
	unsigned workers, increments, rogue, items, swaps; /* DEMO_UNSET_COUNT */
	unsigned runs;					   /* DEMO_UNSET_COUNT */
	uint64_t delay, race;				   /* ns; DEMO_UNSET_TIME */
	uint64_t seed;					   /* DEMO_UNSET_SEED: 1 */
	bool race_sleep;				   /* sleep the race, do not spin it */
	bool no_lock, kill_holder, first_lost, csv;
	const char *lock;	  /* a way of updating, or NULL */
	const char *format;	  /* "text", "svg", "json", or NULL */
	const char *file;	  /* of --out, or NULL: the stream */
	const char *const *words; /* n_words, behind the demo's name */
	size_t n_words;
	const struct demo_watch *watch;		  /* NULL: nobody */
	const volatile sig_atomic_t *interrupted; /* set by a handler; NULL: never */
};
/* Nothing given. */
void demo_plan_init(struct demo_plan *plan);

/* What a demo takes, a bit each; the order is that of the words in messages. */
enum demo_use {
	DEMO_WORKERS = 1 << 0,
	DEMO_INCREMENTS = 1 << 1,
	DEMO_DELAY = 1 << 2,
	DEMO_RACE = 1 << 3, /* and --race-sleep */
	DEMO_LOCK = 1 << 4,
	DEMO_RUNS = 1 << 5,
	DEMO_SEED = 1 << 6,
	DEMO_CSV = 1 << 7,
	DEMO_ROGUE = 1 << 8,
	DEMO_ITEMS = 1 << 9,
	DEMO_SWAPS = 1 << 10,
	DEMO_NO_LOCK = 1 << 11,
	DEMO_KILL_HOLDER = 1 << 12,
	DEMO_FIRST_LOST = 1 << 13,
	DEMO_FORMAT = 1 << 14, /* and --out */
	DEMO_WORDS = 1 << 15   /* no option: words behind its name */
};

struct demo {
	const char *name;
	const char *summary; /* one line */
	unsigned takes;	     /* of enum demo_use */
	/* Defaults of what it takes. workers 0: the demo decides. */
	unsigned workers, increments, rogue, items, swaps;
	unsigned runs;			   /* 0: 1 */
	uint64_t delay, race;		   /* ns */
	const char *const *locks;	   /* up to NULL; the first is the default */
	unsigned workers_min, workers_max; /* 0: 1 and DEMO_WORKERS_MAX */
	/* With all of the plan set. An exit code (base/fail.h): 0 it came out as announced, 1 it did not or something
	 * failed, 2 misuse having said why, 3 this run could not show it, 130 interrupted. */
	int (*run)(const struct demo_plan *plan, FILE *out);
};

const struct demo *demo_at(size_t i); /* in the order of a lesson; NULL past the end */
const struct demo *demo_find(const char *name);
/* What runs where no demo is named: the short tour. Not in the table. */
const struct demo *demo_tour(void);

/* Fills in what was not given. 0, or -EINVAL having said why: an option that this demo does not take, a lock that it does
 * not know, a number out of its range. */
int demo_settle(const struct demo *demo, struct demo_plan *plan);
/* Runs it with what the plan says; demo's text goes to out, or to plan->file. An exit code as above. Nothing is left in
 * /dev/shm, no process outlives it, and none is waited for longer than the watchdog's time. */
int demo_run(const struct demo *demo, const struct demo_plan *plan, FILE *out);

#endif
