/* SPDX-License-Identifier: MIT */
/* manager: a server that owns the counter and has one method for it, add, called through an AF_UNIX socket: what a class of
 * one's own registered with Python's BaseManager does (CPython Lib/multiprocessing/managers.py), and exact, since the whole
 * update is one call. Fair, as pipe is. An update is 3 system calls of the worker and 4 of the server, 24 bytes there and
 * 16 back, and 2 wake-ups. CPython's server has a thread a connection and pickles both ways; this one sleeps in epoll. */
#include "strategy/call.h"

#define STRATEGY manager
#define SUMMARY "a server with one call, add, as a Python manager of one's own"
#define KIND EXACT
#define SHARED struct ask_ends
#define SHARED_SIZE(shape) ((shape)->workers * sizeof(struct ask_ends))
#define INIT(sh, shape) ask_init(sh, shape, call_open)
#define FINI(sh, shape) ask_fini(sh, shape)
#define SERVE call_serve
#define UPDATE(old, c, sh, me, hold)                                                               \
	((old) = (COUNTER_T)call_or_leave(&(sh)[view->worker], CALL_ADD, sizeof(COUNTER_T), 1,     \
					  hold))
#define READ(value, c, sh, me, torn)                                                               \
	((value) = (COUNTER_T)call_or_leave(&(sh)[view->worker], CALL_GET, sizeof(COUNTER_T), 0, 0))
#include "strategy/burst-impl.h"
