/* SPDX-License-Identifier: MIT */
/* Where the server of a transport sits: a cell says it by the PUs of its workers. */
#ifndef PLAN_SERVER_H
#define PLAN_SERVER_H

struct cell;
struct topo;

enum server_shares {
	SERVER_OWN,   /* a core of its own, or a machine that does not tell of cores */
	SERVER_CORE,  /* a PU of its own, on a core of a worker's */
	SERVER_SHARED /* a PU on which a worker is too: it answers when that worker sleeps */
};

/* The PU of a cell's server, by the kernel's number: of the free ones that nearest to the workers, which is first on a core
 * that none of them uses, then under an L3 with the most of them, then on a node with the most; the first of equals in
 * logical order. Without a free one, that of the last worker. TOPO_NONE: the strategy has no server. */
unsigned server_pu(const struct cell *cell, const struct topo *topo);
/* What it shares with a worker there. */
enum server_shares server_shares(const struct cell *cell, const struct topo *topo, unsigned pu);
const char *server_shares_name(enum server_shares shares); /* "own", "core", "shared" */

#endif
