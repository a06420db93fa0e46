/* SPDX-License-Identifier: MIT */
/* The only words to stderr that are not progress: errors, misuse, warnings. One line each. */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

/* Exit codes, the same for every program and command. */
enum exit_code {
	EXIT_OK = 0,
	EXIT_FAILED = 1,  /* something failed, or is worse */
	EXIT_MISUSE = 2,  /* bad input; nothing was done */
	EXIT_UNCLEAR = 3, /* could not tell */
	EXIT_SLOWER = 4,  /* a comparison found it slower */
	EXIT_INTERRUPTED = 130
};

/* Prints "contend: MESSAGE: strerror(errno)" and returns -errno (-EIO where errno is 0).
 * For whoever sees errno first; those above pass the number on in silence. */
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints "contend: MESSAGE" and returns -EINVAL. MESSAGE says what was wrong and what would be right. */
int misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints "contend: warning: MESSAGE". */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Called before each line of the above, to clear a progress bar; NULL: nothing. */
void fail_set_hook(void (*hook)(void));

#endif
