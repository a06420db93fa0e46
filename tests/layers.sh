#!/bin/sh
# SPDX-License-Identifier: MIT
# The floors hold: no include points up or sideways, and each system interface has the one home it was given.
# usage: layers.sh [--selftest]; srcdir: the project's root. Without an argument: the self-test, then the tree.
set -u

srcdir=${srcdir:-.}

# Prints each file that is bound by the rules, relative to the folder we are in.
list() {
	find src bench mpi tests plots -type f \
		\( -name '*.[ch]' -o -name '*.cc' -o -name '*.def' -o -name '*.sh' -o -name '*.awk' -o -name '*.gp' \) \
		2>/dev/null | LC_ALL=C sort
}

# Reads names on stdin and those files; prints "FILE:LINE: what is wrong, what would be right";
# the last line: "N files, ...".
check() {
	awk '
	BEGIN {
		split("base=0 share=1 machine=2 strategy=2 plan=3 run=4 record=5 report=6 demo=6 cli=7 bench=8 mpi=8",
		      pairs, " ")
		for (i in pairs) {
			split(pairs[i], pair, "=")
			floor[pair[1]] = pair[2]
		}
		# words of the code | what it may not hold | the only home | how to say it
		only("shm_open", "(^|[^A-Za-z0-9_])shm_open([^A-Za-z0-9_]|$)", "^src/share/block\\.c$", "src/share/block.c")
		only("mmap()", "(^|[^A-Za-z0-9_])mmap(64)?[ \t]*\\(", "^src/(share/block|run/arena)\\.c$",
		     "src/share/block.c and src/run/arena.c")
		only("fork()", "(^|[^A-Za-z0-9_])v?fork[ \t]*\\(", "^src/run/team\\.c$", "src/run/team.c")
		only("hwloc.h", "#[ \t]*include[ \t]*[<\"]hwloc(/.*)?\\.h[>\"]", "^src/machine/", "src/machine/")
		only("benchmark.h", "#[ \t]*include[ \t]*[<\"]benchmark/", "^bench/gbench\\.cc$", "bench/gbench.cc")
		only("mpi.h", "#[ \t]*include[ \t]*[<\"]mpi\\.h[>\"]", "^mpi/", "mpi/")
	}

	function only(word, pattern, home, said)
	{
		n_only++
		only_word[n_only] = word
		only_pattern[n_only] = pattern
		only_home[n_only] = home
		only_said[n_only] = said
	}

	function wrong(line, text)
	{
		print file ":" line ": " text
	}

	# The code of a line: comments and the insides of string literals taken out. open: inside a comment.
	function code(s,   out, two, c, quote)
	{
		out = quote = ""
		while (s != "") {
			c = substr(s, 1, 1)
			two = substr(s, 1, 2)
			if (open) {
				open = two != "*/"
				s = substr(s, open ? 2 : 3)
			} else if (quote != "") {
				if (c == quote) {
					out = out c
					quote = ""
				}
				s = substr(s, c == "\\" ? 3 : 2)
			} else if (two == "/*") {
				open = 1
				out = out " "
				s = substr(s, 3)
			} else if (two == "//") {
				s = ""
			} else {
				if (c == "\"" || c == "\047")
					quote = c
				out = out c
				s = substr(s, 2)
			}
		}
		return out
	}

	# base of src/base/fail.h, bench of bench/main.c
	function folder_of(path,   part)
	{
		split(path, part, "/")
		return part[1] == "src" ? part[2] : part[1]
	}

	function include(line, target,   mine, theirs)
	{
		# bench/ and mpi/ are not under the one -I: their own headers lie beside the file.
		if (target == "config.h" || (target !~ "/" && file ~ /^(bench|mpi)\//))
			return
		mine = folder_of(file)
		theirs = folder_of(target)
		if (!(theirs in floor))
			wrong(line, "\"" target "\": spell a project include with its floor, such as \"base/fail.h\"")
		else if (!(mine in floor))
			wrong(line, "src/" mine "/ is no floor; the floors are named in tests/layers.sh")
		else if (mine != theirs && floor[theirs] >= floor[mine])
			wrong(line, "\"" target "\" from " mine "/ points " \
			      (floor[theirs] == floor[mine] ? "sideways" : "up") "; it must point down")
	}

	# first, second: the first two directives of a header.
	function guard(path, first, second,   name, template)
	{
		name = path
		sub(/^src\//, "", name)
		template = name ~ /-(impl|loop)\.h$/
		gsub(/[^A-Za-z0-9]/, "_", name)
		name = toupper(name)
		if (template && first ~ /^#ifndef [A-Z0-9_]+_H$/)
			wrong(1, "a template has no guard; it is included once by each of its users")
		else if (!template && (first != "#ifndef " name || second != "#define " name))
			wrong(1, "wants the guard " name)
	}

	function scan(path,   line, n, raw, text, product, c_like, first, second, target, i)
	{
		file = path
		product = path !~ /^tests\//
		c_like = path ~ /\.([ch]|cc|def)$/
		n = open = 0
		first = second = ""
		while ((getline raw < path) > 0) {
			n++
			if (n == 1 && c_like && raw != "/* SPDX-License-Identifier: MIT */")
				wrong(1, "first line: /* SPDX-License-Identifier: MIT */")
			if (n <= 2 && raw == "# SPDX-License-Identifier: MIT")
				licensed = path
			if (!c_like)
				continue
			text = code(raw)
			if (text ~ /^[ \t]*#/) {
				line = text
				gsub(/^[ \t]+|[ \t]+$/, "", line)
				gsub(/[ \t]+/, " ", line)
				sub(/^# /, "#", line)
				if (first == "")
					first = line
				else if (second == "")
					second = line
				if (product && line ~ /^#include ""/) {
					target = raw
					sub(/^[^"]*"/, "", target)
					sub(/".*/, "", target)
					include(n, target)
				}
				# The insides of quotes count here.
				if (line ~ /^#include/)
					text = raw
			}
			for (i = 1; product && i <= n_only; i++)
				if (text ~ only_pattern[i] && path !~ only_home[i])
					wrong(n, only_word[i] " belongs to " only_said[i])
		}
		close(path)
		if (!c_like && licensed != path)
			wrong(1, "first line (after #!): # SPDX-License-Identifier: MIT")
		if (product && path ~ /\.h$/)
			guard(path, first, second)
	}

	{ scan($0) }

	END { print NR " files, every include points down" }'
}

# run_on DIR: 0 if the tree there is right; prints what check() says.
run_on() {
	findings=$(cd "$1" && list | check)
	printf '%s\n' "$findings"
	# Nothing but the count: a check that broke off has not said it.
	expr "x$findings" : 'x[0-9][0-9]* files' >/dev/null
}

# bad WORDS FILE LINE...: a tree of one file that must be found wrong, in those words.
failures=0
bad() {
	words=$1 file=$2
	shift 2
	rm -rf "$tree" && mkdir -p "$tree/${file%/*}" || exit 99
	printf '%s\n' "$@" >"$tree/$file"
	findings=$(run_on "$tree") && findings='nothing'
	case $findings in
	"$file":*"$words"*) ;;
	*)
		echo "self-test: $file, expected '$words', found: $findings"
		failures=$((failures + 1))
		;;
	esac
}

# good FILE LINE...: a tree of one file in which nothing must be found.
good() {
	file=$1
	shift
	rm -rf "$tree" && mkdir -p "$tree/${file%/*}" || exit 99
	printf '%s\n' "$@" >"$tree/$file"
	run_on "$tree" >/dev/null || {
		echo "self-test: $file is right, found: $findings"
		failures=$((failures + 1))
	}
}

selftest() {
	tree=$(mktemp -d) || exit 99
	trap 'rm -rf "$tree"' EXIT
	mit='/* SPDX-License-Identifier: MIT */'
	bad 'points up' src/base/a.c "$mit" '#include "share/block.h"'
	bad 'points up' src/run/a.c "$mit" '  #  include "record/trials.h"'
	bad 'points up' src/cli/a.c "$mit" '#include "bench/gbench.h"'
	bad 'points sideways' src/machine/a.c "$mit" '#include "strategy/strategy.h"'
	bad 'points sideways' src/strategy/a.c "$mit" '#include "machine/topo.h"'
	bad 'points sideways' src/demo/a.c "$mit" '#include "report/page.h"'
	bad 'points sideways' src/report/a.c "$mit" '#include "demo/demo.h"'
	bad 'spell a project include' src/base/a.c "$mit" '#include "fail.h"'
	bad 'spell a project include' src/base/a.c "$mit" '#include "attic/fail.h"'
	bad 'is no floor' src/attic/a.c "$mit" '#include "base/fail.h"'
	bad 'hwloc.h belongs' src/plan/a.c "$mit" '#include <hwloc.h>'
	bad 'hwloc.h belongs' bench/a.c "$mit" '#include <hwloc/linux.h>'
	bad 'benchmark.h belongs' bench/main.cc "$mit" '#include <benchmark/benchmark.h>'
	bad 'mpi.h belongs' src/run/a.c "$mit" '#include <mpi.h>'
	bad 'shm_open belongs' src/run/arena.c "$mit" 'int f = shm_open("/x", 0, 0);'
	bad 'mmap() belongs' src/run/team.c "$mit" '/* a */ p = mmap (0, 1, 2, 3, 4, 5);'
	bad 'fork() belongs' src/run/trial.c "$mit" 'int pid = fork();'
	bad 'wants the guard BASE_A_H' src/base/a.h "$mit" '#ifndef A_H' '#define A_H' '#endif'
	bad 'wants the guard BASE_A_H' src/base/a.h "$mit" 'int a(void);'
	bad 'wants the guard BASE_A_H' src/base/a.h "$mit" '#ifndef BASE_A_H' '#define BASE_B_H' '#endif'
	bad 'a template has no guard' src/base/a-impl.h "$mit" '#ifndef BASE_A_IMPL_H' '#endif'
	bad 'first line' src/base/a.c '/* What it is. */' "$mit"
	bad 'first line' tests/a.sh '#!/bin/sh' '# What it is.'
	good src/run/team.c "$mit" '#include "run/team.h"' '#include "base/fail.h"' 'pid = fork();'
	good src/run/arena.c "$mit" 'p = mmap(0); fail("fork()"); // fork()' '/* fork()' 'shm_open */'
	good src/run/a.h "$mit" '/* # no directive */' '#ifndef RUN_A_H' '#define RUN_A_H' '#endif'
	good src/strategy/burst-impl.h "$mit" '#include "strategy/counter.h"' 'munmap(p); x_fork();'
	good tests/test_a.c "$mit" '#include "cli/options.h"' 'fork();'
	good bench/gbench.cc "$mit" '#include <benchmark/benchmark.h>' '#include "bench/gbench.h"' '#include "gbench_flags.h"'
	good plots/a.gp '# SPDX-License-Identifier: MIT' 'plot 1'
	[ "$failures" = 0 ] || exit 1
}

case ${1-} in
'') (selftest) || exit 1 ;;
--selftest)
	selftest
	exit 0
	;;
*)
	echo "layers.sh: unknown word '$1'; it takes --selftest" >&2
	exit 2
	;;
esac
run_on "$srcdir" || exit 1
