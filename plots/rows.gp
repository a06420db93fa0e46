# SPDX-License-Identifier: MIT
# The rows of summary.csv in the arrays c_NAME[1..rows], but for those of pairs of PUs; which of them a chart is about
# that compares strategies: main(i). Loaded by style.gp.

# Lines are counted before, as an array needs its size and a file without rows must not end in a gnuplot error.
lines = lines_of("summary.csv")
if (lines < 2) {
	printerr chart.": nothing to draw: no rows in ".folder."/summary.csv"
	exit status 3
}
size = lines - 1
array c_strategy[size]; array c_kind[size]; array c_type[size]; array c_placement[size]; array c_status[size]
array c_workers[size]; array c_hold[size]; array c_gap[size]; array c_reads[size]; array c_n[size]
array c_ops[size]; array c_ops_lo[size]; array c_ops_hi[size]
array c_kept[size]; array c_kept_lo[size]; array c_kept_hi[size]
array c_ns[size]; array c_ns_lo[size]; array c_ns_hi[size]; array c_cycles[size]
array c_lost[size]; array c_lost_lo[size]; array c_lost_hi[size]
array c_run[size]; array c_run_lo[size]; array c_run_hi[size]
array c_jain[size]; array c_jain_lo[size]; array c_jain_hi[size]; array c_home[size]
array c_per[size]; array c_per_lo[size]; array c_per_hi[size]; array c_server[size]

late_homes = has("summary.csv", "home_asked")
late_servers = has("summary.csv", "server_shares")
# Pairs of PUs, thousands of them, have charts of their own: a suite's, and those that the suite topology makes.
of_a_pair(suite, placement) = suite eq "c2c" || (suite eq "topology" && placement[1:5] eq "cpus:")
rows = 0
set datafile separator comma columnheaders
stats "summary.csv" using (of_a_pair(strcol("suite"), strcol("placement")) ? 0 : (rows = rows + 1, \
	c_strategy[rows] = strcol("strategy"), c_kind[rows] = strcol("kind"), c_type[rows] = strcol("type"), \
	c_placement[rows] = strcol("placement"), c_status[rows] = strcol("status"), \
	c_workers[rows] = at("workers"), c_hold[rows] = at("hold_ns"), c_gap[rows] = at("gap_ns"), \
	c_reads[rows] = at("reads_ppm"), c_n[rows] = at("n"), \
	c_ops[rows] = at("ops_per_s_median") / 1e6, c_ops_lo[rows] = at("ops_per_s_lo") / 1e6, \
	c_ops_hi[rows] = at("ops_per_s_hi") / 1e6, \
	c_kept[rows] = at("kept_per_s_median") / 1e6, c_kept_lo[rows] = at("kept_per_s_lo") / 1e6, \
	c_kept_hi[rows] = at("kept_per_s_hi") / 1e6, \
	c_ns[rows] = at("ns_per_op_median"), c_ns_lo[rows] = at("ns_per_op_lo"), c_ns_hi[rows] = at("ns_per_op_hi"), \
	c_cycles[rows] = at("cycles_per_op"), \
	c_lost[rows] = at("lost_ppm") / 1e4, c_lost_lo[rows] = at("lost_ppm_lo") / 1e4, \
	c_lost_hi[rows] = at("lost_ppm_hi") / 1e4, \
	c_run[rows] = at("run_length"), c_run_lo[rows] = at("run_length_lo"), c_run_hi[rows] = at("run_length_hi"), \
	c_jain[rows] = at("jain"), c_jain_lo[rows] = at("jain_lo"), c_jain_hi[rows] = at("jain_hi"), \
	c_home[rows] = late_homes ? strcol("home_asked") : "NA", \
	c_per[rows] = at("ns_per_kept_median"), c_per_lo[rows] = at("ns_per_kept_lo"), \
	c_per_hi[rows] = at("ns_per_kept_hi"), c_server[rows] = late_servers ? strcol("server_shares") : "NA", \
	1)) nooutput
set datafile separator whitespace
set datafile nocolumnheaders
if (rows == 0) {
	printerr chart.": nothing to draw: all rows of ".folder."/summary.csv are of pairs of PUs"
	exit status 3
}

good(i) = c_status[i] eq "ok"
shared(i) = c_kind[i] ne "baseline"
plain(i) = c_hold[i] == 0 && c_gap[i] == 0 && c_reads[i] == 0
# Where there are several types, placements or homes, a chart that is not about them takes the one with the most rows, the
# first of equals.
same_type(i) = sum [j=1:rows] (c_type[j] eq c_type[i])
same_placement(i) = sum [j=1:rows] (c_placement[j] eq c_placement[i])
same_home(i) = sum [j=1:rows] (c_home[j] eq c_home[i])
the_type = c_type[1]; most = same_type(1); several_types = most < rows
the_placement = c_placement[1]; most_placed = same_placement(1); several_placements = most_placed < rows
the_home = c_home[1]; most_at_home = same_home(1); several_homes = most_at_home < rows
do for [i=2:rows] {
	if (same_type(i) > most) { the_type = c_type[i]; most = same_type(i) }
	if (same_placement(i) > most_placed) { the_placement = c_placement[i]; most_placed = same_placement(i) }
	if (same_home(i) > most_at_home) { the_home = c_home[i]; most_at_home = same_home(i) }
}
at_home(i) = c_home[i] eq the_home
main(i) = c_type[i] eq the_type && c_placement[i] eq the_placement && at_home(i)
