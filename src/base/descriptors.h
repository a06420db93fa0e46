/* SPDX-License-Identifier: MIT */
/* How many files a process may have open: as many as a wide team takes. */
#ifndef BASE_DESCRIPTORS_H
#define BASE_DESCRIPTORS_H

/* Raises the soft limit to the hard one where it leaves no room for n descriptors beside the usual few. What it cannot
 * raise, whoever opens the n will hear of (EMFILE). */
void descriptors_want(unsigned n);

#endif
