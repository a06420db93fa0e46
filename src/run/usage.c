/* SPDX-License-Identifier: MIT */
/* Reads /proc/stat. */
#include "run/usage.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool among(unsigned pu, const unsigned *pus, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pus[i] == pu)
			return true;
	return false;
}

double usage_steal_ns(const unsigned *pus, size_t n)
{
	FILE *const file = fopen("/proc/stat", "re");
	unsigned long long ticks = 0;
	bool found = false;
	char line[512];

	if (!file)
		return (double)NAN;
	while (fgets(line, sizeof(line), file) && !strncmp(line, "cpu", 3)) {
		unsigned long long steal;
		unsigned cpu;

		/* cpuN user nice system idle iowait irq softirq steal: proc(5) */
		if (sscanf(line, "cpu%u %*u %*u %*u %*u %*u %*u %*u %llu", &cpu, &steal) == 2 &&
		    among(cpu, pus, n)) {
			ticks += steal;
			found = true;
		}
	}
	fclose(file);
	return found ? (double)ticks * 1e9 / (double)sysconf(_SC_CLK_TCK) : (double)NAN;
}
