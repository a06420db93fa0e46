# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034
# Sourced by the jobs, which run in the emulated machine: a line a check, "ok NAME" or "FAIL NAME: what was seen".
# numa_probe, contend and measure (a short trial of contend's, as CSV) are in the PATH.
set -u
failures=0

pass() {
	echo "ok $1"
}

bad() {
	echo "FAIL $1: $2"
	failures=$((failures + 1))
}

# same NAME WANTED SEEN
same() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		bad "$1" "'$3', not '$2'"
	fi
}

# try COMMAND...: leaves its words in out and err, its status in status.
try() {
	out=$("$@" 2>/tmp/err)
	status=$?
	err=$(cat /tmp/err)
}

# ended NAME STATUS: how the last try ended.
ended() {
	if [ "$status" -eq "$2" ]; then
		pass "$1"
	else
		bad "$1" "exit code $status, not $2: $err"
	fi
}

# says NAME WORDS: what the last try said on stderr.
says() {
	case $err in
	*"$2"*) pass "$1" ;;
	*) bad "$1" "said '$err', not '$2'" ;;
	esac
}

# column NAME: the values of a column of the last try's CSV, a row a word.
column() {
	echo "$out" | awk -F, -v name="$1" '
		{
			n = split($0, part, "\"") # commas within quotes are none
			line = ""
			for (i = 1; i <= n; i++) {
				if (i % 2 == 0)
					gsub(",", ";", part[i])
				line = line part[i]
			}
			$0 = line
		}
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
		{ printf "%s%s", (NR > 2 ? " " : ""), (at ? $at : "no such column") }'
}

clean() {
	same 'nothing is left in /dev/shm' '' "$(ls -A /dev/shm)"
}

finish() {
	clean
	exit $((failures > 0))
}
