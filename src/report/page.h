/* SPDX-License-Identifier: MIT */
/* report.html: one self-contained file that says what was measured, how far to trust it, and what the charts show. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/table.h"

/* Writes DIR/report.html from the summary, the table's text, host.txt and the SVGs found in DIR. 0 or -errno. */
int page_write(const char *dir, const struct summary *summary, const struct table_facts *facts);

#endif
