/* SPDX-License-Identifier: MIT */
/* What machine a results folder is of, from its host.txt and pus.csv. */
#include "report/machine_facts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/fail.h"
#include "base/stats.h"
#include "report/machines.h"

#define BETWEEN " \xC2\xB7 " /* the middle dot of the machine's line */

static const char *value_of(const struct machine *machine, const char *key)
{
	return hostfile_value(&machine->host, key);
}

/* Where both are known and equal. */
static bool agree(const struct machine *a, const struct machine *b, const char *key)
{
	const char *x = value_of(a, key), *y = value_of(b, key);

	return x && y && !strcmp(x, y) && strcmp(x, "unknown");
}

const char *machine_likeness(const struct machine *a, const struct machine *b)
{
	static const char *const keys[] = { "cpu.name",	    "cpu.family", "cpu.model",
					    "cpu.stepping", "topology",	  "hypervisor" };

	if (agree(a, b, "boot"))
		return "are of one machine, not restarted in between";
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!agree(a, b, keys[i]))
			return NULL;
	return "may be of one machine: CPU and topology are the same";
}

/* "1 node, no L3, 2 PUs", and whatever follows after the next dot. */
static void find_counts(struct machine *machine, const char *text)
{
	const char *const end = strstr(text, BETWEEN) ? strstr(text, BETWEEN) : text + strlen(text);

	while (text < end) {
		const bool none = !strncmp(text, "no ", 3);
		char *rest = NULL;
		const double count = none ? 0 : strtod(text, &rest);
		const char *const word = none ? text + 3 : rest + strspn(rest, " ");

		if (!strncmp(word, "node", 4))
			machine->nodes = count;
		else if (!strncmp(word, "L3", 2))
			machine->l3s = count;
		else if (!strncmp(word, "PU", 2))
			machine->pus = count;
		text += strcspn(text, ",");
		text += *text == ',';
		text += strspn(text, " ");
	}
}

/* From "AMD EPYC 7763, guest · 1 node, 1 L3, 2 PUs · Linux 6.18.44". */
static int read_line(struct machine *machine)
{
	const char *line = value_of(machine, "machine"), *dot;
	static const char guest[] = ", guest";
	size_t length;

	if (!line)
		return 0;
	dot = strstr(line, BETWEEN);
	length = dot ? (size_t)(dot - line) : strlen(line);
	if (length > strlen(guest) && !strncmp(line + length - strlen(guest), guest, strlen(guest)))
		length -= strlen(guest);
	machine->cpu = strndup(line, length);
	if (!machine->cpu)
		return -ENOMEM;
	if (!dot)
		return 0;
	find_counts(machine, dot + strlen(BETWEEN));
	dot = strstr(dot + strlen(BETWEEN), BETWEEN);
	if (!dot)
		return 0;
	machine->kernel = strdup(dot + strlen(BETWEEN));
	return machine->kernel ? 0 : -ENOMEM;
}

/* The release as a whole, where it was recorded: "Linux 6.1.0-28-amd64". */
static int read_kernel(struct machine *machine)
{
	const char *version = value_of(machine, "kernel.version");
	size_t length;

	if (!version)
		return 0;
	length = strcspn(version, " ");
	if (version[length])
		length += 1 + strcspn(version + length + 1, " ");
	free(machine->kernel);
	machine->kernel = strndup(version, length);
	return machine->kernel ? 0 : -ENOMEM;
}

struct core_row {
	double core;
};

/* Different cores of a pus.csv that is open. */
static int count_cores(struct csv *csv, double *cores)
{
	static const struct column columns[] = { COLUMN(core_row, core, COLUMN_COUNT),
						 { NULL, 0, 0, false } };
	struct columns_map map = { 0 };
	double *seen = NULL;
	size_t n = 0;
	int got = csv_read(csv);
	int error = got < 0 ? got : got ? columns_map_open(&map, columns, csv) : 0;

	while (got > 0 && !error) {
		struct core_row row;
		double *more;

		got = csv_read(csv);
		if (got <= 0)
			break;
		error = columns_read(&map, csv, &row);
		more = error ? NULL : realloc(seen, (n + 1) * sizeof(*seen));
		if (!error && !more)
			error = -ENOMEM;
		if (error || isnan(row.core)) {
			seen = more ? more : seen;
			continue;
		}
		seen = more;
		seen[n++] = row.core;
	}
	columns_map_close(&map);
	stats_sort(seen, n);
	for (size_t i = 0; i < n; i++)
		*cores = i && seen[i] == seen[i - 1] ? *cores : i ? *cores + 1 : 1;
	free(seen);
	return got < 0 ? got : error;
}

/* A folder of an older version has no such file. */
static int read_cores(struct machine *machine)
{
	struct csv csv = { 0 };
	char *path = NULL;
	int error = 0;

	if (asprintf(&path, "%s/pus.csv", machine->dir) < 0)
		return -ENOMEM;
	if (!access(path, F_OK)) {
		error = csv_open(&csv, path);
		if (!error)
			error = count_cores(&csv, &machine->cores);
		csv_close(&csv);
	}
	free(path);
	return error;
}

static int name_it(struct machine *machine)
{
	const char *name = machine->table.rows[0].name;
	int length;

	name = name && *name ? name : "machine";
	machine->key = strdup(name);
	if (machine->cpu && !isnan(machine->pus))
		length = asprintf(&machine->label, "%s, %.0f PU%s", machine->cpu, machine->pus,
				  machine->pus == 1 ? "" : "s");
	else
		length = asprintf(&machine->label, "%s", machine->cpu ? machine->cpu : name);
	if (length < 0)
		machine->label = NULL;
	return machine->key && machine->label ? 0 : -ENOMEM;
}

int machine_facts(struct machine *machine)
{
	int error;

	machine->nodes = machine->l3s = machine->cores = machine->pus = NAN;
	error = read_line(machine);
	if (!error)
		error = read_kernel(machine);
	if (!error)
		error = read_cores(machine);
	if (!error)
		error = name_it(machine);
	if (error == -ENOMEM) {
		errno = ENOMEM;
		fail("%s", machine->dir);
	}
	return error;
}
