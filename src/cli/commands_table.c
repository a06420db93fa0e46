/* SPDX-License-Identifier: MIT */
/* Every command, once. */
#include "cli/options_table.h"

static const char *const run_examples[] = {
	"contend run --strategies=fetch_add --workers=2",
	"contend run --strategies=mutex --workers=2 --reads=90% --reps=9",
	"contend run --strategies=cas --workers=all --csv",
	NULL,
};
static const char *const bench_examples[] = {
	"contend bench --quick",
	"contend bench --dry-run --placements=compact,scatter",
	"contend bench --suite=product --strategies='*mutex*,cas' --workers=1-4",
	NULL,
};
static const char *const report_examples[] = {
	"contend report results/latest",
	"contend report results/latest --format=png",
	"contend report results/epyc-* results/xeon-* --out=results/both",
	NULL,
};
static const char *const list_examples[] = {
	"contend list strategies",
	"contend list suites --json",
	NULL,
};
static const char *const topology_examples[] = {
	"contend topology",
	"contend topology --topology=\"pack:2 [numa] l3:2 core:4 pu:2\"",
	"contend topology --draw=machine.svg --placements=scatter --workers=4",
	"contend topology --same results/A results/B",
	NULL,
};
static const char *const share_examples[] = {
	"contend share create counter --value q",
	"contend share add counter 1",
	"contend share set days -1 36.6",
	"contend share dump record --struct idf",
	"contend share ls",
	NULL,
};
static const char *const create_examples[] = {
	"contend share create counter --value q --lock semaphore",
	"contend share create days --array d:365 --pack",
	"contend share create words --list '[1, 2.5, \"ab\", b\"x\", True, None]'",
	"contend share create record --size 64",
	NULL,
};
static const char *const demo_examples[] = {
	"contend demo",
	"contend demo lost-update --lock=locked_getset --runs=20",
	"contend demo deadlock --lock=semaphore --kill-holder",
	"contend demo python value value-lock monitor",
	NULL,
};
static const char *const doctor_examples[] = {
	"contend doctor",
	NULL,
};

static const char run_text[] =
	"Measures exactly one cell: one strategy, under one workload, by so many workers in "
	"one place. --strategies must be given; the rest is 1 worker on a counter of type "
	"u64, placed by cores, without reads, hold or gap, in 1 trial. Writes no file.";
static const char bench_text[] =
	"Measures every cell of a sweep in blocks, each open cell once a block in a random "
	"order, until the figures are sure or the budget is spent. Prints a table; rows, "
	"charts and report.html go to results/NAME-TIME, which results/latest then points at.";
static const char report_text[] =
	"Makes summary.csv, the charts and report.html again from the CSV files in DIR "
	"alone, and prints the table. With --csv or --json it prints a row a cell instead. "
	"Several DIR, of different machines, are joined in the folder --out, with what "
	"differs between the machines first.";
static const char list_text[] = "Lists what the options of the same names know.";
static const char topology_text[] =
	"Shows packages, NUMA nodes, caches, cores and PUs, which PUs may be used, how close "
	"pairs of them are, and which placements there can be. With --draw it makes a "
	"picture, with --same it compares two machines.";
static const char share_text[] =
	"Reaches blocks of POSIX shared memory by their names, in step with C and Python "
	"programs: create NAME (see contend share create --help); get NAME [INDEX], set NAME "
	"[INDEX] VALUE and add NAME [INDEX] VALUE, each under the block's own lock, index -1 "
	"being the last; count and index NAME VALUE of a list; dump NAME; ls; stat NAME; "
	"unlink NAME; and clean, which takes away what runs of contend that were killed have "
	"left, and nothing else.";
static const char create_text[] =
	"Makes a block of shared memory, mode 0600, that stays until it is unlinked or the "
	"machine restarts. One of --value, --array, --list and --size says what is in it.";
static const char demo_text[] =
	"Shows what sharing memory does to a program, in a second: without a name, how an "
	"update is lost and what prevents that. demo python measures the lecture's programs in "
	"Python beside ours, the main ways of counting, those named, or all; contend demo python "
	"--help has their names.";
static const char doctor_text[] =
	"Looks at the clock and its proofs, /dev/shm, the frequency, the hypervisor, stolen "
	"time and quotas, and says what each means and what to do.";

static const struct command_info commands[COMMAND_N] = {
	[COMMAND_RUN] = {
		.name = "run",
		.summary = "measure one cell, a line a trial",
		.text = run_text,
		.examples = run_examples,
	},
	[COMMAND_BENCH] = {
		.name = "bench",
		.summary = "measure a sweep, draw charts, write a report",
		.text = bench_text,
		.examples = bench_examples,
	},
	[COMMAND_REPORT] = {
		.name = "report",
		.words = "DIR ...",
		.summary = "make summary, charts and report of results again",
		.text = report_text,
		.examples = report_examples,
	},
	[COMMAND_LIST] = {
		.name = "list",
		.words = "strategies|placements|suites|types",
		.summary = "list strategies, placements, suites or types",
		.text = list_text,
		.examples = list_examples,
	},
	[COMMAND_TOPOLOGY] = {
		.name = "topology",
		.words = "[A B]",
		.summary = "show the machine and how close its PUs are",
		.text = topology_text,
		.examples = topology_examples,
	},
	[COMMAND_SHARE] = {
		.name = "share",
		.words = "WHAT [NAME [INDEX] [VALUE]]",
		.summary = "named shared memory: a Value, an Array, a ShareableList",
		.text = share_text,
		.examples = share_examples,
		.numbers = true,
	},
	[COMMAND_SHARE_CREATE] = {
		.name = "share create",
		.words = "NAME",
		.summary = "make a block, whole before anyone can see it",
		.text = create_text,
		.examples = create_examples,
	},
	[COMMAND_DEMO] = {
		.name = "demo",
		.words = "[NAME [WAY ...]]",
		.summary = "show an update being lost, and what prevents it",
		.text = demo_text,
		.examples = demo_examples,
	},
	[COMMAND_DOCTOR] = {
		.name = "doctor",
		.summary = "say what on this machine hurts the figures",
		.text = doctor_text,
		.examples = doctor_examples,
	},
};

const struct command_info *command_info(enum command command)
{
	return &commands[command];
}

const char *command_name(enum command command)
{
	return commands[command].name;
}
