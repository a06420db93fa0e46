/* SPDX-License-Identifier: MIT */
/* Differences between topologies, by hwloc_topology_diff_build() on copies without what is not hardware. */
#include "machine/same.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/host.h"
#include "machine/hw.h"
#include "machine/topo.h"

/* Infos that change with the software on one and the same machine. */
static const char *const software[] = {
	"OSName", "OSRelease", "OSVersion", "Architecture", "hwlocVersion", "Backend",
};
#define SOFTWARE (sizeof(software) / sizeof(software[0]))

/* What kernels take for themselves of a node differs. */
#define MEMORY_TOLERANCE 0.02

/* Takes the lines of those infos out of an XML text, in place: where their number differs, hwloc compares no further. */
static void drop_software(char *xml)
{
	char *to = xml;

	for (char *line = xml, *next; *line; line = next) {
		char *const end = strchrnul(line, '\n');
		bool drop = false;

		next = end + (*end == '\n');
		for (size_t i = 0; i < SOFTWARE; i++) {
			char tag[64];
			const int length =
				snprintf(tag, sizeof(tag), "<info name=\"%s\"", software[i]);

			drop |= memmem(line, (size_t)(end - line), tag, (size_t)length) != NULL;
		}
		if (drop)
			continue;
		memmove(to, line, (size_t)(next - line));
		to += next - line;
	}
	*to = '\0';
}

/* The hardware alone, all of it allowed. NULL having said why. */
static hwloc_topology_t hardware(const struct topo *topo)
{
	hwloc_topology_t hw = NULL;
	char *xml = NULL;

	if (topo_xml(topo, &xml))
		return NULL;
	drop_software(xml);
	if (hwloc_topology_init(&hw)) {
		hw = NULL;
	} else if (hwloc_topology_set_flags(hw, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) ||
		   hwloc_topology_set_xmlbuffer(hw, xml, (int)strlen(xml) + 1) ||
		   hwloc_topology_load(hw) ||
		   hwloc_topology_allow(hw, NULL, NULL, HWLOC_ALLOW_FLAG_ALL)) {
		hwloc_topology_destroy(hw);
		hw = NULL;
	}
	free(xml);
	if (!hw)
		fail("a copy of the topology");
	return hw;
}

static const char *or_absent(const char *text)
{
	return text && text[0] ? text : "absent";
}

/* "NUMANode 1" of the place that a difference names. */
static void print_place(FILE *out, hwloc_topology_t hw, int depth, unsigned index)
{
	const hwloc_obj_t obj = hwloc_get_obj_by_depth(hw, depth, index);

	if (!obj || obj->type == HWLOC_OBJ_MACHINE)
		fputs("  machine", out);
	else
		fprintf(out, "  %s %u", hwloc_obj_type_string(obj->type),
			obj->os_index == HWLOC_UNKNOWN_INDEX ? obj->logical_index : obj->os_index);
}

/* One difference. True: it makes another machine of it. */
static bool print_attribute(FILE *out, hwloc_topology_t hw,
			    const struct hwloc_topology_diff_obj_attr_s *attribute)
{
	const union hwloc_topology_diff_obj_attr_u *const change = &attribute->diff;
	double old, new;

	print_place(out, hw, attribute->obj_depth, attribute->obj_index);
	switch (change->generic.type) {
	case HWLOC_TOPOLOGY_DIFF_OBJ_ATTR_SIZE:
		old = (double)change->uint64.oldvalue;
		new = (double)change->uint64.newvalue;
		fprintf(out, ": memory %.0f MiB | %.0f MiB\n", old / 1048576, new / 1048576);
		return old > new *(1 + MEMORY_TOLERANCE) || new > old *(1 + MEMORY_TOLERANCE);
	case HWLOC_TOPOLOGY_DIFF_OBJ_ATTR_NAME:
	case HWLOC_TOPOLOGY_DIFF_OBJ_ATTR_INFO:
		fprintf(out, ": %s %s | %s\n",
			change->generic.type == HWLOC_TOPOLOGY_DIFF_OBJ_ATTR_NAME
				? "name"
				: or_absent(change->string.name),
			or_absent(change->string.oldvalue), or_absent(change->string.newvalue));
		return true;
	default:
		fputs(": an attribute\n", out);
		return true;
	}
}

static void print_pair(FILE *out, const char *what, const char *a, const char *b)
{
	if (strcmp(a, b))
		fprintf(out, "  %s: %s | %s\n", what, a, b);
}

/* Where the two have other objects: what each looks like as a whole. */
static void print_shapes(FILE *out, const struct topo *a, const struct topo *b)
{
	char cpu_a[HOST_NAME], cpu_b[HOST_NAME], spare[HOST_NAME], shape_a[512], shape_b[512];

	host_processor(a, cpu_a, spare);
	host_processor(b, cpu_b, spare);
	print_pair(out, "processor", or_absent(cpu_a), or_absent(cpu_b));
	topo_fingerprint(a, shape_a, sizeof(shape_a));
	topo_fingerprint(b, shape_b, sizeof(shape_b));
	if (strcmp(shape_a, shape_b))
		fprintf(out, "  shape: %s\n       | %s\n", shape_a, shape_b);
	/* What one version calls a group another calls a die. */
	print_pair(out, "seen by hwloc", or_absent(hw_info(a->hw, "hwlocVersion")),
		   or_absent(hw_info(b->hw, "hwlocVersion")));
}

/* Kinds of cores, which hwloc does not compare. */
static bool same_kinds(hwloc_topology_t a, hwloc_topology_t b)
{
	const int n = hwloc_cpukinds_get_nr(a, 0);
	hwloc_bitmap_t of_a = hwloc_bitmap_alloc(), of_b = hwloc_bitmap_alloc();
	bool same = of_a && of_b && n == hwloc_cpukinds_get_nr(b, 0);

	for (int kind = 0; same && kind < n; kind++) {
#if HWLOC_API_VERSION >= 0x00030000
		same = !hwloc_cpukinds_get_info(a, (unsigned)kind, of_a, NULL, NULL, 0) &&
		       !hwloc_cpukinds_get_info(b, (unsigned)kind, of_b, NULL, NULL, 0);
#else
		same = !hwloc_cpukinds_get_info(a, (unsigned)kind, of_a, NULL, NULL, NULL, 0) &&
		       !hwloc_cpukinds_get_info(b, (unsigned)kind, of_b, NULL, NULL, NULL, 0);
#endif
		same = same && hwloc_bitmap_isequal(of_a, of_b);
	}
	hwloc_bitmap_free(of_a);
	hwloc_bitmap_free(of_b);
	return same;
}

/* Prints the differences of the hardware. 1: none that counts; 0; -errno. */
static int compare(const struct topo *a, const struct topo *b, FILE *out)
{
	hwloc_topology_t hw_a = hardware(a), hw_b = hw_a ? hardware(b) : NULL;
	hwloc_topology_diff_t diff = NULL;
	bool same = true;
	int built = -1;

	if (hw_a && hw_b)
		built = hwloc_topology_diff_build(hw_a, hw_b, 0, &diff);
	if (hw_a && hw_b && built < 0)
		fail("hwloc_topology_diff_build");
	for (hwloc_topology_diff_t at = diff; built >= 0 && at; at = at->generic.next) {
		if (at->generic.type == HWLOC_TOPOLOGY_DIFF_OBJ_ATTR) {
			same &= !print_attribute(out, hw_a, &at->obj_attr);
			continue;
		}
		print_place(out, hw_a, at->too_complex.obj_depth, at->too_complex.obj_index);
		fputs(": the first that differs in its parts or attributes\n", out);
	}
	if (built >= 0 && !same_kinds(hw_a, hw_b)) {
		fputs("  kinds of cores: other ones\n", out);
		same = false;
	}
	if (built == 1) {
		print_shapes(out, a, b);
		same = false;
	}
	if (diff)
		hwloc_topology_diff_destroy(diff);
	if (hw_a)
		hwloc_topology_destroy(hw_a);
	if (hw_b)
		hwloc_topology_destroy(hw_b);
	return built < 0 ? -EIO : same;
}

/* What differs, and is no part of the machine. */
static void print_software(FILE *out, const struct topo *a, const struct topo *b)
{
	char *allowed_a = NULL, *allowed_b = NULL;

	for (size_t i = 0; i < SOFTWARE; i++)
		print_pair(out, software[i], or_absent(hw_info(a->hw, software[i])),
			   or_absent(hw_info(b->hw, software[i])));
	hwloc_bitmap_list_asprintf(&allowed_a, hwloc_topology_get_allowed_cpuset(a->hw));
	hwloc_bitmap_list_asprintf(&allowed_b, hwloc_topology_get_allowed_cpuset(b->hw));
	if (allowed_a && allowed_b)
		print_pair(out, "CPUs allowed", allowed_a, allowed_b);
	free(allowed_a);
	free(allowed_b);
}

int same_machine(const struct topo *a, const struct topo *b, FILE *out)
{
	char *text = NULL;
	size_t size = 0;
	FILE *const lines = open_memstream(&text, &size);
	int same;

	if (!lines)
		return fail("memory for a comparison");
	same = compare(a, b, lines);
	if (same == 1)
		print_software(lines, a, b);
	if (fclose(lines))
		same = -ENOMEM;
	if (same >= 0)
		fprintf(out, "%s%s\n%s", same ? "same machine" : "different machines",
			size ? ": A | B" : "", text);
	free(text);
	return same;
}
