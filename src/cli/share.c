/* SPDX-License-Identifier: MIT */
/* contend share: the second word chooses what is done to which block. */
#include "cli/share.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/word.h"
#include "cli/commands.h"
#include "cli/share_say.h"

#define SECOND UINT64_C(1000000000)
#define PATIENCE (2 * SECOND)
#define LOOK UINT64_C(1000000)

/* What is given beside the words, a bit each. */
enum given {
	GIVEN_LIST = 1 << 0,
	GIVEN_STRUCT = 1 << 1,
	GIVEN_HEX = 1 << 2,
	GIVEN_RAW = 1 << 3,
	GIVEN_FLOCK = 1 << 4,
	GIVEN_UNLOCKED = 1 << 5,
	GIVEN_WAIT = 1 << 6,
	GIVEN_ROWS = 1 << 7 /* csv, json */
};

static const struct verb {
	const char *name, *words; /* as in the usage line */
	unsigned least, most, takes;
	int (*run)(const struct options *options, const char *const *words, size_t n);
} verbs[] = {
	{ "get", "NAME [INDEX]", 1, 2, GIVEN_RAW | GIVEN_STRUCT | GIVEN_WAIT, share_get },
	{ "set", "NAME [INDEX] VALUE", 2, 3,
	  GIVEN_FLOCK | GIVEN_UNLOCKED | GIVEN_STRUCT | GIVEN_WAIT, share_set },
	{ "add", "NAME [INDEX] VALUE", 2, 3, GIVEN_FLOCK | GIVEN_WAIT, share_add },
	{ "count", "NAME VALUE", 2, 2, GIVEN_WAIT, share_count },
	{ "index", "NAME VALUE", 2, 2, GIVEN_WAIT, share_index },
	{ "dump", "NAME", 1, 1, GIVEN_LIST | GIVEN_STRUCT | GIVEN_HEX | GIVEN_WAIT, share_dump },
	{ "ls", "", 0, 0, GIVEN_ROWS, share_ls },
	{ "stat", "NAME", 1, 1, GIVEN_WAIT, share_stat },
	{ "unlink", "NAME", 1, 1, 0, share_unlink },
	{ "clean", "", 0, 0, 0, share_clean },
};
#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

static const struct {
	enum given given;
	const char *name;
} givens[] = {
	{ GIVEN_LIST, "list" }, { GIVEN_STRUCT, "struct" },	 { GIVEN_HEX, "hex" },
	{ GIVEN_RAW, "raw" },	{ GIVEN_FLOCK, "flock" },	 { GIVEN_UNLOCKED, "unlocked" },
	{ GIVEN_WAIT, "wait" }, { GIVEN_ROWS, "csv or --json" },
};

static unsigned what_is_given(const struct options *options)
{
	const struct share_options *const share = &options->share;

	return (share->as_list ? GIVEN_LIST : 0U) | (share->fields ? GIVEN_STRUCT : 0U) |
	       (share->hex ? GIVEN_HEX : 0U) | (share->raw ? GIVEN_RAW : 0U) |
	       (share->flock ? GIVEN_FLOCK : 0U) | (share->unlocked ? GIVEN_UNLOCKED : 0U) |
	       (share->wait != UINT64_MAX ? GIVEN_WAIT : 0U) |
	       (options->sweep.csv || options->sweep.json ? GIVEN_ROWS : 0U);
}

static const struct verb *find(const char *word)
{
	struct word_search search = { .word = word };

	for (size_t i = 0; i < VERBS; i++) {
		if (!strcmp(verbs[i].name, word))
			return &verbs[i];
		word_offer(&search, verbs[i].name);
	}
	word_offer(&search, "create");
	misuse("share cannot %s: %s %s%s (contend share --help)", word,
	       word_near(&search) ? "did you mean" : "the nearest is", search.best,
	       word_near(&search) ? "?" : "");
	return NULL;
}

static bool fits(const struct verb *verb, const struct options *options)
{
	const unsigned given = what_is_given(options) & ~verb->takes;
	const size_t n = options->n_words - 1;

	if (n < verb->least || n > verb->most) {
		misuse("share %s takes %s, not %zu word%s (contend share --help)", verb->name,
		       *verb->words ? verb->words : "no words", n, n == 1 ? "" : "s");
		return false;
	}
	for (size_t i = 0; i < sizeof(givens) / sizeof(givens[0]); i++)
		if (given & givens[i].given) {
			misuse("share %s takes no --%s (contend share --help)", verb->name,
			       givens[i].name);
			return false;
		}
	return true;
}

int thing_open(struct thing *thing, const struct options *options, const char *name, bool write)
{
	const uint64_t patience = options->share.wait == UINT64_MAX ? SECOND : options->share.wait;
	const struct timespec look = { .tv_nsec = (long)LOOK };
	struct list_fault fault;
	int error;

	memset(thing, 0, sizeof(*thing));
	thing->name = name + (*name == '/');
	if (share_check_name(name))
		return EXIT_MISUSE;
	for (uint64_t waited = 0;; waited += LOOK) {
		error = write ? block_attach(&thing->block, name)
			      : block_attach_to_read(&thing->block, name);
		if (error != -EAGAIN || waited >= patience)
			break;
		nanosleep(&look, NULL);
	}
	if (error)
		return share_say("attach", thing->name, error, 0);
	thing->kind = THING_BYTES;
	if (!options->share.as_list && value_is_one(thing->block.base, thing->block.size)) {
		thing->kind = THING_VALUE;
		error = value_adopt(&thing->value, &thing->block);
		if (options->share.wait != UINT64_MAX)
			thing->value.patience = options->share.wait;
		if (!error)
			return 0;
		thing_close(thing);
		return share_say("attach", thing->name, error, 0);
	}
	if (!list_open(&thing->list, thing->block.base, thing->block.size, &fault))
		/* Bytes that are all zero are an empty list, too. */
		thing->kind =
			options->share.as_list || thing->list.n ||
					thing->block.size == 16 /* an empty list and nothing else */
				? THING_LIST
				: THING_BYTES;
	else if (options->share.as_list) {
		misuse("%s: no list: %s", thing->name, fault.what);
		thing_close(thing);
		return EXIT_FAILED;
	}
	return 0;
}

void thing_close(struct thing *thing)
{
	if (thing->kind == THING_VALUE)
		value_close(&thing->value);
	block_close(&thing->block);
}

int thing_flock(const struct options *options, const struct thing *thing)
{
	const uint64_t patience =
		options->share.wait == UINT64_MAX ? PATIENCE : options->share.wait;
	const struct timespec look = { .tv_nsec = (long)LOOK };

	if (!options->share.flock)
		return 0;
	for (uint64_t waited = 0; flock(thing->block.fd, LOCK_EX | LOCK_NB); waited += LOOK) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return share_say("flock", thing->name, -errno, 0);
		if (waited >= patience) {
			misuse("%s: its flock was not to be had: somebody holds it", thing->name);
			return EXIT_FAILED;
		}
		nanosleep(&look, NULL);
	}
	return 0;
}

int share_number(const char *text, int64_t *index)
{
	char *end;

	errno = 0;
	*index = strtoll(text, &end, 10);
	if (!errno && end != text && !*end)
		return 0;
	misuse("index %s: not a whole number", text);
	return EXIT_MISUSE;
}

/* Somebody has made the block shorter, or its holes cannot be filled. */
static void gone(int signal)
{
	static const char words[] = "contend: the block was made shorter while it was used, or "
				    "/dev/shm is full\n";

	(void)signal;
	if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
		_exit(EXIT_FAILED);
	_exit(EXIT_FAILED);
}

static int run(const struct options *options)
{
	const struct verb *verb;

	if (!options->n_words) {
		misuse("share what? create, get, set, add, count, index, dump, ls, stat, unlink or "
		       "clean (contend share --help)");
		return EXIT_MISUSE;
	}
	verb = find(options->words[0]);
	if (!verb || !fits(verb, options))
		return EXIT_MISUSE;
	return verb->run(options, options->words + 1, options->n_words - 1);
}

int share_command(int argc, char **argv)
{
	const bool create = argc > 1 && !strcmp(argv[1], "create");
	const enum command command = create ? COMMAND_SHARE_CREATE : COMMAND_SHARE;
	struct options options;
	int code = EXIT_OK;

	if (options_parse(&options, command, argc - create, argv + create))
		return EXIT_MISUSE;
	signal(SIGBUS, gone);
	if (options.help)
		options_help(stdout, command);
	else
		code = create ? share_create(&options) : run(&options);
	options_free(&options);
	return code;
}
