# SPDX-License-Identifier: MIT
# Lines against the number of processes, in up to three panels one above the other that share the axis, with one legend
# at the right, in the order of the lines' names.
#
# Use: set `panels`, p_title, p_unit, p_log, p_top (as for dots.gp) and worker_counts (words, ascending); load with
# lines_begin = 1; for each line set name, who, symbol, dashes and evaluate `name_line`, then for each panel p and each
# count n set x, lo, hi (NaN: a gap) and evaluate `add_point`; load with lines_begin = 0 to draw.

if (lines_begin) {
	array p_lo[panels]; array p_hi[panels]; array p_dots[panels]
	do for [p=1:panels] { p_lo[p] = NaN; p_hi[p] = NaN; p_dots[p] = 0 }
	array line_name[100]; array line_who[100]; array line_symbol[100]; array line_dashes[100]; named = 0
	name_line = 'named = named + 1; line_name[named] = name; line_who[named] = who; \
		line_symbol[named] = symbol; line_dashes[named] = dashes'
	add_point = ' \
		if (known(x)) { \
			if (known(lo) && known(hi)) { intervals = intervals + 1 } else { lo = x; hi = x }; \
			p_lo[p] = smaller(lo, p_lo[p]); p_hi[p] = larger(hi, p_hi[p]); p_dots[p] = p_dots[p] + 1; \
			print sprintf("%d %d %g %.9g %.9g %.9g", p, named, n, x, lo, hi) \
		} else { \
			print sprintf("%d %d %g NaN NaN NaN", p, named, n) \
		}'
	set print $lines
} else {
	unset print
	drawn = sum [p=1:panels] (p_dots[p] > 0)
	longest = 0
	do for [s=1:named] { if (strlen(line_name[s]) > longest) { longest = strlen(line_name[s]) } }
	left = 66; right = 46 + letter * (longest < 32 ? longest : 32) + 14
	top_px = 104; foot_px = 50; between = 46
	share_px = 170
	height = top_px + foot_px + drawn * share_px + (drawn - 1) * between
	if (height < top_px + foot_px + 19 * named) { height = top_px + foot_px + 19 * named }
	each = (height - top_px - foot_px - (drawn - 1) * between) / (1.0 * drawn)
	eval open_page

	do for [s=1:named] {
		row = top_px + 8 + 19 * (s - 1)
		set arrow 100+s from screen across(width - right + 16), screen down(row) \
			to screen across(width - right + 44), screen down(row) nohead lw 1.6 dt line_dashes[s] \
			lc rgb colour(line_who[s])
		set label 100+s cut(line_name[s], 32) at screen across(width - right + 30), screen down(row) left \
			point pt line_symbol[s] ps 0.85 lc rgb colour(line_who[s]) offset char 3.0, -0.2 font ",10" tc rgb ink
	}
	set logscale x 2
	first_n = word(worker_counts, 1) + 0; last_n = word(worker_counts, words(worker_counts)) + 0
	set xrange [first_n / 1.12 : last_n * 1.12]
	set grid y lc rgb rule lt 1 lw 1
	set lmargin at screen across(left); set rmargin at screen across(width - right)
	nth = 0
	do for [p=1:panels] {
		if (p_dots[p] == 0) { continue }
		from = top_px + nth * (each + between)
		set tmargin at screen down(from); set bmargin at screen down(from + each)
		lo = p_lo[p]; hi = p_hi[p]
		set label 1 p_title[p].", ".p_unit[p] at graph 0, screen down(from - 13) left font ",11" tc rgb ink
		unset logscale y; set ytics auto format "%g"
		if (p_log[p] == 1 || (p_log[p] < 0 && lo > 0 && hi / lo > 20)) {
			load here."/log.gp"
			set logscale y
			set yrange [log_from:log_to]
			set ytics ()
			do for [t=1:tics] { set ytics add (si(tic[t]) tic[t]) }
		} else {
			if (known(p_top[p])) { set yrange [0:p_top[p]] } else { set yrange [0:(hi > 0 ? 1.08 * hi : 1)] }
			set ytics autofreq
		}
		nth = nth + 1
		set xtics ()
		do for [k=1:words(worker_counts)] {
			set xtics add ((nth == drawn ? word(worker_counts, k) : "") word(worker_counts, k) + 0)
		}
		if (nth == drawn) { set xlabel "processes" font ",10" tc rgb faint offset 0, 0.3 } else { unset xlabel }
		plot for [s=1:named] $lines using ($1 == p && $2 == s ? $3 : NaN):4:5:6 \
				with yerrorbars pt 0 lw 1.2 lc rgb colour(line_who[s]) notitle, \
			for [s=1:named] $lines using ($1 == p && $2 == s ? $3 : NaN):4 \
				with linespoints pt line_symbol[s] ps 0.85 lw 1.6 dt line_dashes[s] lc rgb colour(line_who[s]) notitle
		if (nth == 1) {
			unset label; unset arrow
		}
	}
	eval close_page
}
