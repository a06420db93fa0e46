/* SPDX-License-Identifier: MIT */
/* The ShareableList: made by one process, found by its name by others, changed, and printed as Python prints it. */
#include <errno.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fail.h"
#include "demo/entries.h"
#include "demo/named.h"
#include "demo/runs.h"
#include "demo/stage.h"
#include "demo/update.h"
#include "share/list.h"

#define COUNTER 0
#define WORD 2
#define NEW_WORD "eggs"
#define LONG_WORD "breakfast" /* a byte more than the slot of "spam" */

static const struct item items[] = {
	{ .kind = ITEM_INT, .i = 0 },
	{ .kind = ITEM_FLOAT, .d = 2.5 },
	{ .kind = ITEM_STR, .text = { "spam", 4 } },
	{ .kind = ITEM_BYTES, .text = { "x", 1 } },
	{ .kind = ITEM_BOOL, .b = true },
	{ .kind = ITEM_NONE },
};
#define ITEMS (sizeof(items) / sizeof(items[0]))

/* Written by worker 0. */
struct report {
	int word, long_word; /* what list_set() said */
};

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	struct block block; /* the parent's; the workers take only its name */
	struct report *report;
};

/* A text is changed under a lock that all who write share: the block's own file. */
static void change_word(struct scene *scene, const struct block *block, const struct list *list)
{
	const struct item word = { .kind = ITEM_STR, .text = { NEW_WORD, strlen(NEW_WORD) } };
	const struct item longer = { .kind = ITEM_STR, .text = { LONG_WORD, strlen(LONG_WORD) } };

	if (flock(block->fd, LOCK_EX)) {
		scene->report->word = -errno;
		return;
	}
	scene->report->word = list_set(list, WORD, &word, true, NULL);
	scene->report->long_word = list_set(list, WORD, &longer, true, NULL);
	flock(block->fd, LOCK_UN);
}

static void live(void *context, unsigned index)
{
	const struct item one = { .kind = ITEM_INT, .i = 1 };
	struct scene *const scene = context;
	struct random random;
	struct block block;
	struct list list;
	int error = block_attach(&block, scene->block.name);

	if (!error)
		error = list_open(&list, block.base, block.size, NULL);
	if (!error) {
		random_seed(&random, scene->plan->seed + index);
		stage_await(&scene->stage, index);
		if (!index)
			change_word(scene, &block, &list);
	}
	for (unsigned i = 0; !error && i < scene->plan->increments; i++) {
		update_delay(scene->plan, &random);
		error = list_add(&list, COUNTER, &one, NULL, NULL);
		stage_step(&scene->stage, index);
	}
	if (error) {
		named_fail(error, scene->block.name);
		_exit(EXIT_FAILED);
	}
	block_close(&block);
}

static int print(FILE *out, const char *when, const struct list *list)
{
	int error;

	fputs(when, out);
	error = list_print(out, list, false, NULL);
	fputc('\n', out);
	return error ? named_fail(error, "a list") : 0;
}

static int verdict(FILE *out, const struct scene *scene, const struct list *list)
{
	const uint64_t expected = (uint64_t)scene->plan->workers * scene->plan->increments;
	struct list_text text = { 0 };
	struct item counter, word;
	int error = list_get(list, COUNTER, &counter, &text, NULL);
	bool changed = false;

	if (error)
		return runs_code(named_fail(error, "a list"));
	error = list_get(list, WORD, &word, &text, NULL);
	if (!error)
		changed = word.kind == ITEM_STR && word.text.n == strlen(NEW_WORD) &&
			  !memcmp(word.text.bytes, NEW_WORD, word.text.n);
	list_text_free(&text);
	runs_line(out, (uint64_t)counter.i, expected, "item 0: list_add, one atomic step");
	fprintf(out, "%-39s %s\n",
		scene->report->long_word == -E2BIG ? "Text of 9 bytes: refused (E2BIG)"
						   : "Text of 9 bytes: not refused",
		"item 2 has a slot of 8 bytes for ever; its text was changed under the block's "
		"flock");
	return changed && !scene->report->word && scene->report->long_word == -E2BIG &&
			       (uint64_t)counter.i == expected
		       ? EXIT_OK
		       : EXIT_FAILED;
}

static int show(struct scene *scene, FILE *out)
{
	struct list list;
	int error = list_encode(scene->block.base, scene->block.size, items, ITEMS, NULL);

	if (!error)
		error = list_open(&list, scene->block.base, scene->block.size, NULL);
	if (error)
		return runs_code(named_fail(error, "a list"));
	error = print(out, "Before: ", &list);
	if (!error)
		error = named_play(&scene->stage, live, scene, &scene->block);
	if (!error)
		error = print(out, "After:  ", &list);
	return error ? runs_code(error) : verdict(out, scene, &list);
}

int lists_run(const struct demo_plan *plan, FILE *out)
{
	struct scene scene = { .plan = plan };
	size_t size = 0;
	int code, error = stage_open(&scene.stage, plan, plan->workers, sizeof(struct report), 0);

	if (error)
		return runs_code(error);
	scene.report = scene.stage.shared;
	error = list_size(items, ITEMS, &size, NULL);
	if (error)
		named_fail(error, "a list");
	else
		error = named_block(&scene.block, size);
	code = error ? runs_code(error) : show(&scene, out);
	if (!error)
		block_unlink(&scene.block);
	block_close(&scene.block);
	stage_close(&scene.stage);
	return code;
}
