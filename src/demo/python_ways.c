/* SPDX-License-Identifier: MIT */
/* The table of the lecture's ways of counting, each with ours of the same kind. */
#include <string.h>

#include "base/fail.h"
#include "base/word.h"
#include "demo/python.h"

/* Python's Lock is a semaphore: so is ours. Where a program has no say in the kind of its lock, as a monitor, ours is what C
 * would take, a mutex. Python's managers lock by calls; one call that adds is what cures that. */
static const struct python_way table[] = {
	{ .name = "bare",
	  .in_python = "x += 1",
	  .strategy = "private",
	  .more = true,
	  .where = PYTHON_ALONE,
	  .increments = 200000 },
	{ .name = "raw",
	  .in_python = "RawValue += 1",
	  .strategy = "unlocked",
	  .where = PYTHON_MEMORY,
	  .increments = 100000 },
	{ .name = "lock",
	  .in_python = "with Lock: pass",
	  .strategy = "semaphore",
	  .more = true,
	  .where = PYTHON_ALONE,
	  .increments = 20000 },
	{ .name = "value",
	  .in_python = "Value += 1",
	  .strategy = "locked_getset",
	  .where = PYTHON_MEMORY,
	  .increments = 20000 },
	{ .name = "raw-lock",
	  .in_python = "RawValue, Lock",
	  .strategy = "semaphore",
	  .more = true,
	  .exact = true,
	  .where = PYTHON_MEMORY,
	  .increments = 20000 },
	{ .name = "get-obj",
	  .in_python = "get_lock, get_obj",
	  .strategy = "mutex",
	  .more = true,
	  .exact = true,
	  .where = PYTHON_MEMORY,
	  .increments = 20000 },
	{ .name = "value-lock",
	  .in_python = "Value, Lock",
	  .strategy = "semaphore",
	  .exact = true,
	  .where = PYTHON_MEMORY,
	  .increments = 10000 },
	{ .name = "get-lock",
	  .in_python = "with v.get_lock()",
	  .strategy = "mutex",
	  .exact = true,
	  .where = PYTHON_MEMORY,
	  .increments = 10000 },
	{ .name = "monitor",
	  .in_python = "monitor class",
	  .strategy = "mutex",
	  .exact = true,
	  .where = PYTHON_MEMORY,
	  .increments = 10000 },
	{ .name = "array",
	  .in_python = "Array('i')[0] += 1",
	  .strategy = "locked_getset",
	  .more = true,
	  .where = PYTHON_MEMORY,
	  .increments = 10000 },
	{ .name = "shm",
	  .in_python = "SharedMemory, struct",
	  .strategy = "unlocked",
	  .more = true,
	  .where = PYTHON_MEMORY,
	  .increments = 50000 },
	{ .name = "shm-lock",
	  .in_python = "SharedMemory, Lock",
	  .strategy = "semaphore",
	  .exact = true,
	  .where = PYTHON_MEMORY,
	  .increments = 10000 },
	{ .name = "list",
	  .in_python = "ShareableList, Lock",
	  .strategy = "semaphore",
	  .ours = "share/list.h",
	  .list = true,
	  .exact = true,
	  .where = PYTHON_MEMORY,
	  .increments = 2000 },
	{ .name = "libatomic",
	  .in_python = "libatomic by ctypes",
	  .strategy = "fetch_add",
	  .exact = true,
	  .where = PYTHON_MEMORY,
	  .increments = 20000 },
	{ .name = "manager-value",
	  .in_python = "Manager Value += 1",
	  .strategy = "manager_getset",
	  .where = PYTHON_TRANSPORT,
	  .increments = 100 },
	{ .name = "manager-lock",
	  .in_python = "Manager Value, Lock",
	  .strategy = "manager",
	  .more = true,
	  .exact = true,
	  .where = PYTHON_TRANSPORT,
	  .increments = 50 },
	{ .name = "manager",
	  .in_python = "own manager .add(1)",
	  .strategy = "manager",
	  .exact = true,
	  .where = PYTHON_TRANSPORT,
	  .increments = 200 },
	{ .name = "queue",
	  .in_python = "Queue both ways",
	  .strategy = "queue",
	  .exact = true,
	  .where = PYTHON_TRANSPORT,
	  .increments = 100 },
	{ .name = "simple-queue",
	  .in_python = "SimpleQueue both ways",
	  .strategy = "queue",
	  .more = true,
	  .exact = true,
	  .where = PYTHON_TRANSPORT,
	  .increments = 200 },
	{ .name = "pipe",
	  .in_python = "Pipe both ways",
	  .strategy = "pipe",
	  .exact = true,
	  .where = PYTHON_TRANSPORT,
	  .increments = 200 },
	{ .name = "unix",
	  .in_python = "AF_UNIX, 8 bytes",
	  .strategy = "unix",
	  .more = true,
	  .exact = true,
	  .where = PYTHON_TRANSPORT,
	  .increments = 300 },
	{ .name = "tcp",
	  .in_python = "TCP loopback, 8 bytes",
	  .strategy = "tcp",
	  .exact = true,
	  .where = PYTHON_TRANSPORT,
	  .increments = 300 },
};

const struct python_way *python_way_at(size_t i)
{
	return i < sizeof(table) / sizeof(table[0]) ? &table[i] : NULL;
}

const struct python_way *python_way_find(const char *name)
{
	struct word_search search = { .word = name };

	for (size_t i = 0; python_way_at(i); i++) {
		if (!strcmp(table[i].name, name))
			return &table[i];
		word_offer(&search, table[i].name);
	}
	misuse("demo python knows no way %s: %s %s%s (contend demo python all: every one)", name,
	       word_near(&search) ? "did you mean" : "the nearest is", search.best,
	       word_near(&search) ? "?" : "");
	return NULL;
}

const char *python_way_ours(const struct python_way *way)
{
	return way->ours ? way->ours : way->strategy;
}
