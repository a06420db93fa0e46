/* SPDX-License-Identifier: MIT */
/* A cell in shared memory, read and written whole. */
#include <stdatomic.h>
#include <string.h>

#include "share/typecode.h"

/* Relaxed, all of them: whoever needs an order has the block's lock. */
#define LOAD(type, cell)                                                                           \
	atomic_load_explicit((const volatile _Atomic(type) *)(cell), memory_order_relaxed)
#define STORE(type, cell, value)                                                                   \
	atomic_store_explicit((volatile _Atomic(type) *)(cell), (type)(value), memory_order_relaxed)

static uint64_t load_bits(size_t size, const void *cell)
{
	switch (size) {
	case 1:
		return LOAD(uint8_t, cell);
	case 2:
		return LOAD(uint16_t, cell);
	case 4:
		return LOAD(uint32_t, cell);
	default:
		return LOAD(uint64_t, cell);
	}
}

static void store_bits(size_t size, void *cell, uint64_t bits)
{
	switch (size) {
	case 1:
		STORE(uint8_t, cell, bits);
		break;
	case 2:
		STORE(uint16_t, cell, bits);
		break;
	case 4:
		STORE(uint32_t, cell, bits);
		break;
	default:
		STORE(uint64_t, cell, bits);
	}
}

/* Of a two's complement number of fewer bits. */
static int64_t extend(uint64_t bits, size_t size)
{
	const unsigned above = 64 - 8 * (unsigned)size;

	return (int64_t)(bits << above) >> above;
}

struct scalar typecode_load(const struct typecode *type, const void *cell)
{
	const uint64_t bits = load_bits(type->size, cell);
	struct scalar value = { .kind = type->kind, .u = bits };
	const uint32_t low = (uint32_t)bits;
	float narrow;

	if (type->kind == TYPECODE_SIGNED) {
		value.i = extend(bits, type->size);
	} else if (type->kind == TYPECODE_FLOAT && type->size == sizeof(narrow)) {
		memcpy(&narrow, &low, sizeof(narrow));
		value.d = (double)narrow;
	} else if (type->kind == TYPECODE_FLOAT) {
		memcpy(&value.d, &bits, sizeof(value.d));
	}
	return value;
}

void typecode_store(const struct typecode *type, void *cell, struct scalar value)
{
	uint64_t bits = value.u;

	if (type->kind == TYPECODE_FLOAT && type->size == sizeof(float)) {
		const float narrow = (float)value.d;
		uint32_t low;

		memcpy(&low, &narrow, sizeof(low));
		bits = low;
	} else if (type->kind == TYPECODE_FLOAT) {
		memcpy(&bits, &value.d, sizeof(bits));
	}
	store_bits(type->size, cell, bits);
}

struct scalar typecode_add(const struct typecode *type, struct scalar a, struct scalar b)
{
	struct scalar sum = { .kind = type->kind };

	if (type->kind == TYPECODE_FLOAT)
		sum.d = type->size == sizeof(float) ? (double)((float)a.d + (float)b.d) : a.d + b.d;
	else if (type->kind == TYPECODE_SIGNED)
		sum.i = extend(a.u + b.u, type->size);
	else
		sum.u = (a.u + b.u) & typecode_max(type);
	return sum;
}
