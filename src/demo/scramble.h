/* SPDX-License-Identifier: MIT */
/* What a scramble has left of its items. */
#ifndef DEMO_SCRAMBLE_H
#define DEMO_SCRAMBLE_H

#include <stdbool.h>
#include <stdint.h>

struct scramble_account {
	unsigned lost;	  /* of 0 ... n - 1, nowhere */
	unsigned doubled; /* there more than once */
	unsigned foreign; /* items that are none of them */
	bool counted;	  /* false: memory ran out */
};
struct scramble_account scramble_count(const int64_t *items, unsigned n);

#endif
