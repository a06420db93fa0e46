/* SPDX-License-Identifier: MIT */
/* trials.csv cut, edited or not ours: read as what is left, or refused in one line that names row and column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above first */
#include <cmocka.h>
#include <errno.h>

#include "base/random.h"
#include "record/trials.h"
#include "rows.h"
#include "said.h"

/* A folder whose trials.csv has this text. */
static char *folder_with(const char *text, size_t length)
{
	char *folder = rows_folder();
	char *path = rows_path(folder, "trials.csv");

	rows_spill(path, text, length);
	free(path);
	return folder;
}

static void a_cut_last_line_is_left_out_with_a_word(void **state)
{
	char *golden = rows_slurp(rows_golden("trials.csv"));
	char *folder = folder_with(golden, strlen(golden) - 20);
	struct trial_table table;
	const char *line;
	int error;

	(void)state;
	said_begin();
	error = trial_table_read(&table, folder);
	line = said_end();
	assert_int_equal(error, 0);
	assert_true(table.cut);
	assert_int_equal(table.n, rows_lines(golden) - 2);
	assert_non_null(strstr(line, "trials.csv:80: the last line was cut"));
	assert_int_equal(rows_lines(line), 1);
	trial_table_free(&table);
	rows_remove(folder);
	free(golden);
}

static void read_is_refused(const char *dir, const char *words)
{
	struct trial_table table;
	const char *line;
	int error;

	said_begin();
	error = trial_table_read(&table, dir);
	line = said_end();
	assert_int_equal(error, -EINVAL);
	if (!strstr(line, words) || rows_lines(line) != 1)
		fail_msg("said: %sand should have said: %s", line, words);
	assert_null(table.rows);
}

static void text_is_refused(const char *text, const char *words)
{
	char *folder = folder_with(text, strlen(text));

	read_is_refused(folder, words);
	rows_remove(folder);
}

static void what_is_no_folder_of_results_is_named(void **state)
{
	char *folder = rows_folder();
	char *missing = rows_path(folder, "missing");
	char *file;

	(void)state;
	read_is_refused(missing, "missing: no such folder of results");
	read_is_refused(folder, ": no folder of results: it has no trials.csv");
	free(missing);
	rows_remove(folder);
	folder = folder_with("", 0);
	read_is_refused(folder, "trials.csv: is empty");
	file = rows_path(folder, "trials.csv");
	read_is_refused(file, "trials.csv: a file, and must be a folder");
	free(file);
	rows_remove(folder);
	text_is_refused("schema,run,na", "holds less than a header line");
	text_is_refused("date,price\n2026-01-02,17\n", "trials.csv:1: no column schema");
}

/* The golden file, with one field in place of another; the caller's to free. */
static char *edited(const char *golden, size_t line, const char *column, const char *value)
{
	const char *names = golden, *at = golden, *end;
	size_t field = 0;
	char *text;

	while (strncmp(names, column, strlen(column)) != 0 ||
	       !strchr(",\n", names[strlen(column)])) {
		names += strcspn(names, ",\n") + 1;
		field++;
	}
	for (size_t i = 1; i < line; i++)
		at = strchr(at, '\n') + 1;
	while (field--) {
		/* One field is quoted and has a comma: the tag. */
		at += *at == '"' ? strlen("\"say \"\"hi\"\", again\"") : strcspn(at, ",\n");
		at++;
	}
	end = at + strcspn(at, ",\n");
	if (asprintf(&text, "%.*s%s%s", (int)(at - golden), golden, value, end) < 0)
		abort();
	return text;
}

/* Lines of the golden file: 2 is seqlock with reads, 3 a baseline, 4 an exact one. */
static const struct damage {
	size_t line;
	const char *column, *value, *words;
} damages[] = {
	{ 2, "window_ns", "abc", ":2: column window_ns: \"abc\" is no number" },
	{ 17, "window_ns", "abc", ":17: column window_ns: \"abc\" is no number" },
	{ 2, "cell", "1.5", ":2: column cell: \"1.5\" is no whole number" },
	{ 2, "window_ns", "1,2", ":2: 73 fields where the header has 72" },
	{ 1, "window_ns", "window", ":1: no column window_ns" },
	{ 1, "run", "schema", ":1: column schema is there twice" },
	{ 2, "schema", "2", ":2: column schema: 2 is newer than this program" },
	{ 2, "schema", "NA", ":2: column schema: is not known" },
	{ 2, "schema", "0", ":2: column schema: 0, and must be 1 or more" },
	{ 2, "strategy", "NA", ":2: column strategy: is not known" },
	{ 2, "strategy", "", ":2: column strategy: is not known" },
	{ 2, "workers", "NA", ":2: column workers: is not known" },
	{ 2, "workers", "0", ":2: column workers: 0, and must be 1 or more" },
	{ 2, "workers", "3", ":2: column pus: \"0 1\" does not name a PU for each of 3 workers" },
	{ 2, "pus", "0 1 ", ":2: column pus: \"0 1 \" does not" },
	{ 2, "pus", "0 x", ":2: column pus: \"0 x\" does not" },
	{ 2, "repetition", "0", ":2: column repetition: 0, and must be 1 or more" },
	{ 2, "hold_ns", "-1", ":2: column hold_ns: -1, and must be 0 or more" },
	{ 2, "reads_ppm", "1000001", ":2: column reads_ppm: 1000001 is more than a million" },
	{ 2, "kind", "exakt", ":2: column kind: \"exakt\" is none" },
	{ 2, "status", "fine", ":2: column status: \"fine\" is none" },
	{ 2, "flags", "freq;odd", ":2: column flags: \"odd\" is none" },
	{ 2, "flags", ";", ":2: column flags: \"\" is none" },
	{ 2, "kept", "1115123", ":2: column kept: kept 1115123 + lost 0 is not claimed 1115124" },
	{ 2, "lost", "1", ":2: column kept: kept 1115124 + lost 1 is not claimed 1115124" },
	{ 2, "claimed", "9", ":2: column kept: kept 1115124 + lost 0 is not claimed 9" },
	{ 2, "lost_ppm", "3", ":2: column lost_ppm: 3, but lost / claimed is 0" },
	{ 2, "torn", "1", ":2: column status: ok, but torn is 1" },
	{ 2, "ops_per_s", "523534000", ":2: column ns_per_op: 1.91009927, but" },
	{ 2, "ns_per_op", "1.9", ":2: column ns_per_op: 1.9, but" },
	{ 2, "ns_per_op", "-1.9", ":2: column ns_per_op: -1.9 is not between 0 and inf" },
	{ 2, "jain", "0.49", ":2: column jain: 0.49 is not between 0.5 and 1" },
	{ 2, "jain", "1.01", ":2: column jain: 1.01 is not between 0.5 and 1" },
	{ 2, "jain_2ms", "2", ":2: column jain_2ms: 2 is not between" },
	{ 2, "min_over_max", "-1", ":2: column min_over_max: -1 is not between" },
	{ 2, "cell", "1", ":3: column strategy: cell 1 is another one on line 2" },
	{ 2, "placement", "cores", "column placement: cell 8 is another one on line 2" },
	{ 2, "gap_ns", "5", "column gap_ns: cell 8 is another one on line 2" },
};

static void an_edited_row_is_named_by_line_and_column(void **state)
{
	char *golden = rows_slurp(rows_golden("trials.csv"));

	(void)state;
	for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
		char *text = edited(golden, damages[i].line, damages[i].column, damages[i].value);

		text_is_refused(text, damages[i].words);
		free(text);
	}
	free(golden);
}

static char *line_of(const char *text, size_t line)
{
	for (size_t i = 1; i < line; i++)
		text = strchr(text, '\n') + 1;
	return strndup(text, strcspn(text, "\n") + 1);
}

/* An exact strategy's loss cannot be made to look well by its status alone. */
static void a_failed_row_called_ok_is_refused(void **state)
{
	char *golden = rows_slurp(rows_golden("trials.csv"));
	const char *reason = strstr(golden, "17 updates");
	size_t line = 1;
	char *text, *words;

	(void)state;
	for (const char *at = golden; at < reason; at++)
		line += *at == '\n';
	text = edited(golden, line, "status", "ok");
	if (asprintf(&words, ":%zu: column status: ok, but lost is 17", line) < 0)
		abort();
	text_is_refused(text, words);
	free(words);
	free(text);
	free(golden);
}

static void an_attempt_that_is_there_twice_is_refused(void **state)
{
	char *golden = rows_slurp(rows_golden("trials.csv"));
	char *row = line_of(golden, 2);
	char *text;

	(void)state;
	if (asprintf(&text, "%s%s", golden, row) < 0)
		abort();
	text_is_refused(text, ":81: column attempt: cell 8, block 1, repetition 1, attempt 1 is "
			      "there on line 2 too");
	free(text);
	free(row);
	free(golden);
}

static void a_header_alone_is_no_rows(void **state)
{
	char *golden = rows_slurp(rows_golden("trials.csv"));
	char *folder = folder_with(golden, strcspn(golden, "\n") + 1);
	struct trial_table table;

	(void)state;
	assert_int_equal(trial_table_read(&table, folder), 0);
	assert_int_equal(table.n, 0);
	trial_table_free(&table);
	rows_remove(folder);
	free(golden);
}

/* One change of bytes: a flip, a cut, a piece doubled, taken out or moved. */
static size_t mutate(char *text, size_t length, size_t room, struct random *random)
{
	static const char bytes[] = ",\"\n\r;0-9eN.\0\xFF ";
	size_t at = random_below(random, length);
	size_t n = 1 + random_below(random, 40);

	n = n > length - at ? length - at : n;
	switch (random_below(random, 5)) {
	case 0:
		text[at] = (char)random_below(random, 256);
		return length;
	case 1:
		text[at] = bytes[random_below(random, sizeof(bytes) - 1)];
		return length;
	case 2:
		memmove(text + at, text + at + n, length - at - n);
		return length - n;
	case 3:
		if (length + n > room)
			return length;
		memmove(text + at + n, text + at, length - at);
		return length + n;
	default:
		memmove(text + at, text + random_below(random, length - n + 1), n);
		return length;
	}
}

/* Whatever the bytes are: rows that agree with themselves, or one line that says no. */
static void no_bytes_make_the_reader_fall(void **state)
{
	char *golden = rows_slurp(rows_golden("trials.csv"));
	size_t length = strlen(golden) / 8, room = length + 4000;
	char *text = malloc(room), *folder = rows_folder();
	char *path = rows_path(folder, "trials.csv");
	struct random random;
	unsigned refused = 0;

	(void)state;
	random_seed(&random, 500);
	for (unsigned i = 0; i < 500; i++) {
		struct trial_table table;
		size_t now = length;
		const char *line;
		int error;

		memcpy(text, golden, length);
		for (size_t n = 1 + random_below(&random, 4); n > 0; n--)
			now = mutate(text, now, room, &random);
		rows_spill(path, text, now);
		said_begin();
		error = trial_table_read(&table, folder);
		line = said_end();
		assert_true(error == 0 || error == -EINVAL);
		assert_true(rows_lines(line) <= 1U + (table.cut || error));
		assert_true(!error || rows_lines(line) >= 1);
		refused += error != 0;
		trial_table_free(&table);
	}
	assert_true(refused > 100 && refused < 500);
	free(path);
	rows_remove(folder);
	free(text);
	free(golden);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_last_line_is_left_out_with_a_word),
		cmocka_unit_test(what_is_no_folder_of_results_is_named),
		cmocka_unit_test(an_edited_row_is_named_by_line_and_column),
		cmocka_unit_test(a_failed_row_called_ok_is_refused),
		cmocka_unit_test(an_attempt_that_is_there_twice_is_refused),
		cmocka_unit_test(no_bytes_make_the_reader_fall),
		cmocka_unit_test(a_header_alone_is_no_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
