/* SPDX-License-Identifier: MIT */
/* The axes of a sweep as words: one syntax for the command line and the suites. */
#include "plan/axes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/word.h"
#include "machine/place.h"
#include "strategy/strategy.h"

/* What a list holds while it is read: numbers, or addresses of things that outlive it. */
struct values {
	uintptr_t *at;
	size_t n, room;
};

/* One axis. Named values come from a table; others are read from their text. */
struct axis_info {
	const char *name;
	const char *noun;			       /* of one value */
	const char *(*at)(size_t i, uintptr_t *value); /* its name; NULL past the end */
	bool (*find)(const char *name, uintptr_t *value);
	int (*read)(const struct axis_info *axis, struct values *values, const char *item);
};

static int values_add(struct values *values, uintptr_t value)
{
	for (size_t i = 0; i < values->n; i++)
		if (values->at[i] == value)
			return 0;
	if (values->n == values->room) {
		size_t room = values->room ? 2 * values->room : 16;
		uintptr_t *at = reallocarray(values->at, room, sizeof(*at));

		if (!at)
			return fail("--workers and the like");
		values->at = at;
		values->room = room;
	}
	values->at[values->n++] = value;
	return 0;
}

static const char *strategy_name_at(size_t i, uintptr_t *value)
{
	const struct strategy *strategy = strategy_at(i);

	*value = (uintptr_t)strategy;
	return strategy ? strategy->name : NULL;
}

static bool strategy_named(const char *name, uintptr_t *value)
{
	*value = (uintptr_t)strategy_find(name);
	return *value != 0;
}

static const char *placement_name_at(size_t i, uintptr_t *value)
{
	const struct placement *placement = placement_at(i);

	*value = placement ? (uintptr_t)placement->name : 0;
	return placement ? placement->name : NULL;
}

static bool placement_named(const char *name, uintptr_t *value)
{
	const struct placement *placement = placement_find(name);

	*value = placement ? (uintptr_t)placement->name : 0;
	return placement != NULL;
}

static const char *type_name_at(size_t i, uintptr_t *value)
{
	*value = i;
	return i < COUNTER_TYPES_N ? counter_name((enum counter_type)i) : NULL;
}

static bool type_named(const char *name, uintptr_t *value)
{
	int type = counter_find(name);

	*value = (uintptr_t)type;
	return type >= 0;
}

/* Not a known name: which one is meant? */
static int unknown(const struct axis_info *axis, const char *item)
{
	struct word_search search = { .word = item };
	const char *name;
	uintptr_t value;

	for (size_t i = 0; (name = axis->at(i, &value)) != NULL; i++)
		word_offer(&search, name);
	word_offer(&search, "all");
	if (!word_near(&search))
		return misuse("--%s: unknown %s %s: the nearest is %s (contend list %s)",
			      axis->name, axis->noun, item, search.best, axis->name);
	return misuse("--%s: unknown %s %s: did you mean %s? (contend list %s)", axis->name,
		      axis->noun, item, search.best, axis->name);
}

static int read_name(const struct axis_info *axis, struct values *values, const char *item)
{
	bool all = !strcmp(item, "all"), found = false;
	const char *name;
	uintptr_t value;

	if (axis->find(item, &value))
		return values_add(values, value);
	if (!all && !word_is_pattern(item))
		return unknown(axis, item);
	for (size_t i = 0; (name = axis->at(i, &value)) != NULL; i++) {
		if (!all && !word_matches(item, name))
			continue;
		found = true;
		if (values_add(values, value))
			return -ENOMEM;
	}
	if (!found)
		return misuse("--%s: no %s matches %s (contend list %s)", axis->name, axis->noun,
			      item, axis->name);
	return 0;
}

static int unknown_workers(const struct axis_info *axis, const char *item)
{
	struct word_search search = { .word = item };

	if (item[0] >= '0' && item[0] <= '9')
		return misuse("--%s: %s is neither a number nor a range: such as 4 or 1-8",
			      axis->name, item);
	word_offer(&search, "all");
	word_offer(&search, "doubling");
	if (word_near(&search))
		return misuse("--%s: unknown word %s: did you mean %s?", axis->name, item,
			      search.best);
	return misuse("--%s: %s is no number of workers: such as 4, 1-8, doubling or all",
		      axis->name, item);
}

static int read_workers(const struct axis_info *axis, struct values *values, const char *item)
{
	char *copy = strdupa(item), *dash = strchr(copy, '-'), *end = copy;
	uint64_t first, last;
	int error, error_last;

	if (!strcmp(item, "all"))
		return values_add(values, SWEEP_ALL);
	if (!strcmp(item, "doubling"))
		return values_add(values, SWEEP_DOUBLING);
	if (dash) {
		*dash = '\0';
		end = dash + 1;
	}
	error = word_number(copy, 1, AXES_WORKERS_MAX, &first);
	error_last = word_number(end, 1, AXES_WORKERS_MAX, &last);
	if (error == -EINVAL || error_last == -EINVAL)
		return unknown_workers(axis, item);
	if (error || error_last)
		return misuse("--%s: %s is out of range: 1 to %u", axis->name, item,
			      AXES_WORKERS_MAX);
	if (first > last)
		return misuse("--%s: %s is reversed: %s-%s", axis->name, item, end, copy);
	for (; first <= last; first++)
		if (values_add(values, first))
			return -ENOMEM;
	return 0;
}

static int read_percent(const struct axis_info *axis, struct values *values, const char *item)
{
	unsigned ppm;
	int error = word_percent(item, &ppm);

	if (error == -ERANGE)
		return misuse("--%s: %s is out of range: 0 to 100%%", axis->name, item);
	if (error)
		return misuse("--%s: %s is no percentage: such as 90%% or 0.5%%", axis->name, item);
	return values_add(values, ppm);
}

static int read_time(const struct axis_info *axis, struct values *values, const char *item)
{
	uint64_t ns;
	int error = word_time(item, &ns);

	if (error == -EINVAL)
		return misuse("--%s: %s is no time: such as 200ns or 1us", axis->name, item);
	if (error || ns > AXES_HOLD_MAX_NS) {
		char most[24];

		word_time_print(most, sizeof(most), AXES_HOLD_MAX_NS);
		return misuse("--%s: %s is out of range: 0 to %s", axis->name, item, most);
	}
	return values_add(values, ns);
}

static int read_home(const struct axis_info *axis, struct values *values, const char *item)
{
	uint64_t node;

	if (!strcmp(item, "local"))
		return values_add(values, SWEEP_HOME_LOCAL);
	if (!strcmp(item, "all"))
		return values_add(values, SWEEP_HOME_ALL);
	if (word_number(item, 0, AXES_NODE_MAX, &node))
		return misuse("--%s: %s is no NUMA node: a number such as 0, local or all",
			      axis->name, item);
	return values_add(values, node);
}

static const struct axis_info axes[AXIS_N] = {
	[AXIS_STRATEGIES] = { "strategies", "strategy", strategy_name_at, strategy_named,
			      read_name },
	[AXIS_WORKERS] = { .name = "workers", .read = read_workers },
	[AXIS_PLACEMENTS] = { "placements", "placement", placement_name_at, placement_named,
			      read_name },
	[AXIS_TYPES] = { "types", "type", type_name_at, type_named, read_name },
	[AXIS_READS] = { .name = "reads", .read = read_percent },
	[AXIS_HOLD] = { .name = "hold", .read = read_time },
	[AXIS_GAP] = { .name = "gap", .read = read_time },
	[AXIS_HOME] = { .name = "home", .read = read_home },
};

const char *axis_name(enum axis axis)
{
	return axes[axis].name;
}

/* Explicit PUs hold commas of their own, so they end the list. Whether they exist, the plan knows. */
static bool explicit_pus(enum axis axis, const char *item)
{
	return axis == AXIS_PLACEMENTS && !strncmp(item, "cpus:", 5);
}

/* Reads the items of text, which is cut to pieces that must outlive the values. */
static int read_list(enum axis axis, struct values *values, char *text)
{
	char *item;

	if (!*text)
		return misuse("--%s: the list is empty", axes[axis].name);
	while ((item = text) != NULL) {
		int error;

		if (explicit_pus(axis, item))
			return item[5] ? values_add(values, (uintptr_t)item)
				       : misuse("--%s: cpus: names no PU: such as cpus:3,0,8-11",
						axes[axis].name);
		text = strchr(item, ',');
		if (text)
			*text++ = '\0';
		if (!*item)
			return misuse("--%s: a value between commas is empty", axes[axis].name);
		/* Objects of the machine: whether they exist, the plan knows. */
		error = axis == AXIS_PLACEMENTS && strchr(item, ':')
				? values_add(values, (uintptr_t)item)
				: axes[axis].read(&axes[axis], values, item);
		if (error)
			return error;
	}
	return 0;
}

static int set_numbers(struct number_list *list, const struct values *values)
{
	unsigned *at = calloc(values->n, sizeof(*at));

	if (!at)
		return fail("a list of numbers");
	for (size_t i = 0; i < values->n; i++)
		at[i] = (unsigned)values->at[i];
	free(list->at);
	*list = (struct number_list){ at, values->n };
	return 0;
}

static int set_strategies(struct strategy_list *list, const struct values *values)
{
	const struct strategy **at = calloc(values->n, sizeof(*at));

	if (!at)
		return fail("a list of strategies");
	for (size_t i = 0; i < values->n; i++)
		at[i] = (const struct strategy *)values->at[i];
	free(list->at);
	*list = (struct strategy_list){ at, values->n };
	return 0;
}

static int set_types(struct type_list *list, const struct values *values)
{
	enum counter_type *at = calloc(values->n, sizeof(*at));

	if (!at)
		return fail("a list of types");
	for (size_t i = 0; i < values->n; i++)
		at[i] = (enum counter_type)values->at[i];
	free(list->at);
	*list = (struct type_list){ at, values->n };
	return 0;
}

static void free_names(struct name_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->at[i]);
	free(list->at);
}

static int set_placements(struct name_list *list, const struct values *values)
{
	struct name_list names = { calloc(values->n, sizeof(*names.at)), 0 };

	if (!names.at)
		return fail("a list of placements");
	for (; names.n < values->n; names.n++) {
		names.at[names.n] = strdup((const char *)values->at[names.n]);
		if (!names.at[names.n]) {
			free_names(&names);
			return fail("a list of placements");
		}
	}
	free_names(list);
	*list = names;
	return 0;
}

static int set(struct sweep *sweep, enum axis axis, const struct values *values)
{
	switch (axis) {
	case AXIS_STRATEGIES:
		return set_strategies(&sweep->strategies, values);
	case AXIS_PLACEMENTS:
		return set_placements(&sweep->placements, values);
	case AXIS_TYPES:
		return set_types(&sweep->types, values);
	case AXIS_WORKERS:
		return set_numbers(&sweep->workers, values);
	case AXIS_READS:
		return set_numbers(&sweep->reads, values);
	case AXIS_HOLD:
		return set_numbers(&sweep->holds, values);
	case AXIS_GAP:
		return set_numbers(&sweep->gaps, values);
	default:
		return set_numbers(&sweep->homes, values);
	}
}

int axes_set(struct sweep *sweep, enum axis axis, const char *text)
{
	struct values values = { 0 };
	char *copy = strdup(text);
	int error = copy ? read_list(axis, &values, copy) : fail("--%s", axes[axis].name);

	if (!error)
		error = set(sweep, axis, &values);
	free(values.at);
	free(copy);
	return error;
}
