# SPDX-License-Identifier: MIT
# Does it matter where the processes sit? The same number of processes under each placement.
#
# gnuplot -c plots/placement.gp DIR [svg|png] [FILE]

chart = "placement"
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3

title = "Does it matter where the processes sit?"
candidate(i) = shared(i) && c_type[i] eq the_type && plain(i) && good(i) && at_home(i) \
	&& known(c_kept[i])
twin(i, j) = candidate(j) && c_strategy[j] eq c_strategy[i] && c_workers[j] == c_workers[i] \
	&& c_placement[j] ne c_placement[i]
compared(i) = candidate(i) && c_workers[i] > 1 && (sum [j=1:rows] (twin(i, j))) > 0
# The number of processes with the most cells to compare; of equals the larger.
best_n = 0; shown = 0
do for [i=1:rows] {
	if (compared(i)) {
		here_n = c_workers[i]
		cells = sum [j=1:rows] (c_workers[j] == here_n && compared(j))
		if (cells > shown || (cells == shown && here_n > best_n)) { shown = cells; best_n = here_n }
	}
}
if (shown == 0) {
	printerr chart.": nothing to draw: no strategy with the same number of processes under two placements"
	exit status 3
}

several_placements = 0 # the chart shows them all
base(i) = 0
wanted(i) = c_workers[i] == best_n && compared(i)
row_text(i) = c_placement[i]
seen(i) = c_kept[i]; seen_lo(i) = c_kept_lo[i]; seen_hi(i) = c_kept_hi[i]
panels = 3
array p_title[3] = ["Updates kept", "Run length", "Fairness (Jain)"]
array p_unit[3] = ["Mop/s", "updates in a row by one process", "1: all alike, 1/N: one has all"]
array p_log[3] = [-1, 1, 0]
array p_top[3] = [NaN, NaN, 1.04]
notes = ""
dense_from = 24
load here."/groups.gp"
