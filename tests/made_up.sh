#!/bin/sh
# SPDX-License-Identifier: MIT
# Results of wide machines that nobody measured, to look at charts with. Each says that it is made up, in the name of its
# folder, in the machine that charts put below their title, and in its options.
#
# made_up.sh SHAPE FOLDER   writes FOLDER/made-up-SHAPE and prints that path; no randomness: the same bytes each time
#
#   cores       2 packages of 12 L3 of 8 cores of 2 threads: suite c2c, all pairs of cores
#   sample      the same machine, 400 of the pairs
#   eight       2 packages of 2 L3 of 2 cores: suite c2c, all pairs
#   hybrid      6 fast cores of 2 threads, 8 slow ones in 2 modules: suite c2c, all pairs of cores
#   pair        2 PUs: suite c2c, its one pair
#   distances   2 packages of 2 L3 of 4 cores of 2 threads: suite topology, pairs of each relation, 6 strategies
#   placements  8 placements of 2 workers, 6 strategies
#   numa        8 nodes, 8 homes, 2 strategies
#   nodes       2 nodes, 3 homes (one of a node without PUs), 4 strategies
#   machines    6 machines joined
# Environment: AWK, the awk to run (default: awk).

set -eu
export LC_ALL=C
[ $# -eq 2 ] || { sed -n 's/^# made_up.sh/usage: made_up.sh/p' "$0" >&2; exit 2; }
shape=$1
case $shape in
cores | sample | eight | hybrid | pair | distances | placements | numa | nodes | machines) ;;
*) echo "made_up.sh: no shape $shape" >&2; exit 2 ;;
esac
dir=$2/made-up-$1
mkdir -p "$dir"

${AWK:-awk} -v shape="$shape" -v dir="$dir" '
# Minimal standard generator: S. K. Park, K. W. Miller, Random number generators: good ones are hard to find, CACM 31
# (10), 1988. Its products are exact in a double, so that any awk gives the same.
function random() { seed = seed * 16807 % 2147483647; return seed / 2147483647 }
# About a bell of deviation 1: no function but sums, whose bits do not depend on the library.
function bell(  i, sum) { sum = 0; for (i = 0; i < 12; i++) sum += random(); return sum - 6 }
function around(x, part) { return x * (1 + part * bell()) }
# One in a hundred or so was disturbed.
function measured(x, part) { x = around(x, part); return random() < 0.008 ? x * (1.3 + 0.6 * random()) : x }
function quoted(text) { return text ~ /,/ ? "\"" text "\"" : text }
function figure(x) { return x == "NA" ? "NA" : sprintf("%.6g", x) }

# ---- a row of summary.csv: all that is not set is NA ------------------------------------------------------------------
function fresh() {
	split("", cell)
	cell["cell"] = ++cells; cell["type"] = "u64"; cell["n"] = 9; cell["status"] = "ok"; cell["flags"] = ""
	cell["hold_ns"] = cell["gap_ns"] = cell["reads_ppm"] = cell["torn"] = cell["outliers"] = cell["left_out"] = 0
	cell["two_states"] = cell["drift"] = 0; cell["ci_met"] = 1
	cell["overlap"] = 0.9999; cell["ops_per_s_coverage"] = cell["ns_per_op_coverage"] = 0.9609375
}
# One over the other: of rates the low end is the high one of times.
function interval(name, median, part,  low, high) {
	low = part * (0.4 + random()); high = part * (0.4 + random())
	cell[name] = figure(median)
	sub(/_median$/, "", name)
	cell[name "_lo"] = figure(median * (1 - low)); cell[name "_hi"] = figure(median * (1 + high))
}
function strategy_is(name) {
	cell["strategy"] = name
	cell["kind"] = name ~ /^unlocked/ ? "lossy" : "exact"
}
function times(ns, lost,  part) {
	part = 0.012
	interval("ns_per_op_median", ns, part)
	interval("ops_per_s_median", 1e9 / ns, part)
	interval("kept_per_s_median", 1e9 / ns * (1 - lost), part)
	interval("ns_per_kept_median", ns / (1 - lost), part)
	cell["lost_ppm"] = cell["lost_ppm_lo"] = cell["lost_ppm_hi"] = 0
	if (lost > 0) interval("lost_ppm", 1e6 * lost, part)
}
function fairness(run, jain) {
	interval("run_length", run, 0.05); interval("jain", jain, 0.004)
	if (cell["jain_hi"] > 1) cell["jain_hi"] = 1
	cell["jain_2ms"] = cell["jain_lo"]
}
function header(  i, line) {
	columns = split("cell suite strategy kind type workers placement pus hold_ns gap_ns reads_ppm n " \
		"ops_per_s_median ops_per_s_lo ops_per_s_hi ops_per_s_coverage ns_per_op_median ns_per_op_lo ns_per_op_hi " \
		"ns_per_op_coverage kept_per_s_median kept_per_s_lo kept_per_s_hi ns_per_kept_median ns_per_kept_lo " \
		"ns_per_kept_hi lost_ppm lost_ppm_lo lost_ppm_hi run_length run_length_lo run_length_hi jain jain_lo jain_hi " \
		"jain_2ms handoffs_per_s reacquire_median overlap edge_error_ppm start_skew_ns cycles_per_op core_hz torn " \
		"cpu_ns_per_op stall_max_ns t_local_ns t_transfer_ns ci_met outliers left_out two_states drift status flags " \
		"largest_claim relation relation_depth same_node node_distance kinds nodes per_l3 home home_asked " \
		"home_verified server_pu server_shares", column, " ")
	line = column[1]
	for (i = 2; i <= columns; i++) line = line "," column[i]
	return line
}
function put(  i, line) {
	line = joined ? at_machine "," : ""
	for (i = 1; i <= columns; i++) {
		line = line (i > 1 ? "," : "") (column[i] in cell ? quoted(cell[column[i]]) : "NA")
	}
	print line > (dir (joined ? "/joined.csv" : "/summary.csv"))
}

# ---- machines: PUs in the order of the topology -----------------------------------------------------------------------
function pu_add(os, core, l2, l3, package, node, kind, rank) {
	p_os[pus] = os; p_core[pus] = core; p_l2[pus] = l2; p_l3[pus] = l3; p_package[pus] = package
	p_node[pus] = node; p_kind[pus] = kind; p_rank[pus] = rank
	pus++
}
# Second threads are numbered after all first ones, as on most machines.
function regular(packages, l3s, cores, threads, nodes,  p, l, c, t, core, all) {
	all = packages * l3s * cores
	pus = core = 0
	for (p = 0; p < packages; p++) for (l = 0; l < l3s; l++) for (c = 0; c < cores; c++) {
		for (t = 0; t < threads; t++)
			pu_add(core + t * all, core, core, p * l3s + l, p, int(core * nodes / all), "NA", t)
		core++
	}
}
function hybrid(  c) {
	pus = 0
	for (c = 0; c < 6; c++) { pu_add(2 * c, c, c, 0, 0, 0, 1, 0); pu_add(2 * c + 1, c, c, 0, 0, 0, 1, 1) }
	for (c = 6; c < 14; c++) pu_add(6 + c, c, 6 + int((c - 6) / 4), 0, 0, 0, 0, 0)
}
function pus_put(  i) {
	print "pu,core,l2,l3,package,node,kind,rank" > (dir "/pus.csv")
	for (i = 0; i < pus; i++)
		print p_os[i] "," p_core[i] "," p_l2[i] "," p_l3[i] "," p_package[i] "," p_node[i] "," p_kind[i] "," \
			p_rank[i] > (dir "/pus.csv")
}
# Of the PUs at places i and j: name, depth, nodes, kinds.
function relate(i, j,  low, high) {
	name = p_core[i] == p_core[j] ? "smt" : p_l2[i] == p_l2[j] ? "l2" : p_l3[i] == p_l3[j] ? "l3" \
		: p_package[i] == p_package[j] ? "package" : "machine"
	depth = name == "smt" ? 5 : name == "l2" ? 3 : name == "l3" ? 2 : name == "package" ? 1 : 0
	same_node = p_node[i] == p_node[j] ? "yes" : "no"
	distance = same_node == "yes" ? 10 : p_package[i] == p_package[j] ? 12 : 32
	low = p_kind[i] < p_kind[j] ? p_kind[i] : p_kind[j]; high = p_kind[i] < p_kind[j] ? p_kind[j] : p_kind[i]
	kinds = low == "NA" ? "NA" : low "/" high
	label = name (same_node == "yes" ? "" : ", other node, distance " distance) \
		(kinds == "NA" || name == "smt" ? "" : ", kinds " kinds)
}
# One-way hand-over of a line in ns, near those published for such machines.
function handover() {
	if (name == "smt") return 8.5
	if (name == "l2") return 24
	if (kinds == "0/0") return 58
	if (kinds == "0/1") return 47
	if (name == "l3") return kinds == "1/1" ? 36 : 25
	return name == "package" ? (same_node == "yes" ? 98 : 112) : 197
}
function pair(i, j) {
	relate(i, j)
	cell["workers"] = 2; cell["placement"] = "cpus:" p_os[i] "," p_os[j]; cell["pus"] = p_os[i] " " p_os[j]
	cell["relation"] = name; cell["relation_depth"] = depth; cell["same_node"] = same_node
	cell["node_distance"] = distance; cell["kinds"] = kinds
	cell["nodes"] = p_node[i] (same_node == "yes" ? "" : " " p_node[j])
	cell["per_l3"] = p_l3[i] == p_l3[j] ? 2 : 1
	cell["home"] = cell["home_verified"] = p_node[i]; cell["home_asked"] = "local"
}
# A pair measured: into the row, and into its class of relation.
function pair_put(i, j, strategy, ns,  key) {
	cell["suite"] = suite; strategy_is(strategy)
	times(ns, strategy == "unlocked" ? 0.3 : 0); fairness(strategy == "mutex" ? 6 : 1.1, 0.999)
	put()
	key = suite "," strategy "," name "," depth "," same_node "," distance "," kinds "," quoted(label)
	if (!(key in members)) { class[++classes] = key; class_depth[classes] = depth; class_distance[classes] = distance }
	member[key, ++members[key]] = ns
}
function c2c(  i, j, part) {
	suite = "c2c"
	for (i = 0; i < pus; i++) for (j = i + 1; j < pus; j++) {
		if (!(p_core[i] == p_core[j] || (p_rank[i] == 0 && p_rank[j] == 0))) continue
		part = shape == "sample" && p_core[i] != p_core[j] ? 400 / 18336 : shape == "sample" ? 0.2 : 1
		if (random() >= part) continue
		fresh(); pair(i, j)
		pair_put(i, j, "pingpong", measured(handover() + (name == "package" ? 2 * ((p_l3[i] + p_l3[j]) % 5) : 0), 0.03))
	}
}
function sorted(key, n,  i, j, gap, held) {
	for (i = 1; i <= n; i++) value[i] = member[key, i]
	for (gap = int(n / 2); gap > 0; gap = int(gap / 2))
		for (i = gap + 1; i <= n; i++) {
			held = value[i]
			for (j = i; j > gap && value[j - gap] > held; j -= gap) value[j] = value[j - gap]
			value[j] = held
		}
}
# An awk may come without mathematics.
function root(x,  y) { y = x; while (y * y > x * 1.000001) y = (y + x / y) / 2; return y }
# Ranks of a 95 % interval of the median, by the bell; few have none.
function relations_put(  i, j, k, n, low, held) {
	for (i = 1; i <= classes; i++) order[i] = i
	for (i = 2; i <= classes; i++)
		for (j = i; j > 1; j--) {
			k = order[j - 1]; held = order[j]
			if (class_depth[k] > class_depth[held] || \
			    (class_depth[k] == class_depth[held] && class_distance[k] <= class_distance[held])) break
			order[j - 1] = held; order[j] = k
		}
	print "suite,strategy,relation,relation_depth,same_node,node_distance,kinds,label,pairs,ns_median,ns_lo,ns_hi" \
		> (dir "/relations.csv")
	for (i = 1; i <= classes; i++) {
		held = class[order[i]]
		n = members[held]
		sorted(held, n)
		low = int((n + 1) / 2 - 0.98 * root(n)); if (low < 1) low = 1
		print held "," n "," figure((value[int((n + 1) / 2)] + value[int((n + 2) / 2)]) / 2) "," \
			(n < 6 ? "NA,NA" : figure(value[low]) "," figure(value[n + 1 - low])) > (dir "/relations.csv")
	}
}

# ---- the shapes -----------------------------------------------------------------------------------------------------
# How much longer than a hand-over an update of two takes.
function cost(strategy) {
	return strategy == "pingpong" ? 1 : strategy == "fetch_add" ? 0.62 : strategy == "cas" ? 1.3 \
		: strategy == "unlocked" ? 0.16 : strategy == "seqlock" ? 1.9 : strategy == "semaphore" ? 5.2 : 2.6
}
function distances(  i, j, s, n, names) {
	suite = "topology"
	n = split("pingpong unlocked fetch_add cas mutex seqlock", names, " ")
	for (s = 1; s <= n; s++) for (i = 0; i < pus; i++) for (j = i + 1; j < pus; j++) {
		if (i > 3 || (p_core[i] != p_core[j] && p_rank[i] + p_rank[j] > 0)) continue
		fresh(); pair(i, j)
		pair_put(i, j, names[s], measured(handover() * cost(names[s]) + 3, 0.03))
	}
}
function placements(  p, s, n, names, places, count, ns) {
	count = split("cores compact scatter l3 numa package cross-package same-l3", places, " ")
	n = split("unlocked fetch_add cas mutex seqlock semaphore", names, " ")
	for (s = 1; s <= n; s++) for (p = 1; p <= count; p++) {
		fresh()
		name = places[p] == "compact" ? "smt" : places[p] == "cores" || places[p] == "same-l3" ? "l3" \
			: places[p] == "l3" ? "package" : "machine"
		kinds = "NA"; same_node = name == "machine" ? "no" : "yes"
		cell["suite"] = "topology"; cell["workers"] = 2; cell["placement"] = places[p]; cell["pus"] = "0 " p
		cell["relation"] = name; cell["relation_depth"] = name == "smt" ? 5 : name == "l3" ? 2 : name == "package"
		cell["same_node"] = same_node; cell["nodes"] = same_node == "yes" ? 0 : "0 1"
		cell["node_distance"] = same_node == "yes" ? 10 : 32; cell["per_l3"] = name == "l3" || name == "smt" ? 2 : 1
		cell["home"] = cell["home_verified"] = 0; cell["home_asked"] = "local"
		strategy_is(names[s])
		ns = measured(handover() * cost(names[s]) + 3, 0.03)
		times(ns, names[s] == "unlocked" ? 0.12 + 0.3 * random() : 0)
		fairness(names[s] == "mutex" ? 4 + 8 * random() : names[s] == "unlocked" ? 20 + 30 * random() : 1 + 0.4 * random(),
			names[s] == "semaphore" ? 0.75 + 0.2 * random() : 0.985 + 0.015 * random())
		put()
	}
}
function numa(nodes, homes, list,  s, n, names, w, h, far) {
	n = split(list, names, " ")
	for (s = 1; s <= n; s++) for (w = 0; w < nodes; w++) for (h = 0; h < homes; h++) {
		fresh()
		cell["suite"] = "topology"; cell["workers"] = 2
		cell["placement"] = "cpus:" 16 * w "," 16 * w + 1; cell["pus"] = 16 * w " " 16 * w + 1
		cell["relation"] = "l3"; cell["relation_depth"] = 3; cell["same_node"] = "yes"; cell["node_distance"] = 10
		cell["nodes"] = w; cell["per_l3"] = 2
		cell["home"] = cell["home_asked"] = cell["home_verified"] = h
		strategy_is(names[s])
		far = h == w ? 0 : h >= nodes ? 160 : int(w / 4) == int(h / 4) ? 38 : 120
		times(measured((25 + far) * cost(names[s]), 0.02), names[s] == "unlocked" ? 0.3 : 0); fairness(1.2, 0.999)
		put()
	}
}

# ---- joined machines: cores of an L3, hand-overs by class, an update alone, its growth as workers join ------------
function machine(key, cpu, nodes, l3s, cores, threads, list, alone, growth,  i, n, part, s, w, most, ns) {
	at_machine = "made-up-" key "-" cores * threads "pu"
	machines++
	print at_machine "," quoted(cpu ", " cores * threads " PUs") "," cpu ",Linux 6." machines ".0,2.9.0,performance," \
		nodes "," l3s "," cores "," cores * threads "," at_machine "," at_machine "-20250101T00000" machines "Z" \
		> (dir "/machines.csv")
	n = split(list, part, " ")
	for (i = 1; i < n; i += 3) for (s = 0; s < 2; s++) {
		ns = part[i + 1] * (s ? 0.62 : 1)
		if (part[i] == "l3") l3_at = i + 1
		label = part[i]; gsub("_", " ", label); gsub(";", ",", label)
		name = label; sub(",.*", "", name)
		print at_machine ",topology," (s ? "fetch_add" : "pingpong") "," name "," 5 - int(i / 3) "," \
			(label ~ /other/ ? "no,32" : "yes,10") ",NA," quoted(label) "," part[i + 2] "," figure(ns) "," \
			(part[i + 2] < 6 ? "NA,NA" : figure(ns * 0.97) "," figure(ns * 1.04)) > (dir "/machine_relations.csv")
	}
	most = cores * threads
	for (s = 0; s < 2; s++) for (w = 1; w <= most; w = w < most && 2 * w > most ? most : 2 * w) {
		fresh()
		cell["suite"] = "topology"; cell["workers"] = w; cell["placement"] = "cores"
		cell["pus"] = 0
		for (i = 1; i < w; i++) cell["pus"] = cell["pus"] " " i
		cell["per_l3"] = l3s == 0 ? "NA" : w <= cores / l3s ? w : w > cores ? threads * cores / l3s : cores / l3s
		cell["relation"] = w == 1 ? "NA" : w <= cores / (l3s ? l3s : 1) ? "l3" : nodes > 1 ? "machine" : "package"
		cell["home"] = cell["home_verified"] = 0; cell["home_asked"] = "local"; cell["nodes"] = 0
		strategy_is(s ? "mutex" : "fetch_add")
		ns = w == 1 ? alone * (s ? 2.4 : 1) : part[l3_at] * (1 + growth * (w - 1) / (w + 6)) * (s ? 2.4 + 0.05 * w : 0.6)
		times(around(ns, 0.02), 0)
		if (w > 1) fairness(s ? 5 : 1.2, 0.99)
		put()
	}
}
function machines_all() {
	joined = 1
	print "machine," header() > (dir "/joined.csv")
	print "machine,label,cpu,kernel,hwloc,governor,nodes,l3s,cores,pus,folder,run" > (dir "/machines.csv")
	print "machine,suite,strategy,relation,relation_depth,same_node,node_distance,kinds,label,pairs,ns_median,ns_lo,ns_hi" \
		> (dir "/machine_relations.csv")
	machine("epyc", "MADE UP EPYC-like", 2, 24, 192, 2,
		"smt 8.4 192 l3 25 672 package 101 8448 machine;_other_node;_distance_32 198 9216", 4.2, 0.5)
	machine("xeon", "MADE UP Xeon-like", 2, 2, 64, 2,
		"smt 7.1 64 l3 51 992 machine;_other_node;_distance_21 116 1024", 6.1, 0.9)
	machine("ryzen", "MADE UP Ryzen-like", 1, 2, 16, 2, "smt 7.6 16 l3 17 56 package 68 64", 2.0, 0.4)
	machine("graviton", "MADE UP Graviton-like", 1, 1, 64, 1, "l3 46 2016", 5.3, 0.25)
	machine("core", "MADE UP Core-like hybrid", 1, 1, 14, 1,
		"l2 24 12 l3 37 15 l3;_kinds_0/1 48 48", 4.0, 0.7)
	machine("guest", "MADE UP guest", 1, 1, 2, 1, "l3 21 1", 2.0, 0.4)
}

BEGIN {
	seed = 20250101; joined = 0
	text = "2 nodes, 24 L3, 384 PUs in 192 cores"
	if (shape == "eight") text = "2 nodes, 4 L3, 8 PUs"
	if (shape == "hybrid") text = "1 node, 1 L3, 20 PUs in 14 cores of 2 kinds"
	if (shape == "pair") text = "1 node, 1 L3, 2 PUs"
	if (shape == "distances") text = "2 nodes, 4 L3, 32 PUs in 16 cores"
	if (shape == "placements") text = "2 nodes, 4 L3, 64 PUs in 32 cores"
	if (shape == "numa") text = "8 nodes, 16 L3, 128 PUs"
	if (shape == "nodes") text = "3 nodes, 2 L3, 32 PUs"
	if (shape == "machines") text = "6 machines"
	print "machine: MADE UP, not measured: " text > (dir "/host.txt")
	print "name=made-up-" shape > (dir "/options.txt")
	if (shape == "machines") { machines_all(); exit 0 }
	print header() > (dir "/summary.csv")
	if (shape == "cores" || shape == "sample") regular(2, 12, 8, 2, 2)
	else if (shape == "eight") regular(2, 2, 2, 1, 2)
	else if (shape == "hybrid") hybrid()
	else if (shape == "pair") regular(1, 1, 2, 1, 1)
	else if (shape == "distances") regular(2, 2, 4, 2, 2)
	else if (shape == "placements") regular(2, 2, 8, 2, 2)
	else if (shape == "numa") regular(2, 8, 8, 1, 8)
	else regular(2, 1, 16, 1, 2)
	pus_put()
	if (shape == "placements") placements()
	else if (shape == "numa") numa(8, 8, "fetch_add mutex")
	else if (shape == "nodes") numa(2, 3, "pingpong fetch_add mutex unlocked")
	else { if (shape == "distances") distances(); else c2c(); relations_put() }
}'
echo "$dir"
