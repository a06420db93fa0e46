/* SPDX-License-Identifier: MIT */
/* contend share ls, unlink, clean: the names in /dev/shm. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/output.h"
#include "cli/share.h"
#include "cli/share_look.h"
#include "cli/share_say.h"
#include "share/board.h"

struct name_row {
	char *name, *what, *owner;
	double bytes, age_s;
};

static const struct column columns[] = {
	COLUMN(name_row, name, COLUMN_TEXT),   COLUMN(name_row, what, COLUMN_TEXT),
	COLUMN(name_row, bytes, COLUMN_COUNT), COLUMN(name_row, owner, COLUMN_TEXT),
	COLUMN(name_row, age_s, COLUMN_COUNT), { .name = NULL },
};

struct names {
	struct name_row *rows;
	size_t n, room;
	size_t semaphores, others; /* left out */
};

static void look(const char *name, char *what, size_t size)
{
	struct block block;
	long pid;
	int error;

	if (name_is_own(name, &pid)) {
		snprintf(what, size, "of a run of contend");
		return;
	}
	error = block_attach_to_read(&block, name);
	if (error) {
		snprintf(what, size, "%s",
			 error == -EACCES   ? "not ours to read"
			 : error == -EAGAIN ? "empty"
					    : strerror(-error));
		return;
	}
	share_look(block.base, block.size, what, size);
	block_close(&block);
}

static int add(struct names *names, const char *name, const struct stat *status)
{
	const struct passwd *owner = getpwuid(status->st_uid);
	struct name_row *row;
	char what[80], uid[24];

	if (names->n == names->room) {
		const size_t room = names->room ? 2 * names->room : 16;
		struct name_row *const rows = realloc(names->rows, room * sizeof(*rows));

		if (!rows)
			return fail("a list of names");
		names->rows = rows;
		names->room = room;
	}
	look(name, what, sizeof(what));
	snprintf(uid, sizeof(uid), "%u", (unsigned)status->st_uid);
	row = &names->rows[names->n];
	*row = (struct name_row){ .name = strdup(name),
				  .what = strdup(what),
				  .owner = strdup(owner ? owner->pw_name : uid),
				  .bytes = (double)status->st_size,
				  .age_s = difftime(time(NULL), status->st_mtime) };
	names->n++;
	return row->name && row->what && row->owner ? 0 : fail("a list of names");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct name_row *)a)->name, ((const struct name_row *)b)->name);
}

static int read_names(struct names *names)
{
	DIR *const folder = opendir(BLOCK_FOLDER);
	const struct dirent *entry;
	struct stat status;
	int error = 0;

	memset(names, 0, sizeof(*names));
	if (!folder)
		return fail(BLOCK_FOLDER);
	while (!error && (entry = readdir(folder)) != NULL) {
		if (fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) ||
		    S_ISDIR(status.st_mode))
			continue;
		if (!strncmp(entry->d_name, "sem.", 4))
			names->semaphores++;
		else if (!S_ISREG(status.st_mode) || strpbrk(entry->d_name, "\n\t\x1b"))
			names->others++;
		else
			error = add(names, entry->d_name, &status);
	}
	closedir(folder);
	if (names->n)
		qsort(names->rows, names->n, sizeof(*names->rows), by_name);
	return error;
}

static void free_names(struct names *names)
{
	for (size_t i = 0; i < names->n; i++) {
		free(names->rows[i].name);
		free(names->rows[i].what);
		free(names->rows[i].owner);
	}
	free(names->rows);
}

static void print_age(double s)
{
	if (s < 120)
		printf("%.0f s", s);
	else if (s < 7200)
		printf("%.0f min", s / 60);
	else if (s < 172800)
		printf("%.0f h", s / 3600);
	else
		printf("%.0f days", s / 86400);
}

static void print_names(const struct names *names)
{
	int name = 4, what = 4, owner = 5;

	for (size_t i = 0; i < names->n; i++) {
		const struct name_row *const row = &names->rows[i];

		name = (int)strlen(row->name) > name ? (int)strlen(row->name) : name;
		what = (int)strlen(row->what) > what ? (int)strlen(row->what) : what;
		owner = (int)strlen(row->owner) > owner ? (int)strlen(row->owner) : owner;
	}
	if (names->n)
		printf("%-*s  %-*s  %12s  %-*s  changed\n", name, "name", what, "what", "bytes",
		       owner, "owner");
	for (size_t i = 0; i < names->n; i++) {
		const struct name_row *const row = &names->rows[i];

		printf("%-*s  %-*s  %12.0f  %-*s  ", name, row->name, what, row->what, row->bytes,
		       owner, row->owner);
		print_age(row->age_s);
		puts(" ago");
	}
	if (!names->n)
		puts("no blocks");
	if (names->semaphores)
		printf("%zu semaphore%s not shown\n", names->semaphores,
		       names->semaphores == 1 ? "" : "s");
	if (names->others)
		printf("%zu other name%s not shown\n", names->others,
		       names->others == 1 ? "" : "s");
}

int share_ls(const struct options *options, const char *const *words, size_t n)
{
	struct names names;
	struct rows rows;
	const int error = read_names(&names);

	(void)words;
	(void)n;
	if (!error && (options->sweep.csv || options->sweep.json)) {
		rows_open(&rows, stdout, columns, options->sweep.json);
		for (size_t i = 0; i < names.n; i++)
			rows_add(&rows, &names.rows[i]);
		rows_close(&rows);
	} else if (!error) {
		print_names(&names);
	}
	free_names(&names);
	return error ? EXIT_FAILED : EXIT_OK;
}

int share_unlink(const struct options *options, const char *const *words, size_t n)
{
	const char *const name = words[0] + (words[0][0] == '/');
	struct block block;
	int error;

	(void)options;
	(void)n;
	if (share_check_name(words[0]))
		return EXIT_MISUSE;
	error = block_find(&block, name);
	if (!error)
		error = block_unlink(&block);
	block_close(&block);
	return error ? share_say("unlink", name, error, 0) : EXIT_OK;
}

/* A block of a run's own that no process has any more: they hold a lock on it as long as they live. */
static bool run_has_ended(int folder, const char *name)
{
	const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	long pid;
	bool ended;

	if (fd < 0)
		return false;
	ended = name_is_own(name, &pid) && pid > 0 && kill((pid_t)pid, 0) && errno == ESRCH &&
		!flock(fd, LOCK_EX | LOCK_NB);
	close(fd);
	return ended;
}

/* The status of a sweep that was killed, and the counter that goes with it. */
static bool sweep_has_ended(const char *name, int64_t *pid)
{
	struct block block;
	bool ended;

	if (block_attach_to_read(&block, name))
		return false;
	ended = board_is_left(block.base, block.size, pid);
	block_close(&block);
	return ended;
}

/* Made by that process, and not by a user since. */
static bool is_counter_of(const char *name, int64_t pid)
{
	const struct value_header *header;
	struct block block;
	bool is;

	if (block_attach_to_read(&block, name))
		return false;
	header = block.base;
	is = value_is_one(block.base, block.size) && header->creator == pid;
	block_close(&block);
	return is;
}

static int take_away(int folder, const char *name)
{
	if (unlinkat(folder, name, 0))
		return errno == ENOENT ? 0 : fail("unlink %s", name);
	printf("removed %s\n", name);
	return 0;
}

static int clean_one(int folder, const char *name)
{
	char counter[NAME_MAX_BYTES + 16];
	int64_t pid;
	int error;

	if (run_has_ended(folder, name))
		return take_away(folder, name);
	if (!sweep_has_ended(name, &pid))
		return 0;
	snprintf(counter, sizeof(counter), "%s.counter", name);
	error = is_counter_of(counter, pid) ? take_away(folder, counter) : 0;
	return error ? error : take_away(folder, name);
}

int share_clean(const struct options *options, const char *const *words, size_t n)
{
	DIR *const folder = opendir(BLOCK_FOLDER);
	struct names names;
	int code = EXIT_OK;

	(void)options;
	(void)words;
	(void)n;
	if (!folder) {
		fail(BLOCK_FOLDER);
		return EXIT_FAILED;
	}
	if (read_names(&names))
		code = EXIT_FAILED;
	for (size_t i = 0; !code && i < names.n; i++) {
		if (clean_one(dirfd(folder), names.rows[i].name))
			code = EXIT_FAILED;
	}
	free_names(&names);
	closedir(folder);
	return code;
}
