/* SPDX-License-Identifier: MIT */
/* The three tables of a joined folder: machines, their cells, their classes of pairs. */
#include <errno.h>
#include <string.h>

#include "report/machines.h"

struct machine_row {
	const char *machine, *label, *cpu, *kernel, *hwloc, *governor;
	double nodes, l3s, cores, pus;
	const char *folder, *run;
};

struct relation_of {
	const char *machine;
	struct relation_row relation;
};

#define ROW(member, kind) COLUMN(machine_row, member, kind)

int machines_write(FILE *out, const struct machines *machines)
{
	static const struct column columns[] = {
		ROW(machine, COLUMN_TEXT), ROW(label, COLUMN_TEXT),  ROW(cpu, COLUMN_TEXT),
		ROW(kernel, COLUMN_TEXT),  ROW(hwloc, COLUMN_TEXT),  ROW(governor, COLUMN_TEXT),
		ROW(nodes, COLUMN_COUNT),  ROW(l3s, COLUMN_COUNT),   ROW(cores, COLUMN_COUNT),
		ROW(pus, COLUMN_COUNT),	   ROW(folder, COLUMN_TEXT), ROW(run, COLUMN_TEXT),
		{ NULL, 0, 0, false },
	};

	columns_csv_header(out, columns);
	for (size_t i = 0; i < machines->n; i++) {
		const struct machine *const machine = &machines->at[i];
		const struct machine_row row = {
			.machine = machine->key,
			.label = machine->label,
			.cpu = machine->cpu,
			.kernel = machine->kernel,
			.hwloc = hostfile_value(&machine->host, "hwloc.version"),
			.governor = hostfile_value(&machine->host, "frequency.governor"),
			.nodes = machine->nodes,
			.l3s = machine->l3s,
			.cores = machine->cores,
			.pus = machine->pus,
			.folder = machine->folder,
			.run = machine->run,
		};

		columns_csv_row(out, columns, &row);
	}
	return ferror(out) ? -EIO : 0;
}

enum { COLUMNS_MAX = 128 };

/* The machine's column, and `rest` of a struct that lies `offset` bytes behind it. */
static void behind_machine(struct column *columns, const struct column *rest, size_t offset)
{
	size_t n = 0;

	columns[n++] = (struct column){ "machine", COLUMN_TEXT, 0, false };
	for (; rest->name && n + 1 < COLUMNS_MAX; rest++) {
		columns[n] = *rest;
		columns[n++].offset += offset;
	}
	columns[n] = (struct column){ NULL, 0, 0, false };
}

const struct column *machines_joined_columns(void)
{
	static struct column columns[COLUMNS_MAX];

	if (!columns[0].name)
		behind_machine(columns, summary_columns(), offsetof(struct joined_row, cell));
	return columns;
}

int machines_write_joined(FILE *out, const struct machines *machines)
{
	const struct column *const columns = machines_joined_columns();

	columns_csv_header(out, columns);
	for (size_t i = 0; i < machines->n; i++) {
		const struct machine *const machine = &machines->at[i];

		for (size_t j = 0; j < machine->summary.n; j++) {
			const struct joined_row row = { machine->key, machine->summary.rows[j] };

			columns_csv_row(out, columns, &row);
		}
	}
	return ferror(out) ? -EIO : 0;
}

int machines_write_relations(FILE *out, const struct machines *machines)
{
	struct column columns[COLUMNS_MAX];

	behind_machine(columns, relations_columns(), offsetof(struct relation_of, relation));
	columns_csv_header(out, columns);
	for (size_t i = 0; i < machines->n; i++) {
		const struct machine *const machine = &machines->at[i];

		for (size_t j = 0; j < machine->relations.n; j++) {
			const struct relation_of row = { machine->key, machine->relations.rows[j] };

			columns_csv_row(out, columns, &row);
		}
	}
	return ferror(out) ? -EIO : 0;
}
