/* SPDX-License-Identifier: MIT */
/* The --benchmark_* flags that both implementations of gbench.h refuse, and what to use instead. C
 * and C++. */
#ifndef BENCH_GBENCH_FLAGS_H
#define BENCH_GBENCH_FLAGS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* No designated initialisers: C++11 has none. */
static const struct gbench_refused {
	const char *name, *instead;
} gbench_refused[] = {
	{ "out", "its CPU column would be the coordinator's: bench.json is in the results" },
	{ "out_format", "bench.json is in the results" },
	{ "repetitions", "use --reps" },
	{ "min_time", "a trial lasts one window: use --window" },
	{ "min_warmup_time", "use --warmup" },
	{ "dry_run", "use --dry-run, or contend run for one cell" },
	{ "enable_random_interleaving", "every block has its own seeded order: use --seed" },
	{ "format", "use --csv or --json" },
	{ "report_aggregates_only",
	  "repetitions are what counts: without --every the table has aggregates only" },
	{ "display_aggregates_only", "without --every the table has aggregates only" },
	{ "perf_counters", "they would count the coordinator: use perf stat contend run" },
};

/* The value of --benchmark_NAME=value; "" where no value is given; NULL where argument is
 * something else. */
static inline const char *gbench_flag_value(const char *argument, const char *name)
{
	static const char prefix[] = "--benchmark_";
	size_t length = strlen(name);

	if (strncmp(argument, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	argument += sizeof(prefix) - 1;
	if (strncmp(argument, name, length) != 0)
		return NULL;
	argument += length;
	if (!*argument)
		return argument;
	return *argument == '=' ? argument + 1 : NULL;
}

/* BENCHMARK_NAME of the environment, which the library reads like the flag; NULL: not set. */
static inline const char *gbench_flag_variable(char variable[64], const char *name)
{
	int length = snprintf(variable, 64, "BENCHMARK_%s", name);

	for (int i = 0; i < length; i++)
		if (variable[i] >= 'a' && variable[i] <= 'z')
			variable[i] = (char)(variable[i] - 'a' + 'A');
	return getenv(variable);
}

/* Prints our help and leaves for --help. The library would, too, but crashes up to 1.6.2. */
static inline void gbench_flags_help(int argc, char **argv, void (*usage)(void))
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0) {
			usage();
			exit(fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED);
		}
}

/* 0, or -EINVAL having named the first flag or variable that is refused. */
static inline int gbench_flags_refuse(int argc, char **argv)
{
	char variable[64];

	for (size_t i = 0; i < sizeof(gbench_refused) / sizeof(gbench_refused[0]); i++) {
		const struct gbench_refused *flag = &gbench_refused[i];

		for (int j = 1; j < argc; j++)
			if (gbench_flag_value(argv[j], flag->name))
				return misuse("--benchmark_%s is refused: %s", flag->name,
					      flag->instead);
		if (gbench_flag_variable(variable, flag->name))
			return misuse("%s in the environment is refused: %s", variable,
				      flag->instead);
	}
	return 0;
}

#endif
