/* SPDX-License-Identifier: MIT */
/* What machine a results folder is of, from its host.txt and pus.csv. */
#ifndef REPORT_MACHINE_FACTS_H
#define REPORT_MACHINE_FACTS_H

#include <stdbool.h>
#include <stddef.h>

struct machine;
struct machines;

#define MACHINE_FACT_SIZE 512 /* bytes that hold a value; longer ones are cut */

/* Fills cpu, kernel, the counts, and a key and label that are not yet unique; what was not recorded is NULL or NAN. dir,
 * table and host are there. 0 or -errno having said why. */
int machine_facts(struct machine *machine);

/* Why two folders look like one machine: "may be of one machine: ..."; NULL: they do not. */
const char *machine_likeness(const struct machine *a, const struct machine *b);

/* The facts that may differ between hosts: name of number i; NULL past the end. Its value as text, which says so where
 * it was not recorded. */
const char *machine_fact_name(size_t i);
void machine_fact_value(const struct machine *machine, size_t i, char *text, size_t size);
/* Have not all of them the same? */
bool machine_fact_differs(const struct machines *machines, size_t i);

#endif
