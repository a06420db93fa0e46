#!/bin/sh
# SPDX-License-Identifier: MIT
# contend report A B --out OUT: folders of two machines are joined, what differs comes first, and bad input is refused in
# one line before anything is written.
# CONTEND: the program; srcdir: the project's root.
set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
contend=${CONTEND:-./contend}
contend=$(cd "$(dirname "$contend")" && pwd)/$(basename "$contend")
example=$srcdir/results/example
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM
failures=0
checks=0
export CONTEND_PLOTS="$srcdir/plots"

[ -x "$contend" ] || {
	echo "cli_machines.sh: $contend is no program" >&2
	exit 99
}
cd "$folder" || exit 99

bad() {
	echo "FAIL: $*" >&2
	failures=$((failures + 1))
}

# run ARGUMENT ...: contend report; sets status; what it prints is in out and err.
run() {
	"$contend" report "$@" >out 2>err </dev/null
	status=$?
	checks=$((checks + 1))
}

# joined OUT: the last run has made it whole, without complaint.
joined() {
	[ "$status" -eq 0 ] || bad "exit code $status for $1: $(cat err)"
	[ ! -s err ] || bad "words on stderr for $1: $(cat err)"
	for leaf in machines.csv joined.csv machine_relations.csv report.html; do
		[ -s "$1/$leaf" ] || bad "$1/$leaf is not there"
	done
	[ -z "$(find "$1" -name '.*.part')" ] || bad "$1: a part was left"
	if command -v xmllint >/dev/null 2>&1; then
		xmllint --noout "$1/report.html" 2>xml || bad "$1/report.html: $(head -n 1 xml)"
	fi
	if grep -q 'http\|src=' "$1/report.html"; then bad "$1/report.html needs something from outside"; fi
}

# refused WORDS ARGUMENT ...: exit code 2, one line that holds WORDS, nothing on stdout, no folder `new`.
refused() {
	words=$1
	shift
	run "$@"
	[ "$status" -eq 2 ] || bad "$*: exit code $status, not 2"
	[ ! -s out ] || bad "$*: words on stdout"
	[ "$(wc -l <err)" -eq 1 ] || bad "$*: not one line on stderr: $(cat err)"
	grep -q -e "$words" err || bad "$*: said '$(cat err)', not '$words'"
	[ ! -e new ] || bad "$*: left a folder"
}

# The example as if it were of another machine; the name of its run is unlike any other text in it.
machine_of() { # FOLDER
	mkdir "$1" || exit 99
	sed 's/epyc-2pu-20261125T091213Z/xeon-80pu-20261126T101112Z/; s/,epyc-2pu,/,xeon-80pu,/' \
		"$example/trials.csv" >"$1/trials.csv"
	sed -e 's/^machine: .*/machine: Intel Xeon <Gold> \& co · 2 nodes, 2 L3, 80 PUs · Linux 5.10.0/' \
		-e 's/^cpu.name: .*/cpu.name: Intel Xeon <Gold> \& co/' \
		-e 's/^frequency.governor: .*/frequency.governor: powersave/' \
		-e 's/^boot: .*/boot: 0123456789abcdef/' \
		-e 's/^warning: guest .*/warning: governor powersave: set performance/' \
		"$example/host.txt" >"$1/host.txt"
}

cp -r "$example" a || exit 99
machine_of b
before=$(cat a/* b/* | cksum)

# ---- joined ------------------------------------------------------------------------------------------------------------
run a b --out new
joined new
first=$(grep -n 'what differs' out | head -n 1 | cut -d : -f 1)
figures=$(grep -n 'ns/kept' out | head -n 1 | cut -d : -f 1)
[ "${first:-99}" -lt "${figures:-0}" ] || bad "what differs (line ${first:-none}) is not before the figures"
grep -q 'governor  *absent  *powersave' out || bad "the governors do not stand side by side"
grep -q '^the same: .*hwloc 2.9.0' out || bad "what is the same is not said in a line"
grep -q '^! a was recorded without relations' out || bad "how cells were matched is not said"
grep -q '^  mutex  *21.5  *20-23  *21.5  *20-23$' out || bad "no line of mutex with both machines"
[ "$(wc -l <new/machines.csv)" -eq 3 ] || bad "machines.csv has not two machines"
[ "$(wc -l <new/joined.csv)" -eq $((2 * $(wc -l <"$example/summary.csv") - 1)) ] ||
	bad "joined.csv has not the cells of both"
grep -q '^epyc-2pu,.*,a,epyc-2pu-20261125T091213Z$' new/machines.csv || bad "machines.csv: no row of a"
grep -q 'Intel Xeon &lt;Gold&gt; &amp; co, 80 PUs' new/report.html || bad "the page does not name b"
grep -q '<li>B: governor powersave: set performance' new/report.html || bad "the page lacks the warnings of b"
grep -q '<li>A: guest without frequency data' new/report.html || bad "the page lacks the warnings of a"
grep -q '<figcaption>Of [0-9]* cells in common, the intervals of the quickest machine and the slowest lie apart in 0[.]' new/report.html || bad "no sentence on the whole"

cp new/joined.csv before.csv
run a b --out new --csv
joined new
cmp -s out before.csv || bad "--csv: not the rows of joined.csv"
run b a --out=new --json --format=png
joined new
[ "$(head -c 1 out)$(tail -n 1 out)" = '[]' ] || bad "--json: no array"
[ "$(grep -c '"machine":"xeon-80pu"' out)" -eq $(($(wc -l <"$example/summary.csv") - 1)) ] ||
	bad "--json: not the cells of b"
rm -rf new
run a --out new
joined new
[ "$(wc -l <new/machines.csv)" -eq 2 ] || bad "one folder: machines.csv has not one machine"
rm -rf new

# ---- nothing in common -------------------------------------------------------------------------------------------------
for strategy in mutex cas; do
	machine_of "only_$strategy"
	awk -F , -v only="$strategy" 'NR == 1 || $7 == only' "only_$strategy/trials.csv" |
		sed "s/101112Z/${strategy}Z/" >rows
	mv rows "only_$strategy/trials.csv"
done
run only_mutex only_cas --out new
joined new
grep -q '^! no cell in common' out || bad "that nothing is in common is not said"
grep -q 'no cell in common' new/report.html || bad "the page does not say that nothing is in common"
rm -rf new

# ---- refused -----------------------------------------------------------------------------------------------------------
mkdir foreign full
echo x >foreign/notes.txt
echo x >full/notes.txt
echo x >file
cp -r a copy
machine_of edited
awk -F , -v OFS=, 'NR == 9 { $29 = 1 } { print }' edited/trials.csv >rows && mv rows edited/trials.csv
refused 'name it with --out=DIR' a b
refused 'no such folder' a missing --out new
refused 'it has no trials.csv' a foreign --out new
refused 'trials.csv:9: column ns_per_op' a edited --out new
refused 'the same run' a a --out new
refused 'the same run' b a copy --out new
refused 'is one of the folders to be joined' a b --out b
refused 'is one of the folders to be joined' a b --out ./b/
refused 'holds something else' a b --out full
refused 'a file, and must be a folder' a b --out file
refused 'No such file' a b --out missing/new
[ "$(ls full)" = notes.txt ] || bad "--out=full: written to"
run a b --out new
mv new once
refused 'joined of several already' a once --out new

[ "$before" = "$(cat a/* b/* | cksum)" ] || bad "the folders that were read were changed"

echo "$checks runs of report, $failures failures"
[ "$failures" -eq 0 ]
