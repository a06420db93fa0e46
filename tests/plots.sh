#!/bin/sh
# SPDX-License-Identifier: MIT
# Charts: each script of plots/ draws what its data holds, whole and without complaint, and nothing where there is nothing.
#
# plots.sh      the scripts, on the small results of golden/plots
# plots.sh DIR  a results folder, also a joined one: its charts and its report.html
# shellcheck disable=SC2013,SC2016 # the lists are of words; $at is awk's
# Environment: srcdir, the folder of the sources' tests (default: this script's own).

set -u
export LC_ALL=C.UTF-8 # of which gnuplot does not warn; plain C it does
here=$(cd "$(dirname "$0")" && pwd)
srcdir=${srcdir:-$here}
case $srcdir in /*) ;; *) srcdir=$(pwd)/$srcdir ;; esac
# automake gives the top folder.
[ -d "$srcdir/golden" ] || srcdir=$srcdir/tests
top=$(cd "$srcdir/.." && pwd)
plots=$top/plots
charts=$(sed -n 's/.*\.name = "\([a-z_]*\)".*/\1/p' "$top/src/report/charts.c")
# Those of pairs of PUs, and those of several machines, which a joined report draws.
of_pairs="matrix distance numa"
of_machines="machines"
bad=0
checks=0

bad() { echo "plots.sh: $*" >&2; bad=$((bad + 1)); }
check() { checks=$((checks + 1)); } # counts, so that a test that tests nothing is seen

if ! command -v gnuplot >/dev/null 2>&1; then
	echo "plots.sh: skipped: no gnuplot"
	exit 77
fi
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# Well-formed XML, as far as the tools at hand can tell.
well_formed() { # FILE
	if command -v xmllint >/dev/null 2>&1; then
		xmllint --noout "$1" 2>"$tmp/xml" || bad "$1 is not well-formed: $(head -n 1 "$tmp/xml")"
	else
		[ "$(grep -c '</svg>\|</html>' "$1")" -gt 0 ] || bad "$1 has no end"
	fi
}

svg_whole() { # FILE
	check
	[ -s "$1" ] || { bad "$1 is empty or absent"; return; }
	well_formed "$1"
	# Pictures within are letters of any kind.
	if sed "s/href='data:[^']*'//g" "$1" | grep -q -i '[^a-z]nan[^a-z]'; then bad "$1 holds a NaN"; fi
	if grep -q 'xlink:href=.http\|<script' "$1"; then bad "$1 needs something from outside"; fi
}

png_whole() { # FILE
	check
	[ "$(head -c 8 "$1" 2>/dev/null | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ] || bad "$1 is no PNG"
	[ "$(tail -c 8 "$1" 2>/dev/null | od -An -tx1 | tr -d ' \n')" = 49454e44ae426082 ] || bad "$1 is cut"
}

# The strategies whose figures a chart has to name, by the columns of summary.csv.
named() { # CHART FILE
	awk -F, -v chart="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["status"] != "ok" { next }
		{
			idle = $at["hold_ns"] + $at["gap_ns"] == 0
			plain = idle && $at["reads_ppm"] == 0
			shared = $at["kind"] != "baseline"
			name = $at["strategy"]
			if ((chart == "scaling" || chart == "lost") && shared && plain) print name
			if (chart == "worked" && !idle && $at["kind"] == "exact") print name
			if (chart == "reads" && $at["reads_ppm"] > 0) print name
			if (chart == "placement" && shared && plain && $at["placement"] != "compact") print name
			if (chart == "floor" && plain && $at["workers"] == 1) print name
			if (chart == "transports" && shared && plain) print name
		}' "$2" | sort -u
}

pictures() { # CHART DIR: as both formats, without a word
	for format in svg png; do
		out=$tmp/$1.$format
		rm -f "$out"
		gnuplot -d -c "$plots/$1.gp" "$2" "$format" "$out" >"$tmp/said" 2>&1
		code=$?
		[ $code -eq 0 ] || { bad "$1 of $2 as $format: exit $code: $(head -n 3 "$tmp/said" | tr '\n' ' ')"; continue; }
		[ ! -s "$tmp/said" ] || bad "$1 of $2 as $format says: $(head -n 3 "$tmp/said" | tr '\n' ' ')"
		${format}_whole "$out"
	done
}

draws() { # CHART DIR: pictures that name all strategies they should
	pictures "$1" "$2"
	names=$(named "$1" "$2/summary.csv")
	[ -n "$names" ] || bad "$1 of $2: no strategy to look for"
	for name in $names; do
		check
		grep -q ">${name}[<:, ]" "$tmp/$1.svg" || bad "$1 of $2 does not name $name"
	done
}

silent() { # CHART DIR: nothing to draw
	check
	rm -f "$tmp/none.svg"
	gnuplot -d -c "$plots/$1.gp" "$2" svg "$tmp/none.svg" >"$tmp/said" 2>&1
	code=$?
	[ $code -eq 3 ] || bad "$1 of $2: exit $code, not 3"
	[ "$(wc -l <"$tmp/said")" -eq 1 ] || bad "$1 of $2 says not one line but: $(cat "$tmp/said")"
	[ ! -e "$tmp/none.svg" ] || bad "$1 of $2 made a file without anything in it"
}

rows_where() { # FIXTURE CONDITION NAME: a folder with only some of its rows
	mkdir -p "$tmp/$3"
	awk -F, "NR == 1 { for (i = 1; i <= NF; i++) at[\$i] = i } NR == 1 || ($2)" \
		"$srcdir/golden/plots/$1/summary.csv" >"$tmp/$3/summary.csv"
}

is_of_pairs() { echo "$of_pairs" | tr ' ' '\n' | grep -q -x "$1"; }

a_look_for_each_strategy() {
	sed -n 's/^STRATEGY(\([a-z_0-9]*\))$/\1/p' "$top/src/strategy/strategies.def" | sort >"$tmp/listed"
	sed -n 's/^\t\([a-z_0-9]*\) *#[0-9A-F]\{6\} .*/\1/p' "$plots/style.gp" | sort >"$tmp/styled"
	check
	[ -s "$tmp/listed" ] || bad "no strategy found in strategies.def"
	for name in $(comm -23 "$tmp/listed" "$tmp/styled"); do bad "style.gp has no look for $name"; done
	for name in $(comm -13 "$tmp/listed" "$tmp/styled"); do bad "style.gp has a look for $name, which is not listed"; done
	twice=$(sed -n 's/^\t[a-z_0-9]* *\(#[0-9A-F]\{6\}\) *\([0-9]*\) .*/\1 \2/p' "$plots/style.gp" | sort | uniq -d)
	[ -z "$twice" ] || bad "style.gp gives two strategies the same look: $twice"
}

# A strategy has the same colour and symbol in every chart: those of style.gp.
colours_kept() {
	for name in $(cat "$tmp/styled"); do
		[ "$name" != pingpong ] || continue # takes two, and floor is of one
		colour=$(sed -n "s/^\t$name *#\([0-9A-F]\{6\}\) .*/\1/p" "$plots/style.gp")
		red=$((0x${colour%????})); rest=${colour#??}
		green=$((0x${rest%??})); blue=$((0x${rest#??}))
		check
		cat "$tmp/floor.svg" "$tmp/transports.svg" | grep -q -i "#$colour\|rgb( *$red, *$green, *$blue)" ||
			bad "neither floor nor transports draws $name in its colour"
	done
}

# Asking beside sharing: with one process and two, with one alone, where a server shares a PU and where none does.
the_transports() {
	rows_where transports '$at["workers"] == 1' asked_alone
	rows_where transports '$at["server_shares"] != "NA"' asked_only
	rows_where transports '$at["server_shares"] == "NA"' shared_only
	draws transports "$tmp/asked_alone"
	check
	if grep -q 'hollow' "$tmp/transports.svg"; then bad "transports of one process speaks of hollow symbols"; fi
	draws transports "$tmp/asked_only"
	silent transports "$tmp/shared_only"
	draws scaling "$srcdir/golden/plots/transports"
	draws lost "$srcdir/golden/plots/transports"
	draws transports "$srcdir/golden/plots/transports"
	check
	grep -q "2 processes, the server on a worker's PU" "$tmp/transports.svg" ||
		bad "transports does not say that the server shares a PU"
}

the_scripts() {
	for chart in $charts; do
		[ -f "$plots/$chart.gp" ] || bad "charts.c names $chart, but there is no plots/$chart.gp"
	done
	for script in $(grep -l '^chart = "' "$plots"/*.gp); do
		name=$(basename "$script" .gp)
		echo "$charts $of_machines" | tr ' ' '\n' | grep -q -x "$name" || bad "charts.c does not name $name"
	done
	a_look_for_each_strategy

	for chart in $charts; do
		is_of_pairs "$chart" && continue
		case $chart in
		placement | transports) silent "$chart" "$srcdir/golden/plots/two" ;;
		*) draws "$chart" "$srcdir/golden/plots/two" ;;
		esac
		case $chart in
		transports) silent "$chart" "$srcdir/golden/plots/sixteen" ;;
		*) draws "$chart" "$srcdir/golden/plots/sixteen" ;;
		esac
	done
	the_transports
	colours_kept

	rows_where two '$at["workers"] == 1' alone
	rows_where two '0' header
	rows_where two '$at["strategy"] == "fetch_add" && $at["workers"] == 2 && $at["gap_ns"] == 0' one
	mkdir -p "$tmp/absent" "$tmp/a name with ' and spaces"
	cp "$srcdir/golden/plots/two/summary.csv" "$tmp/a name with ' and spaces"
	for chart in $charts $of_machines; do
		silent "$chart" "$tmp/header"
		silent "$chart" "$tmp/absent"
		if [ "$chart" = floor ]; then draws floor "$tmp/alone"; else silent "$chart" "$tmp/alone"; fi
	done
	draws scaling "$tmp/one"
	draws reads "$tmp/one"
	silent lost "$tmp/one"
	silent floor "$tmp/one"
	draws scaling "$tmp/a name with ' and spaces"

	# A name that style.gp does not know, no interval, figures that are NA.
	mkdir -p "$tmp/odd"
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR > 1 {
		if ($at["strategy"] == "cas") $at["strategy"] = "a_lock_of_tomorrow"
		for (i = 1; i <= NF; i++) if (i != at["cell"] && (i == at["run_length"] || i == at["jain"])) $i = "NA"
		for (name in at) if (name ~ /_(lo|hi|coverage)$/) $at[name] = "NA"
		$at["n"] = 3
	} { print }' "$srcdir/golden/plots/two/summary.csv" >"$tmp/odd/summary.csv"
	for chart in $charts; do
		case $chart in placement | transports) continue ;; esac
		is_of_pairs "$chart" || draws "$chart" "$tmp/odd"
	done
	check
	grep -q 'without intervals' "$tmp/floor.svg" || bad "floor does not say that there are no intervals"
	grep -q 'machine not recorded' "$tmp/floor.svg" || bad "floor does not say that the machine is not known"

	# From anywhere, the script by a relative path, into the results folder.
	mkdir -p "$tmp/in"
	cp "$srcdir/golden/plots/two/summary.csv" "$tmp/in"
	check
	(cd "$plots" && gnuplot -d -c floor.gp "$tmp/in") || bad "floor.gp by its bare name failed"
	(cd "$tmp" && gnuplot -d -c "$plots/scaling.gp" in png) || bad "scaling.gp on a relative folder failed"
	svg_whole "$tmp/in/floor.svg"
	png_whole "$tmp/in/scaling.png"
}

# shellcheck source=tests/plots_topology.sh
. "$srcdir/plots_topology.sh"

a_folder() { # DIR, of one machine or joined
	drawn=$charts
	data=summary.csv
	if [ -e "$1/machines.csv" ]; then
		drawn=$of_machines
		data=joined.csv
	fi
	[ -s "$1/$data" ] || { bad "$1: no $data"; return; }
	[ -s "$1/report.html" ] || { bad "$1: no report.html"; return; }
	well_formed "$1/report.html"
	for chart in $drawn; do
		gnuplot -d -c "$plots/$chart.gp" "$1" svg "$tmp/$chart.svg" >"$tmp/said" 2>&1
		code=$?
		if [ $code -eq 3 ]; then
			check
			[ ! -e "$1/$chart.svg" ] || bad "$1/$chart.svg is there though there is nothing to draw"
			continue
		fi
		[ $code -eq 0 ] || bad "$chart of $1: $(cat "$tmp/said")"
		svg_whole "$1/$chart.svg"
		cmp -s "$tmp/$chart.svg" "$1/$chart.svg" || bad "$1/$chart.svg is not what its data gives"
		grep -q "id=[\"']$chart-" "$1/report.html" || bad "$1/report.html does not hold the chart $chart"
	done
	check
	if grep -E -q "(src|href|action|data)=[\"'](https?:|//|file:)|<script|<link|@import|url\([\"']?[^#\"')]" "$1/report.html"; then
		bad "$1/report.html refers to something outside"
	fi
	twice=$(grep -o "[ 	]id=[\"'][^\"']*[\"']" "$1/report.html" | sort | uniq -d | head -n 3)
	[ -z "$twice" ] || bad "$1/report.html has ids twice: $twice"
	for link in $(grep -o 'href="[^"#]*"' "$1/report.html" | sed 's/href="\(.*\)"/\1/'); do
		[ -e "$1/$link" ] || bad "$1/report.html links to $link, which is not there"
	done
}

if [ $# -gt 0 ]; then a_folder "$1"; else the_scripts; the_topologies; fi
[ $checks -gt 0 ] || bad "nothing was checked"
[ $bad -eq 0 ] || { echo "plots.sh: $bad of $checks checks and more failed" >&2; exit 1; }
echo "plots.sh: $checks checks"
