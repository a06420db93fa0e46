#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/lesson.md tells the truth: each command in its console blocks is run, and what it prints is compared with the page.
# Rules: a number is any number, a bar of # any bar, white space any white space, "values" is "value"; a line "..." is any
# lines; of a line of contend run only strategy and workers count. A command with exit code 3 (this run could not show it) is
# compared only where the page says luck; where it does, and the command loses an update after all, it must say that in its
# own form. A block is a place and shell of its own. A block in shared memory has a name of this test's own.
# CONTEND: the program; srcdir: the project's root.
set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
page=${LESSON:-$srcdir/docs/lesson.md}
contend=${CONTEND:-./contend}
contend=$(cd "$(dirname "$contend")" && pwd)/$(basename "$contend")
folder=$(mktemp -d) || exit 99
name=lesson-$$
trap '"$contend" share unlink "$name" 2>/dev/null; rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM

[ -x "$contend" ] || {
	echo "lesson.sh: $contend is no program" >&2
	exit 99
}
[ "$(nproc)" -ge 2 ] || {
	echo "lesson.sh: skipped: the lesson is for two processors"
	exit 77
}
ln -s "$contend" "$folder/contend"
PATH=$folder:$PATH
export PATH

# Each command, and what is to follow it, in files of their own: BLOCK-COMMAND.run and .page
awk -v folder="$folder" -v name="$name" '
/^```console$/ { block++; command = 0; inside = 1; next }
/^```$/ { inside = 0; next }
!inside { next }
{ gsub(/lesson-counter/, name) }
/^\$ / {
	file = sprintf("%s/%02d-%02d", folder, block, ++command)
	print substr($0, 3) > (file ".run")
	printf "" > (file ".page")
	next
}
{ print > (file ".page") }
' "$page"

# The form of what is printed.
form() {
	sed -E 's/-?[0-9]+(\.[0-9]+)?/N/g; s/#+/#/g; s/[[:space:]]+/ /g; s/ $//; s/N values/N value/g
		s/^( ?N [a-z_]+, N workers?) .*ns\/op.*/\1/' "$1"
}

# compare PAGE SEEN: both as forms.
compare() {
	awk '
	NR == FNR { page[++n] = $0; next }
	{ seen[++m] = $0 }
	function fits(i, j) {
		if (i > n)
			return j > m
		if (page[i] != "...")
			return j <= m && page[i] == seen[j] && fits(i + 1, j + 1)
		for (; j <= m + 1; j++)
			if (fits(i + 1, j))
				return 1
		return 0
	}
	END { exit !fits(1, 1) }
	' "$1" "$2"
}

# try FILE: one command.
try() {
	: >"$1.verdict"
	sh "$1.run" >"$1.seen" 2>&1 </dev/null
	status=$?
	[ "$status" -eq 3 ] && ! grep -q luck "$1.page" && return
	if [ "$status" -eq 0 ] && grep -q luck "$1.page"; then
		echo 'Final value: 99 of 100 (1 lost) unlocked; nothing between load and store' >"$1.page"
	fi
	form "$1.page" >"$1.page.form"
	form "$1.seen" >"$1.seen.form"
	case $status in
	0 | 3) compare "$1.page.form" "$1.seen.form" && return ;;
	esac
	{
		echo "FAIL: $(cat "$1.run"): exit code $status, and this is not the page's:"
		cat "$1.seen"
	} >"$1.verdict"
}

# lane REMAINDER: every second block, its commands one after the other.
lane() {
	for run in "$folder"/*.run; do
		block=$(basename "$run")
		block=${block%%-*}
		[ $((${block#0} % 2)) -ne "$1" ] || try "${run%.run}"
	done
}

lane 0 &
other=$!
lane 1
wait "$other"

count=$(find "$folder" -name '*.run' | wc -l)
done=$(find "$folder" -name '*.verdict' | wc -l)
failures=$(find "$folder" -name '*.verdict' -size +0 | wc -l)
cat "$folder"/*.verdict >&2
echo "$count commands of the lesson, $failures failures"
[ "$count" -ge 10 ] && [ "$done" -eq "$count" ] && [ "$failures" -eq 0 ]
