# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2154 # of checks.sh
# A node of memory without processors (as HBM and CXL are) is a home by policy, and cannot be one by first touch.
. ./checks.sh

same 'nodes with CPUs' 0-1 "$(cat /sys/devices/system/node/has_cpu)"
try numa_probe matrix
for toucher in 0 1; do
	same "for node 2, touched from node $toucher" "home 2 toucher $toucher: 2 2 2 2 2 2" \
		"$(echo "$out" | grep "^home 2 toucher $toucher:")"
done
same 'pages on three nodes are told apart' 'mixed: -1 -1 -1, 0 0 0, 1 1 1, 2 2 2, 0 0 0' "$(echo "$out" | grep mixed)"
try measure --strategies=fetch_add --workers=8 --home=2
ended 'a run with its counter there' 0
same 'which was there' 'ok 0 2 2 mbind' \
	"$(column status) $(column lost) $(column home) $(column home_verified) $(column home_placed)"
try numa_probe as EPERM all numa_probe arena 2
ended 'without policies it is refused' 1
says 'in words' 'not supported'
try numa_probe as EPERM all measure --strategies=fetch_add --workers=8 --home=2
same 'and a run is skipped' skipped "$(column status)"
finish
