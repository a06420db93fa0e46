/* SPDX-License-Identifier: MIT */
/* Floating-point numbers as Python prints them. Pure; the locale does not matter. */
#ifndef SHARE_DECIMAL_H
#define SHARE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/* repr(float): the fewest digits that read back as the value, an exponent below 1e-04 and from 1e+16 on, else a decimal
 * point; nan, inf, -0.0. narrow: the fewest that read back as this float of 32 bits. size 32 holds each. */
void decimal_print(char *text, size_t size, double value, bool narrow);

#endif
