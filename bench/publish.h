/* SPDX-License-Identifier: MIT */
/* --publish: a sweep tells other programs how far it is, by a small named list and a named Value. */
#ifndef BENCH_PUBLISH_H
#define BENCH_PUBLISH_H

#include "bench/bench.h"

/* Makes both, NAME and NAME.counter. 0; -EINVAL: no such name can be; else -errno; having said why. */
int publish_open(struct publish *publish, const char *name);
/* Before a trial begins and after it has ended, when no worker runs: nothing is written within a window. */
void publish_begin(struct bench *bench, const struct cell *cell);
void publish_end(struct bench *bench, const struct trial *trial);
/* The sweep is over; what follows is the report. */
void publish_report(struct bench *bench);
/* Takes both names away; a zeroed struct is fine. */
void publish_close(struct publish *publish);

#endif
