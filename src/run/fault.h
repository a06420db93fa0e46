/* SPDX-License-Identifier: MIT */
/* Faults at a chosen point of a worker's life, or before a server's: how the harness shows that it survives them. */
#ifndef RUN_FAULT_H
#define RUN_FAULT_H

#include <limits.h>
#include <stdint.h>

#define FAULT_SERVER UINT_MAX /* in place of a worker: the server, which only ever arrives */

enum fault_point {
	FAULT_ARRIVAL, /* before it says that it is there, or serves */
	FAULT_WINDOW   /* at the end of its first burst in the window */
};
enum fault_kind { FAULT_KILL, FAULT_STOP, FAULT_MOVE /* to any other PU */ };

struct fault {
	unsigned worker;
	enum fault_point point;
	enum fault_kind kind;
	uint64_t
		patience_ns; /* in place of the seconds that a trial waits for a silent team; 0: those */
};

/* Strikes if fault (or NULL) is meant for this worker at this point. */
void fault_strike(const struct fault *fault, unsigned worker, enum fault_point point);

#endif
