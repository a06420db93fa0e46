/* SPDX-License-Identifier: MIT */
/* trials.csv: a trial becomes the row that is promised, and the row comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above first */
#include <cmocka.h>
#include <math.h>

#include "base/clock.h"
#include "record/trials.h"
#include "rows.h"
#include "trial_made.h"

static const char PROMISED[] =
	"schema,run,name,tag,cell,suite,strategy,kind,type,workers,placement,pus,hold_ns,gap_ns,"
	"reads_ppm,block,order,repetition,attempt,status,window_ns,updates,reads_done,claimed,"
	"kept,lost,lost_ppm,ops_per_s,ns_per_op,jain,jain_2ms,run_length,handoffs_per_s,overlap,"
	"start_skew_ns,edge_error_ppm,burst_min,burst_max,core_hz,clock,torn,flags,kept_per_s,";

static const char LATE[] = ",reason,relation,relation_depth,same_node,node_distance,kinds,nodes,"
			   "per_l3,home,home_asked,home_verified,home_placed,home_by,"
			   "server_pu,server_shares\n";

/* The columns of a struct that is all doubles past `from`, counted to see that none was forgotten. */
static size_t columns_in(const struct column *columns)
{
	size_t n = 0;

	while (columns[n].name)
		n++;
	return n;
}

static void the_header_is_the_one_promised(void **state)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	columns_csv_header(out, trial_columns());
	fclose(out);
	assert_memory_equal(text, PROMISED, strlen(PROMISED));
	assert_string_equal(text + size - strlen(LATE), LATE);
	free(text);
}

static void every_member_has_its_column(void **state)
{
	/* All members are eight bytes, but `line` and `storage` are no columns. */
	(void)state;
	assert_int_equal(columns_in(trial_columns()), sizeof(struct trial_row) / 8 - 2);
	assert_int_equal(columns_in(worker_columns()), sizeof(struct worker_row) / 8);
}

static char *row_text(const struct trial *trial, const struct trial_identity *identity)
{
	struct trial_text text;
	struct trial_row row;
	char *line;
	size_t size;
	FILE *out = open_memstream(&line, &size);

	assert_int_equal(trial_row_fill(&row, &text, trial, identity), 0);
	columns_csv_row(out, trial_columns(), &row);
	fclose(out);
	trial_text_free(&text);
	return line;
}

static void a_trial_becomes_a_row(void **state)
{
	struct made made;
	char *line;

	(void)state;
	made_trial(&made, 3, 2);
	made.trial.flags = TRIAL_FREQ | TRIAL_PREEMPTED;
	line = row_text(&made.trial, &made.identity);
	assert_string_equal(
		line, "1,here,probe,\"a, \"\"tag\"\"\",3,standard,mutex,exact,u64,2,compact,"
		      "0 7,200,1000,0,4,11,4,1,ok,100000000,5000000,0,7000000,7000000,0,0,50000000,"
		      "20,0.999,NA,250,200000,0.9999,12.5,80,1024,2048,NA,monotonic,0,"
		      "freq;preempted,50000000,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,"
		      "NA,NA,NA,1e+09,1,25000000,5000000,50,18446744073709551615,512,133000000,,"
		      "NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA\n");
	free(line);
}

static void a_row_says_where_the_workers_sat_and_the_counter_lay(void **state)
{
	static char nodes[] = "0 1";
	struct made made;
	char *line;

	(void)state;
	made_trial(&made, 3, 2);
	made.cell.relation = (struct relation){ .name = "package",
						.depth = 1,
						.node = NODE_OTHER,
						.distance = 21,
						.kind_low = 0,
						.kind_high = 1 };
	made.cell.nodes = nodes;
	made.cell.per_l3 = 1;
	made.cell.home = 1;
	made.cell.home_asked = SWEEP_HOME_LOCAL;
	made.trial.home_verified = 0;
	made.trial.home_placed = HOME_MBIND;
	made.trial.home_by = HOME_BY_NUMA_MAPS;
	line = row_text(&made.trial, &made.identity);
	assert_non_null(
		strstr(line, ",,package,1,no,21,0/1,0 1,1,1,local,0,mbind,numa_maps,NA,NA\n"));
	free(line);
	made.cell.home_asked = made.cell.home = 1;
	made.cell.relation.node = NODE_SAME;
	made.cell.relation.distance = made.cell.relation.kind_low = TOPO_NONE;
	line = row_text(&made.trial, &made.identity);
	assert_non_null(strstr(line, ",,package,1,yes,NA,NA,0 1,1,1,1,0,mbind,numa_maps,NA,NA\n"));
	free(line);
}

static int serve_nobody(enum counter_type type, void *counter, void *shared,
			const struct shape *shape)
{
	(void)type;
	(void)counter;
	(void)shared;
	(void)shape;
	return 0;
}

static void a_row_says_where_the_server_sat(void **state)
{
	static const struct {
		unsigned pu;
		enum server_shares shares;
		const char *said;
	} cases[] = { { 3, SERVER_OWN, ",3,own\n" },
		      { 0, SERVER_CORE, ",0,core\n" },
		      { 7, SERVER_SHARED, ",7,shared\n" },
		      { TOPO_NONE, SERVER_OWN, ",NA,NA\n" } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct made made;
		char *line;

		made_trial(&made, 3, 2);
		made.strategy.serve = serve_nobody;
		made.trial.server_pu = cases[i].pu;
		made.trial.server_shares = cases[i].shares;
		line = row_text(&made.trial, &made.identity);
		assert_string_equal(line + strlen(line) - strlen(cases[i].said), cases[i].said);
		free(line);
	}
}

static void a_worker_becomes_a_row(void **state)
{
	struct made made;
	struct worker_row row;

	(void)state;
	made_trial(&made, 3, 2);
	worker_row_fill(&row, &made.trial, 1, &made.identity);
	assert_true(row.cell == 3 && row.block == 4 && row.repetition == 4 && row.attempt == 1);
	assert_true(row.worker == 1 && row.pu == 7);
	/* The edges count updates and reads together. */
	assert_true(row.updates == 900 && row.reads_done == 100);
	assert_true(row.claimed == 1500 && row.reads_claimed == 300);
	assert_true(row.start_ns == 40 && row.first_update_ns == 90);
	assert_true(row.handoffs == 7 && row.longest_run == 600);
	assert_true(isnan(row.stalls) && isnan(row.stall_ns) && isnan(row.run_delay_ns));
}

/* What a worker that died on the way did in the window is not known, and not 0. */
static void a_worker_that_died_has_no_window(void **state)
{
	struct made made;
	struct worker_row row;

	(void)state;
	made_trial(&made, 3, 2);
	made.edges[1][MADE_SLICES].t = 0;
	made.workers[1].first = 0;
	worker_row_fill(&row, &made.trial, 1, &made.identity);
	assert_true(isnan(row.updates) && isnan(row.reads_done) && isnan(row.first_update_ns));
	assert_true(row.claimed == 1500);
	made.workers[1].edges = NULL;
	worker_row_fill(&row, &made.trial, 1, &made.identity);
	assert_true(isnan(row.updates));
}

static void rows_come_back_as_they_were(void **state)
{
	char *golden = rows_slurp(rows_golden("trials.csv"));
	char *line = golden, *rest = golden;
	struct trial_table table;
	char *text, *written;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(golden);
	assert_int_equal(trial_table_read(&table, rows_golden("")), 0);
	assert_int_equal(table.n, rows_lines(golden) - 1);
	assert_false(table.cut);
	columns_csv_header(out, trial_columns());
	for (size_t i = 0; i < table.n; i++)
		columns_csv_row(out, trial_columns(), &table.rows[i]);
	fclose(out);
	written = text;
	for (size_t i = 0; i <= table.n; i++) {
		static const char unknown[] = ",NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA\n";

		line = strsep(&rest, "\n");
		/* Of an older version: what it had is as it was, what it lacks is not known. */
		assert_memory_equal(written, line, strlen(line));
		written += strlen(line);
		if (i)
			assert_memory_equal(written, unknown, strlen(unknown));
		written = strchr(written, '\n') + 1;
	}
	assert_string_equal(written, "");
	trial_table_free(&table);
	free(golden);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_is_the_one_promised),
		cmocka_unit_test(every_member_has_its_column),
		cmocka_unit_test(a_trial_becomes_a_row),
		cmocka_unit_test(a_row_says_where_the_workers_sat_and_the_counter_lay),
		cmocka_unit_test(a_row_says_where_the_server_sat),
		cmocka_unit_test(a_worker_becomes_a_row),
		cmocka_unit_test(a_worker_that_died_has_no_window),
		cmocka_unit_test(rows_come_back_as_they_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
