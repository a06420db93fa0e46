# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2154 # of checks.sh
# Exact strategies lose nothing, with the counter on either node and a worker on each PU; those for two workers
# between the nodes.
. ./checks.sh

# Is any of these numbers above 0?
any() {
	echo "$*" | awk '{ for (i = 1; i <= NF; i++) sum += $i } END { print (sum > 0 ? "some" : "none") }'
}

# Else nothing that follows would mean anything: updates can get lost here.
lost=0
tries=0
while [ "$lost" = 0 ] && [ $tries -lt 20 ]; do
	try measure --strategies=unlocked --workers=8 --home=0
	lost=$(column lost)
	tries=$((tries + 1))
done
ended 'a lossy strategy ends well' 0
same 'a lossy strategy loses' some "$(any "$lost")"
try contend list strategies --csv
exact=$(echo "$out" | awk -F, '$2 == "exact" { print $1 }')
for home in 0 1; do
	met=0
	for strategy in $exact; do
		workers=8
		try measure --strategies="$strategy" --workers=8 --home=$home
		case $err in
		*'exactly 2 workers'*)
			workers=2
			try measure --strategies="$strategy" --workers=2 --placements=cpus:0,4 --home=$home
			;;
		esac
		[ "$status" -eq 0 ] || bad "$strategy on home $home" "exit code $status: $err"
		same "$strategy on home $home loses nothing, and is there" \
			"ok 0 $workers $home $home mbind move_pages" \
			"$(column status) $(column lost) $(column workers) $(column home) $(column home_verified) $(column home_placed) $(column home_by)"
		met="$met $(column handoffs_per_s)"
	done
	same "on home $home the workers met" some "$(any "$met")"
done
finish
