#!/bin/sh
# SPDX-License-Identifier: MIT
# Each demonstration says what it is to say, in its form, with its exit code, and leaves nothing behind.
# Only what holds in every run is asked for: locks never lose; what loses may be lucky, and says so with exit code 3.
# CONTEND: the program; srcdir: the project's root.
set -u

contend=${CONTEND:-./contend}
contend=$(cd "$(dirname "$contend")" && pwd)/$(basename "$contend")
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM
failures=0
cases=0

[ -x "$contend" ] || {
	echo "cli_demo.sh: $contend is no program" >&2
	exit 99
}

bad() {
	echo "FAIL: $*" >&2
	failures=$((failures + 1))
}

# begin NAME ARGUMENT...: starts a demo; its number is kept under NAME.
begin() {
	name=$1
	shift
	echo "$*" >"$folder/$name.words"
	"$contend" demo "$@" >"$folder/$name.out" 2>"$folder/$name.err" </dev/null &
	echo $! >"$folder/$name.pid"
}

# finish NAME CODES: waits for it, and looks at what is left. CODES: those allowed, as a pattern.
finish() {
	pid=$(cat "$folder/$1.pid")
	wait "$pid"
	code=$?
	what="demo $(cat "$folder/$1.words")"
	cases=$((cases + 1))
	# shellcheck disable=SC2254 # a pattern
	case $code in
	$2) ;;
	*) bad "$what: exit code $code, not $2: $(cat "$folder/$1.out" "$folder/$1.err")" ;;
	esac
	[ -z "$(find /dev/shm -name "contend-$pid-*" 2>/dev/null)" ] ||
		bad "$what: left shared memory"
}

# line NAME PATTERN: a whole line of its output is this extended regular expression.
line() {
	grep -E -x -q -e "$2" "$folder/$1.out" ||
		bad "demo $(cat "$folder/$1.words"): no line '$2' in: $(cat "$folder/$1.out")"
}

# see CODES PATTERN ARGUMENT...: one demo, one line of it.
see() {
	codes=$1 pattern=$2
	shift 2
	begin one "$@"
	finish one "$codes"
	line one "$pattern"
}

# refused SENTENCE ARGUMENT...
refused() {
	sentence="contend: $1"
	shift
	begin one "$@"
	finish one 2
	[ ! -s "$folder/one.out" ] || bad "demo $*: words on stdout"
	[ "$(cat "$folder/one.err")" = "$sentence" ] ||
		bad "demo $*: said '$(cat "$folder/one.err")', not '$sentence'"
}

# numbers in a file, those of a scramble, once each and all from 0 on
is_permutation() {
	sed 's/ *permutation.*//' "$1" | tr ' ' '\n' | sort -n | awk '$1 != NR - 1 { exit 1 } END { exit NR != '"$2"' }'
}

N='[0-9]+'
lossy="Final value: $N of 100 \\([1-9][0-9]* lost\\) +"
lucky='Final value: 100 of 100 \(0 lost\) +luck, not proof: .*'
whole='Final value: 100 of 100 \(0 lost\)'

# Those that wait for the watchdog, beside all that follows.
begin circle deadlock
begin circle_flock deadlock --lock=flock --workers=3
begin semaphore deadlock --lock=semaphore --kill-holder
begin mutex deadlock --lock=mutex --kill-holder

# of_seed: processes of that demo, its own and its workers'.
of_seed() {
	for process in /proc/[0-9]*; do
		{ tr '\0' ' ' <"$process/cmdline"; } 2>/dev/null | grep -q 'demo .*--seed=771177' && echo "${process#/proc/}"
	done
}

# Interrupted while all wait in a lock: 130, and no process is left.
begin interrupted deadlock --kill-holder --seed=771177
tries=0
while [ "$tries" -lt 200 ]; do
	sleep 0.005
	tries=$((tries + 1))
	running=$(cat "$folder/interrupted.pid" 2>/dev/null)
	# Its workers are there. Where the kernel does not tell of children, it will have had its time.
	[ -z "$(cat "/proc/$running/task/$running/children" 2>/dev/null)" ] || break
done
kill -TERM "$(cat "$folder/interrupted.pid")"
finish interrupted 130
[ ! -s "$folder/interrupted.out" ] || bad "deadlock, interrupted: words on stdout"
[ -z "$(of_seed)" ] || bad "deadlock, interrupted: left processes $(of_seed)"

begin one
finish one '[03]'
line one "no lock +Final value: $N of 100 \\($N lost\\) +.*"
line one "lock, each access +Final value: $N of 100 \\($N lost\\) +.*"
line one "lock, whole update +$whole +.*"
line one "monitor +$whole +.*"
line one "fetch_add +$whole +.*"
line one 'Next: contend demo .*'

see '[03]' "${lossy}unlocked; 100 us of spinning between load and store|$lucky" \
	lost-update --workers=10 --increments=10 --delay=1ms --race=100us
see '[03]' "${lossy}each access was locked, the update was not|$lucky" lost-update --lock=locked_getset
for lock in semaphore mutex mutex_robust fetch_add; do
	see 0 "$whole" lost-update --lock="$lock"
done
see '[03]' 'Final value: (100 of 100 \(0 lost\) +luck, not proof: the window is about 1 ns; try --increments 1000000 --delay 0|.* unlocked; nothing between load and store)' \
	lost-update --race=0
see '[03]' "${lossy}unlocked; 50 us of sleeping between load and store|$lucky" lost-update --race=50us --race-sleep
see '[03]' "Final value in 5 runs: min $N, median [0-9.]+, max $N of 100.*" lost-update --runs=5
see 0 'Final value in 5 runs: min 100, median 100, max 100 of 100' lost-update --runs=5 --lock=mutex
see 0 '  100  ##### 5' lost-update --runs=5 --lock=mutex
see 0 "lost-update,semaphore,10,10,1000000,100000,$N,2,100,100,0,$N" lost-update --csv --runs=2 --lock=semaphore
[ "$(wc -l <"$folder/one.out")" = 3 ] || bad "lost-update --csv: not a header and two rows"
see '[03]' "value,value_add,10,10,1000000,100000,$N,1,100,100,0,$N" value --csv

begin one value --lock=semaphore
finish one '[03]'
line one "Final value: $N of 100 \\($N lost\\) +value_get, value_set: .*"
line one "$whole +value_add: one call under the Value's lock, the monitor"

begin one lock --increments=2000
finish one 0
for lock in semaphore mutex mutex_robust flock fetch_add; do
	line one "$lock +Final value: 4000 of 4000 \\(0 lost\\) +[0-9.]+ ns an increment"
done
see 0 "flock,2,100,200,200,[0-9.e+]+" lock --lock=flock --increments=100 --csv

see '[03]' "Final value: $N of 100 \\($N lost\\) +9 workers used the monitor, 1 went round it.*" \
	monitor --workers=10 --increments=10 --rogue=1
see 0 "$whole +10 workers used the monitor" monitor --rogue=0

begin one array
finish one 0
line one 'Sum: 66795 of 66795 \(0 lost\) +365 cells of type d; 5 workers .*'
line one 'Index -1: 365.0 +the last, as in Python'
line one 'Index 365: refused \(ERANGE\) +.*'
line one 'Index -366: refused \(ERANGE\) +.*'

see 0 "($N ){20} +permutation of 0\\.\\.19: yes" scramble --items=20 --workers=10 --swaps=10
is_permutation "$folder/one.out" 20 || bad "scramble: no permutation: $(cat "$folder/one.out")"
see '[03]' "($N ){20} +permutation of 0\\.\\.19: (no: $N values? lost, $N doubled|yes \\(luck, not proof\\))" \
	scramble --no-lock --race=100us
if grep -q ': no' "$folder/one.out" && is_permutation "$folder/one.out" 20; then
	bad "scramble --no-lock: a permutation that it calls none"
fi
see 0 'Final value in 3 runs: min 20, median 20, max 20 of 20 .*' scramble --runs=3 --lock=mutex

begin one list
finish one 0
line one "Before: \\[0, 2.5, 'spam', b'x', True, None\\]"
line one "After:  \\[100, 2.5, 'eggs', b'x', True, None\\]"
line one "$whole +item 0: .*"
line one 'Text of 9 bytes: refused \(E2BIG\) .*'

see 0 'worker 3 killed inside the lock at its 5th increment; worker [0-9] got EOWNERDEAD and went on: 94 of 94' \
	deadlock --lock=mutex_robust --kill-holder
see 0 'worker 3 killed inside the lock at its 5th increment; the kernel released it: 94 of 94' \
	deadlock --lock=flock --kill-holder

begin one timeline
finish one '[03]'
line one "Final value: $N of 6 \\($N lost\\)"
line one '       us  worker 0           worker 1         memory'
line one ' +[0-9.]+  (\| {18}|(load|store) [0-9] +(LOST)? +)(\| {16}|(load|store) [0-9] +(LOST)? +)[0-9]'
awk '
NR == 1 { final = $3; lost = $6; sub(/\(/, "", lost) }
/ store / { stores++; off += / LOST / }
/ load / { loads++ }
/ on the path back / { path = $1 }
END { exit !(stores == 6 && loads == 6 && off == lost && path == final && final + lost == 6) }
' FS='[ ]+' "$folder/one.out" || bad "timeline: its rows contradict its first line: $(cat "$folder/one.out")"
see '[03]' 'path back = final value in 20 of 20 runs' timeline --runs=20
see '[03]' 'path back = final value in 5 of 5 runs' timeline --workers=4 --increments=5000 --delay=0 --race=0 --runs=5
see 0 'Final value: 20 of 20 \(0 lost\)' timeline --increments=10 --lock=mutex
see 0 'No store was lost\.' timeline --lock=mutex --first-lost
begin one timeline --format=svg --out="$folder/picture.svg"
finish one '[03]'
[ ! -s "$folder/one.out" ] || bad "timeline --out: words on stdout"
[ "$(grep -c '<circle' "$folder/picture.svg")" = 7 ] || bad "timeline --format=svg: not six loads and a legend"
[ "$(tail -n 1 "$folder/picture.svg")" = '</svg>' ] || bad "timeline --format=svg: no end"
begin one timeline --format=json --workers=3 --increments=20
finish one '[03]'
[ "$(grep -c '"ph":"X"' "$folder/one.out")" = 60 ] || bad "timeline --format=json: not 60 slices"
if command -v python3 >/dev/null 2>&1; then
	python3 - "$folder/one.out" "$folder/picture.svg" <<'PYTHON' || bad "timeline: JSON or SVG that cannot be read"
import json, sys, xml.dom.minidom
events = json.load(open(sys.argv[1]))["traceEvents"]
slices = [e for e in events if e["ph"] == "X"]
assert len(slices) == 60
assert {e["tid"] for e in slices} == {0, 1, 2}
assert all(e["dur"] >= 0 and e["args"]["stored"] == e["args"]["loaded"] + 1 for e in slices)
kept = sorted(e["args"]["stored"] for e in slices if e["args"]["kept"])
assert kept == list(range(1, len(kept) + 1))
xml.dom.minidom.parse(sys.argv[2])
PYTHON
fi

see 0 'Items: 300 of 300 \(0 lost, 0 doubled\) +3 put, 2 got; consumer 0 was killed while it waited, .*' \
	queue --items=300 --workers=3
line one 'Empty queue: ETIMEDOUT, 3 of 3 +.*'
begin one pipe --increments=200
finish one 0
line one 'Answers: 200 of 200 \(0 lost\) +8 bytes there, 8 back: [0-9]+ ns an exchange'
line one 'Writer killed at byte 5 of 8: EPROTO +.*'
line one 'Read, the peer gone: the end +.*'
line one 'Write, the peer gone: EPIPE +.*'
begin one manager --increments=50
finish one '[03]'
line one "Final value: $N of 200 \\($N lost\\) +get, then set: .*"
line one "Final value: 200 of 200 \\(0 lost\\) +add: one call, .*"
line one "Server killed: EPIPE for $N of 4 +.*"
begin one socket --increments=50
finish one '[03]'
line one 'Answers: 50 of 50 \(0 lost\) +unix: [0-9]+ ns an exchange; .*'
line one 'Nobody listens: ECONNREFUSED +unix: .*'

begin one interleavings
finish one 0
line one '924 schedules of 2 workers, 3 increments each; each is a load and a store'
line one 'Final value: from 2 to 6 of 6'
line one '    2    8    0\.87 %  #'
[ "$(tail -n 1 "$folder/one.out" | awk '{ print $NF }')" = 2 ] || bad 'interleavings: the schedule does not end in 2'
see 0 '20 schedules of 2 workers, 3 increments each; the whole update is locked, one step' interleavings --lock=mutex
see 0 '924 schedules .*; each access is locked: no schedule less than without a lock' interleavings --lock=locked_getset
see 0 '2,2,3,32,0\.457142857' interleavings --increments=2 --csv

refused 'unknown demo pype: did you mean pipe? (contend demo --help)' pype
refused 'demo takes one name, or none for the tour (contend demo --help)' pipe queue
refused 'demo array takes no --lock: it takes --workers, --items' array --lock=mutex
refused 'the tour takes no --runs: name a demo before it (contend demo --help)' --runs=2
refused 'demo lost-update knows no --lock=flock: none, locked_getset, semaphore, mutex, mutex_robust or fetch_add' \
	lost-update --lock=flock
refused '--rogue: 11 of 10 workers cannot go round the monitor' monitor --rogue=11
refused '--no-lock and --lock contradict each other: give one of them' scramble --no-lock --lock=mutex
refused 'demo deadlock: --workers: 27 is out of range: 2 to 26, a letter a lock' deadlock --workers=27
refused 'a picture of 2000 updates is too wide: at most 500; --format=json holds more' \
	timeline --increments=1000 --format=svg
refused '--first-lost shows rows of one run: not with --runs' timeline --first-lost --runs=2
refused 'demo interleavings: 2 workers with 100 increments have more than 2^128 schedules: take fewer' \
	interleavings --increments=100

finish circle 0
line circle 'worker 0 holds A and waits for B, worker 1 holds B and waits for A; 2 workers waited 2 s and were stopped: .*'
line circle 'Final value: 40 of 40 \(0 lost\) +the same, each taking the lower letter first'
finish circle_flock 0
line circle_flock 'worker 0 holds A and waits for B, worker 1 holds B and waits for C, worker 2 holds C and waits for A; 3 workers .*'
line circle_flock 'Final value: 60 of 60 \(0 lost\) +.*'
finish semaphore 0
line semaphore 'worker 3 killed inside the lock; 9 workers waited 2 s and were stopped: a semaphore has no owner'
finish mutex 0
line mutex 'worker 3 killed inside the lock; 9 workers waited 2 s and were stopped: a mutex .*'

# All that is in the table was run above, but for the one that has a test of its own: demo_python.sh.
"$contend" demo --help | sed -n '/^Demonstrations/,$ s/^  \([a-z-]*\)  .*/\1/p' >"$folder/table"
while read -r demo; do
	[ "$demo" != python ] || continue
	grep -q -E "(begin [a-z_]+|see .*|^	) ?$demo( |\$)" "$0" || bad "no test of demo $demo"
done <"$folder/table"
[ "$(wc -l <"$folder/table")" -ge 14 ] || bad 'demo --help does not list the demonstrations'

echo "$cases demonstrations, $failures failures"
[ "$failures" -eq 0 ]
