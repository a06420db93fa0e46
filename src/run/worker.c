/* SPDX-License-Identifier: MIT */
/* The worker: what happens between its fork and its exit, and what it writes down. */
#include "run/worker.h"

#include <limits.h>
#include <linux/futex.h>
#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/random.h"
#include "machine/bind.h"
#include "run/fault.h"

#define BURST_MAX 65536
#define BURSTS_A_LOOK 9 /* odd: their median is one of them, and a stall or two does not count */
#define BURST_TARGET_NS 4000.0
#define SPIN_NS 1000000.0 /* before the start */
#define STALL_MIN_NS 50000.0

/* The length of a burst: a power of two, sought in the warm-up, then frozen. */
struct pace {
	uint64_t ops;
	uint64_t target;      /* ticks */
	uint64_t stall_limit; /* ticks; UINT64_MAX: not yet known */
	uint64_t seen[BURSTS_A_LOOK];
	unsigned n;
};

/* What the worker carries through its run; on its own stack. */
struct running {
	const struct worker_job *job;
	const struct clock *clock;
	struct slot *slot;
	struct control *control;
	struct view view;
	struct work work;
	struct tally tally;
	struct pace pace;
	burst_fn *burst;
	uint64_t start, w0, w1, end; /* ticks */
};

void worker_futex_wait(_Atomic uint32_t *word, uint32_t while_it_is)
{
	/* Shared: the sleepers are processes. Any error is a reason to look again. */
	syscall(SYS_futex, (void *)word, FUTEX_WAIT, while_it_is, NULL, NULL, 0);
}

void worker_futex_wake_all(_Atomic uint32_t *word)
{
	syscall(SYS_futex, (void *)word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static uint64_t median_of_look(const uint64_t *seen)
{
	uint64_t sorted[BURSTS_A_LOOK] = { 0 };

	for (unsigned i = 0; i < BURSTS_A_LOOK; i++) {
		unsigned j = i;

		for (; j && sorted[j - 1] > seen[i]; j--)
			sorted[j] = sorted[j - 1];
		sorted[j] = seen[i];
	}
	return sorted[BURSTS_A_LOOK / 2];
}

static void adapt(struct pace *pace, const struct clock *clock, uint64_t took)
{
	pace->seen[pace->n++] = took;
	if (pace->n < BURSTS_A_LOOK)
		return;
	const uint64_t median = median_of_look(pace->seen);
	const uint64_t least = clock_ticks_in(clock, STALL_MIN_NS);

	pace->n = 0;
	pace->stall_limit = 10 * median > least ? 10 * median : least;
	if (median < pace->target / 2 && pace->ops < BURST_MAX)
		pace->ops *= 2;
	else if (median > pace->target + pace->target / 2 && pace->ops > 1)
		pace->ops /= 2;
}

/* Time that this process waited for a CPU, ns; from the scheduler's own account. */
static bool read_run_delay(uint64_t *ns)
{
	FILE *file = fopen("/proc/self/schedstat", "re");
	unsigned long long ran, waited;
	const bool known = file && fscanf(file, "%llu %llu", &ran, &waited) == 2;

	if (file)
		fclose(file);
	*ns = known ? waited : 0;
	return known;
}

static uint64_t cpu_time_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

/* Faults in what the run will touch, code too: else its first updates would wait for the kernel. Changes nothing. */
static void touch(struct running *run)
{
	const volatile char *const places[] = { run->view.counter, run->view.shared,
						run->view.mine };

	for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i])
			(void)*places[i];
	run->work.ops = 0;
	run->burst(&run->work, &run->view, &run->tally);
}

/* The cycles of hold and gap, at the frequency that this core has shown. */
static unsigned cycles_in(unsigned ns, double core_hz)
{
	return (unsigned)(ns * (isnan(core_hz) ? 1e9 : core_hz) / 1e9 + 0.5);
}

static double achieved_ns(const struct clock *clock, unsigned cycles)
{
	const unsigned rounds = cycles < 1000 ? 100 : 10;
	uint64_t best = UINT64_MAX;

	if (!cycles)
		return (double)NAN;
	for (unsigned i = 0; i < 5; i++) {
		const uint64_t before = clock_ticks(clock);

		for (unsigned j = 0; j < rounds; j++)
			cpu_pause_for(cycles);
		const uint64_t took = clock_ticks(clock) - before;

		best = took < best ? took : best;
	}
	return clock_ns(clock, best) / rounds;
}

static void write_edges(struct running *run, uint64_t now, uint64_t ops, unsigned *next_edge)
{
	const unsigned slices = run->job->timing.slices;
	const uint64_t slice = (run->w1 - run->w0) / slices;

	while (*next_edge <= slices && now >= run->w0 + *next_edge * slice)
		run->slot->edges[(*next_edge)++] = (struct edge){ .t = now,
								  .ops = ops,
								  .reads = run->tally.reads,
								  .handoffs = run->tally.handoffs };
}

/* From the common start to the end: bursts, and a look at the clock after each. Two branches a burst. */
static void run_bursts(struct running *run)
{
	const struct clock *const clock = run->clock;
	struct worker_record *const record = &run->slot->record;
	const uint64_t slice = (run->w1 - run->w0) / run->job->timing.slices;
	uint64_t ops = 0, updates = 0, now, next = run->w0;
	unsigned edge = 0;

	do
		now = clock_ticks(clock);
	while (now < run->start); /* no pause: it would be the skew */
	record->left = now;
	for (;;) {
		const uint64_t before = now;

		run->work.ops = run->pace.ops;
		updates += run->burst(&run->work, &run->view, &run->tally);
		ops += run->work.ops;
		now = clock_ticks(clock);
		if (now < before)
			run->slot->clock_jumped = true;
		if (!record->first)
			record->first = now;
		if (now - before > run->pace.stall_limit && now > before) {
			record->stalls++;
			record->stall_ticks += now - before;
			if (now - before > record->stall_max)
				record->stall_max = now - before;
		}
		if (now >= next) {
			if (!edge)
				fault_strike(run->job->setup->fault, run->view.worker,
					     FAULT_WINDOW);
			write_edges(run, now, ops, &edge);
			next = edge <= run->job->timing.slices ? run->w0 + edge * slice : run->end;
			/* Relaxed: it says stop, and hands nothing over. */
			if (now >= run->end ||
			    atomic_load_explicit(&run->control->abort, memory_order_relaxed))
				break;
		} else if (now < run->w0) {
			adapt(&run->pace, clock, now - before);
		}
	}
	record->updates = updates;
}

/* Sleeps until the coordinator has set a start; false: there will be none. */
static bool await_start(struct running *run)
{
	struct control *const control = run->control;
	const struct timing *const timing = &run->job->timing;

	for (;;) {
		/* Acquire pairs with the coordinator's release. */
		run->start = atomic_load_explicit(&control->t_start, memory_order_acquire);
		if (run->start)
			break;
		/* Relaxed: it says stop, and hands nothing over. */
		if (atomic_load_explicit(&control->abort, memory_order_relaxed))
			return false;
		worker_futex_wait(&control->go,
				  0); /* not spinning: it would starve the coordinator */
	}
	run->w0 = run->start + clock_ticks_in(run->clock, (double)timing->warmup);
	run->w1 = run->w0 + clock_ticks_in(run->clock, (double)timing->window);
	run->end = run->w1 + clock_ticks_in(run->clock, (double)timing->drain);
	clock_sleep_until(run->clock, run->start - clock_ticks_in(run->clock, SPIN_NS));
	return true;
}

static void note_usage(struct worker_record *record, const struct rusage *before)
{
	struct rusage after;

	getrusage(RUSAGE_SELF, &after);
	record->nvcsw = after.ru_nvcsw - before->ru_nvcsw;
	record->nivcsw = after.ru_nivcsw - before->ru_nivcsw;
	record->minflt = after.ru_minflt - before->ru_minflt;
}

static void note_tally(struct worker_record *record, const struct running *run)
{
	const struct tally *const tally = &run->tally;

	record->reads = tally->reads;
	record->handoffs = tally->handoffs;
	record->longest = tally->longest > tally->run ? tally->longest : tally->run;
	record->torn = tally->torn;
	record->retries = tally->retries;
	for (unsigned i = 0; i < 64; i++)
		record->distance[i] = tally->distance[i];
	record->burst = run->pace.ops;
	record->stalls_known = run->pace.stall_limit != UINT64_MAX;
}

static void prepare(struct running *run, const struct worker_job *job, unsigned index)
{
	const struct cell *const cell = job->cell;
	struct random random;

	random_seed(&random, job->seed + index);
	*run = (struct running){
		.job = job,
		.clock = job->setup->clock,
		.slot = arena_slot(job->arena, index),
		.control = job->arena->control,
		.view = arena_view(job->arena, index),
		.tally = { .last = UINT64_MAX,
			   .random = random_next(&random) | 1,
			   .phase = random_below(&random, 1000000) },
		.pace = { .ops = 1, .stall_limit = UINT64_MAX },
		.burst = cell->strategy->burst[cell->type],
	};
	const double target = 200 * run->clock->cost_ns;

	run->pace.target =
		clock_ticks_in(run->clock, target > BURST_TARGET_NS ? target : BURST_TARGET_NS);
	run->slot->record.pu = cell->pus[index];
	run->slot->record.core_hz_before = clock_core_hz(run->clock);
	run->work = (struct work){
		.reads = cell->reads_ppm,
		.hold = cycles_in(cell->hold_ns, run->slot->record.core_hz_before),
		.gap = cycles_in(cell->gap_ns, run->slot->record.core_hz_before),
	};
}

void worker_live(const struct worker_job *job, unsigned index)
{
	struct slot *const slot = arena_slot(job->arena, index);
	struct control *const control = job->arena->control;
	struct worker_record *const record = &slot->record;
	struct running run;
	struct rusage usage;
	uint64_t delay_before, delay_after, cpu_before;

	slot->error = bind_to(job->setup->topo, job->cell->pus[index]);
	if (slot->error) {
		/* Release pairs with the coordinator's acquire, as all of slot->state's. */
		atomic_store_explicit(&slot->state, SLOT_UNBOUND, memory_order_release);
		return;
	}
	prepare(&run, job, index);
	touch(&run);
	fault_strike(job->setup->fault, index, FAULT_ARRIVAL);
	atomic_store_explicit(&slot->state, SLOT_ARRIVED, memory_order_release);
	/* Release pairs with the coordinator's acquire: whoever counts me sees my slot. */
	atomic_fetch_add_explicit(&control->arrived, 1, memory_order_release);
	if (!await_start(&run)) {
		atomic_store_explicit(&slot->state, SLOT_ABORTED, memory_order_release);
		return;
	}
	record->run_delay_known = read_run_delay(&delay_before);
	getrusage(RUSAGE_SELF, &usage);
	cpu_before = cpu_time_ns();
	const uint64_t spin_from = clock_ticks(run.clock);

	run_bursts(&run);

	const uint64_t spun = (uint64_t)clock_ns(run.clock, record->left - spin_from);
	const uint64_t used = cpu_time_ns() - cpu_before;

	record->cpu_ns = used > spun ? used - spun : 0;
	note_usage(record, &usage);
	slot->moved = bind_check(job->setup->topo, job->cell->pus[index]) != 0;
	record->run_delay_known = read_run_delay(&delay_after) && record->run_delay_known;
	record->run_delay_ns = delay_after - delay_before;
	note_tally(record, &run);
	record->core_hz_after = clock_core_hz(run.clock);
	record->hold_ns = achieved_ns(run.clock, run.work.hold);
	record->gap_ns = achieved_ns(run.clock, run.work.gap);
	record->done = true;
	atomic_store_explicit(&slot->state, SLOT_DONE, memory_order_release);
}
