/* SPDX-License-Identifier: MIT */
/* Binding of the calling process to one PU, and the proof that it is there. */
#ifndef MACHINE_BIND_H
#define MACHINE_BIND_H

struct topo;

/* Binds strictly, then proves it: bound set read back, place of last run, and the kernel's word for where we are now.
 * 0, or -errno in silence (the caller is a worker: the team says it): -EXDEV bound but elsewhere. */
int bind_to(const struct topo *topo, unsigned pu);
/* The same proof without binding, for after the window: 0, or -EXDEV: no longer there. */
int bind_check(const struct topo *topo, unsigned pu);

#endif
