/* SPDX-License-Identifier: MIT */
/* Planning for a wide machine that is only described: the time of it. */
#include "bench/selfplan.h"

#include <stdlib.h>

#include "base/clock.h"
#include "machine/relation.h"
#include "machine/topo.h"
#include "plan/axes.h"
#include "plan/plan.h"

static const char wide[] = "pack:4 [numa] l3:12 core:8 pu:2"; /* 768 PUs */

static double since_s(uint64_t began)
{
	return (double)(clock_monotonic_ns() - began) / 1e9;
}

static int measure_plan(struct selfplan *seen, const struct topo *topo)
{
	static const struct {
		enum axis axis;
		const char *text;
	} axes[] = {
		{ AXIS_STRATEGIES, "private,unlocked,mutex,semaphore,fetch_add,cas,seqlock" },
		{ AXIS_WORKERS, "64,128,192,256,320,384,448,512,576,640,704,768" },
		{ AXIS_PLACEMENTS, "cores,compact,scatter" },
		{ AXIS_READS, "0,50%,90%,99%,99.9%" },
	};
	struct sweep sweep;
	struct plan plan;
	int error = 0;

	sweep_init(&sweep);
	sweep.suite = "product";
	for (unsigned i = 0; !error && i < sizeof(axes) / sizeof(axes[0]); i++)
		error = axes_set(&sweep, axes[i].axis, axes[i].text);
	const uint64_t began = clock_monotonic_ns();

	if (!error)
		error = plan_build(&plan, &sweep, topo);
	if (!error) {
		seen->plan_s = since_s(began);
		seen->cells = (double)plan.n;
		plan_free(&plan);
	}
	sweep_free(&sweep);
	return error;
}

int selfplan_measure(struct selfplan *seen)
{
	struct relation_class *classes = NULL;
	struct topo *topo = NULL;
	size_t n = 0;
	uint64_t began = clock_monotonic_ns();
	int error = topo_load(&topo, wide);

	if (error)
		return error;
	seen->load_s = since_s(began);
	began = clock_monotonic_ns();
	error = relation_classes(topo, &classes, &n);
	seen->relations_s = since_s(began);
	seen->pairs = 0;
	for (size_t i = 0; i < n; i++)
		seen->pairs += (double)classes[i].pairs;
	free(classes);
	if (!error)
		error = measure_plan(seen, topo);
	topo_free(topo);
	return error;
}
