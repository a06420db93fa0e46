/* SPDX-License-Identifier: MIT */
/* One trial: opens the arena, starts the team at a common tick, waits for its end or breaks it off, accounts. */
#include "run/trial.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/fail.h"
#include "machine/bind.h"
#include "machine/topo.h"
#include "run/arena.h"
#include "run/fault.h"
#include "run/team.h"
#include "run/usage.h"
#include "run/window.h"
#include "run/worker.h"

#define MS UINT64_C(1000000)
#define ARRIVAL_PATIENCE (5000 * MS)
#define ARRIVAL_LOOK (MS / 20)

/* The coordinator's hold on one trial. */
struct running {
	struct trial *trial;
	const struct trial_setup *setup;
	struct arena arena;
	struct team team;
	struct worker_job job;
	bool server;
};

static void end_as(struct trial *trial, enum status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The first reason stands. */
static void end_as(struct trial *trial, enum status status, const char *format, ...)
{
	va_list args;

	if (trial->status != STATUS_OK)
		return;
	trial->status = status;
	va_start(args, format);
	vsnprintf(trial->reason, sizeof(trial->reason), format, args);
	va_end(args);
}

static bool interrupted(const struct running *run)
{
	return run->setup->interrupted && *run->setup->interrupted;
}

static void live(void *context, unsigned index)
{
	const struct running *const run = context;
	const struct cell *const cell = run->trial->cell;

	signal(SIGPIPE, SIG_IGN); /* a peer that is gone is an error of the call, not a death */
	if (index < cell->shape.workers) {
		worker_live(&run->job, index);
		return;
	}
	if (bind_to(run->setup->topo, run->trial->server_pu))
		return;
	fault_strike(run->setup->fault, FAULT_SERVER, FAULT_ARRIVAL);
	cell->strategy->serve(cell->type, run->arena.counter, run->arena.shared, &cell->shape);
}

static void note_death(const struct running *run, unsigned index)
{
	struct trial *const trial = run->trial;
	const unsigned workers = trial->cell->shape.workers;
	const int status = run->team.statuses[index];

	if (index == workers)
		end_as(trial, STATUS_SERVER_DIED, "the server ended before the workers");
	else if (WIFEXITED(status) && WEXITSTATUS(status) == STRATEGY_SERVER_GONE)
		end_as(trial, STATUS_SERVER_DIED, "worker %u found its server gone", index);
	else if (WIFSIGNALED(status))
		end_as(trial, STATUS_WORKER_DIED, "worker %u: %s", index,
		       strsignal(WTERMSIG(status)));
	else
		end_as(trial, STATUS_WORKER_DIED, "worker %u left with status %d", index,
		       WEXITSTATUS(status));
}

/* A worker that has left well and says DONE is no reason to stop; anything else is. */
static bool ended_well(const struct running *run, unsigned index)
{
	struct trial *const trial = run->trial;

	if (index == trial->cell->shape.workers || !team_left_well(&run->team, index)) {
		note_death(run, index);
		return false;
	}
	struct slot *const slot = arena_slot(&run->arena, index);
	/* Acquire pairs with the worker's release. */
	const uint32_t state = atomic_load_explicit(&slot->state, memory_order_acquire);

	if (state == SLOT_UNBOUND) {
		end_as(trial, STATUS_MIGRATED, "worker %u could not be bound to PU %u: %s", index,
		       trial->cell->pus[index], strerror(-slot->error));
		return false;
	}
	if (state != SLOT_DONE)
		end_as(trial, STATUS_WORKER_DIED, "worker %u left before its end", index);
	return state == SLOT_DONE;
}

/* Until all are at the line. */
static bool gather(struct running *run)
{
	struct trial *const trial = run->trial;
	const uint64_t patience = run->setup->fault && run->setup->fault->patience_ns
					  ? run->setup->fault->patience_ns
					  : ARRIVAL_PATIENCE;
	const uint64_t deadline = clock_monotonic_ns() + patience;
	unsigned index;

	/* Acquire pairs with the workers' release. */
	while (atomic_load_explicit(&run->arena.control->arrived, memory_order_acquire) <
	       trial->cell->shape.workers) {
		const uint64_t now = clock_monotonic_ns();

		if (interrupted(run)) {
			end_as(trial, STATUS_INTERRUPTED, "interrupted");
			return false;
		}
		if (now > deadline) {
			end_as(trial, STATUS_HUNG, "not all workers came to the start");
			return false;
		}
		if (team_wait(&run->team, now + ARRIVAL_LOOK, &index) == TEAM_ENDED) {
			ended_well(run, index);
			end_as(trial, STATUS_WORKER_DIED, "worker %u left before the start", index);
			return false;
		}
	}
	return true;
}

/* Sets the common start so far ahead that all will be awake. */
static void start(struct running *run)
{
	struct trial *const trial = run->trial;
	const struct clock *const clock = run->setup->clock;
	const unsigned n = trial->cell->shape.workers;
	uint64_t lead = n * (MS / 50) > 2 * MS ? n * (MS / 50) : 2 * MS;

	if (trial->cell->distinct < n)
		lead += 2 * MS;
	trial->start = clock_ticks(clock) + clock_ticks_in(clock, (double)lead);
	trial->w0 = trial->start + clock_ticks_in(clock, (double)trial->timing.warmup);
	trial->w1 = trial->w0 + clock_ticks_in(clock, (double)trial->timing.window);
	/* Release pairs with the workers' acquire. */
	atomic_store_explicit(&run->arena.control->t_start, trial->start, memory_order_release);
	atomic_store_explicit(&run->arena.control->go, 1, memory_order_release);
	worker_futex_wake_all(&run->arena.control->go);
}

/* Sleeps until all have left, or one should not have, or the time is over. */
static void watch(struct running *run)
{
	struct trial *const trial = run->trial;
	const struct timing *const timing = &trial->timing;
	const uint64_t patience = run->setup->fault && run->setup->fault->patience_ns
					  ? run->setup->fault->patience_ns
				  : 10 * timing->window > 2000 * MS ? 10 * timing->window
								    : 2000 * MS;
	/* Past already, where a busy machine kept this process from its PU. */
	const double lead = clock_ns_until(run->setup->clock, trial->start);
	const uint64_t deadline = clock_monotonic_ns() + (uint64_t)lead + timing->warmup +
				  timing->window + timing->drain + patience;
	unsigned index, left = 0;

	while (left < trial->cell->shape.workers) {
		switch (team_wait(&run->team, deadline, &index)) {
		case TEAM_ENDED:
			if (!ended_well(run, index))
				return;
			left++;
			break;
		case TEAM_TIME:
			end_as(trial, STATUS_HUNG, "%u of %u workers did not end",
			       trial->cell->shape.workers - left, trial->cell->shape.workers);
			return;
		case TEAM_SIGNAL:
		case TEAM_EMPTY:
			break;
		}
		/* Once all have left, the trial is whole whatever was asked for meanwhile. */
		if (left < trial->cell->shape.workers && interrupted(run)) {
			end_as(trial, STATUS_INTERRUPTED, "interrupted");
			return;
		}
	}
}

/* Copies what is in the arena, and judges what the workers saw of themselves. */
static void collect(struct running *run)
{
	struct trial *const trial = run->trial;
	const struct cell *const cell = trial->cell;
	const unsigned n = cell->shape.workers, edges = trial->slices + 1;

	for (unsigned i = 0; i < n; i++) {
		const struct slot *const slot = arena_slot(&run->arena, i);

		trial->workers[i] = slot->record;
		trial->workers[i].pu = cell->pus[i];
		trial->workers[i].edges = trial->edges + (size_t)i * edges;
		memcpy(trial->edges + (size_t)i * edges, slot->edges, edges * sizeof(struct edge));
		if (slot->moved)
			end_as(trial, STATUS_MIGRATED, "worker %u was not on PU %u at the end", i,
			       cell->pus[i]);
		if (slot->clock_jumped)
			end_as(trial, STATUS_CLOCK_JUMP, "worker %u saw the clock go back", i);
	}
	trial->kept_known = trial->status == STATUS_OK || status_invalid(trial->status);
	if (trial->kept_known)
		trial->kept = cell->strategy->total
				      ? cell->strategy->total(cell->type, run->arena.counter,
							      run->arena.shared, &cell->shape)
				      : counter_read(cell->type, run->arena.counter);
}

static int run_team(struct running *run)
{
	struct trial *const trial = run->trial;
	const unsigned n = trial->cell->shape.workers;
	int error;

	run->server = trial->cell->strategy->serve != NULL;
	error = team_open(&run->team, n + run->server, live, run);
	if (error)
		return error;
	if (gather(run)) {
		start(run);
		watch(run);
	}
	if (trial->status != STATUS_OK) {
		/* Relaxed: it says stop, and hands nothing over. */
		atomic_store_explicit(&run->arena.control->abort, 1, memory_order_relaxed);
	}
	team_close(&run->team); /* kills the server, and all that should be gone */
	return 0;
}

/* A strategy that cannot be here is a row that says so, not an error. */
static int open_strategy(struct running *run)
{
	const struct cell *const cell = run->trial->cell;
	int error;

	if (!cell->strategy->init)
		return 0;
	error = cell->strategy->init(run->arena.shared, &cell->shape);
	if (error)
		end_as(run->trial, STATUS_SKIPPED, "%s cannot be set up here: %s",
		       cell->strategy->name, strerror(-error));
	return error;
}

static int allocate(struct trial *trial, unsigned n)
{
	trial->workers = calloc(n, sizeof(*trial->workers));
	trial->edges = calloc((size_t)n * (trial->slices + 1), sizeof(*trial->edges));
	if (trial->workers && trial->edges)
		return 0;
	errno = ENOMEM;
	return fail("a trial of %u workers", n);
}

/* A home that this machine cannot give is a row that says so, not an error. */
static int open_arena(struct running *run, uint64_t seed)
{
	struct trial *const trial = run->trial;
	const int error =
		arena_open(&run->arena, trial->cell, run->setup->topo, trial->slices, seed);

	if (error != -EOPNOTSUPP)
		return error;
	end_as(trial, STATUS_SKIPPED,
	       "node %u has no CPU of ours, and the kernel refuses to place memory otherwise",
	       trial->cell->home);
	window_account(trial, run->setup->clock);
	return 0;
}

/* Where the counter lay, at the start and now. */
static void look_for_home(struct running *run)
{
	struct trial *const trial = run->trial;

	arena_verify(&run->arena, run->setup->topo);
	trial->home_placed = run->arena.home_placed;
	trial->home_verified = run->arena.home_verified;
	trial->home_by = run->arena.home_by;
	if (run->arena.strayed)
		end_as(trial, STATUS_HOME, "the counter was not on node %u", trial->cell->home);
}

/* Of the workers' PUs, and of the server's where that is another. */
static double steal_ns(const struct trial *trial)
{
	const struct cell *const cell = trial->cell;
	const double workers = usage_steal_ns(cell->pus, cell->shape.workers);

	return trial_server_apart(trial) ? workers + usage_steal_ns(&trial->server_pu, 1) : workers;
}

/* Where its server sits is part of a trial from the start. */
static void place_server(struct trial *trial, const struct topo *topo)
{
	trial->server_pu = server_pu(trial->cell, topo);
	if (trial->server_pu != TOPO_NONE)
		trial->server_shares = server_shares(trial->cell, topo, trial->server_pu);
}

bool trial_server_apart(const struct trial *trial)
{
	return trial->cell->strategy->serve && trial->server_shares != SERVER_SHARED;
}

int trial_run(struct trial *trial, const struct cell *cell, const struct trial_setup *setup,
	      uint64_t seed)
{
	const uint64_t began = clock_monotonic_ns();
	struct running run = { .trial = trial, .setup = setup };
	int error;

	memset(trial, 0, sizeof(*trial));
	trial->cell = cell;
	place_server(trial, setup->topo);
	const double steal = steal_ns(trial);

	trial->timing = cell->timing;
	trial->home_verified = TOPO_NONE;
	trial->slices = trial->timing.slices;
	error = allocate(trial, cell->shape.workers);
	if (!error)
		error = open_arena(&run, seed);
	if (error || trial->status != STATUS_OK)
		goto out;
	trial->arena_offset = run.arena.counter_offset;
	run.job = (struct worker_job){ .cell = cell,
				       .setup = setup,
				       .arena = &run.arena,
				       .timing = trial->timing,
				       .seed = seed };
	if (!open_strategy(&run)) {
		error = run_team(&run);
		if (cell->strategy->fini)
			cell->strategy->fini(run.arena.shared, &cell->shape);
	}
	look_for_home(&run);
	if (!error)
		collect(&run);
	trial->steal_ns = steal_ns(trial) - steal;
	if (!error)
		window_account(trial, setup->clock);
out:
	arena_close(&run.arena);
	trial->wall_ns = clock_monotonic_ns() - began;
	if (error)
		trial_free(trial);
	return error;
}

void trial_free(struct trial *trial)
{
	free(trial->workers);
	free(trial->edges);
	trial->workers = NULL;
	trial->edges = NULL;
}
