/* SPDX-License-Identifier: MIT */
/* Which machine, and the trial load of one that a user gave. */
#include "cli/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "machine/topo.h"
#include "plan/sweep.h"
#include "run/team.h"

#define LIMIT_S 5
#define LIMIT_BYTES ((rlim_t)4 << 30)
#define LIMIT_WORDS ((rlim_t)1 << 20)
#define LIMIT_PUS 16384 /* hwloc's time grows with their square: 1 s */
#define REFUSED 100

struct rehearsal {
	const char *source;
	int words; /* what is said is written there */
};

static void limit(int resource, rlim_t most)
{
	const struct rlimit limit = { .rlim_cur = most, .rlim_max = most };

	setrlimit((__rlimit_resource_t)resource, &limit);
}

/* The life of the process that may die. Sanitizers need an address space without bounds. */
static void rehearse(void *context, unsigned index)
{
	const struct rehearsal *const rehearsal = context;
	char line[512], *xml = NULL;
	struct topo *topo = NULL;

	(void)index;
	if (dup2(rehearsal->words, STDERR_FILENO) < 0)
		_exit(EXIT_FAILED);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, LIMIT_WORDS);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	limit(RLIMIT_AS, LIMIT_BYTES);
#endif
	if (topo_load(&topo, rehearsal->source))
		_exit(REFUSED);
	/* All that walks the whole of it. */
	topo_fingerprint(topo, line, sizeof(line));
	if (topo_xml(topo, &xml))
		_exit(REFUSED);
	free(xml);
	topo_free(topo);
}

/* Passes on the line with which the process refused: only the last is ours, hwloc may have chattered before. */
static int pass_on(int words)
{
	static const char mark[] = "contend: ";
	char text[4096];
	const off_t length = lseek(words, 0, SEEK_END);
	const off_t from = length > (off_t)sizeof(text) - 1 ? length - (off_t)sizeof(text) + 1 : 0;
	const ssize_t got = pread(words, text, sizeof(text) - 1, from);
	char *line = NULL;

	text[got < 0 ? 0 : got] = '\0';
	for (char *at = text; (at = strstr(at, mark)) != NULL; at += strlen(mark))
		line = at;
	if (!line)
		return misuse("hwloc cannot read it, and does not say why");
	line[strcspn(line, "\n")] = '\0';
	return misuse("%s", line + strlen(mark));
}

static int judge(const struct team *team, const char *source, int words)
{
	const int status = team->statuses[0];

	if (team->living)
		return misuse("%s: hwloc is not done with it after %d s", source, LIMIT_S);
	if (team_left_well(team, 0))
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == REFUSED)
		return pass_on(words);
	if (access(source, F_OK))
		return misuse("\"%s\": hwloc cannot make this machine (it crashed)", source);
	return misuse("%s: hwloc cannot read it (it crashed): the file is damaged", source);
}

static int rehearse_apart(const char *source)
{
	struct rehearsal rehearsal = { .source = source,
				       .words = memfd_create("contend", MFD_CLOEXEC) };
	const uint64_t until = clock_monotonic_ns() + LIMIT_S * UINT64_C(1000000000);
	struct team team;
	unsigned index;
	int error;

	if (rehearsal.words < 0)
		return fail("memfd_create");
	error = team_open(&team, 1, rehearse, &rehearsal);
	if (!error) {
		while (team_wait(&team, until, &index) == TEAM_SIGNAL)
			;
		error = judge(&team, source, rehearsal.words);
		team_close(&team);
	}
	close(rehearsal.words);
	return error;
}

/* How many PUs a description asks for: the product of its counts, those of memory left out. */
static double described_pus(const char *text)
{
	double product = 1;
	int depth = 0;

	for (const char *at = text; *at; at++) {
		const bool count = at == text || strchr(": \t", at[-1]);

		depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
		if (depth > 0 || !count || !strchr("0123456789", *at))
			continue;
		char *end;

		product *= strtod(at, &end);
		at = end - 1;
	}
	return product;
}

static bool is_file(const char *source)
{
	struct stat status;

	return !stat(source, &status);
}

int machine_load(struct topo **topo, const char *source)
{
	int error;

	if (!is_file(source) && described_pus(source) > LIMIT_PUS)
		return misuse(
			"\"%.200s\" describes more than %d PUs, the most that are planned for",
			source, LIMIT_PUS);
	/* Its complaints about odd machines are not ours to make; a user who wants them sets it to 0. */
	setenv("HWLOC_HIDE_ERRORS", "2", 0);
	error = rehearse_apart(source);
	return error ? error : topo_load(topo, source);
}

int machine_open(struct topo **topo, const struct sweep *sweep)
{
	int error = sweep->topology ? machine_load(topo, sweep->topology) : topo_load(topo, NULL);

	if (error || !sweep->kinds)
		return error;
	error = topo_keep_kinds(*topo, sweep->kinds);
	if (error) {
		topo_free(*topo);
		*topo = NULL;
	}
	return error;
}
