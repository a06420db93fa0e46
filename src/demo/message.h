/* SPDX-License-Identifier: MIT */
/* Messages of 8 bytes over any descriptor: sent whole, put together from short reads, and told from their ends. */
#ifndef DEMO_MESSAGE_H
#define DEMO_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define MESSAGE_ENDED 1

/* 0; -EPIPE: nobody reads any more; else -errno. SIGPIPE must be ignored. */
int message_send(int fd, uint64_t message);
/* 0; MESSAGE_ENDED: the other end has closed between two messages; -EPROTO: it has closed within one; else -errno. *pieces
 * (or NULL): in how many reads it came. */
int message_receive(int fd, uint64_t *message, unsigned *pieces);

#endif
