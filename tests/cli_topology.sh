#!/bin/sh
# SPDX-License-Identifier: MIT
# Machines that are not this one: what contend says of a described one is what golden/topology/ holds, nothing can be
# measured on it, a damaged file or a bad description is one line, and --same tells machines apart.
# CONTEND: the program; srcdir: the project's root. UPDATE=1 writes the golden files anew: look at the difference.
set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
contend=${CONTEND:-./contend}
contend=$(cd "$(dirname "$contend")" && pwd)/$(basename "$contend")
golden=$srcdir/tests/golden/topology
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM
failures=0
checks=0
machine='pack:2 [numa] l3:2 core:4 pu:2(indexes=16*1:2*16)'

[ -x "$contend" ] || {
	echo "cli_topology.sh: $contend is no program" >&2
	exit 99
}
mkdir "$folder/cwd"
cd "$folder/cwd" || exit 99

bad() {
	echo "FAIL: $*" >&2
	failures=$((failures + 1))
}

# run STATUS ARGS...: leaves stdout and stderr in files, says if the exit code is another or a file was made.
run() {
	expected=$1
	shift
	"$contend" "$@" >"$folder/out" 2>"$folder/err" </dev/null
	status=$?
	checks=$((checks + 1))
	[ "$status" -eq "$expected" ] || bad "contend $*: exit code $status, not $expected: $(cat "$folder/err")"
	[ -z "$(ls -A)" ] || bad "contend $*: made $(ls -A)"
}

# same FILE ARGS...: the output is the file's, whatever the version of hwloc and the time that a sweep takes.
same() {
	file=$golden/$1
	shift
	run 0 "$@"
	[ ! -s "$folder/err" ] || bad "contend $*: words on stderr: $(cat "$folder/err")"
	sed -e 's/^\(  hwloc  *\)[0-9.]*$/\1VERSION/' -e '/^a trial: /d' -e '/^[0-9]* blocks* of /d' -e '/^shorter: /d' \
		"$folder/out" >"$folder/now"
	if [ "${UPDATE:-}" ]; then
		cp "$folder/now" "$file"
	elif ! diff -u "$file" "$folder/now" >&2; then
		bad "contend $*: not what $file holds (UPDATE=1 writes it anew)"
	fi
}

# refused WORDS ARGS...: exit code 2, nothing on stdout, one line on stderr with WORDS in it.
refused() {
	words=$1
	shift
	run 2 "$@"
	[ ! -s "$folder/out" ] || bad "contend $*: refused, and words on stdout"
	[ "$(wc -l <"$folder/err")" -eq 1 ] || bad "contend $*: not one line: $(cat "$folder/err")"
	grep -qF -e "$words" "$folder/err" || bad "contend $*: not '$words', but $(cat "$folder/err")"
}

# says STATUS PATTERN ARGS...: a line of stdout is like that.
says() {
	expected=$1 pattern=$2
	shift 2
	run "$expected" "$@"
	grep -Eq -e "$pattern" "$folder/out" || bad "contend $*: no line is like $pattern in: $(cat "$folder/out")"
}

# Two PUs in a core each, kinds and distances left out; as small as hwloc takes it.
write_xml() {
	cat >"$1" <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<topology version="2.0">
		<object type="Machine" os_index="0" cpuset="0x3" complete_cpuset="0x7" allowed_cpuset="0x3" nodeset="0x1" complete_nodeset="0x1" allowed_nodeset="0x1" gp_index="1">
		<info name="HostName" value="secret"/>
		<object type="NUMANode" os_index="0" cpuset="0x3" complete_cpuset="0x3" nodeset="0x1" complete_nodeset="0x1" gp_index="2" local_memory="1073741824"/>
		<object type="Core" os_index="0" cpuset="0x1" complete_cpuset="0x1" nodeset="0x1" complete_nodeset="0x1" gp_index="3">
		<object type="PU" os_index="0" cpuset="0x1" complete_cpuset="0x1" nodeset="0x1" complete_nodeset="0x1" gp_index="4"/>
		</object>
		<object type="Core" os_index="1" cpuset="0x2" complete_cpuset="0x2" nodeset="0x1" complete_nodeset="0x1" gp_index="5">
		<object type="PU" os_index="1" cpuset="0x2" complete_cpuset="0x2" nodeset="0x1" complete_nodeset="0x1" gp_index="6"/>
		</object>
		</object>
		</topology>
	END
}

check_described() {
	same machine.txt topology --topology="$machine"
	same machine.csv topology --topology="$machine" --csv
	same machine.json topology --topology="$machine" --json
	says 0 '^! all pairs are alike: ' topology --topology='pu:4'
	says 0 '^  none: one PU is all there is$' topology --topology='pack:1 core:1 pu:1'
	same plan.txt bench --dry-run --suite=product --topology="$machine" --strategies=mutex,cas --workers=2,4 \
		--placements=compact,cores,scatter,l3,numa,package,smt,same-l3,cross-l3,cross-package,cpus:31,16,0
	same plan-home.txt bench --dry-run --suite=product --topology="$machine" --strategies=fetch_add --workers=2 \
		--placements=scatter --home=local,0,1
	# A list that hwloc cannot read is left out by it in silence, and not by us.
	run 0 topology --topology='pack:2 core:4 pu:2(indexes=5*7)'
	grep -q '^contend: warning: the PUs of ' "$folder/err" || bad "an index list that was left out is not said"
}

# Binding to PUs of another machine does nothing, successfully: so no figure may come of it.
check_nothing_is_measured() {
	for what in "--topology=$machine" "--topology=$folder/a.xml"; do
		refused 'add --dry-run' run --strategies=fetch_add "$what"
		refused 'add --dry-run' run --strategies=fetch_add --quick --csv "$what"
		refused 'add --dry-run' bench --quick "$what"
		refused 'add --dry-run' bench --suite=product --strategies=empty --workers=1 --quick "$what"
	done
	# Nor may hwloc be told that it is this machine.
	HWLOC_THISSYSTEM=1
	export HWLOC_THISSYSTEM
	refused 'add --dry-run' run --strategies=fetch_add "--topology=$folder/a.xml"
	unset HWLOC_THISSYSTEM
}

check_refusals() {
	refused 'neither a readable XML file' topology --topology=nonsense
	refused 'neither a readable XML file' topology --topology="$folder/missing.xml"
	refused 'neither a readable XML file' topology --topology="$folder"
	refused 'neither a readable XML file' topology --topology=/dev/zero
	refused 'neither a readable XML file' topology --topology='pack:2'
	refused '' topology --topology='pack:100000000 pu:1'
	refused '' topology --topology='pack:1000 core:1000 pu:1000'
	refused '' topology --topology='pu:4294967297'
	refused '' topology --topology=
	refused 'control character' topology --topology='pu:2
'
	refused 'placement smt: ' run --dry-run --strategies=cas --workers=2 --placements=smt --topology='pack:2 core:2 pu:1'
	refused 'placement l3: ' run --dry-run --strategies=cas --placements=l3 --topology='pack:2 core:2 pu:1'
	refused '' topology --topology='pu:2' --kinds=fastest
	refused 'takes no word' topology here
	refused 'marks on a picture' topology --workers=2
	refused 'marks on a picture' topology --home=0 --csv
	refused 'one placement' topology --draw=a.svg --placements=cores,compact
	refused 'one number of workers' topology --draw=a.svg --workers=doubling
	refused 'one home' topology --draw=a.svg --home=all
	refused 'at most 2 workers' topology --draw=a.svg --placements=package --workers=3 --topology="$machine"
	refused 'exactly two workers' topology --draw=a.svg --placements=smt --workers=3 --topology="$machine"
	refused 'node 7 is not in this machine' topology --draw=a.svg --home=7 --topology="$machine"
	refused 'ends in .svg or .png' topology --draw=a.gif --topology="$machine"
	refused 'one of them' topology --draw=a.svg --csv
}

# By both of hwloc's parsers.
check_damaged() {
	head -c 700 "$folder/a.xml" >"$folder/cut.xml"
	: >"$folder/empty.xml"
	sed 's/os_index="1" cpuset="0x2"/os_index="0" cpuset="0x1"/' "$folder/a.xml" >"$folder/twice.xml"
	sed 's/<topology version="2.0">/<topology version="3.0">/' "$folder/a.xml" >"$folder/newer.xml"
	sed 's/allowed_cpuset="0x3"/allowed_cpuset="0x4"/' "$folder/a.xml" >"$folder/none.xml"
	head -c 4096 /dev/urandom >"$folder/noise.xml"
	# hwloc 2.9.0 dies of this one.
	sed '/type="NUMANode"/s/complete_nodeset="0x1" //' "$folder/a.xml" >"$folder/deadly.xml"
	run 0 --version
	deadly=$(sed -n 's/^hwloc 2\.9\.0$/yes/p' "$folder/out")
	for parser in 0 1; do
		HWLOC_LIBXML=$parser
		export HWLOC_LIBXML
		run 0 topology --topology="$folder/a.xml"
		for file in cut empty noise; do
			refused "$file.xml is neither a readable XML file" topology --topology="$folder/$file.xml"
			refused "$file.xml is neither a readable XML file" bench --dry-run --topology="$folder/$file.xml"
			refused "$file.xml is neither a readable XML file" topology --same "$folder/a.xml" "$folder/$file.xml"
		done
		refused 'written by hwloc 3' topology --topology="$folder/newer.xml"
		refused '' topology --topology="$folder/twice.xml"
		refused '' topology --topology="$folder/none.xml"
		[ "$deadly" ] || continue
		refused 'deadly.xml: hwloc cannot read it (it crashed)' topology --topology="$folder/deadly.xml"
		refused 'deadly.xml: hwloc cannot read it (it crashed)' bench --dry-run --topology="$folder/deadly.xml"
		refused 'deadly.xml: hwloc cannot read it (it crashed)' topology --same "$folder/deadly.xml" "$folder/a.xml"
	done
	unset HWLOC_LIBXML
}

check_same() {
	sed 's/secret/other/; s/local_memory="1073741824"/local_memory="1073000000"/' "$folder/a.xml" >"$folder/alike.xml"
	sed 's/local_memory="1073741824"/local_memory="536870912"/' "$folder/a.xml" >"$folder/smaller.xml"
	sed '/type="Core"/d; /^<\/object>$/{x;s/^/x/;/^x\{3\}/!{x;d};x}' "$folder/a.xml" >"$folder/coreless.xml"
	mkdir -p "$folder/results-a" "$folder/results-b" "$folder/no-results"
	cp "$folder/a.xml" "$folder/results-a/topology.xml"
	cp "$folder/alike.xml" "$folder/results-b/topology.xml"
	says 0 '^same machine$' topology --same "$folder/a.xml" "$folder/a.xml"
	says 0 '^  NUMANode 0: memory 1024 MiB \| 1023 MiB$' topology --same "$folder/results-a" "$folder/results-b"
	grep -q '^same machine' "$folder/out" || bad "a little less memory is another machine"
	says 1 '^different machines' topology --same "$folder/results-a" "$folder/smaller.xml"
	says 1 '^       \| .*PU:2$' topology --same "$folder/a.xml" "$folder/coreless.xml"
	refused 'has no topology.xml' topology --same "$folder/a.xml" "$folder/no-results"
	refused 'no folder of results' topology --same "$folder/a.xml" "$folder/missing"
	refused 'takes two' topology --same "$folder/a.xml"
	refused 'takes two' topology --same
	refused 'no other option' topology --same --csv "$folder/a.xml" "$folder/a.xml"
}

# This machine, of which nothing is known but that it is there.
check_own() {
	says 0 '^  PUs  *[0-9]+(, all| of [0-9]+) usable: [0-9]' topology
	says 0 '^Placements, ' topology
	says 0 '^  cores  *[0-9]+  [0-9]' topology
	says 0 '^relation,relation_depth,same_node,node_distance,kinds,pairs,pus,label$' topology --csv
}

check_picture() {
	if ! command -v lstopo-no-graphics >/dev/null 2>&1 && ! command -v lstopo >/dev/null 2>&1; then
		echo "no lstopo here: no picture drawn"
		return
	fi
	says 0 '^.*/picture.svg: a machine without a name: 3 workers, scatter, PUs 0 8 4, home node 1$' \
		topology --topology="$machine" --draw="$folder/picture.svg" --placements=scatter --workers=3 --home=1
	grep -q '>worker 2<' "$folder/picture.svg" || bad "no worker 2 in the picture"
	grep -q '>home of the counter<' "$folder/picture.svg" || bad "no home in the picture"
	says 0 'home node 1$' topology --topology="$machine" --draw="$folder/picture.svg" --placements=cpus:8 --home=local
	says 0 'a machine without a name$' topology --topology="$machine" --draw="$folder/picture.svg"
	! grep -q 'worker' "$folder/picture.svg" || bad "workers that nobody asked for"
}

write_xml "$folder/a.xml"
check_described
check_nothing_is_measured
check_refusals
check_damaged
check_same
check_own
check_picture

echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
