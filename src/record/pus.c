/* SPDX-License-Identifier: MIT */
/* pus.csv: its columns, and how a PU fills them. */
#include "record/pus.h"

#include <errno.h>
#include <math.h>

#include "base/columns.h"
#include "machine/topo.h"

struct pu_row {
	double pu, core, l2, l3, package, node, kind, rank;
};

#define ROW(member) COLUMN(pu_row, member, COLUMN_COUNT)

static const struct column columns[] = {
	ROW(pu),   ROW(core),	 ROW(l2),
	ROW(l3),   ROW(package), ROW(node),
	ROW(kind), ROW(rank),	 { NULL, 0, 0, false },
};

static double or_na(unsigned value)
{
	return value == TOPO_NONE ? (double)NAN : value;
}

int pus_write(FILE *out, const struct topo *topo)
{
	unsigned n;
	const struct pu *const pus = topo_pus(topo, &n);

	columns_csv_header(out, columns);
	for (unsigned i = 0; i < n; i++) {
		const struct pu_row row = { .pu = pus[i].os,
					    .core = or_na(pus[i].core),
					    .l2 = or_na(pus[i].l2),
					    .l3 = or_na(pus[i].l3),
					    .package = or_na(pus[i].package),
					    .node = or_na(pus[i].node),
					    .kind = or_na(pus[i].kind),
					    .rank = pus[i].rank };

		columns_csv_row(out, columns, &row);
	}
	return ferror(out) ? -EIO : 0;
}
