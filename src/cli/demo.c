/* SPDX-License-Identifier: MIT */
/* contend demo: the second word chooses the demonstration. */
#include "demo/demo.h"

#include <stdio.h>

#include "base/fail.h"
#include "base/word.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"

static void help(void)
{
	const struct demo *demo;

	options_help(stdout, COMMAND_DEMO);
	fputs("\nDemonstrations\n", stdout);
	for (size_t i = 0; (demo = demo_at(i)) != NULL; i++)
		printf("  %-15s%s\n", demo->name, demo->summary);
}

/* NULL having said why. */
static const struct demo *choose(const struct options *options)
{
	const struct demo *demo;
	struct word_search search;

	if (!options->n_words)
		return demo_tour();
	if (options->n_words > 1) {
		misuse("demo takes one name, or none for the tour (contend demo --help)");
		return NULL;
	}
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
		help();
		options_free(&options);
		return EXIT_OK;
	}
	demo = choose(&options);
	if (demo) {
		options.demo.csv = options.sweep.csv;
		options.demo.interrupted = output_interrupts();
		code = demo_run(demo, &options.demo, stdout);
	}
	options_free(&options);
	return code;
}
