/* SPDX-License-Identifier: MIT */
/* The NUMA node on which memory lies: chosen before it is first touched, and proved afterwards. */
#ifndef MACHINE_HOME_H
#define MACHINE_HOME_H

#include <stdbool.h>
#include <stddef.h>

#include "machine/topo.h"

enum home_placed {
	HOME_UNPLACED,	  /* nothing was asked for, or the machine has no nodes */
	HOME_MBIND,	  /* by a policy on the object */
	HOME_FIRST_TOUCH, /* by who reserved the pages, as a policy was refused */
	HOME_PLACED_N
};
const char *home_placed_name(enum home_placed placed); /* "NA", "mbind", "first_touch" */

/* What has told where pages are; the first of these that answers. */
enum home_by {
	HOME_BY_NONE,
	HOME_BY_MOVE_PAGES,
	HOME_BY_GET_MEMPOLICY,
	HOME_BY_NUMA_MAPS,
	HOME_BY_N
};
const char *home_by_name(enum home_by by); /* "NA", "move_pages", "get_mempolicy", "numa_maps" */

/* Asks that whole pages of a fresh shared mapping, not yet backed by memory, come from a node (kernel's number). The
 * policy belongs to the object: other processes that map it need none. addr is page-aligned; length is rounded up.
 * 0; -EPERM or -ENOSYS in silence where the kernel or a container refuses policies (the caller falls back to first touch);
 * other -errno having said why. */
int home_bind(const struct topo *topo, void *addr, size_t length, unsigned node);

/* Where the pages are: *node is the one that holds them all; TOPO_NONE: several, or nothing answered (*by is then
 * HOME_BY_NONE). fd and offset: of the object, for the third means, which needs a mapping of its own. Touches (reads) each
 * page first, so never before the memory is placed. */
void home_ask(const struct topo *topo, void *addr, size_t length, int fd, size_t offset,
	      unsigned *node, enum home_by *by);
/* One of the means alone, for tests and for `doctor`: false if it does not answer here. */
bool home_ask_by(const struct topo *topo, enum home_by by, void *addr, size_t length, int fd,
		 size_t offset, unsigned *node);

/* Nodes that may hold memory of ours (allowed), kernel's numbers, in logical order; at most max are written. Returns how
 * many there are; 0: the machine reports none. */
size_t home_nodes(const struct topo *topo, unsigned *nodes, size_t max);
/* Why a node cannot be a home: a static phrase such as "not in this machine", "not allowed by the cgroup"; NULL: it can. */
const char *home_refusal(const struct topo *topo, unsigned node);
/* A usable PU whose local node it is, for first touch; NULL: none (a node without CPUs). */
const struct pu *home_pu(const struct topo *topo, unsigned node);

#endif
