/* SPDX-License-Identifier: MIT */
/* Names of the blocks that a demo's workers find by name; the name is taken away as soon as all have found it. */
#ifndef DEMO_NAMED_H
#define DEMO_NAMED_H

#include <stddef.h>

#include "demo/stage.h"
#include "share/block.h"
#include "share/value.h"

#define NAMED_BYTES 64

/* A block of zeros, or a Value or Array, under a new name of contend's own. 0 or -errno, having said why. */
int named_block(struct block *block, size_t size);
int named_value(struct value *value, const struct value_plan *plan);
/* Forks the workers of a stage, takes the block's name away once all have found it, so that a crash from then on leaves
 * nothing, and lets them play. 0 or -errno having said why, as stage_error(). */
int named_play(struct stage *stage, team_life *life, void *context, struct block *block);
/* Why a named block cannot be reached; returns error. */
int named_fail(int error, const char *name);

#endif
