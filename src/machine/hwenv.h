/* SPDX-License-Identifier: MIT */
/* The environment variables that hwloc obeys in silence. */
#ifndef MACHINE_HWENV_H
#define MACHINE_HWENV_H

#include <stdbool.h>

/* 0, or -EINVAL having named a variable that puts another machine in the place of this one. */
int hwenv_check(void);
/* Does the variable of that name change the objects hwloc shows, though not the machine? */
bool hwenv_shapes(const char *name);

#endif
