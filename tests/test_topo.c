/* SPDX-License-Identifier: MIT */
/* What a loaded topology says of a machine: its nodes, kinds and counts, which PUs are left; and that what is no sound
 * machine is refused. Then what others make of it: relations against a look at each pair, placements, objects by name. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/place.h"
#include "machine/relation.h"
#include "machine/topo.h"

#include <cmocka.h>

#include "said.h"
#include "saved.h"

#define SMT_BESIDE "pack:2 [numa] l3:2 core:2 pu:2"
#define RENUMBERED "pack:2 numa:2(indexes=0,2,1,3) core:2 pu:2"
#define WIDE "pack:4 [numa] l3:12 core:8 pu:2"
#define HYBRID "20em64t-hybrid-1p6c2t+2ca4co1t"

static const char *const described[] = {
	SMT_BESIDE,
	RENUMBERED,
	"pack:2 [numa] l3:2 core:4 pu:2(indexes=16*1:2*16)",
	"pack:1 l2:2 core:2 pu:1",
	"pack:2 die:2 l3:2 [numa] l2:2 core:2 pu:1",
	"numa:3 pack:1 core:2 pu:4",
	"pu:5",
};

static const char *const saved[] = {
	HYBRID,
	"AMD-17h-Zen-2xEpyc-7451",
	"memorysidecaches",
	"64intel64-fakeKNL-SNC4-hybrid",
	"32amd64-4s2n4c-cgroup2",
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct topo *load(const char *machine)
{
	struct topo *topo = NULL;

	assert_int_equal(topo_load(&topo, machine), 0);
	assert_false(topo_live(topo));
	return topo;
}

static struct topo *load_saved(const char *name)
{
	char path[512];

	return saved_path(path, sizeof(path), name) ? load(path) : NULL;
}

/* A machine whose XML is that of a description with one piece of it replaced; *topo stays NULL if it is refused. */
static int load_changed(struct topo **topo, const char *machine, const char *from, const char *to)
{
	char path[] = "/tmp/contend-topo-XXXXXX", *xml = NULL;
	struct topo *const whole = load(machine);
	FILE *const file = fdopen(mkstemp(path), "w");
	const char *at;
	int error;

	assert_non_null(file);
	assert_int_equal(topo_xml(whole, &xml), 0);
	at = strstr(xml, from);
	assert_non_null(at);
	fprintf(file, "%.*s%s%s", (int)(at - xml), xml, to, at + strlen(from));
	assert_int_equal(fclose(file), 0);
	error = topo_load(topo, path);
	unlink(path);
	free(xml);
	topo_free(whole);
	return error;
}

static bool one_line(const char *text)
{
	const char *const end = strchr(text, '\n');

	return end && !end[1];
}

static void nodes_are_called_as_the_kernel_does(void **state)
{
	static const unsigned numbers[] = { 0, 2, 1, 3 };
	struct topo *const topo = load(RENUMBERED);
	struct topo_node *nodes = NULL;
	unsigned *order = NULL;
	size_t n = 0;

	(void)state;
	assert_int_equal(topo_nodes(topo, &nodes, &n), 0);
	assert_int_equal(n, 4);
	assert_int_equal(place_order(topo, "numa", &order), 4);
	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(nodes[i].os, numbers[i]);
		assert_int_equal(nodes[i].pus, 4);
		assert_true(nodes[i].cpus && nodes[i].allowed && nodes[i].memory > 0);
		assert_int_equal(order[i], 4 * i);
		assert_int_equal(topo_pu(topo, order[i])->node, numbers[i]);
	}
	assert_int_equal(topo_distance(topo, 0, 1), TOPO_NONE);
	assert_int_equal(topo_counts(topo).nodes, 4);
	free(order);
	free(nodes);
	topo_free(topo);
}

/* A second node where the first one is: memory alone, as MCDRAM or HBM. */
static void nodes_without_cpus_are_local_to_none(void **state)
{
	struct topo *const topo = load("pack:2 [numa] [numa] core:2 pu:1");
	struct topo_node *nodes = NULL;
	size_t n = 0;

	(void)state;
	assert_int_equal(topo_nodes(topo, &nodes, &n), 0);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(nodes[i].cpus, i % 2 == 0);
		assert_int_equal(nodes[i].pus, i % 2 ? 0 : 2);
	}
	assert_int_equal(topo_counts(topo).nodes, 2);
	free(nodes);
	topo_free(topo);
}

static void distances_are_the_larger_of_both_ways(void **state)
{
	struct topo *const topo = load_saved("memorysidecaches");
	struct topo *skewed = NULL;

	(void)state;
	if (!topo)
		skip();
	assert_int_equal(topo_distance(topo, 0, 0), 10);
	assert_int_equal(topo_distance(topo, 0, 2), 11);
	assert_int_equal(topo_distance(topo, 0, 1), 21);
	assert_int_equal(topo_distance(topo, 0, 4), TOPO_NONE);
	assert_int_equal(topo_distance(topo, TOPO_NONE, TOPO_NONE), TOPO_NONE);
	topo_free(topo);
	assert_int_equal(load_changed(&skewed, RENUMBERED, "</topology>",
				      "<distances2 type=\"NUMANode\" nbobjs=\"2\" kind=\"5\" "
				      "name=\"NUMALatency\" indexing=\"os\">"
				      "<indexes length=\"4\">0 2 </indexes>"
				      "<u64values length=\"12\">10 20 30 10 </u64values>"
				      "</distances2></topology>"),
			 0);
	assert_int_equal(topo_distance(skewed, 0, 2), 30);
	assert_int_equal(topo_distance(skewed, 2, 0), 30);
	assert_int_equal(topo_distance(skewed, 0, 1), TOPO_NONE);
	/* The matrix knows two of the nodes only: what is not known of two is not known of all. */
	const unsigned known[] = { 0, 4 }, all[] = { 0, 4, 8 };
	struct relation relation;

	relation_among(skewed, known, 2, &relation);
	assert_int_equal(relation.distance, 30);
	relation_among(skewed, all, 3, &relation);
	assert_int_equal(relation.distance, TOPO_NONE);
	assert_int_equal(relation.node, NODE_OTHER);
	topo_free(skewed);
}

static void counts_are_of_what_is_usable(void **state)
{
	struct topo *const topo = load("pack:2 die:2 l3:2(size=32MB) core:2 pu:2");
	struct topo_counts counts = topo_counts(topo);

	(void)state;
	assert_int_equal(counts.packages, 2);
	assert_int_equal(counts.dies, 4);
	assert_int_equal(counts.nodes, 1);
	assert_int_equal(counts.l3s, 8);
	assert_int_equal(counts.cores, 16);
	assert_int_equal(counts.pus, 32);
	assert_int_equal(counts.smt, 2);
	assert_int_equal(counts.l3_bytes, 32000000);
	assert_int_equal(counts.l3_bytes_most, 32000000);
	assert_int_equal(topo_restrict(topo, "1,4,5,8,63"), 0);
	counts = topo_counts(topo);
	assert_int_equal(counts.packages, 1);
	assert_int_equal(counts.dies, 2);
	assert_int_equal(counts.l3s, 3);
	assert_int_equal(counts.cores, 3);
	assert_int_equal(counts.pus, 4);
	assert_int_equal(counts.pus_online, 32);
	assert_int_equal(counts.smt, 2);
	assert_string_equal(topo_refusal(topo, 0), "not allowed by the cgroup");
	assert_string_equal(topo_refusal(topo, 63), "not in this machine");
	assert_string_equal(topo_refusal(topo, TOPO_NONE), "not in this machine");
	assert_null(topo_refusal(topo, 8));
	assert_null(topo_pu(topo, 0));
	assert_int_equal(topo_pu(topo, 1)->rank, 0);
	assert_int_equal(topo_pu(topo, 5)->rank, 1);
	topo_free(topo);
}

static void kinds_may_be_chosen_one_after_the_other(void **state)
{
	struct topo *const topo = load_saved(HYBRID);
	struct topo_kind *kinds = NULL;
	unsigned usable;
	size_t n = 0;

	(void)state;
	if (!topo)
		skip();
	assert_int_equal(topo_keep_kinds(topo, "slowest"), 0);
	topo_pus(topo, &usable);
	assert_int_equal(usable, 8);
	assert_int_equal(topo_counts(topo).cores, 8);
	said_begin();
	assert_int_equal(topo_keep_kinds(topo, "2"), -EINVAL);
	assert_true(one_line(said_end()));
	assert_non_null(strstr(said.text, "0 (8 PUs, FrequencyMaxMHz=3900"));
	topo_pus(topo, &usable);
	assert_int_equal(usable, 8);
	assert_int_equal(topo_keep_kinds(topo, "fastest"), 0);
	assert_int_equal(topo_pus(topo, &usable)->os, 0);
	assert_int_equal(usable, 12);
	assert_int_equal(topo_pu(topo, 1)->rank, 1);
	assert_string_equal(topo_refusal(topo, 12), "not of the kind asked for (--kinds)");
	assert_int_equal(topo_keep_kinds(topo, "0"), 0);
	assert_int_equal(topo_pus(topo, &usable)->os, 12);
	assert_int_equal(topo_kinds(topo, &kinds, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(kinds[1].pus, 0);
	assert_non_null(strstr(kinds[1].what, "FrequencyMaxMHz=5000"));
	free(kinds);
	topo_free(topo);
}

/* Of a kind that no one may use nothing is left, and all stays as it was. */
static void kinds_that_may_not_be_used_are_refused(void **state)
{
	struct topo *const topo = load_saved(HYBRID);
	unsigned usable;

	(void)state;
	if (!topo)
		skip();
	assert_int_equal(topo_restrict(topo, "0-3"), 0);
	said_begin();
	assert_int_equal(topo_keep_kinds(topo, "slowest"), -EINVAL);
	assert_true(one_line(said_end()));
	topo_pus(topo, &usable);
	assert_int_equal(usable, 4);
	assert_string_equal(topo_refusal(topo, 12), "not allowed by the cgroup");
	topo_free(topo);
}

static void kinds_without_a_rank_have_numbers_only(void **state)
{
	struct topo *topo = NULL;
	struct topo_kind *kinds = NULL;
	unsigned usable;
	size_t n = 0;

	(void)state;
	assert_int_equal(load_changed(&topo, "pack:1 core:4 pu:1", "</topology>",
				      "<cpukind cpuset=\"0x5\"><info name=\"Colour\" "
				      "value=\"red\"/></cpukind>"
				      "<cpukind cpuset=\"0xa\"><info name=\"Colour\" "
				      "value=\"blue\"/></cpukind></topology>"),
			 0);
	assert_int_equal(topo_kinds(topo, &kinds, &n), 0);
	assert_int_equal(n, 2);
	assert_false(kinds[0].ranked || kinds[1].ranked);
	assert_int_equal(kinds[0].pus + kinds[1].pus, 4);
	assert_int_equal(topo_pu(topo, 0)->kind, TOPO_NONE);
	said_begin();
	assert_int_equal(topo_keep_kinds(topo, "fastest"), -EINVAL);
	assert_true(one_line(said_end()));
	assert_non_null(strstr(said.text, "Colour=blue"));
	assert_int_equal(topo_keep_kinds(topo, strcmp(kinds[0].what, "Colour=red") ? "1" : "0"), 0);
	assert_int_equal(topo_pus(topo, &usable)[1].os, 2);
	assert_int_equal(usable, 2);
	free(kinds);
	topo_free(topo);
}

static void kinds_asked_for_in_other_words_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "fast", "-1", "0x1", "1 ", "4294967296", "fastest,0"
	};
	struct topo *topo = load(SMT_BESIDE);

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		said_begin();
		assert_int_equal(topo_keep_kinds(topo, bad[i]), -EINVAL);
		assert_true(one_line(said_end()));
	}
	topo_free(topo);
	topo = load_saved(HYBRID);
	if (!topo)
		skip();
	for (size_t i = 0; i < LENGTH(bad); i++) {
		said_begin();
		assert_int_equal(topo_keep_kinds(topo, bad[i]), -EINVAL);
		assert_true(one_line(said_end()));
	}
	topo_free(topo);
}

static void unsound_machines_are_refused(void **state)
{
	static const char *const changes[][2] = {
		{ "type=\"PU\" os_index=\"1\"", "type=\"PU\" os_index=\"0\"" },
		{ "type=\"PU\" os_index=\"1\"", "type=\"PU\" os_index=\"7\"" },
		{ "type=\"NUMANode\" os_index=\"1\"", "type=\"NUMANode\" os_index=\"0\"" },
		{ "type=\"NUMANode\" os_index=\"1\"", "type=\"NUMANode\" os_index=\"4000000000\"" },
		{ "<topology version=\"2.0\"", "<topology version=\"3.0\"" },
		{ "</topology>", "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(changes); i++) {
		struct topo *topo = NULL;

		said_begin();
		assert_int_equal(load_changed(&topo, "pack:2 [numa] core:1 pu:2", changes[i][0],
					      changes[i][1]),
				 -EINVAL);
		if (!one_line(said_end()) || topo)
			print_message("%s\n%s", changes[i][1], said.text);
		assert_true(one_line(said.text));
		assert_null(topo);
		if (strstr(changes[i][1], "3.0"))
			assert_non_null(strstr(said.text, "written by hwloc 3"));
	}
	assert_non_null(strstr(said.text, "neither a readable XML file"));
}

/* hwloc drops a list of indexes that it cannot read, and says nothing. */
static void index_lists_that_did_not_count_are_told(void **state)
{
	struct topo *topo = NULL;

	(void)state;
	said_begin();
	assert_int_equal(topo_load(&topo, "pack:2 core:2 pu:2(indexes=9*9:9*9)"), 0);
	assert_non_null(strstr(said_end(), "index list"));
	topo_free(topo);
	said_begin();
	topo = load(RENUMBERED);
	assert_string_equal(said_end(), "");
	topo_free(topo);
}

/* The classes, counted and found by a look at each pair. */
static void expect_classes_of_each_pair(const struct topo *topo)
{
	struct relation_class *classes = NULL;
	unsigned long *pairs;
	unsigned n;
	const struct pu *const pus = topo_pus(topo, &n);
	size_t n_classes = 0;

	assert_int_equal(relation_classes(topo, &classes, &n_classes), 0);
	pairs = calloc(n_classes + 1, sizeof(*pairs));
	for (unsigned i = 0; i < n; i++) {
		for (unsigned j = i + 1; j < n; j++) {
			const unsigned pair[] = { pus[i].os, pus[j].os };
			struct relation relation;
			size_t class = 0;

			relation_among(topo, pair, 2, &relation);
			while (class < n_classes &&
			       relation_compare(&classes[class].relation, &relation))
				class ++;
			assert_true(class < n_classes);
			if (!pairs[class]++) {
				assert_int_equal(classes[class].a, pair[0]);
				assert_int_equal(classes[class].b, pair[1]);
			}
		}
	}
	for (size_t i = 0; i < n_classes; i++) {
		assert_int_equal(classes[i].pairs, pairs[i]);
		if (i)
			assert_true(relation_compare(&classes[i - 1].relation,
						     &classes[i].relation) < 0);
	}
	free(pairs);
	free(classes);
}

static void classes_are_those_of_each_pair(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(described); i++) {
		struct topo *const topo = load(described[i]);

		expect_classes_of_each_pair(topo);
		assert_int_equal(topo_restrict(topo, "1-3,8,9"), 0);
		expect_classes_of_each_pair(topo);
		topo_free(topo);
	}
	for (size_t i = 0; i < LENGTH(saved); i++) {
		struct topo *const topo = load_saved(saved[i]);

		if (!topo)
			continue;
		expect_classes_of_each_pair(topo);
		assert_int_equal(topo_restrict(topo, "1-5,9,13,48"), 0);
		expect_classes_of_each_pair(topo);
		topo_free(topo);
	}
	struct topo *const topo = load(WIDE);

	expect_classes_of_each_pair(topo);
	topo_free(topo);
}

static unsigned place_of(const struct topo *topo, unsigned os)
{
	unsigned n, i = 0;
	const struct pu *const pus = topo_pus(topo, &n);

	while (i < n && pus[i].os != os)
		i++;
	assert_true(i < n);
	return i;
}

/* N workers take the first N of one order, so what is to be shown of all N is that no PU comes twice; those that are not of
 * all PUs keep the logical order. */
static void expect_orders(const struct topo *topo)
{
	unsigned usable;

	topo_pus(topo, &usable);
	for (size_t i = 0; placement_at(i); i++) {
		const struct placement *const placement = placement_at(i);
		const bool some = placement->unit || placement_is_pair(placement);
		bool *const taken = calloc(usable, sizeof(*taken));
		unsigned *order = NULL;
		char why[512] = "";
		const int n = place_try(topo, placement->name, &order, why, sizeof(why));

		assert_true(n > 0 ? !why[0] : n == -EINVAL && why[0] && some && !order);
		if (n > 0 && !some)
			assert_int_equal(n, usable);
		if (n > 0 && placement_is_pair(placement))
			assert_int_equal(n, 2);
		for (int k = 0; k < n; k++) {
			const unsigned place = place_of(topo, order[k]);

			assert_false(taken[place]);
			taken[place] = true;
			if (some && k)
				assert_true(place > place_of(topo, order[k - 1]));
		}
		free(taken);
		free(order);
	}
}

static void orders_hold_what_is_usable_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(described); i++) {
		struct topo *const topo = load(described[i]);

		expect_orders(topo);
		assert_int_equal(topo_restrict(topo, "2,3,8"), 0);
		expect_orders(topo);
		topo_free(topo);
	}
	for (size_t i = 0; i < LENGTH(saved); i++) {
		struct topo *const topo = load_saved(saved[i]);

		if (topo)
			expect_orders(topo);
		topo_free(topo);
	}
}

/* The order of a placement, or the reason why there is none. */
static void expect_text(const struct topo *topo, const char *name, const char *expected)
{
	unsigned *pus = NULL;
	char text[512] = "";
	const int n = place_try(topo, name, &pus, text, sizeof(text));
	size_t length = 0;

	for (int i = 0; i < n; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%u",
					   i ? " " : "", pus[i]);
	if (n > 0 ? strcmp(text, expected) != 0 : !strstr(text, expected))
		print_message("%s: %s\n", name, text);
	if (n > 0)
		assert_string_equal(text, expected);
	else
		assert_non_null(strstr(text, expected));
	free(pus);
}

static void objects_without_a_usable_pu_drop_out(void **state)
{
	static const char *const orders[][2] = {
		{ "l3", "1 4 8" },
		{ "numa", "1 8" },
		{ "package", "1 8" },
		{ "smt", "2 3" },
		{ "same-l3", "1 2" },
		{ "cross-l3", "1 4" },
		{ "cross-package", "1 8" },
		{ "l3:all.core:0.pu:0", "4 8" },
		{ "core:0-1", "1 2 3" },
		{ "package:1", "8" },
		{ "l3:3", "no usable PU is in these objects" },
	};
	struct topo *const topo = load(SMT_BESIDE);

	(void)state;
	assert_int_equal(topo_restrict(topo, "1-5,8"), 0);
	for (size_t i = 0; i < LENGTH(orders); i++)
		expect_text(topo, orders[i][0], orders[i][1]);
	topo_free(topo);
}

/* As hwloc-calc(1) 2.9 answers, but in the order written, and with what it leaves out with a warning refused. */
static void ranges_of_objects(void **state)
{
	static const char *const orders[][2] = {
		{ "core:6:4", "12 13 14 15 0 1 2 3" },
		{ "core:6:4.pu:1:2", "13 12 15 14 1 0 3 2" },
		{ "core:7", "14 15" },
		{ "pu:14-", "14 15" },
		{ "core:even.pu:0", "0 4 8 12" },
		{ "core:odd.pu:1", "3 7 11 15" },
		{ "pack:1.l3:0.core:1", "10 11" },
		{ "Package:0.L3Cache:1.PU:3", "7" },
		{ "node:1.core:0.pu:0", "8" },
		{ "numa:all.package:0.pu:0", "0 8" },
		{ "core:0.package:0", "no usable PU" },
		{ "core:0.pu:0-1", "0 1" },
		{ "core:0.pu:1-9", "1" },
		{ "core:0-1.pu:9", "no usable PU" },
		{ "machine:0.pu:odd", "1 3 5 7 9 11 13 15" },
		{ "package:odd.package:all.core:0.pu:0", "8" },
		{ "core:8", "has 8 of these" },
		{ "core:6-8", "has 8 of these" },
		{ "core:8-", "has 8 of these" },
		{ "core:0:9", "has 8 of these" },
		{ "core:", "is no range" },
		{ "core:1-0", "is no range" },
		{ "core:1:0", "is no range" },
		{ "core:1-2-3", "is no range" },
		{ "core:+1", "is no range" },
		{ "core:0x1", "is no range" },
		{ "core:99999999999999999999", "is no range" },
		{ "core:all,", "is no range" },
		{ ":1", "is not TYPE:RANGE" },
		{ "core:0.pu", "is not TYPE:RANGE" },
		{ "core:0..pu:0", "is not TYPE:RANGE" },
		{ "core:0.", "nothing follows" },
		{ "core9:0", "is no type" },
		{ "hammer:0", "is no type" },
		{ "bridge:0", "is no type" },
		{ "misc:0", "is no type" },
		{ "die:0", "reports no die" },
		{ "group:0", "reports no group" },
		{ "nowhere", "no placement is called so" },
	};
	struct topo *topo = load(SMT_BESIDE);

	(void)state;
	for (size_t i = 0; i < LENGTH(orders); i++)
		expect_text(topo, orders[i][0], orders[i][1]);
	topo_free(topo);
	topo = load("pack:1 group:2 group:2 [numa] core:2 pu:1");
	expect_text(topo, "group:0", "2 levels of groups: group0 to group1");
	expect_text(topo, "group0:1.pu:0", "4");
	expect_text(topo, "group1:1.pu:0", "2");
	topo_free(topo);
	topo = load_saved("64intel64-fakeKNL-SNC4-hybrid");
	if (!topo)
		skip();
	/* Two nodes of one locality hold the same PUs. */
	expect_text(topo, "numa:0-1.core:0.pu:0", "0");
	expect_text(topo, "numa:all.numa:all.core:0.pu:0", "0 4 8 12");
	expect_text(topo, "numa:all.numa:all.numa:all.numa:all.numa:all.core:0.pu:0", "0 4 8 12");
	topo_free(topo);
}

static void pairs_share_nothing_closer(void **state)
{
	struct topo *const topo = load("pack:1 l3:2 l2:2 core:2 pu:2");

	(void)state;
	expect_text(topo, "smt", "0 1");
	expect_text(topo, "same-l2", "0 2");
	expect_text(topo, "same-l3", "0 4");
	expect_text(topo, "cross-l3", "0 8");
	topo_free(topo);
}

static void second_threads_where_cores_have_one(void **state)
{
	struct topo *const topo = load_saved(HYBRID);

	(void)state;
	if (!topo)
		skip();
	expect_text(topo, "core:all.pu:1", "1 3 5 7 9 11");
	expect_text(topo, "l2:6-.core:0.pu:0", "12 16");
	topo_free(topo);
}

static void reasons_are_cut_where_there_is_no_room(void **state)
{
	struct topo *const topo = load(SMT_BESIDE);
	unsigned *pus = NULL;
	char why[96];

	(void)state;
	assert_int_equal(place_try(topo, "same-l2", &pus, why, sizeof(why)), -EINVAL);
	assert_string_equal(why, "no such pair of PUs here; there are: smt (PUs 0 and 1); "
				 "l3 (PUs 0 and 2); ...");
	said_begin();
	assert_int_equal(place_try(topo, "l3:9", &pus, why, 8), -EINVAL);
	assert_string_equal(said_end(), "");
	assert_string_equal(why, "l3:9: t");
	topo_free(topo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes_are_called_as_the_kernel_does),
		cmocka_unit_test(nodes_without_cpus_are_local_to_none),
		cmocka_unit_test(distances_are_the_larger_of_both_ways),
		cmocka_unit_test(counts_are_of_what_is_usable),
		cmocka_unit_test(kinds_may_be_chosen_one_after_the_other),
		cmocka_unit_test(kinds_that_may_not_be_used_are_refused),
		cmocka_unit_test(kinds_without_a_rank_have_numbers_only),
		cmocka_unit_test(kinds_asked_for_in_other_words_are_refused),
		cmocka_unit_test(unsound_machines_are_refused),
		cmocka_unit_test(index_lists_that_did_not_count_are_told),
		cmocka_unit_test(classes_are_those_of_each_pair),
		cmocka_unit_test(orders_hold_what_is_usable_once),
		cmocka_unit_test(objects_without_a_usable_pu_drop_out),
		cmocka_unit_test(ranges_of_objects),
		cmocka_unit_test(pairs_share_nothing_closer),
		cmocka_unit_test(second_threads_where_cores_have_one),
		cmocka_unit_test(reasons_are_cut_where_there_is_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
