/* SPDX-License-Identifier: MIT */
/* A strategy: one way for many processes to count in one place. The contract of the files beside this one. */
#ifndef STRATEGY_STRATEGY_H
#define STRATEGY_STRATEGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "strategy/counter.h"

enum kind {
	BASELINE, /* shares nothing: what the loop itself costs; lost is NA */
	LOSSY,	  /* loses updates, by its nature */
	EXACT,	  /* loses none, or it is broken */
	BOUNDED	  /* total() may be off by a stated error */
};

/* One burst: what a worker does between two looks at the clock. */
struct work {
	uint64_t ops;	/* updates and reads together; 0: a burst that does nothing */
	unsigned reads; /* of a million operations: reads of the shared counter */
	unsigned hold;	/* core cycles inside the critical section of an update, in steps of 8 */
	unsigned gap;	/* core cycles between two operations, each drawn from gap/2 .. 3/2 gap */
};

/* Who will come. group: the L3 or NUMA node of a worker, for locks that prefer neighbours. */
struct shape {
	unsigned workers, groups;
	const unsigned *group_of; /* one for each worker, below groups */
};

/* What one worker sees of the arena. Its mapping is its own: nothing in shared memory may hold a pointer. */
struct view {
	void *counter; /* zero at the start */
	void *shared;  /* shared_size() bytes, or NULL */
	void *mine; /* mine_size bytes of this worker, or NULL; worker j's are (j - worker) * stride further */
	size_t stride;
	unsigned worker;
};

/* Carried from burst to burst; private to the worker. */
struct tally {
	uint64_t last;	       /* old value of the last update */
	uint64_t run;	       /* updates since somebody else's */
	uint64_t handoffs;     /* updates that found somebody else's before them */
	uint64_t longest;      /* run */
	uint64_t retries;      /* attempts that failed, where the strategy retries */
	uint64_t reads;	       /* done */
	uint64_t torn;	       /* reads that saw a value that never was */
	uint64_t random;       /* xorshift state, not 0 */
	uint64_t phase;	       /* of the mix of reads, below a million */
	uint64_t distance[64]; /* hand-offs by log2 of the updates since my last one */
};

/* Does work->ops operations and returns how many of them were updates. */
typedef uint64_t burst_fn(const struct work *work, const struct view *view, struct tally *tally);

/* Status with which a worker leaves that finds its server gone: it has nobody left to ask. */
#define STRATEGY_SERVER_GONE 70

struct strategy {
	const char *name, *summary;
	enum kind kind;
	bool tracks;	  /* run length and hand-offs are told from the old values */
	bool local;	  /* a worker's updates touch nothing of the others' */
	unsigned workers; /* takes exactly so many; 0: any number */
	size_t (*shared_size)(const struct shape *shape); /* NULL: none */
	size_t mine_size;				  /* 0: none */
	/* On zeroed memory, before the fork. 0 or -errno. NULL: zeros will do. */
	int (*init)(void *shared, const struct shape *shape);
	/* Undoes an init() that gave 0, in the process that called it, when all others have gone. NULL: nothing to undo. */
	void (*fini)(void *shared, const struct shape *shape);
	/* What was kept, after the join. NULL: the counter's value. */
	uint64_t (*total)(enum counter_type type, const void *counter, const void *shared,
			  const struct shape *shape);
	/* The life of a server process, which answers the workers until it is killed after the last of them has left.
	 * Returning is dying. NULL: no server. Descriptors opened in init() are inherited; SIGPIPE is ignored in workers and
	 * server. It owns the count, and has it in *counter whenever it has answered. */
	int (*serve)(enum counter_type type, void *counter, void *shared,
		     const struct shape *shape);
	burst_fn *burst[COUNTER_TYPES_N]; /* NULL: this type cannot be */
};

/* The registry, in the order of listings, rows, legends and colours; NULL past its end. Hidden ones, which exist to
 * check the harness, are only found by name. */
const struct strategy *strategy_at(size_t i);
const struct strategy *strategy_find(const char *name);
/* Place in the registry, hidden ones last: a key to sort by. */
size_t strategy_rank(const struct strategy *strategy);
const char *kind_name(enum kind kind); /* "baseline", "lossy", "exact", "bounded" */

#endif
