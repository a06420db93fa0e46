#!/bin/sh
# SPDX-License-Identifier: MIT
# Layout, warnings as errors, static analysis, shell scripts, white space: `make lint`.
# Run in a configured build folder, for config.h. srcdir: the project's root; LINT_CPPFLAGS: more for the preprocessor.
# A tool that is missing is said and left out; 77: all of them are.
set -u

srcdir=${srcdir:-.}
builddir=$(pwd)
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror'
failed=0 ran=0

cd "$srcdir" || exit 1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# have TOOL...: sets tool to the first that is there.
have() {
	for tool; do
		command -v "$tool" >/dev/null 2>&1 && return 0
	done
	echo "lint: left out: no $1"
	return 1
}

# verdict WORDS STATUS: prints the log of what failed.
verdict() {
	ran=$((ran + 1))
	if [ "$2" = 0 ]; then
		echo "lint: $1: ok"
	else
		cat "$scratch/log"
		echo "lint: $1: FAILED"
		failed=$((failed + 1))
	fi
}

# list PATTERN...: our files of those names, one a line; out-of-tree build folders and results are not ours.
list() {
	for pattern; do
		find src bench mpi plots tests m4 .ci -type f -name "$pattern" 2>/dev/null
		find . -maxdepth 1 -type f -name "$pattern"
	done | sed 's|^\./||' | grep -v -e '^config\.h$' -e '^aclocal\.m4$' -e '^tests/golden/' | LC_ALL=C sort -u
}

# compile COMPILER STANDARD FLAGS, files on stdin: each on its own, for its warnings only.
compile() {
	compiler=$1 standard=$2 flags="$warnings $3"
	set -- -I "$builddir" -I src -I . -I bench -include config.h
	# shellcheck disable=SC2086 # lists of flags
	xargs -P 2 -I '{}' "$compiler" "-std=$standard" -D_GNU_SOURCE "$@" ${LINT_CPPFLAGS-} \
		-O2 $flags -S '{}' -o - >/dev/null 2>"$scratch/log"
}

# Newer versions lay out some things differently: the one of .clang-format first.
if have clang-format-14 clang-format; then
	list '*.[ch]' '*.cc' '*.def' | xargs "$tool" --dry-run -Werror >"$scratch/log" 2>&1
	verdict "layout ($("$tool" --version | grep -o 'version [0-9.]*'))" $?
fi

[ -e "$builddir/config.h" ] || echo "lint: left out: warnings: no config.h here, run it in a configured build folder"
for compiler in gcc clang; do
	[ -e "$builddir/config.h" ] || break
	have "$compiler" || continue
	list '*.c' | grep -v '^mpi/' | compile "$compiler" c11 '-Wstrict-prototypes -Wmissing-prototypes'
	verdict "$compiler warnings, C" $?
done
for compiler in g++ clang++; do
	[ -e "$builddir/config.h" ] || break
	have "$compiler" || continue
	if echo '#include <benchmark/benchmark.h>' | "$compiler" -E -x c++ - >/dev/null 2>&1; then
		list '*.cc' | compile "$compiler" c++17 ''
		verdict "$compiler warnings, C++" $?
	else
		echo "lint: left out: $compiler warnings, C++: no benchmark/benchmark.h"
	fi
done

if have cppcheck; then
	# Its own limits are no findings; unusedStructMember and the like are style, not asked for.
	set -- --quiet --inline-suppr --error-exitcode=1 --enable=warning,performance,portability \
		--suppress=missingInclude --suppress=missingIncludeSystem --suppress=unmatchedSuppression \
		-I src -I "$builddir" -D_GNU_SOURCE -D__x86_64__ -D__linux__
	[ ! -e "$builddir/config.h" ] || set -- "$@" "--include=$builddir/config.h"
	list '*.c' | xargs cppcheck "$@" --std=c11 >"$scratch/log" 2>&1
	verdict "cppcheck, C" $?
	list '*.cc' | xargs cppcheck "$@" --std=c++17 >"$scratch/log" 2>&1
	verdict "cppcheck, C++" $?
fi

if have shellcheck; then
	{
		list '*.sh'
		for script in bootstrap .ci/run; do
			[ ! -e "$script" ] || echo "$script"
		done
	} | xargs shellcheck >"$scratch/log" 2>&1
	verdict 'shellcheck' $?
fi

# Golden files are what a program prints, to the byte; m4 and the rest are ours.
blank=$(printf '[ \t\r]$')
list '*.[ch]' '*.cc' '*.def' '*.sh' '*.awk' '*.gp' '*.md' '*.m4' '*.ac' '*.am' run bootstrap .clang-format .gitignore \
	>"$scratch/files"
status=0
: >"$scratch/log"
while read -r file; do
	if grep -n "$blank" "$file" /dev/null >>"$scratch/log"; then
		status=1
	fi
	if [ -n "$(tail -c 1 "$file")" ]; then
		echo "$file: the last line does not end" >>"$scratch/log"
		status=1
	fi
done <"$scratch/files"
verdict 'white space' "$status"

[ "$failed" = 0 ] || exit 1
# White space needs no tool.
[ "$ran" -gt 1 ] || exit 77
