# SPDX-License-Identifier: MIT
# And when there is work to do between updates? Time inside and outside the critical section, beside none.
#
# gnuplot -c plots/worked.gp DIR [svg|png] [FILE]

chart = "worked"
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3

title = "And when there is work to do between updates?"
exact(i) = shared(i) && c_kind[i] ne "lossy" && main(i) && c_reads[i] == 0
busy(i) = exact(i) && (c_hold[i] > 0 || c_gap[i] > 0)
wanted(i) = exact(i) && (sum [j=1:rows] (busy(j) && good(j) && c_strategy[j] eq c_strategy[i] \
	&& c_workers[j] == c_workers[i])) > 0
shown = sum [i=1:rows] (busy(i) && good(i) && known(c_kept[i]))
if (shown == 0) {
	printerr chart.": nothing to draw: no cell with work inside or between its updates"
	exit status 3
}

base(i) = c_hold[i] == 0 && c_gap[i] == 0
row_text(i) = base(i) ? "no work" : duration(c_hold[i])." in, ".duration(c_gap[i])." out"
seen(i) = c_kept[i]; seen_lo(i) = c_kept_lo[i]; seen_hi(i) = c_kept_hi[i]
panels = 3
array p_title[3] = ["Updates kept", "Run length", "Fairness (Jain)"]
array p_unit[3] = ["Mop/s", "updates in a row by one process", "1: all alike, 1/N: one has all"]
array p_log[3] = [-1, 1, 0]
array p_top[3] = [NaN, NaN, 1.04]
notes = " · in: held during an update, out: between two"
load here."/groups.gp"
