# SPDX-License-Identifier: MIT
# The same strategy under several conditions, a row each, side by side in throughput, run length and fairness.
#
# Use: define wanted(i): the cells; base(i): drawn hollow, what the others are to be read against; row_text(i): the
# condition in words; seen(i), seen_lo(i), seen_hi(i): the throughput; panels and p_title … as for dots.gp; then load.
# Groups are those of one strategy and number of processes, the quickest first. dense_from: the number of rows from which
# they are dense; 0: none.

array group_first[rows]; array group_value[rows]; groups = 0
same_group(i, j) = c_strategy[i] eq c_strategy[j] && c_workers[i] == c_workers[j]
do for [i=1:rows] {
	if (wanted(i) && !good(i)) { eval note_failed }
	if (wanted(i) && good(i) && known(seen(i))) {
		g = 0
		do for [k=1:groups] { if (same_group(i, group_first[k])) { g = k } }
		if (g == 0) { groups = groups + 1; g = groups; group_first[g] = i; group_value[g] = 0 }
		if (!base(i)) { group_value[g] = larger(seen(i), group_value[g]) }
	}
}
do for [k=2:groups] {
	j = k
	while (j > 1) {
		if (group_value[j] <= group_value[j-1]) { break }
		held = group_first[j]; group_first[j] = group_first[j-1]; group_first[j-1] = held
		held = group_value[j]; group_value[j] = group_value[j-1]; group_value[j-1] = held
		j = j - 1
	}
}
several_counts = 0
do for [k=2:groups] { if (c_workers[group_first[k]] != c_workers[group_first[1]]) { several_counts = 1 } }

dots_begin = 1
load here."/dots.gp"
do for [k=1:groups] {
	if (k > 1) { y = y + 0.45 }
	first_of = 1
	do for [i=1:rows] {
		if (wanted(i) && good(i) && known(seen(i)) && same_group(i, group_first[k])) {
			y = y + 1
			who = c_strategy[i]
			symbol = base(i) ? hollow(who) : filled(who)
			name = (first_of ? who.(several_counts ? sprintf(" ×%d", c_workers[i]) : "").": " : "").row_text(i)
			first_of = 0
			eval name_row
			p = 1; x = seen(i); lo = seen_lo(i); hi = seen_hi(i)
			eval add_dot
			p = 2; x = c_workers[i] > 1 ? c_run[i] : NaN; lo = c_run_lo[i]; hi = c_run_hi[i]
			eval add_dot
			p = 3; x = c_workers[i] > 1 ? c_jain[i] : NaN; lo = c_jain_lo[i]; hi = c_jain_hi[i]
			eval add_dot
		}
	}
}
notes = (several_counts ? "×N: N processes" : processes(c_workers[group_first[1]])).notes." · ".bars(intervals) \
	.what_else(failed)
if (!exists("dense_from")) { dense_from = 0 }
dense = dense_from > 0 && named >= dense_from
dots_begin = 0
load here."/dots.gp"
