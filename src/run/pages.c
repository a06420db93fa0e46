/* SPDX-License-Identifier: MIT */
/* Backs a block with memory, range by range: a policy first, then the reservation, which is the first touch. */
#include "run/pages.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/bind.h"

struct pages {
	struct block *block;
	const struct topo *topo;
	page_node *node_of;
	const void *context;
	bool bound;
	int error; /* of touch_all() */
};

typedef int range_task(struct pages *pages, size_t offset, size_t length, unsigned node);

/* Neighbouring pages of one node are one range. Stops at the first error. */
static int each_range(struct pages *pages, range_task *task)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE), size = pages->block->size;
	size_t offset = 0;
	int error = 0;

	while (!error && offset < size) {
		const unsigned node = pages->node_of(pages->context, offset);
		size_t end = offset + page;

		while (end < size && pages->node_of(pages->context, end) == node)
			end += page;
		error = task(pages, offset, end - offset, node);
		offset = end;
	}
	return error;
}

static int bind_range(struct pages *pages, size_t offset, size_t length, unsigned node)
{
	if (node == TOPO_NONE)
		return 0;
	pages->bound = true;
	return home_bind(pages->topo, (char *)pages->block->base + offset, length, node);
}

/* Without a policy a page comes from the node of the CPU on which it is reserved. */
static int touch_range(struct pages *pages, size_t offset, size_t length, unsigned node)
{
	const struct pu *pu = home_pu(pages->topo, node);
	int error;

	if (node != TOPO_NONE && !pu)
		return -EOPNOTSUPP;
	error = pu ? bind_to(pages->topo, pu->os) : 0;
	if (error) {
		errno = -error;
		return fail("memory from node %u: binding to PU %u", node, pu->os);
	}
	return block_reserve(pages->block, offset, length);
}

static void *touch_all(void *context)
{
	struct pages *pages = context;

	pages->error = each_range(pages, touch_range);
	return NULL;
}

/* In a thread, which is bound in our place: we stay where the scheduler wants us. */
static int touch_from_nodes(struct pages *pages)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, touch_all, pages);

	if (error) {
		errno = error;
		return fail("a thread that reserves memory");
	}
	pthread_join(thread, NULL);
	return pages->error;
}

int pages_back(struct block *block, const struct topo *topo, page_node *node_of,
	       const void *context, enum home_placed *placed)
{
	struct pages pages = {
		.block = block, .topo = topo, .node_of = node_of, .context = context
	};
	int error = each_range(&pages, bind_range);

	*placed = pages.bound ? HOME_MBIND : HOME_UNPLACED;
	if (error == -EPERM || error == -ENOSYS) {
		*placed = HOME_FIRST_TOUCH;
		return touch_from_nodes(&pages);
	}
	return error ? error : block_reserve(block, 0, block->size);
}
