/* SPDX-License-Identifier: MIT */
/* p-values of several tests at once, adjusted so that they may be held against one limit. */
#ifndef BASE_PADJUST_H
#define BASE_PADJUST_H

#include <stdbool.h>
#include <stddef.h>

/* Both write adjusted[i] for p[i], in the order given; p is not changed, and adjusted is the
 * caller's. All NA (base/stats.h) where a p is not in 0 ... 1. false: memory ran out, nothing was
 * written. */

/* Keeps the chance of one or more false alarms below the limit: for one table. Source: Holm, A
 * Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of Statistics
 * 1979. */
bool padjust_holm(const double *p, size_t n, double *adjusted);

/* Keeps the expected share of false among all alarms below the limit: for scans. Source: Benjamini,
 * Hochberg, Controlling the False Discovery Rate, JRSS B 1995. */
bool padjust_benjamini_hochberg(const double *p, size_t n, double *adjusted);

#endif
