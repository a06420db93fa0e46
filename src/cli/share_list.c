/* SPDX-License-Identifier: MIT */
/* contend share get, set, add, count, index, dump of a ShareableList: it has no lock, but the block's flock(2) may be one. */
#include "cli/share_list.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "cli/share_say.h"
#include "share/literal.h"

static int say(const struct thing *thing, int64_t index, int error, const struct list_fault *fault)
{
	char text[80];

	if (error == -ERANGE) {
		misuse("%s: index %" PRId64 ": the list has %zu items", thing->name, index,
		       list_length(&thing->list));
		return EXIT_MISUSE;
	}
	list_fault_text(fault, text, sizeof(text));
	if (error == -EBUSY)
		misuse("%s: %s: take a lock with --flock, or say --unlocked", thing->name, text);
	else
		misuse("%s: %s", thing->name, text);
	return EXIT_FAILED;
}

/* One literal. 0, with *read to be freed, or EXIT_MISUSE. */
static int read_item(const struct thing *thing, const char *text, struct literal_list *read)
{
	char why[160];

	if (!literal_read_one(text, read, why, sizeof(why)))
		return 0;
	misuse("%s: %s: %s", thing->name, text, why);
	return EXIT_MISUSE;
}

static void print_item(const struct item *item)
{
	item_print(stdout, item, false);
	putchar('\n');
}

int share_list_get(const struct options *options, struct thing *thing, const char *const *words,
		   size_t n)
{
	struct list_text text = { 0 };
	struct list_fault fault;
	struct item item;
	int64_t index;
	int error;

	(void)options;
	if (!n)
		return share_list_dump(thing);
	if (share_number(words[0], &index))
		return EXIT_MISUSE;
	error = list_get(&thing->list, index, &item, &text, &fault);
	if (!error)
		print_item(&item);
	list_text_free(&text);
	return error ? say(thing, index, error, &fault) : EXIT_OK;
}

/* INDEX VALUE, both needed. 0, with *read to be freed, or EXIT_MISUSE. */
static int read_change(const struct thing *thing, const char *const *words, size_t n,
		       int64_t *index, struct literal_list *read)
{
	if (n != 2) {
		misuse("%s: a list: say which item, 0 to %zu, or -1 for the last, and the value",
		       thing->name, list_length(&thing->list) - (list_length(&thing->list) > 0));
		return EXIT_MISUSE;
	}
	if (share_number(words[0], index))
		return EXIT_MISUSE;
	return read_item(thing, words[1], read);
}

int share_list_set(const struct options *options, struct thing *thing, const char *const *words,
		   size_t n)
{
	struct literal_list read;
	struct list_fault fault;
	int64_t index;
	int code = read_change(thing, words, n, &index, &read);
	int error;

	if (code)
		return code;
	code = thing_flock(options, thing);
	if (!code) {
		error = list_set(&thing->list, index, &read.items[0],
				 options->share.flock || options->share.unlocked, &fault);
		code = error ? say(thing, index, error, &fault) : EXIT_OK;
	}
	literal_free(&read);
	return code;
}

int share_list_add(const struct options *options, struct thing *thing, const char *const *words,
		   size_t n)
{
	struct literal_list read;
	struct list_fault fault;
	struct item sum;
	int64_t index;
	int code = read_change(thing, words, n, &index, &read);
	int error;

	if (code)
		return code;
	code = thing_flock(options, thing);
	if (!code) {
		error = list_add(&thing->list, index, &read.items[0], &sum, &fault);
		if (!error)
			print_item(&sum);
		code = error ? say(thing, index, error, &fault) : EXIT_OK;
	}
	literal_free(&read);
	return code;
}

/* NAME VALUE of a list that is to be read. 0, with both to be closed, or an exit code. */
static int open_search(struct thing *thing, struct literal_list *read,
		       const struct options *options, const char *const *words)
{
	int code = thing_open(thing, options, words[0], false);

	if (!code && thing->kind != THING_LIST) {
		misuse("%s: no list: only a list has items to look for", thing->name);
		code = EXIT_MISUSE;
	}
	if (!code)
		code = read_item(thing, words[1], read);
	if (code)
		thing_close(thing);
	return code;
}

int share_count(const struct options *options, const char *const *words, size_t n)
{
	struct literal_list read;
	struct list_fault fault;
	struct thing thing;
	size_t count = 0;
	int error, code = open_search(&thing, &read, options, words);

	(void)n;
	if (code)
		return code;
	error = list_count(&thing.list, &read.items[0], &count, &fault);
	if (error)
		code = say(&thing, 0, error, &fault);
	else
		printf("%zu\n", count);
	literal_free(&read);
	thing_close(&thing);
	return code;
}

int share_index(const struct options *options, const char *const *words, size_t n)
{
	struct literal_list read;
	struct list_fault fault;
	struct thing thing;
	size_t index = 0;
	int error, code = open_search(&thing, &read, options, words);

	(void)n;
	if (code)
		return code;
	error = list_index(&thing.list, &read.items[0], &index, &fault);
	if (error == -ENOENT) {
		misuse("%s: %s not in this container", thing.name, words[1]);
		code = EXIT_FAILED;
	} else if (error) {
		code = say(&thing, 0, error, &fault);
	} else {
		printf("%zu\n", index);
	}
	literal_free(&read);
	thing_close(&thing);
	return code;
}

int share_list_dump(struct thing *thing)
{
	struct list_fault fault;
	const int error = list_print(stdout, &thing->list, false, &fault);

	putchar('\n');
	return error ? say(thing, 0, error, &fault) : EXIT_OK;
}
