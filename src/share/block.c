/* SPDX-License-Identifier: MIT */
/* Life cycle of a block of POSIX shared memory. */
#include "share/block.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fail.h"

/* A name that no other process of this host has now; one left by a crash is passed over. */
static int open_new(struct block *block)
{
	static unsigned serial;

	for (unsigned tries = 0; tries < 1000; tries++) {
		snprintf(block->name, sizeof(block->name), "/contend-%ld-%u", (long)getpid(),
			 serial++);
		block->fd = shm_open(block->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (block->fd >= 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	const int error = fail("shared memory %s", block->name);

	block->name[0] = '\0';
	return error;
}

int block_create(struct block *block, size_t size)
{
	memset(block, 0, sizeof(*block));
	block->fd = -1;
	int error = open_new(block);

	if (error)
		return error;
	if (ftruncate(block->fd, (off_t)size)) {
		error = fail("shared memory of %zu bytes", size);
		goto undo;
	}
	block->base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, block->fd, 0);
	if (block->base == MAP_FAILED) {
		error = fail("mapping %zu bytes of shared memory", size);
		block->base = NULL;
		goto undo;
	}
	block->size = size;
	return 0;
undo:
	block_close(block);
	return error;
}

int block_reserve(struct block *block, size_t offset, size_t length)
{
	int error;

	do
		error = posix_fallocate(block->fd, (off_t)offset, (off_t)length);
	while (error == EINTR);
	if (!error)
		return 0;
	errno = error;
	return fail("/dev/shm: no room for %zu bytes", length);
}

int block_unlink(struct block *block)
{
	if (!block->name[0])
		return 0;
	if (shm_unlink(block->name))
		return fail("unlinking %s", block->name);
	block->name[0] = '\0';
	return 0;
}

void block_close(struct block *block)
{
	if (block->name[0])
		block_unlink(block);
	if (block->base)
		munmap(block->base, block->size);
	if (block->fd > 0)
		close(block->fd);
	memset(block, 0, sizeof(*block));
	block->fd = -1;
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
