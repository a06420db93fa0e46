/* SPDX-License-Identifier: MIT */
/* Relations: how close PUs are, on machines made of words and on saved ones; and the pairs and single PUs that placements
 * choose by it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "machine/place.h"
#include "machine/relation.h"
#include "machine/topo.h"

#include <cmocka.h>

#include "said.h"
#include "saved.h"

#define TWO "pack:2 [numa] l3:2 core:4 pu:2(indexes=16*1:2*16)"
#define WIDE "pack:4 [numa] l3:12 core:8 pu:2" /* 768 PUs */

static struct topo *load(const char *machine)
{
	struct topo *topo = NULL;

	assert_int_equal(topo_load(&topo, machine), 0);
	return topo;
}

/* "smt 6 (0 1); l3 60 (0 2)" of all classes, as one text. */
static void classes_text(const struct topo *topo, char *text, size_t size)
{
	struct relation_class *classes = NULL;
	size_t n = 0, length = 0;

	assert_int_equal(relation_classes(topo, &classes, &n), 0);
	text[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		char name[96];

		relation_print(&classes[i].relation, name, sizeof(name));
		length += (size_t)snprintf(text + length, size - length, "%s%s %lu (%u %u)",
					   i ? "; " : "", name, classes[i].pairs, classes[i].a,
					   classes[i].b);
	}
	free(classes);
}

static void expect_classes(const char *machine, const char *expected)
{
	struct topo *const topo = load(machine);
	char text[512];

	classes_text(topo, text, sizeof(text));
	assert_string_equal(text, expected);
	topo_free(topo);
}

/* The order of a placement as text; "-" where the machine cannot have it. At most `most` PUs. */
static void order_text(const struct topo *topo, const char *name, int most, char *text, size_t size)
{
	unsigned *pus = NULL;
	char why[512] = "";
	const int n = place_try(topo, name, &pus, why, sizeof(why));
	size_t length = 0;

	if (n < 0) {
		assert_int_equal(n, -EINVAL);
		assert_true(why[0] != '\0');
		snprintf(text, size, "-");
		return;
	}
	for (int i = 0; i < n && i < most; i++)
		length += (size_t)snprintf(text + length, size - length, "%s%u", i ? " " : "",
					   pus[i]);
	free(pus);
}

static void expect_order(const char *machine, const char *name, const char *expected)
{
	struct topo *const topo = load(machine);
	char text[256];

	order_text(topo, name, 16, text, sizeof(text));
	if (strcmp(text, expected))
		print_message("%s on %s\n", name, machine);
	assert_string_equal(text, expected);
	topo_free(topo);
}

static void classes_of_described_machines(void **state)
{
	(void)state;
	expect_classes(TWO, "smt 16 (0 16); l3 96 (0 1); package 128 (0 4); "
			    "machine, other node 256 (0 8)");
	expect_classes("pack:1 l2:2 core:2 pu:1", "l2 2 (0 1); package 4 (0 2)");
	expect_classes("pack:1 core:1 pu:1", "");
	/* An L3 above two nodes: there is no fixed scale. */
	expect_classes("pack:1 l3:1 group:2 [numa] core:2 pu:1",
		       "group 2 (0 1); l3, other node 4 (0 2)");
}

static void all_pairs_of_a_wide_machine_are_classified(void **state)
{
	struct topo *const topo = load(WIDE);
	struct relation_class *classes = NULL;
	unsigned long pairs = 0;
	size_t n = 0;

	(void)state;
	assert_int_equal(relation_classes(topo, &classes, &n), 0);
	for (size_t i = 0; i < n; i++)
		pairs += classes[i].pairs;
	assert_int_equal(n, 4);
	assert_int_equal(pairs, 294528);
	free(classes);
	topo_free(topo);
}

static void many_workers_have_the_widest_relation(void **state)
{
	struct topo *const topo = load(TWO);
	const unsigned near[] = { 0, 16, 1 }, far[] = { 0, 16, 8 }, one[] = { 3, 3 };
	struct relation relation, pair;

	(void)state;
	relation_among(topo, near, 3, &relation);
	assert_string_equal(relation.name, "l3");
	assert_int_equal(relation.node, NODE_SAME);
	relation_among(topo, far, 3, &relation);
	relation_among(topo, far + 1, 2, &pair);
	assert_string_equal(relation.name, "machine");
	assert_int_equal(relation.node, NODE_OTHER);
	assert_int_equal(relation_compare(&relation, &pair), 0);
	relation_among(topo, one, 2, &relation);
	assert_string_equal(relation.name, "same-pu");
	assert_true(relation_compare(&relation, &pair) < 0);
	topo_free(topo);
}

/* Two PUs without an L3 do not share one, nor have two different ones. */
static void none_is_not_the_same_as_none(void **state)
{
	(void)state;
	expect_order("pack:2 core:2 pu:1", "same-l3", "-");
	expect_order("pack:2 core:2 pu:1", "cross-l3", "-");
	expect_order("pack:2 core:2 pu:1", "l3", "-");
	expect_order("core:2 pu:1", "cross-package", "-");
	expect_order("core:2 pu:1", "package", "-");
}

static void placements_by_what_is_shared(void **state)
{
	static const char *const orders[][2] = {
		{ "l3", "0 4 8 12" },  { "numa", "0 8" },     { "package", "0 8" },
		{ "smt", "0 16" },     { "same-l2", "-" },    { "same-l3", "0 1" },
		{ "cross-l3", "0 4" }, { "cross-node", "-" }, { "cross-package", "0 8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		expect_order(TWO, orders[i][0], orders[i][1]);
}

static void what_cannot_be_says_what_there_is(void **state)
{
	struct topo *const topo = load(TWO);
	unsigned *pus = NULL;
	char why[512];

	(void)state;
	assert_int_equal(place_try(topo, "same-l2", &pus, why, sizeof(why)), -EINVAL);
	assert_non_null(strstr(why, "smt (PUs 0 and 16); l3 (PUs 0 and 1)"));
	said_begin();
	assert_int_equal(place_order(topo, "cross-node", &pus), -EINVAL);
	assert_non_null(strstr(said_end(), "placement cross-node: no such pair of PUs here"));
	topo_free(topo);
}

static void objects_as_hwloc_calc_names_them(void **state)
{
	(void)state;
	expect_order(TWO, "core:0-2.pu:0", "0 1 2");
	expect_order(TWO, "core:0-2", "0 16 1 17 2 18");
	expect_order(TWO, "package:1.core:all.pu:1", "24 25 26 27 28 29 30 31");
	expect_order(TWO, "l3:odd.core:0.pu:0", "4 12");
	expect_order(TWO, "l3:2-.core:1:2.pu:0", "9 10 13 14");
	expect_order(TWO, "numa:1.core:0.pu:0", "8");
	expect_order(TWO, "core:99", "-");
	expect_order(TWO, "core:", "-");
	expect_order(TWO, "core:3-1", "-");
	expect_order(TWO, "core:x.pu:0", "-");
	expect_order(TWO, "core:0.pu", "-");
	expect_order(TWO, "nonsense:0", "-");
}

/* N workers are the first N of N + 1, since each placement is one order without a PU twice. */
static void orders_hold_each_pu_once(void **state)
{
	struct topo *const topo = load(TWO);

	(void)state;
	for (size_t i = 0; placement_at(i); i++) {
		unsigned *pus = NULL;
		char why[512];
		const int n = place_try(topo, placement_at(i)->name, &pus, why, sizeof(why));

		for (int j = 0; j < n; j++)
			for (int k = 0; k < j; k++)
				assert_int_not_equal(pus[j], pus[k]);
		if (placement_is_pair(placement_at(i)) && n > 0)
			assert_int_equal(n, 2);
		free(pus);
	}
	topo_free(topo);
}

static const struct machine {
	const char *file;
	const char *classes;
	const char *orders[12][2];
} machines[] = {
	{ "20em64t-hybrid-1p6c2t+2ca4co1t",
	  "smt 6 (0 1); l2, kinds 0/0 12 (12 13); l3, kinds 1/1 60 (0 2); "
	  "l3, kinds 0/1 96 (0 12); l3, kinds 0/0 16 (12 16)",
	  { { "scatter", "0 2 4 6 8 10 12 16 13 17 14 18 15 19 1 3" },
	    { "l3", "0" },
	    { "numa", "0" },
	    { "smt", "0 1" },
	    { "same-l2", "12 13" },
	    { "same-l3", "0 2" },
	    { "cross-l3", "-" },
	    { "cross-node", "-" },
	    { "cross-package", "-" } } },
	{ "AMD-17h-Zen-2xEpyc-7451",
	  "smt 48 (0 48); l3 192 (0 1); group 288 (0 3); package, other node 1728 (0 6); "
	  "machine, other node 2304 (0 24)",
	  { { "compact", "0 48 1 49 2 50 3 51 4 52 5 53 6 54 7 55" },
	    { "numa", "0 6 12 18 24 30 36 42" },
	    { "smt", "0 48" },
	    { "same-l2", "-" },
	    { "same-l3", "0 1" },
	    { "cross-l3", "0 3" },
	    { "cross-node", "0 6" },
	    { "cross-package", "0 24" } } },
	{ "memorysidecaches",
	  "smt 40 (0 40); group 720 (0 4); l3, other node, distance 11 800 (0 2); "
	  "machine, other node, distance 21 1600 (0 1)",
	  { { "l3", "0 1" },
	    { "numa", "0 2 1 3" },
	    { "smt", "0 40" },
	    { "same-l2", "-" },
	    { "same-l3", "0 4" },
	    { "cross-l3", "-" },
	    { "cross-node", "0 2" },
	    { "cross-package", "0 1" } } },
	{ "64intel64-fakeKNL-SNC4-hybrid",
	  "smt 96 (0 16); l2 128 (0 1); memorysidecache 256 (0 2); "
	  "package, other node 1536 (0 4)",
	  { { "l3", "-" },
	    { "numa", "0 4 8 12" },
	    { "smt", "0 16" },
	    { "same-l2", "0 1" },
	    { "same-l3", "-" },
	    { "cross-l3", "-" },
	    { "cross-node", "0 4" },
	    { "cross-package", "-" } } },
	{ "32amd64-4s2n4c-cgroup2",
	  "l3 7 (0 1); package, other node, distance 16 8 (0 4)",
	  { { "scatter", "0 4 1 5 2 3" },
	    { "l3", "0 4" },
	    { "numa", "0 4" },
	    { "smt", "-" },
	    { "same-l2", "-" },
	    { "same-l3", "0 1" },
	    { "cross-l3", "0 4" },
	    { "cross-node", "0 4" },
	    { "cross-package", "-" } } },
};

static void saved_machines(void **state)
{
	bool seen = false;

	(void)state;
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		char path[512];

		if (!saved_path(path, sizeof(path), machines[i].file))
			continue;
		seen = true;
		expect_classes(path, machines[i].classes);
		for (size_t k = 0; machines[i].orders[k][0]; k++)
			expect_order(path, machines[i].orders[k][0], machines[i].orders[k][1]);
	}
	if (!seen)
		skip();
}

static void kinds_of_cores(void **state)
{
	struct topo *topo;
	struct topo_kind *kinds = NULL;
	size_t n = 0;
	unsigned usable;
	char path[512];

	(void)state;
	topo = load(TWO);
	said_begin();
	assert_int_equal(topo_keep_kinds(topo, "fastest"), -EINVAL);
	assert_non_null(strstr(said_end(), "all of one kind"));
	topo_free(topo);
	if (!saved_path(path, sizeof(path), machines[0].file))
		skip();
	topo = load(path);
	assert_int_equal(topo_kinds(topo, &kinds, &n), 0);
	assert_int_equal(n, 2);
	assert_true(kinds[0].ranked && kinds[0].pus == 8 && kinds[1].pus == 12);
	free(kinds);
	said_begin();
	assert_int_equal(topo_keep_kinds(topo, "2"), -EINVAL);
	assert_non_null(strstr(said_end(), "a number of 0 to 1"));
	assert_int_equal(topo_keep_kinds(topo, "slowest"), 0);
	assert_int_equal(topo_pus(topo, &usable)[0].os, 12);
	assert_int_equal(usable, 8);
	assert_non_null(strstr(topo_refusal(topo, 0), "--kinds"));
	topo_free(topo);
	expect_order(path, "core:0.pu:1", "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_of_described_machines),
		cmocka_unit_test(all_pairs_of_a_wide_machine_are_classified),
		cmocka_unit_test(many_workers_have_the_widest_relation),
		cmocka_unit_test(none_is_not_the_same_as_none),
		cmocka_unit_test(placements_by_what_is_shared),
		cmocka_unit_test(what_cannot_be_says_what_there_is),
		cmocka_unit_test(objects_as_hwloc_calc_names_them),
		cmocka_unit_test(orders_hold_each_pu_once),
		cmocka_unit_test(saved_machines),
		cmocka_unit_test(kinds_of_cores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
