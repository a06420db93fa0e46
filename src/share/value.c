/* SPDX-License-Identifier: MIT */
/* Value and Array: how they are made, found, and reached under their lock. */
#include "share/value.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINES 256 /* no two cells on one line, nor on two that the prefetcher joins */
#define PATIENCE UINT64_C(2000000000)
#define LOOK UINT64_C(1000000)

void value_boot(unsigned char boot[16])
{
	char text[64] = "";
	const int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	const char *at = text;

	memset(boot, 0, 16);
	if (fd < 0)
		return;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	for (unsigned i = 0; i < 16; i++) {
		unsigned byte;

		at += *at == '-';
		if (sscanf(at, "%2x", &byte) != 1)
			break;
		boot[i] = (unsigned char)byte;
		at += 2;
	}
}

static void fill(struct value *value, const struct value_plan *plan, size_t stride)
{
	struct value_header *const header = value->block.base;

	header->typecode = (uint8_t)plan->typecode;
	header->lock_kind = (uint8_t)plan->lock;
	header->shape = (uint8_t)plan->shape;
	header->data = VALUE_HEADER;
	header->count = plan->count;
	header->stride = stride;
	header->creator = getpid();
	header->created = (uint64_t)time(NULL);
	value_boot(header->boot);
}

/* The header as it is now, checked, into the struct. */
static int adopt(struct value *value)
{
	const struct value_header *const header = value->block.base;
	const size_t size = value->block.size;

	if (size < VALUE_HEADER)
		return -EPROTO;
	/* Acquire pairs with the creator's release: the rest of the header is there. */
	const uint64_t magic = atomic_load_explicit(&header->magic, memory_order_acquire);

	if (!magic)
		return -EAGAIN;
	if (magic != VALUE_MAGIC)
		return -EPROTO;
	value->header = value->block.base;
	value->type = typecode_find((char)header->typecode);
	value->lock_kind = (enum lock_kind)header->lock_kind;
	value->shape = (enum value_shape)header->shape;
	value->count = header->count;
	value->stride = header->stride;
	value->data = header->data;
	if (!value->type || value->lock_kind >= LOCK_KIND_N || value->shape > VALUE_MANY ||
	    value->data < VALUE_HEADER || value->data > size || value->data % LINES ||
	    value->stride < value->type->size || value->stride % value->type->size ||
	    (value->shape == VALUE_ONE && value->count != 1) ||
	    value->count > (size - value->data) / value->stride)
		return -EPROTO;
	value->patience = PATIENCE;
	return 0;
}

int value_create(struct value *value, const char *name, const struct value_plan *plan)
{
	const struct typecode *const type = typecode_find(plan->typecode);
	const char *bare, *why;
	size_t size;
	int error;

	memset(value, 0, sizeof(*value));
	if (!type || name_check(name, &bare, &why))
		return -EINVAL;
	const size_t stride = plan->packed ? type->size : LINES;

	if (__builtin_mul_overflow(plan->count, stride, &size) ||
	    __builtin_add_overflow(size, (size_t)VALUE_HEADER, &size))
		return -EFBIG;
	error = block_prepare(&value->block, size);
	if (error)
		return error;
	fill(value, plan, stride);
	error = lock_init(&((struct value_header *)value->block.base)->lock, plan->lock);
	if (!error) {
		struct value_header *const header = value->block.base;

		/* Release pairs with the acquire of adopt(). */
		atomic_store_explicit(&header->magic, VALUE_MAGIC, memory_order_release);
		error = adopt(value);
	}
	if (!error)
		error = block_publish(&value->block, name);
	if (error)
		value_close(value);
	return error;
}

int value_adopt(struct value *value, struct block *block)
{
	memset(value, 0, sizeof(*value));
	value->block = *block;
	memset(block, 0, sizeof(*block));
	block->fd = -1;
	return adopt(value);
}

static void nap(void)
{
	const struct timespec look = { .tv_nsec = (long)LOOK };

	nanosleep(&look, NULL);
}

int value_attach(struct value *value, const char *name, uint64_t wait_ns)
{
	int error;

	for (uint64_t waited = 0;; waited += LOOK) {
		memset(value, 0, sizeof(*value));
		error = block_attach(&value->block, name);
		if (!error)
			error = adopt(value);
		if (!error)
			return 0;
		value_close(value);
		if (error != -EAGAIN || waited >= wait_ns)
			return error;
		nap();
	}
}

void value_close(struct value *value)
{
	/* A robust lock whose page goes while it is held can never be recovered. */
	if (value->held)
		value_unlock(value);
	block_close(&value->block);
	memset(value, 0, sizeof(*value));
	value->block.fd = -1;
}

int value_unlink(struct value *value)
{
	return block_unlink(&value->block);
}

int value_lock(struct value *value)
{
	if (value->held)
		return -EDEADLK;
	const int error = lock_acquire(&value->header->lock, value->lock_kind, value->patience);

	if (error < 0)
		return error;
	value->held = true;
	if (error == LOCK_RECOVERED) {
		value->recovered++;
		/* Relaxed: under the lock. */
		atomic_fetch_add_explicit(&value->header->recovered, 1, memory_order_relaxed);
	}
	return error;
}

int value_unlock(struct value *value)
{
	if (!value->held)
		return -EPERM;
	value->held = false;
	return lock_release(&value->header->lock, value->lock_kind);
}

int value_index(const struct value *value, int64_t index, uint64_t *cell)
{
	if (index < 0 && (uint64_t) - (index + 1) < value->count)
		*cell = value->count - (uint64_t) - (index + 1) - 1;
	else if (index >= 0 && (uint64_t)index < value->count)
		*cell = (uint64_t)index;
	else
		return -ERANGE;
	return 0;
}

void *value_cell(const struct value *value, uint64_t index)
{
	return (char *)value->block.base + value->data + index * value->stride;
}

/* Takes the lock unless it is held. *taken: to be given back. */
static int enter(struct value *value, bool *taken)
{
	int error;

	*taken = !value->held;
	if (value->held)
		return 0;
	error = value_lock(value);
	return error < 0 ? error : 0;
}

static int leave(struct value *value, bool taken)
{
	return taken ? value_unlock(value) : 0;
}

int value_get(struct value *value, int64_t index, struct scalar *cell)
{
	uint64_t at;
	bool taken;
	int error = value_index(value, index, &at);

	if (!error)
		error = enter(value, &taken);
	if (error)
		return error;
	*cell = typecode_load(value->type, value_cell(value, at));
	return leave(value, taken);
}

int value_set(struct value *value, int64_t index, struct scalar cell)
{
	uint64_t at;
	bool taken;
	int error = value_index(value, index, &at);

	if (!error && cell.kind != value->type->kind)
		error = -EINVAL;
	if (!error)
		error = enter(value, &taken);
	if (error)
		return error;
	typecode_store(value->type, value_cell(value, at), cell);
	return leave(value, taken);
}

int value_add(struct value *value, int64_t index, struct scalar amount, struct scalar *sum)
{
	struct scalar total;
	uint64_t at;
	bool taken;
	int error = value_index(value, index, &at);

	if (!error && (typecode_is_text(value->type) || amount.kind != value->type->kind))
		error = -EINVAL;
	if (!error)
		error = enter(value, &taken);
	if (error)
		return error;
	total = typecode_add(value->type, typecode_load(value->type, value_cell(value, at)),
			     amount);
	typecode_store(value->type, value_cell(value, at), total);
	if (sum)
		*sum = total;
	return leave(value, taken);
}

int value_set_text(struct value *value, const char *bytes, size_t n)
{
	bool taken;
	int error = value->type->kind == TYPECODE_BYTE && n <= value->count ? 0 : -ERANGE;

	if (!error)
		error = enter(value, &taken);
	if (error)
		return error;
	for (uint64_t i = 0; i < value->count; i++)
		typecode_store(value->type, value_cell(value, i),
			       (struct scalar){ .kind = TYPECODE_BYTE,
						.u = i < n ? (unsigned char)bytes[i] : 0 });
	return leave(value, taken);
}

int64_t value_text(struct value *value, char *bytes, size_t n, bool raw)
{
	uint64_t length = 0;
	bool taken;
	int error = value->type->kind == TYPECODE_BYTE ? enter(value, &taken) : -ERANGE;

	if (error)
		return error;
	for (; length < value->count; length++) {
		const struct scalar byte = typecode_load(value->type, value_cell(value, length));

		if (!byte.u && !raw)
			break;
		if (length < n)
			bytes[length] = (char)byte.u;
	}
	error = leave(value, taken);
	return error ? error : (int64_t)length;
}

bool value_is_one(const void *base, size_t size)
{
	const struct value_header *const header = base;

	/* Acquire pairs with the creator's release. */
	return size >= VALUE_HEADER &&
	       atomic_load_explicit(&header->magic, memory_order_acquire) == VALUE_MAGIC;
}
