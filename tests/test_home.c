/* SPDX-License-Identifier: MIT */
/* Memory lies on the node that was asked for, each of three means says so or that it cannot, and where a container refuses
 * policies the first touch puts it there. */
#include <dirent.h>
#include <errno.h>
#include <linux/mempolicy.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/home.h"
#include "run/arena.h"
#include "share/block.h"
#include "strategy/strategy.h"
#include "tests/refuse_calls.h"
#include "tests/said.h"

#include <cmocka.h>

#define PAGES 4
#define WORKERS 3
#define SLICES 50

static struct topo *topo;
static unsigned node, pus[WORKERS];
static size_t page;

static struct cell cell_of(const char *strategy, unsigned home)
{
	return (struct cell){ .strategy = strategy_find(strategy),
			      .type = COUNTER_U64,
			      .pus = pus,
			      .shape = { .workers = WORKERS, .groups = 1 },
			      .home = home };
}

/* Does the kernel itself answer here? Asked of a page that has been touched. */
static bool kernel_answers(enum home_by by, void *addr)
{
	int where = -1;

	switch (by) {
	case HOME_BY_MOVE_PAGES:
		return !syscall(SYS_move_pages, 0, 1UL, &addr, NULL, &where, 0) && where >= 0;
	case HOME_BY_GET_MEMPOLICY:
		return !syscall(SYS_get_mempolicy, &where, NULL, 0UL, addr,
				(unsigned long)(MPOL_F_NODE | MPOL_F_ADDR));
	case HOME_BY_NUMA_MAPS:
		return !access("/proc/self/numa_maps", R_OK);
	default:
		return false;
	}
}

static void each_means_answers_if_the_kernel_does(void **state)
{
	struct block block;
	enum home_by first = HOME_BY_NONE, by;
	unsigned seen;

	(void)state;
	assert_int_equal(block_open(&block, PAGES * page), 0);
	const int bound = home_bind(topo, block.base, PAGES * page, node);

	if (bound)
		print_message("policies are refused here: %s\n", strerror(-bound));
	assert_int_equal(block_reserve(&block, 0, PAGES * page), 0);
	assert_int_equal(block_unname(&block), 0);
	for (by = HOME_BY_MOVE_PAGES; by < HOME_BY_N; by++) {
		/* Not from the start, and not of whole pages. */
		const bool answers = home_ask_by(topo, by, (char *)block.base + page, page + 1,
						 block.fd, page, &seen);

		if (!answers)
			print_message("%s does not answer here\n", home_by_name(by));
		else if (!first)
			first = by;
		assert_int_equal(answers, kernel_answers(by, (char *)block.base + page));
		assert_int_equal(seen, answers ? node : TOPO_NONE);
	}
	home_ask(topo, block.base, PAGES * page, block.fd, 0, &seen, &by);
	assert_int_equal(by, first);
	assert_int_equal(seen, first ? node : TOPO_NONE);
	block_close(&block);
}

static void no_means_asks_of_nothing(void **state)
{
	unsigned seen = 7;
	enum home_by by = HOME_BY_N;

	(void)state;
	home_ask(topo, NULL, 0, -1, 0, &seen, &by);
	assert_int_equal(by, HOME_BY_NONE);
	assert_int_equal(seen, TOPO_NONE);
}

static void home_that_is_not_there_is_refused(void **state)
{
	struct block block;
	int error;

	(void)state;
	assert_string_equal(home_refusal(topo, 4711), "not in this machine");
	assert_null(home_refusal(topo, node));
	assert_null(home_pu(topo, 4711));
	assert_null(home_pu(topo, TOPO_NONE));
	assert_int_equal(block_open(&block, page), 0);
	said_begin();
	error = home_bind(topo, block.base, page, 4711);
	assert_string_equal(said_end(),
			    "contend: node 4711 can hold no memory of ours: it is not in "
			    "this machine\n");
	assert_int_equal(error, -EINVAL);
	block_close(&block);
}

/* On another machine's topology hwloc's calls return success and do nothing. */
static void other_machines_are_planned_for_and_never_asked(void **state)
{
	struct topo *other;
	struct block block;
	unsigned nodes[4] = { 9, 9, 9, 9 }, seen;
	int error;

	(void)state;
	assert_int_equal(topo_load(&other, "pack:2 [numa] [numa] core:2 pu:1"), 0);
	assert_int_equal(home_nodes(other, nodes, 3), 4);
	assert_int_equal(nodes[3], 9);
	assert_int_equal(home_pu(other, nodes[0])->os, 0);
	assert_null(home_pu(other, nodes[1])); /* the second of one place: nothing is local to it */
	assert_int_equal(home_pu(other, nodes[2])->os, 2);
	assert_int_equal(block_open(&block, page), 0);
	said_begin();
	error = home_bind(other, block.base, page, nodes[0]);
	assert_non_null(strstr(said_end(), "of another machine"));
	assert_int_equal(error, -ENODEV);
	for (enum home_by by = HOME_BY_MOVE_PAGES; by < HOME_BY_N; by++)
		assert_false(home_ask_by(other, by, block.base, page, block.fd, 0, &seen));
	block_close(&block);
	topo_free(other);
}

static bool backed(const struct block *block)
{
	struct stat status;

	return !fstat(block->fd, &status) && (size_t)status.st_blocks * 512 == block->size;
}

static void arena_lies_at_home_from_start_to_end(void **state)
{
	static const char *const strategies[] = { "fetch_add", "mutex", "private" };

	(void)state;
	for (size_t i = 0; i < sizeof(strategies) / sizeof(strategies[0]); i++) {
		const struct cell cell = cell_of(strategies[i], node);
		struct arena arena;

		assert_int_equal(arena_open(&arena, &cell, topo, SLICES, i), 0);
		assert_true(backed(&arena.block));
		assert_int_not_equal(arena.home_placed, HOME_UNPLACED);
		for (unsigned look = 0; look < 2; look++) {
			assert_int_equal(arena.home_verified, arena.home_by ? node : TOPO_NONE);
			assert_false(arena.strayed);
			arena_verify(&arena, topo);
		}
		arena_close(&arena);
	}
}

static void arena_seen_elsewhere_has_strayed(void **state)
{
	const struct cell cell = cell_of("fetch_add", node);
	struct arena arena;

	(void)state;
	assert_int_equal(arena_open(&arena, &cell, topo, SLICES, 1), 0);
	if (!arena.home_by) {
		arena_close(&arena);
		skip();
	}
	arena.home = node + 1;
	arena_verify(&arena, topo);
	assert_true(arena.strayed);
	assert_int_equal(arena.home_verified, node);
	arena.home = node;
	arena_verify(&arena, topo); /* what was seen to be wrong stays so */
	assert_true(arena.strayed);
	arena_close(&arena);
}

static void machine_without_nodes_has_no_home(void **state)
{
	const struct cell cell = cell_of("private", TOPO_NONE);
	struct arena arena;

	(void)state;
	assert_int_equal(arena_open(&arena, &cell, topo, SLICES, 1), 0);
	assert_true(backed(&arena.block));
	assert_int_equal(arena.home_placed, HOME_UNPLACED);
	assert_int_equal(arena.home_verified, TOPO_NONE);
	assert_int_equal(arena.home_by, HOME_BY_NONE);
	assert_false(arena.strayed);
	arena_close(&arena);
}

/* What is found to be wrong in a child, whose memory and filters are its own. */
#define EXPECT(what)                                                                               \
	do {                                                                                       \
		if (!(what)) {                                                                     \
			fprintf(stderr, "line %d: %s\n", __LINE__, #what);                         \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

/* Runs a check in a child; skips if it says that it cannot be done here. */
static void in_child(void (*check)(int), int argument)
{
	const pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		check(argument);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status)); /* not by SIGBUS, above all */
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

static const long numa_calls[] = { SYS_mbind, SYS_set_mempolicy, SYS_get_mempolicy,
				   SYS_move_pages };

static void filter(const long *calls, size_t n, int error)
{
	if (!refuse_calls(calls, n, error))
		return;
	fprintf(stderr, "not tested: no seccomp filters here\n");
	_exit(77);
}

static void check_first_touch(int error)
{
	const struct cell cell = cell_of("private", node);
	cpu_set_t before, after;
	struct arena arena;
	unsigned seen;
	int opened;

	filter(numa_calls, 4, error);
	EXPECT(!sched_getaffinity(0, sizeof(before), &before));
	said_begin();
	opened = arena_open(&arena, &cell, topo, SLICES, 1);
	EXPECT(!*said_end());
	EXPECT(!opened);
	EXPECT(!sched_getaffinity(0, sizeof(after), &after) && CPU_EQUAL(&before, &after));
	EXPECT(arena.home_placed == HOME_FIRST_TOUCH);
	EXPECT(backed(&arena.block));
	for (enum home_by by = HOME_BY_MOVE_PAGES; by < HOME_BY_NUMA_MAPS; by++)
		EXPECT(!home_ask_by(topo, by, arena.counter, 1, arena.block.fd, 0, &seen));
	if (kernel_answers(HOME_BY_NUMA_MAPS, NULL)) {
		EXPECT(arena.home_by == HOME_BY_NUMA_MAPS);
		EXPECT(arena.home_verified == node);
	}
	EXPECT(!arena.strayed);
	arena_close(&arena);
}

static void refused_policies_are_replaced_by_first_touch(void **state)
{
	(void)state;
	in_child(check_first_touch, EPERM);
	in_child(check_first_touch, ENOSYS);
}

/* A container that was given CAP_SYS_NICE: policies, but not move_pages. */
static void check_get_mempolicy(int error)
{
	const struct cell cell = cell_of("mutex", node);
	struct arena arena;
	bool answers;

	EXPECT(!arena_open(&arena, &cell, topo, SLICES, 1));
	answers = kernel_answers(HOME_BY_GET_MEMPOLICY, arena.control);
	filter(numa_calls + 3, 1, error);
	if (!answers)
		_exit(77);
	arena_verify(&arena, topo);
	EXPECT(arena.home_by == HOME_BY_GET_MEMPOLICY);
	EXPECT(arena.home_verified == node);
	arena_close(&arena);
}

static void without_move_pages_get_mempolicy_verifies(void **state)
{
	(void)state;
	in_child(check_get_mempolicy, EPERM);
}

/* A home whose pages nobody can say the place of: not known, and not wrong. */
static void check_nothing_answers(int error)
{
	const struct cell cell = cell_of("fetch_add", node);
	struct arena arena;

	filter((const long[]){ SYS_mbind, SYS_get_mempolicy, SYS_move_pages }, 3, error);
	EXPECT(!arena_open(&arena, &cell, topo, SLICES, 1));
	close(arena.block.fd);
	arena.block.fd = -1; /* no second mapping, so no numa_maps */
	arena.home_verified = TOPO_NONE;
	arena.home_by = HOME_BY_NONE;
	arena_verify(&arena, topo);
	EXPECT(arena.home_by == HOME_BY_NONE);
	EXPECT(arena.home_verified == TOPO_NONE);
	EXPECT(!arena.strayed);
	arena_close(&arena);
}

static void home_that_nobody_can_see_is_not_known(void **state)
{
	(void)state;
	in_child(check_nothing_answers, EPERM);
}

/* A /dev/shm of four pages: an error that is said, however the memory is placed. */
static void check_full(int error)
{
	const struct cell cell = cell_of("mutex", node);
	char size[32];
	struct arena arena;
	int opened;

	snprintf(size, sizeof(size), "size=%zu", 4 * page);
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/dev/shm", "tmpfs", 0, size)) {
		fprintf(stderr, "not tested: a full /dev/shm (no mounts of our own here)\n");
		_exit(77);
	}
	if (error)
		filter(numa_calls, 4, error);
	said_begin();
	opened = arena_open(&arena, &cell, topo, SLICES, 1);
	EXPECT(strstr(said_end(), "No space left"));
	EXPECT(opened == -ENOSPC);
}

static void full_shared_memory_is_an_error_not_a_signal(void **state)
{
	(void)state;
	in_child(check_full, 0);
	in_child(check_full, EPERM);
}

static void nothing_is_left_in_shared_memory(void **state)
{
	char ours[64];
	DIR *dir = opendir("/dev/shm");
	struct dirent *entry;

	(void)state;
	assert_non_null(dir);
	snprintf(ours, sizeof(ours), "contend-%ld-", (long)getpid());
	while ((entry = readdir(dir)) != NULL)
		assert_null(strstr(entry->d_name, ours));
	closedir(dir);
}

static int open_machine(void **state)
{
	unsigned n;

	(void)state;
	page = (size_t)sysconf(_SC_PAGESIZE);
	if (topo_load(&topo, NULL))
		return -1;
	const struct pu *const usable = topo_pus(topo, &n);

	for (unsigned i = 0; i < WORKERS; i++)
		pus[i] = usable[i % n].os;
	/* Of the first PU, if there are several: then first touch can reach it. */
	node = usable[0].node;
	return node == TOPO_NONE || home_refusal(topo, node) ? -1 : 0;
}

static int close_machine(void **state)
{
	(void)state;
	topo_free(topo);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_means_answers_if_the_kernel_does),
		cmocka_unit_test(no_means_asks_of_nothing),
		cmocka_unit_test(home_that_is_not_there_is_refused),
		cmocka_unit_test(other_machines_are_planned_for_and_never_asked),
		cmocka_unit_test(arena_lies_at_home_from_start_to_end),
		cmocka_unit_test(arena_seen_elsewhere_has_strayed),
		cmocka_unit_test(machine_without_nodes_has_no_home),
		cmocka_unit_test(refused_policies_are_replaced_by_first_touch),
		cmocka_unit_test(without_move_pages_get_mempolicy_verifies),
		cmocka_unit_test(home_that_nobody_can_see_is_not_known),
		cmocka_unit_test(full_shared_memory_is_an_error_not_a_signal),
		cmocka_unit_test(nothing_is_left_in_shared_memory),
	};

	return cmocka_run_group_tests(tests, open_machine, close_machine);
}
