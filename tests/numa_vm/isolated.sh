# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2154 # of checks.sh
# CPUs that the kernel keeps from the scheduler (isolcpus=6,7) are used when they are named, and only then.
. ./checks.sh

same 'the kernel isolates' 6-7 "$(cat /sys/devices/system/cpu/isolated)"
try numa_probe shape
same 'the orders leave them out' 'packages 2 nodes 2 l3s 2 cores 3 pus 6' "$(echo "$out" | head -n 1)"
try measure --strategies=fetch_add --workers=6
ended 'six workers run' 0
same 'on the others' '0 1 2 3 4 5' "$(column pus | tr ' ' '\n' | sort -n | tr '\n' ' ' | sed 's/ $//')"
try measure --strategies=fetch_add --workers=7
ended 'seven are refused' 2
try measure --strategies=fetch_add --workers=2 --placements=cpus:6,7
ended 'a list that names them runs' 0
same 'on them, the counter on their node' 'ok 6 7 1 1' \
	"$(column status) $(column pus) $(column home) $(column home_verified)"
finish
