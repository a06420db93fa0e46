/* SPDX-License-Identifier: MIT */
/* One chart: gnuplot run over a script of plots/ on a folder, its picture put in place whole. */
#ifndef REPORT_PLOTS_H
#define REPORT_PLOTS_H

#include "report/gnuplot.h"

/* The folder of the scripts: $CONTEND_PLOTS, that of the source tree, the installed one; NULL: none of them is there. */
const char *plots_folder(void);
/* Draws DIR/NAME.FORMAT by FOLDER/NAME.gp; an earlier picture stays unless the new one is done. */
enum gnuplot_end plots_draw(const char *folder, const char *name, const char *dir,
			    const char *format);
/* Removes NAME.svg and NAME.png from DIR: an earlier picture would tell of other data. */
void plots_drop(const char *dir, const char *name);

#endif
