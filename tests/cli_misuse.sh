#!/bin/sh
# SPDX-License-Identifier: MIT
# Every bad command line of golden/cli/misuse.txt is answered by its one line on stderr and exit code 2, and leaves
# nothing: no output, no file, no shared memory.
# CONTEND: the program; srcdir: the project's root. UPDATE=1 writes the exact lines anew: look at the difference.
set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
contend=${CONTEND:-./contend}
contend=$(cd "$(dirname "$contend")" && pwd)/$(basename "$contend")
table=$srcdir/tests/golden/cli/misuse.txt
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM
failures=0
cases=0

[ -x "$contend" ] || {
	echo "cli_misuse.sh: $contend is no program" >&2
	exit 99
}
mkdir "$folder/cwd"
cd "$folder/cwd" || exit 99

bad() {
	echo "FAIL: $*" >&2
	failures=$((failures + 1))
}

# try LINE: runs it as a shell would, "contend" being the program under test. Sets status and pid.
try() {
	eval "set -- $1"
	shift
	"$contend" "$@" >"$folder/out" 2>"$folder/err" </dev/null &
	pid=$!
	wait "$pid"
	status=$?
	cases=$((cases + 1))
}

leaves_nothing() {
	[ "$status" -eq 2 ] || bad "$1: exit code $status, not 2"
	[ ! -s "$folder/out" ] || bad "$1: words on stdout"
	[ "$(wc -l <"$folder/err")" -eq 1 ] || bad "$1: not one line on stderr"
	[ -z "$(ls -A)" ] || bad "$1: left $(ls -A)"
	case $(echo /dev/shm/contend-"$pid"-*) in
	*'*') ;;
	*) bad "$1: left shared memory" ;;
	esac
}

# answered LINE EXPECTED: EXPECTED as in the table, with "~ " if it is a pattern.
answered() {
	got=$(cat "$folder/err")
	case $2 in
	'~ '*)
		pattern=${2#??}
		# shellcheck disable=SC2254 # a pattern
		case $got in
		$pattern) ;;
		*) bad "$1: said '$got', not '$pattern'" ;;
		esac
		;;
	*) [ "$got" = "$2" ] || bad "$1: said '$got', not '$2'" ;;
	esac
}

line=
while IFS= read -r text; do
	case $text in
	'$ '*)
		[ -z "$line" ] || [ "${UPDATE:-}" ] || bad "$line: the table has no answer"
		[ -z "$line" ] || cat "$folder/err" >>"$folder/new"
		line=${text#??}
		try "$line"
		leaves_nothing "$line"
		;;
	'' | '#'*)
		[ -z "$line" ] || [ "${UPDATE:-}" ] || bad "$line: the table has no answer"
		[ -z "$line" ] || cat "$folder/err" >>"$folder/new"
		line=
		;;
	*)
		[ "${UPDATE:-}" ] && [ "${text#~ }" = "$text" ] && text=$(cat "$folder/err")
		answered "$line" "$text"
		line=
		;;
	esac
	printf '%s\n' "$text" >>"$folder/new"
done <"$table"
[ -z "$line" ] || bad "$line: the table has no answer"

[ -z "${UPDATE:-}" ] || cp "$folder/new" "$table"
[ "$cases" -gt 0 ] || bad "no case in $table"
echo "$cases command lines, $failures failures"
[ "$failures" -eq 0 ]
