# SPDX-License-Identifier: MIT
# Charts of topologies, from results that made_up.sh makes: what they say, and that wide machines can be drawn at all.
# Part of plots.sh, which sets srcdir, top, plots, charts, of_pairs, of_machines, tmp and the functions that are not here.
# shellcheck shell=sh disable=SC2154 # of those

made="$srcdir/golden/plots/made-up"

# The columns of a file of FOLDER that MACRO says in SOURCE, one a line.
columns_are() { # FILE SOURCE MACRO…
	file=$1
	source=$top/$2
	shift 2
	[ -f "$source" ] || { bad "$source is not there"; return; }
	check
	for macro; do grep -v '^#' "$source" | grep -o "[	 ]$macro([a-z_0-9]*[,)]"; done | sed 's/.*(\(.*\)./\1/' | sort >"$tmp/columns"
	head -n 1 "$file" | tr ',' '\n' | sort | diff - "$tmp/columns" >"$tmp/differ" ||
		bad "$file has other columns than $source: $(grep '^[<>]' "$tmp/differ" | tr '\n' ' ')"
}

# Results made up are those that the program would write, and the same everywhere.
made_up_as_kept() {
	for shape in eight nodes machines; do
		sh "$srcdir/made_up.sh" "$shape" "$tmp" >/dev/null || bad "made_up.sh $shape failed"
		check
		diff -r "$made-$shape" "$tmp/made-up-$shape" >"$tmp/differ" ||
			bad "made_up.sh $shape makes something else than is kept: $(head -n 2 "$tmp/differ" | tr '\n' ' ')"
	done
	columns_are "$made-eight/summary.csv" src/report/summary.c ROW LATE
	columns_are "$made-eight/pus.csv" src/record/pus.c ROW
	columns_are "$made-eight/relations.csv" src/report/relations.c ROW
	columns_are "$made-machines/machines.csv" src/report/machines_csv.c ROW
}

table() { # FILE COLUMN…: the columns of its rows by tabs; commas in quotes become semicolons
	awk -F'"' -v OFS= '{ for (i = 2; i <= NF; i += 2) gsub(/,/, ";", $i); $1 = $1; print }' "$1" |
		awk -F, -v want="$(shift; echo "$*")" '
			NR == 1 { n = split(want, name, " "); for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ for (i = 1; i <= n; i++) printf "%s%s", $at[name[i]], i < n ? "\t" : "\n" }' || echo "no table"
}
# As style.gp writes them. What fails is looked for in the picture, and not found.
figures() {
	awk '{ k = $1 >= 9999.5; x = k ? $1 / 1000 : $1
		printf((x >= 99.95 ? "%.0f%s\n" : x >= 9.995 ? "%.1f%s\n" : "%.2f%s\n"), x, k ? "k" : "") }' || echo "no figures"
}

# The words of a picture, one a line; of the head only its three lines are of any length.
words_of() { sed -n 's/.*<text>\(<tspan[^>]*>\)\{0,1\} *\([^<]*\).*/\2/p' "$1" | sed 's/ *$//'; }

says() { # CHART: the lines of the file wanted, each as often at least as it comes there
	check
	[ -s "$tmp/wanted" ] || bad "$1: nothing to look for"
	words_of "$tmp/$1.svg" | awk 'FILENAME != "-" { wanted[$0]++; next } { said[$0]++ }
		END { for (t in wanted) if (said[t] < wanted[t]) printf "\"%s\" %d of %d times\n", t, said[t], wanted[t] }' \
		"$tmp/wanted" - >"$tmp/lacks"
	[ ! -s "$tmp/lacks" ] || bad "$1 says only $(head -n 4 "$tmp/lacks" | tr '\n' ' ')"
}

points_are() { # CHART N: but for the white ones that gnuplot puts below a line's
	check
	n=$(sed -n '/<\/defs>/,$p' "$tmp/$1.svg" | grep "<use xlink:href='#gpPt" | grep -c -v '#FFFFFF')
	[ "$n" -eq "$2" ] || bad "$1 has $n points, not $2"
}

made_up_said() { # CHART
	check
	words_of "$tmp/$1.svg" | grep -q '^MADE UP, not measured: ' || bad "$1 does not say that it is made up"
}

the_topologies() {
	made_up_as_kept
	for chart in $of_pairs $of_machines; do
		silent "$chart" "$srcdir/golden/plots/two"
		silent "$chart" "$srcdir/golden/plots/sixteen"
	done
	for chart in $charts; do is_of_pairs "$chart" || silent "$chart" "$made-eight"; done
	silent numa "$made-eight"
	silent matrix "$made-nodes"
	silent machines "$made-nodes"

	# Each figure on both sides of the diagonal, the PUs on both axes, the groups that their borders make.
	pictures matrix "$made-eight"
	made_up_said matrix
	{
		table "$made-eight/summary.csv" ns_per_op_median | figures | sed p
		table "$made-eight/pus.csv" pu | sed p
		printf '%s\n' package node L3 0 1 0 1 0 1 2 3
	} >"$tmp/wanted"
	says matrix

	pictures distance "$made-eight"
	made_up_said distance
	{
		table "$made-eight/relations.csv" ns_median | figures
		table "$made-eight/relations.csv" pairs
		table "$made-eight/relations.csv" label | tr ';' '\n' | sed 's/^ //'
	} >"$tmp/wanted"
	says distance
	# A dot for each pair, a symbol for each class.
	points_are distance $(($(table "$made-eight/summary.csv" cell | wc -l) + \
		$(table "$made-eight/relations.csv" pairs | wc -l)))

	# With the counter on the workers' node only: of 4 strategies the pairs of 2 nodes, a class, a line of the legend.
	pictures distance "$made-nodes"
	points_are distance 16

	pictures numa "$made-nodes"
	made_up_said numa
	# One panel each: a strategy, its axis, its figures.
	{
		table "$made-nodes/summary.csv" ns_per_op_median | figures
		table "$made-nodes/summary.csv" strategy | sort -u
		table "$made-nodes/summary.csv" strategy | sort -u | sed 's/.*/home of the counter, node/'
		echo 'workers on node'
	} >"$tmp/wanted"
	says numa

	pictures machines "$made-machines"
	made_up_said machines
	{
		table "$made-machines/machine_relations.csv" relation | sort -u
		table "$made-machines/machines.csv" label nodes l3s cores | tr ';' ',' | awk -F'\t' '{
			printf "%s · %s, %d L3, %d cores\n", $1, $2 == 1 ? "1 node" : $2 " nodes", $3, $4 }'
		printf '%s\n' 'fetch_add, ns an update kept' 'mutex, ns an update kept' \
			'One-way hand-over of a line (pingpong), ns'
	} >"$tmp/wanted"
	says machines
	# A symbol for each hand-over, each number of workers of one L3, each machine in the legend.
	points_are machines $(($(grep -c ',pingpong,' "$made-machines/machine_relations.csv") + \
		$(table "$made-machines/joined.csv" workers per_l3 | awk '$1 == $2' | wc -l) + \
		$(table "$made-machines/machines.csv" machine | wc -l)))
	# Without one of its parts the rest takes the page; with neither there is nothing.
	for lacking in joined.csv machine_relations.csv; do
		rm -rf "$tmp/part"
		cp -r "$made-machines" "$tmp/part"
		rm "$tmp/part/$lacking"
		pictures machines "$tmp/part"
	done
	rm "$tmp/part/joined.csv"
	silent machines "$tmp/part"

	# Without what a later report adds, with figures that are NA, and without the topology.
	mkdir -p "$tmp/bare"
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i + 1 } NR > 1 {
		for (name in at) if (name ~ /_(lo|hi|coverage)$|^(kinds|node_distance|same_node|nodes|home.*)$/) $at[name] = "NA"
	} { print }' "$made-eight/summary.csv" >"$tmp/bare/summary.csv"
	pictures matrix "$tmp/bare"
	check
	words_of "$tmp/matrix.svg" | grep -q 'no intervals' || bad "matrix does not say that there are no intervals"
	pictures distance "$tmp/bare"

	# As before there were relations.
	mkdir -p "$tmp/old"
	sed 's/"cpus:\([0-9]*\),\([0-9]*\)"/cpus:\1/; s/,largest_claim,.*/,largest_claim/' "$made-eight/summary.csv" |
		cut -d , -f 1-56 >"$tmp/old/summary.csv"
	for chart in $of_pairs; do silent "$chart" "$tmp/old"; done

	# Wide ones, within the time that a report gives a chart, and small enough to be put into a page.
	for wide in cores/matrix cores/distance sample/distance hybrid/matrix hybrid/distance pair/matrix pair/distance \
		distances/distance placements/placement numa/numa; do
		shape=${wide%/*}
		chart=${wide#*/}
		[ -d "$tmp/made-up-$shape" ] || sh "$srcdir/made_up.sh" "$shape" "$tmp" >/dev/null || bad "made_up.sh $shape failed"
		rm -f "$tmp/$chart.svg"
		timeout 60 gnuplot -d -c "$plots/$chart.gp" "$tmp/made-up-$shape" svg "$tmp/$chart.svg" >"$tmp/said" 2>&1 ||
			bad "$chart of $shape: exit $?: $(cat "$tmp/said")"
		svg_whole "$tmp/$chart.svg"
		made_up_said "$chart"
		[ -z "$(find "$tmp/$chart.svg" -size +3000000c)" ] || bad "$chart of $shape is of more than 3 MB"
	done
}
