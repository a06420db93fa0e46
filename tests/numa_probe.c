/* SPDX-License-Identifier: MIT */
/* What contend's own functions do to memory and processes on a NUMA machine, printed for a script that knows that machine.
 * usage: numa_probe shape | relations | bind | matrix | arena NODE | as ERROR CALL,... COMMAND... */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "machine/bind.h"
#include "machine/home.h"
#include "machine/relation.h"
#include "machine/topo.h"
#include "run/arena.h"
#include "share/block.h"
#include "strategy/strategy.h"
#include "tests/refuse_calls.h"

#define MAX 64
#define PAGES 4

static struct topo *topo;
static size_t page;

/* "packages 2, …", and a line a PU. */
static int shape(void)
{
	const struct topo_counts counts = topo_counts(topo);
	unsigned n;
	const struct pu *const pus = topo_pus(topo, &n);

	printf("packages %u nodes %u l3s %u cores %u pus %u\n", counts.packages, counts.nodes,
	       counts.l3s, counts.cores, counts.pus);
	for (unsigned i = 0; i < n; i++)
		printf("pu %u core %u rank %u l3 %u package %u node %d\n", pus[i].os, pus[i].core,
		       pus[i].rank, pus[i].l3, pus[i].package,
		       pus[i].node == TOPO_NONE ? -1 : (int)pus[i].node);
	return 0;
}

/* A line a class of pairs, closest first: its name, same or other node, how far that is, pairs, the first of them. */
static int relations(void)
{
	struct relation_class *classes;
	size_t n;
	const int error = relation_classes(topo, &classes, &n);

	if (error)
		return error;
	for (size_t i = 0; i < n; i++) {
		const struct relation *const relation = &classes[i].relation;

		printf("%s, ", relation->name);
		if (relation->node == NODE_OTHER)
			printf("other node at %u", relation->distance);
		else
			printf("%s node", relation->node == NODE_SAME ? "same" : "unknown");
		printf(": %lu, %u-%u\n", classes[i].pairs, classes[i].a, classes[i].b);
	}
	free(classes);
	return 0;
}

/* Where the kernel says that we may run, and where we do: asked without hwloc. */
static bool is_alone_on(unsigned pu)
{
	cpu_set_t set;

	return !sched_getaffinity(0, sizeof(set), &set) && CPU_COUNT(&set) == 1 &&
	       CPU_ISSET(pu, &set) && sched_getcpu() == (int)pu;
}

/* Binds this process to each PU in turn, and prints those on which it then was. */
static int bind_each(void)
{
	unsigned n;
	const struct pu *const pus = topo_pus(topo, &n);

	for (unsigned i = 0; i < n; i++)
		printf("%s%u", i ? " " : "",
		       !bind_to(topo, pus[i].os) && is_alone_on(pus[i].os) ? pus[i].os : MAX);
	putchar('\n');
	return 0;
}

/* A node as each of the means sees it: "1 1 1", "-" for one that does not answer. */
static void print_seen(void *addr, size_t length, int fd, size_t offset)
{
	for (enum home_by by = HOME_BY_MOVE_PAGES; by < HOME_BY_N; by++) {
		unsigned node;

		if (home_ask_by(topo, by, addr, length, fd, offset, &node))
			printf(" %d", node == TOPO_NONE ? -1 : (int)node);
		else
			printf(" -");
	}
}

/* The first touch, from a PU, by another process; then what it sees. */
static int touch_from(struct block *block, const struct pu *pu)
{
	const pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (bind_to(topo, pu->os) || block_reserve(block, 0, block->size))
			_exit(1);
		memset(block->base, 1, block->size);
		print_seen(block->base, block->size, block->fd, 0);
		fflush(stdout);
		_exit(0);
	}
	return pid < 0 || waitpid(pid, &status, 0) != pid || status ? -1 : 0;
}

/* Memory for `home` (TOPO_NONE: for none), touched from a node; as the toucher sees it, and as we do. */
static int touch_cell(unsigned home, unsigned toucher)
{
	const struct pu *const pu = home_pu(topo, toucher);
	struct block block;
	int error = pu ? block_open(&block, PAGES * page) : -ENODEV;

	if (error)
		return error;
	printf("home %d toucher %u:", home == TOPO_NONE ? -1 : (int)home, toucher);
	fflush(stdout);
	error = home == TOPO_NONE ? 0 : home_bind(topo, block.base, block.size, home);
	if (!error)
		error = touch_from(&block, pu);
	if (!error) {
		print_seen(block.base, block.size, block.fd, 0);
		putchar('\n');
	}
	block_close(&block);
	return error;
}

/* Pages of one object, each bound to the next node; "-1" by all means, and each alone as it was bound. */
static int mixed(const unsigned *nodes, size_t n)
{
	struct block block;
	int error = block_open(&block, PAGES * page);

	for (size_t i = 0; !error && i < PAGES; i++)
		error = home_bind(topo, (char *)block.base + i * page, page, nodes[i % n]);
	if (!error)
		error = block_reserve(&block, 0, block.size);
	printf("mixed:");
	if (!error)
		print_seen(block.base, block.size, block.fd, 0);
	for (size_t i = 0; !error && i < PAGES; i++) {
		printf(",");
		print_seen((char *)block.base + i * page, page, block.fd, i * page);
	}
	putchar('\n');
	block_close(&block);
	return error;
}

static int matrix(void)
{
	unsigned nodes[MAX];
	const size_t n = home_nodes(topo, nodes, MAX);
	int error = 0;

	for (size_t toucher = 0; toucher < n; toucher++) {
		if (!home_pu(topo, nodes[toucher]))
			continue;
		for (size_t home = 0; !error && home < n; home++)
			error = touch_cell(nodes[home], nodes[toucher]);
		if (!error)
			error = touch_cell(TOPO_NONE, nodes[toucher]);
	}
	return error ? error : mixed(nodes, n);
}

/* An arena of a worker a usable PU: how its home was placed, where it is, and where each slot is. */
static int arena(unsigned home)
{
	unsigned n, pus[MAX];
	const struct pu *const usable = topo_pus(topo, &n);

	for (unsigned i = 0; i < n && i < MAX; i++)
		pus[i] = usable[i].os;
	const struct cell cell = { .strategy = strategy_find("private"),
				   .type = COUNTER_U64,
				   .pus = pus,
				   .shape = { .workers = n < MAX ? n : MAX, .groups = 1 },
				   .home = home };
	struct arena opened;
	int error = arena_open(&opened, &cell, topo, 50, 1);

	if (error)
		return error;
	printf("%s %s %d%s slots", home_placed_name(opened.home_placed),
	       home_by_name(opened.home_by),
	       opened.home_verified == TOPO_NONE ? -1 : (int)opened.home_verified,
	       opened.strayed ? " strayed" : "");
	for (unsigned i = 0; i < cell.shape.workers; i++) {
		char *const slot = (char *)arena_slot(&opened, i);
		enum home_by by;
		unsigned node;

		home_ask(topo, slot, opened.slot_size, opened.block.fd,
			 (size_t)(slot - (char *)opened.block.base), &node, &by);
		printf(" %d", node == TOPO_NONE ? -1 : (int)node);
	}
	putchar('\n');
	arena_close(&opened);
	return 0;
}

/* Runs a command to which the kernel answers ERROR for some calls: what a container's profile does. */
static int run_as(int error, const char *list, char **command)
{
	static const struct {
		const char *name;
		long number;
	} known[] = {
		{ "mbind", SYS_mbind },
		{ "set_mempolicy", SYS_set_mempolicy },
		{ "get_mempolicy", SYS_get_mempolicy },
		{ "move_pages", SYS_move_pages },
	};
	long calls[4];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(list, "all") || strstr(list, known[i].name))
			calls[n++] = known[i].number;
	errno = -refuse_calls(calls, n, error);
	if (errno)
		return fail("seccomp");
	execvp(command[0], command);
	return fail("%s", command[0]);
}

static int error_of(const char *name)
{
	return !strcmp(name, "EPERM") ? EPERM : !strcmp(name, "ENOSYS") ? ENOSYS : 0;
}

int main(int argc, char **argv)
{
	const char *const what = argc > 1 ? argv[1] : "";
	int error = -EINVAL;

	page = (size_t)sysconf(_SC_PAGESIZE);
	if (!strcmp(what, "as") && argc > 4)
		return run_as(error_of(argv[2]), argv[3], argv + 4) != 0;
	if (topo_load(&topo, NULL))
		return 1;
	if (!strcmp(what, "shape"))
		error = shape();
	else if (!strcmp(what, "relations"))
		error = relations();
	else if (!strcmp(what, "bind"))
		error = bind_each();
	else if (!strcmp(what, "matrix"))
		error = matrix();
	else if (!strcmp(what, "arena") && argc > 2)
		error = arena((unsigned)strtoul(argv[2], NULL, 10));
	else
		fprintf(stderr, "numa_probe: unknown word\n");
	topo_free(topo);
	if (error)
		fprintf(stderr, "numa_probe: %s: %s\n", what, strerror(-error));
	return error != 0;
}
