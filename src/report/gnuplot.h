/* SPDX-License-Identifier: MIT */
/* One script of gnuplot run to its end, with a time limit and its complaint in one line. */
#ifndef REPORT_GNUPLOT_H
#define REPORT_GNUPLOT_H

enum gnuplot_end {
	GNUPLOT_DONE,
	GNUPLOT_NOTHING, /* the script found nothing to draw: exit status 3 */
	GNUPLOT_ABSENT,	 /* no gnuplot; not said */
	GNUPLOT_FAILED	 /* said: what it complained of, or that it took more than 60 s */
};

/* Runs "gnuplot" found by PATH; arguments as for main(), NULL last. what: the chart's name, for the message. */
enum gnuplot_end gnuplot_run(const char *what, const char *const *arguments);

#endif
