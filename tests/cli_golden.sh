#!/bin/sh
# SPDX-License-Identifier: MIT
# What contend prints of itself is what golden/cli/ holds; what it prints of the machine has the right shape; stdout
# that cannot be written is an error; contend-WORD is found.
# CONTEND: the program; srcdir: the project's root. UPDATE=1 writes the golden files anew: look at the difference.
set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
contend=${CONTEND:-./contend}
contend=$(cd "$(dirname "$contend")" && pwd)/$(basename "$contend")
golden=$srcdir/tests/golden/cli
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM
failures=0
checks=0

[ -x "$contend" ] || {
	echo "cli_golden.sh: $contend is no program" >&2
	exit 99
}
mkdir "$folder/cwd" "$folder/bin" "$folder/path"
cd "$folder/cwd" || exit 99

bad() {
	echo "FAIL: $*" >&2
	failures=$((failures + 1))
}

# run STATUS ARGS...: leaves stdout and stderr in files, says if the exit code is another or a file was made.
run() {
	expected=$1
	shift
	"$contend" "$@" >"$folder/out" 2>"$folder/err" </dev/null
	status=$?
	checks=$((checks + 1))
	[ "$status" -eq "$expected" ] || bad "contend $*: exit code $status, not $expected: $(cat "$folder/err")"
	[ -z "$(ls -A)" ] || bad "contend $*: made $(ls -A)"
}

# same FILE ARGS...: the output is the file's, whatever the version.
same() {
	file=$1
	shift
	run 0 "$@"
	[ ! -s "$folder/err" ] || bad "contend $*: words on stderr"
	sed "s/contend $version/contend VERSION/" "$folder/out" >"$folder/now"
	if [ "${UPDATE:-}" ]; then
		cp "$folder/now" "$file"
	elif ! diff -u "$file" "$folder/now" >&2; then
		bad "contend $*: not what $file holds (UPDATE=1 writes it anew)"
	fi
}

# shape PATTERN: a line of the output matches.
shape() {
	grep -Eq -e "$1" "$folder/out" || bad "no line is like $1 in: $(cat "$folder/out")"
}

lines() {
	[ "$(wc -l <"$folder/out")" -eq "$1" ] || bad "$(wc -l <"$folder/out") lines, not $1: $(cat "$folder/out")"
}

check_texts() {
	run 0 --version
	shape '^contend [0-9]+\.[0-9]+(\.[0-9]+)?$'
	shape '^hwloc [0-9]+\.[0-9]+\.[0-9]+$'
	version=$(sed -n 's/^contend //p' "$folder/out")
	same "$golden/overview.txt"
	same "$golden/help.txt" --help
	same "$golden/help.txt" -h
	for command in run bench report list doctor; do
		same "$golden/help-$command.txt" "$command" --help
	done
	same "$golden/placements.txt" list placements
	same "$golden/placements.csv" list placements --csv
	same "$golden/suites.txt" list suites
	same "$golden/suites.json" list suites --json
	same "$golden/types.txt" list types
	same "$golden/types.csv" list --csv types
}

# Strategies come and go: their shape is enough.
check_strategies() {
	run 0 list strategies
	n=$(wc -l <"$folder/out")
	[ "$(grep -Ec '^[a-z][a-z0-9_]* +(baseline|lossy|exact|bounded) +[^ ]' "$folder/out")" -eq "$n" ] ||
		bad "a strategy's line is not name, kind, summary"
	shape '^mutex  '
	[ "$(awk '{ match($0, /^[^ ]+ +[a-z]+ +/); print RLENGTH }' "$folder/out" | sort -u | wc -l)" -eq 1 ] ||
		bad "the summaries of list strategies do not stand below each other"
	run 0 list strategies --csv
	lines $((n + 1))
	[ "$(head -n 1 "$folder/out")" = name,kind,summary ] || bad "the CSV header of list strategies"
	run 0 list strategies --json
	[ "$(grep -Ec '^\{"name":"[a-z0-9_]+","kind":"[a-z]+","summary":".*"\},?$' "$folder/out")" -eq "$n" ] ||
		bad "list strategies --json is not an object a line"
}

check_man() {
	run 0 --man
	if [ "${UPDATE:-}" ]; then
		cp "$folder/out" "$srcdir/man/contend.1"
	elif ! diff -u "$srcdir/man/contend.1" "$folder/out" >&2; then
		bad "man/contend.1 is not what contend --man prints (UPDATE=1 writes it anew)"
	fi
	command -v groff >/dev/null 2>&1 || return 0
	groff -man -Tascii -ww -z "$srcdir/man/contend.1" 2>"$folder/err"
	[ ! -s "$folder/err" ] || bad "groff: $(cat "$folder/err")"
}

check_dry_run() {
	run 0 run --strategies=mutex --dry-run
	shape '^machine: .+; [0-9]+ of [0-9]+ PUs usable$'
	shape '^suite product, seed 1: 1 cell$'
	shape '^  1 worker, cores, PU [0-9]+, u64:$'
	shape '^      mutex$'
	shape '^a trial: warm-up 25ms, window 100ms, drain 5ms$'
	shape '^1 block of 1 cell: 0\.1 s$'
	run 0 run --strategies=cas --dry-run --quick --reps=9 --hold=200ns --gap=1us --reads=90% --types=u32 \
		--workers=1 --max-time=5s --seed=7
	shape '^suite product, seed 7: 1 cell$'
	shape ', u32, hold 200ns, gap 1us, reads 90%:$'
	shape '^9 blocks of 1 cell: 0\.[0-9] s; budget 5\.0 s$'
	run 0 run --strategies=pipe --dry-run
	shape '^      server of pipe: PU [0-9]+(, on a worker.s core|, shared with a worker)?$'
	run 0 run --strategies=pipe --placements=cpus:"$pu" --workers=1 --dry-run --topology='core:2 pu:2'
	shape '^      server of pipe: PU 2$'
	run 0 run --strategies=mutex --workers=3 --placements=cpus:"$pu" --oversubscribe --dry-run
	shape "^  3 workers, cpus:$pu, PUs $pu,$pu,$pu, u64, within same-pu, oversubscribed:\$"
	run 0 bench --dry-run
	shape '^suite standard, seed 1: [0-9]+ cells$'
	shape '^      empty private unlocked '
	shape '^9 blocks of [0-9]+ cells: .* s; budget (60 s|[0-9]+ min [0-9]+ s)'
	run 0 bench --dry-run --quick --workers=1,4096 --strategies=mutex,cas
	shape '^left out, 3: only [0-9]+ PUs? here'
	shape '^      4096 workers, cores$'
	shape '; budget 6\.0 s$'
}

check_run() {
	run 0 run --strategies=fetch_add --quick --reps=7
	lines 8
	[ "$(grep -Ec '^ +[1-7]  fetch_add, 1 worker +[-0-9.]+ ns/op +[0-9.]+ Mop/s  lost +0  run +[-0-9.]+  Jain +(1\.000|-)  overlap [01]\.[0-9]{3}' \
		"$folder/out")" -eq 7 ] || bad "not seven lines of trials: $(cat "$folder/out")"
	# On a machine with much else to do, a window may pass without an update.
	shape '^median of [67]: [0-9.]+ ns/op, [0-9.]+ to [0-9.]+ \(9[68]\.[49] %\)$'
	run 0 run --strategies=fetch_add --quick --reps=2
	lines 2
	run 0 run --strategies=fetch_add --quick --reps=2 --csv --tag='a,b'
	lines 3
	shape '^schema,run,name,tag,cell,suite,strategy,'
	shape '^1,run,run,"a,b",1,product,fetch_add,exact,u64,1,cores,'
	run 0 run --strategies=empty --quick --json
	lines 3
	shape '^\{"schema":1,.*"kept":null.*\}$'
	run 0 run --strategies=fetch_add --window=100ms --reps=9 --max-time=400ms
	grep -q 'warning: --max-time is spent: [1-3] of 9 trials' "$folder/err" || bad "a budget that is spent is not said"
	[ "$(wc -l <"$folder/err")" -eq 1 ] || bad "a budget that is spent is said more than once"
	rm "$folder/out"
	"$contend" run --strategies=fetch_add --window=500ms --reps=20 >"$folder/out" 2>"$folder/err" &
	pid=$!
	tries=0
	while [ ! -s "$folder/out" ] && [ "$tries" -lt 300 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	kill -TERM "$pid"
	wait "$pid"
	status=$?
	[ "$status" -eq 130 ] || bad "SIGTERM: exit code $status, not 130"
	shape '! interrupted'
}

# Output that does not arrive is never a success, and is said once.
check_stdout() {
	for words in '' --help --man 'list types' 'list types --json' 'run --help' 'bench --help' \
		'run --strategies=empty --dry-run' 'run --strategies=empty --quick --reps=3' \
		'run --strategies=empty --quick --reps=3 --csv'; do
		for where in full closed pipe; do
			checks=$((checks + 1))
			# shellcheck disable=SC2086 # words
			case $where in
			full)
				[ -c /dev/full ] || continue
				"$contend" $words >/dev/full 2>"$folder/err"
				echo $? >"$folder/status"
				;;
			closed)
				"$contend" $words >&- 2>"$folder/err"
				echo $? >"$folder/status"
				;;
			pipe)
				mkfifo "$folder/fifo"
				{
					# Open for the reader that leaves at once; only then is anything written.
					sleep 0.2
					"$contend" $words 2>"$folder/err"
					echo $? >"$folder/status"
				} >"$folder/fifo" &
				: <"$folder/fifo"
				wait $!
				rm "$folder/fifo"
				;;
			esac
			[ "$(cat "$folder/status")" -eq 1 ] || bad "$words: stdout $where: exit code $(cat "$folder/status"), not 1"
			said="$(grep -c '^contend: standard output: ' "$folder/err") of $(wc -l <"$folder/err")"
			[ "$said" = '1 of 1' ] || bad "$words: stdout $where: said '$(cat "$folder/err")'"
		done
	done
}

# program PATH TEXT: prints TEXT and its arguments, and leaves with 7.
program() {
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\necho "%s" "$@"\nexit 7\n' "$2" >"$1"
	chmod +x "$1"
}

check_other_programs() {
	own=$contend
	cp "$contend" "$folder/bin/contend"
	program "$folder/bin/contend-hello" beside
	program "$folder/path/contend-hello" path
	program "$folder/path/contend-other" path
	ln -s "$folder/bin/contend" "$folder/path/linked"
	PATH=$folder/path:$PATH
	for contend in "$folder/bin/contend" "$folder/path/linked"; do
		run 7 hello 'a b' --c
		[ "$(cat "$folder/out")" = 'beside a b --c' ] || bad "contend hello is not the one beside contend"
		run 7 other
		[ "$(cat "$folder/out")" = 'path ' ] || [ "$(cat "$folder/out")" = path ] || bad "contend other is not found in PATH"
	done
	# A closed descriptor is never the next file's that is opened.
	cat >"$folder/bin/contend-fds" <<-'END'
		#!/bin/sh
		# Read first, said later: a redirection would be seen.
		is=$(readlink "/proc/$$/fd/0" "/proc/$$/fd/1")
		echo $is >&2
	END
	chmod +x "$folder/bin/contend-fds"
	"$folder/bin/contend" fds <&- >&- 2>"$folder/err"
	[ "$(cat "$folder/err")" = '/dev/null /dev/null' ] || bad "closed descriptors stay closed: $(cat "$folder/err")"
	run 1 bench
	grep -q '^contend: contend-bench is neither beside contend nor in PATH' "$folder/err" ||
		bad "a missing contend-bench is not said"
	chmod -x "$folder/bin/contend-hello"
	if [ ! -x "$folder/bin/contend-hello" ]; then
		run 1 hello
		grep -q 'Permission denied$' "$folder/err" || bad "a program that may not be run is not said"
	fi
	contend=$own
}

run 0 run --strategies=empty --dry-run
pu=$(sed -n 's/^  1 worker, cores, PU \([0-9]*\),.*/\1/p' "$folder/out")
check_texts
check_strategies
check_man
check_dry_run
check_run
check_stdout
check_other_programs

echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
