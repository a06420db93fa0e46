/* SPDX-License-Identifier: MIT */
/* Every case of tests/golden/stats_golden.txt comes out of the functions of src/base. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* cmocka wants the above first */
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "stats_cases.h"

static FILE *open_golden(void)
{
	const char *folder = getenv("srcdir");
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/tests/golden/stats_golden.txt", folder ? folder : ".");
	file = fopen(path, "r");
	if (!file)
		fail_msg("cannot read %s", path);
	return file;
}

/* Counts apart from the parser: a case that it swallowed would otherwise not be missed. */
static void count_cases(size_t *cases, size_t *values)
{
	FILE *file = open_golden();
	char *text = NULL;
	size_t size = 0;

	*cases = *values = 0;
	while (getline(&text, &size, file) > 0) {
		*cases += strncmp(text, "case ", 5) == 0;
		for (const char *at = strncmp(text, "out ", 4) ? NULL : strchr(text + 4, ' '); at;
		     at = strchr(at + 1, ' '))
			++*values;
	}
	free(text);
	fclose(file);
}

static bool run_case(struct stats_case *c)
{
	stats_case_run *run = stats_describe_find(c->func);

	if (!run)
		run = stats_compare_find(c->func);
	if (!run) {
		fprintf(stderr, "%s: no test knows the function %s\n", c->name, c->func);
		c->failures++;
		return false;
	}
	run(c);
	stats_case_finish(c);
	return true;
}

static void every_golden_case_comes_out(void **state)
{
	size_t cases, values, run = 0, checked = 0, failures = 0;
	FILE *file = open_golden();
	struct stats_case c;
	int next;

	(void)state;
	count_cases(&cases, &values);
	while ((next = stats_case_next(file, &c)) > 0) {
		run += run_case(&c);
		checked += c.checked;
		failures += c.failures;
		stats_case_free(&c);
	}
	stats_case_free(&c);
	fclose(file);
	assert_int_equal(next, 0);
	assert_int_equal(failures, 0);
	assert_true(run > 0);
	assert_int_equal(run, cases);
	assert_int_equal(checked, values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_golden_case_comes_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
