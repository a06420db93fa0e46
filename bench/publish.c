/* SPDX-License-Identifier: MIT */
/* The live view of a sweep: written between the trials, read by whoever knows its name. */
#include "bench/publish.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/share_say.h"

int publish_open(struct publish *publish, const char *name)
{
	const struct value_plan plan = { .typecode = 'Q', .lock = LOCK_NONE, .count = 1 };
	const char *const bare = name + (*name == '/');
	char counter[NAME_MAX_BYTES + 16];
	int error;

	if (share_check_name(name))
		return -EINVAL;
	if (strlen(bare) + strlen(".counter") > NAME_MAX_BYTES)
		return misuse("--publish: %s is too long: .counter is added to it", bare);
	snprintf(counter, sizeof(counter), "%s.counter", bare);
	/* The counter first: who finds the status finds it, too. */
	error = value_create(&publish->counter, counter, &plan);
	if (error) {
		share_say("publish", counter, error, 0);
		return error;
	}
	error = board_create(&publish->board, name);
	if (error) {
		share_say("publish", bare, error, 0);
		publish_close(publish);
		return error;
	}
	publish->open = true;
	return 0;
}

static int64_t open_cells(const struct bench *bench)
{
	int64_t open = 0;

	for (size_t i = 0; i < bench->plan->n; i++)
		open += !bench->states[i].closed;
	return open;
}

static void write_status(struct bench *bench, const char *state, const char *cell, double ns,
			 double lost)
{
	if (!bench->publish.open)
		return;
	board_write(&bench->publish.board,
		    &(struct board_now){ .state = state,
					 .cell = cell,
					 .blocks = bench->block ? (int64_t)bench->block - 1 : 0,
					 .trials = (int64_t)bench->trials,
					 .open = open_cells(bench),
					 .left_s = fmax(bench->total_s - bench->done_s, 0),
					 .ns = ns,
					 .lost = lost });
}

void publish_begin(struct bench *bench, const struct cell *cell)
{
	write_status(bench, "measuring", cell->name, bench->publish.ns, bench->publish.lost);
}

void publish_end(struct bench *bench, const struct trial *trial)
{
	struct publish *const publish = &bench->publish;
	const bool known = trial->status == STATUS_OK;

	if (!publish->open || !trial->cell)
		return;
	publish->ns = known ? trial->figures.ns_per_op : (double)NAN;
	publish->lost = known ? trial->figures.lost : (double)NAN;
	value_set(&publish->counter, 0,
		  (struct scalar){ .kind = TYPECODE_UNSIGNED,
				   .u = trial->kept_known ? trial->kept : 0 });
	write_status(bench, "measuring", NULL, publish->ns, publish->lost);
}

void publish_report(struct bench *bench)
{
	write_status(bench, "reporting", "", bench->publish.ns, bench->publish.lost);
}

void publish_close(struct publish *publish)
{
	board_close(&publish->board);
	if (publish->counter.block.base)
		value_unlink(&publish->counter);
	value_close(&publish->counter);
	publish->open = false;
}
