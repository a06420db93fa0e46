/* SPDX-License-Identifier: MIT */
/* A ShareableList: what it refuses, and by which words; get, set, add, count and index. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/fail.h"
/* cmocka wants the above first */
#include <cmocka.h>
#include <errno.h>

#include "list_made.h"

static void says(const struct list_fault *fault, const char *words)
{
	char text[100];

	list_fault_text(fault, text, sizeof(text));
	assert_string_equal(text, words);
}

static void is_not_made(struct item item, int error, const char *words)
{
	const struct item items[] = { { ITEM_INT, { .i = 1 } }, item };
	uint64_t memory[20] = { 7, 7 };
	struct list_fault fault;
	size_t size = 99;

	assert_int_equal(list_size(items, 2, &size, &fault), error);
	says(&fault, words);
	assert_int_equal(size, 99);
	assert_int_equal(list_encode(memory, sizeof(memory), items, 2, &fault), error);
	says(&fault, words);
	assert_int_equal(memory[0], 7);
}

static struct item text(enum item_kind kind, const char *bytes, size_t n)
{
	struct item item = { .kind = kind };

	item.text.bytes = bytes;
	item.text.n = n;
	return item;
}

static void what_cannot_be_held_names_its_item(void **state)
{
	char *longest = calloc(1, ITEM_TEXT_MAX + 1);

	(void)state;
	is_not_made(text(ITEM_STR, "a\xff", 2), -EILSEQ, "item 1: not UTF-8");
	is_not_made(text(ITEM_STR, "\xed\xa0\x80", 3), -EILSEQ, "item 1: not UTF-8");
	is_not_made(text(ITEM_BYTES, longest, ITEM_TEXT_MAX + 1), -E2BIG,
		    "item 1: longer than 9999991 bytes");
	free(longest);
}

static void the_longest_text_comes_back(void **state)
{
	char *longest = malloc(ITEM_TEXT_MAX);
	const struct item item = text(ITEM_STR, longest, ITEM_TEXT_MAX);
	struct list_text room = { NULL, 0 };
	struct item back;
	struct list list;
	size_t size;
	void *base;

	(void)state;
	memset(longest, 'x', ITEM_TEXT_MAX);
	assert_int_equal(list_size(&item, 1, &size, NULL), 0);
	base = malloc(size);
	assert_int_equal(list_encode(base, size, &item, 1, NULL), 0);
	assert_int_equal(list_open(&list, base, size, NULL), 0);
	assert_int_equal(list_get(&list, 0, &back, &room, NULL), 0);
	assert_true(item_equal(&item, &back));
	list_text_free(&room);
	free(base);
	free(longest);
}

static void memory_must_be_aligned_and_large_enough(void **state)
{
	const struct item item = { ITEM_INT, { .i = 5 } };
	uint64_t memory[8] = { 0 };
	struct list_fault fault;
	struct list list;

	(void)state;
	assert_int_equal(list_encode((char *)memory + 4, 50, &item, 1, &fault), -EINVAL);
	says(&fault, "its memory is not aligned to 8 bytes");
	assert_int_equal(list_open(&list, (char *)memory + 1, 40, &fault), -EINVAL);
	assert_int_equal(list_encode(memory, 40, &item, 1, &fault), -ENOSPC);
	says(&fault, "the block is too small for the list");
	assert_int_equal(memory[0], 0);
	assert_int_equal(list_encode(memory, 41, &item, 1, &fault), 0);
}

/* [0, 'ab'] with the byte at an offset changed. */
static void is_broken(size_t at, unsigned char byte, int error, const char *words)
{
	struct made_list made = made_list("[0, 'ab']");
	struct list_fault fault;
	struct list list;

	((unsigned char *)made.base)[at] = byte;
	assert_int_equal(list_open(&list, made.base, made.size, &fault), error);
	says(&fault, words);
	made_free(&made);
}

static void a_broken_layout_is_refused(void **state)
{
	(void)state;
	is_broken(0, 3, -EBADMSG, "says more items than the block could hold");
	is_broken(7, 0x80, -EBADMSG, "says more items than the block could hold");
	is_broken(7, 0x40, -EBADMSG, "says more items than the block could hold");
	is_broken(8, 1, -EBADMSG, "its first offset is not 0");
	is_broken(15, 0x80, -EBADMSG, "its first offset is not 0");
	is_broken(16, 9, -EBADMSG, "item 0: its offset is no multiple of 8");
	is_broken(16, 0, -EBADMSG, "item 0: its slot is empty, or offsets do not ascend");
	is_broken(16, 16, -EBADMSG, "item 1: its slot is empty, or offsets do not ascend");
	is_broken(16, 24, -EBADMSG, "item 0: its slot lies outside of the data");
	is_broken(23, 0x80, -EBADMSG, "item 0: its slot lies outside of the data");
	is_broken(24, 12, -EBADMSG, "its last offset is no multiple of 8");
	is_broken(24, 17, -EBADMSG, "its last offset is no multiple of 8");
	is_broken(24, 24, -EBADMSG, "its last offset leads out of the block");
	is_broken(31, 0xff, -EBADMSG, "its last offset leads out of the block");
	/* formats at 48 and 56, codes at 64 and 65 */
	is_broken(48, 'i', -EBADMSG, "item 0: its format is none of a ShareableList");
	is_broken(48, '?', -EBADMSG, "item 0: its format is none of a ShareableList");
	is_broken(48, 'Q', -EBADMSG, "item 0: its format is none of a ShareableList");
	is_broken(49, 'q', -EBADMSG, "item 0: its format is none of a ShareableList");
	is_broken(56, 's', -EBADMSG, "item 1: its format is none of a ShareableList");
	is_broken(56, '9', -EBADMSG, "item 1: its text is wider than its slot");
	is_broken(57, 'p', -EBADMSG, "item 1: its format is none of a ShareableList");
	is_broken(59, 1, -EBADMSG, "item 1: its format is none of a ShareableList");
	is_broken(65, 9, -EBADMSG, "item 1: its code is none of 0, 1, 2 and 3");
	is_broken(64, 0xff, -EBADMSG, "item 0: its code is none of 0, 1, 2 and 3");
	is_broken(48, 0, -EAGAIN, "item 0: being written");
	is_broken(64, 1, -EAGAIN, "item 0: being written");
	is_broken(64, 3, -EAGAIN, "item 0: being written");
	is_broken(65, 0, -EAGAIN, "item 1: being written");
	is_broken(65, 3, -EAGAIN, "item 1: being written");
}

static void a_block_too_short_is_refused(void **state)
{
	struct made_list made = made_list("[0, 'ab']");
	struct list_fault fault;
	struct list list;

	(void)state;
	for (size_t size = 0; size < made.size; size++) {
		void *cut = malloc(size ? size : 1);

		memcpy(cut, made.base, size);
		assert_int_equal(list_open(&list, cut, size, &fault), -EBADMSG);
		assert_int_equal(list_length(&list), 0);
		assert_int_equal(list_is_38(cut, size), 0);
		says(&fault, size < 16	 ? "shorter than a list, 16 bytes at least"
			     : size < 50 ? "says more items than the block could hold"
					 : "its last offset leads out of the block");
		free(cut);
	}
	made_free(&made);
}

static void a_list_of_python_38_is_refused_by_name(void **state)
{
	/* [0], and ['12345678', None] in 64 bytes more than they need */
	uint64_t one[5] = { 1, 8, 0, 'q' };
	uint64_t two[16] = { 2, 16, 8 };
	struct list_fault fault;
	struct list list;

	(void)state;
	memcpy(&two[3], "12345678", 8);
	memcpy(&two[6], "16s\0\0\0\0\0xxxxxx?x\1\3", 18);
	assert_true(list_is_38(one, 33));
	assert_int_equal(list_open(&list, one, 33, &fault), -EBADMSG);
	says(&fault, "written by Python 3.8, whose layout differs");
	assert_true(list_is_38(two, sizeof(two)));
	assert_int_equal(list_open(&list, two, sizeof(two), &fault), -EBADMSG);
	says(&fault, "written by Python 3.8, whose layout differs");
	two[1] = 17;
	assert_false(list_is_38(two, sizeof(two)));
	two[1] = 1024;
	assert_false(list_is_38(two, sizeof(two)));
	assert_false(list_is_38((char *)one + 1, 32));
}

static void a_text_may_be_narrower_than_its_slot_or_fill_it(void **state)
{
	struct made_list made = made_list("['1234567', b'abc']");
	unsigned char *bytes = made.base;

	(void)state;
	bytes[16 + 16 + 7] = '8';
	assert_prints(&made.list, "['12345678', b'abc']");
	bytes[16 + 16 + 16] = '3';
	assert_prints(&made.list, "['123', b'abc']");
	bytes[16 + 16 + 16] = '0';
	assert_prints(&made.list, "['', b'abc']");
	made_free(&made);
}

static void any_byte_but_zero_is_true(void **state)
{
	struct made_list made = made_list("[False, True]");
	unsigned char *bytes = made.base;

	(void)state;
	memset(bytes + 32, 0xff, 7);
	bytes[32 + 15] = 0x80;
	assert_prints(&made.list, "[False, True]");
	made_free(&made);
}

static void an_item_that_is_no_utf8_is_its_own_error(void **state)
{
	struct made_list made = made_list("[1, 'ab', 2, 'cd']");
	const struct item one = { ITEM_INT, { .i = 1 } };
	struct list_fault fault;
	struct list list;
	size_t i = 99;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	((unsigned char *)made.base)[16 + 32 + 8] = 0xff;
	assert_int_equal(list_open(&list, made.base, made.size, &fault), 0);
	assert_int_equal(list_print(out, &list, false, &fault), -EILSEQ);
	fclose(out);
	assert_string_equal(text, "[1, <not UTF-8>, 2, 'cd']");
	says(&fault, "item 1: not UTF-8");
	assert_int_equal(list_count(&list, &one, &i, &fault), -EILSEQ);
	says(&fault, "item 1: not UTF-8");
	assert_int_equal(i, 99);
	assert_int_equal(list_index(&list, &one, &i, &fault), 0);
	assert_int_equal(i, 0);
	free(text);
	made_free(&made);
}

static void an_index_counts_from_either_end(void **state)
{
	struct made_list made = made_list("[10, 11, 12]");
	struct list_text room = { NULL, 0 };
	struct list_fault fault;
	struct item item = { .kind = ITEM_NONE };

	(void)state;
	assert_int_equal(list_length(&made.list), 3);
	for (int64_t i = -3; i < 3; i++) {
		assert_int_equal(list_get(&made.list, i, &item, &room, NULL), 0);
		assert_int_equal(item.i, 10 + (i + 3) % 3);
	}
	const int64_t wrong[] = { 3, -4, INT64_MAX, INT64_MIN };

	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(list_get(&made.list, wrong[i], &item, &room, &fault), -ERANGE);
		says(&fault, "index out of range");
		assert_int_equal(list_add(&made.list, wrong[i], &item, NULL, &fault), -ERANGE);
		says(&fault, "index out of range");
		assert_int_equal(list_set(&made.list, wrong[i], &item, true, &fault), -ERANGE);
		says(&fault, "assignment index out of range");
	}
	made_free(&made);
}

static void a_value_of_the_same_type_is_set_without_a_lock(void **state)
{
	struct made_list made = made_list("[1, 1.5, True, None]");

	(void)state;
	assert_int_equal(made_set(&made.list, 0, "-7", false, NULL), 0);
	assert_int_equal(made_set(&made.list, 1, "-0.0", false, NULL), 0);
	assert_int_equal(made_set(&made.list, 2, "False", false, NULL), 0);
	assert_int_equal(made_set(&made.list, 3, "None", false, NULL), 0);
	assert_prints(&made.list, "[-7, -0.0, False, None]");
	made_free(&made);
}

static void a_type_or_a_text_changes_under_the_lock_only(void **state)
{
	static const struct {
		int64_t index;
		const char *literal;
	} changes[] = { { 0, "1.5" },  { 0, "True" }, { 0, "None" },  { 0, "'ab'" },
			{ 1, "'ab'" }, { 1, "'cd'" }, { 1, "b'ab'" }, { 1, "3" } };
	struct made_list made = made_list("[7, 'ab']");
	unsigned char before[66];
	struct list_fault fault;

	(void)state;
	assert_int_equal(made.size, sizeof(before));
	memcpy(before, made.base, made.size);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		assert_int_equal(
			made_set(&made.list, changes[i].index, changes[i].literal, false, &fault),
			-EBUSY);
		assert_int_equal(fault.item, changes[i].index);
		assert_memory_equal(made.base, before, made.size);
	}
	assert_int_equal(made_set(&made.list, 0, "'ab'", true, NULL), 0);
	assert_int_equal(made_set(&made.list, 1, "7", true, NULL), 0);
	assert_prints(&made.list, "['ab', 7]");
	made_free(&made);
}

static void every_kind_follows_every_other_in_a_slot(void **state)
{
	static const char *const values[] = { "-1",    "2.5",	   "True", "None",
					      "'abc'", "b'\\xff'", "'x'",  "''" };
	const size_t n = sizeof(values) / sizeof(values[0]);
	struct made_list made = made_list("['123456789']");
	char wanted[40];

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			assert_int_equal(made_set(&made.list, 0, values[i], true, NULL), 0);
			assert_int_equal(made_set(&made.list, 0, values[j], true, NULL), 0);
			snprintf(wanted, sizeof(wanted), "[%s]", values[j]);
			assert_prints(&made.list, wanted);
		}
	made_free(&made);
}

static void a_text_longer_than_its_slot_is_refused(void **state)
{
	struct made_list made = made_list("[0, '12345678']");
	struct list_fault fault;

	(void)state;
	assert_int_equal(made_set(&made.list, 0, "'12345678'", true, NULL), 0);
	assert_int_equal(made_set(&made.list, 0, "'123456789'", true, &fault), -E2BIG);
	says(&fault, "item 0: bytes/str item exceeds available storage");
	/* 5 characters, 10 bytes */
	assert_int_equal(made_set(&made.list, 0, "'\\xe9\\xe9\\xe9\\xe9\\xe9'", true, &fault),
			 -E2BIG);
	assert_int_equal(made_set(&made.list, -1, "b'1234567890123456'", true, NULL), 0);
	assert_int_equal(made_set(&made.list, -1, "b'12345678901234567'", true, &fault), -E2BIG);
	says(&fault, "item 1: bytes/str item exceeds available storage");
	assert_prints(&made.list, "['12345678', b'1234567890123456']");
	const struct item wrong = text(ITEM_STR, "\xc3", 1);

	assert_int_equal(list_set(&made.list, 1, &wrong, true, &fault), -EILSEQ);
	says(&fault, "item 1: not UTF-8");
	made_free(&made);
}

static void a_slot_too_wide_for_a_format_takes_numbers_only(void **state)
{
	struct made_list made = made_list("[0]");
	const size_t slot = 10000000, size = 16 + 17 + slot;
	uint64_t *block = calloc(1, size);
	struct list list;

	(void)state;
	memcpy(block, made.base, 24);
	block[2] = slot;
	((char *)block)[24 + slot] = 'q';
	assert_int_equal(list_open(&list, block, size, NULL), 0);
	assert_int_equal(made_set(&list, 0, "'a'", true, NULL), -E2BIG);
	assert_int_equal(made_set(&list, 0, "2.5", true, NULL), 0);
	assert_prints(&list, "[2.5]");
	free(block);
	made_free(&made);
}

/* What a writer who died in the middle of a set leaves behind. */
static void a_half_written_item_can_be_set_under_the_lock(void **state)
{
	struct made_list made = made_list("[7, 'ab']");
	unsigned char *bytes = made.base;
	struct list_text room = { NULL, 0 };
	struct list_fault fault;
	struct item item;

	(void)state;
	bytes[64] = 3;
	memset(bytes + 56, 0, 8);
	for (int64_t i = 0; i < 2; i++) {
		assert_int_equal(list_get(&made.list, i, &item, &room, &fault), -EAGAIN);
		assert_string_equal(fault.what, "being written");
		assert_int_equal(fault.item, i);
		assert_int_equal(made_set(&made.list, i, "1", false, &fault), -EBUSY);
	}
	assert_prints(&made.list, "[<being written>, <being written>]");
	item = (struct item){ ITEM_INT, { .i = 1 } };
	assert_int_equal(list_add(&made.list, 0, &item, NULL, &fault), -EAGAIN);
	assert_int_equal(made_set(&made.list, 0, "1", true, NULL), 0);
	assert_int_equal(made_set(&made.list, 1, "'cd'", true, NULL), 0);
	assert_prints(&made.list, "[1, 'cd']");
	made_free(&made);
}

static void offsets_that_change_later_lead_nowhere(void **state)
{
	struct made_list made = made_list("[7, 'ab']");
	const struct item one = { ITEM_INT, { .i = 1 } };
	struct list_text room = { NULL, 0 };
	struct list_fault fault;
	struct item item;
	const uint64_t wrong[] = {
		0, 4, 16, 24, UINT64_MAX - 7, UINT64_C(1) << 62, UINT64_C(1) << 63
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		((uint64_t *)made.base)[2] = wrong[i];
		assert_int_equal(list_get(&made.list, wrong[i] == 16 ? 1 : 0, &item, &room, &fault),
				 -EBADMSG);
		assert_int_equal(list_set(&made.list, wrong[i] == 16 ? 1 : 0, &one, true, &fault),
				 -EBADMSG);
		assert_int_equal(list_add(&made.list, wrong[i] == 16 ? 1 : 0, &one, NULL, &fault),
				 -EBADMSG);
	}
	/* N and the last offset are not asked again. */
	((uint64_t *)made.base)[2] = 8;
	((uint64_t *)made.base)[0] = 1000000;
	assert_int_equal(list_length(&made.list), 2);
	assert_int_equal(list_get(&made.list, 0, &item, &room, &fault), 0);
	made_free(&made);
}

static struct item value(const char *literal)
{
	struct literal_list list;
	char why[200];
	struct item item;

	assert_int_equal(literal_read_one(literal, &list, why, sizeof(why)), 0);
	item = list.items[0]; /* numbers only */
	literal_free(&list);
	return item;
}

static void adding_wraps_ints_and_rounds_floats(void **state)
{
	struct made_list made = made_list("[9223372036854775807, 0.5, 9007199254740992.0]");
	struct item now, one = value("1"), yes = value("True"), half = value("0.25"),
			 less = value("-3");

	(void)state;
	assert_int_equal(list_add(&made.list, 0, &one, &now, NULL), 0);
	assert_true(now.kind == ITEM_INT && now.i == INT64_MIN);
	assert_int_equal(list_add(&made.list, 0, &yes, NULL, NULL), 0);
	assert_int_equal(list_add(&made.list, 0, &less, NULL, NULL), 0);
	assert_int_equal(list_add(&made.list, 1, &half, &now, NULL), 0);
	assert_true(now.kind == ITEM_FLOAT && now.d == 0.75);
	assert_int_equal(list_add(&made.list, 1, &one, NULL, NULL), 0);
	assert_int_equal(list_add(&made.list, 1, &yes, NULL, NULL), 0);
	assert_int_equal(list_add(&made.list, 2, &one, NULL, NULL), 0);
	assert_prints(&made.list, "[9223372036854775806, 2.75, 9007199254740992.0]");
	made_free(&made);
}

static void only_numbers_are_added_to(void **state)
{
	struct made_list made = made_list("[1, True, None, 'ab']");
	struct item one = value("1"), half = value("0.5"), none = value("None");
	struct list_fault fault;

	(void)state;
	assert_int_equal(list_add(&made.list, 0, &half, NULL, &fault), -EINVAL);
	says(&fault, "item 0: what is added is of another type");
	assert_int_equal(list_add(&made.list, 0, &none, NULL, &fault), -EINVAL);
	for (int64_t i = 1; i < 4; i++) {
		assert_int_equal(list_add(&made.list, i, &one, NULL, &fault), -EINVAL);
		assert_string_equal(fault.what, "neither int nor float");
	}
	assert_prints(&made.list, "[1, True, None, 'ab']");
	made_free(&made);
}

/* Counts and finds; index -1: it is not there. */
static void is_counted(const struct list *list, const char *literal, size_t count, int64_t index)
{
	struct literal_list item;
	struct list_fault fault;
	char why[200];
	size_t found = 0;

	assert_int_equal(literal_read_one(literal, &item, why, sizeof(why)), 0);
	assert_int_equal(list_count(list, item.items, &found, NULL), 0);
	assert_int_equal(found, count);
	assert_int_equal(list_index(list, item.items, &found, &fault), index < 0 ? -ENOENT : 0);
	if (index >= 0)
		assert_int_equal(found, index);
	else
		says(&fault, "not in this container");
	literal_free(&item);
}

static void items_are_counted_and_found_as_python_compares(void **state)
{
	struct made_list made = made_list("[1, True, 1.0, nan, 'a', b'a', None, 1]");
	struct made_list large = made_list("[0, 9007199254740993, 9007199254740992.0]");

	(void)state;
	is_counted(&made.list, "1", 4, 0);
	is_counted(&made.list, "True", 4, 0);
	is_counted(&made.list, "1.0", 4, 0);
	is_counted(&made.list, "'a'", 1, 4);
	is_counted(&made.list, "b'a'", 1, 5);
	is_counted(&made.list, "None", 1, 6);
	is_counted(&made.list, "nan", 0, -1);
	is_counted(&made.list, "'zz'", 0, -1);
	is_counted(&made.list, "False", 0, -1);
	is_counted(&large.list, "9007199254740992.0", 1, 2);
	is_counted(&large.list, "9007199254740993", 1, 1);
	is_counted(&large.list, "9007199254740992", 1, 2);
	made_free(&made);
	made_free(&large);
}

static void nul_at_the_end_of_a_text_is_told_before(void **state)
{
	struct item cut = text(ITEM_BYTES, "ab\0", 3), inner = text(ITEM_STR, "a\0b", 3);
	struct item none = value("None"), empty = text(ITEM_STR, NULL, 0);

	(void)state;
	assert_true(list_cuts(&cut));
	assert_false(list_cuts(&inner));
	assert_false(list_cuts(&none));
	assert_false(list_cuts(&empty));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_held_names_its_item),
		cmocka_unit_test(the_longest_text_comes_back),
		cmocka_unit_test(memory_must_be_aligned_and_large_enough),
		cmocka_unit_test(a_broken_layout_is_refused),
		cmocka_unit_test(a_block_too_short_is_refused),
		cmocka_unit_test(a_list_of_python_38_is_refused_by_name),
		cmocka_unit_test(a_text_may_be_narrower_than_its_slot_or_fill_it),
		cmocka_unit_test(any_byte_but_zero_is_true),
		cmocka_unit_test(an_item_that_is_no_utf8_is_its_own_error),
		cmocka_unit_test(an_index_counts_from_either_end),
		cmocka_unit_test(a_value_of_the_same_type_is_set_without_a_lock),
		cmocka_unit_test(a_type_or_a_text_changes_under_the_lock_only),
		cmocka_unit_test(every_kind_follows_every_other_in_a_slot),
		cmocka_unit_test(a_text_longer_than_its_slot_is_refused),
		cmocka_unit_test(a_slot_too_wide_for_a_format_takes_numbers_only),
		cmocka_unit_test(a_half_written_item_can_be_set_under_the_lock),
		cmocka_unit_test(offsets_that_change_later_lead_nowhere),
		cmocka_unit_test(adding_wraps_ints_and_rounds_floats),
		cmocka_unit_test(only_numbers_are_added_to),
		cmocka_unit_test(items_are_counted_and_found_as_python_compares),
		cmocka_unit_test(nul_at_the_end_of_a_text_is_told_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
