/* SPDX-License-Identifier: MIT */
/* Objects by type and range, one within the other, as hwloc-calc(1) takes them; hwloc's library has no call for it. */
#include "machine/calc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/hw.h"

struct reason {
	char *text;
	size_t size;
};

/* Which of n objects in a row: first, first + step, ..., `count` of them, going on at 0 behind the end if it wraps. */
struct range {
	unsigned first, count, step;
	bool wraps;
	bool open; /* as many as there are: count means nothing */
};

/* "TYPE:RANGE", and the level of the topology that the type is. */
struct step {
	char text[64], type[24];
	int depth;
	struct range range;
};

struct list {
	hwloc_obj_t *objs;
	size_t n;
};

static int refuse(const struct reason *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int refuse(const struct reason *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, why->size, format, args);
	va_end(args);
	return -EINVAL;
}

/* Decimal digits up to the end of the text or one of the two ends of a number in a range. */
static bool read_number(const char **text, unsigned *number)
{
	char *end;
	const unsigned long value = strtoul(*text, &end, 10);

	if (**text < '0' || **text > '9' || value >= HW_PUS)
		return false;
	*text = end;
	*number = (unsigned)value;
	return true;
}

static bool read_range(const char *text, struct range *range)
{
	unsigned last;

	*range = (struct range){ .step = 1, .open = true };
	if (strcmp(text, "all") == 0)
		return true;
	range->step = 2;
	range->first = strcmp(text, "odd") == 0;
	if (range->first || strcmp(text, "even") == 0)
		return true;
	range->step = range->count = 1;
	if (!read_number(&text, &range->first))
		return false;
	if (strcmp(text, "-") == 0)
		return true;
	range->open = false;
	if (!*text)
		return true;
	range->wraps = *text == ':';
	if (!range->wraps && *text != '-')
		return false;
	text++;
	if (!read_number(&text, &last) || *text)
		return false;
	range->count = range->wraps ? last : last - range->first + 1;
	return range->wraps ? last > 0 : last >= range->first;
}

/* hwloc ignores digits where a type has none: "core9". */
static bool has_digits_amiss(const char *type, hwloc_obj_type_t of)
{
	return !hwloc_obj_type_is_cache(of) && of != HWLOC_OBJ_GROUP &&
	       strpbrk(type, "0123456789") != NULL;
}

/* Groups may lie at several levels, each with a number. */
static int depth_of_groups(hwloc_topology_t hw, unsigned which, unsigned *levels)
{
	int found = HWLOC_TYPE_DEPTH_UNKNOWN;

	*levels = 0;
	for (int depth = 0; depth < hwloc_topology_get_depth(hw); depth++) {
		const hwloc_obj_t obj = hwloc_get_obj_by_depth(hw, depth, 0);

		if (obj->type != HWLOC_OBJ_GROUP)
			continue;
		++*levels;
		if (which == (unsigned)-1 || obj->attr->group.depth == which)
			found = depth;
	}
	return found;
}

static int read_type(hwloc_topology_t hw, struct step *step, const struct reason *why)
{
	union hwloc_obj_attr_u attr;
	hwloc_obj_type_t type;
	unsigned levels = 1;

	if (hwloc_type_sscanf(step->type, &type, &attr, sizeof(attr)) ||
	    has_digits_amiss(step->type, type) ||
	    (type != HWLOC_OBJ_NUMANODE && !hwloc_obj_type_is_normal(type)))
		return refuse(why,
			      "\"%s\" is no type of object that holds PUs: machine, package, die, "
			      "numa, group, l3, l2, l1, core, pu",
			      step->type);
	step->depth = type == HWLOC_OBJ_GROUP ? depth_of_groups(hw, attr.group.depth, &levels)
					      : hwloc_get_type_depth(hw, type);
	if (step->depth == HWLOC_TYPE_DEPTH_UNKNOWN)
		return refuse(why, "this machine reports no %s", step->type);
	if (type == HWLOC_OBJ_GROUP && attr.group.depth == (unsigned)-1 && levels > 1)
		return refuse(why, "this machine has %u levels of groups: group0 to group%u",
			      levels, levels - 1);
	return 0;
}

/* Reads one step, up to the end or a '.', and moves *text behind that. */
static int read_step(hwloc_topology_t hw, const char **text, struct step *step,
		     const struct reason *why)
{
	const size_t length = strcspn(*text, ".");
	const char *colon;

	snprintf(step->text, sizeof(step->text), "%.*s", (int)length, *text);
	colon = strchr(step->text, ':');
	if (length >= sizeof(step->text) || !colon || colon == step->text ||
	    (size_t)(colon - step->text) >= sizeof(step->type))
		return refuse(why, "\"%s\" is not TYPE:RANGE, such as core:0-3", step->text);
	snprintf(step->type, sizeof(step->type), "%.*s", (int)(colon - step->text), step->text);
	if (!read_range(colon + 1, &step->range))
		return refuse(why,
			      "\"%s\" is no range: N, N-M, N-, N:COUNT, all, odd or even, N from 0",
			      colon + 1);
	*text += length;
	return read_type(hw, step, why);
}

/* The objects of a level below one, in their order. */
static void collect(hwloc_obj_t obj, int depth, struct list *list)
{
	if (obj->depth == depth)
		list->objs[list->n++] = obj;
	for (unsigned child = 0; obj->depth < depth && child < obj->arity; child++)
		collect(obj->children[child], depth, list);
}

/* The objects of a level within one. Of equal sets each holds the other, so it is looked at from the highest of them; a node
 * is such a one of where it hangs. */
static void collect_within(hwloc_topology_t hw, hwloc_obj_t obj, int depth, struct list *list)
{
	hwloc_obj_t node = NULL;

	list->n = 0;
	if (depth != HWLOC_TYPE_DEPTH_NUMANODE) {
		while (obj->parent && hwloc_bitmap_isequal(obj->parent->cpuset, obj->cpuset))
			obj = obj->parent;
		collect(obj, depth, list);
		return;
	}
	while ((node = hwloc_get_next_obj_by_depth(hw, depth, node)) != NULL)
		if (!hwloc_bitmap_iszero(node->cpuset) &&
		    hwloc_bitmap_isincluded(node->cpuset, obj->cpuset))
			list->objs[list->n++] = node;
}

/* Adds those of `from` that are in the range, each once; `taken`: by logical index, those there already. */
static void choose(const struct range *range, const struct list *from, struct list *to,
		   hwloc_bitmap_t taken)
{
	size_t count = range->open ? from->n : range->count;

	if (count > from->n)
		count = from->n;
	for (size_t i = range->first; count--; i += range->step) {
		if (i >= from->n && !range->wraps)
			return;
		const hwloc_obj_t obj = from->objs[i % from->n];

		if (!hwloc_bitmap_isset(taken, obj->logical_index))
			to->objs[to->n++] = obj;
		hwloc_bitmap_set(taken, obj->logical_index);
	}
}

/* Within objects fewer may be there than a range asks for: cores differ. Of the whole machine that is a mistake. */
static int check_range(const struct step *step, size_t there, const struct reason *why)
{
	const struct range *const range = &step->range;
	const size_t end = range->wraps ? range->count : (size_t)range->first + range->count;

	if (range->step > 1 || (range->first < there && (range->open || end <= there)))
		return 0;
	return refuse(why, "%s: this machine has %zu of these, numbered from 0", step->text, there);
}

struct walk {
	hwloc_topology_t hw;
	struct list from, candidates, to;
	hwloc_bitmap_t taken;
};

static int walk_open(struct walk *walk, const struct topo *topo)
{
	size_t most = 1;

	*walk = (struct walk){ .hw = topo->hw, .taken = hwloc_bitmap_alloc() };
	for (int depth = 0; depth < hwloc_topology_get_depth(topo->hw); depth++)
		if (hwloc_get_nbobjs_by_depth(topo->hw, depth) > most)
			most = hwloc_get_nbobjs_by_depth(topo->hw, depth);
	if (hwloc_get_nbobjs_by_depth(topo->hw, HWLOC_TYPE_DEPTH_NUMANODE) > most)
		most = hwloc_get_nbobjs_by_depth(topo->hw, HWLOC_TYPE_DEPTH_NUMANODE);
	walk->from.objs = calloc(most, sizeof(*walk->from.objs));
	walk->candidates.objs = calloc(most, sizeof(*walk->candidates.objs));
	walk->to.objs = calloc(most, sizeof(*walk->to.objs));
	if (walk->taken && walk->from.objs && walk->candidates.objs && walk->to.objs)
		return 0;
	errno = ENOMEM;
	return fail("memory for a placement");
}

static void walk_close(struct walk *walk)
{
	free(walk->from.objs);
	free(walk->candidates.objs);
	free(walk->to.objs);
	hwloc_bitmap_free(walk->taken);
}

/* From the objects of one step to those of the next, which lie in walk->from afterwards. */
static int walk_step(struct walk *walk, const struct step *step, const struct reason *why)
{
	const struct list from = walk->from;
	int rc = 0;

	walk->to.n = 0;
	hwloc_bitmap_zero(walk->taken);
	for (size_t i = 0; !rc && i < from.n; i++) {
		collect_within(walk->hw, from.objs[i], step->depth, &walk->candidates);
		if (from.objs[i] == hwloc_get_root_obj(walk->hw))
			rc = check_range(step, walk->candidates.n, why);
		if (!rc)
			choose(&step->range, &walk->candidates, &walk->to, walk->taken);
	}
	walk->from = walk->to;
	walk->to = from;
	return rc;
}

static int usable_of(const struct topo *topo, struct walk *walk, unsigned *pu)
{
	int n = 0;

	hwloc_bitmap_zero(walk->taken);
	for (size_t i = 0; i < walk->from.n; i++) {
		collect_within(walk->hw, walk->from.objs[i],
			       hwloc_get_type_depth(walk->hw, HWLOC_OBJ_PU), &walk->candidates);
		for (size_t j = 0; j < walk->candidates.n; j++) {
			const unsigned os = walk->candidates.objs[j]->os_index;

			/* Nodes of one locality hold the same PUs. */
			if (hw_usable(topo, topo_pu(topo, os)) &&
			    !hwloc_bitmap_isset(walk->taken, os))
				pu[n++] = os;
			hwloc_bitmap_set(walk->taken, os);
		}
	}
	return n;
}

int calc_order(const struct topo *topo, const char *text, unsigned *pu, char *why, size_t size)
{
	const struct reason reason = { why, size };
	struct walk walk;
	struct step step;
	int rc = walk_open(&walk, topo);

	if (!rc)
		walk.from.objs[walk.from.n++] = hwloc_get_root_obj(topo->hw);
	while (!rc && *text) {
		rc = read_step(topo->hw, &text, &step, &reason);
		if (!rc && *text == '.' && !*++text)
			rc = refuse(&reason, "nothing follows the last dot");
		if (!rc)
			rc = walk_step(&walk, &step, &reason);
	}
	if (!rc)
		rc = usable_of(topo, &walk, pu);
	if (!rc)
		rc = refuse(&reason, "no usable PU is in these objects");
	walk_close(&walk);
	return rc;
}
