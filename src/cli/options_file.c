/* SPDX-License-Identifier: MIT */
/* options.txt: the options that shape a sweep, a line each, so that an interrupted one can go on. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/word.h"
#include "cli/options.h"
#include "cli/options_table.h"
#include "strategy/strategy.h"

/* An empty list prints nothing, not even the name. */
static void write_numbers(FILE *out, enum axis axis, const struct number_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		char text[24];

		if (axis == AXIS_READS)
			word_percent_print(text, sizeof(text), list->at[i]);
		else if (axis == AXIS_HOLD || axis == AXIS_GAP)
			word_time_print(text, sizeof(text), list->at[i]);
		else if (list->at[i] == (axis == AXIS_HOME ? SWEEP_HOME_ALL : SWEEP_ALL))
			strcpy(text, "all");
		else if (list->at[i] == UINT_MAX)
			strcpy(text, axis == AXIS_HOME ? "local" : "doubling");
		else
			snprintf(text, sizeof(text), "%u", list->at[i]);
		fprintf(out, "%s%s", i ? "," : "", text);
	}
}

static void write_axis(FILE *out, enum axis axis, const struct sweep *sweep)
{
	switch (axis) {
	case AXIS_STRATEGIES:
		for (size_t i = 0; i < sweep->strategies.n; i++)
			fprintf(out, "%s%s", i ? "," : "", sweep->strategies.at[i]->name);
		break;
	case AXIS_PLACEMENTS:
		for (size_t i = 0; i < sweep->placements.n; i++)
			fprintf(out, "%s%s", i ? "," : "", sweep->placements.at[i]);
		break;
	case AXIS_TYPES:
		for (size_t i = 0; i < sweep->types.n; i++)
			fprintf(out, "%s%s", i ? "," : "", counter_name(sweep->types.at[i]));
		break;
	case AXIS_WORKERS:
		write_numbers(out, axis, &sweep->workers);
		break;
	case AXIS_READS:
		write_numbers(out, axis, &sweep->reads);
		break;
	case AXIS_HOLD:
		write_numbers(out, axis, &sweep->holds);
		break;
	case AXIS_GAP:
		write_numbers(out, axis, &sweep->gaps);
		break;
	default:
		write_numbers(out, axis, &sweep->homes);
	}
}

static size_t axis_length(enum axis axis, const struct sweep *sweep)
{
	const size_t lengths[AXIS_N] = {
		[AXIS_STRATEGIES] = sweep->strategies.n,
		[AXIS_WORKERS] = sweep->workers.n,
		[AXIS_PLACEMENTS] = sweep->placements.n,
		[AXIS_TYPES] = sweep->types.n,
		[AXIS_READS] = sweep->reads.n,
		[AXIS_HOLD] = sweep->holds.n,
		[AXIS_GAP] = sweep->gaps.n,
		[AXIS_HOME] = sweep->homes.n,
	};

	return lengths[axis];
}

/* What was not given, and has no value by itself, has no line. */
static bool has_value(const struct options *options, const struct option_info *info)
{
	const void *place = (const char *)options + info->offset;

	switch (info->kind) {
	case OPTION_SWITCH:
		return *(const bool *)place;
	case OPTION_AXIS:
		return axis_length(info->axis, &options->sweep) > 0;
	case OPTION_TIME:
		return *(const uint64_t *)place >= info->min;
	case OPTION_COUNT:
		return *(const unsigned *)place > 0;
	case OPTION_SEED:
		return true;
	default:
		return *(const char *const *)place && **(const char *const *)place;
	}
}

static void write_value(FILE *out, const struct options *options, const struct option_info *info)
{
	const void *place = (const char *)options + info->offset;
	char text[24];

	switch (info->kind) {
	case OPTION_SWITCH:
		fputs("yes", out);
		break;
	case OPTION_AXIS:
		write_axis(out, info->axis, &options->sweep);
		break;
	case OPTION_TIME:
		word_time_print(text, sizeof(text), *(const uint64_t *)place);
		fputs(text, out);
		break;
	case OPTION_COUNT:
		fprintf(out, "%u", *(const unsigned *)place);
		break;
	case OPTION_SEED:
		fprintf(out, "%" PRIu64, *(const uint64_t *)place);
		break;
	default:
		fputs(*(const char *const *)place, out);
	}
}

int options_write(FILE *out, const struct sweep *sweep)
{
	/* Only read: the lists stay the caller's. */
	const struct options options = { .sweep = *sweep };
	const struct option_info *info;

	for (size_t i = 0; (info = option_at(i)) != NULL; i++) {
		if (!info->shapes || !has_value(&options, info))
			continue;
		fprintf(out, "%s=", info->name);
		write_value(out, &options, info);
		fputc('\n', out);
	}
	return ferror(out) ? fail("options.txt") : 0;
}

/* The whole file as a string, the caller's to free. 0 or -errno having said why. */
static int read_file(const char *path, char **text)
{
	FILE *in = fopen(path, "re");
	size_t size = 0;
	ssize_t length;
	int error = 0;

	*text = NULL;
	if (!in)
		return fail("%s", path);
	/* No text holds a NUL, so this reads to the end. */
	length = getdelim(text, &size, '\0', in);
	if (length < 0)
		error = ferror(in) ? fail("%s", path) : misuse("%s is empty", path);
	fclose(in);
	return error;
}

/* A line as the argument that would have said the same; *end is behind it. */
static int take_line(char **end, char *line, enum command command, const char *path,
		     unsigned number)
{
	char *value = strchr(line, '=');
	const struct option_info *info =
		value ? option_find(line, (size_t)(value - line), command) : NULL;

	if (!info || !info->shapes || !(info->commands & 1U << command) ||
	    (info->kind == OPTION_SWITCH && strcmp(value, "=yes")))
		return misuse("%s:%u: not a line that contend wrote", path, number);
	if (info->kind == OPTION_SWITCH)
		*value = '\0';
	*end += sprintf(*end, "--%s", line) + 1;
	return 0;
}

/* The lines of text as arguments in *storage. Returns argc or -errno having said why. */
static int take_lines(char *text, char *storage, char **argv, int room, enum command command,
		      const char *path)
{
	unsigned number = 0;
	int argc = 1;
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		int error;

		number++;
		if (!*line)
			continue;
		if (argc == room)
			return misuse("%s:%u: more lines than there are options", path, number);
		argv[argc++] = storage;
		error = take_line(&storage, line, command, path, number);
		if (error)
			return error;
	}
	return argc;
}

int options_read(struct options *options, enum command command, const char *path)
{
	char *text, *storage = NULL, *argv[64] = { NULL };
	int argc, error = read_file(path, &text);

	if (error)
		goto out;
	/* Two dashes more a line, and a line with its end is two letters at least. */
	storage = malloc(2 * strlen(text) + 3);
	if (!storage) {
		error = fail("%s", path);
		goto out;
	}
	argc = take_lines(text, storage, argv, (int)(sizeof(argv) / sizeof(argv[0])), command,
			  path);
	error = argc < 0 ? argc : options_parse(options, command, argc, argv);
	if (!error) {
		options->storage = storage;
		storage = NULL;
	}
out:
	free(storage);
	free(text);
	return error;
}

int options_resume(struct options *options)
{
	struct sweep *sweep = &options->sweep;
	struct options begun;
	char *path;
	int error;

	if (asprintf(&path, "%s/options.txt", sweep->resume) < 0) {
		errno = ENOMEM;
		return fail("--resume");
	}
	error = options_read(&begun, options->command, path);
	free(path);
	if (error)
		return error;
	begun.sweep.resume = sweep->resume;
	begun.sweep.dry_run = sweep->dry_run;
	begun.sweep.csv = sweep->csv;
	begun.sweep.json = sweep->json;
	begun.sweep.every = sweep->every;
	begun.sweep.publish = sweep->publish;
	if (sweep->max_time)
		begun.sweep.max_time = sweep->max_time;
	sweep_free(sweep);
	*sweep = begun.sweep;
	free(options->storage);
	options->storage = begun.storage;
	free(begun.words);
	return 0;
}
