/* SPDX-License-Identifier: MIT */
/* Errors of shared memory in words that say what to do. */
#include "cli/share_say.h"

#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/fail.h"
#include "base/word.h"
#include "share/block.h"

void share_bytes(char *text, size_t size, uint64_t bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	double amount = (double)bytes;
	int unit = -1;

	while (amount >= 1024 && unit < 5) {
		amount /= 1024;
		unit++;
	}
	if (unit < 0)
		snprintf(text, size, "%llu byte%s", (unsigned long long)bytes,
			 bytes == 1 ? "" : "s");
	else
		snprintf(text, size, "%.3g %s", amount, units[unit]);
}

int share_check_name(const char *name)
{
	const char *bare, *why;
	long pid;

	if (!name_check(name, &bare, &why)) {
		if (!name_is_own(bare, &pid))
			return 0;
		why = "reserved for contend's own runs";
	}
	misuse("name '%s': %s", name, why);
	return EXIT_MISUSE;
}

/* The block that was meant, perhaps. Python's end takes away what a Python program has attached to. */
static void say_none(const char *name)
{
	static const char python[] =
		"did a Python process attach to it? Its end takes a block away: "
		"see contend_share.py";
	struct word_search search = { .word = name };
	DIR *const folder = opendir(BLOCK_FOLDER);
	const struct dirent *entry;
	char best[256] = "";
	const char *bare, *why;

	/* The names are copied one by one: each is gone with the next. */
	while (folder && (entry = readdir(folder)) != NULL) {
		unsigned before = search.best ? search.distance : UINT32_MAX;

		if (name_check(entry->d_name, &bare, &why))
			continue;
		word_offer(&search, entry->d_name);
		if (search.distance < before)
			snprintf(best, sizeof(best), "%s", entry->d_name);
		search.best = best;
	}
	if (folder)
		closedir(folder);
	if (best[0])
		misuse("%s: no such block; the nearest is %s (contend share ls); %s", name, best,
		       python);
	else
		misuse("%s: no such block, nor any other; %s", name, python);
}

static void say_owner(const char *name)
{
	char path[sizeof(BLOCK_FOLDER) + NAME_MAX_BYTES + 2];
	const struct passwd *owner = NULL;
	struct stat status;

	snprintf(path, sizeof(path), BLOCK_FOLDER "/%s", name + (*name == '/'));
	if (!lstat(path, &status))
		owner = getpwuid(status.st_uid);
	misuse("%s: belongs to %s (EACCES)", name, owner ? owner->pw_name : "another user");
}

static void say_room(const char *doing, const char *name, uint64_t bytes)
{
	struct statvfs file_system;
	char need[32], room[32];

	if (!statvfs(BLOCK_FOLDER, &file_system) && file_system.f_files && !file_system.f_favail) {
		misuse("%s %s: no inode left in " BLOCK_FOLDER " (ENOSPC)", doing, name);
		return;
	}
	share_bytes(need, sizeof(need), bytes);
	share_bytes(room, sizeof(room), block_room());
	if (bytes)
		misuse("%s %s: need %s, " BLOCK_FOLDER " has %s free (ENOSPC)", doing, name, need,
		       room);
	else
		misuse("%s %s: it has holes that " BLOCK_FOLDER
		       ", with %s free, cannot fill (ENOSPC)",
		       doing, name, room);
}

int share_say(const char *doing, const char *name, int error, uint64_t bytes)
{
	char size[32];

	share_bytes(size, sizeof(size), bytes);
	switch (-error) {
	case EEXIST:
		misuse("%s %s: exists (EEXIST); left by an earlier run? remove it: contend share "
		       "unlink %s",
		       doing, name, name);
		break;
	case ENOENT:
		say_none(name);
		break;
	case EACCES:
		say_owner(name);
		break;
	case EAGAIN:
		misuse("%s: being created, or its creator died: it is still empty", name);
		break;
	case ENOSPC:
		say_room(doing, name, bytes);
		break;
	case EFBIG:
		misuse("%s %s: %s is more than a block may have here (EFBIG; RLIMIT_FSIZE?)", doing,
		       name, bytes ? size : "that");
		break;
	case ENOMEM:
		misuse("%s %s: %s cannot be mapped (ENOMEM)", doing, name, bytes ? size : "it");
		break;
	case EROFS:
		misuse("%s %s: " BLOCK_FOLDER " is read-only (EROFS)", doing, name);
		break;
	case ELOOP:
		misuse("%s: is a symbolic link, and no block (ELOOP)", name);
		break;
	case EINVAL:
		misuse("%s: is no block, but a folder or a device", name);
		break;
	case EPROTO:
		misuse("%s: its header contradicts itself, or is of another version", name);
		break;
	case ESTALE:
		misuse("%s %s: the name belongs to another block by now, which stays", doing, name);
		break;
	default:
		errno = -error;
		fail("%s %s", doing, name);
	}
	return EXIT_FAILED;
}

int share_say_lock(const char *name, enum lock_kind kind, int error, uint64_t waited_ns)
{
	char waited[24];

	word_time_print(waited, sizeof(waited), waited_ns);
	if (error == -ETIMEDOUT && kind == LOCK_MUTEX_ROBUST)
		misuse("%s: its lock was not to be had for %s: somebody holds it", name, waited);
	else if (error == -ETIMEDOUT)
		misuse("%s: its lock was not to be had for %s: somebody holds it, or was killed "
		       "holding it, which a %s never forgets (a mutex_robust would)",
		       name, waited, lock_name(kind));
	else if (error == -ENOTRECOVERABLE)
		misuse("%s: its lock cannot be recovered: who was told of a dead holder did not "
		       "mend it",
		       name);
	else
		return share_say("lock", name, error, 0);
	return EXIT_FAILED;
}
