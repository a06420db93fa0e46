# SPDX-License-Identifier: MIT
# How many updates are lost? What the processes believe they have done beside what the counter kept.
#
# gnuplot -c plots/lost.gp DIR [svg|png] [FILE]

chart = "lost"
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3

title = "How many updates are lost?"
wanted(i) = shared(i) && main(i) && plain(i)
most = 0; worker_counts = ""; shown = 0
do for [i=1:rows] {
	if (wanted(i) && good(i) && known(c_lost[i])) {
		if (c_workers[i] > most) { most = c_workers[i] }
		if (c_workers[i] > 1 && c_kind[i] eq "lossy") { shown = shown + 1 }
	}
	if (wanted(i) && !good(i) && c_workers[i] > 1) { eval note_failed }
}
if (shown == 0) {
	printerr chart.": nothing to draw: no strategy that loses updates, with two or more processes"
	exit status 3
}
load here."/counts.gp"
load here."/order.gp"

panels = 2
array p_title[2] = ["Updates", "Share lost"]
array p_unit[2] = ["Mop/s", "% of the updates done"]
array p_log[2] = [-1, 0]
array p_top[2] = [NaN, NaN]
if (words(worker_counts) <= 2) {
	dots_begin = 1
	load here."/dots.gp"
	do for [s=1:strategies] {
		do for [i=1:rows] {
			if (wanted(i) && good(i) && c_strategy[i] eq order_name[s] && c_workers[i] == most && known(c_lost[i])) {
				y = y + 1
				who = c_strategy[i]; name = who
				eval name_row
				p = 1; x = c_ops[i]; lo = c_ops_lo[i]; hi = c_ops_hi[i]; symbol = hollow(who)
				eval add_dot
				symbol = filled(who); x = c_kept[i]; lo = c_kept_lo[i]; hi = c_kept_hi[i]
				eval add_dot
				p = 2; x = c_lost[i]; lo = c_lost_lo[i]; hi = c_lost_hi[i]
				eval add_dot
			}
		}
	}
	notes = processes(most)." · hollow: apparent, filled: kept · ".bars(intervals).what_else(failed)
	dots_begin = 0
	load here."/dots.gp"
} else {
	lines_begin = 1
	load here."/lines.gp"
	do for [s=1:strategies] {
		who = order_name[s]
		# Kept, then apparent where it differs.
		do for [part=1:2] {
			lossy = sum [i=1:rows] (c_strategy[i] eq who && c_kind[i] eq "lossy")
			if (part == 2 && lossy == 0) { continue }
			name = part == 1 ? who : who.", apparent"
			symbol = part == 1 ? filled(who) : hollow(who)
			dashes = part == 1 ? 1 : 4
			eval name_line
			do for [p=1:3-part] {
				do for [k=1:words(worker_counts)] {
					n = word(worker_counts, k) + 0
					x = NaN; lo = NaN; hi = NaN
					do for [i=1:rows] {
						if (wanted(i) && good(i) && c_strategy[i] eq who && c_workers[i] == n) {
							x = p == 2 ? c_lost[i] : part == 1 ? c_kept[i] : c_ops[i]
							lo = p == 2 ? c_lost_lo[i] : part == 1 ? c_kept_lo[i] : c_ops_lo[i]
							hi = p == 2 ? c_lost_hi[i] : part == 1 ? c_kept_hi[i] : c_ops_hi[i]
						}
					}
					eval add_point
				}
			}
		}
	}
	notes = "solid: kept, dotted: apparent · ".bars(intervals).what_else(failed)
	lines_begin = 0
	load here."/lines.gp"
}
