# SPDX-License-Identifier: MIT
# What does it cost to ask instead of to share? Strategies without and with a server, alone and with all processes.
#
# gnuplot -c plots/transports.gp DIR [svg|png] [FILE]

chart = "transports"
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3

title = "What does it cost to ask instead of to share?"
asked(i) = c_server[i] ne "NA" && c_server[i] ne ""
candidate(i) = main(i) && plain(i) && shared(i)
most_n = 0; shown = 0
do for [i=1:rows] {
	if (candidate(i) && asked(i) && good(i) && known(c_per[i])) {
		shown = shown + 1
		if (c_workers[i] > most_n) { most_n = c_workers[i] }
	}
}
if (shown == 0) {
	printerr chart.": nothing to draw: no cell with a server"
	exit status 3
}

# A row a strategy, by what it costs with all processes, or alone where that is all there is.
array alone_row[rows]; array all_row[rows]; array cost[rows]; strategies = 0
do for [i=1:rows] {
	if (candidate(i) && (c_workers[i] == 1 || c_workers[i] == most_n)) {
		if (!good(i)) { eval note_failed }
		if (good(i) && known(c_per[i])) {
			s = 0
			do for [k=1:strategies] {
				if (c_strategy[alone_row[k] ? alone_row[k] : all_row[k]] eq c_strategy[i]) { s = k }
			}
			if (s == 0) { strategies = strategies + 1; s = strategies; alone_row[s] = 0; all_row[s] = 0 }
			if (c_workers[i] == 1 && most_n > 1) { alone_row[s] = i } else { all_row[s] = i }
			cost[s] = c_per[all_row[s] ? all_row[s] : alone_row[s]]
		}
	}
}
do for [k=2:strategies] {
	j = k
	while (j > 1) {
		if (cost[j] >= cost[j-1]) { break }
		held = cost[j]; cost[j] = cost[j-1]; cost[j-1] = held
		held = all_row[j]; all_row[j] = all_row[j-1]; all_row[j-1] = held
		held = alone_row[j]; alone_row[j] = alone_row[j-1]; alone_row[j-1] = held
		j = j - 1
	}
}

panels = 1
array p_title[1] = ["Time for each update that is kept"]
array p_unit[1] = ["ns, by all processes together"]
array p_log[1] = [1]
array p_top[1] = [NaN]
dots_begin = 1
load here."/dots.gp"
say_figures = 1
# The two dots of a row stand a little apart, so that their figures do not meet.
apart = most_n > 1 ? 0.28 : 0
do for [k=1:strategies] {
	centre = y + 0.9 + apart
	who = c_strategy[all_row[k] ? all_row[k] : alone_row[k]]
	name = who; y = centre; p = 1
	eval name_row
	filled_rows[p] = filled_rows[p].sprintf(" %.3f ", centre)
	do for [second=0:1] {
		i = second ? all_row[k] : alone_row[k]
		if (i) {
			y = centre + (second ? apart : -apart)
			symbol = second ? filled(who) : hollow(who)
			x = c_per[i]; lo = c_per_lo[i]; hi = c_per_hi[i]
			eval add_dot
		}
	}
	y = centre + apart
}
# Where servers sat, of those drawn.
place_said(n) = (sum [j=1:rows] (candidate(j) && asked(j) && good(j) && c_workers[j] == n && c_server[j] eq "shared")) \
	? ", the server on a worker's PU" \
	: (sum [j=1:rows] (candidate(j) && asked(j) && good(j) && c_workers[j] == n && c_server[j] eq "core")) \
	? ", the server on a worker's core" : ""
notes = (most_n > 1 ? "hollow: 1 process".place_said(1)." · filled: " : "").processes(most_n).place_said(most_n) \
	." · ".bars(intervals).what_else(failed)
dots_begin = 0
load here."/dots.gp"
