#!/bin/sh
# SPDX-License-Identifier: MIT
# The worked example of docs/share.md is built from the page's own text, against libshare.a alone, and counts to 4000.
# CC: the compiler; srcdir: the project's root; run in the build folder.
set -u

srcdir=${srcdir:-.}
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM

[ -e libshare.a ] || {
	echo "share_example.sh: no libshare.a here" >&2
	exit 99
}
awk '/^<!-- example/ { wanted = 1 } wanted && /^```$/ { exit } taking { print } wanted && /^```c$/ { taking = 1 }' \
	"$srcdir/docs/share.md" >"$folder/example.c"
grep -q 'value_add' "$folder/example.c" || {
	echo 'FAIL: docs/share.md has no example' >&2
	exit 1
}
# shellcheck disable=SC2086 # flags
${CC:-cc} ${CFLAGS:-} -std=gnu11 -Wall -Wextra -Werror -I "$srcdir/src" "$folder/example.c" libshare.a -lpthread -lm -o "$folder/example" || {
	echo 'FAIL: the example does not build' >&2
	exit 1
}
said=$("$folder/example") || {
	echo "FAIL: the example fails: $said" >&2
	exit 1
}
[ "$said" = '4000 of 4000' ] || {
	echo "FAIL: the example says $said" >&2
	exit 1
}
