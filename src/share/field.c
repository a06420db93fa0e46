/* SPDX-License-Identifier: MIT */
/* A field of up to 8 bytes is stored by one access where it is aligned, and is never zeroed first: whoever reads it
 * meanwhile sees the old value or the new one. */
#include "share/field.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool little(void)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

static uint64_t swap(uint64_t bits, size_t size)
{
	return __builtin_bswap64(bits) >> (64 - 8 * size);
}

/* The typecode of unsigned words of that size, by which words are read and written whole. */
static const struct typecode *word_of(size_t size)
{
	return typecode_find(size == 1 ? 'B' : size == 2 ? 'H' : size == 4 ? 'I' : 'Q');
}

static bool aligned(const struct field *field, const void *base)
{
	return ((uintptr_t)base + field->offset) % field->size == 0;
}

static uint64_t load_bits(const struct field *field, const void *base)
{
	const char *const place = (const char *)base + field->offset;
	uint64_t bits = 0;

	if (aligned(field, base)) {
		bits = typecode_load(word_of(field->size), place).u;
	} else {
		memcpy((char *)&bits + (little() ? 0 : 8 - field->size), place, field->size);
	}
	return field->swapped ? swap(bits, field->size) : bits;
}

/* IEEE 754 binary16. */
static double half(uint64_t bits)
{
	const int exponent = (int)(bits >> 10 & 31);
	const double fraction = (double)(bits & 1023) / 1024;
	const double sign = bits >> 15 & 1 ? -1 : 1;

	if (exponent == 31)
		return fraction > 0 ? (double)NAN : sign * (double)INFINITY;
	return sign * (exponent ? ldexp(1 + fraction, exponent - 15) : ldexp(fraction, -14));
}

struct scalar field_load(const struct field *field, const void *base)
{
	const uint64_t bits = load_bits(field, base);
	const unsigned above = 64 - 8 * (unsigned)field->size;
	struct scalar value = { .kind = TYPECODE_UNSIGNED, .u = bits };
	const uint32_t low = (uint32_t)bits;
	float narrow;

	switch (field->kind) {
	case FIELD_SIGNED:
		value.kind = TYPECODE_SIGNED;
		value.i = (int64_t)(bits << above) >> above;
		break;
	case FIELD_BOOL:
		value.u = bits != 0;
		break;
	case FIELD_FLOAT:
		value.kind = TYPECODE_FLOAT;
		if (field->size == 8) {
			memcpy(&value.d, &bits, sizeof(value.d));
		} else if (field->size == 4) {
			memcpy(&narrow, &low, sizeof(narrow));
			value.d = (double)narrow;
		} else {
			value.d = half(bits);
		}
		break;
	default:
		break;
	}
	return value;
}

const char *field_bytes(const struct field *field, const void *base, size_t *n)
{
	const char *const place = (const char *)base + field->offset;

	*n = field->size;
	if (field->kind != FIELD_PASCAL)
		return place;
	if (!field->size)
		return place;
	const size_t said = (unsigned char)*place;

	*n = said < field->size - 1 ? said : field->size - 1;
	return place + 1;
}

/* The nearest binary16, ties to even. -ERANGE: beyond the greatest. */
static int half_bits(double d, uint64_t *bits)
{
	const uint64_t sign = signbit(d) ? 0x8000 : 0;
	int exponent;
	double size = fabs(d);

	if (isnan(d) || isinf(d)) {
		*bits = sign | (isnan(d) ? 0x7e00 : 0x7c00);
		return 0;
	}
	frexp(size, &exponent);
	exponent = exponent < -13 ? -13 : exponent;
	size = nearbyint(ldexp(size, 11 - exponent)); /* units of the last place */
	if (size >= 2048) {
		size /= 2;
		exponent++;
	}
	if (exponent > 16)
		return -ERANGE;
	*bits = sign | (size < 1024 ? (uint64_t)size
				    : (uint64_t)(exponent + 14) << 10 | ((uint64_t)size - 1024));
	return 0;
}

static int bits_of(const struct field *field, struct scalar value, uint64_t *bits)
{
	const unsigned above = 64 - 8 * (unsigned)field->size;
	const float narrow = (float)value.d;
	uint32_t low;

	*bits = value.u;
	switch (field->kind) {
	case FIELD_SIGNED:
		return value.i == (int64_t)(value.u << above) >> above ? 0 : -ERANGE;
	case FIELD_BOOL:
		*bits = value.u != 0;
		return 0;
	case FIELD_FLOAT:
		if (field->size == 2)
			return half_bits(value.d, bits);
		if (field->size == 8)
			return 0;
		if (isinf(narrow) && !isinf(value.d))
			return -ERANGE;
		memcpy(&low, &narrow, sizeof(low));
		*bits = low;
		return 0;
	default:
		return value.u <= UINT64_MAX >> above ? 0 : -ERANGE;
	}
}

int field_store(const struct field *field, void *base, struct scalar value, bool locked)
{
	char *const place = (char *)base + field->offset;
	uint64_t bits;
	int error;

	if (field->kind == FIELD_BYTES || field->kind == FIELD_PASCAL)
		return -EINVAL;
	error = bits_of(field, value, &bits);
	if (error)
		return error;
	if (field->swapped)
		bits = swap(bits, field->size);
	if (aligned(field, base))
		typecode_store(word_of(field->size), place, (struct scalar){ .u = bits });
	else if (locked)
		memcpy(place, (char *)&bits + (little() ? 0 : 8 - field->size), field->size);
	else
		return -EFAULT;
	return 0;
}

int field_store_bytes(const struct field *field, void *base, const char *bytes, size_t n)
{
	char *place = (char *)base + field->offset;
	size_t room = field->size;

	if (field->kind == FIELD_PASCAL) {
		if (!room || n > room - 1 || n > 255)
			return -ERANGE;
		*place++ = (char)n;
		room--;
	}
	if (n > room)
		return -ERANGE;
	memcpy(place, bytes, n);
	memset(place + n, 0, room - n);
	return 0;
}

/* The typecode with the same values; a half is printed and read as a float. */
static const struct typecode *type_of(const struct field *field)
{
	switch (field->kind) {
	case FIELD_SIGNED:
		return typecode_find(field->size == 1	? 'b'
				     : field->size == 2 ? 'h'
				     : field->size == 4 ? 'i'
							: 'q');
	case FIELD_FLOAT:
		return typecode_find(field->size == 8 ? 'd' : 'f');
	case FIELD_CHAR:
		return typecode_find('c');
	default:
		return word_of(field->size);
	}
}

int field_parse(const struct field *field, const char *text, struct scalar *value)
{
	if (field->kind == FIELD_BYTES || field->kind == FIELD_PASCAL)
		return -EINVAL;
	if (field->kind != FIELD_BOOL)
		return typecode_parse(type_of(field), text, value);
	value->kind = TYPECODE_UNSIGNED;
	value->u = !strcmp(text, "True") || !strcmp(text, "1");
	return value->u || !strcmp(text, "False") || !strcmp(text, "0") ? 0 : -EINVAL;
}

void field_print(const struct field *field, struct scalar value, char *text, size_t size)
{
	const bool narrow = field->kind == FIELD_FLOAT && field->size < 8;

	if (field->kind == FIELD_BOOL)
		snprintf(text, size, "%s", value.u ? "True" : "False");
	else
		/* Python makes every float a double before it prints it. */
		typecode_print(narrow ? typecode_find('d') : type_of(field), value, text, size);
}
