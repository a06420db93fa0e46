# SPDX-License-Identifier: MIT
# What does sharing cost as processes join? Throughput kept, run length and fairness: never one without the others.
#
# gnuplot -c plots/scaling.gp DIR [svg|png] [FILE]

chart = "scaling"
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3

title = "What does sharing cost as processes join?"
wanted(i) = shared(i) && main(i) && plain(i)
most = 0; shown = 0
do for [i=1:rows] {
	if (wanted(i) && good(i) && known(c_kept[i])) {
		if (c_workers[i] > most) { most = c_workers[i] }
		if (c_workers[i] > 1) { shown = shown + 1 }
	}
	if (wanted(i) && !good(i)) { eval note_failed }
}
if (shown == 0) {
	printerr chart.": nothing to draw: no cell with two or more processes"
	exit status 3
}

# The figures of a panel.
seen(p, i) = p == 1 ? c_kept[i] : p == 2 ? c_run[i] : c_jain[i]
seen_lo(p, i) = p == 1 ? c_kept_lo[i] : p == 2 ? c_run_lo[i] : c_jain_lo[i]
seen_hi(p, i) = p == 1 ? c_kept_hi[i] : p == 2 ? c_run_hi[i] : c_jain_hi[i]
panels = 3
array p_title[3] = ["Updates kept", "Run length", "Fairness (Jain)"]
array p_unit[3] = ["Mop/s", "updates in a row by one process", "1: all alike, 1/N: one has all"]
array p_log[3] = [-1, 1, 0]
array p_top[3] = [NaN, NaN, 1.04]

load here."/counts.gp"
load here."/order.gp"
if (words(worker_counts) <= 2) {
	dots_begin = 1
	load here."/dots.gp"
	do for [s=1:strategies] {
		y = y + 1
		who = order_name[s]; name = who
		eval name_row
		do for [i=1:rows] {
			if (wanted(i) && good(i) && c_strategy[i] eq who) {
				symbol = c_workers[i] < most ? hollow(who) : filled(who)
				do for [p=1:3] {
					if (p == 1 || c_workers[i] > 1) {
						x = seen(p, i); lo = seen_lo(p, i); hi = seen_hi(p, i)
						eval add_dot
					}
				}
			}
		}
	}
	notes = (words(worker_counts) == 2 ? "hollow: ".processes(word(worker_counts, 1) + 0) \
		." · filled: ".processes(most) : processes(most))." · ".bars(intervals).what_else(failed)
	dots_begin = 0
	load here."/dots.gp"
} else {
	lines_begin = 1
	load here."/lines.gp"
	do for [s=1:strategies] {
		who = order_name[s]
		name = who; symbol = filled(who); dashes = dash(who)
		eval name_line
		do for [p=1:3] {
			do for [k=1:words(worker_counts)] {
				n = word(worker_counts, k) + 0
				x = NaN; lo = NaN; hi = NaN
				do for [i=1:rows] {
					if (wanted(i) && good(i) && c_strategy[i] eq who && c_workers[i] == n && (p == 1 || n > 1)) {
						x = seen(p, i); lo = seen_lo(p, i); hi = seen_hi(p, i)
					}
				}
				eval add_point
			}
		}
	}
	notes = bars(intervals).what_else(failed)
	lines_begin = 0
	load here."/lines.gp"
}
