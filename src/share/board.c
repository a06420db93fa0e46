/* SPDX-License-Identifier: MIT */
/* The items of a board never change their types, and its texts have slots of a fixed size. */
#include "share/board.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "share/value.h"

#define PROGRAM "contend bench"
#define CELL_BYTES 255

static struct item text_item(const char *text, size_t n)
{
	return (struct item){ .kind = ITEM_STR, .text = { text, n } };
}

static struct item int_item(int64_t i)
{
	return (struct item){ .kind = ITEM_INT, .i = i };
}

static struct item float_item(double d)
{
	return (struct item){ .kind = ITEM_FLOAT, .d = d };
}

static void boot_text(char text[33])
{
	unsigned char boot[16];

	value_boot(boot);
	for (unsigned i = 0; i < 16; i++)
		snprintf(text + 2 * (size_t)i, 3, "%02x", boot[i]);
}

/* As they are before the first trial; the texts they point to must outlive them. */
static void first_items(struct item items[BOARD_ITEMS], const char *boot, const char *counter)
{
	/* The size of a slot is that of its first text. */
	static const char room[] =
		"0123456789012345678901234567890123456789012345678901234567890123"
		"0123456789012345678901234567890123456789012345678901234567890123"
		"0123456789012345678901234567890123456789012345678901234567890123"
		"012345678901234567890123456789012345678901234567890123456789012";

	_Static_assert(sizeof(room) == CELL_BYTES + 1, "room for a cell's name");
	items[BOARD_PROGRAM] = text_item(PROGRAM, strlen(PROGRAM));
	items[BOARD_PID] = int_item(getpid());
	items[BOARD_BOOT] = text_item(boot, strlen(boot));
	items[BOARD_SEQUENCE] = int_item(0);
	items[BOARD_STATE] = text_item("measuring", strlen("measuring"));
	items[BOARD_CELL] = text_item(room, CELL_BYTES);
	items[BOARD_COUNTER] = text_item(counter, strlen(counter));
	for (int i = BOARD_BLOCKS; i <= BOARD_OPEN; i++)
		items[i] = int_item(0);
	for (int i = BOARD_LEFT; i <= BOARD_LOST; i++)
		items[i] = float_item((double)NAN);
}

/* On a block that nobody sees yet. 0 or -errno. */
static int fill(struct board *board, const struct item items[BOARD_ITEMS])
{
	const struct item none = text_item("", 0);
	size_t size;
	int error = list_size(items, BOARD_ITEMS, &size, NULL);

	if (!error)
		error = block_prepare(&board->block, size);
	if (!error)
		error = list_encode(board->block.base, size, items, BOARD_ITEMS, NULL);
	if (!error)
		error = list_open(&board->list, board->block.base, size, NULL);
	return error ? error : list_set(&board->list, BOARD_CELL, &none, true, NULL);
}

int board_create(struct board *board, const char *name)
{
	char boot[33], counter[NAME_MAX_BYTES + 16];
	struct item items[BOARD_ITEMS];
	const char *bare, *why;
	int error;

	memset(board, 0, sizeof(*board));
	if (name_check(name, &bare, &why))
		return -EINVAL;
	snprintf(counter, sizeof(counter), "%s.counter", bare);
	if (strlen(counter) > NAME_MAX_BYTES)
		return -EINVAL;
	boot_text(boot);
	first_items(items, boot, counter);
	error = fill(board, items);
	if (!error)
		error = block_publish(&board->block, name);
	if (error)
		block_close(&board->block);
	return error;
}

static void put(struct board *board, enum board_item which, struct item item)
{
	/* One writer, and slots that all fit: it cannot fail. */
	list_set(&board->list, which, &item, true, NULL);
}

void board_write(struct board *board, const struct board_now *now)
{
	const struct item one = int_item(1);

	/* A writer's side of a seqlock; list_add() and list_set() order their stores. */
	list_add(&board->list, BOARD_SEQUENCE, &one, NULL, NULL);
	put(board, BOARD_STATE, text_item(now->state, strlen(now->state)));
	if (now->cell)
		put(board, BOARD_CELL, text_item(now->cell, strnlen(now->cell, CELL_BYTES)));
	put(board, BOARD_BLOCKS, int_item(now->blocks));
	put(board, BOARD_TRIALS, int_item(now->trials));
	put(board, BOARD_OPEN, int_item(now->open));
	put(board, BOARD_LEFT, float_item(now->left_s));
	put(board, BOARD_NS, float_item(now->ns));
	put(board, BOARD_LOST, float_item(now->lost));
	list_add(&board->list, BOARD_SEQUENCE, &one, NULL, NULL);
}

void board_close(struct board *board)
{
	if (!board->block.base)
		return;
	block_unlink(&board->block);
	block_close(&board->block);
}

bool board_is_left(void *base, size_t size, int64_t *pid)
{
	struct list_text text = { 0 };
	struct list list;
	struct item program, number, item;
	char boot[33];
	bool left = false;

	if (list_open(&list, base, size, NULL) || list_length(&list) != BOARD_ITEMS)
		return false;
	program = text_item(PROGRAM, strlen(PROGRAM));
	boot_text(boot);
	if (!list_get(&list, BOARD_PROGRAM, &item, &text, NULL) && item_equal(&item, &program) &&
	    !list_get(&list, BOARD_PID, &number, &text, NULL) && number.kind == ITEM_INT &&
	    !list_get(&list, BOARD_BOOT, &item, &text, NULL) && item.kind == ITEM_STR) {
		const struct item now = text_item(boot, strlen(boot));

		*pid = number.i;
		left = !item_equal(&item, &now) || number.i <= 0 ||
		       (kill((pid_t)number.i, 0) && errno == ESRCH);
	}
	list_text_free(&text);
	return left;
}
