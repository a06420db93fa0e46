#!/bin/sh
# SPDX-License-Identifier: MIT
# Machines that are given can be damaged: 2,000 mutants of XML files, by both of hwloc's parsers, and 2,000 descriptions
# end in a plan, a text or one line of words; never in a crash, a hang or a page of complaints.
# CONTEND: the program; srcdir: the project's root; FUZZ_N: how many of each (2000); FUZZ_SEED: which (1).
# CONTEND_SHARED_DATA: where saved machines of others are; they are used if they are there.
set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
contend=${CONTEND:-./contend}
contend=$(cd "$(dirname "$contend")" && pwd)/$(basename "$contend")
n=${FUZZ_N:-2000}
seed=${FUZZ_SEED:-1}
limit=10
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM

for program in "$contend" "$contend-bench"; do
	[ -x "$program" ] || {
		echo "fuzz_topology.sh: $program is no program" >&2
		exit 99
	}
done
mkdir "$folder/seeds" "$folder/mutants" "$folder/kept"
cd "$folder" || exit 99
export LC_ALL=C

# Small machines are damaged where it matters more often than large ones: one with all that hwloc knows of.
cat >seeds/own.xml <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE topology SYSTEM "hwloc2.dtd">
<topology version="2.0">
  <object type="Machine" os_index="0" cpuset="0x0000000f" complete_cpuset="0x0000001f" allowed_cpuset="0x0000000f" nodeset="0x00000003" complete_nodeset="0x00000003" allowed_nodeset="0x00000003" gp_index="1">
    <info name="Backend" value="Linux"/>
    <info name="OSRelease" value="6.1.0"/>
    <object type="Package" os_index="0" cpuset="0x00000003" complete_cpuset="0x00000003" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="2">
      <info name="CPUModel" value="Made up"/>
      <object type="NUMANode" os_index="0" cpuset="0x00000003" complete_cpuset="0x00000003" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="3" local_memory="1073741824">
        <page_type size="4096" count="262144"/>
      </object>
      <object type="L3Cache" cpuset="0x00000003" complete_cpuset="0x00000003" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="4" cache_size="33554432" depth="3" cache_linesize="64" cache_associativity="16" cache_type="0">
        <object type="Core" os_index="0" cpuset="0x00000003" complete_cpuset="0x00000003" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="5">
          <object type="PU" os_index="0" cpuset="0x00000001" complete_cpuset="0x00000001" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="6"/>
          <object type="PU" os_index="1" cpuset="0x00000002" complete_cpuset="0x00000002" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="7"/>
        </object>
      </object>
    </object>
    <object type="Group" cpuset="0x0000000c" complete_cpuset="0x0000000c" nodeset="0x00000002" complete_nodeset="0x00000002" gp_index="8" kind="10" subkind="0" subtype="Cluster">
      <object type="NUMANode" os_index="1" cpuset="0x0000000c" complete_cpuset="0x0000000c" nodeset="0x00000002" complete_nodeset="0x00000002" gp_index="9" local_memory="1073741824"/>
      <object type="Core" os_index="1" cpuset="0x00000004" complete_cpuset="0x00000004" nodeset="0x00000002" complete_nodeset="0x00000002" gp_index="10">
        <object type="PU" os_index="2" cpuset="0x00000004" complete_cpuset="0x00000004" nodeset="0x00000002" complete_nodeset="0x00000002" gp_index="11"/>
      </object>
      <object type="Core" os_index="2" cpuset="0x00000008" complete_cpuset="0x00000008" nodeset="0x00000002" complete_nodeset="0x00000002" gp_index="12">
        <object type="PU" os_index="3" cpuset="0x00000008" complete_cpuset="0x00000008" nodeset="0x00000002" complete_nodeset="0x00000002" gp_index="13"/>
      </object>
    </object>
  </object>
  <distances2 type="NUMANode" nbobjs="2" kind="5" name="NUMALatency" indexing="os">
    <indexes length="4">0 1 </indexes>
    <u64values length="12">10 21 21 10 </u64values>
  </distances2>
  <support name="discovery.pu"/>
  <memattr name="Capacity" flags="1"/>
  <cpukind cpuset="0x00000003" forced_efficiency="1"><info name="CoreType" value="Fast"/></cpukind>
  <cpukind cpuset="0x0000000c" forced_efficiency="0"/>
</topology>
END
if command -v lstopo-no-graphics >/dev/null 2>&1; then
	i=0
	for machine in 'pack:2 [numa] l3:2 core:4 pu:2(indexes=16*1:2*16)' 'pack:1 l2:2 core:2 pu:1' \
		'group:2 pack:2 [numa] [numa(memory=1GB)] die:2 l3:1 l2:1 core:2 pu:1'; do
		i=$((i + 1))
		lstopo-no-graphics -i "$machine" --of xml -f "seeds/made$i.xml" 2>err || cat err >&2
	done
fi
for file in "${CONTEND_SHARED_DATA:-$srcdir/../shared/data}"/topologies/*.xml; do
	[ ! -r "$file" ] || cp "$file" seeds/
done
echo "$n mutants of $(find seeds -name '*.xml' | wc -l) XML files, $n descriptions, seed $seed"
awk -v n="$n" -v seed="$seed" -v folder=mutants -f "$srcdir/tests/fuzz_topology.awk" seeds/*.xml || exit 99
awk -v n="$n" -v seed="$seed" -v strings=1 -f "$srcdir/tests/fuzz_topology.awk" >descriptions </dev/null || exit 99
[ "$(find mutants -name '*.xml' | wc -l)" -eq "$n" ] || exit 99
[ "$(wc -l <descriptions)" -eq "$n" ] || exit 99

# judge NAME MACHINE: what the last command has left; NAME is that of the process's own files.
judge() {
	words=0
	while read -r line; do
		case $line in
		'contend: warning: '*) ;;
		'contend: '*) words=$((words + 1)) ;;
		*) words=$((words + 100)) ;;
		esac
	done <"$1.err"
	case $status in
	0)
		good=$((good + 1))
		[ "$words" -eq 0 ] && [ -s "$1.out" ] && return
		;;
	2)
		refused=$((refused + 1))
		[ "$words" -eq 1 ] && [ ! -s "$1.out" ] && return
		;;
	124) echo "$2: not done after $limit s" ;;
	esac
	failed=$((failed + 1))
	echo "FAIL: $2: $command: exit code $status:"
	sed 's/^/    /;20q' "$1.err"
	[ ! -f "$2" ] || cp "$2" kept/
}

# Every fourth by `topology`, which looks at more; the others by a plan.
try() {
	if [ $((i % 4)) -eq 0 ]; then
		command=topology
		timeout "$limit" "$contend" topology --topology="$2" >"$1.out" 2>"$1.err" </dev/null
	else
		command='bench --dry-run'
		timeout "$limit" "$contend-bench" --dry-run --topology="$2" >"$1.out" 2>"$1.err" </dev/null
	fi
	status=$?
	judge "$1" "$2"
}

# part NAME FIRST STEP: every STEP-th of the machines.
part() {
	good=0 refused=0 failed=0
	i=$2
	while [ "$i" -le "$n" ]; do
		# Both parsers; not by the parity of i, which is the part's.
		if [ $((i / 8 % 2)) -eq 0 ]; then
			export HWLOC_LIBXML=0
		else
			unset HWLOC_LIBXML
		fi
		try "$1" "mutants/$i.xml"
		i=$((i + $3))
	done
	unset HWLOC_LIBXML
	xml="$good $refused"
	good=0 refused=0
	i=0
	while read -r machine; do
		i=$((i + 1))
		[ $((i % $3)) -ne $(($2 % $3)) ] || try "$1" "$machine"
	done <descriptions
	echo "$xml $good $refused $failed" >"$1.sum"
}

part a 1 2 >a.said 2>&1 &
first=$!
part b 2 2 >b.said 2>&1
wait "$first"
cat a.said b.said
cat a.sum b.sum | awk -v n="$n" '
	{ for (k = 1; k <= 5; k++) sum[k] += $k; parts++ }
	END {
		printf "XML: %d good, %d refused; descriptions: %d good, %d refused; %d failures\n", \
			sum[1], sum[2], sum[3], sum[4], sum[5]
		if (parts != 2 || sum[5])
			exit 1
		# Where nothing is good, or nothing bad, nothing was tried.
		for (k = 1; k <= 4; k++)
			if (sum[k] < n / 20) {
				print "FAIL: too few of a sort: the machines are not what they should be"
				exit 1
			}
	}'
status=$?
if [ "$status" -ne 0 ] && [ -n "$(ls kept)" ]; then
	saved=$(mktemp -d) && cp kept/* "$saved" && echo "the files: $saved"
fi
exit "$status"
