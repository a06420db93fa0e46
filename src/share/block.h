/* SPDX-License-Identifier: MIT */
/* A block of POSIX shared memory: created, mapped, backed, made nameless, closed. */
#ifndef SHARE_BLOCK_H
#define SHARE_BLOCK_H

#include <stddef.h>

struct block {
	void *base; /* page-aligned, zeroed */
	size_t size;
	int fd;
	char name[48]; /* "/contend-PID-N"; "" once unlinked */
};

/* Creates a new object of a name of its own, mode 0600, sized and mapped, not yet backed by memory: a policy can still
 * choose its node. 0 or -errno having said why. */
int block_create(struct block *block, size_t size);
/* Backs length bytes at offset with memory. A full /dev/shm is -ENOSPC here, and would be SIGBUS at the first touch. */
int block_reserve(struct block *block, size_t offset, size_t length);
/* Takes its name away: from now on it lives as long as its mappings, and a crash leaves nothing. */
int block_unlink(struct block *block);
/* Unlinks, unmaps, closes; a zeroed struct is fine. */
void block_close(struct block *block);

/* A second mapping, read-only, of whole pages of a block, for questions that the kernel answers by the mapping.
 * NULL in silence: there is none. */
const void *block_map_part(int fd, size_t offset, size_t length);
void block_unmap_part(const void *part, size_t length); /* NULL is fine */

#endif
