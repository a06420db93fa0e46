/* SPDX-License-Identifier: MIT */
/* Our side of the comparison with Python: the strategies' trials, and a loop over a ShareableList. */
#ifndef DEMO_PYTHON_OURS_H
#define DEMO_PYTHON_OURS_H

#include "base/clock.h"
#include "demo/python.h"
#include "plan/plan.h"

struct topo;

struct python_ours {
	const struct demo_plan *plan;
	struct topo *topo;
	struct clock clock;
	struct plan cells;
};

#define PYTHON_OURS_TRIAL_S 0.07 /* of all that one takes */

/* Plans a cell for each of the ways and for so many workers, 0: 1 and, where there are 2 PUs, 2. 0 or -errno having said why;
 * to be closed in every case. */
int python_ours_open(struct python_ours *ours, const struct demo_plan *plan,
		     const struct python_way *const *ways, size_t n, unsigned workers);
/* NULL: not planned: there are not so many PUs. */
const struct cell *python_ours_cell(const struct python_ours *ours, const struct python_way *way,
				    unsigned workers);
/* One trial of a cell. 0; -EAGAIN: it was invalid, as often as it was repeated; -EOPNOTSUPP: it cannot be here, and why is in
 * cell->absent; -EINTR: interrupted; another -errno having said why. */
int python_ours_measure(struct python_ours *ours, struct python_cell *cell, uint64_t seed,
			struct python_side *side);
void python_ours_close(struct python_ours *ours);

/* Updates of an item of a ShareableList under a semaphore, for about ns; side as above. 0 or -errno having said why; -EINTR. */
int python_list_measure(const struct demo_plan *plan, const struct topo *topo,
			const struct cell *cell, uint64_t ns, struct python_side *side);

#endif
