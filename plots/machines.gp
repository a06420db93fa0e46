# SPDX-License-Identifier: MIT
# Several machines side by side: how long a line takes by the relation of two PUs, and what an update costs as workers of
# one L3 join. For the folder of a joined report: machines.csv, machine_relations.csv, joined.csv.
#
# gnuplot -c plots/machines.gp DIR [svg|png] [FILE]

chart = "machines"
own_rows = 1
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3

title = "How do the machines compare?"
# A comma in quotes ends a text for gnuplot: it comes as a control character and is put back.
unquoted(file) = "< awk -F '\"' -v OFS= '{ for (i = 2; i <= NF; i += 2) gsub(/,/, \"\\037\", $i); print }' ".file
comma(text) = strstrt(text, "\037") == 0 ? text \
	: text[1:strstrt(text, "\037")-1].",".comma(text[strstrt(text, "\037")+1:*])

# ---- the machines ------------------------------------------------------------------------------------------------------
machines = lines_of("machines.csv") - 1
if (machines < 1) {
	printerr chart.": nothing to draw: no machines in ".folder."/machines.csv"
	exit status 3
}
array m_key[machines]; array m_says[machines]
count(n, one, many) = !known(n) ? "" : sprintf(", %d %s", n, n == 1 ? one : many)
m = 0
set datafile separator comma columnheaders
# The label holds most of it.
named(label, cpu) = strstrt(label, cpu) > 0 || cpu eq "NA" ? label : label." · ".cpu
parts(label) = count(at("nodes"), "node", "nodes").count(at("l3s"), "L3", "L3").count(at("cores"), "core", "cores") \
	.(strstrt(label, " PU") > 0 ? "" : count(at("pus"), "PU", "PUs"))
stats unquoted("machines.csv") using (m = m + 1, m_key[m] = strcol("machine"), label = comma(strcol("label")), \
	m_says[m] = named(label, comma(strcol("cpu"))).(parts(label) eq "" ? "" : " ·".parts(label)[2:*]), 1) nooutput
machines = m
machine_of(key) = sum [k=1:machines] (m_key[k] eq key ? k : 0)
# Okabe and Ito, Color Universal Design, 2008, without its yellow and with wine of Tol's muted scheme.
machine_colours = "#0072B2 #D55E00 #009E73 #CC79A7 #000000 #E69F00 #56B4E9 #882255"
machine_symbols = "7 5 9 11 13 15 7 5"
machine_colour(m) = word(machine_colours, 1 + (m - 1) % 8)
# Eight filled, eight hollow, then both again with another symbol to the colour.
machine_symbol(m) = word(machine_symbols, 1 + (m - 1 + (m - 1) / 16) % 8) - (m - 1) / 8 % 2

# ---- a hand-over by relation -------------------------------------------------------------------------------------------
size = lines_of("machine_relations.csv") - 1
array r_machine[size > 0 ? size : 1]; array r_name[size > 0 ? size : 1]; array r_ns[size > 0 ? size : 1]
array r_lo[size > 0 ? size : 1]; array r_hi[size > 0 ? size : 1]; array r_suite[size > 0 ? size : 1]
relations = 0
if (size > 0) {
	stats unquoted("machine_relations.csv") using (strcol("strategy") ne "pingpong" || !known(at("ns_median")) \
		|| machine_of(strcol("machine")) == 0 ? 0 : (relations = relations + 1, \
		r_machine[relations] = machine_of(strcol("machine")), r_name[relations] = strcol("relation"), \
		r_suite[relations] = strcol("suite"), r_ns[relations] = at("ns_median"), r_lo[relations] = at("ns_lo"), \
		r_hi[relations] = at("ns_hi"), 1)) nooutput
}
# Of a machine with both suites, c2c: it has all pairs.
has_c2c(m) = sum [i=1:relations] (r_machine[i] == m && r_suite[i] eq "c2c")
taken(i) = r_suite[i] eq "c2c" || has_c2c(r_machine[i]) == 0
array class_name[relations + 1]; array class_sum[relations + 1]; array class_n[relations + 1]
classes = 0; handovers = 0; hand_lo = NaN; hand_hi = NaN
do for [i=1:relations] {
	if (taken(i)) {
		handovers = handovers + 1
		hand_lo = smaller(known(r_lo[i]) ? r_lo[i] : r_ns[i], hand_lo)
		hand_hi = larger(known(r_hi[i]) ? r_hi[i] : r_ns[i], hand_hi)
		c = 0
		do for [k=1:classes] { if (class_name[k] eq r_name[i]) { c = k } }
		if (c == 0) { classes = classes + 1; c = classes; class_name[c] = r_name[i]; class_sum[c] = 0; class_n[c] = 0 }
		class_sum[c] = class_sum[c] + log(r_ns[i]); class_n[c] = class_n[c] + 1
	}
}
# There is no fixed scale of closeness: by the mean of the logarithms of what was measured.
mean(c) = class_sum[c] / class_n[c]
place_of(c) = 1 + (sum [k=1:classes] (mean(k) < mean(c) || (mean(k) == mean(c) && k < c)))

# ---- an update among workers of one L3 ------------------------------------------------------------------------------
size = lines_of("joined.csv") - 1
late = size > 0 && has("joined.csv", "per_l3")
if (!late) { size = 1 }
array j_machine[size]; array j_strategy[size]; array j_kind[size]; array j_type[size]; array j_placement[size]
array j_workers[size]; array j_ns[size]; array j_lo[size]; array j_hi[size]
cells = 0
if (late) {
	stats unquoted("joined.csv") using (strcol("status") ne "ok" || !(at("per_l3") == at("workers")) \
		|| !known(at("ns_per_kept_median")) || at("hold_ns") + at("gap_ns") + at("reads_ppm") > 0 \
		|| strcol("suite") eq "c2c" || strcol("placement")[1:5] eq "cpus:" || strcol("kind") eq "baseline" \
		|| (strcol("home_asked") ne "local" && strcol("home_asked") ne "NA") \
		|| machine_of(strcol("machine")) == 0 ? 0 : (cells = cells + 1, \
		j_machine[cells] = machine_of(strcol("machine")), j_strategy[cells] = strcol("strategy"), \
		j_kind[cells] = strcol("kind"), j_type[cells] = strcol("type"), j_placement[cells] = strcol("placement"), \
		j_workers[cells] = at("workers"), j_ns[cells] = at("ns_per_kept_median"), \
		j_lo[cells] = at("ns_per_kept_lo"), j_hi[cells] = at("ns_per_kept_hi"), 1)) nooutput
}
set datafile separator whitespace
set datafile nocolumnheaders

# One placement and type for all: those with the most cells, of equals cores, compact, then the first.
best_cells = 0; the_placement = ""; the_type = ""; seen_both = ""
of_both(placement, type) = sum [k=1:cells] (j_placement[k] eq placement && j_type[k] eq type)
favour(placement) = placement eq "cores" ? 0.5 : placement eq "compact" ? 0.25 : 0
do for [i=1:cells] {
	both = " ".j_placement[i]."/".j_type[i]." "
	if (strstrt(seen_both, both) == 0) {
		seen_both = seen_both.both
		weight = of_both(j_placement[i], j_type[i]) + favour(j_placement[i])
		if (weight > best_cells) { best_cells = weight; the_placement = j_placement[i]; the_type = j_type[i] }
	}
}
wanted(i) = j_placement[i] eq the_placement && j_type[i] eq the_type
# Two strategies: fetch_add and mutex, or in their place the first that count exactly.
together(name) = sum [k=1:cells] (wanted(k) && j_strategy[k] eq name && j_workers[k] > 1)
names = together("fetch_add") ? "fetch_add" : ""
if (together("mutex")) { names = names.(names eq "" ? "" : " ")."mutex" }
do for [i=1:cells] {
	if (words(names) < 2 && wanted(i) && j_kind[i] eq "exact" && strstrt(" ".names." ", " ".j_strategy[i]." ") == 0) {
		if (together(j_strategy[i])) { names = names.(names eq "" ? "" : " ").j_strategy[i] }
	}
}
strategies = words(names)
if (handovers + strategies == 0) {
	printerr chart.": nothing to draw: neither hand-overs nor workers of one L3 in ".folder
	exit status 3
}

# ---- the page: hand-overs at the left, strategies at the right one above the other; what is alone takes the width -----
between = 66; left = 58; top_px = 104; plot_px = strategies == 2 && handovers ? 420 : 300
panels = (handovers > 0) + strategies
array from_x[panels]; array to_x[panels]; array from_y[panels]; array to_y[panels]
half = handovers ? 470 : 489
do for [p=1:panels] {
	from_x[p] = left; to_x[p] = width - 16; from_y[p] = top_px; to_y[p] = top_px + plot_px
	if (panels > 1) {
		if (p == 1) { to_x[p] = half - between / 2 } else { from_x[p] = half + between / 2 }
	}
}
if (panels == 3) { to_y[2] = top_px + (plot_px - 60) / 2; from_y[3] = to_y[2] + 60 }
legend_y = top_px + plot_px + 62
row_px = 17
height = legend_y + row_px * machines + 4
if (machine eq "machine not recorded") {
	machine = sprintf("%d machine%s", machines, machines == 1 ? "" : "s")
}
set print $handovers
do for [i=1:relations] {
	if (taken(i)) {
		m = r_machine[i]
		c = 0
		do for [k=1:classes] { if (class_name[k] eq r_name[i]) { c = place_of(k) } }
		x = c + 0.8 * ((m - 0.5) / machines - 0.5)
		if (known(r_lo[i]) && known(r_hi[i])) { intervals = intervals + 1 } else { r_lo[i] = r_ns[i]; r_hi[i] = r_ns[i] }
		print sprintf("%.4f %.6g %.6g %.6g %d %d", x, r_ns[i], r_lo[i], r_hi[i], rgb(machine_colour(m)), machine_symbol(m))
	}
}
unset print
array most_of[2]; array lowest[2]; array highest[2]; array first_of[2]
do for [s=1:2] { most_of[s] = 1; first_of[s] = NaN; lowest[s] = NaN; highest[s] = NaN }
# Lines by machine, each by workers: sorted, as rows of two suites may come in any order.
set print $lines
do for [s=1:strategies] { do for [m=1:machines] {
	next_n = 0
	while (1) {
		i = 0
		do for [k=1:cells] {
			if (wanted(k) && j_machine[k] == m && j_strategy[k] eq word(names, s) && j_workers[k] > next_n) {
				if (i == 0) { i = k }
				if (j_workers[k] < j_workers[i]) { i = k }
			}
		}
		if (i == 0) { break }
		next_n = j_workers[i]
		if (known(j_lo[i]) && known(j_hi[i])) { intervals = intervals + 1 } else { j_lo[i] = j_ns[i]; j_hi[i] = j_ns[i] }
		lowest[s] = smaller(j_lo[i], lowest[s]); highest[s] = larger(j_hi[i], highest[s])
		if (next_n > most_of[s]) { most_of[s] = next_n }
		first_of[s] = smaller(next_n, first_of[s])
		print sprintf("%d %d %d %.6g %.6g %.6g", s, m, next_n, j_ns[i], j_lo[i], j_hi[i])
	}
} }
unset print
notes = bars(intervals).(strategies ? " · placement ".the_placement.(the_type eq "u64" ? "" : ", type ".the_type) : "")
eval open_page

do for [m=1:machines] {
	y = legend_y + row_px * (m - 1)
	set label " " at screen across(22), screen down(y) point pt machine_symbol(m) ps 0.9 lc rgb machine_colour(m)
	set label cut(m_says[m], 130) at screen across(36), screen down(y) left font ",10" tc rgb ink
}
set grid y lc rgb rule lt 1 lw 1
do for [p=1:panels] {
	set lmargin at screen across(from_x[p]); set rmargin at screen across(to_x[p])
	set tmargin at screen down(from_y[p]); set bmargin at screen down(to_y[p])
	s = handovers ? p - 1 : p
	heading = s == 0 ? "One-way hand-over of a line (pingpong), ns" : word(names, s).", ns an update kept"
	set label 9020 heading at screen across(from_x[p]), screen down(from_y[p] - 13) left font ",11" \
		tc rgb (s == 0 ? ink : colour(word(names, s)))
	lo = s == 0 ? hand_lo : lowest[s]; hi = s == 0 ? hand_hi : highest[s]
	unset logscale; set ytics auto format "%g"
	if (hi / lo > 8) {
		load here."/log.gp"
		set logscale y
		set yrange [log_from:log_to]
		set ytics ()
		do for [t=1:tics] { set ytics add (si(tic[t]) tic[t]) }
	} else {
		set yrange [0:1.1 * hi]
		set ytics autofreq
	}
	if (s == 0) {
		set xrange [0.5:classes + 0.5]
		set xtics ("" 1) scale 0
		do for [k=1:classes] {
			set xtics add (literal(cut(class_name[k], floor((to_x[p] - from_x[p]) / classes / 6.2))) place_of(k))
			if (k < classes) { set arrow from k + 0.5, graph 0 to k + 0.5, graph 1 nohead back lc rgb rule lw 1 }
		}
		set xlabel "relation of the two PUs, the closest first by what was measured" font ",10" tc rgb faint offset 0, 0.3
		plot $handovers using 1:3:(0):($4 - $3):5 with vectors nohead lw 1.8 lc rgb variable notitle, \
			$handovers using 1:2:6:5 with points pt variable ps 0.9 lc rgb variable notitle
		unset arrow
	} else {
		set logscale x 2
		set xrange [first_of[s] / 1.12 : most_of[s] * 1.12]
		set xtics autofreq scale 0.5 format "%g"
		set xlabel "workers, all of one L3" font ",10" tc rgb faint offset 0, 0.3
		if (p < panels && from_x[p] == from_x[panels]) { unset xlabel }
		plot for [m=1:machines] $lines using ($1 == s && $2 == m ? $3 : NaN):4:5:6 with yerrorbars pt 0 lw 1.2 \
				lc rgb machine_colour(m) notitle, \
			for [m=1:machines] $lines using ($1 == s && $2 == m ? $3 : NaN):4 with linespoints pt machine_symbol(m) \
				ps 0.85 lw 1.6 lc rgb machine_colour(m) notitle
	}
	if (p == 1) { unset label }
}
eval close_page
