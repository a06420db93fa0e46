/* SPDX-License-Identifier: MIT */
/* A sweep as asked for: its defaults and its end. */
#include "plan/sweep.h"

#include <stdlib.h>
#include <string.h>

#define MS UINT64_C(1000000)

void sweep_init(struct sweep *sweep)
{
	memset(sweep, 0, sizeof(*sweep));
	sweep->timing = (struct timing){
		.warmup = 25 * MS,
		.window = 100 * MS,
		.drain = 5 * MS,
		.slices = 50,
	};
	sweep->seed = 1;
	sweep->out = "results";
	sweep->tag = "";
}

void sweep_quick(struct sweep *sweep)
{
	sweep->quick = true;
	sweep->timing = (struct timing){
		.warmup = 5 * MS,
		.window = 15 * MS,
		.drain = 1 * MS,
		.slices = 7,
	};
}

void sweep_free(struct sweep *sweep)
{
	for (size_t i = 0; i < sweep->placements.n; i++)
		free(sweep->placements.at[i]);
	free(sweep->placements.at);
	free(sweep->strategies.at);
	free(sweep->types.at);
	free(sweep->workers.at);
	free(sweep->reads.at);
	free(sweep->holds.at);
	free(sweep->gaps.at);
	free(sweep->homes.at);
	memset(sweep, 0, sizeof(*sweep));
}
