/* SPDX-License-Identifier: MIT */
/* A list that others change while it is read: what was, what is, or "being written", and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/fail.h"
/* cmocka wants the above first */
#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "list_made.h"

/* All that item 0 is ever set to; no two have a type and bits in common. A text of one letter is made long, for a
 * read of it takes time in which it can change. */
static const char *const values[] = { "1",   "-1",   "2.5", "True", "None", "'a'",
				      "'b'", "b'c'", "7",   "'dd'", "'e'",  "False" };
#define VALUES (sizeof(values) / sizeof(values[0]))
#define LONG 1000
#define CHANGES 8000

static struct shared {
	struct list list;
	struct item items[VALUES];
	char texts[VALUES][LONG];
	_Atomic uint64_t reads;	  /* ended; the reader's */
	_Atomic uint64_t changes; /* done; the writer's */
	_Atomic bool over;
	bool paced;
} shared;

/* Of two changes of type within one read the reader need not know: paced, there is one whole read between any two. */
static void *write_values(void *nothing)
{
	(void)nothing;
	for (uint64_t change = 1; change <= CHANGES; change++) {
		if (list_set(&shared.list, 0, &shared.items[change * 5 % VALUES], true, NULL))
			abort();
		atomic_store(&shared.changes, change);
		const uint64_t reads = atomic_load(&shared.reads);

		while (shared.paced && atomic_load(&shared.reads) < reads + 2)
			sched_yield();
	}
	atomic_store(&shared.over, true);
	return NULL;
}

/* Was it there at one moment of the read: before the changes that ended since it began, or after one of them? */
static bool was_there(const struct item *item, uint64_t from, uint64_t to)
{
	for (uint64_t change = from; change <= to; change++) {
		const struct item *other = &shared.items[change * 5 % VALUES];

		if (item->kind == other->kind && item_equal(item, other))
			return true;
	}
	return false;
}

static struct item value(size_t i)
{
	struct literal_list list;
	struct item item;
	char why[200];

	assert_int_equal(literal_read_one(values[i], &list, why, sizeof(why)), 0);
	item = list.items[0];
	if (item_is_text(&item)) {
		const size_t n = item.text.n == 1 ? LONG - i : item.text.n;

		memset(shared.texts[i], item.text.bytes[0], n);
		item.text.bytes = shared.texts[i];
		item.text.n = n;
	}
	literal_free(&list);
	return item;
}

static void set_up(pthread_t *writer, struct made_list *made, bool paced)
{
	struct item items[2] = { { .kind = ITEM_STR } };

	memset(&shared, 0, sizeof(shared));
	shared.paced = paced;
	for (size_t i = 0; i < VALUES; i++)
		shared.items[i] = value(i);
	/* The first slot is as wide as the longest; something lies behind it. */
	items[0] = shared.items[5];
	items[1] = shared.items[0];
	assert_int_equal(list_size(items, 2, &made->size, NULL), 0);
	made->base = malloc(made->size);
	assert_int_equal(list_encode(made->base, made->size, items, 2, NULL), 0);
	assert_int_equal(list_open(&made->list, made->base, made->size, NULL), 0);
	shared.list = made->list;
	assert_int_equal(list_set(&shared.list, 0, &shared.items[0], true, NULL), 0);
	assert_int_equal(pthread_create(writer, NULL, write_values, NULL), 0);
}

static void tear_down(pthread_t writer, struct made_list *made)
{
	pthread_join(writer, NULL);
	made_free(made);
}

static void a_change_is_seen_whole_or_not_at_all(void **state)
{
	struct list_text room = { NULL, 0 };
	struct made_list made;
	struct item item;
	pthread_t writer;

	(void)state;
	set_up(&writer, &made, true);
	while (!atomic_load(&shared.over)) {
		const uint64_t from = atomic_load(&shared.changes);
		const int error = list_get(&shared.list, 0, &item, &room, NULL);
		const uint64_t to = atomic_load(&shared.changes) + 1;

		atomic_fetch_add(&shared.reads, 1);
		if (error)
			assert_int_equal(error, -EAGAIN);
		else if (!was_there(&item, from, to))
			fail_msg("read %s", made_repr(&item, true));
	}
	list_text_free(&room);
	tear_down(writer, &made);
}

/* However fast it changes: no crash, no read outside. Bits of a number in a text's place need not be UTF-8. */
static void a_list_in_turmoil_is_read_without_a_crash(void **state)
{
	struct made_list made;
	struct list_fault fault;
	struct list list;
	pthread_t writer;
	size_t n;
	int error;

	(void)state;
	set_up(&writer, &made, false);
	do {
		error = list_open(&list, made.base, made.size, &fault);
		assert_true(!error || error == -EAGAIN);
		error = list_count(&shared.list, &shared.items[0], &n, &fault);
		if (error && error != -EAGAIN && error != -EILSEQ)
			fail_msg("item %zu: %s", fault.item, fault.what);
		free(made_text(&shared.list));
	} while (!atomic_load(&shared.over));
	tear_down(writer, &made);
}

#define ADDERS 4
#define ADDITIONS 150000
static pthread_barrier_t together;

/* Each to both, so that any two that run at a time meet. */
static void *add_many(void *nothing)
{
	const struct item one = { ITEM_INT, { .i = 1 } };

	(void)nothing;
	pthread_barrier_wait(&together);
	for (int i = 0; i < 2 * ADDITIONS; i++)
		if (list_add(&shared.list, i % 2, &one, NULL, NULL))
			abort();
	return NULL;
}

static void no_addition_is_lost(void **state)
{
	struct made_list made = made_list("[9223372036854775807, 0.5]");
	pthread_t threads[ADDERS];

	(void)state;
	shared.list = made.list;
	pthread_barrier_init(&together, NULL, ADDERS);
	for (size_t i = 0; i < ADDERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_many, NULL), 0);
	for (size_t i = 0; i < ADDERS; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&together);
	assert_prints(&made.list, "[-9223372036854175809, 600000.5]");
	made_free(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_seen_whole_or_not_at_all),
		cmocka_unit_test(a_list_in_turmoil_is_read_without_a_crash),
		cmocka_unit_test(no_addition_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
