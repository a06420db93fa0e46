/* SPDX-License-Identifier: MIT */
/* A block of POSIX shared memory: made, backed, given a name or made nameless, found by its name, closed. */
#ifndef SHARE_BLOCK_H
#define SHARE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "share/name.h"

struct block {
	void *base;  /* page-aligned; NULL once closed */
	size_t size; /* as fstat() says; never rounded */
	int fd;
	char name[NAME_MAX_BYTES + 1]; /* without "/"; "" while or once it has none */
	bool temporary;		       /* the name is one of our own, to be taken away by us */
};

/* For the runs of contend itself, which say why they fail. */

/* Creates a new block of a name of its own, mode 0600, zeroed, sized and mapped, not yet backed by memory: a policy can
 * still choose its node. 0 or -errno having said why. */
int block_open(struct block *block, size_t size);
/* Backs length bytes at offset with memory. A full /dev/shm is -ENOSPC here, and would be SIGBUS at the first touch. */
int block_reserve(struct block *block, size_t offset, size_t length);
/* Takes its name away: from now on it lives as long as its mappings, and a crash leaves nothing. */
int block_unname(struct block *block);
/* Unmaps, closes, takes a name of our own away; a name that was published stays. A zeroed or closed struct is fine. */
void block_close(struct block *block);

/* For named blocks, which others find. All of these are silent: 0 or -errno. */

/* Makes a block that nobody can see: zeroed, backed and mapped, for the caller to fill. -EINVAL: size 0; -ENOSPC: no
 * room in /dev/shm; -EFBIG: over RLIMIT_FSIZE; -ENOMEM: cannot be mapped; whatever open() says. */
int block_prepare(struct block *block, size_t size);
/* Gives it its name, whole as it is: others see either no block or all of it. -EINVAL: name_check() refuses the name;
 * -EEXIST: it is taken. The block stays open, and usable without a name where this failed. */
int block_publish(struct block *block, const char *name);
/* Both, for a block of zeros. */
int block_create(struct block *block, const char *name, size_t size);
/* Finds a block by its name and maps all of it. -ENOENT: none; -EACCES: another user's; -EAGAIN: it is empty: being
 * created, or its creator died; -ENOSPC: it has holes that /dev/shm has no room for, and touching one would be SIGBUS;
 * -EINVAL: a bad name, or no file; -ELOOP: a symbolic link. Changes no byte of what it finds, and never removes
 * it. */
int block_attach(struct block *block, const char *name);
/* The same to read only, which holes do not hinder. */
int block_attach_to_read(struct block *block, const char *name);
/* The same without mapping it, whatever its size or mode: to unlink it. */
int block_find(struct block *block, const char *name);
/* Takes away the name by which the block was found or published. -ENOENT: it is gone; -ESTALE: the name belongs to
 * another block by now, which stays (between this look and the unlink lies a moment). */
int block_unlink(struct block *block);
/* Bytes that /dev/shm has left, as df says; 0: unknown. */
uint64_t block_room(void);
#define BLOCK_FOLDER "/dev/shm"

/* A second mapping, read-only, of whole pages of a block, for questions that the kernel answers by the mapping.
 * NULL in silence: there is none. */
const void *block_map_part(int fd, size_t offset, size_t length);
void block_unmap_part(const void *part, size_t length); /* NULL is fine */

#endif
