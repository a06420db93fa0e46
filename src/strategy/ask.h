/* SPDX-License-Identifier: MIT */
/* What the transports share: a counter that is not shared but asked for. A worker sends a request to a server process
 * and sleeps until the answer, the value found, is there: 4 system calls and 2 wake-ups an update at least, 2 of each in
 * the server. The count is the server's alone; it lies in the arena's counter, so that it is there at the end. */
#ifndef STRATEGY_ASK_H
#define STRATEGY_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "strategy/strategy.h"

/* The way between a worker and the server: descriptors, the same numbers in all processes of a trial, -1: not open. A
 * socket is both of an end. Written by ask_init() only. */
struct ask_ends {
	int worker_in, worker_out; /* the worker reads, writes */
	int server_in, server_out;
};

enum ask_what { ASK_GET, ASK_UPDATE };

/* 8 bytes: what POSIX lets a pipe carry whole (PIPE_BUF), and as much as goes back. A worker's cycles of hold are sent
 * along and spent by the server, inside the update, on a core whose frequency may be another. */
struct ask_request {
	uint16_t worker;
	uint8_t what; /* enum ask_what */
	uint8_t unused;
	uint32_t hold; /* core cycles */
};
_Static_assert(sizeof(struct ask_request) == 8, "a request is as long as an answer");

/* Opens a way for each worker by open(), which gives 0 or -errno with what it opened in *ends all the same. 0; or -errno in
 * silence, with all of them closed. */
int ask_init(struct ask_ends *ends, const struct shape *shape, int (*open)(struct ask_ends *ends));
void ask_fini(struct ask_ends *ends, const struct shape *shape);
/* Makes the two ends of a connected pair of sockets the worker's and the server's. */
void ask_ends_join(struct ask_ends *ends, const int sockets[2]);

/* The worker's side: the value found; of an update it is now one more. Leaves the process if the server is gone. */
uint64_t ask_server(const struct ask_ends *ends, unsigned worker, enum ask_what what,
		    unsigned hold);
/* Leaves the process as one whose server is gone. */
_Noreturn void ask_leave(void);

/* The server's side: does what was asked, and returns the value found. */
uint64_t ask_answer(enum counter_type type, void *counter, enum ask_what what, unsigned hold);
/* Serves 8-byte requests until no worker is left; 0, or -errno. */
int ask_serve(enum counter_type type, void *counter, void *shared, const struct shape *shape);

/* Takes what a worker has sent, without ever waiting for the rest of it; false: the worker is gone. */
typedef bool ask_take(void *context, unsigned worker);
/* Sleeps until workers have sent something, and lets take() have it. Returns once no worker is left: 0, or -errno. */
int ask_loop(const struct ask_ends *ends, unsigned workers, ask_take *take, void *context);

/* All of n bytes, over signals and short counts. 0; -EPIPE: the other side is gone; other -errno. */
int ask_read(int fd, void *buffer, size_t n);
int ask_write(int fd, const void *buffer, size_t n);

#endif
