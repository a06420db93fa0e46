/* SPDX-License-Identifier: MIT */
/* contend share get, set, add: of a Value or an Array here, of the others by their own files. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "cli/share.h"
#include "cli/share_bytes.h"
#include "cli/share_list.h"
#include "cli/share_say.h"
#include "share/item.h"

static int say(const struct thing *thing, int error)
{
	return share_say_lock(thing->name, thing->value.lock_kind, error, thing->value.patience);
}

static void print_bytes(const char *bytes, size_t n)
{
	const struct item item = { .kind = ITEM_BYTES, .text = { bytes, n } };

	item_print(stdout, &item, false);
	putchar('\n');
}

/* An Array of c is a text: up to its first NUL, or, raw, all of it. */
static int get_text(struct thing *thing, bool raw)
{
	char *const bytes = malloc(thing->value.count + 1);
	const int64_t n =
		bytes ? value_text(&thing->value, bytes, thing->value.count, raw) : -ENOMEM;

	if (n >= 0)
		print_bytes(bytes, (size_t)n);
	free(bytes);
	return n < 0 ? say(thing, (int)n) : EXIT_OK;
}

static int get_all(struct thing *thing)
{
	struct value *const value = &thing->value;
	int error = value_lock(value);
	char text[40];

	if (error < 0)
		return say(thing, error);
	putchar('[');
	for (uint64_t i = 0; i < value->count; i++) {
		typecode_print(value->type, typecode_load(value->type, value_cell(value, i)), text,
			       sizeof(text));
		printf("%s%s", i ? ", " : "", text);
	}
	puts("]");
	value_unlock(value);
	return EXIT_OK;
}

static int say_index(const struct thing *thing, int64_t index)
{
	if (thing->value.shape == VALUE_ONE)
		misuse("%s: index %" PRId64 ": a Value has one cell: 0", thing->name, index);
	else
		misuse("%s: index %" PRId64 ": the array has %" PRIu64 " cells", thing->name, index,
		       thing->value.count);
	return EXIT_MISUSE;
}

/* Words [INDEX]: of a Value it may be missing. 0 or EXIT_MISUSE. */
static int read_index(const struct thing *thing, const char *word, int64_t *index)
{
	uint64_t cell;

	*index = 0;
	if (!word && thing->value.shape == VALUE_MANY) {
		misuse("%s: an Array: say which cell, 0 to %" PRIu64 ", or -1 for the last",
		       thing->name, thing->value.count - (thing->value.count > 0));
		return EXIT_MISUSE;
	}
	if (word && share_number(word, index))
		return EXIT_MISUSE;
	return value_index(&thing->value, *index, &cell) ? say_index(thing, *index) : 0;
}

static int read_value(const struct thing *thing, const char *text, struct scalar *scalar)
{
	const struct typecode *const type = thing->value.type;
	const int error = typecode_parse(type, text, scalar);

	if (!error)
		return 0;
	if (error == -ERANGE && type->kind != TYPECODE_FLOAT)
		misuse("%s: %s is out of range for %c (%" PRId64 "..%" PRIu64 ")", thing->name,
		       text, type->code, typecode_min(type), typecode_max(type));
	else if (error == -ERANGE)
		misuse("%s: %s is out of range for %c: write inf if it is meant", thing->name, text,
		       type->code);
	else
		misuse("%s: %s is %s, as %c needs", thing->name, text, typecode_wants(type),
		       type->code);
	return EXIT_MISUSE;
}

static int get_value(const struct options *options, struct thing *thing, const char *const *words,
		     size_t n)
{
	const char *const word = n ? words[0] : NULL;
	struct scalar scalar;
	char text[40];
	int64_t index;
	int error;

	if (options->share.raw &&
	    (word || thing->value.shape != VALUE_MANY || thing->value.type->code != 'c')) {
		misuse("--raw is for the whole of an Array of c");
		return EXIT_MISUSE;
	}
	if (!word && thing->value.shape == VALUE_MANY)
		return thing->value.type->code == 'c' ? get_text(thing, options->share.raw)
						      : get_all(thing);
	if (read_index(thing, word, &index))
		return EXIT_MISUSE;
	error = value_get(&thing->value, index, &scalar);
	if (error)
		return say(thing, error);
	typecode_print(thing->value.type, scalar, text, sizeof(text));
	puts(text);
	return EXIT_OK;
}

static int set_text(struct thing *thing, const char *text)
{
	const int error = value_set_text(&thing->value, text, strlen(text));

	if (error != -ERANGE)
		return error ? say(thing, error) : EXIT_OK;
	misuse("%s: %zu bytes are too long for an array of %" PRIu64, thing->name, strlen(text),
	       thing->value.count);
	return EXIT_MISUSE;
}

static int set_value(const struct options *options, struct thing *thing, const char *const *words,
		     size_t n)
{
	struct scalar scalar;
	int64_t index;
	int error;

	(void)options;
	if (n == 1 && thing->value.shape == VALUE_MANY && thing->value.type->code == 'c')
		return set_text(thing, words[0]);
	if (read_index(thing, n == 2 ? words[0] : NULL, &index) ||
	    read_value(thing, words[n - 1], &scalar))
		return EXIT_MISUSE;
	error = value_set(&thing->value, index, scalar);
	return error ? say(thing, error) : EXIT_OK;
}

static int add_value(const struct options *options, struct thing *thing, const char *const *words,
		     size_t n)
{
	struct scalar scalar, sum;
	char text[40];
	int64_t index;
	int error;

	(void)options;
	if (typecode_is_text(thing->value.type)) {
		misuse("%s: nothing can be added to %c, which is no number", thing->name,
		       thing->value.type->code);
		return EXIT_MISUSE;
	}
	if (read_index(thing, n == 2 ? words[0] : NULL, &index) ||
	    read_value(thing, words[n - 1], &scalar))
		return EXIT_MISUSE;
	error = value_add(&thing->value, index, scalar, &sum);
	if (error)
		return say(thing, error);
	if (thing->value.recovered)
		warn("%s: a holder of its lock was killed; the lock has recovered", thing->name);
	typecode_print(thing->value.type, sum, text, sizeof(text));
	puts(text);
	return EXIT_OK;
}

/* --flock is for what has no lock of its own. */
static int refuse_flock(const struct options *options, const struct thing *thing)
{
	if (thing->kind != THING_VALUE ||
	    (!options->share.flock && !options->share.unlocked && !options->share.fields))
		return 0;
	misuse("%s: %s: --flock, --unlocked and --struct are for blocks without a header",
	       thing->name, "it has a lock and a type of its own");
	return EXIT_MISUSE;
}

/* What one verb does to a block of each kind. */
typedef int reach_fn(const struct options *options, struct thing *thing, const char *const *words,
		     size_t n);
struct reach {
	reach_fn *value, *list;
	reach_fn *bytes; /* where --struct is given; NULL: it cannot be */
};

/* words[0] is the block's name. */
static int reach(const struct reach *verb, const struct options *options, const char *const *words,
		 size_t n)
{
	struct thing thing;
	/* Even to read: taking the lock is writing. */
	int code = thing_open(&thing, options, words[0], true);

	if (code)
		return code;
	code = refuse_flock(options, &thing);
	if (!code && thing.kind == THING_VALUE)
		code = verb->value(options, &thing, words + 1, n - 1);
	else if (!code && options->share.fields)
		code = verb->bytes(options, &thing, words + 1, n - 1);
	else if (!code && thing.kind == THING_LIST)
		code = verb->list(options, &thing, words + 1, n - 1);
	else if (!code)
		code = share_bytes_refuse(&thing);
	thing_close(&thing);
	return code;
}

int share_get(const struct options *options, const char *const *words, size_t n)
{
	const struct reach get = { get_value, share_list_get, share_bytes_get };

	return reach(&get, options, words, n);
}

int share_set(const struct options *options, const char *const *words, size_t n)
{
	const struct reach set = { set_value, share_list_set, share_bytes_set };

	return reach(&set, options, words, n);
}

int share_add(const struct options *options, const char *const *words, size_t n)
{
	const struct reach add = { add_value, share_list_add, NULL };

	return reach(&add, options, words, n);
}
