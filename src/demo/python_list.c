/* SPDX-License-Identifier: MIT */
/* items[0] += 1 under a lock, as Python's ShareableList and Lock do it: workers on their PUs, counting for a fixed time. */
#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpu.h"
#include "base/fail.h"
#include "demo/python_ours.h"
#include "demo/stage.h"
#include "machine/bind.h"
#include "share/list.h"
#include "share/lock.h"

#define IMAGE 64  /* bytes, more than a list of one number has */
#define BURST 256 /* updates between two looks at the clock */

struct ground {
	_Alignas(CPU_BLOCK) struct lock lock;
	_Alignas(CPU_BLOCK) unsigned char image[IMAGE];
};

/* Written by its worker alone. */
struct account {
	uint64_t updates;
	int error;
};

struct scene {
	struct stage stage;
	const struct topo *topo;
	const struct cell *cell;
	uint64_t ns;
};

static int update(const struct list *list, struct lock *lock, struct list_text *text)
{
	struct item item;
	int error = lock_acquire(lock, LOCK_SEMAPHORE, LOCK_FOR_EVER);

	if (error)
		return error;
	error = list_get(list, 0, &item, text, NULL);
	if (!error) {
		item.i++;
		error = list_set(list, 0, &item, true, NULL);
	}
	lock_release(lock, LOCK_SEMAPHORE);
	return error;
}

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;
	struct ground *const ground = scene->stage.shared;
	struct account *const account = stage_slot(&scene->stage, index);
	struct list_text text = { 0 };
	struct list list = { 0 };

	account->error = bind_to(scene->topo, scene->cell->pus[index]);
	if (!account->error)
		account->error = list_open(&list, ground->image, IMAGE, NULL);
	stage_await(&scene->stage, index);
	const uint64_t until = clock_monotonic_ns() + scene->ns;

	while (!account->error && clock_monotonic_ns() < until) {
		for (unsigned i = 0; i < BURST && !account->error; i++)
			account->error = update(&list, &ground->lock, &text);
		account->updates += BURST;
		stage_step(&scene->stage, index);
	}
	list_text_free(&text);
}

/* What the workers left behind. */
static int read_account(const struct scene *scene, struct python_side *side)
{
	struct ground *const ground = scene->stage.shared;
	struct list_text text = { 0 };
	struct list list = { 0 };
	struct item item = { .kind = ITEM_NONE };
	double updates = 0;
	int error = list_open(&list, ground->image, IMAGE, NULL);

	for (unsigned i = 0; i < scene->stage.workers && !error; i++) {
		const struct account *const account = stage_slot(&scene->stage, i);

		error = account->error;
		updates += (double)account->updates;
	}
	if (!error)
		error = list_get(&list, 0, &item, &text, NULL);
	list_text_free(&text);
	const double wall_ns = (double)stage_took(&scene->stage);

	*side = (struct python_side){ .ns_per_op = wall_ns / updates,
				      .wall_ns = wall_ns,
				      .expected = updates,
				      .final = (double)item.i };
	if (error == -EXDEV) /* bound, and elsewhere: no trial */
		return -EAGAIN;
	if (!error)
		return 0;
	errno = -error;
	return fail("counting in a list");
}

int python_list_measure(const struct demo_plan *plan, const struct topo *topo,
			const struct cell *cell, uint64_t ns, struct python_side *side)
{
	static const struct item zero = { .kind = ITEM_INT, .i = 0 };
	struct scene scene = { .topo = topo, .cell = cell, .ns = ns };
	int error = stage_open(&scene.stage, plan, cell->shape.workers, sizeof(struct ground),
			       sizeof(struct account));

	if (error)
		return error;
	struct ground *const ground = scene.stage.shared;

	error = lock_init(&ground->lock, LOCK_SEMAPHORE);
	if (!error)
		error = list_encode(ground->image, IMAGE, &zero, 1, NULL);
	if (error) {
		errno = -error;
		fail("a list");
	} else {
		error = stage_error(stage_run(&scene.stage, live, &scene));
		if (!error)
			error = read_account(&scene, side);
	}
	stage_close(&scene.stage);
	return error;
}
