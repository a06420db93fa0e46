/* SPDX-License-Identifier: MIT */
/* A look at the host, and its writing down. */
#include "machine/host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "machine/facts.h"
#include "machine/hw.h"
#include "machine/model.h"
#include "machine/topo.h"

/* Not nodename, which is the host's. */
static int observe_kernel(struct host *host)
{
	struct utsname name;
	char value[5 * sizeof(name.release)];

	if (uname(&name))
		return -errno;
	snprintf(host->kernel, sizeof(host->kernel), "%.20s %.*s", name.sysname,
		 (int)strcspn(name.release, "-"), name.release);
	snprintf(value, sizeof(value), "%s %s %s %s", name.sysname, name.release, name.version,
		 name.machine);
	return facts_add(host, "kernel.version", value);
}

static int observe(struct host *host, const struct topo *topo, const unsigned *pus, size_t n)
{
	unsigned usable;
	int error;

	topo_pus(topo, &usable);
	error = facts_of_cpu(host, usable, pus, n);
	if (!error)
		error = observe_kernel(host);
	if (!error)
		error = facts_of_files(host, pus, n);
	if (!error)
		error = facts_of_memory(host);
	if (!error)
		error = facts_of_quota(host);
	if (!error)
		error = facts_of_counts(host, pus, n);
	if (!error)
		error = facts_of_process(host, topo);
	return error ? error : facts_of_hwloc(host, topo);
}

int host_observe(struct host *host, const struct topo *topo, const unsigned *pus, size_t n)
{
	struct timespec now;
	int error;

	memset(host, 0, sizeof(*host));
	clock_gettime(CLOCK_MONOTONIC, &now);
	host->taken_at = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
	error = observe(host, topo, pus, n);
	if (error)
		host_free(host);
	return error;
}

void host_free(struct host *host)
{
	for (size_t i = 0; i < host->n; i++) {
		free(host->facts[i].key);
		free(host->facts[i].value);
	}
	free(host->facts);
	free(host->pus);
	memset(host, 0, sizeof(*host));
}

void host_processor(const struct topo *topo, char *cpu, char *hypervisor)
{
	struct host host = { .n = 0 };
	hwloc_obj_t package = hwloc_get_obj_by_type(topo->hw, HWLOC_OBJ_PACKAGE, 0);
	const char *model = package ? hwloc_obj_get_info_by_name(package, "CPUModel") : NULL;

	cpu[0] = hypervisor[0] = '\0';
	if (topo_live(topo)) {
		if (!facts_of_cpu(&host, topo->n, NULL, 0))
			snprintf(cpu, HOST_NAME, "%s", host.cpu);
		snprintf(hypervisor, HOST_NAME, "%s", host.hypervisor);
		host_free(&host);
		return;
	}
	if (!model)
		model = hw_info(topo->hw, "CPUModel");
	if (model)
		model_shorten(model, cpu, HOST_NAME);
}

int host_note(struct host *host, const char *key, const char *value)
{
	for (size_t i = 0; i < host->n; i++) {
		if (strcmp(host->facts[i].key, key))
			continue;
		char *const copy = strdup(value);

		if (!copy)
			return -ENOMEM;
		free(host->facts[i].value);
		host->facts[i].value = copy;
		return 0;
	}
	return facts_add(host, key, value);
}

int host_write(FILE *out, const struct host *before, const struct host *after)
{
	for (size_t i = 0; i < before->n; i++) {
		const char *const key = before->facts[i].key, *const value = before->facts[i].value;
		const char *const later = facts_find(after, key);

		if (later && strcmp(value, later))
			fprintf(out, "%s: %s -> %s\n", key, value, later);
		else
			fprintf(out, "%s: %s\n", key, value);
	}
	/* What only the run could tell. */
	for (size_t i = 0; after && i < after->n; i++)
		if (!facts_find(before, after->facts[i].key))
			fprintf(out, "%s: %s\n", after->facts[i].key, after->facts[i].value);
	return ferror(out) ? -EIO : 0;
}
