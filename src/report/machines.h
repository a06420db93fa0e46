/* SPDX-License-Identifier: MIT */
/* Results folders of several machines, read and told apart, to be joined in one report. */
#ifndef REPORT_MACHINES_H
#define REPORT_MACHINES_H

#include <stddef.h>
#include <stdio.h>

#include "report/hostfile.h"
#include "report/relations.h"
#include "report/summary.h"

#define MACHINES_MAX 26 /* one letter each in the tables */

/* One folder. Two of one host are two of these: that is said, and they are not merged. */
struct machine {
	const char *dir;	       /* as given; borrowed */
	char *folder;		       /* its last part */
	char *key;		       /* "epyc-7763-128pu": unique among those joined */
	char *label;		       /* "AMD EPYC 7763, 128 PUs": unique too */
	char *cpu, *kernel;	       /* "AMD EPYC 7763", "Linux 6.1.0"; NULL: not recorded */
	double nodes, l3s, cores, pus; /* usable; NAN: not recorded */
	const char *run, *tag;	       /* of its rows; NULL: none */
	struct hostfile host;
	struct trial_table table;
	struct summary summary;
	struct relations relations;
};

struct machines {
	struct machine *at; /* in the order given */
	size_t n;
};

/* Reads n folders, 1 to MACHINES_MAX. 0; -EINVAL having said which folder is none of ours or not whole, or the same run
 * as another; -errno. half_width as for summary_build(). */
int machines_read(struct machines *machines, const char *const *dirs, size_t n, double half_width);
void machines_free(struct machines *machines); /* a zeroed struct is fine */

/* "A" for the first. */
char machines_letter(size_t i);

/* The three tables of a joined folder. Each 0 or -EIO, in silence: whoever closes `out` says why. */
int machines_write(FILE *out, const struct machines *machines);	       /* machines.csv */
int machines_write_joined(FILE *out, const struct machines *machines); /* joined.csv */
int machines_write_relations(FILE *out,
			     const struct machines *machines); /* machine_relations.csv */

/* A row of joined.csv: the machine's key and the columns of summary.csv. */
struct joined_row {
	const char *machine;
	struct summary_row cell;
};
const struct column *machines_joined_columns(void);

#endif
