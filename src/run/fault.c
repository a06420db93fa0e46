/* SPDX-License-Identifier: MIT */
/* Faults on purpose. */
#include "run/fault.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>

/* Off its PU, to whatever other CPU the kernel grants; on a machine of one there is none, and nothing happens. */
static void move_away(void)
{
	const int here = sched_getcpu();

	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		cpu_set_t set;

		CPU_ZERO(&set);
		CPU_SET((unsigned)cpu, &set);
		if (cpu != here && !sched_setaffinity(0, sizeof(set), &set))
			return;
	}
}

void fault_strike(const struct fault *fault, unsigned worker, enum fault_point point)
{
	if (!fault || fault->worker != worker || fault->point != point)
		return;
	switch (fault->kind) {
	case FAULT_KILL:
		raise(SIGKILL);
		break;
	case FAULT_STOP:
		raise(SIGSTOP);
		break;
	case FAULT_MOVE:
		move_away();
		break;
	}
}
