/* SPDX-License-Identifier: MIT */
/* empty: the loop alone, without an update. What any strategy's figure holds of the harness. */
#define STRATEGY empty
#define SUMMARY "the loop alone, no update: the floor of every figure"
#define KIND BASELINE
#define LOCAL
#define NO_OLD
#define UPDATE(old, c, sh, me, hold) strategy_hold(hold)
#include "strategy/burst-impl.h"
