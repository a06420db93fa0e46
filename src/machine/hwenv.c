/* SPDX-License-Identifier: MIT */
/* Judgement of hwloc's environment variables (hwloc's manual, "Environment Variables"). */
#include "machine/hwenv.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* Each makes hwloc describe another machine, or other rights on it, than the one we run on. */
static const char *const replacing[] = {
	"HWLOC_XMLFILE",
	"HWLOC_SYNTHETIC",
	"HWLOC_THISSYSTEM",
	"HWLOC_FSROOT",
	"HWLOC_CPUID_PATH",
	"HWLOC_DUMPED_HWDATA_DIR",
	"HWLOC_ALLOW",
	"HWLOC_THISSYSTEM_ALLOWED_RESOURCES",
	"HWLOC_PLUGINS_BLACKLIST",
	"HWLOC_PLUGINS_PATH",
};

/* Those that end in _ stand for all that begin so. */
static const char *const shaping[] = {
	"HWLOC_GROUPING",
	"HWLOC_GROUPING_",
	"HWLOC_USE_NUMA_DISTANCES",
	"HWLOC_CPUKINDS_",
	"HWLOC_KNL_",
	"HWLOC_DONT_MERGE_CLUSTER_GROUPS",
	"HWLOC_KEEP_NVIDIA_GPU_NUMA_NODES",
	"HWLOC_DEBUG_",
};

/* Discovery of devices: common on clusters to leave out, and nothing to us. */
static const char *const devices[] = { "gl", "opencl", "cuda", "nvml", "rsmi", "levelzero", "pci" };

static bool only_drops_devices(const char *components)
{
	while (*components) {
		size_t length = strcspn(components, ",");
		bool device = false;

		for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
			device |= length == strlen(devices[i]) + 1 && components[0] == '-' &&
				  strncmp(components + 1, devices[i], length - 1) == 0;
		if (!device)
			return false;
		components += length;
		if (*components)
			components++;
	}
	return true;
}

int hwenv_check(void)
{
	const char *components = getenv("HWLOC_COMPONENTS");

	for (size_t i = 0; i < sizeof(replacing) / sizeof(*replacing); i++)
		if (getenv(replacing[i]))
			return misuse("%s is set: hwloc would describe another machine than "
				      "this one; unset it",
				      replacing[i]);
	if (components && !only_drops_devices(components))
		return misuse("HWLOC_COMPONENTS=%s changes how hwloc discovers this machine; "
			      "unset it (leaving out devices, such as -opencl, is fine)",
			      components);
	return 0;
}

bool hwenv_shapes(const char *name)
{
	for (size_t i = 0; i < sizeof(shaping) / sizeof(*shaping); i++) {
		size_t length = strlen(shaping[i]);

		if (shaping[i][length - 1] == '_' ? strncmp(name, shaping[i], length) == 0
						  : strcmp(name, shaping[i]) == 0)
			return true;
	}
	return false;
}
