/* SPDX-License-Identifier: MIT */
/* contend list: what the options know. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/word.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "machine/place.h"
#include "plan/suites.h"
#include "strategy/strategy.h"

/* One line of any list; what a list does not have is NULL. */
struct list_row {
	const char *name, *kind, *summary;
	double bits;
};

struct list {
	const char *name;
	bool (*at)(size_t i, struct list_row *row); /* false past the end */
	const struct column *columns;
};

static const struct column strategy_columns[] = {
	COLUMN(list_row, name, COLUMN_TEXT),
	COLUMN(list_row, kind, COLUMN_TEXT),
	COLUMN(list_row, summary, COLUMN_TEXT),
	{ .name = NULL },
};

static const struct column plain_columns[] = {
	COLUMN(list_row, name, COLUMN_TEXT),
	COLUMN(list_row, summary, COLUMN_TEXT),
	{ .name = NULL },
};

static const struct column type_columns[] = {
	COLUMN(list_row, name, COLUMN_TEXT),
	COLUMN(list_row, bits, COLUMN_COUNT),
	{ .name = NULL },
};

static bool strategies_at(size_t i, struct list_row *row)
{
	const struct strategy *strategy = strategy_at(i);

	if (strategy)
		*row = (struct list_row){ .name = strategy->name,
					  .kind = kind_name(strategy->kind),
					  .summary = strategy->summary };
	return strategy != NULL;
}

static bool placements_at(size_t i, struct list_row *row)
{
	const struct placement *placement = placement_at(i);

	if (placement)
		*row = (struct list_row){ .name = placement->name, .summary = placement->summary };
	else if (i && placement_at(i - 1))
		*row = (struct list_row){ .name = "cpus:LIST",
					  .summary = "these PUs in this order, such as "
						     "cpus:3,0,8-11; ends the list" };
	else if (i > 1 && placement_at(i - 2))
		*row = (struct list_row){ .name = "TYPE:N...",
					  .summary = "objects of the machine, as hwloc-calc "
						     "names them: core:0-3.pu:0" };
	else
		return false;
	return true;
}

static bool suites_at(size_t i, struct list_row *row)
{
	const struct suite *suite = suite_at(i);

	if (suite)
		*row = (struct list_row){ .name = suite->name, .summary = suite->question };
	return suite != NULL;
}

static bool types_at(size_t i, struct list_row *row)
{
	if (i >= COUNTER_TYPES_N)
		return false;
	*row = (struct list_row){ .name = counter_name((enum counter_type)i),
				  .bits = counter_bits((enum counter_type)i) };
	return true;
}

static const struct list lists[] = {
	{ "strategies", strategies_at, strategy_columns },
	{ "placements", placements_at, plain_columns },
	{ "suites", suites_at, plain_columns },
	{ "types", types_at, type_columns },
};
#define LISTS (sizeof(lists) / sizeof(lists[0]))

static void print(const struct list *list)
{
	struct list_row row;
	int name = 0, kind = 0;

	for (size_t i = 0; list->at(i, &row); i++) {
		if (name < (int)strlen(row.name))
			name = (int)strlen(row.name);
		if (row.kind && kind < (int)strlen(row.kind))
			kind = (int)strlen(row.kind);
	}
	for (size_t i = 0; list->at(i, &row); i++) {
		printf("%-*s  ", name, row.name);
		if (row.kind)
			printf("%-*s  ", kind, row.kind);
		if (row.summary)
			printf("%s\n", row.summary);
		else
			printf("%g bits, unsigned\n", row.bits);
	}
}

static void print_rows(const struct list *list, bool json)
{
	struct list_row row;
	struct rows rows;

	rows_open(&rows, stdout, list->columns, json);
	for (size_t i = 0; list->at(i, &row); i++)
		rows_add(&rows, &row);
	rows_close(&rows);
}

static const struct list *find(const struct options *options)
{
	struct word_search search;

	if (options->n_words != 1) {
		misuse("list takes one word: strategies, placements, suites or types");
		return NULL;
	}
	search = (struct word_search){ .word = options->words[0] };
	for (size_t i = 0; i < LISTS; i++) {
		if (!strcmp(lists[i].name, options->words[0]))
			return &lists[i];
		word_offer(&search, lists[i].name);
	}
	misuse("unknown list %s: %s %s%s (strategies, placements, suites, types)", search.word,
	       word_near(&search) ? "did you mean" : "the nearest is", search.best,
	       word_near(&search) ? "?" : "");
	return NULL;
}

int list_command(int argc, char **argv)
{
	struct options options;
	const struct list *list;

	if (options_parse(&options, COMMAND_LIST, argc, argv))
		return EXIT_MISUSE;
	if (options.help) {
		options_help(stdout, COMMAND_LIST);
		options_free(&options);
		return EXIT_OK;
	}
	list = find(&options);
	if (list && (options.sweep.csv || options.sweep.json))
		print_rows(list, options.sweep.json);
	else if (list)
		print(list);
	options_free(&options);
	return list ? EXIT_OK : EXIT_MISUSE;
}
