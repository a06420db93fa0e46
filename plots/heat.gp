# SPDX-License-Identifier: MIT
# Colours for times of lo..hi ns: light is near, dark is far; logarithmic from eightfold on.
#
# Use: set lo, hi, heat_x, heat_top, heat_px (place and height of the colour box in pixels) and load once `height` is set.
# Then `shade(x)` is 0 (light) to 1 (dark) and `on(x)` the colour of a text that is read on it; @heat_cells and
# @heat_figures are plots of $cells: x, y, ns, figure, colour of the figure.

# viridis (S. van der Walt, N. Smith, M. Firing, 2015, CC0), from its light end: even steps to the eye, also to those who
# tell red from green badly, and in grey. Nothing of it is white, which stays for what was not measured.
set palette defined (0 "#fde725", 1 "#b5de2b", 2 "#6ece58", 3 "#35b779", 4 "#1f9e89", 5 "#26828e", 6 "#31688e", \
	7 "#3e4989", 8 "#482878", 9 "#440154")
heat_log = hi / lo > 8
heat_from = lo < hi ? lo : 0.9 * lo
heat_to = lo < hi ? hi : 1.1 * hi
shade(x) = heat_log ? log(x / heat_from) / log(heat_to / heat_from) : (x - heat_from) / (heat_to - heat_from)
on(x) = rgb(shade(x) > 0.45 ? "#FFFFFF" : ink)
set cbrange [heat_from:heat_to]
set cbtics scale 0.4 offset -0.6, 0 font ",9" textcolor rgb ink format "%g"
if (heat_log) {
	load here."/log.gp"
	set logscale cb
	set cbtics ()
	do for [t=1:tics] { if (tic[t] >= heat_from && tic[t] <= heat_to) { set cbtics add (si(tic[t]) tic[t]) } }
}
if (lo < hi) {
	set colorbox user origin across(heat_x), down(heat_top + heat_px) size across(14), heat_px / (1.0 * height) noborder
	set label 9010 "ns" at screen across(heat_x), down(heat_top - 10) left font ",10" tc rgb faint
} else {
	unset colorbox
}
# The border closes the seam that viewers leave between neighbours.
heat_cells = '$cells using 1:2:(0.5):(0.5):3 with boxxyerror fillstyle solid 1.0 lc palette lw 0.4 notitle'
heat_font = ",9"
heat_figures = '$cells using 1:2:4:5 with labels center font heat_font tc rgb variable notitle'
