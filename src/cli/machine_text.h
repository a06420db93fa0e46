/* SPDX-License-Identifier: MIT */
/* A machine in words, for a terminal: ASCII, mostly within 80 columns. */
#ifndef CLI_MACHINE_TEXT_H
#define CLI_MACHINE_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct topo;

#define MACHINE_TEXT_MARGIN 17 /* of values behind their names */

/* What there is: packages, nodes with their distances, caches, cores, PUs, and which of those may not be used and why.
 * source: of a machine that is not this one; else NULL. 0 or -errno having said why. */
int machine_text_shape(FILE *out, const struct topo *topo, const char *source);
/* The relations of pairs, closest first, and what casts doubt on them. As above. */
int machine_text_relations(FILE *out, const struct topo *topo);
/* Each placement with the PUs of its first workers, or the reason why this machine has none such. As above. */
int machine_text_placements(FILE *out, const struct topo *topo);

/* The part of the shape that is about memory. As above. */
int machine_text_nodes(FILE *out, const struct topo *topo);

/* "  packages       " */
void machine_text_name(FILE *out, const char *name);
/* "23.5 GiB", "512 KiB"; "-" for nothing. */
void machine_text_bytes(char *text, size_t size, uint64_t amount);
/* Words after a margin, on new lines of that margin where one is full; ends the line. */
void machine_text_wrap(FILE *out, int margin, const char *text);
/* Numbers as a list with ranges, sorted: "0-3 8"; each range a word. *text is the caller's to free(); NULL: no memory, said. */
char *machine_text_pus(const unsigned *pus, size_t n);

#endif
