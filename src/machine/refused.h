/* SPDX-License-Identifier: MIT */
/* The PUs of a machine that may not be used, by the reason why. */
#ifndef MACHINE_REFUSED_H
#define MACHINE_REFUSED_H

#include <stddef.h>

struct topo;

struct refused {
	const char *why; /* as topo_refusal() has it */
	unsigned *pus;	 /* kernel's numbers, rising */
	size_t n;
};

/* *groups is to be freed by refused_free(), even where this fails. 0 or -ENOMEM having said so. */
int refused_list(const struct topo *topo, struct refused **groups, size_t *n);
void refused_free(struct refused *groups, size_t n);

#endif
