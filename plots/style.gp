# SPDX-License-Identifier: MIT
# What all charts share: arguments, the look of each strategy, the page; and by way of rows.gp the rows of summary.csv.
#
# A chart is drawn by `gnuplot -c plots/NAME.gp DIR [svg|png] [FILE]`. The chart sets `chart` (its name) and `here` (its
# own folder) and calls this file, which leaves the current folder at DIR. Needs gnuplot 5.4.

if (ARG1 eq "") {
	printerr "usage: gnuplot -c plots/".chart.".gp DIR [svg|png] [FILE]"
	exit status 2
}
format = ARG2 eq "" ? "svg" : ARG2
if (format ne "svg" && format ne "png") {
	printerr chart.": format '".format."': svg or png"
	exit status 2
}
set encoding utf8
absolute(path) = path[1:1] eq "/" ? path : GPVAL_PWD."/".path
here = absolute(here)
output = ARG3 eq "" ? chart.".".format : absolute(ARG3)
folder = ARG1
cd folder

number(text) = (text eq "" || text eq "NA") ? NaN : real(text)
known(x) = x == x
at(name) = number(strcol(name))
# How many lines a file has, and whether its header names a column; 0: no such file.
lines_of(file) = system("cat ".file." 2>/dev/null | wc -l") + 0
has(file, name) = strstrt(",".system("head -n 1 ".file." 2>/dev/null").",", ",".name.",") > 0
# A chart that draws from something else than the cells as they are sets own_rows = 1 before.
if (!exists("own_rows")) { own_rows = 0 }
if (!own_rows) { load here."/rows.gp" }

machine = system("sed -n 's/^machine: *//p' host.txt 2>/dev/null | head -n 1")
if (machine eq "") { machine = "machine not recorded" }

# ---- the look of a strategy: name, colour, filled symbol (the hollow one is the number before), dashes ---------------
# Colours: Okabe and Ito, Color Universal Design, 2008, and Tol's muted scheme, less those too pale for white paper.
# Baselines are grey. No two have colour and symbol in common.
looks = "\
	empty          #999999  5  3 \
	private        #777777  7  3 \
	private_atomic #555555  9  3 \
	unlocked       #D55E00  5  1 \
	unlocked_asm   #D55E00 15  2 \
	locked_getset  #E69F00 13  1 \
	mutex          #0072B2  7  1 \
	mutex_robust   #56B4E9  9  2 \
	semaphore      #CC79A7 11  1 \
	fetch_add      #009E73  5  1 \
	atomic_add     #999933 13  2 \
	cas            #000000  9  1 \
	seqlock        #882255 15  1 \
	pipe           #117733  7  1 \
	unix           #44AA99  9  1 \
	tcp            #AA4499 11  1 \
	queue          #CC6677 13  2 \
	manager        #661100  5  1 \
	manager_getset #CC3311 15  3 \
	mq             #6699CC  7  3 \
	pingpong       #332288  7  2 "
# A name that is not listed gets a place by its letters, so that it looks the same in every chart.
others = "#332288 #44AA99 #117733 #CC6677 #AA4499 #0072B2 #D55E00"
letters = "0123456789_abcdefghijklmnopqrstuvwxyz"
hash(name) = sum [k=1:strlen(name)] (k * (1 + strstrt(letters, name[k:k])))
place(name) = sum [k=1:words(looks)/4] (word(looks, 4*k - 3) eq name ? k : 0)
look(name, part) = place(name) ? word(looks, 4*place(name) - 3 + part) \
	: part == 1 ? word(others, 1 + hash(name) % words(others)) \
	: part == 2 ? sprintf("%d", 5 + 2 * (hash(name) / words(others) % 6)) : "4"
colour(name) = look(name, 1)
filled(name) = look(name, 2) + 0
hollow(name) = filled(name) - 1
dash(name) = look(name, 3) + 0
digit(c) = strstrt("0123456789ABCDEF", c) - 1
rgb(text) = sum [k=1:6] (digit(text[k+1:k+1]) * 16**(6 - k))

# ---- words and figures -----------------------------------------------------------------------------------------------
processes(n) = n == 1 ? "1 process" : sprintf("%d processes", n)
si(x) = x >= 1e6 ? sprintf("%gM", x / 1e6) : x >= 1e4 ? sprintf("%gk", x / 1e3) : sprintf("%g", x)
figure3(x) = x >= 9999.5 ? figure3(x / 1e3)."k" : x >= 99.95 ? sprintf("%.0f", x) : x >= 9.995 ? sprintf("%.1f", x) : sprintf("%.2f", x)
percent(x) = sprintf(x < 9.95 ? "%.1f %%" : "%.0f %%", x)
duration(ns) = ns >= 1e6 ? sprintf("%g ms", ns / 1e6) : ns >= 1e3 ? sprintf("%g µs", ns / 1e3) : sprintf("%g ns", ns)
cut(text, n) = strlen(text) <= n ? text : text[1:n-1]."…"
# The text of a mark on an axis is a format.
literal(text) = strstrt(text, "%") == 0 ? text \
	: text[1:strstrt(text, "%")]."%".literal(text[strstrt(text, "%")+1:*])
smaller(x, y) = known(x) && !(x >= y) ? x : y
larger(x, y) = known(x) && !(x <= y) ? x : y

word_of(i) = sprintf("%s at %d", c_strategy[i], c_workers[i])

# ---- the page: pixels from the left and from the top -------------------------------------------------------------------
ink = "#222222"; faint = "#666666"; rule = "#E3E3E3"
letter = 6.9 # mean width of a letter at 11 points
width = 920
across(px) = px / (1.0 * width)
down(px) = 1 - px / (1.0 * height)
title = ""; notes = ""
failed = "" # cells of the chart that gave no figure
note_failed = 'failed = failed.(failed eq "" ? "" : ", ").word_of(i)'
intervals = 0 # of the points drawn

# PNG: twice as many pixels for slides; its points are 4/3 of a pixel, those of SVG one.
# To be evaluated once `height` and `title` are set: opens the file and writes the head; `notes` is its third line.
open_page = ' \
	if (format eq "png") { \
		set terminal pngcairo size 2*width, 2*height noenhanced font "DejaVu Sans,11" fontscale 1.5 \
			linewidth 2 pointscale 2.6 background rgb "white" \
	} else { \
		set terminal svg size width, height noenhanced font "DejaVu Sans,Helvetica,Arial,sans-serif,11" \
			background rgb "white" name chart \
	}; \
	set output output; \
	set multiplot; \
	set label 9001 title at screen across(14), down(20) left font ",15" tc rgb ink; \
	set label 9002 cut(machine, 130) at screen across(14), down(41) left font ",10" tc rgb faint; \
	set label 9003 cut(notes, 130) at screen across(14), down(59) left font ",10" tc rgb faint'
close_page = 'unset multiplot; set output'

bars(n) = n ? "medians, 95 % intervals as bars where wider than the symbol" : "medians without intervals: fewer than 6 trials"
what_else(failed) = (several_placements ? " · placement ".the_placement : "").(several_types ? " · type ".the_type : "") \
	.(several_homes ? " · home ".the_home : "") \
	.(failed ne "" ? " · failed: ".failed : "")

set border 3 lc rgb "#AAAAAA"
set tics nomirror out scale 0.5 textcolor rgb ink font ",10"
set errorbars 0
unset key
