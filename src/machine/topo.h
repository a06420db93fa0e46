/* SPDX-License-Identifier: MIT */
/* The machine as hwloc sees it, reduced to the processing units (PUs) that may be used. */
#ifndef MACHINE_TOPO_H
#define MACHINE_TOPO_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "There is none": never equal to another object's number, nor to itself when two PUs are compared. */
#define TOPO_NONE UINT_MAX

struct topo;

/* A PU that is allowed (cgroup) and left to us (affinity at start). `os` is the kernel's number; the others are
 * hwloc's logical indexes, but `node`, which is the kernel's number of the local NUMA node. */
struct pu {
	unsigned os, core, l2, l3, package, node;
	unsigned kind;	/* of cores, 0 = slowest; TOPO_NONE: all alike or unknown */
	unsigned group; /* hwloc's number of that kind, ranked or not; TOPO_NONE: all alike */
	unsigned rank;	/* number of usable PUs before it in the same core */
};

/* Numbers of objects that hold at least one usable PU; l3: 0 where none is reported. */
struct topo_counts {
	unsigned packages, dies, nodes, l3s, cores, pus; /* dies: 0 where none is reported */
	unsigned pus_online;				 /* allowed or not */
	unsigned smt;			  /* most PUs in one core, allowed or not; 1: no threads */
	uint64_t l3_bytes, l3_bytes_most; /* smallest and largest of all; 0: none, or not known */
};

/* Loads the machine itself (source NULL), an XML file of hwloc's, or a synthetic description ("pack:2 core:4 pu:2").
 * 0 with *topo owned by the caller, or -errno having said why. Refuses an environment (HWLOC_XMLFILE …) that would
 * replace the machine. */
int topo_load(struct topo **topo, const char *source);
void topo_free(struct topo *topo); /* NULL is fine */

/* Leaves only those of `list` ("1-5,8") usable; for tests of restricted machines, on a loaded description. */
int topo_restrict(struct topo *topo, const char *list);

/* Leaves only the PUs of one kind of core usable: "fastest", "slowest", or a kind's number, which need not be ranked. 0, or
 * -EINVAL having said why not, and what there is; nothing is changed then. A second call takes the place of the first. */
int topo_keep_kinds(struct topo *topo, const char *text);

/* A kind of cores, slowest first where they are ranked. */
struct topo_kind {
	unsigned pus; /* usable */
	bool ranked;  /* by speed */
	/* All that hwloc knows of it: "CoreType=IntelAtom, FrequencyMaxMHz=3700", or "". */
	char what[96];
};
/* *kinds is the caller's to free(). 0 with *n at least 1 (1: all are alike), or -ENOMEM having said so. */
int topo_kinds(const struct topo *topo, struct topo_kind **kinds, size_t *n);

struct topo_node {
	unsigned os;	 /* kernel's number */
	uint64_t memory; /* bytes; 0: not known */
	unsigned pus;	 /* usable ones whose local node it is */
	bool cpus;	 /* it is local to some PU, usable or not */
	bool allowed;	 /* by the cgroup, to hold our memory */
};
/* NUMA nodes in logical order; *nodes is the caller's to free(). 0, or -ENOMEM having said so. */
int topo_nodes(const struct topo *topo, struct topo_node **nodes, size_t *n);
/* What the firmware claims of the way between two nodes, the larger of both directions; TOPO_NONE: not known. */
unsigned topo_distance(const struct topo *topo, unsigned a, unsigned b);

/* True only for the machine that we run on: others can be planned for, never measured. */
bool topo_live(const struct topo *topo);

/* Usable PUs in hwloc's logical order (depth first); owned by topo. */
const struct pu *topo_pus(const struct topo *topo, unsigned *n);
/* PUs that the kernel sets apart (isolcpus) and the cgroup allows: no order takes them, an explicit list may. */
const struct pu *topo_isolated(const struct topo *topo, unsigned *n);
/* One of either by the kernel's number; NULL: not usable. */
const struct pu *topo_pu(const struct topo *topo, unsigned os);
/* Why a PU may not be used: a static phrase such as "not in this machine", "outside the CPUs given to contend
 * (taskset?)", "not allowed by the cgroup"; NULL if it is usable. Isolated CPUs are usable by an explicit list. */
const char *topo_refusal(const struct topo *topo, unsigned os);
struct topo_counts topo_counts(const struct topo *topo);

/* One line that names the shape: "Package:2 L3Cache:2 …", or "asymmetric: …" with counts. Cut to size. */
void topo_fingerprint(const struct topo *topo, char *line, size_t size);
/* hwloc's XML (format 2) without what names the host or its user. *xml is the caller's to free(). 0 or -errno. */
int topo_xml(const struct topo *topo, char **xml);
/* "2.9.0", of the library that runs. */
void topo_hwloc_version(char *text, size_t size);

#endif
