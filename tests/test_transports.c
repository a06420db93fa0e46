/* SPDX-License-Identifier: MIT */
/* Transports: their ways are opened and closed whole, no death of one process holds up the others, no signal breaks a
 * message, and a server is where it is said to be. What they promise of the count, test_contract.c asks of them. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpu.h"
#include "base/fail.h"
#include "machine/topo.h"
#include "plan/server.h"
#include "run/fault.h"
#include "run/team.h"
#include "run/trial.h"
#include "strategy/call.h"
#include "strategy/strategy.h"

#include <cmocka.h>

#define PATIENCE_NS UINT64_C(20000000000)
#define OPS 300

/* What the processes of a test share, in place of an arena. */
struct scene {
	_Atomic uint32_t there;	 /* processes that take signals as they should */
	_Atomic uint32_t serve;	 /* the server may begin */
	_Atomic uint32_t asking; /* workers that are about to ask */
	_Alignas(CPU_BLOCK) uint64_t counter;
	_Alignas(CPU_BLOCK) char shared[4096];
};

struct stage {
	const struct strategy *strategy;
	struct shape shape;
	struct scene *scene;
	struct team team;
	enum counter_type type;
	unsigned half; /* the worker that sends half a request and dies; none: number of workers */
	bool idle;     /* workers leave at once: the test asks in their place */
};

static struct topo *topo;
static struct clock the_clock;
static unsigned pus[2], group_of[64];

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

static void on_signal(int signal)
{
	(void)signal;
}

static uint64_t burst(const struct stage *stage, unsigned worker, uint64_t ops)
{
	const struct work work = { .ops = ops };
	const struct view view = { .counter = &stage->scene->counter,
				   .shared = stage->scene->shared,
				   .worker = worker };
	struct tally tally = { .last = UINT64_MAX, .random = 1 };

	return stage->strategy->burst[stage->type](&work, &view, &tally);
}

/* Workers ask, one of them perhaps not to its end; the last of the team is the server. */
static void act(void *context, unsigned index)
{
	struct stage *const stage = context;
	struct scene *const scene = stage->scene;
	/* No SA_RESTART: calls are interrupted. */
	const struct sigaction action = { .sa_handler = on_signal };

	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGUSR1, &action, NULL);
	atomic_fetch_add(&scene->there, 1);
	if (index == stage->shape.workers) {
		while (!atomic_load(&scene->serve))
			nap();
		stage->strategy->serve(stage->type, &scene->counter, scene->shared, &stage->shape);
		_exit(1);
	}
	if (stage->idle)
		return;
	atomic_fetch_add(&scene->asking, 1);
	if (index == stage->half) {
		const struct ask_ends *const ends =
			&((const struct ask_ends *)(const void *)scene->shared)[index];

		if (ask_write(ends->worker_out, "\7\0\0", 3))
			_exit(1);
		raise(SIGKILL);
	}
	if (burst(stage, index, OPS) != OPS)
		_exit(1);
}

static void stage_set(struct stage *stage, const char *name, unsigned workers)
{
	*stage = (struct stage){
		.strategy = strategy_find(name),
		.shape = { .workers = workers, .groups = 1, .group_of = group_of },
		.type = COUNTER_U64,
		.half = workers,
		.scene = mmap(NULL, sizeof(struct scene), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0),
	};
	assert_ptr_not_equal(stage->scene, MAP_FAILED);
}

/* False where this machine lacks what the transport needs. */
static bool stage_open(struct stage *stage, const char *name, unsigned workers)
{
	stage_set(stage, name, workers);
	const int error = stage->strategy->init(stage->scene->shared, &stage->shape);

	if (!error)
		return true;
	print_message("%s is not here: %s\n", name, strerror(-error));
	assert_string_not_equal(name, "pipe");
	munmap(stage->scene, sizeof(*stage->scene));
	return false;
}

static void stage_close(struct stage *stage)
{
	team_close(&stage->team);
	stage->strategy->fini(stage->scene->shared, &stage->shape);
	munmap(stage->scene, sizeof(*stage->scene));
}

static const struct strategy *transport(size_t n)
{
	for (size_t i = 0; strategy_at(i); i++)
		if (strategy_at(i)->serve && n-- == 0)
			return strategy_at(i);
	return NULL;
}

static unsigned descriptors(void)
{
	DIR *const folder = opendir("/proc/self/fd");
	unsigned n = 0;

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static struct cell cell_of(const struct strategy *strategy, unsigned workers)
{
	return (struct cell){
		.id = 1,
		.suite = "transports",
		.strategy = strategy,
		.type = COUNTER_U64,
		.placement = "compact",
		.pus = pus,
		.home = TOPO_NONE,
		.timing = { .warmup = 2000000, .window = 6000000, .drain = 1000000, .slices = 3 },
		.distinct = pus[0] == pus[1] ? 1 : workers,
		.shape = { .workers = workers, .groups = 1, .group_of = group_of }
	};
}

static enum status status_of(const struct cell *cell, const struct fault *fault)
{
	const struct trial_setup setup = { .topo = topo, .clock = &the_clock, .fault = fault };
	struct trial trial;

	assert_int_equal(trial_run(&trial, cell, &setup, 1), 0);
	const enum status status = trial.status;

	trial_free(&trial);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
	return status;
}

static void what_is_opened_is_closed(void **state)
{
	(void)state;
	for (size_t i = 0; transport(i); i++) {
		const struct cell cell = cell_of(transport(i), 2);
		const unsigned before = descriptors();
		struct stage stage;

		if (!stage_open(&stage, transport(i)->name, 3))
			continue;
		assert_true(descriptors() > before);
		stage_close(&stage);
		assert_int_equal(descriptors(), before);
		for (unsigned round = 0; round < 300; round++) {
			assert_true(stage_open(&stage, transport(i)->name, 3));
			stage_close(&stage);
		}
		assert_int_equal(descriptors(), before);
		assert_int_equal(status_of(&cell, NULL), STATUS_OK);
		assert_int_equal(descriptors(), before);
	}
}

/* In a process of its own: a hard limit does not come back. */
static void short_of_descriptors(void *context, unsigned index)
{
	struct stage *const stage = context;
	const unsigned before = descriptors();
	const struct rlimit limit = { before + 20, before + 20 };

	(void)index;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		_exit(2);
	if (stage->strategy->init(stage->scene->shared, &stage->shape) >= 0)
		_exit(3);
	if (descriptors() != before)
		_exit(4);
}

static void failed_opening_leaves_nothing_open(void **state)
{
	(void)state;
	for (size_t i = 0; transport(i); i++) {
		struct stage stage;
		unsigned index;

		stage_set(&stage, transport(i)->name, 64);
		assert_int_equal(team_open(&stage.team, 1, short_of_descriptors, &stage), 0);
		assert_int_equal(team_wait(&stage.team, clock_monotonic_ns() + PATIENCE_NS, &index),
				 TEAM_ENDED);
		assert_int_equal(WEXITSTATUS(stage.team.statuses[0]), 0);
		team_close(&stage.team);
		munmap(stage.scene, sizeof(*stage.scene));
	}
}

/* Until a process sleeps in the kernel. */
static void until_asleep(pid_t pid)
{
	char path[64], state = '?';

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	for (unsigned i = 0; i < 20000 && state != 'S'; i++) {
		FILE *const file = fopen(path, "re");

		nap();
		if (!file)
			continue;
		if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
			state = '?';
		fclose(file);
	}
	assert_int_equal(state, 'S');
}

/* The others leave well, and the server lives. */
static void expect_served(struct stage *stage, unsigned workers)
{
	for (unsigned left = 0; left < workers; left++) {
		unsigned index;

		assert_int_equal(
			team_wait(&stage->team, clock_monotonic_ns() + PATIENCE_NS, &index),
			TEAM_ENDED);
		assert_true(index < stage->shape.workers);
		assert_true(team_left_well(&stage->team, index));
	}
	assert_int_equal(stage->team.living, 1);
}

static void worker_killed_while_it_waits_stops_nobody(void **state)
{
	(void)state;
	for (size_t i = 0; transport(i); i++) {
		struct stage stage;

		if (!stage_open(&stage, transport(i)->name, 3))
			continue;
		assert_int_equal(team_open(&stage.team, 4, act, &stage), 0);
		/* All have asked, and none is answered yet. */
		while (atomic_load(&stage.scene->asking) < 3)
			nap();
		for (unsigned j = 0; j < 3; j++)
			until_asleep(stage.team.pids[j]);
		team_kill_one(&stage.team, 1);
		atomic_store(&stage.scene->serve, 1);
		expect_served(&stage, 2);
		if (stage.strategy->kind == EXACT)
			assert_true(stage.scene->counter == 2 * OPS + 1);
		stage_close(&stage);
	}
}

static void half_a_request_stops_nobody(void **state)
{
	/* Of queue and mq all requests go the same way, and are sent whole. */
	static const char *const names[] = { "pipe", "unix", "tcp", "manager", "manager_getset" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct stage stage;
		unsigned index;

		if (!stage_open(&stage, names[i], 3))
			continue;
		stage.half = 0;
		atomic_store(&stage.scene->serve, 1);
		assert_int_equal(team_open(&stage.team, 4, act, &stage), 0);
		for (unsigned left = 0; left < 3; left++) {
			assert_int_equal(
				team_wait(&stage.team, clock_monotonic_ns() + PATIENCE_NS, &index),
				TEAM_ENDED);
			assert_true(index < 3);
			assert_true(team_left_well(&stage.team, index) == (index != 0));
		}
		if (stage.strategy->kind == EXACT)
			assert_true(stage.scene->counter == 2 * OPS);
		stage_close(&stage);
	}
}

static void interrupted_calls_are_taken_up_again(void **state)
{
	(void)state;
	for (size_t i = 0; transport(i); i++) {
		struct stage stage;
		unsigned index = 0, left = 0;

		if (!stage_open(&stage, transport(i)->name, 2))
			continue;
		assert_int_equal(team_open(&stage.team, 3, act, &stage), 0);
		while (atomic_load(&stage.scene->there) < 3)
			nap();
		/* While they wait for a server that has not begun, too. */
		for (unsigned round = 0; left < 2; round++) {
			for (unsigned j = 0; j < 3; j++)
				if (stage.team.pids[j])
					kill(stage.team.pids[j], SIGUSR1);
			if (round == 20)
				atomic_store(&stage.scene->serve, 1);
			assert_true(round < 100000);
			if (team_wait(&stage.team, clock_monotonic_ns() + 300000, &index) !=
			    TEAM_ENDED)
				continue;
			assert_true(index < 2 && team_left_well(&stage.team, index));
			left++;
		}
		if (stage.strategy->kind == EXACT)
			assert_true(stage.scene->counter == 2 * OPS);
		stage_close(&stage);
	}
}

static void worker_leaves_if_its_server_is_gone(void **state)
{
	static const char *const names[] = { "pipe", "unix", "tcp", "manager", "manager_getset" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct stage stage;
		unsigned index;

		if (!stage_open(&stage, names[i], 1))
			continue;
		struct ask_ends *const ends = (struct ask_ends *)(void *)stage.scene->shared;

		close(ends->server_in);
		if (ends->server_out != ends->server_in)
			close(ends->server_out);
		ends->server_in = ends->server_out = -1;
		assert_int_equal(team_open(&stage.team, 1, act, &stage), 0);
		assert_int_equal(team_wait(&stage.team, clock_monotonic_ns() + PATIENCE_NS, &index),
				 TEAM_ENDED);
		assert_true(WIFEXITED(stage.team.statuses[0]));
		assert_int_equal(WEXITSTATUS(stage.team.statuses[0]), STRATEGY_SERVER_GONE);
		stage_close(&stage);
	}
}

static int told(const struct stage *stage, uint8_t opcode, uint8_t typecode, uint32_t size,
		uint64_t *value)
{
	const struct call call = {
		.size = size, .argument = 5, .opcode = opcode, .typecode = typecode
	};

	return call_make((const struct ask_ends *)(void *)stage->scene->shared, &call, value);
}

static void manager_checks_what_it_is_told(void **state)
{
	const uint32_t size = sizeof(struct call) - sizeof(uint32_t);
	struct stage stage;
	uint64_t value = 0;

	(void)state;
	assert_true(stage_open(&stage, "manager", 1));
	stage.idle = true;
	stage.scene->counter = 40;
	atomic_store(&stage.scene->serve, 1);
	assert_int_equal(team_open(&stage.team, 2, act, &stage), 0);
	alarm(60); /* where no answer comes */
	assert_int_equal(told(&stage, 'x', 'Q', size, &value), -EBADMSG);
	assert_int_equal(told(&stage, CALL_ADD, 'I', size, &value), -ENOTSUP);
	assert_int_equal(told(&stage, CALL_ADD, 0, size, &value), -ENOTSUP);
	assert_true(stage.scene->counter == 40);
	assert_int_equal(told(&stage, CALL_ADD, 'Q', size, &value), 0);
	assert_true(value == 40 && stage.scene->counter == 45);
	assert_int_equal(told(&stage, CALL_GET, 'Q', size, &value), 0);
	assert_true(value == 45);
	assert_int_equal(told(&stage, CALL_SET, 'Q', size, &value), 0);
	assert_true(value == 45 && stage.scene->counter == 5);
	/* Where the next frame begins cannot be known: refused, and never heard again. */
	assert_int_equal(told(&stage, CALL_ADD, 'Q', size + 1, &value), -EPROTO);
	assert_true(stage.scene->counter == 5);
	alarm(0);
	stage_close(&stage);
}

static void small_counters_wrap_at_the_server(void **state)
{
	(void)state;
	for (size_t i = 0; transport(i); i++) {
		struct stage stage;
		uint32_t words[2];

		if (!stage_open(&stage, transport(i)->name, 1))
			continue;
		stage.type = COUNTER_U32;
		stage.scene->counter = UINT64_MAX; /* what lies beside it stays as it is */
		counter_write(COUNTER_U32, &stage.scene->counter, UINT32_MAX - OPS + 2);
		atomic_store(&stage.scene->serve, 1);
		assert_int_equal(team_open(&stage.team, 2, act, &stage), 0);
		expect_served(&stage, 1);
		memcpy(words, &stage.scene->counter, sizeof(words));
		assert_int_equal(words[0], 1);
		assert_true(words[1] == UINT32_MAX);
		stage_close(&stage);
	}
}

/* Serves for 20 ms, or until it is killed. */
static const struct strategy *serving_awhile;

static int serve_awhile(enum counter_type type, void *counter, void *shared,
			const struct shape *shape)
{
	const struct itimerval soon = { .it_value = { .tv_usec = 20000 } };

	setitimer(ITIMER_REAL, &soon, NULL);
	return serving_awhile->serve(type, counter, shared, shape);
}

static void dead_server_ends_the_trial(void **state)
{
	const struct fault fault = { .worker = FAULT_SERVER,
				     .point = FAULT_ARRIVAL,
				     .kind = FAULT_KILL };

	(void)state;
	for (size_t i = 0; transport(i); i++) {
		struct strategy strategy = *transport(i);
		struct cell cell = cell_of(&strategy, 2);

		if (status_of(&cell, NULL) == STATUS_SKIPPED)
			continue;
		assert_int_equal(status_of(&cell, &fault), STATUS_SERVER_DIED);
		/* While they ask. */
		serving_awhile = transport(i);
		strategy.serve = serve_awhile;
		cell.timing.window = UINT64_C(2000000000);
		assert_int_equal(status_of(&cell, NULL), STATUS_SERVER_DIED);
	}
}

static void stopped_server_ends_the_trial(void **state)
{
	const struct fault fault = { .worker = FAULT_SERVER,
				     .point = FAULT_ARRIVAL,
				     .kind = FAULT_STOP,
				     .patience_ns = 200000000 };
	const struct cell cell = cell_of(strategy_find("pipe"), 2);

	(void)state;
	assert_int_equal(status_of(&cell, &fault), STATUS_HUNG);
}

static uint64_t burst_of_one_left_alone(const struct work *work, const struct view *view,
					struct tally *tally)
{
	(void)view;
	(void)tally;
	if (work->ops)
		ask_leave();
	return 0;
}

static void worker_that_finds_no_server_is_the_servers_death(void **state)
{
	struct strategy strategy = *strategy_find("fetch_add");
	const struct cell cell = cell_of(&strategy, 1);

	(void)state;
	strategy.burst[COUNTER_U64] = burst_of_one_left_alone;
	assert_int_equal(status_of(&cell, NULL), STATUS_SERVER_DIED);
}

/* Where the server of pipe is on a machine made of words. */
static void expect_server(const char *machine, const char *allowed, unsigned n,
			  const unsigned *workers, unsigned pu, enum server_shares shares)
{
	struct topo *described = NULL;
	unsigned at[8];
	struct cell cell = { .strategy = strategy_find("pipe"),
			     .pus = at,
			     .shape = { .workers = n } };

	memcpy(at, workers, n * sizeof(*at));
	assert_int_equal(topo_load(&described, machine), 0);
	if (allowed)
		assert_int_equal(topo_restrict(described, allowed), 0);
	assert_int_equal(server_pu(&cell, described), pu);
	assert_int_equal(server_shares(&cell, described, pu), shares);
	cell.strategy = strategy_find("mutex");
	assert_int_equal(server_pu(&cell, described), TOPO_NONE);
	topo_free(described);
}

#define AT(...)                                                                                    \
	(const unsigned[])                                                                         \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

static void server_sits_near_its_workers(void **state)
{
	const char *const smt = "pack:1 [numa] l3:2 core:2 pu:2";   /* cores 01 23 | 45 67 */
	const char *const nodes = "pack:2 [numa] l3:2 core:2 pu:1"; /* 01 23 | 45 67 */

	(void)state;
	/* A core of its own under the same L3, not the worker's other thread. */
	expect_server(smt, NULL, 1, AT(0), 2, SERVER_OWN);
	expect_server(smt, NULL, 1, AT(6), 4, SERVER_OWN);
	/* Rather a core of its own under another L3 than a part of a worker's. */
	expect_server(smt, NULL, 2, AT(0, 2), 4, SERVER_OWN);
	/* Where most of the workers are. */
	expect_server(nodes, NULL, 3, AT(0, 4, 6), 5, SERVER_OWN);
	expect_server(nodes, NULL, 2, AT(4, 5), 6, SERVER_OWN);
	/* All cores taken: another thread of one. */
	expect_server(smt, NULL, 4, AT(0, 2, 4, 6), 1, SERVER_CORE);
	/* All PUs taken: the last worker's. */
	expect_server(nodes, "0,5", 2, AT(0, 5), 5, SERVER_SHARED);
	expect_server(nodes, "0,5", 1, AT(0), 5, SERVER_OWN);
	expect_server("pu:1", NULL, 1, AT(0), 0, SERVER_SHARED);
}

static int open_machine(void **state)
{
	unsigned n;

	(void)state;
	if (topo_load(&topo, NULL))
		return -1;
	const struct pu *const usable = topo_pus(topo, &n);

	pus[0] = usable[0].os;
	pus[1] = usable[n > 1].os;
	return clock_open(&the_clock, pus, n > 1 ? 2 : 1);
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
		cmocka_unit_test(what_is_opened_is_closed),
		cmocka_unit_test(failed_opening_leaves_nothing_open),
		cmocka_unit_test(worker_killed_while_it_waits_stops_nobody),
		cmocka_unit_test(half_a_request_stops_nobody),
		cmocka_unit_test(interrupted_calls_are_taken_up_again),
		cmocka_unit_test(worker_leaves_if_its_server_is_gone),
		cmocka_unit_test(manager_checks_what_it_is_told),
		cmocka_unit_test(small_counters_wrap_at_the_server),
		cmocka_unit_test(dead_server_ends_the_trial),
		cmocka_unit_test(stopped_server_ends_the_trial),
		cmocka_unit_test(worker_that_finds_no_server_is_the_servers_death),
		cmocka_unit_test(server_sits_near_its_workers),
	};

	return cmocka_run_group_tests(tests, open_machine, close_machine);
}
