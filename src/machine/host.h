/* SPDX-License-Identifier: MIT */
/* Provenance: what machine this was, in what state, before and after a sweep, and what in it is a reason for doubt. */
#ifndef MACHINE_HOST_H
#define MACHINE_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct topo;

#define HOST_NAME 96 /* bytes that a processor's name may take */

struct host_fact {
	char *key;   /* "frequency.governor" */
	char *value; /* as the kernel says it; "absent" where it does not */
};

/* A PU that is a worker's, or that shares a core with one. Since boot, in 1/sysconf(_SC_CLK_TCK) s. */
struct host_pu {
	unsigned os; /* kernel's number */
	bool worker; /* one of those asked about */
	uint64_t busy, steal;
};

struct host {
	char cpu[HOST_NAME];  /* "AMD EPYC 7763": the model's name, made short */
	char slug[64];	      /* "epyc-7763-2pu": letters, digits and -; for a folder's name */
	char kernel[64];      /* "Linux 6.18.44" */
	char hypervisor[32];  /* "KVM"; "" if none is seen */
	bool frequency_known; /* cpufreq is there */
	uint64_t steal_ticks; /* of the PUs asked about, since boot, in 1/sysconf(_SC_CLK_TCK) s */
	uint64_t throttled;   /* periods in which a cgroup quota stopped us */
	double quota_cpus;    /* that a quota leaves us; INFINITY: none is set */
	double taken_at;      /* CLOCK_MONOTONIC seconds */
	struct host_pu *pus;
	size_t n_pus;
	struct host_fact *facts;
	size_t n;
};

/* Looks at everything; n PUs are those of the workers. 0 or -ENOMEM. Free with host_free(). */
int host_observe(struct host *host, const struct topo *topo, const unsigned *pus, size_t n);
void host_free(struct host *host); /* a zeroed struct is fine */

/* The processor of a machine, made short: of this one as the kernel says, of another as its topology says; "" where that
 * says nothing. hypervisor: as in struct host; "" for another machine. Both have HOST_NAME
 * bytes. */
void host_processor(const struct topo *topo, char *cpu, char *hypervisor);

/* Adds a fact that the kernel does not know, or takes the place of one of that key. host_warnings() judges these, all
 * of them plain numbers: run.wait_ppm (of the workers' time, waiting for a PU), run.moved (trials in which a worker was
 * not on its PU), home.elsewhere, home.unverified, home.first_touch (trials). 0 or -ENOMEM. */
int host_note(struct host *host, const char *key, const char *value);

/* "key: value" a line; a fact that changed as "key: before -> after". after may be NULL. 0 or -errno. */
int host_write(FILE *out, const struct host *before, const struct host *after);

/* Reasons for doubt, most important first, each one line that says what it means and what to do:
 * "guest without frequency data: trust ratios". after may be NULL. Returns how many there are; writes at most max,
 * each the caller's to free(). */
size_t host_warnings(const struct host *before, const struct host *after, char **lines, size_t max);

/* The same of how this program was built, given the flags of its compiler in their order: a static line, or NULL. */
const char *host_build_doubt(const char *flags);

#endif
