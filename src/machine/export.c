/* SPDX-License-Identifier: MIT */
/* What a topology leaves in the results: its XML without names of hosts and users, and one line of its shape. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/hw.h"
#include "machine/topo.h"

#if HWLOC_API_VERSION >= 0x00030000
#define EXPORT_FLAGS HWLOC_TOPOLOGY_EXPORT_XML_FLAG_V2
#else
#define EXPORT_FLAGS 0
#endif

/* Of an InfiniBand port: Port1LID, Port2GID0. */
static bool names_port(const char *name)
{
	if (strncmp(name, "Port", 4) != 0 || !isdigit((unsigned char)name[4]))
		return false;
	for (name += 4; isdigit((unsigned char)*name); name++)
		;
	return strncmp(name, "GID", 3) == 0 || strcmp(name, "LID") == 0 || strcmp(name, "LMC") == 0;
}

/* Names of infos that tell the host, its owner, or a piece of hardware from all others of its make. */
static bool names_someone(const char *name)
{
	static const char *const whole[] = { "HostName", "ProcessName", "LinuxCgroup",
					     "Address",	 "NodeGUID",	"SysImageGUID" };
	static const char *const inside[] = { "Serial", "UUID", "AssetTag" };

	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		if (strcmp(name, whole[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
		if (strstr(name, inside[i]))
			return true;
	return names_port(name);
}

/* hwloc writes each info on a line of its own. */
static bool keep_line(const char *line, size_t length)
{
	static const char tag[] = "<info name=\"";
	char name[64];
	const char *start = memmem(line, length, tag, sizeof(tag) - 1);
	size_t n = 0;

	if (!start)
		return true;
	for (start += sizeof(tag) - 1; start < line + length && *start != '"'; start++)
		if (n + 1 < sizeof(name))
			name[n++] = *start;
	name[n] = '\0';
	return !names_someone(name);
}

int topo_xml(const struct topo *topo, char **xml)
{
	char *buffer, *clean;
	size_t used = 0;
	int length;

	/* Before hwloc 3 infos cannot be removed by its own functions, so lines are left out. */
	if (hwloc_topology_export_xmlbuffer(topo->hw, &buffer, &length, EXPORT_FLAGS))
		return fail("hwloc_topology_export_xmlbuffer");
	clean = malloc((size_t)length + 1);
	if (!clean) {
		hwloc_free_xmlbuffer(topo->hw, buffer);
		return fail("memory for the topology's XML");
	}
	for (const char *line = buffer; *line;) {
		const char *end = strchrnul(line, '\n');
		size_t size = (size_t)(end - line) + (*end == '\n');

		if (keep_line(line, size)) {
			memcpy(clean + used, line, size);
			used += size;
		}
		line += size;
	}
	clean[used] = '\0';
	hwloc_free_xmlbuffer(topo->hw, buffer);
	*xml = clean;
	return 0;
}

/* By depth and not by type: a type may lie at several depths. */
static void count_objects(hwloc_topology_t hw, char *line, size_t size)
{
	size_t used = (size_t)snprintf(line, size, "asymmetric: NUMANode:%d",
				       hwloc_get_nbobjs_by_depth(hw, HWLOC_TYPE_DEPTH_NUMANODE));

	for (int depth = 1; depth < hwloc_topology_get_depth(hw) && used < size; depth++) {
		char type[32];

		hwloc_obj_type_snprintf(type, sizeof(type), hwloc_get_obj_by_depth(hw, depth, 0),
					0);
		used += (size_t)snprintf(line + used, size - used, " %s:%u", type,
					 hwloc_get_nbobjs_by_depth(hw, depth));
	}
}

void topo_fingerprint(const struct topo *topo, char *line, size_t size)
{
	int length = hwloc_topology_export_synthetic(topo->hw, line, size,
						     HWLOC_TOPOLOGY_EXPORT_SYNTHETIC_FLAG_NO_ATTRS);

	if (length < 0)
		count_objects(topo->hw, line, size);
}

void topo_hwloc_version(char *text, size_t size)
{
	unsigned version = hwloc_get_api_version();
	hwloc_topology_t hw;
	const char *name;

	/* The API's version lags behind the library's, which only a topology tells. */
	if (hwloc_topology_init(&hw) == 0) {
		hwloc_topology_set_synthetic(hw, "pu:1");
		name = hwloc_topology_load(hw) == 0 ? hw_info(hw, "hwlocVersion") : NULL;
		snprintf(text, size, "%s", name ? name : "");
		hwloc_topology_destroy(hw);
		if (name)
			return;
	}
	snprintf(text, size, "%u.%u.%u", version >> 16, version >> 8 & 0xff, version & 0xff);
}
