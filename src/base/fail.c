/* SPDX-License-Identifier: MIT */
/* Errors, misuse and warnings: one line each on stderr. */
#include "base/fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void (*before_line)(void);

/* One write a line, so that lines of several processes never mix. */
static void say(const char *kind, const char *format, va_list args, int error)
{
	char line[1024];
	int length = snprintf(line, sizeof(line), "contend: %s", kind);

	length += vsnprintf(line + length, sizeof(line) - (size_t)length, format, args);
	if (error && length < (int)sizeof(line))
		length += snprintf(line + length, sizeof(line) - (size_t)length, ": %s",
				   strerror(error));
	if (length > (int)sizeof(line) - 2)
		length = (int)sizeof(line) - 2;
	line[length++] = '\n';
	if (before_line)
		before_line();
	fflush(stderr);
	fwrite(line, 1, (size_t)length, stderr);
}

int fail(const char *format, ...)
{
	int error = errno ? errno : EIO;
	va_list args;

	va_start(args, format);
	say("", format, args, error);
	va_end(args);
	return -error;
}

int misuse(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("", format, args, 0);
	va_end(args);
	return -EINVAL;
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("warning: ", format, args, 0);
	va_end(args);
}

void fail_set_hook(void (*hook)(void))
{
	before_line = hook;
}
