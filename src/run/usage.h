/* SPDX-License-Identifier: MIT */
/* What the kernel says was taken from us. */
#ifndef RUN_USAGE_H
#define RUN_USAGE_H

#include <stddef.h>

/* Time that the hypervisor gave to others while these PUs (kernel's numbers) wanted to run, since boot, ns; steps of a
 * clock tick, 10 ms as a rule. NAN: unknown. */
double usage_steal_ns(const unsigned *pus, size_t n);

#endif
