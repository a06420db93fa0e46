/* SPDX-License-Identifier: MIT */
/* manager_getset: `v.value += 1` on Python's Manager().Value: one call that gets, one that sets (CPython
 * Lib/multiprocessing/managers.py, ValueProxy). The server does one call at a time, and updates are lost all the same:
 * between the two any other worker may have set. Twice manager's cost an update: 6 system calls of the worker, 8 of the
 * server, 4 wake-ups. Python's own checks no type; this server does. */
#include "strategy/call.h"

#define STRATEGY manager_getset
#define SUMMARY "a server with two calls, get and set, as Python's Manager().Value: loses updates"
#define KIND LOSSY
#define SHARED struct ask_ends
#define SHARED_SIZE(shape) ((shape)->workers * sizeof(struct ask_ends))
#define INIT(sh, shape) ask_init(sh, shape, call_open)
#define FINI(sh, shape) ask_fini(sh, shape)
#define SERVE call_serve
#define UPDATE(old, c, sh, me, hold)                                                               \
	do {                                                                                       \
		(old) = (COUNTER_T)call_or_leave(&(sh)[view->worker], CALL_GET, sizeof(COUNTER_T), \
						 0, 0);                                            \
		call_or_leave(&(sh)[view->worker], CALL_SET, sizeof(COUNTER_T),                    \
			      (COUNTER_T)((old) + 1), hold);                                       \
	} while (0)
#define READ(value, c, sh, me, torn)                                                               \
	((value) = (COUNTER_T)call_or_leave(&(sh)[view->worker], CALL_GET, sizeof(COUNTER_T), 0, 0))
#include "strategy/burst-impl.h"
