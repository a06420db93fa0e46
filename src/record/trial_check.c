/* SPDX-License-Identifier: MIT */
/* Whether a row of trials.csv can be true: what one column says of another must hold. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "record/trials.h"
#include "strategy/strategy.h"

#define DIGITS                                                                                     \
	1e-7 /* relative; figures have 9 significant digits, and differences of them are compared */
#define INVERSE 1e-6 /* relative, of ns_per_op against 1/ops_per_s */

struct place {
	const struct trial_row *row;
	const char *path;
};

static int bad(const struct place *at, const char *column, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int bad(const struct place *at, const char *column, const char *format, ...)
{
	char what[256];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	return misuse("%s:%lu: column %s: %s", at->path, at->row->line, column, what);
}

/* Texts and numbers without which a row is no trial's. */
static int check_present(const struct place *at)
{
	const struct trial_row *row = at->row;
	const struct {
		const char *column, *text;
	} texts[] = {
		{ "suite", row->suite },   { "strategy", row->strategy },   { "kind", row->kind },
		{ "type", row->type },	   { "placement", row->placement }, { "pus", row->pus },
		{ "status", row->status },
	};
	const struct {
		const char *column;
		double value, least;
	} numbers[] = {
		{ "schema", row->schema, 1 },	      { "cell", row->cell, 1 },
		{ "workers", row->workers, 1 },	      { "hold_ns", row->hold_ns, 0 },
		{ "gap_ns", row->gap_ns, 0 },	      { "reads_ppm", row->reads_ppm, 0 },
		{ "block", row->block, 1 },	      { "order", row->order, 1 },
		{ "repetition", row->repetition, 1 }, { "attempt", row->attempt, 1 },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!texts[i].text || !*texts[i].text)
			return bad(at, texts[i].column, "is not known, and must be");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (isnan(numbers[i].value))
			return bad(at, numbers[i].column, "is not known, and must be");
		if (numbers[i].value < numbers[i].least)
			return bad(at, numbers[i].column, "%.0f, and must be %.0f or more",
				   numbers[i].value, numbers[i].least);
	}
	return 0;
}

static bool kind_known(const char *kind)
{
	for (int i = BASELINE; i <= BOUNDED; i++)
		if (strcmp(kind, kind_name((enum kind)i)) == 0)
			return true;
	return false;
}

static double pus_in(const char *text)
{
	double n = 0;

	for (; *text; n++) {
		size_t digits = strspn(text, "0123456789");

		if (digits == 0 || (text[digits] && text[digits] != ' '))
			return NAN;
		text += digits;
		if (*text && !*++text)
			return NAN;
	}
	return n;
}

static int check_words(const struct place *at)
{
	const struct trial_row *row = at->row;
	const char *flag;
	unsigned flags;

	if (!kind_known(row->kind))
		return bad(at, "kind", "\"%.40s\" is none", row->kind);
	if (status_find(row->status) < 0)
		return bad(at, "status", "\"%.40s\" is none", row->status);
	if (row->flags && trial_flags_find(row->flags, &flags, &flag))
		return bad(at, "flags", "\"%.*s\" is none",
			   (int)fmin(40, (double)strcspn(flag, ";")), flag);
	if (pus_in(row->pus) != row->workers)
		return bad(at, "pus", "\"%.40s\" does not name a PU for each of %.0f workers",
			   row->pus, row->workers);
	if (row->reads_ppm > 1e6)
		return bad(at, "reads_ppm", "%.0f is more than a million", row->reads_ppm);
	return 0;
}

/* False where one is not known. */
static bool differ(double a, double b, double relative)
{
	return fabs(a - b) > relative * fmax(fabs(a), fabs(b));
}

static int check_loss(const struct place *at)
{
	const struct trial_row *row = at->row;
	const struct figures *f = &row->figures;
	enum status status = (enum status)status_find(row->status);

	if (f->kept + f->lost > f->claimed || f->kept + f->lost < f->claimed)
		return bad(at, "kept", "kept %.0f + lost %.0f is not claimed %.0f", f->kept,
			   f->lost, f->claimed);
	if (f->claimed > 0 && differ(f->lost_ppm, 1e6 * f->lost / f->claimed, DIGITS))
		return bad(at, "lost_ppm", "%.9g, but lost / claimed is %.9g", f->lost_ppm,
			   1e6 * f->lost / f->claimed);
	if (status == STATUS_OK && strcmp(row->kind, kind_name(EXACT)) == 0 &&
	    (f->lost > 0 || f->lost < 0))
		return bad(at, "status", "ok, but lost is %.0f and the strategy exact", f->lost);
	if (status == STATUS_OK && f->torn > 0)
		return bad(at, "status", "ok, but torn is %.0f", f->torn);
	return 0;
}

static int check_rates(const struct place *at)
{
	const struct trial_row *row = at->row;
	const struct figures *f = &row->figures;
	const struct {
		const char *column;
		double value, least, most;
	} ranges[] = {
		{ "jain", f->jain, 1 / row->workers, 1 },
		{ "jain_2ms", f->jain_2ms, 1 / row->workers, 1 },
		{ "jain_2ms_p5", f->jain_2ms_p5, 1 / row->workers, 1 },
		{ "jain_20ms", f->jain_20ms, 1 / row->workers, 1 },
		{ "min_over_max", f->min_over_max, 0, 1 },
		{ "window_ns", f->window_ns, 0, INFINITY },
		{ "updates", f->updates, 0, INFINITY },
		{ "reads_done", f->reads_done, 0, INFINITY },
		{ "claimed", f->claimed, 0, INFINITY },
		{ "ops_per_s", f->ops_per_s, 0, INFINITY },
		{ "ns_per_op", f->ns_per_op, 0, INFINITY },
		{ "run_length", f->run_length, 0, INFINITY },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (ranges[i].value < ranges[i].least * (1 - DIGITS) ||
		    ranges[i].value > ranges[i].most * (1 + DIGITS))
			return bad(at, ranges[i].column, "%.9g is not between %.4g and %.4g",
				   ranges[i].value, ranges[i].least, ranges[i].most);
	if (differ(f->ns_per_op * f->ops_per_s, 1e9, INVERSE))
		return bad(at, "ns_per_op", "%.9g, but 1e9 / ops_per_s is %.9g", f->ns_per_op,
			   1e9 / f->ops_per_s);
	return 0;
}

int trial_flags_find(const char *text, unsigned *flags, const char **bad_flag)
{
	*flags = 0;
	while (*text) {
		size_t length = strcspn(text, ";");
		unsigned bit = 0;

		while (bit < TRIAL_FLAGS_N && (strlen(trial_flag_name(bit)) != length ||
					       strncmp(trial_flag_name(bit), text, length) != 0))
			bit++;
		*bad_flag = text;
		if (bit == TRIAL_FLAGS_N)
			return -EINVAL;
		*flags |= 1U << bit;
		text += length;
		text += *text == ';';
	}
	return 0;
}

int trial_row_check(const struct trial_row *row, const char *path)
{
	const struct place at = { row, path };
	int error;

	if (row->schema > TRIALS_SCHEMA)
		return bad(&at, "schema", "%.0f is newer than this program, which reads up to %d",
			   row->schema, TRIALS_SCHEMA);
	error = check_present(&at);
	if (!error)
		error = check_words(&at);
	if (!error)
		error = check_loss(&at);
	if (!error)
		error = check_rates(&at);
	return error;
}
