#!/bin/sh
# SPDX-License-Identifier: MIT
# What bench/gbench.h promises of flags, exit codes and files, seen from outside the process; and two passes under valgrind.
# TEST_GBENCH: the programs to ask, by spaces; TEST_GBENCH_PLAIN is added where it is set.
set -u

programs="${TEST_GBENCH:-./test_gbench} ${TEST_GBENCH_PLAIN:-}"
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
trap 'exit 99' HUP INT TERM
failures=0
json=$folder/bench.json
export GBENCH_JSON="$json"

bad() {
	echo "FAIL: $program: $*" >&2
	failures=$((failures + 1))
}

# run EXPECTED_STATUS ARGS...: leaves stdout and stderr in files.
run() {
	expected=$1
	shift
	rm -f "$json" "$json.tmp"
	"$program" --child "$@" >"$folder/out" 2>"$folder/err"
	status=$?
	[ "$status" -eq "$expected" ] || bad "$* exits $status, not $expected"
}

files() {
	[ "$(find "$folder" -maxdepth 1 -name 'bench.json*' | wc -l)" -eq "$1" ] || bad "$2: expected $1 files"
}

# One line on stderr that names the thing; nothing on stdout, no file.
refused() {
	[ "$(wc -l <"$folder/err")" -eq 1 ] || bad "$1 is not refused in one line"
	grep -q -e "$1" "$folder/err" || bad "$1 is not named"
	[ ! -s "$folder/out" ] || bad "$1: words on stdout"
	files 0 "$1"
}

check_refusals() {
	for name in out out_format repetitions min_time min_warmup_time dry_run \
		enable_random_interleaving format report_aggregates_only display_aggregates_only \
		perf_counters; do
		run 2 "--benchmark_$name=1"
		refused "--benchmark_$name"
		variable=BENCHMARK_$(echo "$name" | tr '[:lower:]' '[:upper:]')
		export "$variable=1"
		run 2
		unset "$variable"
		# The library, too, may complain of a value that it cannot read, before main().
		grep '^contend: ' "$folder/err" >"$folder/ours"
		mv "$folder/ours" "$folder/err"
		refused "$variable"
	done
	for flag in --benchmark_time_unit=x --benchmark_color= '--benchmark_filter=a(' \
		--benchmark_unknown=1; do
		run 2 "$flag"
		refused "${flag%%=*}"
	done
}

check_exits() {
	run 0 --help
	[ "$(cat "$folder/out")" = 'usage of the test' ] || bad '--help is not ours'
	files 0 --help

	run 0 --benchmark_list_tests
	printf 'contend/%s//iterations:1/repeats:3/manual_time\n' a b >"$folder/expected"
	cmp -s "$folder/out" "$folder/expected" || bad 'the list is not that of the cases'
	files 0 list

	BENCHMARK_LIST_TESTS=1 run 0 --benchmark_filter=-b/
	[ "$(wc -l <"$folder/out")" -eq 1 ] || bad 'the environment does not list'

	run 2 --benchmark_filter=nothing
	files 0 filter

	GBENCH_FAILS=1 run 1
	[ ! -e "$json" ] || bad 'a failed sweep keeps its JSON'
	run 0
	[ ! -e "$json.tmp" ] || bad 'a good sweep leaves its temporary file'
}

check_valgrind() {
	if ! command -v valgrind >/dev/null 2>&1; then
		echo "skip: $program under valgrind: no valgrind"
		return
	fi
	if grep -q -e __asan_init -e __tsan_init "$program"; then
		echo "skip: $program under valgrind: built with a sanitizer"
		return
	fi
	for fails in '' 1; do
		env ${fails:+GBENCH_FAILS=1} valgrind -q --exit-on-first-error=yes --leak-check=full \
			--errors-for-leak-kinds=definite,possible --error-exitcode=99 \
			"$program" --child >"$folder/out" 2>"$folder/err"
		status=$?
		# An older valgrind cannot read the debug information of a newer compiler.
		if grep -q "Valgrind: I can't recover" "$folder/err"; then
			echo "skip: $program under valgrind: it cannot read this compiler's debug information"
			return
		fi
		[ "$status" -eq "${fails:-0}" ] || {
			cat "$folder/err" >&2
			bad "valgrind exits $status"
		}
	done
}

for program in $programs; do
	check_refusals
	check_exits
	check_valgrind
	case $("$program" --implementation) in
	library)
		run 0
		[ -s "$json" ] || bad 'no JSON'
		grep -q '^contend/a/_median ' "$folder/out" || bad 'no table'
		BENCHMARK_TIME_UNIT=us run 0
		grep -q ' us ' "$folder/out" || bad 'the time unit is not heard'
		GBENCH_FAILS=1 run 1
		[ -s "$json.tmp" ] || bad 'a failed sweep leaves no temporary file'
		;;
	plain)
		run 0
		files 0 'the plain build'
		grep -q "no $json" "$folder/err" || bad 'does not say that there is no JSON'
		run 2 --benchmark_time_unit=us
		;;
	*) bad 'says not which implementation it is' ;;
	esac
done
[ "$failures" -eq 0 ]
