/* SPDX-License-Identifier: MIT */
/* Forms, slots and values of a list's image. */
#include "share/list_layout.h"

#include <errno.h>
#include <sched.h>

#include "base/cpu.h"
#include "share/utf8.h"

/* A change of type takes some ten stores; but its writer may have lost the processor. */
#define SPINS 64
#define YIELDS 32

/* Of texts the format is the slot's width and an s. */
static const struct kind {
	const char *format;
	uint8_t code;
} kinds[] = {
	[ITEM_INT] = { "q\0\0\0\0\0\0", 0 },
	[ITEM_FLOAT] = { "d\0\0\0\0\0\0", 0 },
	[ITEM_BOOL] = { "xxxxxxx?", 0 },
	[ITEM_NONE] = { "xxxxxx?x", 3 },
	[ITEM_STR] = { NULL, 1 },
	[ITEM_BYTES] = { NULL, 2 },
};

/* "<n>s", NUL-padded: n, or SIZE_MAX. */
static size_t text_width(uint64_t format)
{
	char bytes[8];
	size_t n = 0, i = 0;

	memcpy(bytes, &format, sizeof(bytes));
	while (i < 7 && bytes[i] >= '0' && bytes[i] <= '9')
		n = n * 10 + (size_t)(bytes[i++] - '0');
	if (!i || bytes[i++] != 's')
		return SIZE_MAX;
	while (i < 8)
		if (bytes[i++])
			return SIZE_MAX;
	return n;
}

/* By the format alone; of a text STR or BYTES, as the code says. False: none of the six. */
static bool kind_of(struct list_form form, enum item_kind *kind, size_t *width)
{
	*width = text_width(form.format);
	*kind = form.code == kinds[ITEM_BYTES].code ? ITEM_BYTES : ITEM_STR;
	if (*width != SIZE_MAX)
		return true;
	*width = 0;
	for (*kind = ITEM_INT; *kind < ITEM_STR; ++*kind)
		if (form.format == list_word(kinds[*kind].format))
			return true;
	*kind = ITEM_INT;
	return false;
}

int list_form_read(struct list_form form, size_t slot, enum item_kind *kind, size_t *width,
		   const char **what)
{
	const bool known = kind_of(form, kind, width);

	*what = "its code is none of 0, 1, 2 and 3";
	if (form.code > 3)
		return -EBADMSG;
	*what = "its format is none of a ShareableList";
	if (!known && form.format)
		return -EBADMSG;
	*what = "its text is wider than its slot";
	if (*width > slot)
		return -EBADMSG;
	/* A writer in Python sets each to 0 first. */
	*what = "being written";
	return known && form.code == kinds[*kind].code ? 0 : -EAGAIN;
}

struct list_form list_form_of(const struct item *item, size_t slot)
{
	const struct kind *kind = &kinds[item->kind];
	char format[32] = { 0 };

	if (kind->format)
		return (struct list_form){ list_word(kind->format), kind->code };
	snprintf(format, sizeof(format), "%zus", slot);
	return (struct list_form){ list_word(format), kind->code };
}

uint8_t list_code_between(enum item_kind before, enum item_kind after)
{
	const bool text = before >= ITEM_STR || after >= ITEM_STR;
	const bool none = before == ITEM_NONE || after == ITEM_NONE;

	/* Two formats leave one of: 0 of numbers, 1 of str, 3 of None. */
	return !text ? kinds[ITEM_STR].code : !none ? kinds[ITEM_NONE].code : kinds[ITEM_INT].code;
}

int list_slot_read(const struct list *list, size_t i, struct list_slot *slot, const char **what)
{
	const uint64_t from = list_load(list->base, 8 + 8 * i);
	const uint64_t to = list_load(list->base, 16 + 8 * i);

	*what = "its offset is no multiple of 8";
	if (from % 8 || to % 8)
		return -EBADMSG;
	*what = "its slot is empty, or offsets do not ascend";
	if (from >= to)
		return -EBADMSG;
	*what = "its slot lies outside of the data";
	if (to > list->data)
		return -EBADMSG;
	*slot = (struct list_slot){ 16 + 8 * list->n + (size_t)from, (size_t)(to - from) };
	return 0;
}

int list_position(const struct list *list, int64_t index, size_t *i)
{
	/* N is below 2^59: it fitted into a block. */
	const int64_t n = (int64_t)list->n;

	if (index < -n || index >= n)
		return -ERANGE;
	*i = (size_t)(index < 0 ? index + n : index);
	return 0;
}

void list_value_read(struct item *item, uint64_t word)
{
	unsigned char bytes[8];

	memcpy(bytes, &word, sizeof(bytes));
	switch (item->kind) {
	case ITEM_INT:
		memcpy(&item->i, bytes, sizeof(bytes));
		break;
	case ITEM_FLOAT:
		memcpy(&item->d, bytes, sizeof(bytes));
		break;
	case ITEM_BOOL:
		item->b = bytes[7] != 0;
		break;
	default:
		break;
	}
}

uint64_t list_value_of(const struct item *item)
{
	unsigned char bytes[8] = { 0 };
	uint64_t word;

	if (item->kind == ITEM_INT)
		memcpy(bytes, &item->i, sizeof(bytes));
	else if (item->kind == ITEM_FLOAT)
		memcpy(bytes, &item->d, sizeof(bytes));
	else if (item->kind == ITEM_BOOL)
		bytes[7] = item->b;
	memcpy(&word, bytes, sizeof(word));
	return word;
}

int list_item_check(const struct item *item, const char **what)
{
	*what = "longer than 9999991 bytes";
	if (item_is_text(item) && item->text.n > ITEM_TEXT_MAX)
		return -E2BIG;
	*what = "not UTF-8";
	if (item->kind == ITEM_STR && !utf8_valid(item->text.bytes, item->text.n))
		return -EILSEQ;
	return 0;
}

int list_wait(unsigned *tries)
{
	if (*tries >= SPINS + YIELDS)
		return -EAGAIN;
	if (*tries < SPINS)
		cpu_relax();
	else
		sched_yield();
	++*tries;
	return 0;
}
