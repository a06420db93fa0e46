# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2154 # of checks.sh
# The machine is what it was made to be, contend sees it so, and a process bound to a PU is there.
. ./checks.sh

same 'distances of the firmware' '10 21' "$(cat /sys/devices/system/node/node0/distance)"
try numa_probe shape
ended 'shape is told' 0
same 'packages, nodes, L3s, cores, PUs' 'packages 2 nodes 2 l3s 2 cores 4 pus 8' "$(echo "$out" | head -n 1)"
for pu in 0 1 2 3 4 5 6 7; do
	same "PU $pu is where it was put" \
		"pu $pu core $((pu / 2)) rank $((pu % 2)) l3 $((pu / 4)) package $((pu / 4)) node $((pu / 4))" \
		"$(echo "$out" | grep "^pu $pu ")"
done
try numa_probe relations
same 'relations of pairs' 'smt, same node: 4, 0-1
l3, same node: 8, 0-2
machine, other node at 21: 16, 0-4' "$out"
try numa_probe bind
ended 'binding ends well' 0
same 'each PU was bound and read back' '0 1 2 3 4 5 6 7' "$out"
finish
