#!/bin/sh
# SPDX-License-Identifier: MIT
# The lock of README.md, taken from its own text, is built as it says and keeps the contract of an exact strategy.
# CC: the compiler; srcdir: the project's root; run in the build folder. 77: no cmocka.
set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
cc=${CC:-cc}
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM

die() {
	echo "FAIL: $*" >&2
	exit 1
}

[ -r libcontend.a ] || die 'not in a build folder'
pkg-config --exists cmocka hwloc || {
	echo 'skip: no cmocka'
	exit 77
}
mkdir "$folder/strategy"
awk '/^```c$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$srcdir/README.md" >"$folder/strategy/tas.c"
grep -q '^#define STRATEGY tas$' "$folder/strategy/tas.c" || die 'README.md shows no lock called tas'
cp "$srcdir/src/strategy/strategies.def" "$folder/strategy"
echo 'STRATEGY(tas)' >>"$folder/strategy/strategies.def"

# A sanitized library needs a sanitized program.
flags="-std=gnu11 -O2 -Wall -Wextra -Werror -include config.h -I. -I$folder -I$srcdir/src ${CFLAGS:-}"
# shellcheck disable=SC2086 # flags are words
$cc $flags -c "$folder/strategy/tas.c" -o "$folder/tas.o" || die 'the lock does not compile without a warning'
# shellcheck disable=SC2086,SC2046
$cc $flags "$srcdir/tests/test_contract.c" "$srcdir/src/strategy/strategy.c" "$folder/tas.o" -o "$folder/contract" \
	libcontend.a libstrategies.a libcontend.a libshare.a $(pkg-config --libs cmocka hwloc) -lpthread -lm ||
	die 'the contract test does not link with the lock'
"$folder/contract" >"$folder/out" 2>&1 || die "the lock breaks its contract: $(cat "$folder/out")"
echo 'the lock of README.md keeps its contract'
