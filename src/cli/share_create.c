/* SPDX-License-Identifier: MIT */
/* contend share create: a Value, an Array, a ShareableList or bare bytes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/word.h"
#include "cli/share.h"
#include "cli/share_say.h"
#include "share/literal.h"

static const char codes[] = "b B h H i I l L q Q f d c u";

/* CODE or CODE:N. 0 or EXIT_MISUSE having said why. */
static int read_plan(struct value_plan *plan, const struct share_options *share)
{
	const char *const text = share->value ? share->value : share->array;
	const size_t letters = share->value ? strlen(text) : strcspn(text, ":");
	int error = 0;

	*plan = (struct value_plan){ .typecode = text[0],
				     .lock = share->lock ? (enum lock_kind)lock_find(share->lock)
							 : LOCK_MUTEX_ROBUST,
				     .shape = share->array ? VALUE_MANY : VALUE_ONE,
				     .count = 1,
				     .packed = share->packed };
	if (letters != 1 || !typecode_find(text[0])) {
		misuse("%.*s is no typecode: one of %s", (int)letters, text, codes);
		return EXIT_MISUSE;
	}
	if (share->value)
		return 0;
	if (text[1])
		error = word_number(text + 2, 0, UINT64_MAX, &plan->count);
	if (text[1] && !error)
		return 0;
	misuse("--array=%s: CODE:N, such as %c:365, N from 0 on", text, text[0]);
	return EXIT_MISUSE;
}

static int create_value(const char *name, const struct share_options *share)
{
	struct value value;
	struct value_plan plan;
	int error = read_plan(&plan, share);

	if (error)
		return error;
	error = value_create(&value, name, &plan);
	if (error) {
		const size_t stride = plan.packed ? typecode_find(plan.typecode)->size : 256;

		return share_say("create", name, error,
				 error == -EFBIG && plan.count > SIZE_MAX / stride
					 ? 0
					 : plan.count * stride + VALUE_HEADER);
	}
	value_close(&value);
	return EXIT_OK;
}

static int create_list(const char *name, const char *text)
{
	struct literal_list list;
	struct list_fault fault;
	struct block block;
	char why[160];
	size_t size;
	int error = literal_read_list(text, &list, why, sizeof(why));

	if (error) {
		misuse("--list: %s", why);
		return EXIT_MISUSE;
	}
	error = list_size(list.items, list.n, &size, &fault);
	if (error) {
		misuse("--list: %s", fault.what);
		literal_free(&list);
		return EXIT_MISUSE;
	}
	for (size_t i = 0; i < list.n; i++)
		if (item_is_text(&list.items[i]) && list.items[i].text.n &&
		    !list.items[i].text.bytes[list.items[i].text.n - 1])
			warn("item %zu ends in NUL, which will not come back", i);
	error = block_prepare(&block, size);
	if (!error)
		error = list_encode(block.base, size, list.items, list.n, &fault);
	if (!error)
		error = block_publish(&block, name);
	block_close(&block);
	literal_free(&list);
	return error ? share_say("create", name, error, size) : EXIT_OK;
}

static int create_bytes(const char *name, uint64_t size)
{
	struct block block;
	const int error = block_create(&block, name, size);

	if (error)
		return share_say("create", name, error, size);
	block_close(&block);
	return EXIT_OK;
}

int share_create(const struct options *options)
{
	const struct share_options *const share = &options->share;
	const unsigned kinds = (share->value ? 1U : 0) + (share->array ? 1U : 0) +
			       (share->list ? 1U : 0) + (share->size ? 1U : 0);
	const char *name;

	if (options->n_words != 1) {
		misuse("share create takes one word, the name: contend share create NAME --value "
		       "q");
		return EXIT_MISUSE;
	}
	if (share_check_name(options->words[0]))
		return EXIT_MISUSE;
	if (kinds != 1) {
		misuse("share create needs one of --value, --array, --list and --size, not %u",
		       kinds);
		return EXIT_MISUSE;
	}
	if (!share->value && !share->array && share->lock) {
		misuse("--lock is for --value and --array: a list and bare bytes have none");
		return EXIT_MISUSE;
	}
	if (!share->array && share->packed) {
		misuse("--pack is for --array");
		return EXIT_MISUSE;
	}
	name = options->words[0] + (options->words[0][0] == '/');
	if (share->list)
		return create_list(name, share->list);
	if (share->size)
		return create_bytes(name, share->size);
	return create_value(name, share);
}
