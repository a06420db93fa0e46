/* SPDX-License-Identifier: MIT */
/* Provenance: what machine this was, in what state, before and after a sweep, and what in it is a reason for doubt. */
#ifndef MACHINE_HOST_H
#define MACHINE_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct topo;

struct host_fact {
	char *key;   /* "frequency.governor" */
	char *value; /* as the kernel says it; "absent" where it does not */
};

struct host {
	char cpu[96];	      /* "AMD EPYC 7763": the model's name, made short */
	char slug[64];	      /* "epyc-7763-2pu": letters, digits and -; for a folder's name */
	char kernel[64];      /* "Linux 6.18.44" */
	char hypervisor[32];  /* "KVM"; "" if none is seen */
	bool frequency_known; /* cpufreq is there */
	uint64_t steal_ticks; /* of the PUs asked about, since boot, in 1/sysconf(_SC_CLK_TCK) s */
	uint64_t throttled;   /* periods in which a cgroup quota stopped us */
	double taken_at;      /* CLOCK_MONOTONIC seconds */
	struct host_fact *facts;
	size_t n;
};

/* Looks at everything; n PUs are those of the workers. 0 or -ENOMEM. Free with host_free(). */
int host_observe(struct host *host, const struct topo *topo, const unsigned *pus, size_t n);
void host_free(struct host *host); /* a zeroed struct is fine */

/* "key: value" a line; a fact that changed as "key: before -> after". after may be NULL. 0 or -errno. */
int host_write(FILE *out, const struct host *before, const struct host *after);

/* Reasons for doubt, most important first, each one line that says what it means and what to do:
 * "guest without frequency data: trust ratios". after may be NULL. Returns how many there are; writes at most max,
 * each the caller's to free(). */
size_t host_warnings(const struct host *before, const struct host *after, char **lines, size_t max);

#endif
