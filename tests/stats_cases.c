/* SPDX-License-Identifier: MIT */
/* Reads the cases of tests/golden/stats_golden.txt one by one and checks results against them. */
#include "stats_cases.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct case_line empty;

static void complain(struct stats_case *c, const char *key, const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", c->name, key, what);
	c->failures++;
}

static int malformed(const struct stats_case *c, const char *text)
{
	fprintf(stderr, "malformed near case '%s': %s\n", c->name, text);
	return -1;
}

static void parse_token(struct case_line *line, const char *word)
{
	char *end;

	line->word[line->n] = word;
	line->number[line->n] = strtod(word, &end);
	if (*end != '\0')
		line->number[line->n] = NAN;
	line->whole[line->n] = strtoull(word, &end, 10);
	line->n++;
}

/* text: "KEY TOKEN..." */
static bool parse_line(struct stats_case *c, bool out, const char *text)
{
	size_t most = strlen(text) / 2 + 1; /* a token and a blank take two characters */
	struct case_line *line = &c->line[c->lines];
	char *rest = NULL;

	if (c->lines == sizeof(c->line) / sizeof(c->line[0]))
		return false;
	*line = (struct case_line){ .out = out, .text = strdup(text) };
	line->word = calloc(most, sizeof(*line->word));
	line->number = calloc(most, sizeof(*line->number));
	line->whole = calloc(most, sizeof(*line->whole));
	c->lines++;
	if (!line->text || !line->word || !line->number || !line->whole)
		return false;
	line->key = strtok_r(line->text, " \n", &rest);
	while (line->key) {
		const char *word = strtok_r(NULL, " \n", &rest);

		if (!word)
			break;
		parse_token(line, word);
	}
	return line->n > 0;
}

/* 1: the case has ended; 0: go on; -1: malformed. */
static int parse_statement(struct stats_case *c, const char *text)
{
	char name[64];

	if (text[0] == '#' || text[0] == '\n')
		return 0;
	if (sscanf(text, "case %63s", name) == 1 && c->name[0] == '\0') {
		strcpy(c->name, name);
		return 0;
	}
	if (c->name[0] == '\0')
		return malformed(c, text);
	if (strcmp(text, "end\n") == 0)
		return c->func[0] != '\0' ? 1 : malformed(c, text);
	if (sscanf(text, "func %63s", c->func) == 1 || sscanf(text, "tol %lf", &c->tolerance) == 1)
		return 0;
	if (strncmp(text, "in ", 3) == 0 && parse_line(c, false, text + 3))
		return 0;
	if (strncmp(text, "out ", 4) == 0 && parse_line(c, true, text + 4))
		return 0;
	return malformed(c, text);
}

int stats_case_next(FILE *file, struct stats_case *c)
{
	char *text = NULL;
	size_t size = 0;
	int state = 0;

	memset(c, 0, sizeof(*c));
	c->tolerance = 1e-12;
	while (state == 0 && getline(&text, &size, file) > 0)
		state = parse_statement(c, text);
	free(text);
	if (state == 0 && c->name[0] != '\0')
		state = malformed(c, "no end");
	return state;
}

void stats_case_free(struct stats_case *c)
{
	for (size_t i = 0; i < c->lines; i++) {
		free(c->line[i].text);
		free(c->line[i].word);
		free(c->line[i].number);
		free(c->line[i].whole);
	}
	c->lines = 0;
}

static const struct case_line *find(struct stats_case *c, bool out, const char *key)
{
	for (size_t i = 0; i < c->lines; i++) {
		if (c->line[i].out == out && strcmp(c->line[i].key, key) == 0) {
			c->line[i].used = true;
			return &c->line[i];
		}
	}
	complain(c, key, out ? "the case does not say what must come out" : "no such argument");
	return &empty;
}

const struct case_line *stats_case_in(struct stats_case *c, const char *key)
{
	return find(c, false, key);
}

double stats_case_number(struct stats_case *c, const char *key)
{
	const struct case_line *line = find(c, false, key);

	return line->n > 0 ? line->number[0] : NAN;
}

size_t stats_case_whole(struct stats_case *c, const char *key)
{
	const struct case_line *line = find(c, false, key);

	return line->n > 0 ? (size_t)line->whole[0] : 0;
}

static const struct case_line *expected(struct stats_case *c, const char *key, size_t n)
{
	const struct case_line *line = find(c, true, key);

	if (line->n == n)
		return line;
	fprintf(stderr, "%s: %s: %zu values came out, not %zu\n", c->name, key, n, line->n);
	c->failures++;
	return &empty;
}

static bool agrees(const struct case_line *want, size_t i, double got, double tolerance)
{
	double number = want->number[i];

	if (strcmp(want->word[i], "NA") == 0)
		return isnan(got);
	return fabs(got - number) <= tolerance * (number == 0 ? 1 : fabs(number));
}

void stats_case_expect(struct stats_case *c, const char *key, const double *got, size_t n)
{
	const struct case_line *want = expected(c, key, n);

	for (size_t i = 0; i < want->n; i++) {
		c->checked++;
		if (agrees(want, i, got[i], c->tolerance))
			continue;
		fprintf(stderr, "%s: %s[%zu]: %.15g, not %s\n", c->name, key, i, got[i],
			want->word[i]);
		c->failures++;
	}
}

void stats_case_expect_one(struct stats_case *c, const char *key, double got)
{
	stats_case_expect(c, key, &got, 1);
}

void stats_case_expect_whole(struct stats_case *c, const char *key, const uint64_t *got, size_t n)
{
	const struct case_line *want = expected(c, key, n);
	char word[32];

	for (size_t i = 0; i < want->n; i++) {
		c->checked++;
		snprintf(word, sizeof(word), "%" PRIu64, got[i]);
		if (strcmp(word, want->word[i]) == 0)
			continue;
		fprintf(stderr, "%s: %s[%zu]: %s, not %s\n", c->name, key, i, word, want->word[i]);
		c->failures++;
	}
}

void stats_case_expect_word(struct stats_case *c, const char *key, const char *got)
{
	const struct case_line *want = expected(c, key, 1);

	c->checked += want->n;
	if (want->n == 0 || strcmp(got, want->word[0]) == 0)
		return;
	fprintf(stderr, "%s: %s: %s, not %s\n", c->name, key, got, want->word[0]);
	c->failures++;
}

void stats_case_finish(struct stats_case *c)
{
	for (size_t i = 0; i < c->lines; i++)
		if (!c->line[i].used)
			complain(c, c->line[i].key, "nobody looked at this line");
}
