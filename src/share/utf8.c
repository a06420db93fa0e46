/* SPDX-License-Identifier: MIT */
/* UTF-8, read strictly. */
#include "share/utf8.h"

/* By length: the bits that mark the first byte, and the least character that needs so many bytes. */
static const struct form {
	unsigned char mask, mark;
	uint32_t least;
} forms[] = {
	[1] = { 0x80, 0x00, 0 },
	[2] = { 0xe0, 0xc0, 0x80 },
	[3] = { 0xf0, 0xe0, 0x800 },
	[4] = { 0xf8, 0xf0, 0x10000 },
};

static bool is_character(uint32_t point)
{
	return point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

size_t utf8_next(const char *bytes, size_t n, uint32_t *point)
{
	const unsigned char *byte = (const unsigned char *)bytes;

	if (!n)
		return 0;
	for (size_t length = 1; length <= 4; length++) {
		const struct form *form = &forms[length];

		if ((byte[0] & form->mask) != form->mark)
			continue;
		if (length > n)
			return 0;
		*point = byte[0] & (unsigned char)~form->mask;
		for (size_t i = 1; i < length; i++) {
			if ((byte[i] & 0xc0) != 0x80)
				return 0;
			*point = *point << 6 | (byte[i] & 0x3f);
		}
		return *point >= form->least && is_character(*point) ? length : 0;
	}
	return 0;
}

size_t utf8_put(uint32_t point, char *bytes)
{
	size_t length = 4;

	if (!is_character(point))
		return 0;
	while (length > 1 && point < forms[length].least)
		length--;
	for (size_t i = length - 1; i > 0; i--) {
		bytes[i] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	bytes[0] = (char)(forms[length].mark | point);
	return length;
}

bool utf8_valid(const char *bytes, size_t n)
{
	uint32_t point;

	while (n) {
		const size_t length = utf8_next(bytes, n, &point);

		if (!length)
			return false;
		bytes += length;
		n -= length;
	}
	return true;
}
