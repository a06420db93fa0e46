/* SPDX-License-Identifier: MIT */
/*
 * Template between a transport's file and burst-impl.h, for those whose requests and answers have 8 bytes: an update, and
 * a read, is one question to the server.
 *
 * To be defined before it, beside STRATEGY, SUMMARY and KIND:
 *   OPEN                   function that opens the way of one worker: int (struct ask_ends *), 0 or -errno
 * What may be defined: INIT and FINI, and SERVE, where the ways are not each worker's own; then no OPEN.
 */
#include "strategy/ask.h"

#define SHARED struct ask_ends
#define SHARED_SIZE(shape) ((shape)->workers * sizeof(struct ask_ends))
#ifndef INIT
#define INIT(sh, shape) ask_init(sh, shape, OPEN)
#define FINI(sh, shape) ask_fini(sh, shape)
#endif
#ifndef SERVE
#define SERVE ask_serve
#endif
#define UPDATE(old, c, sh, me, hold)                                                               \
	((old) = (COUNTER_T)ask_server(&(sh)[view->worker], view->worker, ASK_UPDATE, hold))
#define READ(value, c, sh, me, torn)                                                               \
	((value) = (COUNTER_T)ask_server(&(sh)[view->worker], view->worker, ASK_GET, 0))
