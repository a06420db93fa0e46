/* SPDX-License-Identifier: MIT */
/* Charts: gnuplot run over plots/ on a results folder, nothing else. */
#include "report/charts.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/fail.h"
#include "report/pick.h"
#include "report/plots.h"
#include "report/transports.h"

/* As the scripts of plots/ do, so that gnuplot is not started in vain; what they find after all, they say by leaving
 * with 3. */
typedef bool row_test(const struct summary_row *row);

static int count(const struct summary *summary, row_test *test)
{
	int n = 0;

	for (size_t i = 0; i < summary->n; i++)
		n += pick_good(&summary->rows[i]) && test(&summary->rows[i]);
	return n;
}

static bool together(const struct summary_row *row)
{
	return pick_shared(row) && pick_plain(row) && row->workers > 1 && !pick_pair(row);
}

static bool losing(const struct summary_row *row)
{
	return pick_lossy(row) && together(row) && !isnan(row->lost_ppm);
}

static bool working(const struct summary_row *row)
{
	return pick_shared(row) && !pick_lossy(row) && row->reads_ppm == 0 &&
	       row->hold_ns + row->gap_ns > 0;
}

static bool reading(const struct summary_row *row)
{
	return pick_shared(row) && row->reads_ppm > 0 && row->hold_ns + row->gap_ns == 0;
}

static bool alone(const struct summary_row *row)
{
	return pick_plain(row) && row->workers == 1;
}

static int scaling_wanted(const struct summary *summary)
{
	return count(summary, together);
}

static int lost_wanted(const struct summary *summary)
{
	return count(summary, losing);
}

static int worked_wanted(const struct summary *summary)
{
	return count(summary, working);
}

static int reads_wanted(const struct summary *summary)
{
	return count(summary, reading);
}

static int floor_wanted(const struct summary *summary)
{
	return count(summary, alone);
}

static bool is_pair(const struct summary_row *row)
{
	return !strcmp(row->suite, "c2c") && row->workers == 2;
}

/* Of two workers whose relation is known, under no work. */
static bool is_related(const struct summary_row *row)
{
	return row->workers == 2 && row->relation && pick_plain(row) &&
	       (is_pair(row) || !strcmp(row->suite, "topology"));
}

/* On one node, with the counter on this or that. */
static bool is_homed(const struct summary_row *row)
{
	return !strcmp(row->suite, "topology") && row->workers == 2 && row->same_node &&
	       !strcmp(row->same_node, "yes") && row->home >= 0;
}

static int matrix_wanted(const struct summary *summary)
{
	return count(summary, is_pair);
}

static int distance_wanted(const struct summary *summary)
{
	return count(summary, is_related);
}

static int numa_wanted(const struct summary *summary)
{
	return count(summary, is_homed);
}

static bool is_asked(const struct summary_row *row)
{
	return transports_is(row) && pick_plain(row);
}

static int transports_wanted(const struct summary *summary)
{
	return count(summary, is_asked);
}

static int placement_wanted(const struct summary *summary)
{
	for (size_t i = 0; i < summary->n; i++) {
		const struct summary_row *a = &summary->rows[i];

		for (size_t j = i + 1; pick_good(a) && together(a) && j < summary->n; j++) {
			const struct summary_row *b = &summary->rows[j];

			if (pick_good(b) && together(b) && a->workers == b->workers &&
			    pick_same_home(a, b) && !strcmp(a->strategy, b->strategy) &&
			    !strcmp(a->type, b->type) && strcmp(a->placement, b->placement))
				return 1;
		}
	}
	return 0;
}

static const struct chart charts[] = {
	{ .name = "scaling",
	  .question = "What does sharing cost as processes join?",
	  .wanted = scaling_wanted },
	{ .name = "lost", .question = "How many updates are lost?", .wanted = lost_wanted },
	{ .name = "worked",
	  .question = "And when there is work to do between updates?",
	  .wanted = worked_wanted },
	{ .name = "reads",
	  .question = "And when most operations only read?",
	  .wanted = reads_wanted },
	{ .name = "transports",
	  .question = "What does it cost to ask instead of to share?",
	  .wanted = transports_wanted },
	{ .name = "placement",
	  .question = "Does it matter where the processes sit?",
	  .wanted = placement_wanted },
	{ .name = "matrix",
	  .question = "How long does a line take from each PU to each other?",
	  .wanted = matrix_wanted },
	{ .name = "distance",
	  .question = "How does the cost grow with the distance?",
	  .wanted = distance_wanted },
	{ .name = "numa",
	  .question = "Does it matter on which NUMA node the counter lies?",
	  .wanted = numa_wanted },
	{ .name = "floor",
	  .question = "What does an update cost when nobody else is there?",
	  .wanted = floor_wanted },
};

const struct chart *chart_at(size_t i)
{
	return i < sizeof(charts) / sizeof(charts[0]) ? &charts[i] : NULL;
}

int charts_draw(const char *dir, const struct summary *summary, const char *format, size_t *drawn)
{
	const char *folder = plots_folder();
	int result = 0;

	*drawn = 0;
	if (!folder)
		return -ENOENT;
	for (size_t i = 0; chart_at(i); i++) {
		const struct chart *chart = chart_at(i);
		enum gnuplot_end end = GNUPLOT_NOTHING;

		if (chart->wanted(summary))
			end = plots_draw(folder, chart->name, dir, format);
		if (end == GNUPLOT_ABSENT) {
			warn("charts need gnuplot, which was not found: none were drawn");
			return 0;
		}
		if (end == GNUPLOT_DONE) {
			++*drawn;
			continue;
		}
		plots_drop(dir, chart->name);
		if (end == GNUPLOT_FAILED)
			result = -EIO;
	}
	return result;
}
