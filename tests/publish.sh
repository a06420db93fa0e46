#!/bin/sh
# SPDX-License-Identifier: MIT
# bench --publish: while a sweep measures, its board can be read by contend share and by Python; at its end both names are
# gone; of a sweep that was killed, contend share clean takes them away, and nothing else.
# CONTEND: the program; srcdir: the project's root.
set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
contend=${CONTEND:-./contend}
folder=$(mktemp -d) || exit 99
name=publish.$$
sweep=
trap '[ -z "$sweep" ] || kill -9 "$sweep" 2>/dev/null; rm -rf "$folder" /dev/shm/"$name"*' EXIT
trap 'exit 99' HUP INT TERM
failures=0

bad() {
	echo "FAIL: $*" >&2
	failures=$((failures + 1))
}

# The names that this test has made.
names() {
	find /dev/shm -maxdepth 1 -name "$name*" -printf '%f\n' | sort | tr '\n' ' '
}

# begin TIME: a sweep of one cell in the background, in its own process.
begin() {
	"$contend" bench --strategies=fetch_add --workers=1 --window=20ms --reps=100000 --max-time="$1" \
		--out="$folder/results" --publish="$name" >"$folder/out" 2>"$folder/err" &
	sweep=$!
}

# Until the board says that so many trials are complete.
wait_for() {
	tries=0
	while [ "$("$contend" share get "$name" 8 2>/dev/null || echo 0)" -lt "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 500 ] || {
			bad "no $1 trials on the board: $(cat "$folder/err")"
			return 1
		}
		sleep 0.02
	done
}

begin 60s
if wait_for 2; then
	board=$("$contend" share dump "$name")
	case $board in
	"['contend bench', $sweep, '"*"', "*", 'measuring', 'contend/"*"strategy:fetch_add/"*"', '$name.counter', "*) ;;
	*) bad "the board reads $board" ;;
	esac
	[ "$("$contend" share get "$name.counter")" -gt 0 ] || bad "the counter of the last trial is not on the board"
	"$contend" share ls | grep -q "^$name  *ShareableList" || bad "share ls does not show the board"
	"$contend" share clean
	"$contend" share get "$name" 0 >/dev/null || bad "clean took the board of a living sweep"
	if python3 -c 'import sys; assert sys.version_info >= (3, 9)' 2>/dev/null; then
		python3 - "$srcdir/src/share" "$name" <<-'PYTHON' || bad "Python does not read the board"
			import sys
			sys.path.insert(0, sys.argv[1])
			sys.dont_write_bytecode = True
			import contend_share
			board = contend_share.attach_list(sys.argv[2])
			while True:
			    before = board[3]
			    now = list(board)
			    if before % 2 == 0 and board[3] == before:
			        break
			assert now[0] == "contend bench" and now[4] == "measuring" and now[8] >= 2, now
			board.shm.close()
		PYTHON
	fi
	# Another sweep of that name is refused before it measures.
	"$contend" bench --quick --publish="$name" --out="$folder/other" 2>"$folder/other.err"
	status=$?
	if [ "$status" -ne 1 ] || ! grep -q 'exists (EEXIST)' "$folder/other.err"; then
		bad "two sweeps on one board: $(cat "$folder/other.err")"
	fi
	[ ! -e "$folder/other" ] || bad "a refused sweep has left results"
fi
kill -TERM "$sweep"
wait "$sweep"
status=$?
sweep=
[ "$status" -eq 130 ] || bad "the interrupted sweep: exit code $status: $(cat "$folder/err")"
[ -z "$(names)" ] || bad "left by an interrupted sweep: $(names)"
"$contend" bench --strategies=fetch_add --workers=1 --quick --reps=1 --out="$folder/results" --publish="$name" >"$folder/out" 2>"$folder/err" ||
	bad "a whole sweep: exit code $?: $(cat "$folder/err")"
[ -z "$(names)" ] || bad "left at the end: $(names)"

begin 60s
if wait_for 1; then
	kill -9 "$sweep"
	wait "$sweep" 2>/dev/null
	sweep=
	: >"/dev/shm/$name.mine"
	[ "$("$contend" share clean | sort | tr '\n' ' ')" = "removed $name removed $name.counter " ] || bad "clean after a killed sweep"
	[ "$(names)" = "$name.mine " ] || bad "after clean: $(names)"
fi
"$contend" bench --publish=a/b --out="$folder/none" 2>"$folder/err"
status=$?
if [ "$status" -ne 2 ] || [ "$(cat "$folder/err")" != "contend: name 'a/b': no '/' inside a name" ]; then
	bad "--publish=a/b: $(cat "$folder/err")"
fi
[ "$failures" -eq 0 ]
