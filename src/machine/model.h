/* SPDX-License-Identifier: MIT */
/* Names of processors, made short. Text in, text out. */
#ifndef MACHINE_MODEL_H
#define MACHINE_MODEL_H

#include <stddef.h>

/* "AMD EPYC 7763 64-Core Processor" -> "AMD EPYC 7763": without marks, core counts, clock rates and generations. */
void model_shorten(const char *model, char *name, size_t size);
/* "AMD EPYC 7763", 2 -> "epyc-7763-2pu": letters, digits and single dashes, without the maker; for a folder. */
void model_slug(const char *name, unsigned pus, char *slug, size_t size);
/* An ARM core by its implementer and part (MIDR_EL1): "Neoverse N1", or "ARM 0x41 0xd0c" where it is not known. */
void model_arm(unsigned implementer, unsigned part, char *name, size_t size);

#endif
