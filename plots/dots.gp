# SPDX-License-Identifier: MIT
# Rows of dots with intervals, in up to three panels side by side that share the rows.
#
# Use: set `panels` and p_title, p_unit, p_log (1, 0, or -1: by the range), p_top (NaN: by the data), load this file
# with dots_begin = 1; then, for each row, set y and evaluate `name_row` (text in `name`), and for each dot set p, x, lo,
# hi, who, symbol and evaluate `add_dot`; load it again with dots_begin = 0 to draw. A panel without a dot is left out.
# say_figures = 1 writes each value beside its dot; dense = 1, set before drawing, puts the rows closer and rules them
# upright too, where they are too many for their axis to be near.

if (dots_begin) {
	array p_lo[panels]; array p_hi[panels]; array p_dots[panels]; array filled_rows[panels]
	do for [p=1:panels] { p_lo[p] = NaN; p_hi[p] = NaN; p_dots[p] = 0; filled_rows[p] = " " }
	array row_name[600]; array row_y[600]; array row_head[600]; named = 0
	y = 0; say_figures = 0; dense = 0
	name_row = 'named = named + 1; row_name[named] = name; row_y[named] = y; row_head[named] = 0'
	name_head = 'named = named + 1; row_name[named] = name; row_y[named] = y; row_head[named] = 1'
	add_dot = ' \
		if (known(x)) { \
			if (known(lo) && known(hi)) { intervals = intervals + 1 } else { lo = x; hi = x }; \
			p_lo[p] = smaller(lo, p_lo[p]); p_hi[p] = larger(hi, p_hi[p]); p_dots[p] = p_dots[p] + 1; \
			filled_rows[p] = filled_rows[p].sprintf(" %.3f ", y); \
			print sprintf("%d %.3f %.9g %.9g %.9g %d %d", p, y, x, lo, hi, rgb(colour(who)), symbol) \
		}'
	set print $dots
} else {
	unset print
	drawn = sum [p=1:panels] (p_dots[p] > 0)
	longest = 0
	do for [r=1:named] { if (strlen(row_name[r]) > longest) { longest = strlen(row_name[r]) } }
	left = 14 + letter * (longest < 36 ? longest : 36) + 12
	between = 26
	top_px = 108; foot_px = 54; row_px = dense ? 17 : 21
	height = top_px + foot_px + int(row_px * (y + 0.7))
	each = (width - left - 22 - between * (drawn - 1)) / (1.0 * drawn)
	eval open_page

	set yrange [y + 0.7:0.3]
	set grid y lc rgb rule lt 1 lw 1
	if (dense) { set grid x }
	nth = 0
	do for [p=1:panels] {
		if (p_dots[p] == 0) { continue }
		from = left + nth * (each + between)
		set lmargin at screen across(from); set rmargin at screen across(from + each)
		set tmargin at screen down(top_px); set bmargin at screen down(height - foot_px)
		lo = p_lo[p]; hi = p_hi[p]
		set ytics ()
		do for [r=1:named] {
			if (row_head[r]) {
				if (nth == 0) {
					set label row_name[r] at screen across(14), first row_y[r] left font ",10" tc rgb faint
				}
			} else {
				set ytics add ((nth == 0 ? literal(cut(row_name[r], 36)) : "") row_y[r])
				if (strstrt(filled_rows[p], sprintf(" %.3f ", row_y[r])) == 0) {
					set label "n/a" at graph 0.02, first row_y[r] left font ",9" tc rgb "#888888"
				}
			}
		}
		set label p_title[p] at graph 0, screen down(top_px - 14) left font ",11" tc rgb ink
		set xlabel p_unit[p] font ",10" tc rgb faint offset 0, 0.3
		unset logscale x; set xtics auto format "%g"; unset mxtics
		if (p_log[p] == 1 || (p_log[p] < 0 && lo > 0 && hi / lo > 20)) {
			load here."/log.gp"
			set logscale x
			set xrange [log_from:(say_figures ? log_to * 10**(0.18 * decades) : log_to)]
			set xtics ()
			do for [t=1:tics] { set xtics add (si(tic[t]) tic[t]) }
		} else {
			if (known(p_top[p])) { set xrange [0:p_top[p]] } else { set xrange [0:(hi > 0 ? (say_figures ? 1.25 : 1.08) * hi : 1)] }
			set xtics autofreq
		}
		if (nth == 0) { set border 3 } else { set border 1 }
		plot $dots using ($1 == p ? $4 : NaN):2:($5 - $4):(0):6 with vectors nohead lw 1.8 lc rgb variable notitle, \
			$dots using ($1 == p ? $3 : NaN):2:7:6 with points pt variable ps 0.85 lc rgb variable notitle, \
			$dots using ($1 == p && say_figures ? $5 : NaN):2:(figure3($3)) with labels left offset char 1, 0 \
				font ",9" tc rgb faint notitle
		unset label
		nth = nth + 1
	}
	eval close_page
}
