/* SPDX-License-Identifier: MIT */
/* A lock over the whole update, of each kind: none loses, and each has its price. */
#include <string.h>

#include "base/columns.h"
#include "base/fail.h"
#include "base/random.h"
#include "demo/entries.h"
#include "demo/lost_update.h"

static const char *const kinds[] = { "none",  "semaphore", "mutex", "mutex_robust",
				     "flock", "fetch_add", NULL };

struct lock_row {
	const char *lock;
	double workers, increments, expected, final, ns_per_increment;
};
static const struct column columns[] = {
	COLUMN(lock_row, lock, COLUMN_TEXT),
	COLUMN(lock_row, workers, COLUMN_COUNT),
	COLUMN(lock_row, increments, COLUMN_COUNT),
	COLUMN(lock_row, expected, COLUMN_COUNT),
	COLUMN(lock_row, final, COLUMN_COUNT),
	COLUMN(lock_row, ns_per_increment, COLUMN_REAL),
	{ .name = NULL },
};

static void line(FILE *out, const struct demo_plan *plan, const char *kind,
		 const struct outcome *outcome)
{
	const double ns = (double)outcome->took / (double)outcome->expected;
	const bool none = !strcmp(kind, "none");
	char remark[128];

	if (plan->csv) {
		columns_csv_row(out, columns,
				&(struct lock_row){ .lock = kind,
						    .workers = plan->workers,
						    .increments = plan->increments,
						    .expected = (double)outcome->expected,
						    .final = (double)outcome->final,
						    .ns_per_increment = ns });
		return;
	}
	snprintf(remark, sizeof(remark), "%8.1f ns an increment%s", ns,
		 !none				       ? ""
		 : outcome->final == outcome->expected ? ": nothing lost, by luck"
						       : ", and no use");
	fprintf(out, "%-14s", kind);
	runs_line(out, outcome->final, outcome->expected, remark);
}

int locks_run(const struct demo_plan *plan, FILE *out)
{
	struct random random;
	int code = EXIT_OK;

	random_seed(&random, plan->seed);
	if (plan->csv)
		columns_csv_header(out, columns);
	for (size_t i = 0; kinds[i]; i++) {
		const struct lost_update_way way = { .name = kinds[i] };
		struct outcome outcome;

		if (strcmp(plan->lock, "all") && strcmp(plan->lock, kinds[i]))
			continue;
		const int error = lost_update_once(plan, &way, random_next(&random), &outcome);

		if (error)
			return runs_code(error);
		line(out, plan, kinds[i], &outcome);
		if (strcmp(kinds[i], "none") && outcome.final != outcome.expected)
			code = EXIT_FAILED;
	}
	if (!plan->csv)
		fputs("A figure of one run, to compare sizes by; contend run measures.\n", out);
	return code;
}
