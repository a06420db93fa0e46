# SPDX-License-Identifier: MIT
# The cells of two workers of the suites c2c and topology in the arrays q_NAME[1..pairs]; those without a figure are
# counted in pairs_failed. A file of before these suites has none.

size = lines_of("summary.csv") - 1
pairs = 0; pairs_failed = 0
if (size > 0 && has("summary.csv", "relation")) {
	array q_suite[size]; array q_strategy[size]; array q_kind[size]; array q_type[size]; array q_pus[size]
	array q_n[size]; array q_ns[size]; array q_lo[size]; array q_hi[size]; array q_relation[size]; array q_depth[size]
	array q_node[size]; array q_distance[size]; array q_kinds[size]; array q_nodes[size]
	array q_home[size]; array q_asked[size]; array q_verified[size]
	of_two(suite) = (suite eq "c2c" || suite eq "topology") && at("workers") == 2 && at("hold_ns") == 0 \
		&& at("gap_ns") == 0 && at("reads_ppm") == 0
	set datafile separator comma columnheaders
	stats "summary.csv" using (!of_two(strcol("suite")) ? 0 : \
		(strcol("status") ne "ok" || !known(at("ns_per_op_median"))) ? (pairs_failed = pairs_failed + 1) : \
		(pairs = pairs + 1, \
		q_suite[pairs] = strcol("suite"), q_strategy[pairs] = strcol("strategy"), q_kind[pairs] = strcol("kind"), \
		q_type[pairs] = strcol("type"), q_pus[pairs] = strcol("pus"), q_n[pairs] = at("n"), \
		q_ns[pairs] = at("ns_per_op_median"), q_lo[pairs] = at("ns_per_op_lo"), q_hi[pairs] = at("ns_per_op_hi"), \
		q_relation[pairs] = strcol("relation"), q_depth[pairs] = at("relation_depth"), \
		q_node[pairs] = strcol("same_node"), q_distance[pairs] = at("node_distance"), \
		q_kinds[pairs] = strcol("kinds"), q_nodes[pairs] = strcol("nodes"), q_home[pairs] = at("home"), \
		q_asked[pairs] = strcol("home_asked"), q_verified[pairs] = at("home_verified"), \
		1)) nooutput
	set datafile separator whitespace
	set datafile nocolumnheaders
}
