/* SPDX-License-Identifier: MIT */
/* Words of a command line: the nearest known one, patterns, whole numbers, times and percentages. Pure. */
#ifndef BASE_WORD_H
#define BASE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A search for the known word that an unknown one was meant to be. Begin with { .word = WORD }; words are borrowed. */
struct word_search {
	const char *word;
	const char *best; /* the nearest so far, the first of equals; NULL: nothing was offered */
	unsigned distance;
};
void word_offer(struct word_search *search, const char *known);
/* Is the best near enough to have been meant: at most a third of its letters are wrong? */
bool word_near(const struct word_search *search);

/* Least number of letters inserted, deleted, replaced or swapped with their neighbour, no letter touched twice; upper
 * and lower case are equal. Words are cut at 63 letters.
 * Source: optimal string alignment, Damerau (CACM 7:3, 1964) restricted as by Oommen & Loke (1997). */
unsigned word_distance(const char *a, const char *b);

/* Does the pattern, where * stands for any letters and ? for one, cover the whole word? */
bool word_matches(const char *pattern, const char *word);
bool word_is_pattern(const char *text);

/* Without control characters, so that a line that quotes it stays one line. */
bool word_is_plain(const char *text);

/* Digits only. 0; -EINVAL: not a number; -ERANGE: below min or above max. *value is set on success only. */
int word_number(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* "50ms", "1.5us", "0": a decimal number and one of ns us ms s m, which only 0 may lack. 0; -EINVAL: not such a time,
 * or not a whole number of nanoseconds; -ERANGE: more than 64 bits hold. */
int word_time(const char *text, uint64_t *ns);

/* The same time as a word, in the largest unit that divides it: "1500us". size 24 holds every one. */
void word_time_print(char *text, size_t size, uint64_t ns);

/* "90%", "0.5%", "0" to parts of a million. 0; -EINVAL: not such a percentage, or finer than a millionth; -ERANGE:
 * above 100 %. */
int word_percent(const char *text, unsigned *ppm);
void word_percent_print(char *text, size_t size,
			unsigned ppm); /* "0.5%"; size 16 holds every one */

#endif
