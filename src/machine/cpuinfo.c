/* SPDX-License-Identifier: MIT */
/* Facts of the processor, and of the hypervisor that may stand between it and us. */
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "machine/facts.h"
#include "machine/files.h"
#include "machine/model.h"

/* A processor of /proc/cpuinfo, as far as it was read. */
struct model {
	char name[128];
	unsigned implementer, part;
};

static bool among(unsigned pu, const unsigned *pus, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pus[i] == pu)
			return true;
	return false;
}

/* The name of a model, made short; "" where the file has neither a name nor a part. */
static void name_of(const struct model *model, char *name, size_t size)
{
	name[0] = '\0';
	if (model->name[0])
		model_shorten(model->name, name, size);
	else if (model->part)
		model_arm(model->implementer, model->part, name, size);
}

/* "KEY<blanks>: VALUE" of a line of cpuinfo; NULL: another key. */
static const char *value_of(const char *line, const char *key)
{
	const size_t length = strlen(key);
	const char *const colon = strchr(line, ':');

	if (!colon || strncmp(line, key, length) ||
	    strspn(line + length, " \t") != (size_t)(colon - line) - length)
		return NULL;
	return colon + 1 + strspn(colon + 1, " \t");
}

/* "model name" of x86, "cpu" of POWER, "uarch" of RISC-V; ARM has numbers only. */
static void read_line(struct model *model, const char *line)
{
	static const char *const names[] = { "model name", "cpu", "uarch" };
	const char *value;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = value_of(line, names[i]);
		if (value)
			snprintf(model->name, sizeof(model->name), "%.*s",
				 (int)strcspn(value, "\n"), value);
	}
	value = value_of(line, "CPU implementer");
	if (value)
		model->implementer = (unsigned)strtoul(value, NULL, 0);
	value = value_of(line, "CPU part");
	if (value)
		model->part = (unsigned)strtoul(value, NULL, 0);
}

/* The different models of the PUs asked about, in the kernel's order; of all, where the file numbers none of them. */
static void list_models(const unsigned *pus, size_t n, char *ours, size_t size)
{
	FILE *const in = files_open("/proc/cpuinfo");
	struct model model = { .name = "" };
	char line[4096], name[96], all[512] = "";
	unsigned pu = 0;

	ours[0] = '\0';
	while (in) {
		const bool more = fgets(line, sizeof(line), in) != NULL;
		const char *const number = more ? value_of(line, "processor") : NULL;

		if (number || !more) { /* the one before is complete */
			name_of(&model, name, sizeof(name));
			facts_join(all, sizeof(all), FACTS_SEVERAL, name);
			if (among(pu, pus, n))
				facts_join(ours, size, FACTS_SEVERAL, name);
			model = (struct model){ .name = "" };
			pu = number ? (unsigned)strtoul(number, NULL, 10) : 0;
		} else {
			read_line(&model, line);
		}
		if (!more)
			break;
	}
	if (in)
		fclose(in);
	if (!ours[0])
		snprintf(ours, size, "%s", all);
}

/* The hypervisor's own signature made readable, as it is where it is not known; "yes" where it has none. */
static void ask_hypervisor(struct host *host)
{
	snprintf(host->hypervisor, sizeof(host->hypervisor), "yes");
#if defined(__x86_64__)
	static const struct {
		const char *signature, *name;
	} known[] = {
		{ "KVMKVMKVM", "KVM" },	      { "TCGTCGTCGTCG", "QEMU" },
		{ "VMwareVMware", "VMware" }, { "Microsoft Hv", "Hyper-V" },
		{ "XenVMMXenVMM", "Xen" },
	};
	unsigned highest, word[3];
	char signature[sizeof(word) + 1] = "";

	if (!files_own()) /* the instruction knows of no made-up tree */
		return;
	__cpuid(0x40000000, highest, word[0], word[1], word[2]);
	(void)highest;
	memcpy(signature, word, sizeof(word));
	for (size_t i = 0; signature[i]; i++)
		if (!isprint((unsigned char)signature[i]))
			return;
	if (signature[0])
		snprintf(host->hypervisor, sizeof(host->hypervisor), "%s", signature);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(signature, known[i].signature))
			snprintf(host->hypervisor, sizeof(host->hypervisor), "%s", known[i].name);
#endif
}

/* Where the processor has no flag for it (ARM, POWER, s390): by what the kernel or the firmware says. */
static void find_hypervisor(struct host *host)
{
	static const struct {
		const char *word, *name;
	} makers[] = {
		{ "QEMU", "QEMU" },
		{ "KVM", "KVM" },
		{ "VMware", "VMware" },
		{ "VirtualBox", "VirtualBox" },
		{ "Virtual Machine", "yes" },
		{ "Parallels", "Parallels" },
		{ "Xen", "Xen" },
		{ "Google Compute", "KVM" },
	};
	char type[64], vendor[128], product[128];

	files_line("/sys/hypervisor/type", type, sizeof(type));
	files_line("/sys/class/dmi/id/sys_vendor", vendor, sizeof(vendor));
	files_line("/sys/class/dmi/id/product_name", product, sizeof(product));
	snprintf(host->hypervisor, sizeof(host->hypervisor), "%.30s", type);
	/* Amazon's whole machines carry the same vendor, and say so. */
	if (!host->hypervisor[0] && strstr(vendor, "Amazon EC2") && !strstr(product, ".metal"))
		snprintf(host->hypervisor, sizeof(host->hypervisor), "yes");
	for (size_t i = 0; !host->hypervisor[0] && i < sizeof(makers) / sizeof(makers[0]); i++)
		if (strstr(vendor, makers[i].word) || strstr(product, makers[i].word))
			snprintf(host->hypervisor, sizeof(host->hypervisor), "%s", makers[i].name);
}

int facts_of_cpu(struct host *host, unsigned usable, const unsigned *pus, size_t n)
{
	static const struct {
		const char *key, *name;
	} rest[] = {
		{ "cpu.name", "model name" },
		{ "cpu.family", "cpu family" },
		{ "cpu.model", "model" },
		{ "cpu.stepping", "stepping" },
		{ "cpu.microcode", "microcode" },
		{ "cpu.flags", "flags" },
		{ "cpu.implementer", "CPU implementer" },
		{ "cpu.part", "CPU part" },
		{ "cpu.variant", "CPU variant" },
		{ "cpu.revision", "CPU revision" },
		{ "cpu.features", "Features" },
	};
	char value[4096], models[512];
	int error = 0;

	list_models(pus, n, models, sizeof(models));
	snprintf(host->cpu, sizeof(host->cpu), "%.*s", models[0] ? (int)strcspn(models, ";") : 0,
		 models);
	if (!host->cpu[0])
		snprintf(host->cpu, sizeof(host->cpu), "unknown CPU");
	model_slug(host->cpu, usable, host->slug, sizeof(host->slug));
	for (size_t i = 0; !error && i < sizeof(rest) / sizeof(rest[0]); i++) {
		files_keyed("/proc/cpuinfo", rest[i].name, value, sizeof(value));
		if (!strcmp(rest[i].key, "cpu.flags") && strstr(value, " hypervisor"))
			ask_hypervisor(host);
		/* The first is the name, made short where the kernel gives none. */
		error = facts_add(host, rest[i].key, i || value[0] ? value : models);
	}
	if (!error)
		error = facts_add(host, "cpu.models", models);
	if (!strcmp(facts_value(host, "cpu.flags"), "absent"))
		find_hypervisor(host);
	return error ? error : facts_add(host, "hypervisor", host->hypervisor);
}
