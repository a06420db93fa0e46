/* SPDX-License-Identifier: MIT */
/* Calls of a manager: framed requests with an opcode and a typecode, which the server checks before it does anything. The
 * frame is that of CPython's Connection (Lib/multiprocessing/connection.py): 4 bytes that say how long the rest is, sent
 * with it in one write and read before it; what is inside is fixed fields, not a pickle. */
#ifndef STRATEGY_CALL_H
#define STRATEGY_CALL_H

#include <stdint.h>

#include "strategy/ask.h"

enum call_opcode { CALL_ADD = 'a', CALL_GET = 'g', CALL_SET = 's' };

struct call {
	uint32_t size;	   /* of what follows, bytes */
	uint32_t hold;	   /* core cycles that the server spends inside */
	uint64_t argument; /* what to add, or to set */
	uint8_t opcode;
	uint8_t typecode; /* as Python's: 'I' or 'Q' */
	uint8_t unused[6];
};

struct call_reply {
	uint32_t size;
	int32_t error;	/* 0 or -errno */
	uint64_t value; /* before the call */
};

/* One call on an AF_UNIX stream socket. 0; the server's -errno (-EBADMSG: no such opcode, -ENOTSUP: not the counter's
 * type); -EPIPE: it is gone; -EPROTO: no reply of this kind. */
int call_make(const struct ask_ends *ends, const struct call *call, uint64_t *value);
/* The same, for a worker in its burst: leaves the process where it does not succeed. */
uint64_t call_or_leave(const struct ask_ends *ends, enum call_opcode opcode, unsigned bytes,
		       uint64_t argument, unsigned hold);
/* The letter of an unsigned type of so many bytes; 0: there is none. */
uint8_t call_typecode(unsigned bytes);

/* The way of one worker, and the manager's life: as ask_init() and struct strategy want them. */
int call_open(struct ask_ends *ends);
int call_serve(enum counter_type type, void *counter, void *shared, const struct shape *shape);

#endif
