#!/bin/sh
# SPDX-License-Identifier: MIT
# contend share, as a user meets it: what each command prints, and for each mistake its one line and exit code. With --long
# also the races and the full /dev/shm, which take longer or want privileges.
# CONTEND: the program; SHARE_PEER: another process; srcdir: the project's root.
set -u

contend=${CONTEND:-./contend}
peer=${SHARE_PEER:-./share_peer}
folder=$(mktemp -d) || exit 99
name=cli_share.$$
trap 'rm -rf "$folder" /dev/shm/"$name"*' EXIT
trap 'exit 99' HUP INT TERM
failures=0
checks=0

if ! [ -x "$contend" ] || ! [ -x "$peer" ]; then
	echo "cli_share.sh: $contend or $peer is no program" >&2
	exit 99
fi

bad() {
	echo "FAIL: $*" >&2
	failures=$((failures + 1))
}

# try STATUS EXPECTED WORDS...: what contend share WORDS prints, on stdout or stderr, is EXPECTED (a pattern of the shell's).
try() {
	wanted=$1
	pattern=$2
	shift 2
	"$contend" share "$@" >"$folder/out" 2>"$folder/err" </dev/null
	status=$?
	checks=$((checks + 1))
	[ "$status" -eq "$wanted" ] || bad "contend share $*: exit code $status, not $wanted: $(cat "$folder/err")"
	said=$(cat "$folder/out" "$folder/err")
	# shellcheck disable=SC2254 # a pattern
	case $said in
	$pattern) ;;
	*) bad "contend share $*: '$said' is not like '$pattern'" ;;
	esac
	if [ "$status" -ne 0 ] && { [ "$(wc -l <"$folder/err")" -ne 1 ] || [ -s "$folder/out" ]; }; then
		bad "contend share $*: not one line on stderr"
	fi
}

values() {
	try 0 '' create "$name" --value q
	try 1 "contend: create $name: exists (EEXIST); left by an earlier run? remove it: contend share unlink $name" create "$name" --value q
	try 0 5 add "$name" 5
	try 0 -2 add "$name" -7
	try 0 '' set "$name" -9223372036854775808
	try 0 9223372036854775807 add "$name" -1
	try 2 "contend: $name: 9223372036854775808 is out of range for q (-9223372036854775808..9223372036854775807)" set "$name" 9223372036854775808
	try 2 "contend: $name: 1.5 is not a whole number, as q needs" set "$name" 1.5
	try 2 "contend: $name: '1' is not a whole number, as q needs" set "$name" "'1'"
	try 2 "contend: $name: index 1: a Value has one cell: 0" get "$name" 1
	try 2 'contend: index 1x: not a whole number' get "$name" 1x
	try 0 9223372036854775807 get "/$name"
	try 0 9223372036854775807 dump "$name"
	try 0 '*Value q, mutex_robust*type *q, long long, 8 bytes*lock *mutex_robust, at byte 128*' stat "$name"
	try 0 "*$name  Value q, mutex_robust *" ls
	try 2 "contend: $name: no list: only a list has items to look for" count "$name" 1
	try 2 '*--flock, --unlocked and --struct are for blocks without a header' set "$name" 1 --flock
	try 0 '' unlink "$name"
	try 1 "contend: $name: no such block*did a Python process attach to it?*" get "$name"
	try 1 "contend: $name: no such block*" unlink "$name"
	try 0 '' create "$name" --value b --lock none
	try 2 "contend: $name: 128 is out of range for b (-128..127)" set "$name" 128
	try 0 127 add "$name" 127
	try 0 -128 add "$name" 1
	try 0 '' unlink "$name"
	try 0 '' create "$name" --value f --lock mutex
	try 2 "contend: $name: 1e39 is out of range for f: write inf if it is meant" set "$name" 1e39
	try 0 '' set "$name" inf
	try 0 inf get "$name"
	try 0 '' unlink "$name"
	try 0 '' create "$name" --value c
	try 2 "contend: $name: ab is not one byte, as c needs" set "$name" ab
	try 2 "contend: $name: nothing can be added to c, which is no number" add "$name" 1
	try 0 '' unlink "$name"
}

arrays() {
	try 0 '' create "$name" --array d:4 --pack
	try 0 '' set "$name" -1 36.6
	try 0 '\[0.0, 0.0, 0.0, 36.6]' get "$name"
	try 2 "contend: $name: index 4: the array has 4 cells" get "$name" 4
	try 2 "contend: $name: index -5: the array has 4 cells" get "$name" -5
	try 2 "contend: $name: an Array: say which cell, 0 to 3, or -1 for the last" set "$name" 1
	try 0 '(0.0, 0.0)' dump "$name" --struct 2d
	try 0 '' unlink "$name"
	try 0 '' create "$name" --array c:4
	try 0 '' set "$name" abcd
	try 2 "contend: $name: 5 bytes are too long for an array of 4" set "$name" abcde
	try 0 '' set "$name" x
	try 0 "b'x'" get "$name"
	try 0 "b'x?x00?x00?x00'" get "$name" --raw
	try 0 '' unlink "$name"
	try 0 '' create "$name" --array q:0
	try 0 '\[]' get "$name"
	try 0 '' unlink "$name"
	try 2 'contend: w is no typecode: one of b B h H i I l L q Q f d c u' create "$name" --value w
	try 2 'contend: qq is no typecode: *' create "$name" --value qq
	try 2 'contend: --array=q:-1: CODE:N, such as q:365, N from 0 on' create "$name" --array q:-1
	try 2 'contend: --array=q: CODE:N, such as q:365, N from 0 on' create "$name" --array q
	try 1 "contend: create $name: that is more than a block may have here (EFBIG*" create "$name" --array q:1152921504606846976
}

lists() {
	try 0 '' create "$name" --list '[1, 2.5, "ab", b"x", True, None, 1.0]'
	try 0 "\[1, 2.5, 'ab', b'x', True, None, 1.0]" get "$name"
	try 0 None get "$name" -2
	try 2 "contend: $name: index 7: the list has 7 items" get "$name" 7
	try 2 "contend: $name: index -8: the list has 7 items" get "$name" -8
	try 0 '' set "$name" 0 9
	try 0 10 add "$name" 0 1
	try 1 "contend: $name: item 2: *take a lock with --flock, or say --unlocked" set "$name" 2 "'cd'"
	try 0 '' set "$name" 2 "'cd'" --flock
	try 1 "contend: $name: item 2: *" set "$name" 2 "'123456789'" --flock
	try 0 2 count "$name" 1
	try 0 2 index "$name" "'cd'"
	try 1 "contend: $name: 'zz' not in this container" index "$name" "'zz'"
	try 2 "contend: $name: zz: *" index "$name" zz
	try 0 "\[10, 2.5, 'cd', b'x', True, None, 1.0]" dump "$name" --list
	try 0 '*ShareableList of 7*formats *qd8s8sxxxxxxx?xxxxxx?xd' stat "$name"
	try 0 '' unlink "$name"
	try 2 'contend: --list: item 1: *' create "$name" --list '[1, [2]]'
	try 2 'contend: --list: item 0: *' create "$name" --list '[9223372036854775808]'
	try 0 'contend: warning: item 1 ends in NUL, which will not come back' create "$name" --list '[1, "a\x00"]'
	try 0 '' unlink "$name"
}

bytes() {
	try 2 'contend: --size: 0 is out of range: *' create "$name" --size 0
	try 2 'contend: --size: -1 is no number of bytes: *' create "$name" --size=-1
	try 2 'contend: --size: 1.5 is no number of bytes: *' create "$name" --size 1.5
	try 1 "contend: create $name: 1 PiB cannot be mapped (ENOMEM)" create "$name" --size 1048576G
	try 1 "contend: create $name: 8 EiB is more than a block may have here (EFBIG*" create "$name" --size 8589934592G
	try 0 '' create "$name" --size 10
	[ "$(stat -c %s-%a "/dev/shm/$name")" = 10-600 ] || bad "the size is rounded, or the mode is not 0600"
	try 2 "contend: $name: bare bytes: --struct says what fields they are, such as --struct=idf" get "$name"
	try 0 '' set "$name" 0 513 --struct '<hq'
	try 1 "contend: $name: the field at byte 2 is not aligned*" set "$name" 1 7 --struct '<hq'
	try 0 '' set "$name" 1 7 --struct '<hq' --unlocked
	try 0 '(513, 7)' dump "$name" --struct '<hq'
	try 0 '00000000  01 02 07 00 00 00 00 00 00 00                    ..........' dump "$name"
	try 2 "contend: --struct=w: no letter w: *" dump "$name" --struct w
	try 2 "contend: --struct=20s: 20 bytes, but $name has 10" dump "$name" --struct 20s
	try 1 "contend: $name: no list: *" dump "$name" --list
	try 2 'contend: share dump takes one of --list, --struct and --hex' dump "$name" --list --hex
	try 0 '' unlink "$name"
}

# The table of names, before any system call.
names() {
	try 2 "contend: name '': name is empty" create '' --size 1
	try 2 "contend: name '/': name is empty" get /
	try 2 "contend: name 'a/b': no '/' inside a name" create a/b --size 1
	try 2 "contend: name '.': reserved by the system" create . --size 1
	try 2 "contend: name '..': reserved by the system" get ..
	try 2 "contend: name '$(printf %0201d 0)': longer than 200 bytes" create "$(printf %0201d 0)" --size 1
	try 2 "contend: name 'é': only letters, digits and ._- in a name" create é --size 1
	try 2 "contend: name 'a:b': only letters, digits and ._- in a name" create a:b --size 1
	try 2 "contend: name 'sem.x': reserved for semaphores" create sem.x --size 1
	try 2 "contend: name 'contend-1-0123abcd': reserved for contend's own runs" unlink contend-1-0123abcd
	try 2 "contend: name '-x': no '-' first" unlink -- -x
}

words() {
	try 2 'contend: share what? create, get, set, *'
	try 2 'contend: share cannot sett: did you mean set? *' sett x
	try 2 'contend: share get takes NAME \[INDEX], not 0 words *' get
	try 2 'contend: share ls takes no words, not 1 word *' ls x
	try 2 'contend: share ls takes no --hex *' ls --hex
	try 2 'contend: share create needs one of --value, --array, --list and --size, not 0' create "$name"
	try 2 'contend: share create needs one of --value, --array, --list and --size, not 2' create "$name" --value q --size 1
	try 2 'contend: share create takes one word, the name: *' create --value q
	try 2 'contend: --lock is for --value and --array: *' create "$name" --size 8 --lock mutex
	try 2 'contend: --pack is for --array' create "$name" --value q --pack
	try 2 'contend: --lock: unknown lock spin: *' create "$name" --value q --lock spin
	[ ! -e "/dev/shm/$name" ] || bad "a refused command has left a block"
}

# What is found under a name and is no block of ours is told, and left where it is.
strangers() {
	: >"/dev/shm/$name"
	try 1 "contend: $name: being created, or its creator died: it is still empty" get "$name" --wait 10ms
	[ -e "/dev/shm/$name" ] || bad "an empty block was taken away"
	try 0 '' unlink "$name"
	ln -s /dev/null "/dev/shm/$name"
	try 1 "contend: $name: is a symbolic link, and no block (ELOOP)" get "$name"
	try 1 "contend: $name: is a symbolic link, and no block (ELOOP)" unlink "$name"
	rm "/dev/shm/$name"
	mkdir "/dev/shm/$name"
	try 1 "contend: $name: is no block, but a folder or a device" get "$name"
	rmdir "/dev/shm/$name"
	# A list of Python 3.8: [0].
	printf '\001\0\0\0\0\0\0\0\010\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0q\0\0\0\0\0\0\0\0' >"/dev/shm/$name"
	try 1 "contend: $name: no list: written by Python 3.8, whose layout differs" dump "$name" --list
	try 0 "*ShareableList of Python 3.8*" ls
	try 0 '' unlink "$name"
	try 0 '' create "$name" --value q
	printf w | dd of="/dev/shm/$name" bs=1 seek=8 conv=notrunc 2>/dev/null
	try 1 "contend: $name: its header contradicts itself, or is of another version" get "$name"
	try 0 '' unlink "$name"
}

# A holder that is killed: the robust lock goes on, the others say what has happened.
killed_holders() {
	for lock in semaphore mutex mutex_robust; do
		try 0 '' create "$name" --value q --lock "$lock"
		"$peer" die "$name" 2>/dev/null
		if [ "$lock" = mutex_robust ]; then
			try 0 '*a holder of its lock was killed; the lock has recovered*' add "$name" 1
			try 0 '*has survived 1 holder*' stat "$name"
		else
			try 1 "contend: $name: its lock was not to be had for 50ms: somebody holds it, or was killed holding it, which a $lock never forgets (a mutex_robust would)" add "$name" 1 --wait 50ms
			try 0 0 dump "$name"
		fi
		try 0 '' unlink "$name"
	done
}

# clean takes away what a killed run has left, and nothing that a user made.
cleaning() {
	try 0 '' create "$name" --size 8
	: >/dev/shm/contend-999999999-0123abcd
	: >/dev/shm/contend-$$-0123abcd
	try 0 '*removed contend-999999999-0123abcd*' clean
	[ -e "/dev/shm/$name" ] || bad "clean took a user's block"
	[ -e /dev/shm/contend-$$-0123abcd ] || bad "clean took a block of a living process"
	rm -f /dev/shm/contend-$$-0123abcd
	try 0 '' clean
	try 0 '' unlink "$name"
}

# A block is there whole, or not at all.
race() {
	"$peer" remake "$name" "$1" >"$folder/made" &
	maker=$!
	"$peer" find "$name" "$1" >"$folder/found" || bad "half a block was seen: $(cat "$folder/found")"
	wait "$maker" || bad "remake failed"
	cat "$folder/made" "$folder/found"
	checks=$((checks + 1))
}

# Another user's block is named as such, and can be neither changed nor unlinked; what it may read it may read.
other_user() {
	if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null || ! setpriv --reuid=65534 --clear-groups test -x "$contend"; then
		echo "skipped: another user's blocks, which want root, setpriv and a program that others can run"
		return
	fi
	try 0 '' create "$name" --list '[1]'
	for mode in 600 644; do
		chmod "$mode" "/dev/shm/$name"
		for command in "get $name" "set $name 0 2" "dump $name" "unlink $name"; do
			# shellcheck disable=SC2086 # words
			said=$(setpriv --reuid=65534 --clear-groups "$contend" share $command 2>&1)
			checks=$((checks + 1))
			case "$mode $command $said" in
			*"contend: $name: belongs to root (EACCES)" | "644 dump $name [1]") ;;
			*) bad "as another user, of mode $mode: contend share $command: $said" ;;
			esac
		done
	done
	try 0 '' unlink "$name"
}

# Over the limit on files' sizes: an error, and no SIGXFSZ.
limited() {
	said=$(ulimit -f 8; "$contend" share create "$name" --size 1M 2>&1)
	checks=$((checks + 1))
	[ "$said" = "contend: create $name: 1 MiB is more than a block may have here (EFBIG; RLIMIT_FSIZE?)" ] || bad "limited: $said"
}

# In a namespace of mounts of its own, where /dev/shm has 1 MiB.
full() {
	unshare -m sh -c 'mount -t tmpfs -o size=1m tmpfs /dev/shm' 2>/dev/null || {
		echo 'skipped: a full /dev/shm, which wants a mount namespace'
		return
	}
	for case in "create $name --size 8M:need 8 MiB, /dev/shm has 1 MiB free (ENOSPC)" \
		"create $name --array q:100000:need 24.4 MiB, /dev/shm has 1 MiB free (ENOSPC)"; do
		# shellcheck disable=SC2016 # for the inner shell
		said=$(unshare -m sh -c 'mount -t tmpfs -o size=1m tmpfs /dev/shm && "$1" share $2; echo "$?"; ls /dev/shm' sh "$contend" "${case%:*}" 2>&1)
		checks=$((checks + 1))
		[ "$said" = "contend: create $name: ${case##*:}
1" ] || bad "full /dev/shm: $said"
	done
	# shellcheck disable=SC2016
	said=$(unshare -m sh -c 'mount -t tmpfs -o size=1m,nr_inodes=1 tmpfs /dev/shm && "$1" share create x --size 8' sh "$contend" 2>&1)
	case $said in
	*'no inode left in /dev/shm (ENOSPC)') ;;
	*) bad "no inodes: $said" ;;
	esac
	# shellcheck disable=SC2016
	said=$(unshare -m sh -c 'mount -t tmpfs -o size=1m,ro tmpfs /dev/shm && "$1" share create x --size 8' sh "$contend" 2>&1)
	case $said in
	*'/dev/shm is read-only (EROFS)') ;;
	*) bad "read-only: $said" ;;
	esac
	# A hole that cannot be filled is an error, and no SIGBUS.
	# shellcheck disable=SC2016
	said=$(unshare -m sh -c 'mount -t tmpfs -o size=1m tmpfs /dev/shm && truncate -s 8M /dev/shm/x && "$1" share get x' sh "$contend" 2>&1)
	case $said in
	*'it has holes that /dev/shm, with 1 MiB free, cannot fill (ENOSPC)') ;;
	*) bad "holes: $said" ;;
	esac
	checks=$((checks + 3))
}

before=$(ls /dev/shm)
values
arrays
lists
bytes
names
words
strangers
killed_holders
cleaning
race "$([ "${1:-}" = --long ] && echo 30 || echo 0.3)"
limited
if [ "${1:-}" = --long ]; then
	full
	other_user
fi
left=$(ls /dev/shm)
case $left in
*"$name"*) bad "left in /dev/shm: $left (before: $before)" ;;
esac
echo "$checks checks, $failures failed"
[ "$failures" -eq 0 ]
