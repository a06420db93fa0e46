# SPDX-License-Identifier: MIT
# Does it matter on which NUMA node the counter lies? Two workers of a node, the counter on each node in turn: the time of
# an update, a matrix a strategy.
#
# gnuplot -c plots/numa.gp DIR [svg|png] [FILE]

chart = "numa"
own_rows = 1
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3
load here."/pairs.gp"

title = "Does it matter on which NUMA node the counter lies?"
on_a_node(i) = q_suite[i] eq "topology" && known(q_home[i]) && words(q_nodes[i]) == 1 && q_nodes[i] ne "NA" \
	&& q_node[i] ne "no"
# The nodes of workers and the homes, ascending; the type with the most cells.
highest = -1; types = ""; the_type = ""; type_cells = 0; of_all_types = 0
do for [i=1:pairs] {
	if (on_a_node(i)) {
		of_all_types = of_all_types + 1
		if (q_home[i] > highest) { highest = int(q_home[i]) }
		if (q_nodes[i] + 0 > highest) { highest = int(q_nodes[i] + 0) }
		if (strstrt(types, " ".q_type[i]." ") == 0) {
			types = types." ".q_type[i]." "
			of_type = sum [j=1:pairs] (on_a_node(j) && q_type[j] eq q_type[i])
			if (of_type > type_cells) { type_cells = of_type; the_type = q_type[i] }
		}
	}
}
array is_home[highest + 2]; array is_worker[highest + 2]
do for [k=1:highest+2] { is_home[k] = 0; is_worker[k] = 0 }
do for [i=1:pairs] {
	if (on_a_node(i) && q_type[i] eq the_type) { is_home[q_home[i] + 1] = 1; is_worker[q_nodes[i] + 1] = 1 }
}
homes = sum [k=1:highest+1] is_home[k]; workers = sum [k=1:highest+1] is_worker[k]
if (homes < 2) {
	printerr chart.": nothing to draw: no counter on two NUMA nodes for two workers of one, in ".folder."/summary.csv"
	exit status 3
}
array home[homes]; array worker[workers]; array column_of[highest + 1]; array row_of[highest + 1]
h = 0; w = 0
do for [k=1:highest+1] {
	if (is_home[k]) { h = h + 1; home[h] = k - 1; column_of[k] = h }
	if (is_worker[k]) { w = w + 1; worker[w] = k - 1; row_of[k] = w }
}

# Up to four strategies: those that lose updates give way, the rest in the order of the file.
names = ""
do for [lossy=0:1] { do for [i=1:pairs] {
	if (on_a_node(i) && q_type[i] eq the_type && (q_kind[i] eq "lossy") == lossy) {
		if (strstrt(" ".names." ", " ".q_strategy[i]." ") == 0) { names = names.(names eq "" ? "" : " ").q_strategy[i] }
	}
} }
panels = words(names) < 4 ? words(names) : 4
left_out = ""
do for [k=panels+1:words(names)] { left_out = left_out.(left_out eq "" ? "" : ", ").word(names, k) }

# Of the pairs of a node the closest ones that are not two threads of a core: the same on each node.
rank(i) = q_relation[i] eq "smt" || q_relation[i] eq "same-pu" ? -1 : known(q_depth[i]) ? q_depth[i] : 0
array best[panels * homes * workers]
do for [k=1:panels*homes*workers] { best[k] = 0 }
place_of(s, w, h) = ((s - 1) * workers + w - 1) * homes + h
lo = NaN; hi = NaN; unsure = 0; certain = 0; without = 0
do for [i=1:pairs] {
	if (on_a_node(i) && q_type[i] eq the_type) {
		do for [s=1:panels] {
			if (word(names, s) eq q_strategy[i]) {
				k = place_of(s, row_of[q_nodes[i] + 1], column_of[q_home[i] + 1])
				if (best[k] == 0) { best[k] = i }
				if (rank(i) > rank(best[k])) { best[k] = i }
			}
		}
	}
}
set print $widths
do for [k=1:panels*homes*workers] {
	i = best[k]
	if (i) {
		lo = smaller(q_ns[i], lo); hi = larger(q_ns[i], hi)
		if (!(q_verified[i] == q_home[i])) { unsure = unsure + 1 }
		if (known(q_lo[i])) { print 50 * (q_hi[i] - q_lo[i]) / q_ns[i] }
	}
}
unset print

# ---- the page: panels in a row, or two rows where they are wide -------------------------------------------------------
left = 66; between = 58; top_px = 118; foot_px = 44; gap_px = 74
in_row = panels
room = width - left - 84
fits(n) = (room - between * (n - 1)) / (1.0 * n * homes)
while (in_row > 1 && fits(in_row) < 22) { in_row = (in_row + 1) / 2 }
cell = fits(in_row) > 60 ? 60 : floor(fits(in_row))
panel_rows = (panels + in_row - 1) / in_row
panel_w = cell * homes; panel_h = cell * workers
height = top_px + panel_rows * panel_h + (panel_rows - 1) * gap_px + foot_px
heat_x = left + in_row * panel_w + (in_row - 1) * between + 18; heat_top = top_px + 12
heat_px = height - foot_px - heat_top
heat_px = heat_px > 300 ? 300 : heat_px < 100 ? 100 : heat_px
if (height < heat_top + heat_px + 20) { height = heat_top + heat_px + 20 }
load here."/heat.gp"

sure = "fewer than 6 trials: no intervals"
if (|$widths| > 0) {
	stats $widths using 1 nooutput
	sure = "half of the 95 % intervals within ±".percent(STATS_median)
}
notes = "two neighbouring cores of a node, ns an update" \
	.(strstrt(" ".names." ", " pingpong ") > 0 ? ", of pingpong a hand-over" : "").": medians, ".sure \
	.(pairs_failed ? sprintf(" · failed: %d", pairs_failed) : "")
more = (left_out eq "" ? "" : " · left out: ".left_out).(of_all_types > type_cells ? " · type ".the_type : "") \
	.(unsure ? sprintf(" · home not verified: %d of the cells", unsure) : "")
if (more ne "") { set label more[strlen(" · ")+1:*] at screen across(14), screen down(77) left font ",10" tc rgb faint }
eval open_page

set border 15 lc rgb "#AAAAAA"
set xrange [0:homes]; set yrange [workers:0]
set xtics () scale 0 offset 0, 0.4; set ytics () scale 0 offset 0.4, 0
do for [h=1:homes] { set xtics add (sprintf("%d", home[h]) h - 0.5) }
do for [w=1:workers] { set ytics add (sprintf("%d", worker[w]) w - 0.5) }
set xlabel "home of the counter, node" font ",10" tc rgb faint offset 0, 0.6
if (cell < 34) { heat_font = ",8" }
figure_of(x) = cell < 26 && x >= 9.95 ? sprintf("%.0f", x) : figure3(x)
do for [s=1:panels] {
	from_x = left + (s - 1) % in_row * (panel_w + between)
	from_y = top_px + (s - 1) / in_row * (panel_h + gap_px)
	set lmargin at screen across(from_x); set rmargin at screen across(from_x + panel_w)
	set tmargin at screen down(from_y); set bmargin at screen down(from_y + panel_h)
	set label 9020 word(names, s) at graph 0, screen down(from_y - 12) left font ",11" tc rgb colour(word(names, s))
	if ((s - 1) % in_row == 0) { set ylabel "workers on node" font ",10" tc rgb faint offset 1.2, 0 } else { unset ylabel }
	set object 1 rectangle from 0, 0 to homes, workers behind fillcolor rgb "#E6E6E6" fillstyle solid noborder
	set print $cells
	do for [w=1:workers] { do for [h=1:homes] {
		i = best[place_of(s, w, h)]
		if (i) { print sprintf("%g %g %.9g %s %d", h - 0.5, w - 0.5, q_ns[i], figure_of(q_ns[i]), on(q_ns[i])) }
	} }
	unset print
	plot @heat_cells, @heat_figures
	if (s == 1) { unset label; unset colorbox }
}
eval close_page
