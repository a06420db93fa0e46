/* SPDX-License-Identifier: MIT */
/* The page is whole, refers to nothing outside, and its sentences claim no more than the intervals carry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "report/html.h"
#include "report/page.h"
#include "report/sentences.h"
#include "report_rows.h"

static char dir[64];

static int folder_make(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/contend-page-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int folder_remove(void **state)
{
	static const char *const leaves[] = { "report.html", "scaling.svg", "lost.svg",
					      "trials.csv", "options.txt" };
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, leaves[i]);
		unlink(path);
	}
	return rmdir(dir); /* fails where anything else was left */
}

static void put(const char *leaf, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, leaf);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

/* The page of a summary; the caller's to free(). */
static char *page(const struct summary *summary, const char *machine)
{
	static const char *const warnings[] = { "steal & <co>" };
	const struct table_facts facts = { .machine = machine,
					   .trials = summary->trials,
					   .seconds = 38,
					   .warnings = warnings,
					   .n_warnings = 1 };
	char path[128];
	char *text = NULL;
	size_t size = 0;

	assert_int_equal(page_write(dir, summary, &facts), 0);
	snprintf(path, sizeof(path), "%s/report.html", dir);
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	assert_true(getdelim(&text, &size, '\0', in) > 0);
	fclose(in);
	return text;
}

static char *escaped(const char *text)
{
	char *html = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&html, &size);

	html_text(out, text);
	fclose(out);
	return html;
}

/* Of one chart; the caller's to free(). */
static char *sentence(const char *chart, const struct summary *summary)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	sentence_write(out, chart, summary);
	fclose(out);
	return text;
}

static void says(const char *chart, const struct summary *summary, const char *words)
{
	char *text = sentence(chart, summary);

	if (!strstr(text, words))
		fail_msg("%s: \"%s\" is not in \"%s\"", chart, words, text);
	free(text);
}

static void does_not_say(const char *chart, const struct summary *summary, const char *words)
{
	char *text = sentence(chart, summary);

	if (strstr(text, words))
		fail_msg("%s: \"%s\" is in \"%s\"", chart, words, text);
	free(text);
}

static void text_is_escaped(void **state)
{
	static const struct {
		const char *text, *html;
	} cases[] = {
		{ "<b a=\"1\">&'", "&lt;b a=&quot;1&quot;&gt;&amp;&#39;" },
		{ "1 µs · é €", "1 µs · é €" },
		{ "\xff"
		  "a",
		  "\xEF\xBF\xBD"
		  "a" },
		{ "\xc2", "\xEF\xBF\xBD" },
		{ "\xed\xa0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" }, /* a surrogate */
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
		{ "a\x01\nb", "a\xEF\xBF\xBD\nb" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *html = escaped(cases[i].text);

		assert_string_equal(html, cases[i].html);
		free(html);
	}
}

static void nothing_of_the_data_becomes_markup(void **state)
{
	struct summary summary = rows_two();
	char *text;

	(void)state;
	summary.rows[0].strategy = "<script>x</script>";
	summary.rows[0].flags = "<i>";
	put("options.txt", "name=<u>&\n");
	text = page(&summary, "<b>CPU</b> & co");
	assert_null(strstr(text, "<script"));
	assert_null(strstr(text, "<i>"));
	assert_null(strstr(text, "<u>"));
	assert_null(strstr(text, "<b>"));
	assert_non_null(strstr(text, "&lt;b&gt;CPU&lt;/b&gt; &amp; co"));
	assert_non_null(strstr(text, "steal &amp; &lt;co&gt;"));
	assert_non_null(strstr(text, "name=&lt;u&gt;&amp;"));
	free(text);
}

static const char svg[] = "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"x\">\n"
			  "<svg width=\"9\">\n<title>Gnuplot</title>\n"
			  "<defs><circle id='gpDot' r='1'/><path id=\"gpPt\"/></defs>"
			  "<use xlink:href='#gpDot'/><g fill=\"url(#gpPt)\"/></svg>\n";

static void ids_of_two_charts_do_not_meet(void **state)
{
	const struct summary summary = rows_two();
	char *text;

	(void)state;
	put("scaling.svg", svg);
	put("lost.svg", svg);
	text = page(&summary, "CPU");
	assert_non_null(strstr(text, "id='scaling-gpDot'"));
	assert_non_null(strstr(text, "id=\"scaling-gpPt\""));
	assert_non_null(strstr(text, "href='#scaling-gpDot'"));
	assert_non_null(strstr(text, "url(#scaling-gpPt)"));
	assert_non_null(strstr(text, "id='lost-gpDot'"));
	assert_null(strstr(text, "id='gpDot'"));
	assert_null(strstr(text, "<?xml"));
	assert_null(strstr(text, "<!DOCTYPE svg"));
	assert_null(strstr(text, "Gnuplot"));
	free(text);
}

static void charts_stand_only_where_they_were_drawn(void **state)
{
	const struct summary summary = rows_two();
	char *text;

	(void)state;
	text = page(&summary, "CPU");
	assert_null(strstr(text, "<figure>"));
	free(text);
	put("lost.svg", svg);
	text = page(&summary, "CPU");
	assert_non_null(strstr(text, "How many updates are lost?"));
	assert_null(strstr(text, "What does sharing cost as processes join?"));
	free(text);
}

static void links_lead_to_files_that_are_there(void **state)
{
	const struct summary summary = rows_two();
	char *text;

	(void)state;
	put("trials.csv", "");
	text = page(&summary, "CPU");
	assert_non_null(strstr(text, "href=\"trials.csv\""));
	assert_null(strstr(text, "href=\"workers.csv\""));
	assert_null(strstr(text, "http"));
	assert_null(strstr(text, "src="));
	free(text);
}

static void page_that_fails_leaves_the_former_one(void **state)
{
	const struct summary summary = rows_two();
	const struct table_facts facts = { .machine = "CPU" };
	char path[128], *text;
	struct stat before, after;

	(void)state;
	text = page(&summary, "CPU");
	free(text);
	snprintf(path, sizeof(path), "%s/report.html", dir);
	assert_int_equal(stat(path, &before), 0);
	put("lost.svg", "this is no SVG");
	assert_true(page_write(dir, &summary, &facts) < 0);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_true(page_write("/nonexistent/folder", &summary, &facts) < 0);
}

static void doubts_name_their_cells(void **state)
{
	struct summary summary = rows_two();
	char *text;

	(void)state;
	summary.rows[0].drift = 1;
	summary.rows[3].outliers = 2;
	summary.rows[4].flags = "freq:2;preempted:1";
	summary.invalid = 3;
	text = page(&summary, "CPU");
	assert_non_null(strstr(text, "failed, no figure: cas at 2 (hung) (1 of 16 cells)"));
	assert_non_null(strstr(text, "flagged, not removed): mutex at 1 (1 of "
				     "16 cells)"));
	assert_non_null(strstr(text, "flags of fetch_add at 1: freq:2;preempted:1"));
	assert_non_null(strstr(text, "drifted"));
	free(text);
	for (size_t i = 0; i < summary.n; i++) {
		summary.rows[i].flags = "freq:1";
		summary.rows[i].outliers = 1;
	}
	text = page(&summary, "CPU");
	assert_non_null(strstr(text, " and 10 more (16 of 16 cells)"));
	assert_non_null(strstr(text, "flags of 4 more cells: summary.csv"));
	assert_non_null(strstr(text, "not in the figures: 3<"));
	free(text);
}

static void overlapping_intervals_are_not_told_apart(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	rows_add(&summary, "fetch_add", "exact", 2, 4.8, 0.03, 0);
	rows_add(&summary, "atomic_add", "exact", 2, 4.6, 0.03, 0);
	rows_add(&summary, "mutex", "exact", 2, 18.9, 0.03, 0);
	says("scaling", &summary,
	     "fetch_add and atomic_add keep the most updates and cannot be "
	     "told apart");
	does_not_say("scaling", &summary, "mutex");
}

static void intervals_apart_name_one(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	rows_add(&summary, "fetch_add", "exact", 1, 2.1, 0.01, 0);
	rows_add(&summary, "atomic_add", "exact", 1, 2.0, 0.01, 0);
	rows_add(&summary, "fetch_add", "exact", 2, 4.8, 0.01, 0);
	rows_add(&summary, "atomic_add", "exact", 2, 4.0, 0.01, 0);
	says("scaling", &summary,
	     "At 2 processes, of the exact strategies, atomic_add keeps the most updates, 250 "
	     "Mop/s (248 to 252); all 2 keep fewer in total than one process alone.");
	says("floor", &summary, "atomic_add costs least, 2.00 ns (1.98 to 2.02); fetch_add has");
}

static void lossy_strategy_never_wins(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	rows_add(&summary, "unlocked", "lossy", 2, 2, 0.01, 470000);
	rows_add(&summary, "private", "baseline", 2, 0.1, 0.01, NAN);
	rows_add(&summary, "mutex", "exact", 2, 18.9, 0.01, 0);
	says("scaling", &summary, "At 2 processes mutex keeps 52.9 Mop/s");
}

/* A transport's cell; its server on PU 1. */
static struct summary_row *asked(struct summary *summary, const char *strategy, double workers,
				 double ns, const char *shares)
{
	struct summary_row *const row = rows_add(summary, strategy, "exact", workers, ns, 0.01, 0);

	row->server_pu = 1;
	row->server_shares = shares;
	return row;
}

static void server_that_shares_is_a_doubt(void **state)
{
	static const char *const names[] = { "pipe", "unix", "tcp", "queue", "manager" };
	struct summary summary = rows_none();
	char *text;

	(void)state;
	rows_add(&summary, "fetch_add", "exact", 2, 4.8, 0.01, 0);
	asked(&summary, "pipe", 1, 9000, "own");
	text = page(&summary, "CPU");
	assert_null(strstr(text, "the server of"));
	free(text);
	asked(&summary, "pipe", 2, 9000, "shared");
	asked(&summary, "pipe", 2, 9900, "shared")->hold_ns = 100;
	asked(&summary, "mq", 2, 9000, "shared");
	asked(&summary, "mq", 4, 9000, "core");
	text = page(&summary, "CPU");
	assert_non_null(strstr(text, "<li>the server of pipe and mq shares PU 1 with a worker at 2 "
				     "processes: do not compare"));
	assert_non_null(strstr(text,
			       "<li>the server of mq shares the core of PU 1 with a worker at "
			       "4 processes: do not compare"));
	free(text);
	summary = rows_none();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		asked(&summary, names[i], 2, 9000, "shared");
	text = page(&summary, "CPU");
	assert_non_null(strstr(text, "the server of pipe, unix, tcp and 2 more shares PU 1"));
	free(text);
}

static void asking_is_set_beside_sharing(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	rows_add(&summary, "fetch_add", "exact", 2, 10, 0.01, 0);
	rows_add(&summary, "mutex", "exact", 2, 20, 0.01, 0);
	does_not_say("transports", &summary, "ask");
	asked(&summary, "pipe", 2, 8000, "shared");
	asked(&summary, "tcp", 2, 24000, "shared");
	asked(&summary, "mq", 1, 100, "own");
	rows_add(&summary, "manager_getset", "lossy", 2, 500, 0.01, 300000)->server_shares = "own";
	says("transports", &summary,
	     "At 2 processes, of the exact ways to ask, pipe costs least, 8.00 µs an update (7.92 "
	     "to 8.08); of the ways to share, fetch_add costs least, 10.0 ns (9.90 to 10.1): by "
	     "the "
	     "medians, asking costs 800 times as much.");
}

static void without_intervals_the_sentence_says_so(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	rows_add(&summary, "fetch_add", "exact", 2, 4.8, NAN, 0);
	rows_add(&summary, "mutex", "exact", 2, 18.9, NAN, 0);
	says("scaling", &summary, "by the medians alone: fewer than 6 trials give no interval");
	does_not_say("scaling", &summary, " to 2");
	rows_add(&summary, "mutex", "exact", 2, 29, NAN, 0)->placement = "scatter";
	says("placement", &summary, "fewer than 6 trials");
}

static void lost_none_is_said_of_those_that_lost_none(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	rows_add(&summary, "unlocked", "lossy", 2, 3, 0.01, 470000);
	rows_add(&summary, "fetch_add", "exact", 2, 4.8, 0.01, 0);
	says("lost", &summary,
	     "At 2 processes unlocked loses 47.0 % (46.5 to 47.5) of its updates; the 1 exact "
	     "strategy lost none");
	rows_add(&summary, "cas", "exact", 2, 9, 0.01, 5);
	does_not_say("lost", &summary, "lost none");
	summary.n--;
	rows_add(&summary, "cas", "exact", 2, 9, 0.01, NAN);
	does_not_say("lost", &summary, "lost none");
}

static void failed_cells_are_not_spoken_of(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	rows_add(&summary, "mutex", "exact", 2, 18.9, 0.01, 0);
	rows_add(&summary, "fetch_add", "exact", 2, 4.8, 0.01, 0)->status = "hung";
	says("scaling", &summary, "mutex keeps");
	does_not_say("scaling", &summary, "fetch_add");
}

static void placements_are_told_apart_by_their_intervals(void **state)
{
	struct summary summary = rows_none();

	(void)state;
	rows_add(&summary, "mutex", "exact", 4, 20, 0.05, 0);
	rows_add(&summary, "mutex", "exact", 4, 21, 0.05, 0)->placement = "scatter";
	says("placement", &summary, "no difference between the placements can be told");
	rows_add(&summary, "cas", "exact", 4, 10, 0.05, 0);
	rows_add(&summary, "cas", "exact", 4, 20, 0.05, 0)->placement = "scatter";
	says("placement", &summary,
	     "At 4 processes, the placement makes a difference that can be told for 1 of 2 "
	     "strategies, by the medians the largest for cas: 100 Mop/s compact, 50.0 scatter.");
}

static void work_and_reads_are_set_beside_none(void **state)
{
	struct summary summary = rows_none();
	struct summary_row *row;

	(void)state;
	rows_add(&summary, "mutex", "exact", 2, 20, 0.01, 0);
	rows_add(&summary, "fetch_add", "exact", 2, 5, 0.01, 0);
	row = rows_add(&summary, "mutex", "exact", 2, 212, 0.01, 0);
	row->hold_ns = 200;
	row->gap_ns = 1000;
	row = rows_add(&summary, "fetch_add", "exact", 2, 210, 0.01, 0);
	row->hold_ns = 200;
	row->gap_ns = 1000;
	says("worked", &summary,
	     "With 200 ns inside and 1 µs between updates, at 2 processes, the intervals of the "
	     "quickest (fetch_add) and the slowest (mutex) overlap; without work, fetch_add keeps "
	     "4.00 times as many updates as mutex.");
	rows_add(&summary, "fetch_add", "exact", 2, 2.5, 0.01, 0)->reads_ppm = 900000;
	rows_add(&summary, "mutex", "exact", 2, 19.9, 0.01, 0)->reads_ppm = 900000;
	says("reads", &summary, "fetch_add does 2.00 times the operations of updates alone");
	says("reads", &summary,
	     "mutex does what it does with updates alone, as far as can be told");
}

static void unknown_chart_and_empty_summary_say_nothing(void **state)
{
	static const char *const charts[] = { "worked", "reads", "placement", "floor", "nonsense" };
	const struct summary summary = rows_none();

	(void)state;
	for (size_t i = 0; i < sizeof(charts) / sizeof(charts[0]); i++) {
		char *text = sentence(charts[i], &summary);

		assert_string_equal(text, "");
		free(text);
	}
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_escaped),
		IN_FOLDER(nothing_of_the_data_becomes_markup),
		IN_FOLDER(ids_of_two_charts_do_not_meet),
		IN_FOLDER(charts_stand_only_where_they_were_drawn),
		IN_FOLDER(links_lead_to_files_that_are_there),
		IN_FOLDER(page_that_fails_leaves_the_former_one),
		IN_FOLDER(doubts_name_their_cells),
		cmocka_unit_test(overlapping_intervals_are_not_told_apart),
		cmocka_unit_test(intervals_apart_name_one),
		cmocka_unit_test(lossy_strategy_never_wins),
		IN_FOLDER(server_that_shares_is_a_doubt),
		cmocka_unit_test(asking_is_set_beside_sharing),
		cmocka_unit_test(without_intervals_the_sentence_says_so),
		cmocka_unit_test(lost_none_is_said_of_those_that_lost_none),
		cmocka_unit_test(failed_cells_are_not_spoken_of),
		cmocka_unit_test(placements_are_told_apart_by_their_intervals),
		cmocka_unit_test(work_and_reads_are_set_beside_none),
		cmocka_unit_test(unknown_chart_and_empty_summary_say_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
