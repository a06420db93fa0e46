/* SPDX-License-Identifier: MIT */
/* Scramble: workers find a block by its name, not by inheritance, and swap its items. */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cpu.h"
#include "base/fail.h"
#include "demo/entries.h"
#include "demo/gate.h"
#include "demo/named.h"
#include "demo/runs.h"
#include "demo/scramble.h"
#include "demo/stage.h"
#include "demo/update.h"

#define SHOWN_MAX 100

/* What lies in the block. The items are swapped by every worker. */
struct board {
	_Alignas(CPU_BLOCK) struct lock lock;
	_Alignas(CPU_BLOCK) _Atomic int64_t items[];
};

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	const char *lock;
	struct block block; /* the parent's; the workers take only its name */
	uint64_t seed;
	FILE *out; /* where the items are shown; NULL: nowhere */
};

static int64_t load(const struct board *board, uint64_t i)
{
	/* Relaxed, as below: who needs an order has the lock. */
	return atomic_load_explicit(&board->items[i], memory_order_relaxed);
}

static void store(struct board *board, uint64_t i, int64_t item)
{
	atomic_store_explicit(&board->items[i], item, memory_order_relaxed);
}

/* Time passes twice: before each of the stores. */
static void swap(struct board *board, struct random *random, const struct demo_plan *plan)
{
	const uint64_t i = random_below(random, plan->items);
	const uint64_t j = (i + 1 + random_below(random, plan->items - 1)) % plan->items;
	const int64_t item = load(board, i);

	update_race(plan);
	store(board, i, load(board, j));
	update_race(plan);
	store(board, j, item);
}

static int swap_all(struct scene *scene, struct board *board, unsigned index)
{
	struct random random;
	struct gate gate;
	int error = gate_open(&gate, scene->lock, &board->lock, -1);

	random_seed(&random, scene->seed + index);
	for (unsigned i = 0; !error && i < scene->plan->swaps; i++) {
		update_delay(scene->plan, &random);
		error = gate_enter(&gate);
		if (error)
			break;
		swap(board, &random, scene->plan);
		error = gate_leave(&gate);
		stage_step(&scene->stage, index);
	}
	gate_close(&gate);
	return error;
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;
	struct block block;
	int error = block_attach(&block, scene->block.name);

	if (!error) {
		stage_await(&scene->stage, index);
		error = swap_all(scene, block.base, index);
	}
	if (error) {
		named_fail(error < 0 ? error : -EOWNERDEAD, scene->block.name);
		_exit(EXIT_FAILED);
	}
	block_close(&block);
}

struct scramble_account scramble_count(const int64_t *items, unsigned n)
{
	struct scramble_account account = { 0 };
	unsigned *const seen = calloc(n, sizeof(*seen));

	for (unsigned i = 0; seen && i < n; i++)
		if (items[i] >= 0 && items[i] < n)
			seen[items[i]]++;
		else
			account.foreign++;
	for (unsigned i = 0; seen && i < n; i++) {
		account.lost += !seen[i];
		account.doubled += seen[i] > 1;
	}
	account.counted = seen != NULL;
	free(seen);
	return account;
}

/* The line of the lecture. */
static void show(FILE *out, const int64_t *items, unsigned n,
		 const struct scramble_account *account)
{
	for (unsigned i = 0; i < n && i < SHOWN_MAX; i++)
		fprintf(out, "%s%lld", i ? " " : "", (long long)items[i]);
	if (n > SHOWN_MAX)
		fprintf(out, " ... (%u more)", n - SHOWN_MAX);
	fprintf(out, "     permutation of 0..%u: ", n - 1);
	if (!account->lost && !account->foreign)
		fputs("yes", out);
	else
		fprintf(out, "no: %u value%s lost, %u doubled", account->lost,
			account->lost == 1 ? "" : "s", account->doubled);
}

static int count(const struct scene *scene, struct outcome *outcome)
{
	const unsigned n = scene->plan->items;
	const struct board *const board = scene->block.base;
	int64_t *const items = calloc(n, sizeof(*items));
	struct scramble_account account;

	if (!items) {
		errno = ENOMEM;
		return fail("%u items", n);
	}
	for (unsigned i = 0; i < n; i++)
		items[i] = load(board, i);
	account = scramble_count(items, n);
	*outcome = (struct outcome){ .expected = n,
				     .final = n - account.lost,
				     .took = stage_took(&scene->stage) };
	if (scene->out)
		show(scene->out, items, n, &account);
	free(items);
	if (account.counted && !account.foreign)
		return 0;
	misuse("the items could not be counted, or hold a value that nobody stored");
	return -EIO;
}

static int once(const struct demo_plan *plan, const void *what, uint64_t seed,
		struct outcome *outcome)
{
	struct scene scene = { .plan = plan,
			       .lock = plan->no_lock ? "none" : plan->lock,
			       .seed = seed,
			       .out = (FILE *)(uintptr_t)what };
	struct board *board;
	int error = stage_open(&scene.stage, plan, plan->workers, 0, 0);

	if (error)
		return error;
	error = named_block(&scene.block, sizeof(*board) + plan->items * sizeof(board->items[0]));
	if (!error) {
		board = scene.block.base;
		for (unsigned i = 0; i < plan->items; i++)
			store(board, i, i);
		error = gate_init(&board->lock, scene.lock, scene.block.fd);
		if (!error)
			error = named_play(&scene.stage, live, &scene, &scene.block);
		block_unlink(&scene.block);
		if (!error)
			error = count(&scene, outcome);
		block_close(&scene.block);
	}
	stage_close(&scene.stage);
	return error;
}

static void remark(char *text, size_t size, const struct demo_plan *plan)
{
	char time[32];

	update_time_text(time, sizeof(time), plan->race);
	snprintf(text, size, "distinct values; %s; %s of %s twice in each swap",
		 plan->no_lock ? "no lock" : plan->lock, time,
		 plan->race_sleep ? "sleeping" : "spinning");
}

int scramble_run(const struct demo_plan *plan, FILE *out)
{
	struct runs runs = { .demo = "scramble", .way = plan->no_lock ? "none" : plan->lock };
	const bool alone = plan->runs == 1 && !plan->csv;
	int error = runs_do(&runs, plan, once, alone ? out : NULL);
	const size_t lossy = runs_lossy(&runs);
	int code = runs_code(error);
	char text[128];

	remark(text, sizeof(text), plan);
	if (!error && plan->csv) {
		runs_header(out);
		runs_rows(out, &runs);
	} else if (!error && !alone) {
		runs_print(out, &runs, text);
	} else if (!error) {
		fputs(!lossy && plan->no_lock ? " (luck, not proof)\n" : "\n", out);
	}
	if (!error && plan->no_lock)
		code = lossy ? EXIT_OK : EXIT_UNCLEAR;
	else if (!error)
		code = lossy ? EXIT_FAILED : EXIT_OK;
	runs_free(&runs);
	return code;
}
