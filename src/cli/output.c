/* SPDX-License-Identifier: MIT */
/* Standard output as data that must arrive, and the signals that end a program early. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fail.h"

static bool said; /* that stdout failed */
static volatile sig_atomic_t interrupted;

void output_open(void)
{
	/* The wrong way round on purpose: using them stays the error that it is. */
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[fd]) != fd)
			_exit(EXIT_FAILED);
	signal(SIGPIPE, SIG_IGN);
}

int output_check(void)
{
	int error = 0;

	if (said)
		return -EIO;
	if (fflush(stdout))
		error = fail("standard output");
	else if (ferror(stdout))
		/* An earlier write, whose errno is gone. */
		error = misuse("standard output: not all could be written");
	said = error != 0;
	return error;
}

int output_close(int code)
{
	int error = output_check();

	/* Some file systems tell only now that there was no room. */
	if (!error && close(STDOUT_FILENO)) {
		said = true;
		error = fail("standard output");
	}
	return error && code == EXIT_OK ? EXIT_FAILED : code;
}

static void on_signal(int signal)
{
	(void)signal;
	interrupted = 1;
}

const volatile sig_atomic_t *output_interrupts(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	/* No SA_RESTART, so that whoever sleeps in poll() wakes up. */
	const struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction before;

		if (!sigaction(signals[i], NULL, &before) && before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
	return &interrupted;
}

void rows_open(struct rows *rows, FILE *out, const struct column *columns, bool json)
{
	*rows = (struct rows){ out, columns, json, 0 };
	if (json)
		fputs("[", out);
	else
		columns_csv_header(out, columns);
}

void rows_add(struct rows *rows, const void *row)
{
	if (rows->json) {
		fputs(rows->n ? ",\n" : "\n", rows->out);
		columns_json_row(rows->out, rows->columns, row);
	} else {
		columns_csv_row(rows->out, rows->columns, row);
	}
	rows->n++;
}

void rows_close(struct rows *rows)
{
	if (rows->json)
		fputs(rows->n ? "\n]\n" : "]\n", rows->out);
}
