/* SPDX-License-Identifier: MIT */
/* contend demo: the second word chooses the demonstration. */
#include "demo/demo.h"

#include <stdio.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/word.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "demo/python.h"

static struct progress bar;

static void watch_open(double total_s)
{
	progress_open(&bar, stderr, total_s);
}

static void watch_step(const char *what, double done)
{
	progress_step(&bar, what, done);
}

static void watch_block(unsigned block, unsigned blocks, size_t rows, double done)
{
	progress_block(&bar, block, blocks, rows, done);
}

static void watch_close(void)
{
	progress_close(&bar);
}

static const struct demo_watch watch = {
	.open = watch_open,
	.step = watch_step,
	.block = watch_block,
	.close = watch_close,
};

/* What demo python measures beside what. */
static void help_ways(void)
{
	const struct python_way *way;

	fputs("\nWays of counting, in Python and here (* only if it is named, or all are)\n",
	      stdout);
	for (size_t i = 0; (way = python_way_at(i)) != NULL; i++)
		printf("%c %-14s%-24s%s\n", way->more ? '*' : ' ', way->name, way->in_python,
		       python_way_ours(way));
}

static void help(const struct options *options)
{
	const struct demo *demo = options->n_words ? demo_find(options->words[0]) : NULL;

	options_help(stdout, COMMAND_DEMO);
	if (demo && demo->takes & DEMO_WORDS) {
		help_ways();
		return;
	}
	fputs("\nDemonstrations\n", stdout);
	for (size_t i = 0; (demo = demo_at(i)) != NULL; i++)
		printf("  %-15s%s\n", demo->name, demo->summary);
	fputs("\nEach takes some of the options and refuses the others. One in which nothing\n"
	      "moves for 2 s is stopped. Exit code 3: this run could not show it, try again.\n",
	      stdout);
}

/* NULL having said why. */
static const struct demo *choose(const struct options *options)
{
	const struct demo *demo;
	struct word_search search;

	if (!options->n_words)
		return demo_tour();
	search = (struct word_search){ .word = options->words[0] };
	demo = demo_find(search.word);
	if (demo)
		return demo;
	for (size_t i = 0; demo_at(i); i++)
		word_offer(&search, demo_at(i)->name);
	misuse("unknown demo %s: %s %s%s (contend demo --help)", search.word,
	       word_near(&search) ? "did you mean" : "the nearest is", search.best,
	       word_near(&search) ? "?" : "");
	return NULL;
}

int demo_command(int argc, char **argv)
{
	const struct demo *demo;
	struct options options;
	int code = EXIT_MISUSE;

	if (options_parse(&options, COMMAND_DEMO, argc, argv))
		return EXIT_MISUSE;
	if (options.help) {
		help(&options);
		options_free(&options);
		return EXIT_OK;
	}
	demo = choose(&options);
	if (demo) {
		options.demo.csv = options.sweep.csv;
		options.demo.interrupted = output_interrupts();
		/* A bar would run into rows that are on the same terminal. */
		if (!options.demo.csv || !isatty(STDOUT_FILENO))
			options.demo.watch = &watch;
		if (options.n_words > 1) {
			options.demo.words = options.words + 1;
			options.demo.n_words = options.n_words - 1;
		}
		code = demo_run(demo, &options.demo, stdout);
	}
	options_free(&options);
	return code;
}
