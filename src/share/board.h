/* SPDX-License-Identifier: MIT */
/* A board: how far a sweep is, as a small named ShareableList for other programs to watch, Python among them. */
#ifndef SHARE_BOARD_H
#define SHARE_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "share/block.h"
#include "share/list.h"

/* Its items. One writer; a reader takes SEQUENCE before and after: if it is odd, or another afterwards, it reads again. */
enum board_item {
	BOARD_PROGRAM,	/* 'contend bench' */
	BOARD_PID,	/* of the writer */
	BOARD_BOOT,	/* of the machine, 32 hexadecimal digits */
	BOARD_SEQUENCE, /* odd while the items below are being written */
	BOARD_STATE,	/* 'measuring', 'reporting' */
	BOARD_CELL,	/* name of the cell measured now, cut to 255 bytes */
	BOARD_COUNTER,	/* name of a Value Q: what the counter of the last trial held */
	BOARD_BLOCKS,	/* complete */
	BOARD_TRIALS,	/* complete */
	BOARD_OPEN,	/* cells still measured */
	BOARD_LEFT,	/* seconds to the end as expected, a float */
	BOARD_NS,	/* of the last trial: ns an operation, all workers together; nan: none */
	BOARD_LOST,	/* of the last trial: updates; nan: unknown */
	BOARD_ITEMS
};

struct board {
	struct block block;
	struct list list;
};

/* Makes the list under a name; that of its counter is NAME.counter. 0 or -errno in silence, as
 * block_publish(); -EINVAL, too: the name is too long for that. */
int board_create(struct board *board, const char *name);
/* All items from SEQUENCE on that a moment changes. cell may be NULL: unchanged. */
struct board_now {
	const char *state, *cell;
	int64_t blocks, trials, open;
	double left_s, ns, lost;
};
void board_write(struct board *board, const struct board_now *now);
/* Takes the name away, if it still is its own, and lets go. A zeroed struct is fine. */
void board_close(struct board *board);

/* Is the block the board of a sweep whose process has ended? *pid: whose. false: no board, or it lives. */
bool board_is_left(void *base, size_t size, int64_t *pid);

#endif
