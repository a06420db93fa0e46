/* SPDX-License-Identifier: MIT */
/* The joined folder: tables, chart and page of several machines. */
#ifndef REPORT_MACHINES_REPORT_H
#define REPORT_MACHINES_REPORT_H

#include "report/machines.h"
#include "report/report.h"

/* Can the folder `out` be made of these? 0; -EINVAL having said why not: it is one of them, it is no folder, or it holds
 * something else. */
int machines_report_check(const char *const *dirs, size_t n, const char *out);

/* Writes machines.csv, joined.csv, machine_relations.csv, the chart machines and report.html into OUT, which is made if
 * need be, and the table to options->table. 0 or -errno having said why. */
int machines_report(const struct machines *machines, const char *out,
		    const struct report_options *options);

#endif
