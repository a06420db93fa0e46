/* SPDX-License-Identifier: MIT */
/* ShareableList: a list of mixed values in one block of memory, byte-compatible with CPython 3.9 to 3.13. */
#ifndef SHARE_LIST_H
#define SHARE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "share/item.h"

/* The image: int64 N; int64 offset[N + 1], from the start of the data, the last is K; K bytes of data; char
 * format[N][8]; int8 code[N]. 16 + 17 N + K bytes in all, in the machine's byte order. Source: CPython's
 * multiprocessing/shared_memory.py, whose images are reproduced byte for byte, but that a str's slot is sized by
 * the bytes of its UTF-8, not by characters: Python reads that, too.
 *
 * Nothing here locks, and nothing trusts the memory: other processes may change it at any time, and what is read is
 * checked anew at each read and never leads outside of the block.
 * Loads acquire, stores release, additions do both: who sees a value sees what its writer had written before.
 * Without a lock, one process may read, set and add while another does: the 8 bytes of an int, float or bool are
 * loaded and stored whole. What no lone store can do, to change a type or a text, needs a lock that all who write
 * share. A reader without that lock gets what was there before, what is there after, or -EAGAIN; only where types
 * change twice and more during one read, faster than it can see, could it take the bits of one type for another's. */

#define LIST_NO_ITEM SIZE_MAX

/* What was wrong with what. */
struct list_fault {
	size_t item;	  /* from 0; LIST_NO_ITEM: the whole */
	const char *what; /* constant, "not UTF-8" */
};
/* "item 3: not UTF-8", or without an item what alone. 100 bytes hold each. */
void list_fault_text(const struct list_fault *fault, char *text, size_t size);

/* All that follow: 0 or -errno, and on error *fault, unless it is NULL. */

/* The size in bytes of the image of these items, as they are now. -EILSEQ: a str is "not UTF-8"; -E2BIG: a text is
 * longer than ITEM_TEXT_MAX; -EFBIG: the sum is beyond 63 bits. */
int list_size(const struct item *items, size_t n, size_t *size, struct list_fault *fault);
/* Will it come back shorter, since it ends in NUL? Warn of it. */
bool list_cuts(const struct item *item);
/* Makes the image in size bytes at base; what lies behind it is left. N is stored last, with release order: until
 * then it is a valid empty list to others. -EINVAL: base is no multiple of 8; -ENOSPC: size is too small; else as
 * list_size(), and then nothing is written. */
int list_encode(void *base, size_t size, const struct item *items, size_t n,
		struct list_fault *fault);

/* A list, opened. Nothing to close; base is borrowed and must stay mapped; its block must not shrink. */
struct list {
	unsigned char *base; /* a multiple of 8 */
	size_t n;    /* N and K, as list_open() found them to fit into the block; neither changes */
	size_t data; /* K, bytes */
};

/* Checks the whole layout of the image in the size bytes at base, a block that may be longer, and may be read-only
 * if only read. -EINVAL: base is no multiple of 8; -EBADMSG: no such list; -EAGAIN: an item is "being written". */
int list_open(struct list *list, void *base, size_t size, struct list_fault *fault);
/* Is it an image of Python 3.8's other layout, a list of one item at least? (N sizes for N + 1 offsets; list_open()
 * refuses it by this name.) An empty list of 3.8 is 8 bytes of 0, and as such too short. */
bool list_is_38(const void *base, size_t size);

size_t list_length(const struct list *list);

/* Room for the text of an item; { 0 } at first. Each list_get() makes it larger where it must, and overwrites it. */
struct list_text {
	char *bytes;
	size_t size;
};
void list_text_free(struct list_text *text);

/* An index is -N ... N - 1, else -ERANGE. -EBADMSG: the item is broken; -EAGAIN: "being written", however often it
 * was read; -EILSEQ: "not UTF-8"; -ENOMEM. */

/* Item's text, without the NULs at its end, is a copy in *text. */
int list_get(const struct list *list, int64_t index, struct item *item, struct list_text *text,
	     struct list_fault *fault);
/* Writes item: a value of the type that is there by one store and nothing else; else format, code and the bytes it
 * needs of the slot, whose width stays. -E2BIG: the text has more bytes than the slot; -EILSEQ; -EBUSY: it is, or
 * was, a text, or the type changes, and the caller does not say that he holds the lock. On error nothing is
 * written. */
int list_set(const struct list *list, int64_t index, const struct item *item, bool locked,
	     struct list_fault *fault);
/* Adds delta in one atomic step: INT or BOOL to an int, which wraps modulo 2^64; INT, BOOL or FLOAT to a float,
 * rounded. *now, unless NULL: the sum. -EINVAL: the item or delta is another. */
int list_add(const struct list *list, int64_t index, const struct item *delta, struct item *now,
	     struct list_fault *fault);

/* How many items equal it (item_equal()). An item that cannot be read is an error, as in Python. */
int list_count(const struct list *list, const struct item *item, size_t *count,
	       struct list_fault *fault);
/* The first that equals it. -ENOENT: it is "not in this container". */
int list_index(const struct list *list, const struct item *item, size_t *index,
	       struct list_fault *fault);

/* The formats run together, "qd8s". An item whose format cannot be read is left out, and the first such is the
 * error. */
int list_format(FILE *out, const struct list *list, struct list_fault *fault);
/* As Python prints a list: [1, 2.5, 'ab']. An item that cannot be read is <not UTF-8> or <being written>, and the
 * first such is the error. ascii: see item_print(). */
int list_print(FILE *out, const struct list *list, bool ascii, struct list_fault *fault);

#endif
