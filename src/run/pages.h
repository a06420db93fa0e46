/* SPDX-License-Identifier: MIT */
/* The memory behind a block: each page from the NUMA node where it belongs. */
#ifndef RUN_PAGES_H
#define RUN_PAGES_H

#include <stddef.h>

#include "machine/home.h"
#include "share/block.h"

/* The node (kernel's number) where the page at an offset of the block belongs; TOPO_NONE: anywhere. */
typedef unsigned page_node(const void *context, size_t offset);

/* Backs a fresh block with memory, page by page from where it belongs: by policy, or, where the kernel refuses policies, by
 * reserving it from a CPU of that node. *placed: which of the two; HOME_UNPLACED: no page belongs anywhere.
 * 0; -EOPNOTSUPP in silence: policies are refused and a node has no CPU of ours; other -errno having said why. */
int pages_back(struct block *block, const struct topo *topo, page_node *node_of,
	       const void *context, enum home_placed *placed);

#endif
