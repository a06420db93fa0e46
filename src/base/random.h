/* SPDX-License-Identifier: MIT */
/* Seeded pseudo-random numbers: xoshiro256**, its state filled by splitmix64. Not for secrets. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* One stream. The caller owns it; nothing here is global, so a recorded seed repeats a run. */
struct random {
	uint64_t s[4]; /* never all zero */
};

/* Advances *state and returns 64 random bits. Any state will do.
 * Source: Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (OOPSLA 2014). */
static inline uint64_t random_splitmix64(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Starts the stream that belongs to the seed; any seed will do. */
static inline void random_seed(struct random *random, uint64_t seed)
{
	for (size_t i = 0; i < 4; i++)
		random->s[i] = random_splitmix64(&seed);
}

/* The next 64 random bits.
 * Source: Blackman, Vigna: Scrambled Linear Pseudorandom Number Generators (ACM TOMS 2021). */
static inline uint64_t random_next(struct random *random)
{
	uint64_t *s = random->s;
	uint64_t x = s[1] * 5;
	uint64_t result = ((x << 7) | (x >> 57)) * 9;
	uint64_t shifted = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return result;
}

/* Uniform in 0 ... n - 1, without the bias of a bare remainder: the lowest 2^64 mod n values are
 * drawn again. n = 0 gives 0. */
static inline uint64_t random_below(struct random *random, uint64_t n)
{
	uint64_t reject, x;

	if (n < 2)
		return 0;
	reject = (UINT64_MAX - n + 1) % n;
	do
		x = random_next(random);
	while (x < reject);
	return x % n;
}

/* Brings the n elements into a random order, each order equally likely.
 * Source: Durstenfeld, CACM Algorithm 235 (1964), after Fisher and Yates. */
static inline void random_shuffle(unsigned *array, size_t n, struct random *random)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)random_below(random, i);
		unsigned other = array[j];

		array[j] = array[i - 1];
		array[i - 1] = other;
	}
}

#endif
