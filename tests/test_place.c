/* SPDX-License-Identifier: MIT */
/* Placements on machines made of words: the order of PUs is what it is said to be, and what N workers get is a part of
 * what N + 1 get. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fail.h"
#include "machine/place.h"
#include "machine/topo.h"

#include <cmocka.h>

#include "saved.h"

#define SMT_APART "pack:2 [numa] l3:2 core:4 pu:2(indexes=16*1:2*16)"
#define SMT_BESIDE "pack:2 [numa] l3:2 core:2 pu:2"

/* The first n of an order, and how long it is in all. */
static void expect(const char *machine, const char *allowed, const char *name,
		   const unsigned *order, int n, int all)
{
	struct topo *topo = NULL;
	unsigned *pus = NULL;

	assert_int_equal(topo_load(&topo, machine), 0);
	assert_false(topo_live(topo));
	if (allowed)
		assert_int_equal(topo_restrict(topo, allowed), 0);
	assert_int_equal(place_order(topo, name, &pus), all);
	for (int i = 0; i < n; i++)
		assert_int_equal(pus[i], order[i]);
	free(pus);
	topo_free(topo);
}

#define EXPECT(machine, allowed, name, all, ...)                                                   \
	expect(machine, allowed, name, (const unsigned[]){ __VA_ARGS__ },                          \
	       (int)(sizeof((unsigned[]){ __VA_ARGS__ }) / sizeof(unsigned)), all)

static void siblings_numbered_apart(void **state)
{
	(void)state;
	EXPECT(SMT_APART, NULL, "compact", 32, 0, 16, 1, 17, 2, 18);
	EXPECT(SMT_APART, NULL, "cores", 32, 0, 1, 2, 3);
	EXPECT(SMT_APART, NULL, "scatter", 32, 0, 8, 4, 12, 1, 9, 5, 13, 2, 10, 6, 14, 3, 11, 7, 15,
	       16, 24);
}

static void siblings_numbered_together(void **state)
{
	(void)state;
	EXPECT(SMT_BESIDE, NULL, "compact", 16, 0, 1, 2, 3);
	EXPECT(SMT_BESIDE, NULL, "cores", 16, 0, 2, 4, 6, 8, 10, 12, 14, 1);
	EXPECT(SMT_BESIDE, NULL, "scatter", 16, 0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7,
	       15);
}

static void only_what_is_allowed(void **state)
{
	(void)state;
	EXPECT(SMT_BESIDE, "1-5,8", "compact", 6, 1, 2, 3, 4, 5, 8);
	EXPECT(SMT_BESIDE, "1-5,8", "cores", 6, 1, 2, 4, 8, 3, 5);
	EXPECT(SMT_BESIDE, "1-5,8", "scatter", 6, 1, 8, 4, 2, 3, 5);
}

static void without_l3_and_smt(void **state)
{
	(void)state;
	EXPECT("pack:1 l2:2 core:2 pu:1", NULL, "compact", 4, 0, 1, 2, 3);
	EXPECT("pack:1 l2:2 core:2 pu:1", NULL, "cores", 4, 0, 1, 2, 3);
	EXPECT("pack:1 l2:2 core:2 pu:1", NULL, "scatter", 4, 0, 2, 1, 3);
}

static void list_keeps_its_order(void **state)
{
	(void)state;
	EXPECT(SMT_BESIDE, NULL, "cpus:3,0,8-11", 6, 3, 0, 8, 9, 10, 11);
}

static void list_of_others_is_refused(void **state)
{
	static const char *const bad[] = { "cpus:16",	"cpus:",  "cpus:3-1",
					   "cpus:1,,2", "cpus:x", "nowhere" };
	struct topo *topo = NULL;
	unsigned *pus = NULL;

	(void)state;
	assert_int_equal(topo_load(&topo, SMT_BESIDE), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(place_order(topo, bad[i], &pus), -EINVAL);
	topo_free(topo);
}

static void machine_of_nonsense_is_refused(void **state)
{
	struct topo *topo = NULL;

	(void)state;
	assert_true(topo_load(&topo, "neither a file nor a machine") < 0);
}

/* Saved machines of others, where they are there. */
static void saved_machines(void **state)
{
	static const struct {
		const char *file;
		unsigned compact[4], scatter[4], cores[4];
	} machines[] = {
		{ "20em64t-hybrid-1p6c2t+2ca4co1t",
		  { 0, 1, 2, 3 },
		  { 0, 2, 4, 6 },
		  { 0, 2, 4, 6 } },
		{ "AMD-17h-Zen-2xEpyc-7451", { 0, 48, 1, 49 }, { 0, 24, 6, 30 }, { 0, 1, 2, 3 } },
		{ "memorysidecaches", { 0, 40, 4, 44 }, { 0, 1, 2, 3 }, { 0, 4, 8, 12 } },
		{ "64intel64-fakeKNL-SNC4-hybrid",
		  { 0, 16, 32, 48 },
		  { 0, 4, 8, 12 },
		  { 0, 1, 2, 3 } },
		{ "32amd64-4s2n4c-cgroup2", { 0, 1, 2, 3 }, { 0, 4, 1, 5 }, { 0, 1, 2, 3 } },
	};
	bool seen = false;

	(void)state;
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		struct topo *topo = NULL;
		unsigned *pus = NULL;
		char path[512];

		if (!saved_path(path, sizeof(path), machines[i].file))
			continue;
		seen = true;
		assert_int_equal(topo_load(&topo, path), 0);
		for (unsigned k = 0; k < 3; k++) {
			static const char *const names[] = { "compact", "scatter", "cores" };
			const unsigned *const order = k == 0   ? machines[i].compact
						      : k == 1 ? machines[i].scatter
							       : machines[i].cores;

			assert_true(place_order(topo, names[k], &pus) >= 4);
			assert_memory_equal(pus, order, sizeof(machines[i].compact));
			free(pus);
		}
		topo_free(topo);
	}
	if (!seen)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(siblings_numbered_apart),
		cmocka_unit_test(siblings_numbered_together),
		cmocka_unit_test(only_what_is_allowed),
		cmocka_unit_test(without_l3_and_smt),
		cmocka_unit_test(list_keeps_its_order),
		cmocka_unit_test(list_of_others_is_refused),
		cmocka_unit_test(machine_of_nonsense_is_refused),
		cmocka_unit_test(saved_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
