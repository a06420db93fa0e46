/* SPDX-License-Identifier: MIT */
/* A machine in words. */
#include "cli/machine_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/host.h"
#include "machine/pulist.h"
#include "machine/refused.h"
#include "machine/topo.h"

#define WIDTH 80
#define MARGIN MACHINE_TEXT_MARGIN

void machine_text_wrap(FILE *out, int margin, const char *text)
{
	int column = margin;

	while (*text) {
		const int length = (int)strcspn(text, " ");

		if (column > margin && column + 1 + length > WIDTH) {
			fprintf(out, "\n%*s", margin, "");
			column = margin;
		}
		column += fprintf(out, "%s%.*s", column > margin ? " " : "", length, text);
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static int by_number(const void *left, const void *right)
{
	const unsigned a = *(const unsigned *)left, b = *(const unsigned *)right;

	return (a > b) - (a < b);
}

char *machine_text_pus(const unsigned *pus, size_t n)
{
	unsigned *const sorted = calloc(n + 1, sizeof(*sorted));
	const size_t size = 24 * n + 1;
	char *const text = calloc(size, 1);

	if (!sorted || !text) {
		fail("memory for a list of PUs");
		free(sorted);
		free(text);
		return NULL;
	}
	if (n) {
		memcpy(sorted, pus, n * sizeof(*pus));
		qsort(sorted, n, sizeof(*sorted), by_number);
		pulist_print(sorted, n, text, size);
	}
	for (char *at = text; *at; at++)
		if (*at == ',')
			*at = ' ';
	free(sorted);
	return text;
}

void machine_text_bytes(char *text, size_t size, uint64_t amount)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	double value = (double)amount;
	size_t unit = 0;

	while (value >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		value /= 1024;
		unit++;
	}
	if (amount)
		snprintf(text, size, value < 100 ? "%.3g %s" : "%.0f %s", value, units[unit]);
	else
		snprintf(text, size, "-");
}

void machine_text_name(FILE *out, const char *name)
{
	fprintf(out, "  %-*s", MARGIN - 2, name);
}

static void print_count(FILE *out, unsigned n)
{
	if (n)
		fprintf(out, "%u\n", n);
	else
		fputs("none reported\n", out);
}

static void print_counts(FILE *out, const struct topo *topo)
{
	const struct topo_counts counts = topo_counts(topo);
	char size[24];

	machine_text_bytes(size, sizeof(size), counts.l3_bytes);
	machine_text_name(out, "L3 caches");
	if (counts.l3s && counts.l3_bytes)
		fprintf(out, "%u of %s\n", counts.l3s, size);
	else
		print_count(out, counts.l3s);
	machine_text_name(out, "cores");
	if (counts.cores && counts.smt > 1)
		fprintf(out, "%u, SMT %u\n", counts.cores, counts.smt);
	else
		print_count(out, counts.cores);
}

/* "7 of 8 usable: 0-5 7" */
static int print_list(FILE *out, const unsigned *pus, size_t n, const char *words)
{
	char *const list = machine_text_pus(pus, n);
	char *line = NULL;
	int error = 0;

	if (!list)
		return -ENOMEM;
	if (asprintf(&line, "%s%s%s", words, n ? ": " : "", list) < 0) {
		line = NULL;
		error = fail("memory for a list of PUs");
	} else {
		machine_text_wrap(out, MARGIN, line);
	}
	free(line);
	free(list);
	return error;
}

/* Those of `from` that are of a kind; TOPO_NONE: all. */
static int print_of_kind(FILE *out, const struct pu *from, unsigned n, unsigned kind,
			 const char *words)
{
	unsigned *const pus = calloc(n + 1, sizeof(*pus));
	size_t found = 0;
	int error;

	if (!pus)
		return fail("memory for a list of PUs");
	for (unsigned i = 0; i < n; i++)
		if (kind == TOPO_NONE || from[i].group == kind)
			pus[found++] = from[i].os;
	error = print_list(out, pus, found, words);
	free(pus);
	return error;
}

static int print_refused(FILE *out, const struct topo *topo)
{
	struct refused *groups = NULL;
	size_t n = 0;
	int error = refused_list(topo, &groups, &n);

	for (size_t i = 0; !error && i < n; i++) {
		fprintf(out, "%*s", MARGIN, "");
		error = print_list(out, groups[i].pus, groups[i].n, groups[i].why);
	}
	refused_free(groups, n);
	return error;
}

static int print_pus(FILE *out, const struct topo *topo)
{
	const struct topo_counts counts = topo_counts(topo);
	unsigned usable, isolated;
	const struct pu *const pus = topo_pus(topo, &usable);
	const struct pu *const apart = topo_isolated(topo, &isolated);
	char words[64];
	int error;

	machine_text_name(out, "PUs");
	if (counts.pus == counts.pus_online)
		snprintf(words, sizeof(words), "%u, all usable", counts.pus);
	else
		snprintf(words, sizeof(words), "%u of %u usable", counts.pus, counts.pus_online);
	error = print_of_kind(out, pus, usable, TOPO_NONE, words);
	if (!error && isolated) {
		snprintf(words, sizeof(words), "isolated, left to lists such as cpus:%u",
			 apart[0].os);
		fprintf(out, "%*s", MARGIN, "");
		error = print_of_kind(out, apart, isolated, TOPO_NONE, words);
	}
	return error ? error : print_refused(out, topo);
}

static int print_kinds(FILE *out, const struct topo *topo)
{
	struct topo_kind *kinds = NULL;
	unsigned usable;
	const struct pu *const pus = topo_pus(topo, &usable);
	size_t n = 0;
	int error = topo_kinds(topo, &kinds, &n);

	if (error)
		return error;
	machine_text_name(out, "kinds of cores");
	if (n == 1)
		fputs("1: all alike\n", out);
	else
		fprintf(out, "%zu, %s\n", n,
			kinds[0].ranked ? "0 is the slowest" : "not ranked by speed");
	for (size_t i = 0; !error && n > 1 && i < n; i++) {
		char words[128];

		snprintf(words, sizeof(words), "%zu: %u PU%s%s%s%s", i, kinds[i].pus,
			 kinds[i].pus == 1 ? "" : "s", kinds[i].what[0] ? " (" : "", kinds[i].what,
			 kinds[i].what[0] ? ")" : "");
		fprintf(out, "%*s", MARGIN, "");
		error = print_of_kind(out, pus, usable, (unsigned)i, words);
	}
	free(kinds);
	return error;
}

static void print_title(FILE *out, const struct topo *topo, const char *source)
{
	char cpu[HOST_NAME], hypervisor[HOST_NAME];

	host_processor(topo, cpu, hypervisor);
	if (cpu[0])
		fputs(cpu, out);
	else
		fputs(source ? "Another machine" : "This machine", out);
	if (hypervisor[0])
		fprintf(out, ", guest%s%s", strcmp(hypervisor, "yes") ? " of " : "",
			strcmp(hypervisor, "yes") ? hypervisor : "");
	fputc('\n', out);
	if (!source)
		return;
	machine_text_name(out, "from");
	machine_text_wrap(out, MARGIN, source);
}

int machine_text_shape(FILE *out, const struct topo *topo, const char *source)
{
	char line[1024];
	int error;

	print_title(out, topo, source);
	machine_text_name(out, "packages");
	print_count(out, topo_counts(topo).packages);
	error = machine_text_nodes(out, topo);
	if (error)
		return error;
	print_counts(out, topo);
	error = print_pus(out, topo);
	if (!error)
		error = print_kinds(out, topo);
	if (error)
		return error;
	machine_text_name(out, "shape");
	topo_fingerprint(topo, line, sizeof(line));
	machine_text_wrap(out, MARGIN, line);
	machine_text_name(out, "hwloc");
	topo_hwloc_version(line, sizeof(line));
	fprintf(out, "%s\n", line);
	return 0;
}
