/* SPDX-License-Identifier: MIT */
/* Objects by type and range, one within the other. hwloc's library has no call for it. */
#include "machine/calc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/hw.h"

struct calc {
	const struct topo *topo;
	unsigned *pu;
	unsigned n;
	char *why;
	size_t size;
};

/* Indexes first, first + step, ... below end. */
struct range {
	unsigned long first, end, step;
};

static bool read_range(const char *text, size_t length, struct range *range)
{
	char copy[64], *end;

	if (!length || length >= sizeof(copy))
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	*range = (struct range){ .end = ULONG_MAX, .step = 1 };
	if (!strcmp(copy, "all"))
		return true;
	range->step = 2;
	range->first = copy[0] == 'o';
	if (!strcmp(copy, "odd") || !strcmp(copy, "even"))
		return true;
	if (copy[0] < '0' || copy[0] > '9')
		return false;
	range->step = 1;
	range->first = strtoul(copy, &end, 10);
	if (*end == '-' && !end[1])
		return true;
	range->end = range->first + 1;
	if (!*end)
		return range->end > range->first;
	const char kind = *end++;

	if ((kind != '-' && kind != ':') || *end < '0' || *end > '9')
		return false;
	range->end = strtoul(end, &end, 10);
	if (kind == '-' && range->end < range->first)
		return false;
	if (kind == '-')
		range->end++;
	else
		range->end += range->first;
	return !*end && range->end > range->first;
}

static int add_pus(struct calc *calc, hwloc_const_bitmap_t set)
{
	for (unsigned i = 0; i < calc->topo->n; i++) {
		const unsigned os = calc->topo->pus[i].os;
		unsigned j = 0;

		if (!hwloc_bitmap_isset(set, os))
			continue;
		while (j < calc->n && calc->pu[j] != os)
			j++;
		if (j == calc->n)
			calc->pu[calc->n++] = os;
	}
	return 0;
}

/* One "TYPE:RANGE" and what follows it, among the objects of that type inside `set`. */
static int walk(struct calc *calc, const char *text, hwloc_const_bitmap_t set)
{
	const hwloc_topology_t hw = calc->topo->hw;
	const char *const colon = strchr(text, ':'), *dot = colon ? strchr(colon, '.') : NULL;
	char word[32] = "";
	hwloc_obj_type_t type;
	struct range range;
	unsigned long index = 0;
	int error = 0;

	if (colon && (size_t)(colon - text) < sizeof(word))
		memcpy(word, text, (size_t)(colon - text));
	if (!strcmp(word, "node"))
		strcpy(word, "numa");
	if (!word[0] || hwloc_type_sscanf(word, &type, NULL, 0)) {
		snprintf(calc->why, calc->size,
			 "\"%s\" does not begin with a type of object such as core: or package:",
			 text);
		return -EINVAL;
	}
	if (!read_range(colon + 1, dot ? (size_t)(dot - colon - 1) : strlen(colon + 1), &range)) {
		snprintf(calc->why, calc->size,
			 "\"%s\" is no range of objects: N, N-M, N-, N:COUNT, all, odd or even",
			 colon + 1);
		return -EINVAL;
	}
	for (hwloc_obj_t obj = NULL;
	     !error && (obj = hwloc_get_next_obj_by_type(hw, type, obj)) != NULL;) {
		if (!obj->cpuset || hwloc_bitmap_iszero(obj->cpuset) ||
		    !hwloc_bitmap_isincluded(obj->cpuset, set))
			continue;
		if (index >= range.first && index < range.end &&
		    (index - range.first) % range.step == 0)
			error = dot ? walk(calc, dot + 1, obj->cpuset) : add_pus(calc, obj->cpuset);
		index++;
	}
	return error;
}

int calc_order(const struct topo *topo, const char *text, unsigned *pu, char *why, size_t size)
{
	struct calc calc = { .topo = topo, .pu = pu, .why = why, .size = size };
	const int error = walk(&calc, text, hwloc_topology_get_complete_cpuset(topo->hw));

	if (error)
		return error;
	if (calc.n)
		return (int)calc.n;
	snprintf(why, size, "no usable PU is in these objects");
	return -EINVAL;
}
