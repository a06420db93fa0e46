/* SPDX-License-Identifier: MIT */
/* Marks on a copy of the topology, which lstopo then draws. */
#include "machine/draw.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/program.h"
#include "machine/hw.h"
#include "machine/topo.h"

#define TIME_LIMIT_MS 60000

/* Colours that the colour-blind tell apart (Okabe and Ito 2008). */
#define WORKER_STYLE "Background=#e69f00;Text=#000000"
#define HOME_STYLE "Background=#0072b2;Text=#ffffff"
#define LABEL_STYLE "Background=#ffffff;Text=#000000"

/* A copy, since the marks must not be in what is saved of the machine. *hw: to be destroyed by the caller, even where
 * this fails. */
static int copy(const struct topo *topo, hwloc_topology_t *hw)
{
	char *xml = NULL;
	int error = topo_xml(topo, &xml);

	if (error)
		return error;
	if (hwloc_topology_init(hw)) {
		*hw = NULL;
		error = fail("hwloc_topology_init");
	} else if (hwloc_topology_set_flags(*hw, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) ||
		   hwloc_topology_set_type_filter(*hw, HWLOC_OBJ_MISC,
						  HWLOC_TYPE_FILTER_KEEP_ALL) ||
		   hwloc_topology_set_xmlbuffer(*hw, xml, (int)strlen(xml) + 1) ||
		   hwloc_topology_load(*hw)) {
		error = fail("a copy of the topology");
	}
	free(xml);
	return error;
}

static int mark(hwloc_topology_t hw, hwloc_obj_t obj, const char *style, const char *label)
{
	hwloc_obj_t misc;

	errno = ENOENT; /* of one that is not there */
	if (!obj || hwloc_obj_add_info(obj, "lstopoStyle", style))
		return fail("a mark on the picture");
	misc = hwloc_topology_insert_misc_object(hw, obj, label);
	if (!misc || hwloc_obj_add_info(misc, "lstopoStyle", LABEL_STYLE))
		return fail("a mark on the picture");
	return 0;
}

/* "worker 3", or of several that share the PU "workers 3 7". Only at the first of them. */
static int mark_worker(hwloc_topology_t hw, const struct draw_marks *marks, size_t worker)
{
	const unsigned pu = marks->workers[worker];
	char label[64];
	size_t used, shared = 0;

	for (size_t i = 0; i < worker; i++)
		if (marks->workers[i] == pu)
			return 0;
	for (size_t i = worker + 1; i < marks->n; i++)
		shared += marks->workers[i] == pu;
	used = (size_t)snprintf(label, sizeof(label), "worker%s %zu", shared ? "s" : "", worker);
	for (size_t i = worker + 1; i < marks->n; i++)
		if (marks->workers[i] == pu && used + 8 < sizeof(label))
			used += (size_t)snprintf(label + used, sizeof(label) - used, " %zu", i);
	return mark(hw, hwloc_get_pu_obj_by_os_index(hw, pu), WORKER_STYLE, label);
}

/* A temporary file with the marked topology; the caller unlinks it. */
static int write_marked(const struct topo *topo, const struct draw_marks *marks, char *path,
			size_t size)
{
	const char *const folder = getenv("TMPDIR");
	hwloc_topology_t hw = NULL;
	int fd, error = copy(topo, &hw);

	for (size_t i = 0; !error && i < marks->n; i++)
		error = mark_worker(hw, marks, i);
	if (!error && marks->home != TOPO_NONE)
		error = mark(hw, hwloc_get_numanode_obj_by_os_index(hw, marks->home), HOME_STYLE,
			     "home of the counter");
	if (!error && snprintf(path, size, "%s/contend-XXXXXX",
			       folder && *folder ? folder : "/tmp") >= (int)size) {
		errno = ENAMETOOLONG;
		error = fail("TMPDIR");
	}
	if (error) {
		path[0] = '\0';
		goto out;
	}
	fd = mkstemp(path);
	if (fd < 0) {
		error = fail("%s", path);
		path[0] = '\0';
		goto out;
	}
	close(fd);
	if (hwloc_topology_export_xml(hw, path, 0))
		error = fail("%s", path);
out:
	if (hw)
		hwloc_topology_destroy(hw);
	return error;
}

/* lstopo-no-graphics is in every package of hwloc's programs, but draws no PNG. */
static int run_lstopo(const char *program, const char *xml, const char *caption, bool red,
		      const char *format, const char *picture)
{
	const char *arguments[20] = { program,
				      "--input",
				      xml,
				      "--input-format",
				      "xml",
				      "--disallowed",
				      "--no-factorize",
				      "--no-default-legend" };
	size_t n = 8;
	char said[1024] = "";

	if (caption) {
		arguments[n++] = "--append-legend";
		arguments[n++] = caption;
	}
	if (red) {
		arguments[n++] = "--append-legend";
		arguments[n++] = "red: not allowed here";
	}
	arguments[n++] = "--output-format";
	arguments[n++] = format;
	arguments[n++] = "--force";
	arguments[n++] = picture;
	const int status = program_run(arguments, NULL, TIME_LIMIT_MS, said, sizeof(said));

	if (!status || status == -ENOENT)
		return status;
	if (strstr(said, "not supported")) {
		misuse("no picture: this lstopo draws no %s (Debian: apt install hwloc, which has "
		       "graphics; or ask for .svg)",
		       format);
		return -ENOTSUP;
	}
	said[strcspn(said, "\n")] = '\0';
	if (status == -ETIMEDOUT) {
		misuse("no picture: %s killed after %d s", program, TIME_LIMIT_MS / 1000);
		return status;
	}
	errno = -status;
	if (status < 0)
		return fail("no picture: %s", program);
	misuse("no picture: %s: %s", program, said[0] ? said : "no reason given");
	return -EIO;
}

/* hwloc writes viewBox='0 0 800px 600px', whose units the SVG standard does not allow: librsvg and ImageMagick then show
 * nothing. Takes them out, in place. */
static void mend_view_box(char *svg)
{
	char *const box = strstr(svg, "viewBox='");
	char *const end = box ? strchr(box + strlen("viewBox='"), '\'') : NULL;
	char *to = box;

	if (!end)
		return;
	for (const char *from = box; *from; from++) {
		if (from < end && isdigit((unsigned char)from[0]) && !strncmp(from + 1, "px", 2)) {
			*to++ = *from;
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/* All of a file as a string, the caller's to free(); NULL having said why. */
static char *read_all(const char *path)
{
	FILE *const in = fopen(path, "re");
	struct stat status;
	char *text = NULL;

	if (in && !fstat(fileno(in), &status)) {
		text = malloc((size_t)status.st_size + 1);
		if (text)
			text[fread(text, 1, (size_t)status.st_size, in)] = '\0';
	}
	if (!text)
		fail("%s", path);
	if (in)
		fclose(in);
	return text;
}

static int mend_svg(const char *path)
{
	char *const svg = read_all(path);
	FILE *out;
	int error = 0;

	if (!svg)
		return -EIO;
	mend_view_box(svg);
	out = strstr(svg, "<svg") ? fopen(path, "we") : NULL;
	if (!out) {
		misuse("no picture: lstopo wrote no SVG");
		error = -EIO;
	} else {
		fputs(svg, out);
		if (fclose(out))
			error = fail("%s", path);
	}
	free(svg);
	return error;
}

static bool some_disallowed(const struct topo *topo)
{
	return !hwloc_bitmap_isincluded(hwloc_topology_get_topology_cpuset(topo->hw),
					hwloc_topology_get_allowed_cpuset(topo->hw));
}

/* The picture in a file of its own, beside the one that it will be. */
static int draw(const struct topo *topo, const struct draw_marks *marks, bool png,
		const char *picture)
{
	static const char *const programs[] = { "lstopo-no-graphics", "lstopo" };
	char xml[512] = "";
	int error = write_marked(topo, marks, xml, sizeof(xml));

	if (!error) {
		error = -ENOENT;
		for (size_t i = png; error == -ENOENT && i < 2; i++)
			error = run_lstopo(programs[i], xml, marks->caption, some_disallowed(topo),
					   png ? "png" : "nativesvg", picture);
		if (error == -ENOENT)
			misuse("no picture: lstopo is not installed (Debian: apt install %s)",
			       png ? "hwloc" : "hwloc-nox");
	}
	if (xml[0])
		unlink(xml);
	return !error && !png ? mend_svg(picture) : error;
}

int draw_picture(const struct topo *topo, const struct draw_marks *marks, const char *file)
{
	const char *const ending = strrchr(file, '.');
	const bool png = ending && !strcmp(ending, ".png");
	char *picture = NULL;
	const mode_t mask = umask(0);
	int fd, error;

	umask(mask);
	if (!png && !(ending && !strcmp(ending, ".svg")))
		return misuse("%s: a picture's name ends in .svg or .png", file);
	if (asprintf(&picture, "%s.XXXXXX", file) < 0)
		return fail("%s", file);
	fd = mkstemp(picture);
	if (fd < 0) {
		error = fail("%s", file);
		free(picture);
		return error;
	}
	fchmod(fd, 0666 & ~mask);
	close(fd);
	error = draw(topo, marks, png, picture);
	if (!error && rename(picture, file))
		error = fail("%s", file);
	if (error)
		unlink(picture);
	free(picture);
	return error;
}
