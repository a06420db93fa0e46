# SPDX-License-Identifier: MIT
# How does the cost grow with the distance? Every pair of PUs a dot, by the relation of the two, the closest first; the
# median of each class, from relations.csv, with its interval.
#
# gnuplot -c plots/distance.gp DIR [svg|png] [FILE]

chart = "distance"
own_rows = 1
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3
load here."/pairs.gp"

title = "How does the cost grow with the distance?"
# Of the type with the most cells; a strategy once, from suite c2c before topology.
if (pairs > 0) {
	# A sum whose terms assign is a loop, and for thousands of pairs much quicker than one of commands.
	array has_relation[pairs]
	loop = sum [i=1:pairs] (has_relation[i] = q_relation[i] ne "NA" && q_relation[i] ne "")
	same_type(i) = sum [j=1:pairs] (q_type[j] eq q_type[i])
}
types = ""; type_cells = 0; the_type = ""
loop = sum [i=1:pairs] (strstrt(types, " ".q_type[i]." ") > 0 ? 0 : (types = types." ".q_type[i]." ", \
	t = same_type(i), t > type_cells ? (type_cells = t, the_type = q_type[i], 0) : 0))
array strategy_name[20]; array strategy_suite[20]; strategies = 0
strategy_of(name) = sum [k=1:strategies] (strategy_name[k] eq name ? k : 0)
loop = sum [i=1:pairs] (!has_relation[i] || q_type[i] ne the_type ? 0 : ( \
	s = strategy_of(q_strategy[i]), s > 0 || strategies == 20 ? 0 : (strategies = strategies + 1, s = strategies, \
	strategy_name[s] = q_strategy[i], strategy_suite[s] = q_suite[i], 0), \
	s > 0 && q_suite[i] eq "c2c" ? (strategy_suite[s] = "c2c", 0) : 0))
if (strategies == 0) {
	printerr chart.": nothing to draw: no pair of PUs whose relation is known in ".folder."/summary.csv"
	exit status 3
}

series(name, suite) = sum [s=1:strategies] (name eq strategy_name[s] && suite eq strategy_suite[s] ? s : 0)

# ---- classes, the closest first: by depth, node, distance, kinds -------------------------------------------------------
array class_cell[200]; classes = 0
alike(x, y) = x == y || !(known(x) || known(y))
same_class(i, j) = q_relation[i] eq q_relation[j] && alike(q_depth[i], q_depth[j]) && q_node[i] eq q_node[j] \
	&& alike(q_distance[i], q_distance[j]) && q_kinds[i] eq q_kinds[j]
node_rank(i) = q_node[i] eq "yes" ? 0 : q_node[i] eq "no" ? 1 : 2
last(x) = known(x) ? x : 1e9
kinds_rank(kinds) = strstrt(kinds, "/") == 0 ? -1 \
	: 1e3 * real(kinds[1:strstrt(kinds, "/")-1]) + real(kinds[strstrt(kinds, "/")+1:*])
closer(i, j) = !alike(q_depth[i], q_depth[j]) ? last(-q_depth[i]) < last(-q_depth[j]) \
	: node_rank(i) != node_rank(j) ? node_rank(i) < node_rank(j) \
	: !alike(q_distance[i], q_distance[j]) ? last(q_distance[i]) < last(q_distance[j]) \
	: kinds_rank(q_kinds[i]) < kinds_rank(q_kinds[j])
array class_of[pairs]
class_like(i) = sum [k=1:classes] (same_class(i, class_cell[k]) ? k : 0)
loop = sum [i=1:pairs] (class_of[i] = 0, !has_relation[i] || q_type[i] ne the_type ? 0 : ( \
	class_of[i] = class_like(i), class_of[i] > 0 || classes == 200 ? 0 : \
	(classes = classes + 1, class_cell[classes] = i, class_of[i] = classes)))
array column_of[classes]; array class_at[classes]
do for [k=1:classes] {
	column_of[k] = 1 + (sum [j=1:classes] (j != k && closer(class_cell[j], class_cell[k])))
	class_at[column_of[k]] = class_cell[k]
}

# ---- the figures of relations.csv: median and interval of column c, strategy s -----------------------------------
cells = classes * strategies
array median[cells]; array median_lo[cells]; array median_hi[cells]; array dots[cells]; array lone[cells]
array class_label[classes]
place_of(c, s) = (c - 1) * strategies + s
do for [k=1:cells] { median[k] = NaN; median_lo[k] = NaN; median_hi[k] = NaN; dots[k] = 0 }
# As relation_print() of machine/relation.c.
do for [c=1:classes] {
	i = class_at[c]
	class_label[c] = q_relation[i].(q_node[i] eq "no" ? ", other node" : "") \
		.(q_node[i] eq "no" && known(q_distance[i]) ? sprintf(", distance %d", q_distance[i]) : "") \
		.(q_kinds[i] eq "NA" || q_relation[i] eq "smt" ? "" : ", kinds ".q_kinds[i])
}
if (lines_of("relations.csv") > 1) {
	column_here(relation, depth, node, distance, kinds) = sum [c=1:classes] (relation eq q_relation[class_at[c]] \
		&& alike(depth, q_depth[class_at[c]]) && node eq q_node[class_at[c]] \
		&& alike(distance, q_distance[class_at[c]]) && kinds eq q_kinds[class_at[c]] ? c : 0)
	set datafile separator comma columnheaders
	stats "relations.csv" using (c = column_here(strcol("relation"), at("relation_depth"), strcol("same_node"), \
		at("node_distance"), strcol("kinds")), s = series(strcol("strategy"), strcol("suite")), \
		c == 0 || s == 0 ? 0 : (k = place_of(c, s), \
		median[k] = at("ns_median"), median_lo[k] = at("ns_lo"), median_hi[k] = at("ns_hi"), 1)) nooutput
	set datafile separator whitespace
	set datafile nocolumnheaders
}

# ---- dots: side by side by the golden ratio, which spreads any number of them evenly -----------------------------------
# With the counter on a node of one of the two, unless it never was.
near(i) = !known(q_home[i]) || q_nodes[i] eq "NA" || strstrt(" ".q_nodes[i]." ", sprintf(" %d ", q_home[i])) > 0
array nears[strategies]
do for [s=1:strategies] { nears[s] = 0 }
array series_of[pairs]
loop = sum [i=1:pairs] (series_of[i] = class_of[i] ? series(q_strategy[i], q_suite[i]) : 0, \
	series_of[i] == 0 || !near(i) ? 0 : (nears[series_of[i]] = nears[series_of[i]] + 1))
# Of a single strategy a figure stands at the right of its dots.
spread = strategies == 1 ? 0.6 : 0.84
band = spread / strategies
middle(c, s) = c - 0.42 + band * (s - 0.5)
lo = NaN; hi = NaN; shown = 0
set print $dots
do for [i=1:pairs] {
	s = series_of[i]
	if (s > 0 && (nears[s] == 0 || near(i))) {
		c = column_of[class_of[i]]
		k = place_of(c, s)
		dots[k] = dots[k] + 1
		lone[k] = i
		shown = shown + 1
		turn = 0.5 + 0.6180339887 * (dots[k] - 1)
		print sprintf("%.3f %.6g %d %d", middle(c, s) + band * 0.86 * (turn - floor(turn) - 0.5), q_ns[i], s, k)
		lo = smaller(q_ns[i], lo); hi = larger(q_ns[i], hi)
	}
}
set print $medians
do for [c=1:classes] { do for [s=1:strategies] {
	k = place_of(c, s)
	if (dots[k]) {
		if (!known(median[k])) {
			stats $dots using ($4 == k ? $2 : NaN) nooutput
			median[k] = STATS_median
		}
		# Of a single pair that of its trials.
		if (dots[k] == 1) { median_lo[k] = q_lo[lone[k]]; median_hi[k] = q_hi[lone[k]] }
		lo = smaller(median_lo[k], lo); hi = larger(median_hi[k], hi)
		if (known(median_lo[k]) && known(median_hi[k])) { intervals = intervals + 1 } \
		else { median_lo[k] = median[k]; median_hi[k] = median[k] }
		print sprintf("%.3f %.6g %.6g %.6g %d %d %.3f", middle(c, s), median[k], median_lo[k], median_hi[k], \
			rgb(colour(strategy_name[s])), filled(strategy_name[s]), middle(c, s) + (dots[k] > 2 ? 0.5 * band : 0.02))
	}
} }
unset print

# ---- the page: dots above, their medians in figures below ------------------------------------------------------------
longest = 8
do for [s=1:strategies] { if (strlen(strategy_name[s]) > longest) { longest = strlen(strategy_name[s]) } }
left = 40 + letter * longest
each = (width - left - 22) / (1.0 * classes)
if (each > 40 + 60 * strategies && each > 200) { each = strategies > 2 ? 40 + 60 * strategies : 200 }
right = left + each * classes
# A label takes a line a part, and more where a part is too long.
parts(text) = words_by(text, 1)
words_by(text, n) = strstrt(text, ", ") == 0 ? n : words_by(text[strstrt(text, ", ")+2:*], n + 1)
part(text, n) = n == 1 ? (strstrt(text, ", ") == 0 ? text : text[1:strstrt(text, ", ")-1]) \
	: strstrt(text, ", ") == 0 ? "" : part(text[strstrt(text, ", ")+2:*], n - 1)
label_lines = 1
do for [c=1:classes] { if (parts(class_label[c]) > label_lines) { label_lines = parts(class_label[c]) } }
row_px = 16
top_px = 104; plot_px = 340
table_px = top_px + plot_px + 20
listed = strategies > 1 ? strategies : 0
height = table_px + row_px * (label_lines + 1 + listed) + 4
what = strategies > 1 ? "An update, ns; of pingpong, a hand-over" : strategy_name[1] eq "pingpong" \
	? "One-way hand-over of a line (pingpong), ns" : "An update by ".strategy_name[1].", ns"
notes = "a dot a pair, a symbol the median of its class" \
	.(intervals ? ", 95 % intervals as bars where wider: over the pairs from 6 on, of one its trials'" \
	: ", without intervals") \
	.(pairs_failed ? sprintf(" · failed: %d", pairs_failed) : "").(type_cells < pairs ? " · type ".the_type : "")
eval open_page

set lmargin at screen across(left); set rmargin at screen across(right)
set tmargin at screen down(top_px); set bmargin at screen down(top_px + plot_px)
set label what at screen across(left), screen down(top_px - 14) left font ",11" tc rgb ink
set xrange [0.5:classes + 0.5]
unset xtics
do for [c=1:classes-1] {
	set arrow from c + 0.5, graph 0 to c + 0.5, graph 1 nohead back lc rgb rule lw 1
}
set grid y lc rgb rule lt 1 lw 1
if (hi / lo > 8) {
	load here."/log.gp"
	set logscale y
	set yrange [log_from:log_to]
	set ytics ()
	do for [t=1:tics] { set ytics add (si(tic[t]) tic[t]) }
} else {
	set yrange [0:1.12 * hi]
	set ytics autofreq format "%g"
}
centre(c) = across(left + each * (c - 0.5))
narrow = floor(each / 6.2)
do for [c=1:classes] {
	do for [l=1:parts(class_label[c])] {
		set label cut(part(class_label[c], l), narrow) at screen centre(c), screen down(table_px + row_px * (l - 1)) center \
			font ",10" tc rgb ink
	}
}
y = table_px + row_px * label_lines
set label "pairs" at screen across(34), screen down(y) left font ",9" tc rgb faint
do for [c=1:classes] {
	most = 0
	do for [s=1:strategies] { if (dots[place_of(c, s)] > most) { most = dots[place_of(c, s)] } }
	set label sprintf("%d", most) at screen centre(c), screen down(y) center font ",9" tc rgb faint
}
do for [s=1:listed] {
	y = y + row_px
	set label " " at screen across(20), screen down(y) point pt filled(strategy_name[s]) ps 0.8 \
		lc rgb colour(strategy_name[s])
	set label strategy_name[s] at screen across(34), screen down(y) left font ",10" tc rgb colour(strategy_name[s])
	do for [c=1:classes] {
		k = place_of(c, s)
		set label (dots[k] ? figure3(median[k]) : "–") \
			at screen centre(c), screen down(y) center font ",10" tc rgb ink
	}
}
# Paler than the symbols: half way to white.
pale(name) = sum [k=1:3] (int((rgb(name) / 256**(3 - k)) % 256 * 0.45 + 140) * 256**(3 - k))
clouds = 'for [s=1:strategies] $dots using ($3 == s ? $1 : NaN):2 with points pt 7 ps size_of \
		lc rgb pale(colour(strategy_name[s])) notitle, \
	$medians using 1:3:(0):($4 - $3) with vectors nohead lw 2 lc rgb ink notitle, \
	$medians using 1:2:6:5 with points pt variable ps 1.1 lc rgb variable notitle'
size_of = shown > 2000 ? 0.16 : shown > 200 ? 0.3 : 0.45
if (strategies > 1) {
	plot @clouds
} else {
	plot @clouds, $medians using 7:2:(figure3($2)) with labels left offset char 0.7, 0 font ",10" tc rgb ink notitle
}
eval close_page
