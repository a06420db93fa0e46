/* SPDX-License-Identifier: MIT */
/* The parts of a self-contained page: escaped text, the head with its style, SVGs put in place. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <stdio.h>

/* Text with & < > " ' replaced. NULL: nothing. Bytes that are no UTF-8 become U+FFFD. */
void html_text(FILE *out, const char *text);
/* From the document's begin to that of its body; title is escaped. */
void html_head(FILE *out, const char *title);
void html_foot(FILE *out);
/* Puts the SVG of the file `path` in place: without what stands before its root, and with `name` before each of its ids
 * and the references to them, as ids are unique within a page. alt: what it is, for whoever does not see it. 0, -ENOENT
 * where there is no such file (not said), or -errno, said. */
int html_svg(FILE *out, const char *path, const char *name, const char *alt);

#endif
