#!/bin/sh
# SPDX-License-Identifier: MIT
# C and Python share memory, lists and locks: python_share.py under python3, or, with --all, under every python3.N that is
# there and can run it. Exit code 77 where there is none.
# CONTEND: the program; SHARE_PEER: the C side; srcdir: the project's root.
set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
export srcdir CONTEND SHARE_PEER
CONTEND=${CONTEND:-./contend}
SHARE_PEER=${SHARE_PEER:-./share_peer}
if [ "${1:-}" = --all ]; then
	pythons='python3.9 python3.10 python3.11 python3.12 python3.13 python3.14 python3'
else
	pythons=python3
fi
runs=0
failures=0
seen=' '

for python in $pythons; do
	# A name may stand for nothing, and two names for one program.
	version=$("$python" -c 'import sys, _multiprocessing; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
	case $version in 3.[0-8].*) continue ;; esac
	case $seen in *" $version "*) continue ;; esac
	seen="$seen$version "
	runs=$((runs + 1))
	"$python" "$srcdir/tests/python_share.py" || failures=$((failures + 1))
done
if [ "$runs" -eq 0 ]; then
	echo 'python_share.sh: no Python of 3.9 or later' >&2
	exit 77
fi
[ "$failures" -eq 0 ]
