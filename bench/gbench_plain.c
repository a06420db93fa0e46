/* SPDX-License-Identifier: MIT */
/* gbench.h without Google Benchmark, for builds without it: the same cases, rules and words, but
 * no table and no JSON. */
#include "gbench.h"

#include <errno.h>
#include <math.h>
#include <regex.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "gbench_flags.h"

struct gbench_run {
	unsigned repetition;
	bool timed, failed;
};

/* What is known of a case from earlier passes. */
struct known {
	char *name;
	unsigned next; /* repetition; of no use once failed */
	size_t pass;   /* the last that it was in */
	bool failed;
};

static struct {
	bool ready, opened, running, list, negative, warned;
	regex_t filter;
	size_t pass, failed;
	void *known, *keys; /* trees of tsearch(3): struct known, char */
} shim;

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->name, ((const struct known *)b)->name);
}

static int by_key(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void known_free(void *known)
{
	free(((struct known *)known)->name);
	free(known);
}

static struct known *find_or_add(const char *name)
{
	struct known key = { .name = (char *)name };
	struct known **node = tfind(&key, &shim.known, by_name);
	struct known *known;

	if (node)
		return *node;
	known = calloc(1, sizeof(*known));
	if (!known)
		return NULL;
	known->name = strdup(name);
	if (known->name && tsearch(known, &shim.known, by_name))
		return known;
	known_free(known);
	return NULL;
}

/* As the library reads a flag that may stand without a value. */
static bool truthy(const char *value)
{
	static const char *const no[] = { "0", "f", "n", "false", "no", "off" };

	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (strcasecmp(value, no[i]) == 0)
			return false;
	return true;
}

static int set_filter(const char *filter)
{
	char why[256];
	int error;

	shim.negative = *filter == '-';
	if (!*filter || strcmp(filter, "all") == 0)
		filter = ".";
	error = regcomp(&shim.filter, filter + shim.negative, REG_EXTENDED | REG_NOSUB);
	if (!error)
		return 0;
	regerror(error, &shim.filter, why, sizeof(why));
	return misuse("--benchmark_filter=%s: %s", filter, why);
}

/* Takes filter and list_tests out of argv. */
static int take_flags(int *argc, char **argv, const char **filter, const char **list)
{
	static const char *const library_only[] = { "color", "counters_tabular", "time_unit",
						    "context" };
	int kept = 1;

	for (int i = 1; i < *argc; i++) {
		const char *filter_value = gbench_flag_value(argv[i], "filter");
		const char *list_value = gbench_flag_value(argv[i], "list_tests");

		for (size_t j = 0; j < sizeof(library_only) / sizeof(library_only[0]); j++)
			if (gbench_flag_value(argv[i], library_only[j]))
				return misuse("%s: built without Google Benchmark", argv[i]);
		if (filter_value && strchr(argv[i], '='))
			*filter = filter_value;
		else if (list_value)
			*list = list_value;
		else
			argv[kept++] = argv[i];
	}
	*argc = kept;
	argv[kept] = NULL;
	return 0;
}

int gbench_init(int *argc, char **argv, void (*usage)(void))
{
	char variable[64];
	const char *filter = gbench_flag_variable(variable, "filter");
	const char *list = gbench_flag_variable(variable, "list_tests");
	int error;

	if (shim.ready || !argc || !argv || !usage)
		return misuse(shim.ready ? "gbench_init: called twice" : "gbench_init: NULL");
	error = gbench_flags_refuse(*argc, argv);
	if (error)
		return error;
	gbench_flags_help(*argc, argv, usage);
	error = take_flags(argc, argv, &filter, &list);
	if (!error)
		error = set_filter(filter ? filter : "");
	shim.list = list && truthy(list);
	shim.ready = !error;
	return error;
}

/* Kept only to tell a key that is taken. */
int gbench_context(const char *key, const char *value)
{
	char *copy;

	if (!shim.ready || shim.pass)
		return misuse("gbench_context: after gbench_init(), before the first pass");
	if (!key || !*key || !value || strpbrk(key, "\"\\\n"))
		return misuse("gbench_context: a printable key and a value");
	if (tfind(key, &shim.keys, by_key)) {
		misuse("gbench_context: %s is taken", key);
		return -EEXIST;
	}
	copy = strdup(key);
	if (copy && tsearch(copy, &shim.keys, by_key))
		return 0;
	free(copy);
	return fail("gbench_context");
}

int gbench_open(const struct gbench_options *options)
{
	if (!shim.ready || shim.opened || !options)
		return misuse("gbench_open: once, after gbench_init()");
	if (!shim.warned && (options->json || options->table))
		warn("built without Google Benchmark: no table of its own, no %s",
		     options->json ? options->json : "JSON");
	shim.warned = true;
	shim.opened = true;
	return 0;
}

/* The name that the library would match with the filter and list. NULL: no memory. */
static char *full_name(const struct gbench_case *given)
{
	char *name;

	if (asprintf(&name, "%s/iterations:1/repeats:%d/manual_time", given->name,
		     given->repetitions) < 0)
		return NULL;
	return name;
}

static int check_case(const struct gbench_case *given, size_t pass)
{
	struct known *known;

	if (!given->name || !*given->name)
		return misuse("gbench_pass: a case without a printable name");
	for (const char *c = given->name; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return misuse("gbench_pass: a case without a printable name");
	if (!given->body || given->repetitions < 1)
		return misuse("gbench_pass: %s needs a body and a repetition", given->name);
	known = find_or_add(given->name);
	if (!known)
		return fail("gbench_pass");
	if (known->pass == pass)
		return misuse("gbench_pass: %s twice", given->name);
	known->pass = pass;
	return 0;
}

/* One repetition. A failed case stays failed: its bodies are not called. */
static void repetition(const struct gbench_case *given, struct known *known, size_t *trials)
{
	struct gbench_run run = { .repetition = known->next };
	int rc;

	if (known->failed)
		return;
	++*trials;
	rc = given->body(&run, given->ctx);
	known->failed = run.failed || rc < 0 || rc > 1 || (rc == 0 && !run.timed);
	shim.failed += known->failed;
	known->next += rc == 0;
}

static int run_case(const struct gbench_case *given, struct gbench_summary *summary)
{
	char *name = full_name(given);
	struct known *known = find_or_add(given->name);
	bool matches;

	if (!name || !known) {
		free(name);
		return fail("gbench_pass");
	}
	matches = (regexec(&shim.filter, name, 0, NULL, 0) == 0) != shim.negative;
	summary->matched += matches;
	if (matches && shim.list)
		puts(name);
	for (int i = 0; i < given->repetitions && matches && !shim.list; i++)
		repetition(given, known, &summary->trials);
	free(name);
	return 0;
}

int gbench_pass(const struct gbench_case *cases, size_t n, struct gbench_summary *summary)
{
	struct gbench_summary ours = { .failed = shim.failed };
	int error = 0;

	if (summary)
		*summary = ours;
	if (!shim.opened || shim.running)
		return misuse("gbench_pass: after gbench_open(), not from a body");
	if (n > 0 && !cases)
		return misuse("gbench_pass: no cases");
	shim.pass++;
	for (size_t i = 0; i < n && !error; i++)
		error = check_case(&cases[i], shim.pass);
	shim.running = !error;
	for (size_t i = 0; i < n && !error; i++)
		error = run_case(&cases[i], &ours);
	shim.running = false;
	if (!error && fflush(stdout) != 0)
		error = fail("standard output");
	ours.failed = shim.failed;
	if (summary)
		*summary = ours;
	return error;
}

int gbench_close(bool keep)
{
	bool warned = shim.warned;

	(void)keep;
	if (!shim.ready)
		return 0;
	if (shim.running)
		return misuse("gbench_close: not from a body");
	tdestroy(shim.known, known_free);
	tdestroy(shim.keys, free);
	regfree(&shim.filter);
	memset(&shim, 0, sizeof(shim));
	shim.warned = warned;
	return 0;
}

unsigned gbench_repetition(const struct gbench_run *run)
{
	return run->repetition;
}

void gbench_set_time(struct gbench_run *run, double seconds, double cpu_seconds)
{
	if (seconds > 0 && cpu_seconds >= 0 && seconds <= GBENCH_LARGEST &&
	    cpu_seconds <= GBENCH_LARGEST)
		run->timed = true;
	else
		run->failed = true;
}

/* Figures, labels and reasons are for table and JSON, which are not written here. */
void gbench_set_counter(struct gbench_run *run, const char *name, double value)
{
	(void)name;
	if (!(fabs(value) <= GBENCH_LARGEST))
		run->failed = true;
}

void gbench_set_label(struct gbench_run *run, const char *label)
{
	(void)run;
	(void)label;
}

void gbench_fail(struct gbench_run *run, const char *format, ...)
{
	(void)format;
	run->failed = true;
}
