/* SPDX-License-Identifier: MIT */
/* contend: the first word chooses the command. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/word.h"
#include "cli/commands.h"
#include "cli/doctor.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/output.h"

/* Done here; those without a function by a program of their own. */
static int (*const commands[COMMAND_N])(int argc, char **argv) = {
	[COMMAND_RUN] = run_command,	   [COMMAND_REPORT] = report_command,
	[COMMAND_LIST] = list_command,	   [COMMAND_TOPOLOGY] = topology_command,
	[COMMAND_SHARE] = share_command,   [COMMAND_DEMO] = demo_command,
	[COMMAND_DOCTOR] = doctor_command,
};

int doctor_command(int argc, char **argv)
{
	struct options options;
	int code = EXIT_OK;

	if (options_parse(&options, COMMAND_DOCTOR, argc, argv))
		return EXIT_MISUSE;
	if (options.help)
		options_help(stdout, COMMAND_DOCTOR);
	else
		code = doctor(stdout);
	options_free(&options);
	return code;
}

/* "contend-WORD" in the folder that this program really is in; "" where that cannot be told. */
static void path_beside(char *path, size_t size, const char *word)
{
	ssize_t length = readlink("/proc/self/exe", path, size - 1);
	char *slash;

	path[length < 0 ? 0 : length] = '\0';
	slash = strrchr(path, '/');
	if (!slash) {
		path[0] = '\0';
		return;
	}
	length = snprintf(slash + 1, size - (size_t)(slash + 1 - path), "contend-%s", word);
	if ((size_t)length >= size - (size_t)(slash + 1 - path))
		path[0] = '\0';
}

/* Becomes contend-WORD, from beside this program, else from PATH. Returns only where there is none (-ENOENT, in
 * silence) or the one beside cannot be run (-errno, having said why). */
static int become(const char *word, char **argv)
{
	char path[4096];
	const char *slash;

	path_beside(path, sizeof(path), word);
	slash = strrchr(path, '/');
	if (!slash || strchr(word, '/'))
		return -ENOENT;
	/* What is ignored here would stay so there. */
	signal(SIGPIPE, SIG_DFL);
	argv[0] = path;
	execv(path, argv);
	if (errno != ENOENT)
		return fail("%s", path);
	argv[0] = path + (slash + 1 - path);
	/* Why not matters little: a folder of PATH that we may not enter is EACCES. */
	execvp(argv[0], argv);
	signal(SIGPIPE, SIG_IGN);
	return -ENOENT;
}

static int unknown(const char *word)
{
	struct word_search search = { .word = word };

	for (int i = 0; i < COMMAND_N; i++)
		word_offer(&search, command_name((enum command)i));
	word_offer(&search, "--help");
	word_offer(&search, "--version");
	misuse("unknown %s %s: %s %s%s (contend --help)", word[0] == '-' ? "option" : "command",
	       word, word_near(&search) ? "did you mean" : "the nearest is", search.best,
	       word_near(&search) ? "?" : "");
	return EXIT_MISUSE;
}

/* argv[0] is the command's word. */
static int command(int argc, char **argv)
{
	const char *const word = argv[0];
	int error;

	for (int i = 0; i < COMMAND_N; i++)
		if (!strcmp(word, command_name((enum command)i)) && commands[i])
			return commands[i](argc, argv);
	if (!*word || !word_is_plain(word)) {
		misuse("the command is empty or holds a control character (contend --help)");
		return EXIT_MISUSE;
	}
	error = word[0] == '-' ? -ENOENT : become(word, argv);
	if (error != -ENOENT)
		return EXIT_FAILED;
	argv[0] = (char *)(uintptr_t)word;
	if (strcmp(word, command_name(COMMAND_BENCH)))
		return unknown(word);
	misuse("contend-bench is neither beside contend nor in PATH: build or install it");
	return EXIT_FAILED;
}

static int about(const char *word, int argc)
{
	static const struct {
		const char *word;
		void (*print)(FILE *out);
	} words[] = {
		{ "--help", help_all },
		{ "-h", help_all },
		{ "--version", help_version },
		{ "--man", help_man },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i].word))
			continue;
		if (argc > 2) {
			misuse("%s takes nothing after it", word);
			return EXIT_MISUSE;
		}
		words[i].print(stdout);
		return EXIT_OK;
	}
	return -1;
}

int main(int argc, char **argv)
{
	int code;

	output_open();
	if (argc < 2) {
		help_overview(stdout);
		return output_close(EXIT_OK);
	}
	code = about(argv[1], argc);
	if (code < 0)
		code = command(argc - 1, argv + 1);
	return output_close(code);
}
