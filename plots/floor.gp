# SPDX-License-Identifier: MIT
# What does an update cost when nobody else is there? One process, in ns and in cycles of its core.
#
# gnuplot -c plots/floor.gp DIR [svg|png] [FILE]

chart = "floor"
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3

title = "What does an update cost when nobody else is there?"
wanted(i) = main(i) && plain(i) && c_workers[i] == 1
array order_row[rows]; shown = 0
do for [i=1:rows] {
	if (wanted(i) && !good(i)) { eval note_failed }
	if (wanted(i) && good(i) && known(c_ns[i])) {
		shown = shown + 1
		j = shown
		while (j > 1) {
			if (c_ns[order_row[j-1]] <= c_ns[i]) { break }
			order_row[j] = order_row[j-1]
			j = j - 1
		}
		order_row[j] = i
	}
}
if (shown == 0) {
	printerr chart.": nothing to draw: no cell with one process"
	exit status 3
}

panels = 2
array p_title[2] = ["Time of an update", "Core cycles of an update"]
array p_unit[2] = ["ns", "cycles, by a chain of 1-cycle additions"]
array p_log[2] = [-1, -1]
array p_top[2] = [NaN, NaN]
dots_begin = 1
load here."/dots.gp"
say_figures = 1
do for [k=1:shown] {
	i = order_row[k]
	y = y + 1
	who = c_strategy[i]; name = who; symbol = filled(who)
	eval name_row
	p = 1; x = c_ns[i]; lo = c_ns_lo[i]; hi = c_ns_hi[i]
	eval add_dot
	# The cycles' interval is that of the time: both are one measurement in two units.
	p = 2; x = c_cycles[i]; lo = c_ns_lo[i] * c_cycles[i] / c_ns[i]; hi = c_ns_hi[i] * c_cycles[i] / c_ns[i]
	eval add_dot
}
notes = "1 process · grey: baselines, nothing is subtracted · ".bars(intervals).what_else(failed)
dots_begin = 0
load here."/dots.gp"
