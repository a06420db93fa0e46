/* SPDX-License-Identifier: MIT */
/* Names that nobody else has. */
#include "demo/named.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fail.h"

#define TRIES 1000 /* one left by a crash of an earlier process of our number is passed over */

/* As contend's own blocks are called: should this process be killed, contend share clean knows whose it was. */
static void name_of(char name[NAMED_BYTES], unsigned n)
{
	snprintf(name, NAMED_BYTES, "contend-%ld-%08x", (long)getpid(), n);
}

int named_fail(int error, const char *name)
{
	errno = -error;
	return fail("shared memory %s", name);
}

int named_block(struct block *block, size_t size)
{
	char name[NAMED_BYTES];
	int error = -EEXIST;

	for (unsigned n = 0; n < TRIES && error == -EEXIST; n++) {
		name_of(name, n);
		error = block_create(block, name, size);
	}
	return error ? named_fail(error, name) : 0;
}

int named_value(struct value *value, const struct value_plan *plan)
{
	char name[NAMED_BYTES];
	int error = -EEXIST;

	for (unsigned n = 0; n < TRIES && error == -EEXIST; n++) {
		name_of(name, n);
		error = value_create(value, name, plan);
	}
	return error ? named_fail(error, name) : 0;
}

int named_play(struct stage *stage, team_life *life, void *context, struct block *block)
{
	enum stage_end end;
	int error;

	if (stage_fork(stage, life, context))
		return -ECHILD;
	end = stage_gather(stage);
	error = block_unlink(block);
	if (error)
		return named_fail(error, "of the demo");
	if (end == STAGE_DONE)
		end = stage_play(stage);
	return stage_error(end);
}
