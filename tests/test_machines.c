/* SPDX-License-Identifier: MIT */
/* Several machines: folders read, told apart and refused; what differs between them; the joined tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/fail.h"
#include <cmocka.h>
#include <errno.h>
#include <sys/stat.h>

#include "report/joint.h"
#include "report/machine_facts.h"
#include "report/machines_report.h"
#include "report/machines_text.h"
#include "rows.h"
#include "said.h"

#define HOST_A                                                                                     \
	"contend: 0.1.0\nmachine: AMD EPYC 7763, guest · 2 nodes, no L3, 80 PUs · Linux 6.1.0\n" \
	"boot: aaaa\ntopology: Package:2 Core:40 PU:1\ncpu.name: AMD EPYC 7763\n"                  \
	"cpu.family: 25\ncpu.model: 1\ncpu.stepping: 1\nhypervisor: KVM\n"                         \
	"kernel.version: Linux 6.1.0-28-amd64 #1 SMP x86_64\nsmt.active: 1\n"                      \
	"frequency.no_turbo: 0\nfrequency.governor: performance\nwarning: one\nwarning: two\n"

static char *base; /* folder of the test's own */

static int base_make(void **state)
{
	(void)state;
	base = rows_folder();
	return 0;
}

static int base_remove(void **state)
{
	(void)state;
	rows_remove(base);
	return 0;
}

/* The example that comes with the program, of a version without relations. */
static const char *example(void)
{
	static char path[1024];
	const char *folder = getenv("srcdir");

	snprintf(path, sizeof(path), "%s/results/example", folder ? folder : ".");
	return path;
}

static void put(const char *folder, const char *leaf, const char *text)
{
	char *path = rows_path(folder, leaf);

	rows_spill(path, text, strlen(text));
	free(path);
}

/* A folder with the example's trials from `first` on, as run `run` of the machine `name`, slower by `factor`. host.txt:
 * NULL for none. The caller's to free(). */
static char *folder_of(const char *leaf, const char *run, const char *name, const char *tag,
		       const char *host, double factor, size_t first)
{
	char *folder = rows_path(base, leaf), *path = rows_path(folder, "trials.csv");
	struct trial_table table;

	assert_int_equal(mkdir(folder, 0777), 0);
	assert_int_equal(trial_table_read(&table, example()), 0);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	columns_csv_header(out, trial_columns());
	for (size_t i = first; i < table.n; i++) {
		struct trial_row row = table.rows[i];

		row.run = run ? run : row.run;
		row.name = name;
		row.tag = tag;
		row.figures.ns_per_op *= factor;
		row.figures.ops_per_s /= factor;
		row.figures.kept_per_s /= factor;
		columns_csv_row(out, trial_columns(), &row);
	}
	assert_int_equal(fclose(out), 0);
	trial_table_free(&table);
	if (host)
		put(folder, "host.txt", host);
	free(path);
	return folder;
}

static int read_two(struct machines *machines, const char *a, const char *b)
{
	const char *const dirs[] = { a, b };

	return machines_read(machines, dirs, 2, 0.01);
}

/* Reading them is refused in one line that holds the words. */
static void refused(const char *a, const char *b, const char *words)
{
	struct machines machines;

	said_begin();
	const int error = read_two(&machines, a, b);
	const char *line = said_end();

	assert_int_equal(error, -EINVAL);
	assert_int_equal(rows_lines(line), 1);
	if (!strstr(line, words))
		fail_msg("\"%s\" is not in \"%s\"", words, line);
}

static void the_same_run_is_refused_however_it_is_named(void **state)
{
	struct machines machines;
	char *copy, *part, *other;

	(void)state;
	copy = folder_of("copy", NULL, "epyc", "", NULL, 1, 0);
	part = folder_of("part", NULL, "epyc", "", NULL, 1, 40);
	/* Of two machines that began in the same second under one name. */
	other = folder_of("other", NULL, "epyc", "", NULL, 1.5, 0);
	refused(example(), example(), "the same run");
	refused(example(), copy, "copy: the same run (epyc-2pu-20261125T091213Z): name it once");
	refused(example(), part, "the same run");
	refused(part, copy, "the same run");
	assert_int_equal(read_two(&machines, example(), other), 0);
	machines_free(&machines);
	free(copy);
	free(part);
	free(other);
}

static void folders_that_cannot_be_joined_are_refused(void **state)
{
	char *joined = rows_path(base, "joined"), *empty = rows_path(base, "empty");

	(void)state;
	assert_int_equal(mkdir(joined, 0777) | mkdir(empty, 0777), 0);
	put(joined, "machines.csv", "machine\n");
	put(joined, "joined.csv", "machine\n");
	refused(example(), joined, "joined of several already");
	refused(example(), empty, "it has no trials.csv");
	refused("/nonexistent", example(), "no such folder");
	free(joined);
	free(empty);
}

static void an_old_folder_joins_with_a_new_one(void **state)
{
	struct machines machines;
	struct joint joint;
	char *new, *note, *text = NULL;
	size_t size = 0, lines = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	new = folder_of("new", "new-1", "new", "", HOST_A, 2, 0);
	assert_int_equal(read_two(&machines, example(), new), 0);
	assert_string_equal(machines.at[0].label, "AMD EPYC, 2 PUs");
	assert_string_equal(machines.at[1].label, "AMD EPYC 7763, 80 PUs");
	assert_int_equal(joint_build(&joint, &machines), 0);
	assert_true(joint.by_placement && joint.common > 20 && joint.n_classes == 0);
	note = machines_note(&joint, 0);
	assert_string_equal(note, "example was recorded without relations (by an older version): "
				  "cells are matched by the names of placements");
	free(note);
	assert_int_equal(machines_write_joined(out, &machines), 0);
	fclose(out);
	assert_memory_equal(text, "machine,cell,suite,", 19);
	for (size_t m = 0; m < 2; m++)
		lines += machines.at[m].summary.n;
	assert_int_equal(rows_lines(text), 1 + lines);
	assert_non_null(strstr(text, "\nepyc-2pu,1,standard,"));
	assert_non_null(strstr(text, "\nnew,1,standard,"));
	assert_non_null(strstr(text, ",NA,NA,NA,NA,NA,NA,NA,NA,NA,NA\n"));
	joint_free(&joint);
	machines_free(&machines);
	free(text);
	free(new);
}

static void joined_columns_are_the_machines_and_the_summarys(void **state)
{
	const struct column *joined = machines_joined_columns(), *summary = summary_columns();
	size_t n = 0;

	(void)state;
	assert_string_equal(joined[0].name, "machine");
	for (; summary[n].name; n++) {
		assert_string_equal(joined[n + 1].name, summary[n].name);
		assert_int_equal(joined[n + 1].offset,
				 offsetof(struct joined_row, cell) + summary[n].offset);
	}
	assert_null(joined[n + 1].name);
}

static void a_machine_is_what_its_files_say(void **state)
{
	struct machines machines;
	char *a, *b, *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	a = folder_of("a", "a-1", "epyc", "", HOST_A, 1, 0);
	b = folder_of("b", "b-1", "box", "", NULL, 1, 0);
	put(a, "pus.csv", "pu,core\n0,0\n1,0\n2,7\n3,7\n4,3\n");
	assert_int_equal(read_two(&machines, a, b), 0);
	assert_int_equal(machines_write(out, &machines), 0);
	fclose(out);
	assert_string_equal(
		text, "machine,label,cpu,kernel,hwloc,governor,nodes,l3s,cores,pus,folder,run\n"
		      "epyc,\"AMD EPYC 7763, 80 PUs\",AMD EPYC 7763,Linux "
		      "6.1.0-28-amd64,NA,performance,2,0,3,80,a,a-1\n"
		      "box,box,NA,NA,NA,NA,NA,NA,NA,NA,b,b-1\n");
	assert_int_equal(machines.at[0].host.n_warnings, 2);
	assert_string_equal(machines.at[0].host.warnings[1], "two");
	machines_free(&machines);
	put(b, "pus.csv", "pu,core\n0,zero\n");
	refused(a, b, "pus.csv:2");
	free(text);
	free(a);
	free(b);
}

static void namesakes_are_told_apart(void **state)
{
	struct machines machines;
	char *dirs[4];

	(void)state;
	dirs[0] = folder_of("a", "a-1", "epyc", "", HOST_A, 1, 0);
	dirs[1] = folder_of("b", "b-1", "epyc", "quiet", HOST_A, 1, 0);
	dirs[2] = folder_of("c", "c-1", "epyc", "", HOST_A, 1, 0);
	dirs[3] = folder_of("d", "d-1", "epyc", "", HOST_A, 1, 0);
	assert_int_equal(machines_read(&machines, (const char *const *)dirs, 4, 0.01), 0);
	assert_string_equal(machines.at[0].label, "AMD EPYC 7763, 80 PUs");
	assert_string_equal(machines.at[1].label, "AMD EPYC 7763, 80 PUs, quiet");
	assert_string_equal(machines.at[2].label, "AMD EPYC 7763, 80 PUs, no. 2");
	assert_string_equal(machines.at[3].label, "AMD EPYC 7763, 80 PUs, no. 3");
	assert_string_equal(machines.at[0].key, "epyc");
	assert_string_equal(machines.at[1].key, "epyc-quiet");
	assert_string_equal(machines.at[3].key, "epyc-3");
	machines_free(&machines);
	for (size_t i = 0; i < 4; i++)
		free(dirs[i]);
}

static size_t fact(const char *name)
{
	size_t i = 0;

	while (strcmp(machine_fact_name(i), name))
		i++;
	return i;
}

static void value_is(const struct machine *machine, const char *name, const char *expected)
{
	char text[MACHINE_FACT_SIZE];

	machine_fact_value(machine, fact(name), text, sizeof(text));
	assert_string_equal(text, expected);
}

static void facts_differ_or_not(void **state)
{
	struct machines machines;
	char *a, *b, *table = NULL;
	struct joint joint;
	size_t size = 0;
	FILE *out = open_memstream(&table, &size);

	(void)state;
	a = folder_of("a", "a-1", "epyc", "", HOST_A, 1, 0);
	b = folder_of("b", "b-1", "box", "", "smt.active: 0\nhypervisor: absent\ncontend: 0.1.0\n",
		      1, 0);
	assert_int_equal(read_two(&machines, a, b), 0);
	value_is(&machines.at[0], "CPU", "AMD EPYC 7763");
	value_is(&machines.at[0], "family/model/stepping", "25/1/1");
	value_is(&machines.at[0], "L3 caches", "0");
	value_is(&machines.at[0], "SMT", "on");
	value_is(&machines.at[0], "boost", "on");
	value_is(&machines.at[0], "kernel", "Linux 6.1.0-28-amd64");
	value_is(&machines.at[1], "CPU", "not recorded");
	value_is(&machines.at[1], "usable PUs", "not recorded");
	value_is(&machines.at[1], "SMT", "off");
	value_is(&machines.at[1], "hypervisor", "none seen");
	assert_true(machine_fact_differs(&machines, fact("SMT")));
	assert_true(!machine_fact_differs(&machines, fact("contend")));
	assert_true(!machine_fact_differs(&machines, fact("hwloc"))); /* neither says it */
	assert_int_equal(joint_build(&joint, &machines), 0);
	machines_table(out, &joint, "out/report.html", 100);
	fclose(out);
	assert_non_null(strstr(table, "\n  SMT                    on "));
	assert_non_null(strstr(table, "\nthe same: "));
	assert_non_null(strstr(table, "contend 0.1.0\n"));
	assert_null(strstr(table, "\n  hwloc"));
	assert_true(strstr(table, "what differs") < strstr(table, "ns/kept"));
	joint_free(&joint);
	machines_free(&machines);
	free(table);
	free(a);
	free(b);
}

static void folders_of_one_machine_are_said_to_be(void **state)
{
	struct machines machines;
	char *a, *b, *c;

	(void)state;
	a = folder_of("a", "a-1", "epyc", "", HOST_A, 1, 0);
	b = folder_of("b", "b-1", "epyc", "", HOST_A, 1, 0);
	c = folder_of("c", "c-1", "epyc", "",
		      "boot: bbbb\ntopology: Package:2 Core:40 PU:1\ncpu.name: AMD EPYC 7763\n"
		      "cpu.family: 25\ncpu.model: 1\ncpu.stepping: 1\nhypervisor: KVM\n",
		      1, 0);
	assert_int_equal(read_two(&machines, a, b), 0);
	assert_string_equal(machine_likeness(&machines.at[0], &machines.at[1]),
			    "are of one machine, not restarted in between");
	machines_free(&machines);
	assert_int_equal(read_two(&machines, a, c), 0);
	assert_string_equal(machine_likeness(&machines.at[0], &machines.at[1]),
			    "may be of one machine: CPU and topology are the same");
	machines_free(&machines);
	put(c, "host.txt", "boot: bbbb\n");
	assert_int_equal(read_two(&machines, a, c), 0);
	assert_null(machine_likeness(&machines.at[0], &machines.at[1]));
	machines_free(&machines);
	free(a);
	free(b);
	free(c);
}

static void out_is_refused(const char *out, const char *words)
{
	const char *const dirs[] = { example() };

	said_begin();
	const int error = machines_report_check(dirs, 1, out);
	const char *line = said_end();

	assert_int_equal(error, -EINVAL);
	assert_non_null(strstr(line, words));
	assert_int_equal(rows_lines(line), 1);
}

static void out_never_takes_the_place_of_something_else(void **state)
{
	const char *const dirs[] = { example() };
	char *out = rows_path(base, "out"), *file = rows_path(base, "file");

	(void)state;
	put(base, "file", "x");
	assert_int_equal(machines_report_check(dirs, 1, out), 0);
	assert_int_equal(mkdir(out, 0777), 0);
	assert_int_equal(machines_report_check(dirs, 1, out), 0);
	put(out, "machines.csv", "machine\n");
	put(out, "report.html", "");
	assert_int_equal(machines_report_check(dirs, 1, out), 0);
	put(out, "trials.csv", "schema\n");
	out_is_refused(out, "holds something else");
	out_is_refused(base, "holds something else");
	out_is_refused(file, "a file");
	out_is_refused(example(), "is one of the folders to be joined");
	free(out);
	free(file);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, base_make, base_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(the_same_run_is_refused_however_it_is_named),
		IN_FOLDER(folders_that_cannot_be_joined_are_refused),
		IN_FOLDER(an_old_folder_joins_with_a_new_one),
		cmocka_unit_test(joined_columns_are_the_machines_and_the_summarys),
		IN_FOLDER(a_machine_is_what_its_files_say),
		IN_FOLDER(namesakes_are_told_apart),
		IN_FOLDER(facts_differ_or_not),
		IN_FOLDER(folders_of_one_machine_are_said_to_be),
		IN_FOLDER(out_never_takes_the_place_of_something_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
