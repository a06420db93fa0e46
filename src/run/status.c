/* SPDX-License-Identifier: MIT */
/* How a trial may end, and what may be doubted of it: names. */
#include <string.h>

#include "run/trial.h"

static const char *const status_names[STATUS_N] = {
	[STATUS_OK] = "ok",
	[STATUS_LOST] = "lost",
	[STATUS_TORN] = "torn",
	[STATUS_SKIPPED] = "skipped",
	[STATUS_MIGRATED] = "migrated",
	[STATUS_HOME] = "home",
	[STATUS_CLOCK_JUMP] = "clock_jump",
	[STATUS_WORKER_DIED] = "worker_died",
	[STATUS_SERVER_DIED] = "server_died",
	[STATUS_HUNG] = "hung",
	[STATUS_INTERRUPTED] = "interrupted",
};

const char *status_name(enum status status)
{
	return status_names[status];
}

int status_find(const char *name)
{
	for (int i = 0; i < STATUS_N; i++)
		if (!strcmp(status_names[i], name))
			return i;
	return -1;
}

bool status_invalid(enum status status)
{
	return status == STATUS_MIGRATED || status == STATUS_HOME || status == STATUS_CLOCK_JUMP;
}

bool status_failed(enum status status)
{
	return status == STATUS_LOST || status == STATUS_TORN || status == STATUS_SKIPPED ||
	       status == STATUS_WORKER_DIED || status == STATUS_SERVER_DIED ||
	       status == STATUS_HUNG;
}

const char *trial_flag_name(unsigned bit)
{
	static const char *const names[TRIAL_FLAGS_N] = {
		"skew", "freq", "oversubscribed", "wrapped", "no_handoff", "preempted", "stolen",
	};

	return bit < TRIAL_FLAGS_N ? names[bit] : NULL;
}
