/* SPDX-License-Identifier: MIT */
/* A picture of the machine by lstopo, with the workers and the counter's home marked. */
#ifndef MACHINE_DRAW_H
#define MACHINE_DRAW_H

#include <stddef.h>

struct topo;

struct draw_marks {
	const unsigned *workers; /* PUs of the workers in order, kernel's numbers; NULL: none */
	size_t n;
	unsigned home;	     /* node, kernel's number; TOPO_NONE: none */
	const char *caption; /* a line below the picture */
};

/* Writes `file`, whose ending says the format (.svg or .png), by a program that is found in PATH. 0; -ENOENT having said in
 * one line that lstopo is not installed and what to install; other -errno having said why. Nothing half-written is left. */
int draw_picture(const struct topo *topo, const struct draw_marks *marks, const char *file);

#endif
