/* SPDX-License-Identifier: MIT */
/* Pictures of machines: what is handed to lstopo, what is made of its picture, and what is left where it fails. A program of
 * ours stands in for lstopo, and lstopo itself draws once where it is installed. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/draw.h"
#include "machine/topo.h"
#include "tests/said.h"

#include <cmocka.h>

#define MACHINE "pack:2 [numa] core:2 pu:2(indexes=4*1:2*4)"

static char folder[] = "/tmp/contend-draw-XXXXXX";
static char picture[64], own_path[1024];
static struct topo *topo;

/* A program in the one folder that PATH then has, with the usual ones behind it. */
static void stand_in(const char *name, const char *script)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/bin/%s", folder, name);
	FILE *const out = fopen(path, "w");

	assert_non_null(out);
	fprintf(out, "#!/bin/sh\n%s\n", script);
	fclose(out);
	assert_int_equal(chmod(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/bin:/usr/bin:/bin", folder);
	assert_int_equal(setenv("PATH", path, 1), 0);
}

static char *contents(const char *leaf)
{
	char path[128], *text = NULL;
	size_t size = 0;

	snprintf(path, sizeof(path), "%s/%s", folder, leaf);
	FILE *const in = fopen(path, "r");

	if (!in)
		return NULL;
	if (getdelim(&text, &size, '\0', in) < 0)
		text[0] = '\0';
	fclose(in);
	return text;
}

/* The folder holds bin/, tmp/ which is empty, and these files, each followed by a blank. */
static void expect_files(const char *wanted)
{
	char command[256], text[256] = "";

	snprintf(command, sizeof(command), "cd %s && ls tmp && ls -p | grep -v / | tr '\\n' ' '",
		 folder);
	FILE *const in = popen(command, "r");

	assert_non_null(in);
	text[fread(text, 1, sizeof(text) - 1, in)] = '\0';
	pclose(in);
	assert_string_equal(text, wanted);
}

/* What the program that stands in has kept. */
static void forget(void)
{
	static const char *const leaves[] = { "arguments", "marked" };

	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		char path[128];

		snprintf(path, sizeof(path), "%s/%s", folder, leaves[i]);
		assert_int_equal(unlink(path), 0);
	}
}

static void put_old_picture(void)
{
	FILE *const out = fopen(picture, "w");

	assert_non_null(out);
	fputs("old", out);
	fclose(out);
}

/* One line, and no more, with this in it. */
static void expect_line(const char *said_text, const char *words)
{
	assert_non_null(strstr(said_text, words));
	assert_ptr_equal(strchr(said_text, '\n'), said_text + strlen(said_text) - 1);
}

/* The last two arguments of lstopo are --force and the picture; its input is after --input. */
#define KEEP_ALL                                                                                   \
	"d=$(dirname \"$0\")/..; printf '%s\\n' \"$@\" >$d/arguments; "                            \
	"while [ $# -gt 1 ]; do [ \"$1\" != --input ] || cat \"$2\" >$d/marked; shift; done; "     \
	"echo \"<svg width='80px' viewBox='0 0 80px 1200px' id='7px'><t x='5px'/></svg>\" >\"$1\""

static void marks_are_handed_over_and_the_picture_mended(void **state)
{
	static const unsigned workers[] = { 0, 5, 0 };
	const struct draw_marks marks = {
		.workers = workers, .n = 3, .home = 1, .caption = "3 workers, as 'you' <see>"
	};
	char *before = NULL, *after = NULL;

	(void)state;
	stand_in("lstopo-no-graphics", KEEP_ALL);
	assert_int_equal(topo_xml(topo, &before), 0);
	assert_int_equal(draw_picture(topo, &marks, picture), 0);
	assert_int_equal(topo_xml(topo, &after), 0);
	assert_string_equal(before, after);
	free(before);
	free(after);
	expect_files("arguments marked picture.svg ");

	char *const svg = contents("picture.svg");

	assert_string_equal(svg, "<svg width='80px' viewBox='0 0 80 1200' id='7px'><t "
				 "x='5px'/></svg>\n");
	free(svg);
	char *const arguments = contents("arguments");

	assert_non_null(strstr(arguments, "\n--no-factorize\n"));
	assert_non_null(strstr(arguments, "\n--append-legend\n3 workers, as 'you' <see>\n"));
	assert_null(strstr(arguments, "red"));
	free(arguments);
	char *const marked = contents("marked");
	unsigned styles = 0;

	for (const char *at = marked; (at = strstr(at, "lstopoStyle")) != NULL; at++)
		styles++;
	/* Two PUs, a node, and a label for each. */
	assert_int_equal(styles, 6);
	assert_non_null(strstr(marked, "name=\"workers 0 2\""));
	assert_non_null(strstr(marked, "name=\"worker 1\""));
	assert_null(strstr(marked, "name=\"worker 2\""));
	assert_non_null(strstr(marked, "name=\"home of the counter\""));
	free(marked);
	forget();
	unlink(picture);
}

static void what_is_not_allowed_is_explained(void **state)
{
	const struct draw_marks none = { .home = TOPO_NONE };
	struct topo *small = NULL;

	(void)state;
	stand_in("lstopo-no-graphics", KEEP_ALL);
	assert_int_equal(topo_load(&small, MACHINE), 0);
	assert_int_equal(topo_restrict(small, "0-3"), 0);
	assert_int_equal(draw_picture(small, &none, picture), 0);
	topo_free(small);
	char *const arguments = contents("arguments"), *const marked = contents("marked");

	assert_non_null(strstr(arguments, "\n--append-legend\nred: not allowed here\n"));
	assert_null(strstr(marked, "lstopoStyle"));
	free(arguments);
	free(marked);
	forget();
	unlink(picture);
}

static void without_lstopo_one_line_says_what_to_install(void **state)
{
	const struct draw_marks none = { .home = TOPO_NONE };
	char png[80];

	(void)state;
	snprintf(png, sizeof(png), "%s/picture.png", folder);
	assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
	put_old_picture();
	said_begin();
	int error = draw_picture(topo, &none, picture);

	expect_line(said_end(), "apt install hwloc-nox");
	assert_int_equal(error, -ENOENT);
	said_begin();
	error = draw_picture(topo, &none, png);
	expect_line(said_end(), "apt install hwloc)");
	assert_int_equal(error, -ENOENT);
	assert_int_equal(setenv("PATH", own_path, 1), 0);
	expect_files("picture.svg ");
	char *const svg = contents("picture.svg");

	assert_string_equal(svg, "old");
	free(svg);
}

static void nothing_half_drawn_is_left(void **state)
{
	static const struct {
		const char *script, *words;
		int error;
	} cases[] = {
		{ "echo half >\"$(eval echo \\${$#})\"; echo broken >&2; echo more >&2; exit 3",
		  "lstopo-no-graphics: broken\n", -EIO },
		{ "echo half >\"$(eval echo \\${$#})\"; exit 0", "wrote no SVG", -EIO },
		{ "kill -KILL $$", "lstopo-no-graphics: Operation canceled", -ECANCELED },
		{ "exit 1", "no reason given", -EIO },
	};
	const struct draw_marks none = { .home = TOPO_NONE };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stand_in("lstopo-no-graphics", cases[i].script);
		put_old_picture();
		said_begin();
		const int error = draw_picture(topo, &none, picture);

		expect_line(said_end(), cases[i].words);
		assert_int_equal(error, cases[i].error);
		expect_files("picture.svg ");
		char *const svg = contents("picture.svg");

		assert_string_equal(svg, "old");
		free(svg);
	}
}

static void png_needs_the_graphical_lstopo(void **state)
{
	const struct draw_marks none = { .home = TOPO_NONE };
	char png[80];

	(void)state;
	snprintf(png, sizeof(png), "%s/picture.png", folder);
	unlink(picture);
	stand_in("lstopo", "echo 'file format not supported' >&2; exit 1");
	said_begin();
	assert_int_equal(draw_picture(topo, &none, png), -ENOTSUP);
	expect_line(said_end(), "this lstopo draws no png");
	expect_files("");
	stand_in("lstopo", KEEP_ALL);
	assert_int_equal(draw_picture(topo, &none, png), 0);
	/* Nothing in a PNG is ours to mend. */
	char *const text = contents("picture.png");

	assert_non_null(strstr(text, "80px 1200px"));
	free(text);
	unlink(png);
	forget();
}

static void other_endings_are_refused(void **state)
{
	const struct draw_marks none = { .home = TOPO_NONE };
	static const char *const names[] = { "picture", "picture.txt", "a.svg/", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		said_begin();
		assert_int_equal(draw_picture(topo, &none, names[i]), -EINVAL);
		expect_line(said_end(), "ends in .svg or .png");
	}
	said_begin();
	assert_int_equal(draw_picture(topo, &none, "/nonexistent/a.svg"), -ENOENT);
	expect_line(said_end(), "/nonexistent/a.svg: No such file");
}

static void lstopo_shows_the_marks(void **state)
{
	static const unsigned workers[] = { 0, 4, 5 };
	const struct draw_marks marks = {
		.workers = workers, .n = 3, .home = 1, .caption = "three of them"
	};

	(void)state;
	assert_int_equal(setenv("PATH", own_path, 1), 0);
	said_begin();
	const int error = draw_picture(topo, &marks, picture);
	const char *const words = said_end();

	if (error == -ENOENT) {
		print_message("lstopo is not installed\n");
		skip();
	}
	assert_string_equal(words, "");
	char *const svg = contents("picture.svg");

	assert_non_null(strstr(svg, ">worker 0<"));
	assert_non_null(strstr(svg, ">worker 2<"));
	assert_non_null(strstr(svg, ">home of the counter<"));
	assert_non_null(strstr(svg, ">three of them<"));
	assert_non_null(strstr(svg, "rgb(230,159,0)"));
	assert_non_null(strstr(svg, "rgb(0,114,178)"));
	/* No unit in the view box, which is what some programs show nothing for. */
	const char *const box = strstr(svg, "viewBox='");

	assert_non_null(box);
	assert_true(strcspn(box, "p") > strcspn(box + strlen("viewBox='"), "'"));
	free(svg);
	expect_files("picture.svg ");
	unlink(picture);
}

static int open_folder(void **state)
{
	char path[80];

	(void)state;
	snprintf(own_path, sizeof(own_path), "%s", getenv("PATH") ? getenv("PATH") : "/usr/bin");
	if (!mkdtemp(folder))
		return -1;
	snprintf(picture, sizeof(picture), "%s/picture.svg", folder);
	snprintf(path, sizeof(path), "%s/bin", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/tmp", folder);
	mkdir(path, 0700);
	setenv("TMPDIR", path, 1);
	return topo_load(&topo, MACHINE);
}

static int close_folder(void **state)
{
	char command[80];

	(void)state;
	topo_free(topo);
	setenv("PATH", own_path, 1);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_are_handed_over_and_the_picture_mended),
		cmocka_unit_test(what_is_not_allowed_is_explained),
		cmocka_unit_test(without_lstopo_one_line_says_what_to_install),
		cmocka_unit_test(nothing_half_drawn_is_left),
		cmocka_unit_test(png_needs_the_graphical_lstopo),
		cmocka_unit_test(other_endings_are_refused),
		cmocka_unit_test(lstopo_shows_the_marks),
	};

	return cmocka_run_group_tests(tests, open_folder, close_folder);
}
