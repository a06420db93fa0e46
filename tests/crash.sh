#!/bin/sh
# SPDX-License-Identifier: MIT
# What a sweep leaves behind when a worker, its parent or the machine fails it: whole rows, the right exit code, no process,
# no shared memory. CONTEND: the program.
set -u

contend=${CONTEND:-./contend}
contend=$(cd "$(dirname "$contend")" && pwd)/$(basename "$contend")
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM
failures=0
checks=0

[ -x "$contend" ] || {
	echo "crash.sh: $contend is no program" >&2
	exit 99
}
cd "$folder" || exit 99

bad() {
	echo "FAIL: $*" >&2
	failures=$((failures + 1))
}

# start ARGS...: a sweep in the background, whose trials take long enough to be met; sets sweep to its pid.
start() {
	rm -rf out
	"$contend" bench --suite=product --out=out --name=crash --warmup=5ms --window=300ms "$@" >stdout 2>stderr &
	sweep=$!
}

# The pid of a worker, once there is one; workers are the sweep's children.
worker() {
	tries=0
	pid=
	while [ -z "$pid" ] && [ $tries -lt 1000 ]; do
		pid=$(pgrep -P "$sweep" | tail -n 1)
		tries=$((tries + 1))
		sleep 0.01
	done
	[ -n "$pid" ] || bad "$1: no worker was seen"
}

# rows N: waits until trials.csv holds as many.
rows() {
	tries=0
	while [ $tries -lt 1000 ]; do
		[ "$(cat out/*/trials.csv 2>/dev/null | wc -l)" -gt "$1" ] && return
		tries=$((tries + 1))
		sleep 0.02
	done
	bad "no $1 rows after 20 s"
}

# ended WHAT STATUS: the sweep has ended so, and left nothing but whole rows.
ended() {
	wait "$sweep"
	status=$?
	checks=$((checks + 1))
	[ "$status" -eq "$2" ] || bad "$1: exit code $status, not $2: $(cat stderr)"
	clean "$1"
	awk -F, 'NR == 1 { n = NF } NF != n { exit 1 }' out/*/trials.csv || bad "$1: a row is not whole"
}

clean() {
	tries=0
	while pgrep -f "$contend-bench bench --out=out" >/dev/null && [ $tries -lt 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	pgrep -f "$contend-bench bench --out=out" >/dev/null && bad "$1: a process is left"
	for name in /dev/shm/contend-*; do
		[ -e "$name" ] && bad "$1: $name is left"
	done
}

killed_worker() {
	start --strategies=fetch_add,mutex --workers=1 --reps=3
	worker 'killed worker'
	kill -KILL "$pid"
	ended 'killed worker' 1
	grep -q ',worker_died,' out/*/trials.csv || bad 'killed worker: no row says so'
	grep -q ',ok,' out/*/trials.csv || bad 'killed worker: the sweep did not go on'
}

# The server is the last to be forked. Of a transport nobody may wait for an answer that will not come.
killed_server() {
	start --strategies=pipe,manager,mq --workers=1 --reps=2
	rows 0
	tries=0
	pid=
	while [ -z "$pid" ] && [ $tries -lt 1000 ]; do
		[ "$(pgrep -P "$sweep" | wc -l)" -eq 2 ] && pid=$(pgrep -P "$sweep" | tail -n 1)
		tries=$((tries + 1))
		sleep 0.01
	done
	[ -n "$pid" ] || bad 'killed server: none was seen'
	kill -KILL "$pid"
	ended 'killed server' 1
	grep -q ',server_died,' out/*/trials.csv || bad 'killed server: no row says so'
	grep -q ',ok,' out/*/trials.csv || bad 'killed server: the sweep did not go on'
}

stopped_worker() {
	start --strategies=fetch_add,mutex --workers=1 --reps=1
	worker 'stopped worker'
	kill -STOP "$pid"
	ended 'stopped worker' 1
	grep -q ',hung,' out/*/trials.csv || bad 'stopped worker: no row says so'
}

killed_parent() {
	start --strategies=mutex --workers=1 --reps=20
	rows 1
	kill -KILL "$sweep"
	wait "$sweep" 2>/dev/null
	checks=$((checks + 1))
	clean 'killed parent'
}

interrupted_and_resumed() {
	start --strategies=fetch_add,mutex --workers=1 --reps=4
	rows 3
	kill -TERM "$sweep" # as INT, which a shell's background processes ignore
	ended 'interrupted' 130
	dir=$(echo out/crash-*)
	[ -e out/latest ] && bad 'interrupted: latest points at a sweep that is not complete'
	printf '1,cut,li' >>"$dir/trials.csv"
	"$contend" bench --resume="$dir" >stdout 2>stderr || bad "resumed: exit code $?: $(cat stderr)"
	grep -q 'last line' stderr || bad 'resumed: the cut line is lost without a word'
	checks=$((checks + 1))
	[ "$(grep -c ',ok,' "$dir/trials.csv")" -eq 8 ] || bad "resumed: $(grep -c ',ok,' "$dir/trials.csv") good rows, not 8"
	[ -s "$dir/summary.csv" ] || bad 'resumed: no summary'
	sed -i 's/^boot: .*/boot: 0/' "$dir/host.txt"
	"$contend" bench --resume="$dir" >stdout 2>stderr
	[ $? -eq 2 ] || bad 'resumed after another boot: not refused'
	clean 'resumed'
}

unwritable_results() {
	echo >file
	"$contend" bench --quick --reps=1 --strategies=empty --workers=1 --out=file >stdout 2>stderr
	status=$?
	checks=$((checks + 1))
	[ "$status" -eq 1 ] || [ "$status" -eq 2 ] || bad "unwritable results: exit code $status"
	grep -q '^contend: .*file' stderr || bad "unwritable results: said $(cat stderr)"
}

no_gnuplot() {
	mkdir -p nothing
	rm -rf out
	PATH=$folder/nothing "$contend" bench --quick --reps=1 --strategies=empty --workers=1 --out=out >stdout 2>stderr ||
		bad "no gnuplot: exit code $?"
	checks=$((checks + 1))
	grep -q gnuplot stderr || bad 'no gnuplot: not a word of it'
	[ -s out/latest/report.html ] || bad 'no gnuplot: no report'
}

one_pu() {
	command -v taskset >/dev/null || return
	rm -rf out
	cpu=$(taskset -cp $$ | sed 's/.*: \([0-9]*\).*/\1/')
	taskset -c "$cpu" "$contend" bench --quick --reps=1 --out=out >stdout 2>stderr || bad "one PU: exit code $?: $(cat stderr)"
	checks=$((checks + 1))
	cut -d, -f10 out/latest/trials.csv | grep -q '^2$' && bad 'one PU: two workers'
	clean 'one PU'
}

full_shm() {
	unshare -m true 2>/dev/null || {
		echo 'not tested: a full /dev/shm (no mount namespaces here)'
		return
	}
	rm -rf out
	# shellcheck disable=SC2016 # for the inner shell
	unshare -m sh -c 'mount -t tmpfs -o size=16k tmpfs /dev/shm && exec "$0" bench --quick --reps=1 --strategies=mutex --workers=1 --out=out' \
		"$contend" >stdout 2>stderr
	status=$?
	checks=$((checks + 1))
	[ "$status" -eq 1 ] || bad "full /dev/shm: exit code $status"
	grep -q '^contend: .*No space left' stderr || bad "full /dev/shm: said $(cat stderr)"
	[ -e out/latest ] && bad 'full /dev/shm: results of nothing'
}

killed_worker
killed_server
stopped_worker
killed_parent
interrupted_and_resumed
unwritable_results
no_gnuplot
one_pu
full_shm
echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
