/* SPDX-License-Identifier: MIT */
/* Parsing of a command line by the table of options. */
#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/word.h"
#include "cli/options_table.h"
#include "plan/suites.h"
#include "strategy/strategy.h"

#define SLICE_NS UINT64_C(2000000)

static void *place_of(struct options *options, const struct option_info *info)
{
	return (char *)options + info->offset;
}

static int unknown_option(enum command command, const char *argument)
{
	const size_t dashes = strspn(argument, "-");
	char *word = strdupa(argument + dashes);
	struct word_search search = { .word = word };
	const struct option_info *info;

	word[strcspn(word, "=")] = '\0';
	for (size_t i = 0; (info = option_at(i)) != NULL; i++)
		if (option_is_of(info, command))
			word_offer(&search, info->name);
	word_offer(&search, "help");
	return misuse("unknown option %.*s%s: %s --%s%s (contend %s --help)", (int)dashes, argument,
		      word, word_near(&search) ? "did you mean" : "the nearest is", search.best,
		      word_near(&search) ? "?" : "", command_name(command));
}

/* A word where none is taken: perhaps the dashes were forgotten, or all of the option but its value. */
static int unknown_word(enum command command, const char *word)
{
	const struct option_info *info = option_find(word, strcspn(word, "="), command);
	const char *name = command_name(command);

	if (info && option_is_of(info, command))
		return misuse("%s takes no word such as %s: did you mean --%s? (contend %s --help)",
			      name, word, word, name);
	if (strategy_find(word) && option_is_of(option_find("strategies", 10, command), command))
		return misuse("%s takes no word such as %s: did you mean --strategies=%s? (contend "
			      "%s --help)",
			      name, word, word, name);
	return misuse("%s takes no word such as %s: options begin with -- (contend %s --help)",
		      name, word, name);
}

static int add_word(struct options *options, const char *word)
{
	if (!command_info(options->command)->words)
		return unknown_word(options->command, word);
	options->words[options->n_words++] = word;
	return 0;
}

/* Notes one option, argv[*i]; its value may be the argument after it. */
static int collect(struct options *options, const char **given, int argc, char **argv, int *i)
{
	const char *name = argv[*i] + 2, *value = strchr(name, '=');
	const size_t length = value ? (size_t)(value - name) : strlen(name);
	const struct option_info *info = option_find(name, length, options->command);

	if (!info)
		return unknown_option(options->command, argv[*i]);
	if (!option_is_of(info, options->command))
		return misuse("%s takes no --%s (contend %s --help)",
			      command_name(options->command), info->name,
			      command_name(options->command));
	if (!info->value && value)
		return misuse("--%s takes no value", info->name);
	if (value)
		value++;
	else if (!info->value)
		value = "";
	else if (*i + 1 < argc && strncmp(argv[*i + 1], "--", 2))
		value = argv[++*i];
	else
		return misuse("--%s needs a value: --%s=%s", info->name, info->name, info->value);
	if (given[option_index(info)] && info->kind == OPTION_AXIS)
		return misuse("--%s is given twice: write one list, with commas", info->name);
	if (given[option_index(info)] && info->value)
		return misuse("--%s is given twice", info->name);
	given[option_index(info)] = value;
	return 0;
}

static int collect_all(struct options *options, const char **given, int argc, char **argv)
{
	const bool numbers = command_info(options->command)->numbers;
	bool over = false;

	for (int i = 1; i < argc; i++) {
		int error;

		if (!word_is_plain(argv[i]))
			return misuse("argument %d holds a control character", i);
		if (!over && !strcmp(argv[i], "--")) {
			over = true;
			continue;
		}
		if (!over && (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))) {
			options->help = true;
			return 0;
		}
		if (over || argv[i][0] != '-' || !argv[i][1] ||
		    (numbers && strchr("0123456789.", argv[i][1])))
			error = add_word(options, argv[i]);
		else if (argv[i][1] != '-')
			error = unknown_option(options->command, argv[i]);
		else
			error = collect(options, given, argc, argv, &i);
		if (error)
			return error;
	}
	return 0;
}

static const char *given_named(const char *const *given, const char *name, enum command command)
{
	return given[option_index(option_find(name, strlen(name), command))];
}

static int contradict(const char *const *given, enum command command)
{
	static const char *const pairs[][2] = {
		{ "csv", "json" },
		{ "dry-run", "csv" },
		{ "dry-run", "json" },
		{ "hex", "struct" },
	};
	const struct option_info *info;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct option_info *a =
			option_find(pairs[i][0], strlen(pairs[i][0]), command);
		const struct option_info *b =
			option_find(pairs[i][1], strlen(pairs[i][1]), command);

		if (given[option_index(a)] && given[option_index(b)])
			return misuse("--%s and --%s contradict each other: give one of them",
				      a->name, b->name);
	}
	if (!given_named(given, "resume", command))
		return 0;
	for (size_t i = 0; (info = option_at(i)) != NULL; i++)
		if (given[i] && info->anew)
			return misuse("--resume and --%s contradict each other: what was begun "
				      "goes on as it was",
				      info->name);
	return 0;
}

static int set_time(uint64_t *ns, const struct option_info *info, const char *value)
{
	uint64_t time = 0;
	int error = word_time(value, &time);
	char min[24], max[24];

	if (error == -EINVAL)
		return misuse("--%s: %s is no time: such as 50ms, 1.5s or 1m", info->name, value);
	if (!error && time >= info->min && time <= info->max) {
		*ns = time;
		return 0;
	}
	word_time_print(min, sizeof(min), info->min);
	word_time_print(max, sizeof(max), info->max);
	return misuse("--%s: %s is out of range: %s to %s", info->name, value, min, max);
}

static int set_number(uint64_t *number, const struct option_info *info, const char *value)
{
	int error = word_number(value, info->min, info->max, number);

	if (error == -ERANGE)
		return misuse("--%s: %s is out of range: %llu to %llu", info->name, value,
			      (unsigned long long)info->min, (unsigned long long)info->max);
	if (error)
		return misuse("--%s: %s is no whole number", info->name, value);
	return 0;
}

/* Bytes; K, M and G are powers of 1024. */
static int set_size(uint64_t *bytes, const struct option_info *info, const char *value)
{
	static const char units[] = "KMG";
	const size_t length = strlen(value);
	const char *const unit = length > 1 ? strchr(units, value[length - 1]) : NULL;
	const unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	char digits[24];
	uint64_t number;

	snprintf(digits, sizeof(digits), "%.*s", (int)(length - (unit != NULL)), value);
	const int error = length >= sizeof(digits)
				  ? -ERANGE
				  : word_number(digits, info->min, info->max >> shift, &number);

	if (error == -ERANGE)
		return misuse("--%s: %s is out of range: %llu to %llu bytes", info->name, value,
			      (unsigned long long)info->min, (unsigned long long)info->max);
	if (error)
		return misuse("--%s: %s is no number of bytes: such as 64, 8K or 1M", info->name,
			      value);
	*bytes = number << shift;
	return 0;
}

static int set_suite(const char **suite, const char *value)
{
	const struct suite *found = suite_find(value);
	struct word_search search = { .word = value };

	if (found) {
		*suite = found->name;
		return 0;
	}
	for (size_t i = 0; suite_at(i); i++)
		word_offer(&search, suite_at(i)->name);
	return misuse("--suite: unknown suite %s: %s %s%s (contend list suites)", value,
		      word_near(&search) ? "did you mean" : "the nearest is", search.best,
		      word_near(&search) ? "?" : "");
}

/* Letters, digits and ._- only, so that it can be a part of a folder's name; none that could be hidden or an option. */
static bool fit_for_files(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	return !strchr("._-", name[0]) && !name[strspn(name, letters)];
}

static int set_text(const char **text, const struct option_info *info, const char *value)
{
	if (info->max && strlen(value) > info->max)
		return misuse("--%s is too long: at most %u bytes", info->name,
			      (unsigned)info->max);
	if (info->kind == OPTION_NAME && !fit_for_files(value))
		return misuse("--%s: %s will not do: letters, digits and ._- only, a letter or "
			      "digit first",
			      info->name, value);
	*text = value;
	return 0;
}

static int set_choice(const char **text, const struct option_info *info, const char *value)
{
	char known[64] = "";
	size_t length = 0;

	for (size_t i = 0; info->choices[i]; i++) {
		if (!strcmp(info->choices[i], value)) {
			*text = info->choices[i];
			return 0;
		}
		length += (size_t)snprintf(known + length, sizeof(known) - length, "%s%s",
					   !i			  ? ""
					   : info->choices[i + 1] ? ", "
								  : " or ",
					   info->choices[i]);
	}
	return misuse("--%s: unknown %s %s: %s", info->name, info->name, value, known);
}

static int apply(struct options *options, const struct option_info *info, const char *value)
{
	void *place = place_of(options, info);
	uint64_t number = 0;
	int error;

	if (!*value && info->value && info->kind != OPTION_AXIS && info->kind != OPTION_TAG)
		return misuse("--%s needs a value: --%s=%s", info->name, info->name, info->value);
	switch (info->kind) {
	case OPTION_SWITCH:
		*(bool *)place = true;
		return 0;
	case OPTION_AXIS:
		return axes_set(&options->sweep, info->axis, value);
	case OPTION_SUITE:
		return set_suite(place, value);
	case OPTION_CHOICE:
		return set_choice(place, info, value);
	case OPTION_SIZE:
		return set_size(place, info, value);
	case OPTION_TIME:
		return set_time(place, info, value);
	case OPTION_SEED:
		return set_number(place, info, value);
	case OPTION_COUNT:
		error = set_number(&number, info, value);
		if (!error)
			*(unsigned *)place = (unsigned)number;
		return error;
	default:
		return set_text(place, info, value);
	}
}

/* What only the whole can tell. */
static int finish(struct options *options, const char *const *given)
{
	struct sweep *sweep = &options->sweep;
	const struct suite *suite = sweep->suite ? suite_find(sweep->suite) : NULL;

	for (size_t i = 0; suite && suite->shape == SUITE_CHECK && option_at(i); i++)
		if (given[i] && option_at(i)->kind == OPTION_AXIS)
			return misuse(
				"--suite=%s and --%s contradict each other: its cells are fixed",
				suite->name, option_at(i)->name);
	sweep->timing.slices = (unsigned)(sweep->timing.window / SLICE_NS);
	if (!sweep->timing.slices)
		sweep->timing.slices = 1;
	return 0;
}

/* A suite of many short cells has phases of its own. */
static void take_phases(struct options *options, const char *name)
{
	const struct suite *const suite = suite_find(name);

	if (!suite || !suite->window)
		return;
	options->sweep.timing.warmup = suite->warmup;
	options->sweep.timing.window = suite->window;
	options->sweep.timing.drain = suite->drain;
}

int options_parse(struct options *options, enum command command, int argc, char **argv)
{
	const char **given = calloc(option_count(), sizeof(*given));
	int error;

	*options =
		(struct options){ .command = command, .format = "svg", .share.wait = UINT64_MAX };
	sweep_init(&options->sweep);
	demo_plan_init(&options->demo);
	if (command == COMMAND_REPORT)
		options->sweep.out = NULL;
	options->words = calloc((size_t)argc + 1, sizeof(*options->words));
	if (!given || !options->words) {
		error = fail("options");
		goto out;
	}
	error = collect_all(options, given, argc, argv);
	if (error || options->help)
		goto out;
	error = contradict(given, command);
	/* First, so that a phase given beside it holds, before it or after it. */
	if (!error && given_named(given, "quick", command))
		sweep_quick(&options->sweep);
	if (!error && given_named(given, "suite", command))
		take_phases(options, given_named(given, "suite", command));
	for (size_t i = 0; !error && i < option_count(); i++)
		if (given[i])
			error = apply(options, option_at(i), given[i]);
	if (!error)
		error = finish(options, given);
out:
	free(given);
	if (error)
		options_free(options);
	return error;
}

void options_free(struct options *options)
{
	sweep_free(&options->sweep);
	free(options->words);
	free(options->storage);
	memset(options, 0, sizeof(*options));
}
