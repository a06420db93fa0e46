/* SPDX-License-Identifier: MIT */
/* Shared memory as objects: names, blocks, locks, Values and Arrays. */
#include "base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "share/block.h"
#include "share/value.h"

#define MS UINT64_C(1000000)

static char name[64]; /* one of this process's own */

static int take_name(void **state)
{
	(void)state;
	snprintf(name, sizeof(name), "test_share.%ld", (long)getpid());
	return 0;
}

static int no_name_is_left(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "/dev/shm/%s", name);
	return unlink(path) == 0; /* it should have been gone */
}

static void a_name_is_refused_with_its_reason(void **state)
{
	static const struct {
		const char *name, *why;
	} bad[] = {
		{ "", "name is empty" },
		{ "/", "name is empty" },
		{ "a/b", "no '/' inside a name" },
		{ "//a", "no '/' inside a name" },
		{ ".", "reserved by the system" },
		{ "..", "reserved by the system" },
		{ "a b", "only letters, digits and ._- in a name" },
		{ "\xc3\xa9", "only letters, digits and ._- in a name" },
		{ "-a", "no '-' first" },
		{ "sem.a", "reserved for semaphores" },
	};
	const char *bare, *why;
	char longest[NAME_MAX_BYTES + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(name_check(bad[i].name, &bare, &why), -EINVAL);
		assert_string_equal(why, bad[i].why);
	}
	assert_int_equal(name_check("/contend-x.y_Z-9", &bare, &why), 0);
	assert_string_equal(bare, "contend-x.y_Z-9");
	memset(longest, 'a', sizeof(longest));
	longest[NAME_MAX_BYTES + 1] = '\0';
	assert_int_equal(name_check(longest, &bare, &why), -EINVAL);
	assert_string_equal(why, "longer than 200 bytes");
	longest[NAME_MAX_BYTES] = '\0';
	assert_int_equal(name_check(longest, &bare, &why), 0);
}

static struct scalar number(char code, const char *text)
{
	struct scalar value;

	assert_int_equal(typecode_parse(typecode_find(code), text, &value), 0);
	return value;
}

static void a_block_lives_from_create_to_unlink(void **state)
{
	struct block made, found;

	(void)state;
	assert_int_equal(block_attach(&found, name), -ENOENT);
	assert_int_equal(block_create(&made, name, 10), 0);
	assert_int_equal(block_create(&found, name, 10), -EEXIST);
	memcpy(made.base, "0123456789", 10);
	assert_int_equal(block_attach(&found, name), 0);
	assert_int_equal(found.size, 10); /* not rounded */
	assert_memory_equal(found.base, "0123456789", 10);
	assert_int_equal(block_unlink(&made), 0);
	assert_int_equal(block_unlink(&made), -ENOENT);
	/* Those who have it go on; the name can be another block's. */
	((char *)found.base)[0] = 'x';
	assert_int_equal(((char *)made.base)[0], 'x');
	block_close(&made);
	assert_int_equal(block_create(&made, name, 20), 0);
	assert_int_equal(block_unlink(&found), -ESTALE);
	block_close(&found);
	block_close(&found); /* twice does nothing */
	assert_int_equal(block_attach(&found, name), 0);
	assert_int_equal(found.size, 20);
	block_close(&found);
	assert_int_equal(block_unlink(&made), 0);
	block_close(&made);
}

/* Where the system makes no file without a name, a block is filled under one of our own first. */
static void a_block_with_a_name_of_ours_gets_its_own_unless_it_is_taken(void **state)
{
	struct block first, second, found;
	char path[256];

	(void)state;
	assert_int_equal(block_open(&first, 4096), 0);
	snprintf(path, sizeof(path), "/dev/shm/%s", first.name);
	assert_int_equal(block_publish(&first, name), 0);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(block_open(&second, 8192), 0);
	assert_int_equal(block_publish(&second, name), -EEXIST);
	block_close(&second);
	assert_int_equal(block_attach(&found, name), 0);
	assert_int_equal(found.size, 4096);
	block_close(&found);
	assert_int_equal(block_unlink(&first), 0);
	block_close(&first);
}

static void a_block_that_cannot_be_is_refused_and_leaves_nothing(void **state)
{
	struct block block;
	struct rlimit limit, low;

	(void)state;
	assert_int_equal(block_create(&block, name, 0), -EINVAL);
	assert_int_equal(block_create(&block, "a/b", 8), -EINVAL);
	assert_int_equal(block_create(&block, name, (size_t)1 << 60), -ENOMEM);
	assert_int_equal(block_create(&block, name, SIZE_MAX), -EFBIG);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	low = limit;
	low.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
	assert_int_equal(block_create(&block, name, 8192), -EFBIG); /* and no SIGXFSZ */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(block_attach(&block, name), -ENOENT);
}

static void path_of(char path[128])
{
	snprintf(path, 128, "/dev/shm/%s", name);
}

static void what_is_no_block_is_told_and_left_alone(void **state)
{
	struct block block;
	struct stat status;
	char path[128];
	int fd;

	(void)state;
	path_of(path);
	fd = open(path, O_CREAT | O_EXCL | O_RDWR, 0600);
	assert_true(fd >= 0);
	assert_int_equal(block_attach(&block, name), -EAGAIN);
	assert_int_equal(stat(path, &status), 0);
	/* Not even a name that stands for nothing is taken away by attaching to it. */
	assert_int_equal(ftruncate(fd, (off_t)1 << 50), 0);
	assert_int_equal(block_attach_to_read(&block, name), -ENOMEM);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(block_find(&block, name), 0);
	assert_int_equal(block_unlink(&block), 0);
	block_close(&block);
	close(fd);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(block_attach(&block, name), -EINVAL);
	assert_int_equal(block_find(&block, name), -EINVAL);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_int_equal(block_attach(&block, name), -ELOOP);
	assert_int_equal(block_find(&block, name), -ELOOP);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(block_attach(&block, name), -EINVAL); /* and does not wait */
	assert_int_equal(unlink(path), 0);
}

/* As a Python program leaves it: sized, and never written. */
static void holes_are_filled_before_they_are_touched(void **state)
{
	struct block block;
	struct stat status;
	char path[128];
	int fd;

	(void)state;
	path_of(path);
	fd = open(path, O_CREAT | O_EXCL | O_RDWR, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 65536), 0);
	assert_int_equal(block_attach(&block, name), 0);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_blocks * 512, 65536);
	assert_int_equal(block_unlink(&block), 0);
	block_close(&block);
	close(fd);
}

static const struct value_plan counter_plan = { .typecode = 'q', .count = 1 };

static struct value_plan plan_of(enum lock_kind lock)
{
	struct value_plan plan = counter_plan;

	plan.lock = lock;
	return plan;
}

static void a_value_is_reached_by_all_who_know_its_name(void **state)
{
	struct value made, found;
	struct scalar cell;

	(void)state;
	for (int lock = 0; lock < LOCK_KIND_N; lock++) {
		const struct value_plan plan = plan_of((enum lock_kind)lock);

		assert_int_equal(value_create(&made, name, &plan), 0);
		assert_int_equal(value_attach(&found, name, 0), 0);
		assert_int_equal(found.lock_kind, lock);
		assert_int_equal(value_set(&made, 0, number('q', "-5")), 0);
		assert_int_equal(value_add(&found, -1, number('q', "7"), &cell), 0);
		assert_int_equal(cell.i, 2);
		assert_int_equal(value_get(&made, 0, &cell), 0);
		assert_int_equal(cell.i, 2);
		assert_int_equal(value_get(&made, 1, &cell), -ERANGE);
		assert_int_equal(value_set(&made, 0, number('d', "1")), -EINVAL);
		assert_int_equal(value_unlink(&found), 0);
		value_close(&found);
		value_close(&found);
		value_close(&made);
	}
}

static void an_array_has_cells_apart_or_side_by_side(void **state)
{
	struct value_plan plan = { .typecode = 'h', .shape = VALUE_MANY, .count = 5 };
	struct value array;
	struct scalar cell;

	(void)state;
	assert_int_equal(value_create(&array, name, &plan), 0);
	assert_int_equal(array.block.size, 256 + 5 * 256);
	assert_int_equal(value_unlink(&array), 0);
	value_close(&array);
	plan.packed = true;
	assert_int_equal(value_create(&array, name, &plan), 0);
	assert_int_equal(array.block.size, 256 + 5 * 2);
	assert_int_equal(value_set(&array, -1, number('h', "9")), 0);
	assert_int_equal(value_get(&array, 4, &cell), 0);
	assert_int_equal(cell.i, 9);
	assert_int_equal(value_get(&array, 5, &cell), -ERANGE);
	assert_int_equal(value_get(&array, -6, &cell), -ERANGE);
	assert_int_equal(value_get(&array, INT64_MIN, &cell), -ERANGE);
	assert_int_equal(value_unlink(&array), 0);
	value_close(&array);
	plan.count = 0;
	assert_int_equal(value_create(&array, name, &plan), 0);
	assert_int_equal(value_get(&array, 0, &cell), -ERANGE);
	assert_int_equal(value_get(&array, -1, &cell), -ERANGE);
	assert_int_equal(value_unlink(&array), 0);
	value_close(&array);
	plan.count = UINT64_C(1) << 60;
	assert_int_equal(value_create(&array, name, &plan), -ENOMEM);
	plan.packed = false;
	assert_int_equal(value_create(&array, name, &plan), -EFBIG);
	plan.typecode = 'w';
	assert_int_equal(value_create(&array, name, &plan), -EINVAL);
}

static void a_text_is_set_whole_and_read_to_its_first_nul(void **state)
{
	const struct value_plan plan = { .typecode = 'c', .shape = VALUE_MANY, .count = 4 };
	struct value array;
	char bytes[4];

	(void)state;
	assert_int_equal(value_create(&array, name, &plan), 0);
	assert_int_equal(value_set_text(&array, "abcde", 5), -ERANGE);
	assert_int_equal(value_set_text(&array, "abcd", 4), 0);
	assert_int_equal(value_text(&array, bytes, 4, false), 4);
	assert_int_equal(value_set_text(&array, "x", 1), 0); /* the tail is cleared */
	assert_int_equal(value_text(&array, bytes, 4, false), 1);
	assert_int_equal(value_text(&array, bytes, 4, true), 4);
	assert_memory_equal(bytes, "x\0\0\0", 4);
	assert_int_equal(value_add(&array, 0, number('c', "x"), NULL), -EINVAL);
	assert_int_equal(value_unlink(&array), 0);
	value_close(&array);
}

static void a_header_that_contradicts_itself_is_no_value(void **state)
{
	static const struct {
		size_t offset;
		uint8_t byte;
	} damage[] = {
		{ 7, 2 },     /* another version */
		{ 8, 'w' },   /* no typecode */
		{ 9, 9 },     /* no lock */
		{ 10, 7 },    /* no shape */
		{ 13, 0xff }, /* data behind the end */
		{ 16, 2 },    /* two cells in a Value */
		{ 24, 3 },    /* a stride that no cell is aligned by */
		{ 30, 1 },    /* a stride beyond the end */
	};
	const struct value_plan four = {
		.typecode = 'q', .shape = VALUE_MANY, .count = 4, .packed = true
	};
	struct value made, found;
	struct block block;

	(void)state;
	assert_int_equal(value_create(&made, name, &counter_plan), 0);
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		uint8_t *const byte = (uint8_t *)made.block.base + damage[i].offset;
		const uint8_t before = *byte;

		*byte = damage[i].byte;
		assert_int_equal(value_attach(&found, name, 0), -EPROTO);
		*byte = before;
	}
	memset(made.block.base, 0, 8);
	assert_int_equal(value_attach(&found, name, 3 * MS), -EAGAIN); /* waits, and ends */
	assert_int_equal(value_unlink(&made), 0);
	value_close(&made);
	/* One cell with room enough, and a stride by which it would not be aligned. */
	assert_int_equal(value_create(&made, name, &four), 0);
	((uint8_t *)made.block.base)[16] = 1;
	((uint8_t *)made.block.base)[24] = 12;
	assert_int_equal(value_attach(&found, name, 0), -EPROTO);
	assert_int_equal(value_unlink(&made), 0);
	value_close(&made);
	assert_int_equal(block_create(&block, name, 100), 0);
	assert_int_equal(value_attach(&found, name, 0), -EPROTO);
	assert_int_equal(block_unlink(&block), 0);
	block_close(&block);
}

static void a_lock_is_held_by_one_and_given_back_by_him(void **state)
{
	struct value first, second;

	(void)state;
	for (int lock = 0; lock < LOCK_NONE; lock++) {
		const struct value_plan plan = plan_of((enum lock_kind)lock);

		assert_int_equal(value_create(&first, name, &plan), 0);
		assert_int_equal(value_attach(&second, name, 0), 0);
		second.patience = 5 * MS;
		assert_int_equal(value_unlock(&first), -EPERM);
		assert_int_equal(value_lock(&first), 0);
		assert_int_equal(value_lock(&first), -EDEADLK);
		/* A mutex knows its thread, which is the same here; a semaphore does not. */
		assert_int_equal(value_lock(&second),
				 lock == LOCK_SEMAPHORE ? -ETIMEDOUT : -EDEADLK);
		assert_int_equal(value_unlock(&first), 0);
		assert_int_equal(lock_release(&first.header->lock, (enum lock_kind)lock), -EPERM);
		assert_int_equal(value_lock(&second), 0);
		assert_int_equal(value_unlink(&first), 0);
		value_close(&second); /* and lets go of the lock */
		assert_int_equal(value_lock(&first), 0);
		value_close(&first);
	}
}

/* A child takes the lock and is killed holding it. */
static void kill_holder(void)
{
	const pid_t child = fork();
	struct value value;
	int status;

	assert_true(child >= 0);
	if (!child) {
		if (value_attach(&value, name, 0) || value_lock(&value))
			_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void a_killed_holder_is_survived_by_the_robust_lock_alone(void **state)
{
	struct value value;
	struct scalar sum;

	(void)state;
	for (int lock = 0; lock < LOCK_NONE; lock++) {
		const struct value_plan plan = plan_of((enum lock_kind)lock);

		assert_int_equal(value_create(&value, name, &plan), 0);
		value.patience = 20 * MS;
		kill_holder();
		assert_int_equal(value_add(&value, 0, number('q', "1"), &sum),
				 lock == LOCK_MUTEX_ROBUST ? 0 : -ETIMEDOUT);
		assert_int_equal(value.recovered, lock == LOCK_MUTEX_ROBUST);
		if (lock == LOCK_MUTEX_ROBUST) {
			assert_int_equal(atomic_load(&value.header->recovered), 1);
			assert_int_equal(value_add(&value, 0, number('q', "1"), &sum), 0);
			assert_int_equal(sum.i, 2);
		}
		assert_int_equal(value_unlink(&value), 0);
		value_close(&value);
	}
}

static void hammer(unsigned times)
{
	struct value value;

	if (value_attach(&value, name, 0))
		_exit(1);
	value.patience = 20000 * MS;
	for (unsigned i = 0; i < times; i++)
		if (value_add(&value, 0, (struct scalar){ .kind = TYPECODE_SIGNED, .i = 1 }, NULL))
			_exit(1);
	value_close(&value);
	_exit(0);
}

static void the_monitor_loses_nothing_between_processes(void **state)
{
	enum { WORKERS = 3, TIMES = 20000 };
	struct scalar sum;
	struct value value;
	int status;

	(void)state;
	for (int lock = 0; lock < LOCK_NONE; lock++) {
		const struct value_plan plan = plan_of((enum lock_kind)lock);

		assert_int_equal(value_create(&value, name, &plan), 0);
		for (unsigned i = 0; i < WORKERS; i++) {
			const pid_t child = fork();

			assert_true(child >= 0);
			if (!child)
				hammer(TIMES);
		}
		for (unsigned i = 0; i < WORKERS; i++) {
			assert_true(wait(&status) > 0);
			assert_int_equal(status, 0);
		}
		assert_int_equal(value_get(&value, 0, &sum), 0);
		assert_int_equal(sum.i, WORKERS * TIMES);
		assert_int_equal(value_unlink(&value), 0);
		value_close(&value);
	}
}

static void a_block_of_our_own_has_no_name_once_it_is_closed(void **state)
{
	struct block block;
	char path[256];
	long pid;

	(void)state;
	assert_int_equal(block_open(&block, 4096), 0);
	assert_true(name_is_own(block.name, &pid));
	assert_int_equal(pid, getpid());
	snprintf(path, sizeof(path), "/dev/shm/%s", block.name);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(block_reserve(&block, 0, 4096), 0);
	assert_int_equal(block_unname(&block), 0);
	assert_int_equal(access(path, F_OK), -1);
	block_close(&block);
	assert_int_equal(block_open(&block, 4096), 0);
	snprintf(path, sizeof(path), "/dev/shm/%s", block.name);
	block_close(&block);
	assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_refused_with_its_reason),
		cmocka_unit_test(a_block_lives_from_create_to_unlink),
		cmocka_unit_test(a_block_with_a_name_of_ours_gets_its_own_unless_it_is_taken),
		cmocka_unit_test(a_block_that_cannot_be_is_refused_and_leaves_nothing),
		cmocka_unit_test(what_is_no_block_is_told_and_left_alone),
		cmocka_unit_test(holes_are_filled_before_they_are_touched),
		cmocka_unit_test(a_value_is_reached_by_all_who_know_its_name),
		cmocka_unit_test(an_array_has_cells_apart_or_side_by_side),
		cmocka_unit_test(a_text_is_set_whole_and_read_to_its_first_nul),
		cmocka_unit_test(a_header_that_contradicts_itself_is_no_value),
		cmocka_unit_test(a_lock_is_held_by_one_and_given_back_by_him),
		cmocka_unit_test(a_killed_holder_is_survived_by_the_robust_lock_alone),
		cmocka_unit_test(the_monitor_loses_nothing_between_processes),
		cmocka_unit_test(a_block_of_our_own_has_no_name_once_it_is_closed),
	};

	return cmocka_run_group_tests(tests, take_name, no_name_is_left);
}
