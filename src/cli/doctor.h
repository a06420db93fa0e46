/* SPDX-License-Identifier: MIT */
/* contend doctor: everything that decides how far results of this machine can be trusted. */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include <stdio.h>

/* Prints a line a check, and under each that is not well what it means and what to do. Returns an exit code: 0, or 1 if
 * nothing can be measured here. Takes about a second. */
int doctor(FILE *out);

#endif
