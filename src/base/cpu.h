/* SPDX-License-Identifier: MIT */
/* What the harness must know of a processor: block size, relax, counted delays, the core-cycle probe. */
#ifndef BASE_CPU_H
#define BASE_CPU_H

#include <stdint.h>

/* Distance, in bytes, at which two objects never share a line, a pair of lines or a prefetch: the largest line in
 * use is 256 B (A64FX), and adjacent 64-B lines are fetched in pairs on x86. */
#define CPU_BLOCK 256

/* Tells the core that this is a spin-wait; its length is the core's own affair (10 to 230 cycles on x86). */
static inline void cpu_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__asm__ volatile("pause");
#elif defined(__aarch64__)
	__asm__ volatile("isb");
#else
	__asm__ volatile("");
#endif
}

/* Eight dependent register additions a round: one core cycle each. An addition of a register, not of a constant,
 * since recent cores fold the latter at rename. Elsewhere: a dependent loop of the compiler's. */
static inline void cpu_add_chain(uint64_t rounds)
{
#if defined(__x86_64__)
	uint64_t value = 1;

	if (rounds)
		__asm__ volatile(
			".balign 32\n"
			"1:\n\t"
			"add %[v], %[v]\n\tadd %[v], %[v]\n\tadd %[v], %[v]\n\tadd %[v], %[v]\n\t"
			"add %[v], %[v]\n\tadd %[v], %[v]\n\tadd %[v], %[v]\n\tadd %[v], %[v]\n\t"
			"dec %[n]\n\tjnz 1b"
			: [v] "+r"(value), [n] "+r"(rounds)
			:
			: "cc");
#elif defined(__aarch64__)
	uint64_t value = 1;

	if (rounds)
		__asm__ volatile(".balign 32\n"
				 "1:\n\t"
				 "add %[v], %[v], %[v]\n\tadd %[v], %[v], %[v]\n\t"
				 "add %[v], %[v], %[v]\n\tadd %[v], %[v], %[v]\n\t"
				 "add %[v], %[v], %[v]\n\tadd %[v], %[v], %[v]\n\t"
				 "add %[v], %[v], %[v]\n\tadd %[v], %[v], %[v]\n\t"
				 "subs %[n], %[n], #1\n\tb.ne 1b"
				 : [v] "+r"(value), [n] "+r"(rounds)
				 :
				 : "cc");
#else
	uint64_t value = 1;

	for (rounds *= 8; rounds; rounds--)
		__asm__ volatile("" : "+r"(value));
#endif
}

/* Keeps the core busy for about so many of its cycles, in steps of 8, touching no memory. */
static inline void cpu_pause_for(uint64_t cycles)
{
	cpu_add_chain((cycles + 4) / 8);
}

#endif
