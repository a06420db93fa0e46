# SPDX-License-Identifier: MIT
# How long does a line take from each PU to each other? A heat map of the pairs of suite c2c in the order of the topology,
# with its borders.
#
# gnuplot -c plots/matrix.gp DIR [svg|png] [FILE]

chart = "matrix"
own_rows = 1
here = "."
do for [k=1:strlen(ARG0)] { if (ARG0[k:k] eq "/") { here = ARG0[1:k-1] } }
call here."/style.gp" ARG1 ARG2 ARG3
load here."/pairs.gp"

title = "How long does a line take from each PU to each other?"
# Of one strategy, type and home: those of the first pair, pingpong before others.
# A sum whose terms assign is a loop, and for thousands of pairs much quicker than one of commands.
first = 0; all = 0
loop = sum [i=1:pairs] (q_suite[i] ne "c2c" ? 0 : (all = all + 1, \
	first = first == 0 || (q_strategy[i] eq "pingpong" && q_strategy[first] ne "pingpong") ? i : first))
if (first == 0) {
	printerr chart.": nothing to draw: no pair of suite c2c in ".folder."/summary.csv"
	exit status 3
}
wanted(i) = q_suite[i] eq "c2c" && q_strategy[i] eq q_strategy[first] && q_type[i] eq q_type[first] \
	&& q_asked[i] eq q_asked[first]
array one[all]; array two[all]; array ns[all]; array threads[all]
array width_of[all]
shown = 0; highest = 0; lo = NaN; hi = NaN; sure = 0
loop = sum [i=1:pairs] (!wanted(i) ? 0 : (shown = shown + 1, \
	one[shown] = word(q_pus[i], 1) + 0, two[shown] = word(q_pus[i], 2) + 0, ns[shown] = q_ns[i], \
	threads[shown] = q_relation[i] eq "smt", \
	highest = larger(one[shown], larger(two[shown], highest)), lo = smaller(q_ns[i], lo), hi = larger(q_ns[i], hi), \
	last_of = i, known(q_lo[i]) ? (sure = sure + 1, width_of[sure] = 50 * (q_hi[i] - q_lo[i]) / q_ns[i]) : 0))

# ---- the PUs in the order of the topology; those that pus.csv lacks come after, by number -----------------------------
size = lines_of("pus.csv") - 1
listed = size > 0 ? size : 0
room = listed + highest + 1
array p_os[room]; array p_core[room]; array p_l2[room]; array p_l3[room]
array p_package[room]; array p_node[room]; array p_kind[room]
pus = 0
if (listed) {
	set datafile separator comma columnheaders
	stats "pus.csv" using (pus = pus + 1, p_os[pus] = at("pu"), p_core[pus] = at("core"), p_l2[pus] = at("l2"), \
		p_l3[pus] = at("l3"), p_package[pus] = at("package"), p_node[pus] = at("node"), \
		p_kind[pus] = at("kind"), 1) nooutput
	set datafile separator whitespace
	set datafile nocolumnheaders
	do for [p=1:pus] { if (p_os[p] > highest) { highest = p_os[p] } }
}
array place[highest + 1]; array used[highest + 1]
do for [k=1:highest+1] { place[k] = 0; used[k] = 0 }
do for [p=1:pus] { place[p_os[p] + 1] = p }
loop = sum [i=1:shown] (used[one[i] + 1] = 1, used[two[i] + 1] = 1)
do for [k=1:highest+1] {
	if (used[k] && place[k] == 0) {
		pus = pus + 1
		place[k] = pus
		p_os[pus] = k - 1
		p_core[pus] = NaN; p_l2[pus] = NaN; p_l3[pus] = NaN; p_package[pus] = NaN; p_node[pus] = NaN; p_kind[pus] = NaN
	}
}
loop = sum [i=1:shown] (one[i] = place[one[i] + 1], two[i] = place[two[i] + 1])

# A row for each PU that was measured with another core's. A thread that was only measured with its own core's gets none:
# that figure stands on the diagonal of the core.
array outside[pus]
do for [p=1:pus] { outside[p] = 0 }
in_core(i) = threads[i] || p_core[one[i]] == p_core[two[i]]
loop = sum [i=1:shown] (in_core(i) ? 0 : (outside[one[i]] = 1, outside[two[i]] = 1))
folded = 0; apart = sum [p=1:pus] outside[p]
loop = sum [i=1:shown] (!in_core(i) ? 0 : ( \
	outside[one[i]] = outside[one[i]] || !outside[two[i]], outside[two[i]] = outside[two[i]] || apart == 0, \
	folded = folded + (!outside[one[i]] || !outside[two[i]])))
array row_of[pus]; array row_pu[pus]
n = 0
do for [p=1:pus] {
	row_of[p] = 0
	if (outside[p]) { n = n + 1; row_of[p] = n; row_pu[n] = p }
}
array value[n * n]
loop = sum [k=1:n*n] (value[k] = NaN, 0)
# Of a core of many threads the first two.
loop = sum [i=1:shown] (r = row_of[one[i]], c = row_of[two[i]], r = r == 0 ? c : r, c = c == 0 ? r : c, \
	known(value[n * (r - 1) + c]) ? 0 : (value[n * (r - 1) + c] = ns[i], value[n * (c - 1) + r] = ns[i]))

# ---- the page --------------------------------------------------------------------------------------------------------
left = 66
cell = n <= 2 ? 96 : n <= 4 ? 84 : n <= 8 ? 64 : n <= 17 ? 44 : n <= 384 ? floor(768 / n) : 768.0 / n
side = cell * n
# Groups of neighbours that are more than one: their name and number above the map, and lines between them.
array group_name[5] = ["package", "node", "kind", "L3", "L2"]
array group_line[5] = [3, 1.8, 1.8, 0.8, 0.8]
part_of(g, p) = g == 1 ? p_package[p] : g == 2 ? p_node[p] : g == 3 ? p_kind[p] : g == 4 ? p_l3[p] : p_l2[p]
differ(x, y) = known(x) != known(y) || (known(x) && x != y)
array parts[5]; heads = 0
do for [g=1:5] {
	parts[g] = 1
	do for [r=2:n] { parts[g] = parts[g] + differ(part_of(g, row_pu[r]), part_of(g, row_pu[r-1])) }
	# Caches of a core each say nothing.
	if (g > 3 && parts[g] == n) { parts[g] = 1 }
	heads = heads + (parts[g] > 1)
}
top_px = 96 + 15 * (heads > 0 ? heads : 1)
foot_px = 64
height = top_px + side + foot_px
least_height = 260
if (height < least_height) { height = least_height }
heat_x = left + side + 16; heat_top = top_px + 12; heat_px = side - 12 < 300 ? side - 12 : 300
load here."/heat.gp"

certain = "fewer than 6 trials: no intervals"
if (sure) {
	stats width_of using ($1 <= sure ? $2 : NaN) nooutput
	certain = shown > 1 ? "half of the 95 % intervals within ±".percent(STATS_median) \
		: "95 % interval ".figure3(q_lo[last_of])." to ".figure3(q_hi[last_of])
}
holes = sum [r=1:n] (sum [c=1:n] (r != c && !known(value[n * (r - 1) + c])))
notes = (q_strategy[first] eq "pingpong" ? "one-way hand-over" : "an update by ".q_strategy[first])." in ns: " \
	.(shown == 1 ? "median of 1 pair" : sprintf("medians of %d pairs", shown)).", ".certain \
	.(holes ? " · grey: not measured" : "") \
	.(pairs_failed ? sprintf(" · failed: %d", pairs_failed) : "") \
	.(all > shown ? sprintf(" · left out: %d", all - shown) : "")
eval open_page

set lmargin at screen across(left); set rmargin at screen across(left + side)
set tmargin at screen down(top_px); set bmargin at screen down(top_px + side)
set xrange [0:n]; set yrange [n:0]
set object 1 rectangle from 0, 0 to n, n behind fillcolor rgb "#E6E6E6" fillstyle solid noborder
set border 15 lc rgb "#AAAAAA"

# Marks at every PU, or at so many that their numbers stand apart, in step with the L3s where these are all alike.
digits = strlen(sprintf("%d", highest))
need = (7 * digits + 6) / (1.0 * cell)
in_l3 = 1
do for [r=2:n] { if (differ(p_l3[row_pu[r]], p_l3[row_pu[1]])) { break }; in_l3 = r }
even = n > in_l3 && n % in_l3 == 0 && parts[4] == n / in_l3
step = 1
while (step < need) {
	step = even && step >= in_l3 ? step + in_l3 : step + 1
	while (even && step < in_l3 && in_l3 % step) { step = step + 1 }
}
if (!even && step > 2) { step = 2 ** ceil(log(step) / log(2)) }
set xtics () scale 0.5 out; set ytics () scale 0.5 out
do for [r=1:n] {
	if ((r - 1) % step == 0) {
		set xtics add (sprintf("%d", p_os[row_pu[r]]) r - 0.5)
		set ytics add (sprintf("%d", p_os[row_pu[r]]) r - 0.5)
	}
}
set xtics font ",9"; set ytics font ",9"

nth = 0; lines_say = ""
do for [g=1:5] {
	if (parts[g] < 2) { continue }
	nth = nth + 1
	head_y = top_px - 8 - 15 * (heads - nth)
	set label group_name[g] at screen across(left - 8), screen down(head_y) right font ",9" tc rgb faint
	from = 0
	do for [r=1:n] {
		last = r == n ? 1 : differ(part_of(g, row_pu[r]), part_of(g, row_pu[r+1]))
		if (last) {
			say = known(part_of(g, row_pu[r])) ? sprintf("%d", part_of(g, row_pu[r])) : "–"
			if (cell * (r - from) >= 7 * strlen(say) + 4) {
				set label say at screen across(left + cell * (from + r) / 2.0), screen down(head_y) center font ",9" \
					tc rgb ink
			}
			if (r < n) {
				set arrow from r, 0 to r, n nohead front lw group_line[g] lc rgb "#FFFFFF"
				set arrow from 0, r to n, r nohead front lw group_line[g] lc rgb "#FFFFFF"
			}
			from = r
		}
	}
	lines_say = group_name[g].(lines_say eq "" ? "" : ", ").lines_say
}
set label "PU, the kernel's number, in the order of the topology".(lines_say eq "" ? "" : "; lines, the thin ones first: " \
	.lines_say) at screen across(14), screen down(top_px + side + 34) left font ",9" tc rgb faint
if (folded) {
	set label "on the diagonal: between two threads of the core" at screen across(14), screen down(top_px + side + 50) left \
		font ",9" tc rgb faint
}

if (n <= 32) {
	set print $cells
	do for [r=1:n] { do for [c=1:n] {
		x = value[n * (r - 1) + c]
		if (known(x)) { print sprintf("%g %g %.9g %s %d", c - 0.5, r - 0.5, x, figure3(x), on(x)) }
	} }
	unset print
	if (n <= 17) { plot @heat_cells, @heat_figures } else { plot @heat_cells }
} else {
	# A picture, of so many points a cell that no viewer blurs it into its neighbours: boxes would be megabytes.
	grain = ceil(cell)
	set urange [0.5 : n * grain - 0.5]; set vrange [0.5 : n * grain - 0.5]
	set samples n * grain; set isosamples n * grain
	index(u, v) = 1 + int(u / grain) + n * int(v / grain)
	plot '++' using ($1 / grain):($2 / grain):(value[index($1, $2)]) with image notitle
}
eval close_page
