/* SPDX-License-Identifier: MIT */
/* Life cycle of a block of POSIX shared memory. */
#include "share/block.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fail.h"

#define PATH_BYTES (sizeof(BLOCK_FOLDER) + NAME_MAX_BYTES + 2)

static void path_of(char path[PATH_BYTES], const char *name)
{
	snprintf(path, PATH_BYTES, BLOCK_FOLDER "/%s", name);
}

/* A descriptor of a new object under a name that no other process of this host has now; one left by a crash is passed
 * over. The lock tells the living from the left: it goes with the last process that has the descriptor. */
static int open_own(struct block *block)
{
	for (unsigned tries = 0; tries < 1000; tries++) {
		uint32_t random = tries;
		char path[NAME_MAX_BYTES + 2];

		/* Should there be none, the tries still differ. */
		if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
			random = tries;
		snprintf(block->name, sizeof(block->name), "contend-%ld-%08x", (long)getpid(),
			 (unsigned)random);
		snprintf(path, sizeof(path), "/%s", block->name);
		block->fd = shm_open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (block->fd >= 0) {
			flock(block->fd, LOCK_SH | LOCK_NB);
			block->temporary = true;
			return 0;
		}
		if (errno != EEXIST)
			break;
	}
	return -errno;
}

static int map(struct block *block, int protection)
{
	block->base = mmap(NULL, block->size, protection, MAP_SHARED, block->fd, 0);
	if (block->base != MAP_FAILED)
		return 0;
	block->base = NULL;
	return -errno;
}

static void clear(struct block *block)
{
	memset(block, 0, sizeof(*block));
	block->fd = -1;
}

int block_open(struct block *block, size_t size)
{
	int error;

	clear(block);
	if (open_own(block)) {
		error = fail("shared memory %s", block->name);
		clear(block);
		return error;
	}
	if (ftruncate(block->fd, (off_t)size)) {
		error = fail("shared memory of %zu bytes", size);
		goto undo;
	}
	block->size = size;
	error = map(block, PROT_READ | PROT_WRITE);
	if (!error)
		return 0;
	error = fail("mapping %zu bytes of shared memory", size);
undo:
	block_close(block);
	return error;
}

/* Over the limit on files' sizes is an error here, and no signal. */
static int allocate(int fd, size_t offset, size_t length)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;
	int error;

	if (length > (size_t)LLONG_MAX - offset)
		return -EFBIG;
	sigaction(SIGXFSZ, &ignore, &before);
	do
		error = posix_fallocate(fd, (off_t)offset, (off_t)length);
	while (error == EINTR);
	sigaction(SIGXFSZ, &before, NULL);
	return -error;
}

int block_reserve(struct block *block, size_t offset, size_t length)
{
	const int error = allocate(block->fd, offset, length);

	if (!error)
		return 0;
	errno = -error;
	return fail("/dev/shm: no room for %zu bytes", length);
}

static int take_name(struct block *block)
{
	char path[NAME_MAX_BYTES + 2];

	snprintf(path, sizeof(path), "/%s", block->name);
	block->name[0] = '\0';
	block->temporary = false;
	return shm_unlink(path) ? -errno : 0;
}

int block_unname(struct block *block)
{
	if (!block->name[0])
		return 0;
	return take_name(block) ? fail("unlinking a block") : 0;
}

void block_close(struct block *block)
{
	if (block->temporary)
		take_name(block);
	if (block->base)
		munmap(block->base, block->size);
	if (block->fd > 0)
		close(block->fd);
	clear(block);
}

/* Without a name where the system can make such a file, else under one of our own. */
static int open_unseen(struct block *block)
{
	block->fd = open(BLOCK_FOLDER, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return block->fd >= 0 ? 0 : open_own(block);
}

int block_prepare(struct block *block, size_t size)
{
	int error;

	clear(block);
	if (!size)
		return -EINVAL;
	error = open_unseen(block);
	if (error)
		goto undo;
	/* Mapped before it is backed: a size that cannot be mapped fills no memory first. */
	if (size > LLONG_MAX) {
		error = -EFBIG;
		goto undo;
	}
	block->size = size;
	error = map(block, PROT_READ | PROT_WRITE);
	if (!error)
		error = allocate(block->fd, 0, size);
	if (!error)
		return 0;
undo:
	block_close(block);
	return error;
}

/* A file without a name gets one. -ENOENT: it cannot be told to the kernel here (no /proc). */
static int link_nameless(const struct block *block, const char *path)
{
	char self[32];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", block->fd);
	return linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) ? -errno : 0;
}

/* One that has a name of ours gets another in its place; both are the same file in one step. */
static int rename_own(const struct block *block, const char *path)
{
	char own[PATH_BYTES];

	path_of(own, block->name);
	return renameat2(AT_FDCWD, own, AT_FDCWD, path, RENAME_NOREPLACE) ? -errno : 0;
}

int block_publish(struct block *block, const char *name)
{
	const char *bare, *why;
	char path[PATH_BYTES];
	int error = name_check(name, &bare, &why);

	if (error)
		return error;
	path_of(path, bare);
	error = block->temporary ? rename_own(block, path) : link_nameless(block, path);
	if (error)
		return error;
	snprintf(block->name, sizeof(block->name), "%s", bare);
	if (block->temporary)
		flock(block->fd, LOCK_UN);
	block->temporary = false;
	return 0;
}

int block_create(struct block *block, const char *name, size_t size)
{
	const char *bare, *why;
	int error = name_check(name, &bare, &why);

	clear(block);
	if (!error)
		error = block_prepare(block, size);
	if (!error)
		error = block_publish(block, name);
	if (error)
		block_close(block);
	return error;
}

static int attach(struct block *block, const char *name, bool write)
{
	const char *bare, *why;
	char path[NAME_MAX_BYTES + 2];
	struct stat status;
	int error;

	clear(block);
	if (name_check(name, &bare, &why))
		return -EINVAL;
	snprintf(path, sizeof(path), "/%s", bare);
	block->fd = shm_open(path, (write ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK, 0);
	if (block->fd < 0 || fstat(block->fd, &status)) {
		error = -errno;
		goto undo;
	}
	error = !S_ISREG(status.st_mode) ? -EINVAL : status.st_size < 1 ? -EAGAIN : 0;
	if (error)
		goto undo;
	block->size = (size_t)status.st_size;
	/* Holes are filled, for the same reason as block_reserve(). */
	if (write && (uint64_t)status.st_blocks * 512 < (uint64_t)status.st_size)
		error = allocate(block->fd, 0, block->size);
	if (!error)
		error = map(block, write ? PROT_READ | PROT_WRITE : PROT_READ);
	if (error)
		goto undo;
	snprintf(block->name, sizeof(block->name), "%s", bare);
	return 0;
undo:
	block_close(block);
	return error;
}

int block_attach(struct block *block, const char *name)
{
	return attach(block, name, true);
}

int block_attach_to_read(struct block *block, const char *name)
{
	return attach(block, name, false);
}

int block_find(struct block *block, const char *name)
{
	const char *bare, *why;
	char path[PATH_BYTES];
	struct stat status;
	int error = 0;

	clear(block);
	if (name_check(name, &bare, &why))
		return -EINVAL;
	path_of(path, bare);
	block->fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (block->fd < 0)
		return -errno;
	if (fstat(block->fd, &status))
		error = -errno;
	else if (!S_ISREG(status.st_mode))
		error = S_ISLNK(status.st_mode) ? -ELOOP : -EINVAL;
	if (error)
		block_close(block);
	else
		snprintf(block->name, sizeof(block->name), "%s", bare);
	return error;
}

int block_unlink(struct block *block)
{
	struct stat held, named;
	char path[PATH_BYTES];

	if (!block->name[0])
		return -ENOENT;
	path_of(path, block->name);
	if (fstat(block->fd, &held) || lstat(path, &named))
		return -errno;
	if (held.st_dev != named.st_dev || held.st_ino != named.st_ino)
		return -ESTALE;
	return take_name(block);
}

uint64_t block_room(void)
{
	struct statvfs file_system;

	if (statvfs(BLOCK_FOLDER, &file_system))
		return 0;
	return (uint64_t)file_system.f_bavail * file_system.f_frsize;
}

const void *block_map_part(int fd, size_t offset, size_t length)
{
	void *part = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, (off_t)offset);

	return part == MAP_FAILED ? NULL : part;
}

void block_unmap_part(const void *part, size_t length)
{
	if (part)
		munmap((void *)(uintptr_t)part, length);
}
