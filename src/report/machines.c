/* SPDX-License-Identifier: MIT */
/* Results folders of several machines, read and told apart, to be joined in one report. */
#include "report/machines.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "report/machine_facts.h"

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

char machines_letter(size_t i)
{
	return (char)('A' + i);
}

static int no_memory(void)
{
	errno = ENOMEM;
	return fail("machines");
}

/* The last part of a path. */
static char *last_part(const char *dir)
{
	size_t length = strlen(dir), start;

	while (length > 1 && dir[length - 1] == '/')
		length--;
	for (start = length; start && dir[start - 1] != '/'; start--)
		;
	return strndup(dir + start, length - start);
}

/* A joined folder holds no trials: the message for any other folder would not help. */
static int refuse_joined(const char *dir)
{
	char *joined = NULL, *trials = NULL;
	int error = 0;

	if (asprintf(&joined, "%s/machines.csv", dir) < 0)
		joined = NULL;
	if (asprintf(&trials, "%s/trials.csv", dir) < 0)
		trials = NULL;
	if (!joined || !trials)
		error = no_memory();
	else if (!access(joined, F_OK) && access(trials, F_OK))
		error = misuse("%s: joined of several already: name the folders that it was made "
			       "of",
			       dir);
	free(joined);
	free(trials);
	return error;
}

static int machine_read(struct machine *machine, const char *dir, double half_width)
{
	int error = refuse_joined(dir);

	machine->dir = dir;
	if (!error)
		error = trial_table_read(&machine->table, dir);
	if (error)
		return error;
	if (!machine->table.n)
		return misuse("%s: no trial was recorded: nothing to join", dir);
	error = summary_build(&machine->summary, &machine->table, half_width);
	if (error)
		return no_memory();
	error = relations_build(&machine->relations, &machine->summary);
	if (!error)
		error = hostfile_read(&machine->host, dir);
	if (!error)
		error = machine_facts(machine);
	if (error)
		return error;
	machine->run = machine->table.rows[0].run;
	machine->tag = machine->table.rows[0].tag;
	machine->folder = last_part(dir);
	return machine->folder ? 0 : no_memory();
}

static bool equal(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool same_trial(const struct trial_row *a, const struct trial_row *b)
{
	return a->cell == b->cell && a->block == b->block && a->order == b->order &&
	       a->repetition == b->repetition && a->attempt == b->attempt &&
	       same(a->seed, b->seed) && equal(a->wall_ns, b->wall_ns) &&
	       equal(a->arena_offset, b->arena_offset) &&
	       equal(a->figures.claimed, b->figures.claimed) &&
	       equal(a->figures.ops_per_s, b->figures.ops_per_s);
}

/* Is the first trial of one of them in the other? Of two folders of one run, one may have been copied while it grew. */
static bool share_a_trial(const struct machine *a, const struct machine *b)
{
	for (size_t i = 0; i < b->table.n; i++)
		if (same_trial(&a->table.rows[0], &b->table.rows[i]))
			return true;
	for (size_t i = 0; i < a->table.n; i++)
		if (same_trial(&b->table.rows[0], &a->table.rows[i]))
			return true;
	return false;
}

static int refuse_twice(const struct machines *machines, size_t i)
{
	const struct machine *machine = &machines->at[i];

	for (size_t j = 0; j < i; j++) {
		const struct machine *other = &machines->at[j];

		if (same(other->run, machine->run) && share_a_trial(other, machine))
			return misuse("%s and %s: the same run (%s): name it once", other->dir,
				      machine->dir, machine->run ? machine->run : "without a name");
	}
	return 0;
}

/* How many before machine i have its key (or its label). */
static size_t namesakes(const struct machines *machines, size_t i, bool key)
{
	size_t n = 0;

	for (size_t j = 0; j < i; j++)
		n += key ? same(machines->at[j].key, machines->at[i].key)
			 : same(machines->at[j].label, machines->at[i].label);
	return n;
}

static bool any_namesake(const struct machines *machines, size_t i)
{
	for (size_t j = 0; j < machines->n; j++)
		if (j != i && (same(machines->at[j].label, machines->at[i].label) ||
			       same(machines->at[j].key, machines->at[i].key)))
			return true;
	return false;
}

/* In place of *text: with the word after it. */
static int add_word(char **text, const char *between, const char *word)
{
	char *longer = NULL;

	if (asprintf(&longer, "%s%s%s", *text, between, word) < 0)
		return no_memory();
	free(*text);
	*text = longer;
	return 0;
}

/* The first number from 2 on that makes it unlike those before it. */
static int number_name(struct machines *machines, size_t i, bool key)
{
	char **text = key ? &machines->at[i].key : &machines->at[i].label;
	char *plain = strdup(*text), number[24];
	int error = plain ? 0 : no_memory();

	for (size_t n = 2; !error && namesakes(machines, i, key); n++) {
		snprintf(number, sizeof(number), key ? "%zu" : "no. %zu", n);
		free(*text);
		*text = strdup(plain);
		error = *text ? add_word(text, key ? "-" : ", ", number) : no_memory();
	}
	free(plain);
	return error;
}

/* By the user's own word, else by number. */
static int tell_apart(struct machines *machines)
{
	bool twins[MACHINES_MAX];
	int error = 0;

	for (size_t i = 0; i < machines->n; i++)
		twins[i] = any_namesake(machines, i);
	for (size_t i = 0; !error && i < machines->n; i++) {
		struct machine *machine = &machines->at[i];

		if (!twins[i] || !machine->tag || !*machine->tag)
			continue;
		error = add_word(&machine->label, ", ", machine->tag);
		if (!error)
			error = add_word(&machine->key, "-", machine->tag);
	}
	for (size_t i = 0; !error && i < machines->n; i++) {
		error = number_name(machines, i, true);
		if (!error)
			error = number_name(machines, i, false);
	}
	return error;
}

int machines_read(struct machines *machines, const char *const *dirs, size_t n, double half_width)
{
	int error = 0;

	*machines = (struct machines){ 0 };
	if (n > MACHINES_MAX)
		return misuse("%zu folders: at most %d can be joined", n, MACHINES_MAX);
	machines->at = calloc(n + 1, sizeof(*machines->at));
	if (!machines->at)
		return no_memory();
	for (size_t i = 0; !error && i < n; i++) {
		machines->n = i + 1;
		error = machine_read(&machines->at[i], dirs[i], half_width);
		if (!error)
			error = refuse_twice(machines, i);
	}
	if (!error)
		error = tell_apart(machines);
	if (error)
		machines_free(machines);
	return error;
}

void machines_free(struct machines *machines)
{
	for (size_t i = 0; i < machines->n; i++) {
		struct machine *machine = &machines->at[i];

		free(machine->folder);
		free(machine->key);
		free(machine->label);
		free(machine->cpu);
		free(machine->kernel);
		hostfile_free(&machine->host);
		relations_free(&machine->relations);
		summary_free(&machine->summary);
		trial_table_free(&machine->table);
	}
	free(machines->at);
	*machines = (struct machines){ 0 };
}
