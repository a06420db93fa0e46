/* SPDX-License-Identifier: MIT */
/* Charts: gnuplot run over plots/ on a results folder, nothing else. */
#ifndef REPORT_CHARTS_H
#define REPORT_CHARTS_H

#include <stddef.h>

struct summary;

/* A chart that there is a reason to draw, from what the summary holds. */
struct chart {
	const char *name;     /* "scaling": plots/scaling.gp makes scaling.svg */
	const char *question; /* title in the report */
	int (*wanted)(const struct summary *summary);
};
const struct chart *chart_at(size_t i); /* NULL past the end */

/* Draws each wanted chart of DIR as format "svg" or "png". Without gnuplot: one line to stderr that says so, and 0.
 * 0, or -errno having said which failed and why. *drawn counts them. */
int charts_draw(const char *dir, const struct summary *summary, const char *format, size_t *drawn);

#endif
