/* SPDX-License-Identifier: MIT */
/* A Value, one typed cell, and an Array, many of one type, in a named block with a lock of its own. value_add() is the
 * monitor: the whole update under the lock. Usable by itself: see docs/share.md. */
#ifndef SHARE_VALUE_H
#define SHARE_VALUE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "share/block.h"
#include "share/lock.h"
#include "share/typecode.h"

#define VALUE_MAGIC UINT64_C(0x01646e65746e6f63) /* "contend", and the version, 1 */
#define VALUE_HEADER 256			 /* bytes; the cells begin there */

enum value_shape { VALUE_ONE, VALUE_MANY };

/* What lies at the start of the block. Written by its creator before others can see it, but for what is said. */
struct value_header {
	_Atomic uint64_t magic; /* 0: not ready; stored last, with release */
	uint8_t typecode, lock_kind, shape, unused;
	uint32_t data;		/* offset of the first cell */
	uint64_t count, stride; /* cells, and bytes from one to the next */
	int64_t creator;	/* its PID */
	uint64_t created;	/* seconds since 1970 */
	unsigned char boot[16]; /* the boot that the PID is of */
	_Atomic uint64_t
		recovered; /* deaths of a holder that the lock has survived; by its holder */
	_Alignas(128) struct lock lock;
	char room[64];
};
_Static_assert(sizeof(struct value_header) == VALUE_HEADER, "the cells begin at byte 256");

/* One process's hold on a Value or Array. */
struct value {
	struct block block;
	struct value_header *header;
	/* Copies, checked against the block's size: what the header says later does not matter. */
	const struct typecode *type;
	enum lock_kind lock_kind;
	enum value_shape shape;
	uint64_t count;
	size_t stride, data;
	bool held;	    /* the lock, by this struct */
	uint64_t patience;  /* for the lock, ns; 2 s unless changed */
	uint64_t recovered; /* by this struct */
};

struct value_plan {
	char typecode;
	enum lock_kind lock;
	enum value_shape shape;
	uint64_t count; /* of an array; 0 is allowed */
	bool packed;	/* cells side by side, as Python's are; else each on lines of its own */
};

/* Makes one under a name, whole before it is seen, zeros in its cells. -EINVAL: a bad name, or no such typecode;
 * -EFBIG: more cells than can be; the rest as block_prepare() and block_publish(). */
int value_create(struct value *value, const char *name, const struct value_plan *plan);
/* Finds one. Waits up to wait_ns for one that is being created. As block_attach(); -EAGAIN: not ready by then;
 * -EPROTO: a block, but no Value or Array of this version, or one that contradicts itself. */
int value_attach(struct value *value, const char *name, uint64_t wait_ns);
/* Makes a Value or Array of an attached block, which is the struct's from now on whatever comes of it. 0; -EAGAIN;
 * -EPROTO. */
int value_adopt(struct value *value, struct block *block);
/* Lets go, and of the lock, too, if it is held. The block stays. A second time does nothing. */
void value_close(struct value *value);
/* Takes its name away, as block_unlink(). */
int value_unlink(struct value *value);

/* 0 or LOCK_RECOVERED; else as lock_acquire(), and -EDEADLK: it is held already. */
int value_lock(struct value *value);
int value_unlock(struct value *value);

/* Index -1 is the last. All of these hold the lock for one access; within value_lock() they use that one.
 * -ERANGE: no such cell, or not within the type; else as lock_acquire(). */
int value_get(struct value *value, int64_t index, struct scalar *cell);
int value_set(struct value *value, int64_t index, struct scalar cell);
/* The monitor: adds under one lock and leaves the sum in *sum (or NULL). Integers wrap modulo 2^bits. -EINVAL: text. */
int value_add(struct value *value, int64_t index, struct scalar amount, struct scalar *sum);
/* The text of an Array of c: set clears what lies behind it; -ERANGE: longer than the array, or no array of c. */
int value_set_text(struct value *value, const char *bytes, size_t n);
/* Copies min(n, cells) bytes and returns the length: up to the first NUL, or, raw, all. -ERANGE; as lock_acquire(). */
int64_t value_text(struct value *value, char *bytes, size_t n, bool raw);

/* The cell itself: no lock, no check. index below count. For views and for experiments. */
void *value_cell(const struct value *value, uint64_t index);
/* The cell of a signed index. 0 or -ERANGE. */
int value_index(const struct value *value, int64_t index, uint64_t *cell);

/* Is the block at base a Value or an Array? */
bool value_is_one(const void *base, size_t size);

/* The boot's identity, 16 bytes; zeros where the kernel does not tell. */
void value_boot(unsigned char boot[16]);

#endif
