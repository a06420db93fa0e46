# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2154 # of checks.sh
# Home × toucher: memory is where the policy says, whoever touches it first, by all three means, seen from two processes.
. ./checks.sh

try numa_probe matrix
ended 'memory is placed' 0
for toucher in 0 1; do
	for home in 0 1; do
		same "for node $home, touched from node $toucher" \
			"home $home toucher $toucher: $home $home $home $home $home $home" \
			"$(echo "$out" | grep "^home $home toucher $toucher:")"
	done
	# Else the checks above could not fail.
	same "for no node, touched from node $toucher" \
		"home -1 toucher $toucher: $toucher $toucher $toucher $toucher $toucher $toucher" \
		"$(echo "$out" | grep "^home -1 toucher $toucher:")"
done
same 'pages on both nodes are told apart' 'mixed: -1 -1 -1, 0 0 0, 1 1 1, 0 0 0, 1 1 1' "$(echo "$out" | grep mixed)"
for home in 0 1; do
	try numa_probe arena $home
	same "home $home, each slot on its worker's node" "mbind move_pages $home slots 0 0 0 0 1 1 1 1" "$out"
done
finish
