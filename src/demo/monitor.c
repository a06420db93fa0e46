/* SPDX-License-Identifier: MIT */
/* The monitor: a counter reached through one function that locks, and workers that go round it. */
#include "base/fail.h"
#include "demo/entries.h"
#include "demo/lost_update.h"
#include "demo/update.h"

static void remark(char *text, size_t size, const struct demo_plan *plan, size_t lossy)
{
	const unsigned members = plan->workers - plan->rogue;
	char race[96];

	update_race_text(race, sizeof(race), plan);
	if (!plan->rogue)
		snprintf(text, size, "%u worker%s used the monitor", members,
			 members == 1 ? "" : "s");
	else
		snprintf(text, size, "%u worker%s used the monitor, %u went round it%s%s", members,
			 members == 1 ? "" : "s", plan->rogue,
			 lossy ? "" : ": luck, not proof: ", lossy ? "" : race);
}

int monitor_run(const struct demo_plan *plan, FILE *out)
{
	const struct lost_update_way way = { .name = plan->lock, .rogues = plan->rogue };
	struct runs runs = { .demo = "monitor", .way = plan->lock };
	char text[192];
	int error, code;

	if (plan->rogue > plan->workers) {
		misuse("--rogue: %u of %u workers cannot go round the monitor", plan->rogue,
		       plan->workers);
		return EXIT_MISUSE;
	}
	error = runs_do(&runs, plan, lost_update_once, &way);
	const size_t lossy = runs_lossy(&runs);

	code = runs_code(error);
	if (!error && plan->csv) {
		runs_header(out);
		runs_rows(out, &runs);
	} else if (!error) {
		remark(text, sizeof(text), plan, lossy);
		runs_print(out, &runs, text);
	}
	if (!error && plan->rogue)
		code = lossy ? EXIT_OK : EXIT_UNCLEAR;
	else if (!error)
		code = lossy ? EXIT_FAILED : EXIT_OK;
	runs_free(&runs);
	return code;
}
