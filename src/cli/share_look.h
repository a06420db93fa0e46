/* SPDX-License-Identifier: MIT */
/* What a block is taken for, by its bytes. */
#ifndef CLI_SHARE_LOOK_H
#define CLI_SHARE_LOOK_H

#include <stddef.h>

/* "Value q, mutex_robust", "Array d of 365, packed, none", "ShareableList of 6", "bytes", "zeros". */
void share_look(const void *base, size_t size, char *text, size_t text_size);

#endif
