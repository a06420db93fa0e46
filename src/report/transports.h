/* SPDX-License-Identifier: MIT */
/* Transports, counters that one asks for: what they cost beside what is shared, and where their servers sat. */
#ifndef REPORT_TRANSPORTS_H
#define REPORT_TRANSPORTS_H

#include <stdbool.h>
#include <stdio.h>

#include "report/pick.h"

/* Whether a cell's counter was a server's. */
bool transports_is(const struct summary_row *row);

/* The sentence under the chart of that name; nothing where there is no transport. */
void transports_sentence(FILE *out, const struct pick *pick);

/* Servers that had no core to themselves, a sentence for each PU and number of workers: the first cell of sentence n,
 * from 0; NULL: there are no more. */
const struct summary_row *transports_crowded(const struct summary *summary, size_t n);
/* "the server of pipe, unix, tcp and 4 more shares PU 1 with a worker at 2 processes", of the cells like that one. UTF-8, not
 * escaped. */
void transports_crowded_write(FILE *out, const struct summary *summary,
			      const struct summary_row *row);

#endif
