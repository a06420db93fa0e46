/* SPDX-License-Identifier: MIT */
/* The parts of a self-contained page: escaped text, the head with its style, SVGs put in place. */
#include "report/html.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* Length of the UTF-8 sequence at text, by the table of RFC 3629; 0: none. */
static size_t sequence(const unsigned char *text)
{
	size_t n = *text < 0x80	  ? 1
		   : *text < 0xC2 ? 0
		   : *text < 0xE0 ? 2
		   : *text < 0xF0 ? 3
		   : *text < 0xF5 ? 4
				  : 0;

	for (size_t i = 1; i < n; i++)
		if ((text[i] & 0xC0) != 0x80)
			return 0;
	if ((*text == 0xE0 && text[1] < 0xA0) || (*text == 0xED && text[1] > 0x9F) ||
	    (*text == 0xF0 && text[1] < 0x90) || (*text == 0xF4 && text[1] > 0x8F))
		return 0;
	return n;
}

void html_text(FILE *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)(text ? text : "");

	while (*at) {
		const size_t n = sequence(at);

		if (*at == '&')
			fputs("&amp;", out);
		else if (*at == '<')
			fputs("&lt;", out);
		else if (*at == '>')
			fputs("&gt;", out);
		else if (*at == '"')
			fputs("&quot;", out);
		else if (*at == '\'')
			fputs("&#39;", out);
		else if (!n || (*at < 0x20 && *at != '\n' && *at != '\t'))
			fputs("\xEF\xBF\xBD", out);
		else
			fwrite(at, 1, n, out);
		at += n ? n : 1;
	}
}

static const char style[] =
	":root{color-scheme:light dark;--ink:#1d1f21;--faint:#5c6166;--rule:#dcdfe3;"
	"--page:#f6f7f8;--card:#fff;--warn:#8a4b00;--link:#005a9c}\n"
	"@media(prefers-color-scheme:dark){:root{--ink:#e4e6e8;--faint:#a2a8ae;--rule:#3a3e43;"
	"--page:#17191b;--card:#212427;--warn:#f0b060;--link:#7fbfff}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;background:var(--page);color:var(--ink);"
	"font:16px/1.5 system-ui,\"DejaVu Sans\",Helvetica,Arial,sans-serif}\n"
	"main{max-width:1040px;margin:0 auto;padding:24px 16px 64px}\n"
	"h1{font-size:1.6em;line-height:1.25;margin:.2em 0}\n"
	"h2{font-size:1.2em;margin:2.2em 0 .5em}\n"
	"p,ul,dl{margin:.5em 0;max-width:76ch}\n"
	"a{color:var(--link)}\n"
	".faint{color:var(--faint)}\n"
	".warn{color:var(--warn)}\n"
	".card{background:var(--card);border:1px solid var(--rule);border-radius:6px;"
	"padding:10px;overflow-x:auto}\n"
	".chart{background:#fff}\n"
	".chart svg{display:block;width:100%;min-width:620px;height:auto}\n"
	"figure{margin:0}\n"
	"figcaption{margin:.6em 0;max-width:76ch}\n"
	"table{border-collapse:collapse;font-size:.92em;font-variant-numeric:tabular-nums;"
	"width:100%}\n"
	"th,td{padding:.18em .7em;text-align:right;white-space:nowrap}\n"
	"th:first-child,td:first-child{text-align:left}\n"
	"td:first-child{position:sticky;left:0;background:var(--card)}\n"
	"td.say{text-align:left;white-space:normal;min-width:25em;color:var(--faint)}\n"
	"thead th,tbody.group th{border-bottom:1px solid var(--rule);font-weight:600}\n"
	"tbody.group th{padding-top:1.1em}\n"
	"tr.baseline td{color:var(--faint)}\n"
	"tr.failed td{color:var(--warn)}\n"
	"summary{cursor:pointer;margin:1em 0 .5em;color:var(--link)}\n"
	"dt{font-weight:600;margin-top:.5em}\n"
	"dd{margin:0 0 0 1.2em}\n"
	"pre{margin:0;font-size:.88em;white-space:pre-wrap;overflow-wrap:anywhere}\n"
	"@media print{:root{--ink:#000;--faint:#444;--rule:#bbb;--page:#fff;--card:#fff;"
	"--warn:#6b3a00;--link:#000}main{max-width:none;padding:0}"
	".card{overflow:visible;border:0;padding:0}.chart svg{min-width:0}"
	"figure,tbody,tr{break-inside:avoid}h2{break-after:avoid}body{font-size:11pt}"
	"table{font-size:8.5pt}th,td{padding:.1em .4em}}\n";

void html_head(FILE *out, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n<title>",
	      out);
	html_text(out, title);
	fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
}

void html_foot(FILE *out)
{
	fputs("</main>\n</body>\n</html>\n", out);
}

static char *whole_file(const char *path)
{
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!in)
		return NULL;
	errno = 0;
	if (getdelim(&text, &size, '\0', in) < 0) {
		free(text);
		text = NULL;
		errno = errno ? errno : EINVAL;
	}
	fclose(in);
	return text;
}

/* What begins an id or a reference to one, in either quote. */
static size_t id_begins(const char *at)
{
	static const char *const marks[] = { " id='", " id=\"", "href='#", "href=\"#",
					     "url(#", "url('#", "\tid='",  "\tid=\"" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (!strncmp(at, marks[i], strlen(marks[i])))
			return strlen(marks[i]);
	return 0;
}

int html_svg(FILE *out, const char *path, const char *name, const char *alt)
{
	char *text = whole_file(path);

	if (!text)
		return errno == ENOENT ? -ENOENT : fail("%s", path);
	const char *at = strstr(text, "<svg");

	if (!at) {
		free(text);
		errno = EINVAL;
		return fail("%s: not an SVG", path);
	}
	fputs("<svg role=\"img\" aria-label=\"", out);
	html_text(out, alt);
	fputc('"', out);
	for (at += strlen("<svg"); *at;) {
		/* Titles come up as words beside the pointer, and those of gnuplot are names of its own. */
		if (!strncmp(at, "<title>", strlen("<title>"))) {
			const char *end = strstr(at, "</title>");

			at = end ? end + strlen("</title>") : at + strlen(at);
			continue;
		}
		const size_t n = id_begins(at);

		fwrite(at, 1, n ? n : 1, out);
		at += n ? n : 1;
		if (n)
			fprintf(out, "%s-", name);
	}
	free(text);
	return 0;
}
