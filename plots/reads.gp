# SPDX-License-Identifier: MIT
# And when most operations only read? The mix of reads and updates beside updates alone.
#
# gnuplot -c plots/reads.gp DIR [svg|png] [FILE]

chart = "reads"
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3

title = "And when most operations only read?"
idle(i) = shared(i) && main(i) && c_hold[i] == 0 && c_gap[i] == 0
mixed(i) = idle(i) && c_reads[i] > 0
wanted(i) = idle(i) && (sum [j=1:rows] (mixed(j) && good(j) && c_strategy[j] eq c_strategy[i] \
	&& c_workers[j] == c_workers[i])) > 0
shown = sum [i=1:rows] (mixed(i) && good(i) && known(c_ops[i]))
if (shown == 0) {
	printerr chart.": nothing to draw: no cell that mixes reads into the updates"
	exit status 3
}

base(i) = c_reads[i] == 0
row_text(i) = base(i) ? "updates only" : sprintf("%g %% reads", c_reads[i] / 1e4)
seen(i) = c_ops[i]; seen_lo(i) = c_ops_lo[i]; seen_hi(i) = c_ops_hi[i]
panels = 3
array p_title[3] = ["Operations, reads and updates", "Run length", "Fairness (Jain)"]
array p_unit[3] = ["Mop/s", "updates in a row by one process", "1: all alike, 1/N: one has all"]
array p_log[3] = [-1, 1, 0]
array p_top[3] = [NaN, NaN, 1.04]
notes = " · hollow: updates only"
load here."/groups.gp"
