/* SPDX-License-Identifier: MIT */
/* What was measured of Python and of contend, as rows, as a table, and in words. */
#include <math.h>
#include <string.h>

#include "base/columns.h"
#include "base/ratio.h"
#include "base/stats.h"
#include "demo/python.h"
#include "machine/topo.h"
#include "plan/plan.h"

#define ALPHA 0.05
#define TIMES 5 /* what is counted in the closing line */
#define WORD 40

struct python_pair {
	const char *python, *way, *pus, *contend;
	double workers, server_pu, run, order, increments;
	double python_wall_ns, python_ns_per_op, python_expected, python_final, python_lost_ppm;
	double contend_ns_per_op, contend_expected, contend_final, contend_lost_ppm;
	double times_faster, exact;
};
static const struct column columns[] = {
	COLUMN(python_pair, python, COLUMN_TEXT),
	COLUMN(python_pair, way, COLUMN_TEXT),
	COLUMN(python_pair, contend, COLUMN_TEXT),
	COLUMN(python_pair, exact, COLUMN_COUNT),
	COLUMN(python_pair, workers, COLUMN_COUNT),
	COLUMN(python_pair, pus, COLUMN_TEXT),
	COLUMN(python_pair, server_pu, COLUMN_COUNT),
	COLUMN(python_pair, run, COLUMN_COUNT),
	COLUMN(python_pair, order, COLUMN_COUNT),
	COLUMN(python_pair, increments, COLUMN_COUNT),
	COLUMN(python_pair, python_wall_ns, COLUMN_REAL),
	COLUMN(python_pair, python_ns_per_op, COLUMN_REAL),
	COLUMN(python_pair, python_expected, COLUMN_COUNT),
	COLUMN(python_pair, python_final, COLUMN_COUNT),
	COLUMN(python_pair, python_lost_ppm, COLUMN_REAL),
	COLUMN(python_pair, contend_ns_per_op, COLUMN_REAL),
	COLUMN(python_pair, contend_expected, COLUMN_COUNT),
	COLUMN(python_pair, contend_final, COLUMN_COUNT),
	COLUMN(python_pair, contend_lost_ppm, COLUMN_REAL),
	COLUMN(python_pair, times_faster, COLUMN_REAL),
	{ .name = NULL },
};

double python_side_lost(const struct python_side *side)
{
	return (side->expected - side->final) / side->expected;
}

/* "0 1" */
static void pus_text(char *text, size_t size, const struct lecture_job *job)
{
	size_t length = 0;

	*text = '\0';
	for (unsigned i = 0; i < job->workers && length < size; i++)
		length += (size_t)snprintf(text + length, size - length, "%s%u", i ? " " : "",
					   job->pus[i]);
}

void python_header(FILE *out)
{
	columns_csv_header(out, columns);
}

void python_row(FILE *out, const struct lecture_python *python, const struct python_cell *cell,
		unsigned run, unsigned order)
{
	const struct python_side *const theirs = &cell->python[cell->n - 1];
	const struct python_side *const ours = &cell->contend[cell->n - 1];
	char pus[512];
	const struct python_pair pair = {
		.python = python->version,
		.way = cell->way->name,
		.contend = python_way_ours(cell->way),
		.exact = cell->way->exact,
		.workers = cell->workers,
		.pus = pus,
		.server_pu = cell->job.server_pu == TOPO_NONE ? (double)NAN : cell->job.server_pu,
		.run = run,
		.order = order,
		.increments = (double)cell->increments,
		.python_wall_ns = theirs->wall_ns,
		.python_ns_per_op = theirs->ns_per_op,
		.python_expected = theirs->expected,
		.python_final = theirs->final,
		.python_lost_ppm = 1e6 * python_side_lost(theirs),
		.contend_ns_per_op = ours->ns_per_op,
		.contend_expected = ours->expected,
		.contend_final = ours->final,
		.contend_lost_ppm = 1e6 * python_side_lost(ours),
		.times_faster = theirs->ns_per_op / ours->ns_per_op,
	};

	pus_text(pus, sizeof(pus), &cell->job);
	columns_csv_row(out, columns, &pair);
	fflush(out);
}

/* Three significant digits, no exponent. */
static void number(char *text, size_t size, double x)
{
	const double step = x >= 1000 ? pow(10, floor(log10(x)) - 2) : 0;

	snprintf(text, size, "%.*f",
		 x < 10	   ? 2
		 : x < 100 ? 1
			   : 0,
		 step > 0 ? round(x / step) * step : x);
}

/* "24.1 (23.9 to 24.8)", or the value alone where it has no interval. */
static void figure(char *text, size_t size, struct estimate estimate)
{
	char value[WORD], lo[WORD], hi[WORD];

	number(value, sizeof(value), estimate.value);
	number(lo, sizeof(lo), estimate.lo);
	number(hi, sizeof(hi), estimate.hi);
	if (stats_is_na(estimate.value))
		snprintf(text, size, "-");
	else if (stats_is_na(estimate.lo))
		snprintf(text, size, "%s", value);
	else
		snprintf(text, size, "%s (%s to %s)", value, lo, hi);
}

/* One figure of all trials of one side; x has room for n. */
static struct estimate time_of(const struct python_side *sides, size_t n, double *x)
{
	struct interval interval;

	for (size_t i = 0; i < n; i++)
		x[i] = sides[i].ns_per_op;
	interval = stats_median_interval(x, n, ALPHA);
	return (struct estimate){ stats_median(x, n), interval.lo, interval.hi };
}

/* "41.2 %" of all that was counted in all trials. */
static void lost_text(char *text, size_t size, const struct python_side *sides, size_t n)
{
	double expected = 0, final = 0, lost;

	for (size_t i = 0; i < n; i++) {
		expected += sides[i].expected;
		final += sides[i].final;
	}
	lost = 100 * (expected - final) / expected;
	if (isnan(lost))
		snprintf(text, size, "-");
	else if (expected == final)
		snprintf(text, size, "0");
	else
		snprintf(text, size, lost < 0.1 ? "%.4f" : "%.1f", lost);
}

static struct estimate ratio_of(const struct python_cell *cell)
{
	double python[PYTHON_RUNS_MAX], contend[PYTHON_RUNS_MAX];

	for (size_t i = 0; i < cell->n; i++) {
		python[i] = cell->python[i].ns_per_op;
		contend[i] = cell->contend[i].ns_per_op;
	}
	return ratio_paired(python, contend, cell->n, ALPHA);
}

static void print_cell(FILE *out, const struct python_cell *cell)
{
	double x[PYTHON_RUNS_MAX];
	char python[WORD * 4], contend[WORD * 4], ratio[WORD * 4], lost[WORD], ours_lost[WORD];

	if (!cell->n) {
		fprintf(out, "%-14s%-23s%s\n", cell->way->name, cell->way->in_python,
			*cell->absent ? cell->absent : "no valid trial");
		return;
	}
	figure(python, sizeof(python), time_of(cell->python, cell->n, x));
	figure(contend, sizeof(contend), time_of(cell->contend, cell->n, x));
	figure(ratio, sizeof(ratio), ratio_of(cell));
	lost_text(lost, sizeof(lost), cell->python, cell->n);
	lost_text(ours_lost, sizeof(ours_lost), cell->contend, cell->n);
	fprintf(out, "%-14s%-23s%-29s%-27s%-16s%-22s%6s%8s\n", cell->way->name,
		cell->way->in_python, python, contend, python_way_ours(cell->way), ratio, lost,
		ours_lost);
}

/* The server's PU of those that have one; TOPO_NONE: none has. */
static unsigned server_of(const struct python_table *table, unsigned workers)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->cells[i].workers == workers &&
		    table->cells[i].job.server_pu != TOPO_NONE)
			return table->cells[i].job.server_pu;
	return TOPO_NONE;
}

static void print_part(FILE *out, const struct python_table *table, const struct python_cell *first)
{
	const unsigned server = server_of(table, first->workers);
	char pus[512];

	pus_text(pus, sizeof(pus), &first->job);
	fprintf(out, "\n%u worker%s on PU%s %s", first->workers, first->workers == 1 ? "" : "s",
		first->workers == 1 ? "" : "s", pus);
	if (server != TOPO_NONE)
		fprintf(out, ", servers on PU %u", server);
	fprintf(out, "\n%-14s%-23s%-29s%-27s%-16s%-22s%6s%8s\n", "way", "in Python",
		"Python ns (95 %)", "contend ns (95 %)", "by", "times faster (95 %)", "lost %",
		"here %");
	for (size_t i = 0; i < table->n; i++)
		if (table->cells[i].workers == first->workers)
			print_cell(out, &table->cells[i]);
}

/* How many rows in shared memory are TIMES faster, and which are not. */
static void print_count(FILE *out, const struct python_table *table)
{
	unsigned rows = 0, faster = 0;
	bool sure = true;

	for (size_t i = 0; i < table->n; i++) {
		const struct python_cell *const cell = &table->cells[i];
		const struct estimate ratio = ratio_of(cell);

		if (cell->way->where != PYTHON_MEMORY || !cell->n)
			continue;
		rows++;
		sure = sure && !stats_is_na(ratio.lo);
		faster += (stats_is_na(ratio.lo) ? ratio.value : ratio.lo) >= TIMES;
	}
	if (!rows)
		return;
	fprintf(out, "In shared memory %u of %u rows are at least %d times faster here, by %s",
		faster, rows, TIMES, sure ? "the lower ends of their intervals" : "their medians");
	for (size_t i = 0, named = 0; i < table->n; i++) {
		const struct python_cell *const cell = &table->cells[i];
		const struct estimate ratio = ratio_of(cell);

		if (cell->way->where != PYTHON_MEMORY || !cell->n ||
		    (stats_is_na(ratio.lo) ? ratio.value : ratio.lo) >= TIMES)
			continue;
		fprintf(out, "%s%s with %u worker%s", named++ ? ", " : "; not: ", cell->way->name,
			cell->workers, cell->workers == 1 ? "" : "s");
	}
	fputs(".\n", out);
}

static bool any(const struct python_table *table, enum python_where where, bool lossy)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->cells[i].n && table->cells[i].way->where == where &&
		    !(lossy && table->cells[i].way->exact))
			return true;
	return false;
}

void python_heading(FILE *out, const struct lecture_python *python, unsigned runs)
{
	fprintf(out,
		"Python %s (%s) beside contend, on the same PUs: ns an increment, all workers "
		"together; %u trial%s of each, side by side in blocks\n",
		python->version, python->path, runs, runs == 1 ? "" : "s");
	fflush(out);
}

void python_print(FILE *out, const struct python_table *table)
{
	for (size_t i = 0; i < table->n; i++)
		if (i == 0 || table->cells[i].workers != table->cells[i - 1].workers)
			print_part(out, table, &table->cells[i]);
	fputc('\n', out);
	if (table->runs < STATS_INTERVAL_MIN)
		fprintf(out, "Intervals need %d trials: --runs=%d.\n", STATS_INTERVAL_MIN,
			STATS_INTERVAL_MIN);
	print_count(out, table);
	if (any(table, PYTHON_TRANSPORT, false))
		fputs("Transports are bound by the kernel, which wakes a sleeping server and a "
		      "sleeping "
		      "worker for each increment, whoever asks.\n",
		      out);
	if (any(table, PYTHON_MEMORY, true) || any(table, PYTHON_TRANSPORT, true))
		fputs("What loses updates in Python loses them here, too: only a lock over the "
		      "whole "
		      "update, one atomic step or one call cures that.\n",
		      out);
}
