/* SPDX-License-Identifier: MIT */
/* How many files a process may have open: as many as a wide team takes. */
#include "base/descriptors.h"

#include <sys/resource.h>

#define USUAL 64 /* standard ones, results, what libraries hold open */

void descriptors_want(unsigned n)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= (rlim_t)n + USUAL)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}
