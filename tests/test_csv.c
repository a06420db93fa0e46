/* SPDX-License-Identifier: MIT */
/* CSV: what is written comes back, and what is no CSV is named with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above first */
#include <cmocka.h>
#include <errno.h>
#include <locale.h>
#include <math.h>

#include "base/columns.h"
#include "base/csv.h"
#include "rows.h"
#include "said.h"

/* A file with this text, open for reading. */
struct probe {
	char *folder, *path;
	struct csv csv;
};

static void probe_open_bytes(struct probe *probe, const char *text, size_t length)
{
	probe->folder = rows_folder();
	probe->path = rows_path(probe->folder, "probe.csv");
	rows_spill(probe->path, text, length);
	assert_int_equal(csv_open(&probe->csv, probe->path), 0);
}

static void probe_open(struct probe *probe, const char *text)
{
	probe_open_bytes(probe, text, strlen(text));
}

static void probe_close(struct probe *probe)
{
	csv_close(&probe->csv);
	free(probe->path);
	rows_remove(probe->folder);
}

static void record_is(struct csv *csv, size_t n, const char *const *expected)
{
	assert_int_equal(csv_read(csv), 1);
	assert_int_equal(csv->n, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(csv->fields[i], expected[i]);
}

static void fields_come_back_as_written(void **state)
{
	static const char *const fields[] = { "plain",	     "",	   "a,b",      "say \"hi\"",
					      "\"",	     "two\nlines", "cr\r\nlf", " spaced ",
					      "caf\xC3\xA9", "NA",	   ",",	       "\n" };
	const size_t n = sizeof(fields) / sizeof(*fields);
	struct probe probe;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		csv_write(out, fields[i]);
		putc(i + 1 < n ? ',' : '\n', out);
	}
	fclose(out);
	probe_open(&probe, text);
	record_is(&probe.csv, n, fields);
	assert_int_equal(csv_read(&probe.csv), 0);
	assert_false(probe.csv.cut);
	assert_int_equal(probe.csv.end, size);
	probe_close(&probe);
	free(text);
}

static void only_what_must_be_is_quoted(void **state)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	csv_write(out, "fetch_add 1;2 'x'");
	csv_write(out, "a,b");
	csv_write(out, "a\"b");
	fclose(out);
	assert_string_equal(text, "fetch_add 1;2 'x'\"a,b\"\"a\"\"b\"");
	free(text);
}

static void both_line_ends_and_a_byte_order_mark_are_read(void **state)
{
	struct probe probe;

	(void)state;
	probe_open(&probe, "\xEF\xBB\xBFone,two\r\n\"three\",\r\nfour,five\n");
	record_is(&probe.csv, 2, (const char *const[]){ "one", "two" });
	record_is(&probe.csv, 2, (const char *const[]){ "three", "" });
	record_is(&probe.csv, 2, (const char *const[]){ "four", "five" });
	assert_int_equal(csv_read(&probe.csv), 0);
	assert_false(probe.csv.cut);
	probe_close(&probe);
}

static void lines_are_counted_within_quotes(void **state)
{
	struct probe probe;

	(void)state;
	probe_open(&probe, "a\n\"x\n\ny\"\nb\n");
	assert_int_equal(csv_read(&probe.csv), 1);
	assert_int_equal(probe.csv.line, 1);
	assert_int_equal(csv_read(&probe.csv), 1);
	assert_int_equal(probe.csv.line, 2);
	assert_int_equal(csv_read(&probe.csv), 1);
	assert_int_equal(probe.csv.line, 5);
	probe_close(&probe);
}

static void a_last_line_cut_anywhere_is_left_out(void **state)
{
	static const char whole[] = "head,er\n1,\"a \"\"b\"\", c\"\r\n";
	static const size_t header = 8;

	(void)state;
	for (size_t length = 0; length < sizeof(whole); length++) {
		struct probe probe;
		int rows = 0;

		probe_open_bytes(&probe, whole, length);
		while (csv_read(&probe.csv) == 1)
			rows++;
		assert_int_equal(rows, (length >= header) + (length == sizeof(whole) - 1));
		assert_int_equal(probe.csv.cut,
				 length != 0 && length != header && length != sizeof(whole) - 1);
		assert_int_equal(probe.csv.end, length == sizeof(whole) - 1 ? length
						: length >= header	    ? header
									    : 0);
		probe_close(&probe);
	}
}

static void what_is_no_csv_is_named_with_its_line(void **state)
{
	static const struct {
		const char *text, *words;
		size_t length; /* 0: of the text */
	} bad[] = {
		{ "a\nb\"c\n", "probe.csv:2: a quote within", 0 },
		{ "a\n\"b\"c\n", "probe.csv:2: text after", 0 },
		{ "a\nb\rc\n", "probe.csv:2: a carriage return", 0 },
		{ "a\nb\0c\n", "probe.csv:2: a NUL", 6 },
		{ "a\nx,\"b\nc\nd\n", "probe.csv:2: a quoted field that is never closed", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct probe probe;
		const char *line;
		int second;

		probe_open_bytes(&probe, bad[i].text,
				 bad[i].length ? bad[i].length : strlen(bad[i].text));
		assert_int_equal(csv_read(&probe.csv), 1);
		said_begin();
		second = csv_read(&probe.csv);
		line = said_end();
		assert_int_equal(second, -EINVAL);
		assert_non_null(strstr(line, bad[i].words));
		assert_int_equal(rows_lines(line), 1);
		probe_close(&probe);
	}
}

static void a_file_without_lines_is_refused_early(void **state)
{
	const size_t length = 3 * CSV_RECORD_MAX;
	char *text = malloc(length);
	struct probe probe;
	int error;

	(void)state;
	memset(text, 'x', length);
	probe_open_bytes(&probe, text, length);
	said_begin();
	error = csv_read(&probe.csv);
	assert_non_null(strstr(said_end(), "more than 1 MiB"));
	assert_int_equal(error, -EINVAL);
	assert_true(probe.csv.at < CSV_RECORD_MAX + 10);
	probe_close(&probe);
	free(text);
}

static void taken_text_stays(void **state)
{
	struct probe probe;
	char *text, *field;

	(void)state;
	probe_open(&probe, "one,two\nthree,four\n");
	assert_int_equal(csv_read(&probe.csv), 1);
	field = probe.csv.fields[1];
	text = csv_take(&probe.csv);
	record_is(&probe.csv, 2, (const char *const[]){ "three", "four" });
	assert_string_equal(field, "two");
	free(text);
	probe_close(&probe);
}

static void a_folder_is_no_file(void **state)
{
	struct csv csv;
	char *folder = rows_folder();
	int error;

	(void)state;
	said_begin();
	error = csv_open(&csv, folder);
	if (!error) {
		error = csv_read(&csv);
		csv_close(&csv);
	}
	assert_non_null(strstr(said_end(), "Is a directory"));
	assert_int_equal(error, -EISDIR);
	rows_remove(folder);
}

struct sample {
	const char *text;
	double count, real;
	const char *note;
	double late;
};

static const struct column columns[] = {
	COLUMN(sample, text, COLUMN_TEXT),
	COLUMN(sample, count, COLUMN_COUNT),
	COLUMN(sample, real, COLUMN_REAL),
	COLUMN(sample, note, COLUMN_TEXT),
	{ "late", COLUMN_REAL, offsetof(struct sample, late), true },
	{ NULL, 0, 0, false },
};

static char *written(const struct sample *sample, bool json)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(json ? columns_json_row : columns_csv_row)(out, columns, sample);
	fclose(out);
	return text;
}

static void written_is(struct sample sample, bool json, const char *expected)
{
	char *text = written(&sample, json);

	assert_string_equal(text, expected);
	free(text);
}

static void numbers_are_written_plainly(void **state)
{
	(void)state;
	written_is((struct sample){ "a", 9007199254740992.0, 1e9 / 3, "b", NAN }, false,
		   "a,9007199254740992,333333333,b,NA\n");
	written_is((struct sample){ "", -0.0, 1.0 / 3, NULL, -0.0 }, false,
		   ",0,0.333333333,NA,0\n");
	written_is((struct sample){ "", NAN, INFINITY, "", 1e-12 }, false, ",NA,NA,,1e-12\n");
	written_is((struct sample){ "q\"\\\n\x01", 7, 0.5, NULL, NAN }, true,
		   "{\"text\":\"q\\\"\\\\\\u000a\\u0001\",\"count\":7,\"real\":0.5,"
		   "\"note\":null,\"late\":null}");
}

/* JSON is UTF-8 or it is no JSON. */
static void bytes_that_are_no_utf8_are_replaced_in_json(void **state)
{
	(void)state;
	written_is((struct sample){ "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 0, 0,
				    "\xC3(\xFF\xED\xA0\x80\xC0", 0 },
		   true,
		   "{\"text\":\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\",\"count\":0,\"real\":0,"
		   "\"note\":\"\\ufffd(\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\",\"late\":0}");
}

static void read_one(const char *text, struct sample *sample)
{
	struct columns_map map;
	struct probe probe;

	probe_open(&probe, text);
	assert_int_equal(csv_read(&probe.csv), 1);
	assert_int_equal(columns_map_open(&map, columns, &probe.csv), 0);
	assert_int_equal(csv_read(&probe.csv), 1);
	assert_int_equal(columns_read(&map, &probe.csv, sample), 0);
	assert_true(!sample->text || strcmp(sample->text, "a") == 0);
	columns_map_close(&map);
	probe_close(&probe);
}

static void columns_are_found_by_name(void **state)
{
	struct sample sample;

	(void)state;
	read_one("new,real,late,note,count,text\nx,-2.5e3,1,NA,12,a\n", &sample);
	assert_true(sample.real == -2500 && sample.late == 1 && sample.count == 12);
	assert_null(sample.note);
	read_one("text,count,real,note\na,NA,NA,\n", &sample);
	assert_true(isnan(sample.count) && isnan(sample.real) && isnan(sample.late));
}

static void bad_columns_are_named(void **state)
{
	static const struct {
		const char *text, *words;
	} bad[] = {
		{ "text,count,note\na,1,b\n", "probe.csv:1: no column real" },
		{ "text,count,real,note,count\na,1,1,b,1\n", ":1: column count is there twice" },
		{ "text,count,real,note\na,1,1\n", ":2: 3 fields where the header has 4" },
		{ "text,count,real,note\na,1,1,b,c\n", ":2: 5 fields where the header has 4" },
		{ "text,count,real,note\n\n", ":2: 1 fields where the header has 4" },
		{ "text,count,real,note\na,1,abc,b\n", ":2: column real: \"abc\" is no number" },
		{ "text,count,real,note\na,1,,b\n", ":2: column real: \"\" is no number" },
		{ "text,count,real,note\na,1,\" 1\",b\n", "column real: \" 1\" is no number" },
		{ "text,count,real,note\na,1,0x10,b\n", "column real: \"0x10\" is no number" },
		{ "text,count,real,note\na,1,nan,b\n", "column real: \"nan\" is no number" },
		{ "text,count,real,note\na,1,\"1,5\",b\n", "column real: \"1,5\" is no number" },
		{ "text,count,real,note\na,1,1e999,b\n", "\"1e999\" is too large a number" },
		{ "text,count,real,note\na,1.5,1,b\n", "column count: \"1.5\" is no whole number" },
		{ "text,count,real,note\na,1,\x1B[2J,b\n", "column real: \"?[2J\" is no number" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct columns_map map = { 0 };
		struct sample sample;
		struct probe probe;
		const char *line;
		int error;

		probe_open(&probe, bad[i].text);
		assert_int_equal(csv_read(&probe.csv), 1);
		said_begin();
		error = columns_map_open(&map, columns, &probe.csv);
		if (!error && csv_read(&probe.csv) == 1)
			error = columns_read(&map, &probe.csv, &sample);
		line = said_end();
		assert_int_equal(error, -EINVAL);
		assert_non_null(strstr(line, bad[i].words));
		assert_int_equal(rows_lines(line), 1);
		columns_map_close(&map);
		probe_close(&probe);
	}
}

/* CSV with a decimal comma is no CSV. */
static void no_locale_changes_a_number(void **state)
{
	static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "pt_BR.UTF-8",
					     "ru_RU.UTF-8", "de_DE",	   "fr_FR" };
	struct sample sample;
	size_t i = 0;

	(void)state;
	while (i < sizeof(names) / sizeof(*names) && !setlocale(LC_ALL, names[i]))
		i++;
	if (i == sizeof(names) / sizeof(*names)) {
		print_message("no locale with a decimal comma is installed\n");
		skip();
	}
	assert_string_equal(localeconv()->decimal_point, ",");
	written_is((struct sample){ "a", 1234567, 0.5, "b", NAN }, false, "a,1234567,0.5,b,NA\n");
	written_is((struct sample){ "a", 1, 0.5, "b", 2 }, true,
		   "{\"text\":\"a\",\"count\":1,\"real\":0.5,\"note\":\"b\",\"late\":2}");
	read_one("text,count,real,note\na,1,0.25,b\n", &sample);
	assert_true(sample.real == 0.25);
	setlocale(LC_ALL, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_come_back_as_written),
		cmocka_unit_test(only_what_must_be_is_quoted),
		cmocka_unit_test(both_line_ends_and_a_byte_order_mark_are_read),
		cmocka_unit_test(lines_are_counted_within_quotes),
		cmocka_unit_test(a_last_line_cut_anywhere_is_left_out),
		cmocka_unit_test(what_is_no_csv_is_named_with_its_line),
		cmocka_unit_test(a_file_without_lines_is_refused_early),
		cmocka_unit_test(taken_text_stays),
		cmocka_unit_test(a_folder_is_no_file),
		cmocka_unit_test(numbers_are_written_plainly),
		cmocka_unit_test(bytes_that_are_no_utf8_are_replaced_in_json),
		cmocka_unit_test(columns_are_found_by_name),
		cmocka_unit_test(bad_columns_are_named),
		cmocka_unit_test(no_locale_changes_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
