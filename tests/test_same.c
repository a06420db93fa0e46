/* SPDX-License-Identifier: MIT */
/* Whether two saved machines are the same: what counts as hardware and what does not, on XML changed for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/same.h"
#include "machine/topo.h"

#include <cmocka.h>

/* 2 packages, each a node and two PUs; the rest is put in by the tests. */
static const char machine[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<topology version=\"2.0\">\n"
	"<object type=\"Machine\" os_index=\"0\" cpuset=\"0xf\" complete_cpuset=\"0xf\" "
	"allowed_cpuset=\"0xf\" nodeset=\"0x3\" complete_nodeset=\"0x3\" allowed_nodeset=\"0x3\" "
	"gp_index=\"1\">\n"
	"<info name=\"HostName\" value=\"one\"/>\n"
	"<info name=\"OSRelease\" value=\"6.1\"/>\n"
	"<object type=\"Package\" os_index=\"0\" cpuset=\"0x3\" complete_cpuset=\"0x3\" "
	"nodeset=\"0x1\" complete_nodeset=\"0x1\" gp_index=\"2\">\n"
	"<info name=\"CPUModel\" value=\"Maker X1\"/>\n"
	"<object type=\"NUMANode\" os_index=\"0\" cpuset=\"0x3\" complete_cpuset=\"0x3\" "
	"nodeset=\"0x1\" complete_nodeset=\"0x1\" gp_index=\"3\" local_memory=\"1000000000\"/>\n"
	"<object type=\"PU\" os_index=\"0\" cpuset=\"0x1\" complete_cpuset=\"0x1\" "
	"nodeset=\"0x1\" complete_nodeset=\"0x1\" gp_index=\"4\"/>\n"
	"<object type=\"PU\" os_index=\"1\" cpuset=\"0x2\" complete_cpuset=\"0x2\" "
	"nodeset=\"0x1\" complete_nodeset=\"0x1\" gp_index=\"5\"/>\n</object>\n"
	"<object type=\"Package\" os_index=\"1\" cpuset=\"0xc\" complete_cpuset=\"0xc\" "
	"nodeset=\"0x2\" complete_nodeset=\"0x2\" gp_index=\"6\">\n"
	"<object type=\"NUMANode\" os_index=\"1\" cpuset=\"0xc\" complete_cpuset=\"0xc\" "
	"nodeset=\"0x2\" complete_nodeset=\"0x2\" gp_index=\"7\" local_memory=\"1000000000\"/>\n"
	"<object type=\"PU\" os_index=\"2\" cpuset=\"0x4\" complete_cpuset=\"0x4\" "
	"nodeset=\"0x2\" complete_nodeset=\"0x2\" gp_index=\"8\"/>\n"
	"<object type=\"PU\" os_index=\"3\" cpuset=\"0x8\" complete_cpuset=\"0x8\" "
	"nodeset=\"0x2\" complete_nodeset=\"0x2\" gp_index=\"9\"/>\n</object>\n</object>\n"
	"<distances2 type=\"NUMANode\" nbobjs=\"2\" kind=\"5\" name=\"NUMALatency\" "
	"indexing=\"os\">\n"
	"<indexes length=\"4\">0 1 </indexes>\n<u64values length=\"12\">10 21 21 10 </u64values>\n"
	"</distances2>\n"
	"<cpukind cpuset=\"0x3\" forced_efficiency=\"0\"/>\n"
	"<cpukind cpuset=\"0xc\" forced_efficiency=\"1\"/>\n"
	"</topology>\n";

static char path[] = "/tmp/contend-same-XXXXXX";

/* The machine with a part replaced, which must be there; by NULL: as it is. */
static struct topo *changed(const char *part, const char *by)
{
	FILE *const out = fopen(path, "w");
	const char *const at = part ? strstr(machine, part) : machine;
	struct topo *topo = NULL;

	assert_non_null(out);
	assert_non_null(at);
	fwrite(machine, 1, (size_t)(at - machine), out);
	fputs(part ? by : "", out);
	fputs(at + (part ? strlen(part) : 0), out);
	fclose(out);
	assert_int_equal(topo_load(&topo, path), 0);
	return topo;
}

static void expect(const char *part, const char *by, int same, const char *words)
{
	struct topo *const a = changed(NULL, NULL), *const b = changed(part, by);
	char *text = NULL;
	size_t size = 0;

	/* Whichever comes first. */
	for (int turn = 0; turn < 2; turn++) {
		FILE *const out = open_memstream(&text, &size);

		assert_int_equal(same_machine(turn ? b : a, turn ? a : b, out), same);
		fclose(out);
		assert_int_equal(strncmp(text, same ? "same machine" : "different machines", 12),
				 0);
		if (!turn && words && !strstr(text, words))
			print_error("no \"%s\" in: %s\n", words, text);
		if (!turn && words)
			assert_non_null(strstr(text, words));
		if (!words)
			assert_string_equal(text, "same machine\n");
		free(text);
	}
	topo_free(a);
	topo_free(b);
}

static void machine_is_the_same_as_itself(void **state)
{
	(void)state;
	expect(NULL, NULL, 1, NULL);
	/* Whose it is, is not looked at. */
	expect("value=\"one\"", "value=\"two\"", 1, NULL);
	expect("<info name=\"HostName\" value=\"one\"/>\n",
	       "<info name=\"DMIBoardSerial\" value=\"5\"/>\n", 1, NULL);
}

static void software_and_rights_may_differ_and_are_said(void **state)
{
	(void)state;
	expect("value=\"6.1\"", "value=\"6.18\"", 1, "OSRelease: 6.1 | 6.18\n");
	expect("<info name=\"OSRelease\" value=\"6.1\"/>\n", "", 1, "OSRelease: 6.1 | absent\n");
	expect("allowed_cpuset=\"0xf\"", "allowed_cpuset=\"0x7\"", 1, "CPUs allowed: 0-3 | 0-2\n");
}

static void kernel_may_take_a_little_memory(void **state)
{
	(void)state;
	expect("local_memory=\"1000000000\"", "local_memory=\"990000000\"", 1,
	       "NUMANode 0: memory 954 MiB | 944 MiB\n");
	expect("local_memory=\"1000000000\"", "local_memory=\"900000000\"", 0,
	       "NUMANode 0: memory 954 MiB | 858 MiB\n");
}

static void other_hardware_is_another_machine(void **state)
{
	(void)state;
	expect("value=\"Maker X1\"", "value=\"Maker X2\"", 0,
	       "Package 0: CPUModel Maker X1 | Maker X2\n");
	expect("10 21 21 10", "10 20 20 10", 0, "machine: the first that differs");
	expect("<cpukind cpuset=\"0x3\"", "<cpukind cpuset=\"0x1\"", 0, "kinds of cores");
	expect("<cpukind cpuset=\"0x3\" forced_efficiency=\"0\"/>\n", "", 0, "kinds of cores");
	expect("<cpukind cpuset=\"0x3\" forced_efficiency=\"0\"/>\n"
	       "<cpukind cpuset=\"0xc\" forced_efficiency=\"1\"/>\n",
	       "", 0, "kinds of cores");
}

static void other_shape_is_shown(void **state)
{
	struct topo *const a = changed(NULL, NULL);
	struct topo *b = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *const out = open_memstream(&text, &size);

	(void)state;
	assert_int_equal(topo_load(&b, "pack:4 [numa] core:2 pu:1"), 0);
	assert_int_equal(same_machine(a, b, out), 0);
	fclose(out);
	assert_non_null(strstr(text, "  shape: Package:2 [NUMANode] PU:2\n"
				     "       | Package:4 [NUMANode] Core:2 PU:1\n"));
	assert_non_null(strstr(text, "  processor: Maker X1 | absent\n"));
	free(text);
	topo_free(a);
	topo_free(b);
}

static int open_file(void **state)
{
	(void)state;
	const int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machine_is_the_same_as_itself),
		cmocka_unit_test(software_and_rights_may_differ_and_are_said),
		cmocka_unit_test(kernel_may_take_a_little_memory),
		cmocka_unit_test(other_hardware_is_another_machine),
		cmocka_unit_test(other_shape_is_shown),
	};

	return cmocka_run_group_tests(tests, open_file, remove_file);
}
