/* SPDX-License-Identifier: MIT */
/* lecture.py as a partner: a line there for each trial, a line back. */
#include "demo/lecture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/topo.h"

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/contend"
#endif

#define SCRIPT "lecture.py"
#define LIMIT_MS 30000 /* longer than the script's own: it can say more */
#define LEAVE_MS 2000
#define PUS_ROOM 512

static int find_script(char **script)
{
	static const char *const folders[] = {
#ifdef SRC_DEMO
		SRC_DEMO,
#endif
		PKGDATADIR,
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if (asprintf(script, "%s/" SCRIPT, folders[i]) < 0) {
			*script = NULL;
			errno = ENOMEM;
			return fail(SCRIPT);
		}
		if (access(*script, R_OK) == 0)
			return 0;
		free(*script);
		*script = NULL;
	}
	errno = ENOENT;
	return fail("no " SCRIPT " in " PKGDATADIR);
}

/* Whose, and what: "lecture.py, value, 2 workers: …". */
static void say(const struct lecture *lecture, const char *what, const char *more)
{
	const unsigned workers = lecture->job->workers;

	misuse(SCRIPT ", %s, %u worker%s: %s%s%s", lecture->job->way, workers,
	       workers == 1 ? "" : "s", what, *more ? ": " : "", more);
}

/* An error of the conversation, in words; an interruption needs none. */
static int say_error(const struct lecture *lecture, int error)
{
	const int signal = partner_signal(&lecture->partner);

	if (error == -EPIPE && signal)
		say(lecture, "it was killed", strsignal(signal));
	else if (error == -EPIPE)
		say(lecture, "it ended before its answer", "");
	else if (error == -ETIMEDOUT)
		say(lecture, "no answer within 30 s", "");
	else if (error != -EINTR)
		say(lecture, "no answer", strerror(-error));
	return error;
}

/* The text behind the word that a line begins with, or NULL. */
static const char *after(const char *line, const char *word)
{
	const size_t length = strlen(word);

	return !strncmp(line, word, length) && line[length] == ' ' ? line + length + 1 : NULL;
}

static void pus_text(char *text, size_t size, const struct lecture_job *job)
{
	size_t length = 0;

	*text = '\0';
	for (unsigned i = 0; i < job->workers && length < size; i++)
		length += (size_t)snprintf(text + length, size - length, "%s%u", i ? "," : "",
					   job->pus[i]);
}

/* Starts it and hears its first line, in silence. */
static int greet(struct lecture *lecture, const struct lecture_python *python,
		 const struct lecture_job *job, char *line)
{
	char workers[16], pus[PUS_ROOM], server[16] = "-";
	int error;

	lecture->job = job;
	snprintf(workers, sizeof(workers), "%u", job->workers);
	pus_text(pus, sizeof(pus), job);
	if (job->server_pu != TOPO_NONE)
		snprintf(server, sizeof(server), "%u", job->server_pu);
	const char *const arguments[] = {
		python->command, python->script, job->way, workers, "0", pus, server, NULL
	};

	error = partner_open(&lecture->partner, arguments, job->interrupted);
	return error ? error : partner_hear(&lecture->partner, line, LIMIT_MS);
}

int lecture_open(struct lecture *lecture, const struct lecture_python *python,
		 const struct lecture_job *job, char *reason)
{
	char line[PARTNER_LINE];
	const char *why;
	const int error = greet(lecture, python, job, line);

	if (error)
		return say_error(lecture, error);
	if (after(line, "ready"))
		return 0;
	why = after(line, "absent");
	if (why) {
		snprintf(reason, LECTURE_REASON, "%s", why);
		return -EOPNOTSUPP;
	}
	say(lecture, line, "");
	return -EPROTO;
}

int lecture_go(struct lecture *lecture, uint64_t increments, struct lecture_trial *trial)
{
	char line[PARTNER_LINE], word[32];
	unsigned long long ns = 0;
	long long final = 0, expected = 0;
	int error, fields;

	snprintf(word, sizeof(word), "go %llu\n", (unsigned long long)increments);
	error = partner_say(&lecture->partner, word, strlen(word));
	if (!error)
		error = partner_hear(&lecture->partner, line, LIMIT_MS);
	if (error)
		return say_error(lecture, error);
	fields = sscanf(line, "%llu %lld %lld", &ns, &final, &expected);
	if (!ns || (fields != 3 && !strstr(line, " - -"))) {
		say(lecture, line, "");
		return -EPROTO;
	}
	*trial = (struct lecture_trial){
		.ns = ns, .shared = fields == 3, .final = final, .expected = expected
	};
	return 0;
}

void lecture_dismiss(struct lecture *lecture)
{
	partner_dismiss(&lecture->partner);
}

void lecture_close(struct lecture *lecture)
{
	partner_close(&lecture->partner, LEAVE_MS);
	memset(lecture, 0, sizeof(*lecture));
}

/* 1: this one will do; 0: there is none of this name, or it is too old; -errno. */
static int try_command(struct lecture_python *python, const struct lecture_job *job)
{
	struct lecture lecture = { 0 };
	char line[PARTNER_LINE] = "";
	const int error = greet(&lecture, python, job, line);
	int found = 0;

	if (error && lecture.partner.pid)
		found = say_error(&lecture, error);
	else if (!error && sscanf(line, "ready %31s %255[^\n]", python->version, python->path) == 2)
		found = 1;
	else if (!error && after(line, "old"))
		snprintf(python->version, sizeof(python->version), "%.31s", after(line, "old"));
	lecture_close(&lecture);
	return found;
}

int lecture_find(struct lecture_python *python, const volatile sig_atomic_t *interrupted)
{
	static const char *const commands[] = { "python3",    "python3.14", "python3.13",
						"python3.12", "python3.11", "python3.10",
						"python3.9" };
	static const unsigned any_pu[] = { 0 };
	/* A way that needs nothing of the system's. */
	const struct lecture_job job = { .way = "bare",
					 .pus = any_pu,
					 .workers = 1,
					 .server_pu = TOPO_NONE,
					 .interrupted = interrupted };
	int error, found = 0;

	memset(python, 0, sizeof(*python));
	error = find_script(&python->script);
	if (error)
		return error;
	for (size_t i = 0; !found && i < sizeof(commands) / sizeof(commands[0]); i++) {
		python->command = commands[i];
		found = try_command(python, &job);
	}
	if (found)
		return found < 0 ? found : 0;
	if (*python->version)
		misuse("no python3 of 3.9 or later: this is %s", python->version);
	else
		misuse("no python3 of 3.9 or later: none in PATH");
	return -ENOEXEC;
}

void lecture_free(struct lecture_python *python)
{
	free(python->script);
	memset(python, 0, sizeof(*python));
}
