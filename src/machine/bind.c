/* SPDX-License-Identifier: MIT */
/* Strict binding, and three looks at whether it holds. */
#include "machine/bind.h"

#include <errno.h>
#include <sched.h>

#include "machine/hw.h"

/* hwloc's calls leave errno to the kernel's; never 0 for a failure. */
static int error(void)
{
	return errno ? -errno : -EIO;
}

/* The kernel silently trims an affinity to the cpuset, and widens that of a process whose CPU went offline: so the
 * set is read back. It says nothing about where we run: so that is asked, of /proc and of the CPU. */
static int prove(const struct topo *topo, unsigned pu, hwloc_const_bitmap_t wanted,
		 hwloc_bitmap_t seen)
{
	if (hwloc_get_cpubind(topo->hw, seen, HWLOC_CPUBIND_THREAD))
		return error();
	if (!hwloc_bitmap_isequal(seen, wanted))
		return -EXDEV;
	if (hwloc_get_last_cpu_location(topo->hw, seen, HWLOC_CPUBIND_THREAD))
		return error();
	if (!hwloc_bitmap_isequal(seen, wanted))
		return -EXDEV;
	return sched_getcpu() == (int)pu ? 0 : -EXDEV;
}

static int bind_and_prove(const struct topo *topo, unsigned pu, bool bind)
{
	hwloc_bitmap_t wanted, seen;
	int rc;

	/* On a machine that is not this one hwloc's calls do nothing and return success. */
	if (!topo->live)
		return -ENODEV;
	wanted = hwloc_bitmap_alloc();
	seen = hwloc_bitmap_alloc();
	rc = wanted && seen ? 0 : -ENOMEM;
	if (!rc)
		hwloc_bitmap_only(wanted, pu);
	if (!rc && bind &&
	    hwloc_set_cpubind(topo->hw, wanted, HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT))
		rc = error();
	if (!rc)
		rc = prove(topo, pu, wanted, seen);
	hwloc_bitmap_free(seen);
	hwloc_bitmap_free(wanted);
	return rc;
}

int bind_to(const struct topo *topo, unsigned pu)
{
	return bind_and_prove(topo, pu, true);
}

int bind_check(const struct topo *topo, unsigned pu)
{
	return bind_and_prove(topo, pu, false);
}
