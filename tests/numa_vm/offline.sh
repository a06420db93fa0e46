# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154 # of checks.sh
# The kernel moves a bound process when its CPU goes offline, and says nothing: contend does.
. ./checks.sh

online=/sys/devices/system/cpu/cpu7/online

# True once a worker, which is a child of the run, is bound to PU 7. The shell alone: every CPU is busy meanwhile.
bound() {
	read -r children <"/proc/$run/task/$run/children" # a line without its end: the status says nothing
	for child in $children; do
		while read -r key value; do
			[ "$key" = Cpus_allowed_list: ] && [ "$value" = 7 ] && return
		done <"/proc/$child/status"
	done
	return 1
}

contend run --strategies=mutex --workers=8 --reps=1 --warmup=2ms --window=20s --drain=10ms --csv >/tmp/out 2>/tmp/err &
run=$!
until bound 2>/dev/null || ! kill -0 $run 2>/dev/null; do
	usleep 1000
done
echo 0 >$online
same 'PU 7 is offline' 0 "$(cat $online)"
wait $run
status=$?
out=$(cat /tmp/out)
err=$(cat /tmp/err)
ended 'a run whose CPU went away is worth nothing' 3
same 'it says so each time that it was tried' 'migrated migrated migrated' "$(column status)"
same 'at the end of the first' 1 "$(echo "$out" | grep -c 'was not on PU 7 at the end')"
same 'at the start of the others' 2 "$(echo "$out" | grep -c 'could not be bound to PU 7')"
try measure --strategies=mutex --workers=1 --placements=cpus:7
ended 'a PU that is offline is refused' 2
says 'and why' offline
try measure --strategies=mutex --workers=7
ended 'the others are used' 0
echo 1 >$online
try measure --strategies=mutex --workers=8
ended 'and this one again, once it is back' 0
finish
