/* SPDX-License-Identifier: MIT */
/* The bootstrap of a median and of a ratio of medians, in closed form: no resampling, no chance. */
#include "base/bootstrap.h"

#include <math.h>
#include <stdlib.h>

#include "base/distribution.h"
#include "base/stats.h"

static const double WEIGHT_SLACK = 1e-12; /* rounding of a sum of weights */

/* The bootstrap median of an ascending sample as a law: value ascending, and weights from the
 * top. */
struct law {
	struct bootstrap_atom *atom;
	double *from; /* from[j]: weight of atoms j, j + 1, ...; from[atoms] = 0 */
	size_t atoms;
};

/* P(at least k of n draws fall on ranks 1 ... i). */
static double reached(size_t i, size_t n, size_t k)
{
	/* the complement of P(Bin(n, i/n) <= k - 1), by the smaller probability */
	return distribution_binomial_cdf((long)(n - k), n, (double)(n - i) / (double)n);
}

/* ln of (i/n)^k - ((i - 1)/n)^k: k draws on ranks up to i, one of them or more on i. */
static double ln_highest(size_t i, size_t n, size_t k)
{
	double share = i > 1 ? exp((double)k * log1p(-1 / (double)i)) : 0;

	return (double)k * log((double)i / (double)n) + log1p(-share);
}

static void law_odd(const double *sorted, size_t n, size_t first, size_t last,
		    struct bootstrap_atom *atom)
{
	size_t k = n / 2 + 1;
	double before = first > 1 ? reached(first - 1, n, k) : 0;

	for (size_t i = first; i <= last; i++) {
		double now = reached(i, n, k);

		*atom++ = (struct bootstrap_atom){ sorted[i - 1], fmax(0, now - before) };
		before = now;
	}
}

/* The two in the middle are x_(i) and x_(j), i < j, if the lower half of the draws has its highest
 * at i and the upper half its lowest at j; what the pairs i < j leave of the law of the lower one
 * is i = j. */
static void law_even(const double *sorted, size_t n, size_t first, size_t last,
		     struct bootstrap_atom *atom)
{
	size_t k = n / 2;
	double ln_splits = distribution_ln_choose(n, k);
	double before = first > 1 ? reached(first - 1, n, k) : 0;

	for (size_t i = first; i <= last; i++) {
		struct bootstrap_atom *both = atom++;
		double now = reached(i, n, k);
		double ln_low = ln_splits + ln_highest(i, n, k);

		*both = (struct bootstrap_atom){ sorted[i - 1], now - before };
		for (size_t j = i + 1; j <= last; j++) {
			double weight = exp(ln_low + ln_highest(n - j + 1, n, k));

			*atom++ = (struct bootstrap_atom){
				sorted[i - 1] + (sorted[j - 1] - sorted[i - 1]) / 2, weight
			};
			both->weight -= weight;
		}
		both->weight = fmax(0, both->weight);
		before = now;
	}
}

struct bootstrap_atom *bootstrap_median_law(const double *sorted, size_t n, size_t *atoms)
{
	size_t far = (size_t)ceil(6 * sqrt((double)n));
	size_t middle = (n + 1) / 2;
	size_t first = middle > far ? middle - far : 1;
	size_t last = n - middle > far ? middle + 1 + far : n;
	size_t ranks = last - first + 1;
	struct bootstrap_atom *atom;

	*atoms = n % 2 == 1 ? ranks : ranks * (ranks + 1) / 2;
	atom = calloc(*atoms, sizeof(*atom));
	if (!atom)
		return NULL;
	if (n % 2 == 1)
		law_odd(sorted, n, first, last, atom);
	else
		law_even(sorted, n, first, last, atom);
	return atom;
}

static int compare_atoms(const void *a, const void *b)
{
	const struct bootstrap_atom *x = a;
	const struct bootstrap_atom *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

static void law_free(struct law *law)
{
	free(law->atom);
	free(law->from);
}

static bool law_init(struct law *law, const double *x, size_t n)
{
	double *sorted = stats_sorted(x, n);

	*law = (struct law){ NULL, NULL, 0 };
	if (sorted)
		law->atom = bootstrap_median_law(sorted, n, &law->atoms);
	free(sorted);
	if (!law->atom)
		return false;
	law->from = calloc(law->atoms + 1, sizeof(*law->from));
	if (!law->from)
		return false;
	qsort(law->atom, law->atoms, sizeof(*law->atom), compare_atoms);
	for (size_t j = law->atoms; j > 0; j--)
		law->from[j - 1] = law->from[j] + law->atom[j - 1].weight;
	return true;
}

/* P(X / Y <= ratio) of independent X and Y. With X ascending, the first Y that is large enough
 * never moves back. */
static double weight_up_to(const struct law *x, const struct law *y, double ratio)
{
	double sum = 0;
	size_t j = 0;

	for (size_t i = 0; i < x->atoms; i++) {
		while (j < y->atoms && x->atom[i].value / y->atom[j].value > ratio)
			j++;
		sum += x->atom[i].weight * y->from[j];
	}
	return sum;
}

/* The smallest ratio of atoms with P(X / Y <= ratio) >= p: found by bisection down to neighbouring
 * doubles, so that the many ratios need neither be stored nor sorted. */
static double law_quantile(const struct law *x, const struct law *y, double p)
{
	double lo = x->atom[0].value / y->atom[y->atoms - 1].value;
	double hi = x->atom[x->atoms - 1].value / y->atom[0].value;

	if (weight_up_to(x, y, lo) >= p - WEIGHT_SLACK)
		return lo;
	while (true) {
		double middle = lo + (hi - lo) / 2;

		if (middle <= lo || middle >= hi)
			return hi;
		if (weight_up_to(x, y, middle) >= p - WEIGHT_SLACK)
			hi = middle;
		else
			lo = middle;
	}
}

bool bootstrap_ratio(const double *x, size_t m, const double *y, size_t n, double alpha, double *lo,
		     double *hi)
{
	struct law a = { NULL, NULL, 0 }, b = { NULL, NULL, 0 };
	bool done = law_init(&a, x, m) && law_init(&b, y, n);

	*lo = done ? law_quantile(&a, &b, alpha / 2) : STATS_NA;
	*hi = done ? law_quantile(&a, &b, 1 - alpha / 2) : STATS_NA;
	law_free(&a);
	law_free(&b);
	return done;
}
