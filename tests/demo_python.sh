#!/bin/sh
# SPDX-License-Identifier: MIT
# contend demo python: both sides count exactly where they must, rows and words have their form, and a Python that is missing,
# old, killed or interrupted ends it with a line and leaves nothing. Exit code 77 where there is no python3 of 3.9 or later.
# CONTEND: the program; srcdir: the project's root.
set -u

contend=${CONTEND:-./contend}
contend=$(cd "$(dirname "$contend")" && pwd)/$(basename "$contend")
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
folder=$(mktemp -d) || exit 99
running=
trap 'rm -rf "$folder"' EXIT
trap '[ -z "$running" ] || kill "$running"; exit 99' HUP INT TERM
failures=0

python3 -c 'import sys, _multiprocessing; sys.exit(sys.version_info < (3, 9))' 2>/dev/null || {
	echo 'demo_python.sh: no Python of 3.9 or later' >&2
	exit 77
}

bad() {
	echo "FAIL: $*" >&2
	failures=$((failures + 1))
}

# What Python or we would leave behind. Tests beside this one have such names, too, for a while.
leftovers() {
	find /dev/shm -maxdepth 1 \( -name 'psm_*' -o -name 'sem.mp-*' -o -name 'pym-*' -o -name 'contend-*' \) 2>/dev/null | sort
}
before=$(leftovers)
nothing_left() {
	for try in 1 2 3 4 5 6 7 8 9 10; do
		left=$(leftovers | while read -r name; do
			case $before in *"$name"*) ;; *) echo "$name" ;; esac
		done)
		[ -n "$left" ] || return 0
		sleep "0.$try"
	done
	bad "left in /dev/shm: $left"
}

# expect CODE ARGUMENT...: its exit code.
expect() {
	want=$1
	shift
	"$contend" demo "$@" >"$folder/out" 2>"$folder/err" </dev/null
	code=$?
	[ "$code" -eq "$want" ] || bad "demo $*: exit code $code, not $want: $(cat "$folder/out" "$folder/err")"
}

# says FILE PATTERN: one of its lines is this extended regular expression, whole.
says() {
	grep -E -x -q -e "$2" "$folder/$1" || bad "no line '$2' in: $(cat "$folder/$1")"
}

# one_complaint: beside progress there is one line.
one_complaint() {
	if [ "$(grep -c '^contend: ' "$folder/err")" -ne 1 ] || [ "$(grep -c -v '^block ' "$folder/err")" -ne 1 ]; then
		bad "not one line: $(cat "$folder/err")"
	fi
}

same_ways() {
	python3 "$srcdir/src/demo/lecture.py" 2>&1 | sed 's/.*one of: //; s/, /\n/g' | sort >"$folder/theirs"
	sed -n 's/.*\.name = "\([a-z-]*\)".*/\1/p' "$srcdir/src/demo/python_ways.c" | sort >"$folder/ours"
	if [ ! -s "$folder/ours" ] || ! cmp -s "$folder/theirs" "$folder/ours"; then
		bad "lecture.py and python_ways.c know other ways: $(diff "$folder/theirs" "$folder/ours")"
	fi
}

# Two workers where there are two PUs.
rows_are_exact() {
	workers=$(nproc)
	[ "$workers" -lt 2 ] || workers=2
	expect 0 python value value-lock list manager --runs=1 --csv --workers="$workers"
	awk -F, -v workers="$workers" '
	NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		n = split("python way contend exact workers pus server_pu run order increments python_wall_ns python_ns_per_op" \
			  " python_expected python_final python_lost_ppm contend_ns_per_op contend_expected" \
			  " contend_final contend_lost_ppm times_faster", names, " ")
		for (i = 1; i <= n; i++)
			if ($i != names[i])
				print "column " i " is " $i ", not " names[i]
		next
	}
	function of(name) { return $(at[name]) }
	{
		ways += !seen[of("way")]++
		exact = of("way") != "value"
		if (of("exact") != exact)
			print of("way") ": exact is " of("exact")
		if (exact && (of("python_final") != of("python_expected") || of("python_lost_ppm") != 0))
			print of("way") ": Python lost updates: " $0
		if (exact && (of("contend_final") != of("contend_expected") || of("contend_lost_ppm") != 0))
			print of("way") ": contend lost updates: " $0
		if (of("workers") != workers || of("python_expected") != workers * of("increments"))
			print of("way") ": not so many increments: " $0
		if (of("python_expected") < 1 || of("contend_expected") < 1 || of("python_ns_per_op") <= 0 ||
		    of("contend_ns_per_op") <= 0 || of("python_final") > of("python_expected"))
			print of("way") ": nothing was counted: " $0
		wall = of("python_ns_per_op") * of("python_expected") / of("python_wall_ns")
		if (wall < 0.999 || wall > 1.001)
			print of("way") ": python_ns_per_op is another: " $0
		ratio = of("python_ns_per_op") / of("contend_ns_per_op") / of("times_faster")
		if (ratio < 0.999 || ratio > 1.001)
			print of("way") ": times_faster is another: " $0
		if ((of("way") == "manager") != (of("server_pu") != "NA"))
			print of("way") ": server on " of("server_pu")
	}
	END {
		if (NR != 5 || ways != 4)
			print NR " lines"
	}' "$folder/out" >"$folder/wrong"
	[ ! -s "$folder/wrong" ] || bad "rows: $(cat "$folder/wrong")"
	nothing_left
}

words_have_their_form() {
	expect 0 python raw --runs=1 --workers=1
	number='[0-9]+(\.[0-9]+)?'
	says out 'Python 3\.[0-9.]+ \(/.*\) beside contend, on the same PUs: .*; 1 trial of each, side by side in blocks'
	says out '1 worker on PU [0-9]+'
	says out "raw +RawValue \\+= 1 +$number +$number +unlocked +$number +0 +0"
	says out 'Intervals need 6 trials: --runs=6\.'
	says out 'In shared memory [01] of 1 rows are at least 5 times faster here, by their medians.*'
	says out 'What loses updates in Python loses them here, too: .*'
}

misuse_is_refused() {
	expect 2 python vallue
	says err 'contend: demo python knows no way vallue: did you mean value\? .*'
	expect 2 python value --runs=1001
	says err 'contend: demo python: --runs: 1001 is out of range: 1 to 1000'
	expect 2 python value --delay=1ms
	says err 'contend: demo python takes no --delay: it takes .*'
}

# A Python that is missing, too old, or breaks off.
python_is_not_there() {
	mkdir "$folder/none" "$folder/old" "$folder/broken"
	PATH=$folder/none expect 3 python value
	says err 'contend: no python3 of 3\.9 or later: none in PATH'
	printf '#!/bin/sh\necho old 3.8.10\n' >"$folder/old/python3"
	printf '#!/bin/sh\nexit 5\n' >"$folder/broken/python3"
	chmod +x "$folder/old/python3" "$folder/broken/python3"
	PATH=$folder/old expect 3 python value
	says err 'contend: no python3 of 3\.9 or later: this is 3\.8\.10'
	PATH=$folder/broken expect 1 python value
	says err 'contend: lecture\.py, .*: it ended before its answer'
	one_complaint
}

# children: numbers of the lecture.py that the running demo has.
children() {
	tr ' ' '\n' <"/proc/$running/task/$running/children" | while read -r process; do
		grep -q 'lecture\.py' "/proc/$process/cmdline" 2>/dev/null && echo "$process"
	done
}

# in_the_midst ARGUMENT...: starts a long demo, and returns after its first block. $python: its lecture.py.
in_the_midst() {
	: >"$folder/err"
	# Not in the background of an interactive shell, and so with SIGINT as usual.
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$contend" demo python "$@" --runs=1000 --workers=1 \
		>"$folder/out" 2>"$folder/err" </dev/null &
	running=$!
	tries=0
	until grep -q '^block ' "$folder/err" || [ $tries -gt 200 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	python=$(children)
	[ -n "$python" ] || bad "no lecture.py is running: $(cat "$folder/err")"
}

# ends_with CODE: the running demo, and its lecture.py.
ends_with() {
	wait "$running"
	code=$?
	[ "$code" -eq "$1" ] || bad "exit code $code, not $1: $(cat "$folder/err")"
	running=
	for process in $python; do
		[ ! -d "/proc/$process" ] || bad "lecture.py $process is still there"
	done
	nothing_left
}

in_the_midst shm
kill -KILL "$python"
ends_with 1
says err 'contend: lecture\.py, shm, 1 worker: it was killed: Killed'
one_complaint

in_the_midst shm manager
kill -INT "$running"
ends_with 130

same_ways
rows_are_exact
words_have_their_form
misuse_is_refused
python_is_not_there

[ "$failures" -eq 0 ] || exit 1
echo "demo_python.sh: as it should be"
