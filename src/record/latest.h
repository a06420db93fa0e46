/* SPDX-License-Identifier: MIT */
/* PARENT/latest: a link to the newest complete results. For results.c. */
#ifndef RECORD_LATEST_H
#define RECORD_LATEST_H

/* Points PARENT/latest at its folder `run`, in one step: whoever opens it meanwhile finds the old or the new one. Only a
 * link is ever replaced. 0 or -errno having said why. */
int latest_set(const char *parent, const char *run);

#endif
