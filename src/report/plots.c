/* SPDX-License-Identifier: MIT */
/* One chart: gnuplot run over a script of plots/ on a folder, its picture put in place whole. */
#include "report/plots.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fail.h"

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/contend"
#endif

const char *plots_folder(void)
{
	const char *const folders[] = {
		getenv("CONTEND_PLOTS"),
#ifdef SRC_PLOTS
		SRC_PLOTS,
#endif
		PKGDATADIR "/plots",
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char *style = NULL;
		const bool found = folders[i] && *folders[i] &&
				   asprintf(&style, "%s/style.gp", folders[i]) > 0 &&
				   access(style, R_OK) == 0;

		free(style);
		if (found)
			return folders[i];
	}
	errno = ENOENT;
	fail("charts: no scripts in %s", PKGDATADIR "/plots");
	return NULL;
}

enum gnuplot_end plots_draw(const char *folder, const char *name, const char *dir,
			    const char *format)
{
	char *script = NULL, *fresh = NULL, *file = NULL;
	enum gnuplot_end end = GNUPLOT_FAILED;

	if (asprintf(&script, "%s/%s.gp", folder, name) < 0)
		script = NULL;
	if (asprintf(&fresh, "%s/.%s.%s.part", dir, name, format) < 0)
		fresh = NULL;
	if (asprintf(&file, "%s/%s.%s", dir, name, format) < 0)
		file = NULL;
	if (script && fresh && file) {
		/* -d: no settings of the user's, they would change the look. */
		const char *const arguments[] = { "gnuplot", "-d",   "-c",  script,
						  dir,	     format, fresh, NULL };

		end = gnuplot_run(name, arguments);
		if (end == GNUPLOT_DONE && rename(fresh, file)) {
			fail("%s", file);
			end = GNUPLOT_FAILED;
		}
		if (end != GNUPLOT_DONE)
			unlink(fresh);
	} else {
		errno = ENOMEM;
		fail("chart %s", name);
	}
	free(script);
	free(fresh);
	free(file);
	return end;
}

void plots_drop(const char *dir, const char *name)
{
	static const char *const formats[] = { "svg", "png" };

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		char *file = NULL;

		if (asprintf(&file, "%s/%s.%s", dir, name, formats[i]) < 0)
			return;
		unlink(file);
		free(file);
	}
}
