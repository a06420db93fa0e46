/* SPDX-License-Identifier: MIT */
/* The lost update: load, add, store, while others do the same. */
#include "demo/lost_update.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "demo/entries.h"
#include "demo/stage.h"
#include "demo/update.h"

struct scene {
	struct stage stage;
	const struct demo_plan *plan;
	const struct lost_update_way *way;
	struct counter *counter;
	uint64_t seed;
};

static void live(void *context, unsigned index)
{
	struct scene *const scene = context;
	const bool rogue = index < scene->way->rogues;
	struct random random;
	struct update update;
	int error;

	random_seed(&random, scene->seed + index);
	error = update_open(&update, scene->plan, rogue ? "none" : scene->way->name, scene->counter,
			    scene->stage.block.fd);
	if (error)
		_exit(EXIT_FAILED);
	stage_await(&scene->stage, index);
	for (unsigned i = 0; i < scene->plan->increments; i++) {
		update_delay(scene->plan, &random);
		error = update_once(&update);
		if (error) {
			errno = error < 0 ? -error : EOWNERDEAD;
			fail("worker %u", index);
			_exit(EXIT_FAILED);
		}
		stage_step(&scene->stage, index);
	}
	update_close(&update);
}

int lost_update_once(const struct demo_plan *plan, const void *what, uint64_t seed,
		     struct outcome *outcome)
{
	struct scene scene = { .plan = plan, .way = what, .seed = seed };
	int error = stage_open(&scene.stage, plan, plan->workers, sizeof(*scene.counter), 0);

	if (error)
		return error;
	scene.counter = scene.stage.shared;
	error = update_init(scene.counter, scene.way->name, scene.stage.block.fd);
	if (!error)
		error = stage_error(stage_run(&scene.stage, live, &scene));
	*outcome = (struct outcome){
		.expected = (uint64_t)plan->workers * plan->increments,
		.final = atomic_load_explicit(&scene.counter->value, memory_order_relaxed),
		.took = stage_took(&scene.stage),
	};
	stage_close(&scene.stage);
	return error;
}

static bool loses(const char *way)
{
	return !strcmp(way, "none") || !strcmp(way, "locked_getset");
}

/* What one line proves, or several. */
static void remark(char *text, size_t size, const struct demo_plan *plan, size_t lossy)
{
	const bool getset = !strcmp(plan->lock, "locked_getset");
	char race[96];

	text[0] = '\0';
	update_race_text(race, sizeof(race), plan);
	if (!loses(plan->lock))
		return;
	if (lossy && getset)
		snprintf(text, size, "each access was locked, the update was not");
	else if (lossy)
		snprintf(text, size, "unlocked; %s", race);
	else if (!plan->race && plan->delay)
		snprintf(text, size,
			 "luck, not proof: the window is about 1 ns; try --increments 1000000 "
			 "--delay 0");
	else
		snprintf(text, size, "luck, not proof: %s; try more workers, or --runs 20", race);
}

int lost_update_run(const struct demo_plan *plan, FILE *out)
{
	const struct lost_update_way way = { .name = plan->lock };
	struct runs runs = { .demo = "lost-update", .way = plan->lock };
	int error = runs_do(&runs, plan, lost_update_once, &way);
	const size_t lossy = runs_lossy(&runs);
	int code = runs_code(error);
	char text[160];

	if (!error && plan->csv) {
		runs_header(out);
		runs_rows(out, &runs);
	} else if (!error) {
		remark(text, sizeof(text), plan, lossy);
		runs_print(out, &runs, text);
	}
	if (!error && loses(plan->lock))
		code = lossy ? EXIT_OK : EXIT_UNCLEAR;
	else if (!error)
		code = lossy ? EXIT_FAILED : EXIT_OK;
	runs_free(&runs);
	return code;
}
