/* SPDX-License-Identifier: MIT */
/* trials.csv and workers.csv: their columns, and how a trial fills them. */
#include "record/trials.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "machine/topo.h"
#include "strategy/strategy.h"

#define ROW(member, kind) COLUMN(trial_row, member, kind)
#define LATE(member, kind) COLUMN_LATE(trial_row, member, kind)
#define FIGURE(member, kind)                                                                       \
	{                                                                                          \
#member, kind, offsetof(struct trial_row, figures.member), false                   \
	}
#define TEXT COLUMN_TEXT
#define COUNT COLUMN_COUNT
#define REAL COLUMN_REAL

/* The order up to `flags` is promised; new columns go to the end, late. */
static const struct column trials[] = {
	ROW(schema, COUNT),
	ROW(run, TEXT),
	ROW(name, TEXT),
	ROW(tag, TEXT),
	ROW(cell, COUNT),
	ROW(suite, TEXT),
	ROW(strategy, TEXT),
	ROW(kind, TEXT),
	ROW(type, TEXT),
	ROW(workers, COUNT),
	ROW(placement, TEXT),
	ROW(pus, TEXT),
	ROW(hold_ns, COUNT),
	ROW(gap_ns, COUNT),
	ROW(reads_ppm, COUNT),
	ROW(block, COUNT),
	ROW(order, COUNT),
	ROW(repetition, COUNT),
	ROW(attempt, COUNT),
	ROW(status, TEXT),
	FIGURE(window_ns, REAL),
	FIGURE(updates, COUNT),
	FIGURE(reads_done, COUNT),
	FIGURE(claimed, COUNT),
	FIGURE(kept, COUNT),
	FIGURE(lost, COUNT),
	FIGURE(lost_ppm, REAL),
	FIGURE(ops_per_s, REAL),
	FIGURE(ns_per_op, REAL),
	FIGURE(jain, REAL),
	FIGURE(jain_2ms, REAL),
	FIGURE(run_length, REAL),
	FIGURE(handoffs_per_s, REAL),
	FIGURE(overlap, REAL),
	FIGURE(start_skew_ns, REAL),
	FIGURE(edge_error_ppm, REAL),
	FIGURE(burst_min, COUNT),
	FIGURE(burst_max, COUNT),
	FIGURE(core_hz, REAL),
	ROW(clock, TEXT),
	FIGURE(torn, COUNT),
	ROW(flags, TEXT),
	FIGURE(kept_per_s, REAL),
	FIGURE(jain_2ms_p5, REAL),
	FIGURE(jain_20ms, REAL),
	FIGURE(min_over_max, REAL),
	FIGURE(empty_slices, COUNT),
	FIGURE(longest_run, COUNT),
	FIGURE(reacquire_median, REAL),
	FIGURE(first_update_ns, REAL),
	FIGURE(core_hz_after, REAL),
	FIGURE(retries, COUNT),
	FIGURE(hold_got_ns, REAL),
	FIGURE(gap_got_ns, REAL),
	FIGURE(stalls, COUNT),
	FIGURE(stall_ns, REAL),
	FIGURE(stall_max_ns, REAL),
	FIGURE(nvcsw, COUNT),
	FIGURE(nivcsw, COUNT),
	FIGURE(minflt, COUNT),
	FIGURE(run_delay_ns, REAL),
	FIGURE(cpu_ns_per_op, REAL),
	FIGURE(steal_ns, REAL),
	ROW(clock_hz, REAL),
	ROW(clock_quantum_ns, REAL),
	ROW(warmup_ns, COUNT),
	ROW(drain_ns, COUNT),
	ROW(slices, COUNT),
	ROW(seed, TEXT),
	ROW(arena_offset, COUNT),
	ROW(wall_ns, COUNT),
	ROW(reason, TEXT),
	LATE(relation, TEXT),
	LATE(relation_depth, COUNT),
	LATE(same_node, TEXT),
	LATE(node_distance, COUNT),
	LATE(kinds, TEXT),
	LATE(nodes, TEXT),
	LATE(per_l3, COUNT),
	LATE(home, COUNT),
	LATE(home_asked, TEXT),
	LATE(home_verified, COUNT),
	LATE(home_placed, TEXT),
	LATE(home_by, TEXT),
	LATE(server_pu, COUNT),
	LATE(server_shares, TEXT),
	{ NULL, 0, 0, false },
};

#define WORKER(member, kind) COLUMN(worker_row, member, kind)

static const struct column workers[] = {
	WORKER(schema, COUNT),	      WORKER(run, TEXT),	 WORKER(cell, COUNT),
	WORKER(block, COUNT),	      WORKER(order, COUNT),	 WORKER(repetition, COUNT),
	WORKER(attempt, COUNT),	      WORKER(worker, COUNT),	 WORKER(pu, COUNT),
	WORKER(updates, COUNT),	      WORKER(reads_done, COUNT), WORKER(claimed, COUNT),
	WORKER(reads_claimed, COUNT), WORKER(handoffs, COUNT),	 WORKER(longest_run, COUNT),
	WORKER(burst, COUNT),	      WORKER(start_ns, REAL),	 WORKER(first_update_ns, REAL),
	WORKER(stalls, COUNT),	      WORKER(stall_ns, REAL),	 WORKER(stall_max_ns, REAL),
	WORKER(nvcsw, COUNT),	      WORKER(nivcsw, COUNT),	 WORKER(minflt, COUNT),
	WORKER(run_delay_ns, COUNT),  WORKER(cpu_ns, COUNT),	 WORKER(core_hz, REAL),
	WORKER(core_hz_after, REAL),  WORKER(torn, COUNT),	 WORKER(retries, COUNT),
	{ NULL, 0, 0, false },
};

const struct column *trial_columns(void)
{
	return trials;
}

const struct column *worker_columns(void)
{
	return workers;
}

static char *pus_text(const struct cell *cell)
{
	size_t size = cell->shape.workers * sizeof("4294967295") + 1;
	char *text = calloc(1, size);
	size_t length = 0;

	if (!text)
		return NULL;
	for (unsigned i = 0; i < cell->shape.workers; i++)
		length += (size_t)snprintf(text + length, size - length, "%s%u", i ? " " : "",
					   cell->pus[i]);
	return text;
}

static char *flags_text(unsigned flags)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	const char *between = "";

	if (!out)
		return NULL;
	for (unsigned bit = 0; bit < TRIAL_FLAGS_N; bit++) {
		if (!(flags & 1U << bit))
			continue;
		fprintf(out, "%s%s", between, trial_flag_name(bit));
		between = ";";
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static int text_make(struct trial_text *text, const struct trial *trial, uint64_t seed)
{
	const struct relation *const relation = &trial->cell->relation;

	*text = (struct trial_text){ .pus = pus_text(trial->cell),
				     .flags = flags_text(trial->flags) };
	if (asprintf(&text->seed, "%" PRIu64, seed) < 0)
		text->seed = NULL;
	if (asprintf(&text->kinds, "%u/%u", relation->kind_low, relation->kind_high) < 0)
		text->kinds = NULL;
	if (trial->cell->home_asked == SWEEP_HOME_LOCAL)
		text->home_asked = strdup("local");
	else if (asprintf(&text->home_asked, "%u", trial->cell->home_asked) < 0)
		text->home_asked = NULL;
	if (text->pus && text->flags && text->seed && text->kinds && text->home_asked)
		return 0;
	trial_text_free(text);
	return -ENOMEM;
}

static double or_na(unsigned value)
{
	return value == TOPO_NONE ? (double)NAN : value;
}

/* Where the workers sat and the counter lay. */
static void fill_where(struct trial_row *row, const struct trial *trial,
		       const struct trial_text *text)
{
	const struct cell *const cell = trial->cell;
	const struct relation *const relation = &cell->relation;
	const bool related = relation->name[0] != '\0';
	const bool known = related && relation->node != NODE_UNKNOWN;

	row->relation = related ? relation->name : NULL;
	row->relation_depth = related ? relation->depth : (double)NAN;
	row->same_node = !known ? NULL : relation->node == NODE_SAME ? "yes" : "no";
	row->node_distance = related ? or_na(relation->distance) : (double)NAN;
	row->kinds = related && relation->kind_low != TOPO_NONE ? text->kinds : NULL;
	row->nodes = cell->nodes && cell->nodes[0] ? cell->nodes : NULL;
	row->per_l3 = or_na(cell->per_l3);
	row->home = or_na(cell->home);
	row->home_asked = cell->home == TOPO_NONE ? NULL : text->home_asked;
	row->home_verified = or_na(trial->home_verified);
	row->home_placed = trial->home_placed ? home_placed_name(trial->home_placed) : NULL;
	row->home_by = trial->home_by ? home_by_name(trial->home_by) : NULL;
	row->server_pu = NAN;
	if (!cell->strategy->serve || trial->server_pu == TOPO_NONE)
		return;
	row->server_pu = trial->server_pu;
	row->server_shares = server_shares_name(trial->server_shares);
}

int trial_row_fill(struct trial_row *row, struct trial_text *text, const struct trial *trial,
		   const struct trial_identity *identity)
{
	const struct cell *cell = trial->cell;
	int error = text_make(text, trial, identity->seed);

	if (error)
		return error;
	*row = (struct trial_row){
		.schema = TRIALS_SCHEMA,
		.run = identity->run,
		.name = identity->name,
		.tag = identity->tag,
		.cell = cell->id,
		.suite = cell->suite,
		.strategy = cell->strategy->name,
		.kind = kind_name(cell->strategy->kind),
		.type = counter_name(cell->type),
		.workers = cell->shape.workers,
		.placement = cell->placement,
		.pus = text->pus,
		.hold_ns = cell->hold_ns,
		.gap_ns = cell->gap_ns,
		.reads_ppm = cell->reads_ppm,
		.block = identity->block,
		.order = identity->order,
		.repetition = identity->repetition,
		.attempt = identity->attempt,
		.status = status_name(trial->status),
		.figures = trial->figures,
		.clock = clock_name(identity->clock),
		.flags = text->flags,
		.clock_hz = identity->clock->hz,
		.clock_quantum_ns = identity->clock->quantum_ns,
		.warmup_ns = (double)trial->timing.warmup,
		.drain_ns = (double)trial->timing.drain,
		.slices = trial->slices,
		.seed = text->seed,
		.arena_offset = (double)trial->arena_offset,
		.wall_ns = (double)trial->wall_ns,
		.reason = trial->reason,
	};
	fill_where(row, trial, text);
	return 0;
}

void trial_text_free(struct trial_text *text)
{
	free(text->pus);
	free(text->flags);
	free(text->seed);
	free(text->kinds);
	free(text->home_asked);
	*text = (struct trial_text){ 0 };
}

static double ns_since(const struct clock *clock, uint64_t start, uint64_t tick)
{
	return tick < start || tick == 0 ? NAN : clock_ns(clock, tick - start);
}

/* A worker that died early did not reach all edges: what it did in the window is then unknown. */
static void fill_window(struct worker_row *row, const struct worker_record *worker, unsigned slices)
{
	const struct edge *first = worker->edges;
	const struct edge *last = worker->edges ? worker->edges + slices : NULL;

	row->updates = row->reads_done = NAN;
	if (!first || first->t == 0 || last->t == 0)
		return;
	row->reads_done = (double)(last->reads - first->reads);
	row->updates = (double)(last->ops - first->ops) - row->reads_done;
}

static void fill_life(struct worker_row *row, const struct worker_record *worker, bool tracks)
{
	row->claimed = (double)worker->updates;
	row->reads_claimed = (double)worker->reads;
	row->handoffs = tracks ? (double)worker->handoffs : NAN;
	row->longest_run = tracks ? (double)worker->longest : NAN;
	row->burst = (double)worker->burst;
	row->nvcsw = (double)worker->nvcsw;
	row->nivcsw = (double)worker->nivcsw;
	row->minflt = (double)worker->minflt;
	row->run_delay_ns = worker->run_delay_known ? (double)worker->run_delay_ns : NAN;
	row->cpu_ns = (double)worker->cpu_ns;
	row->core_hz = worker->core_hz_before;
	row->core_hz_after = worker->core_hz_after;
	row->torn = (double)worker->torn;
	row->retries = (double)worker->retries;
}

void worker_row_fill(struct worker_row *row, const struct trial *trial, unsigned worker,
		     const struct trial_identity *identity)
{
	const struct worker_record *record = &trial->workers[worker];
	const struct clock *clock = identity->clock;
	bool stalls = record->stalls_known;

	*row = (struct worker_row){
		.schema = TRIALS_SCHEMA,
		.run = identity->run,
		.cell = trial->cell->id,
		.block = identity->block,
		.order = identity->order,
		.repetition = identity->repetition,
		.attempt = identity->attempt,
		.worker = worker,
		.pu = record->pu,
		.start_ns = ns_since(clock, trial->start, record->left),
		.first_update_ns = ns_since(clock, trial->start, record->first),
		.stalls = stalls ? (double)record->stalls : NAN,
		.stall_ns = stalls ? clock_ns(clock, record->stall_ticks) : NAN,
		.stall_max_ns = stalls ? clock_ns(clock, record->stall_max) : NAN,
	};
	fill_window(row, record, trial->slices);
	fill_life(row, record, trial->cell->strategy->tracks);
}
