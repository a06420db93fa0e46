/* SPDX-License-Identifier: MIT */
/* The facts that may differ between hosts, each as a text that can be set beside another's. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/machine_facts.h"
#include "report/machines.h"

#define UNKNOWN "not recorded"

static void put(char *text, size_t size, const char *value)
{
	snprintf(text, size, "%s", value ? value : UNKNOWN);
}

static void count(char *text, size_t size, double n)
{
	if (isnan(n))
		put(text, size, NULL);
	else
		snprintf(text, size, "%.0f", n);
}

static void cpu(const struct machine *machine, char *text, size_t size)
{
	const char *whole = hostfile_value(&machine->host, "cpu.name");

	put(text, size, whole && strcmp(whole, "absent") ? whole : machine->cpu);
}

/* Many hypervisors hide the model's name; these numbers they leave. */
static void model(const struct machine *machine, char *text, size_t size)
{
	const char *const family = hostfile_value(&machine->host, "cpu.family");
	const char *const number = hostfile_value(&machine->host, "cpu.model");
	const char *const stepping = hostfile_value(&machine->host, "cpu.stepping");

	if (family && number && stepping)
		snprintf(text, size, "%s/%s/%s", family, number, stepping);
	else
		put(text, size, NULL);
}

static void kernel(const struct machine *machine, char *text, size_t size)
{
	put(text, size, machine->kernel);
}

static void nodes(const struct machine *machine, char *text, size_t size)
{
	count(text, size, machine->nodes);
}

static void l3s(const struct machine *machine, char *text, size_t size)
{
	count(text, size, machine->l3s);
}

static void pus(const struct machine *machine, char *text, size_t size)
{
	count(text, size, machine->pus);
}

static void hypervisor(const struct machine *machine, char *text, size_t size)
{
	const char *const value = hostfile_value(&machine->host, "hypervisor");

	put(text, size, value && !strcmp(value, "absent") ? "none seen" : value);
}

static void smt(const struct machine *machine, char *text, size_t size)
{
	const char *const active = hostfile_value(&machine->host, "smt.active");

	put(text, size,
	    active && !strcmp(active, "1")   ? "on"
	    : active && !strcmp(active, "0") ? "off"
					     : active);
}

static void boost(const struct machine *machine, char *text, size_t size)
{
	const char *const on = hostfile_value(&machine->host, "frequency.boost");
	const char *const off = hostfile_value(&machine->host, "frequency.no_turbo");

	if ((on && !strcmp(on, "1")) || (off && !strcmp(off, "0")))
		put(text, size, "on");
	else if ((on && !strcmp(on, "0")) || (off && !strcmp(off, "1")))
		put(text, size, "off");
	else
		put(text, size, on ? on : off);
}

static const struct {
	const char *name;
	const char *key; /* of host.txt; NULL: by the function */
	void (*value)(const struct machine *machine, char *text, size_t size);
} facts[] = {
	{ .name = "CPU", .value = cpu },
	{ .name = "family/model/stepping", .value = model },
	{ .name = "microcode", .key = "cpu.microcode" },
	{ .name = "hypervisor", .value = hypervisor },
	{ .name = "NUMA nodes", .value = nodes },
	{ .name = "L3 caches", .value = l3s },
	{ .name = "usable PUs", .value = pus },
	{ .name = "SMT", .value = smt },
	{ .name = "governor", .key = "frequency.governor" },
	{ .name = "boost", .value = boost },
	{ .name = "kernel", .value = kernel },
	{ .name = "clock", .key = "clock" },
	{ .name = "hwloc", .key = "hwloc.version" },
	{ .name = "compiler", .key = "build.compiler" },
	{ .name = "CFLAGS", .key = "build.cflags" },
	{ .name = "strategies' flags", .key = "build.strategies" },
	{ .name = "contend", .key = "contend" },
};

const char *machine_fact_name(size_t i)
{
	return i < sizeof(facts) / sizeof(facts[0]) ? facts[i].name : NULL;
}

void machine_fact_value(const struct machine *machine, size_t i, char *text, size_t size)
{
	if (facts[i].key)
		put(text, size, hostfile_value(&machine->host, facts[i].key));
	else
		facts[i].value(machine, text, size);
}

bool machine_fact_differs(const struct machines *machines, size_t i)
{
	char first[MACHINE_FACT_SIZE] = "", other[MACHINE_FACT_SIZE] = "";

	if (machines->n)
		machine_fact_value(&machines->at[0], i, first, sizeof(first));
	for (size_t m = 1; m < machines->n; m++) {
		machine_fact_value(&machines->at[m], i, other, sizeof(other));
		if (strcmp(first, other))
			return true;
	}
	return false;
}
