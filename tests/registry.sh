#!/bin/sh
# SPDX-License-Identifier: MIT
# The three lists of strategies agree: strategies.def, the files of src/strategy, the paths in Makefile.am.
# usage: registry.sh [--selftest]; srcdir: the project's root. Without an argument: the self-test, then the tree.
set -u

srcdir=${srcdir:-.}

# Prints what is wrong in the tree we are in and where to mend it; the last line: "N strategies".
check() {
	LC_ALL=C awk '
	function wrong(text)
	{
		print text
	}

	# The name that a file gives its strategy, by the template or by an entry of its own; nothing if it has none.
	function stamped(path,   line, name, is)
	{
		name = "?"
		while ((getline line < path) > 0) {
			if (line ~ /^[ \t]*#[ \t]*include[ \t]*"strategy\/burst-impl\.h"/)
				is = 1
			if (line ~ /^const struct strategy strategy_[a-z0-9_]+ =/) {
				sub(/^const struct strategy strategy_/, "", line)
				sub(/ .*/, "", line)
				name = line
				is = 1
			}
			if (line ~ /^[ \t]*#[ \t]*define[ \t]+STRATEGY[ \t]/) {
				sub(/^[ \t]*#[ \t]*define[ \t]+STRATEGY[ \t]+/, "", line)
				sub(/[^A-Za-z0-9_].*/, "", line)
				name = line
			}
		}
		close(path)
		return is ? name : ""
	}

	function exists(path,   line, there)
	{
		there = (getline line < path) >= 0
		close(path)
		return there
	}

	function read_registry(   line, n, comment)
	{
		while ((getline line < def) > 0) {
			n++
			if (comment || line ~ /^[ \t]*\/\*/) {
				comment = line !~ /\*\/[ \t]*$/
				continue
			}
			if (line ~ /^[ \t]*(#.*)?$/)
				continue
			if (line !~ /^STRATEGY(_HIDDEN)?\([a-z][a-z0-9_]*\)[ \t]*(\/\*.*\*\/)?$/) {
				wrong(def ":" n ": not STRATEGY(name) or STRATEGY_HIDDEN(name): " line)
				continue
			}
			sub(/^[^(]*\(/, "", line)
			sub(/\).*/, "", line)
			if (line in listed)
				wrong(def ":" n ": " line " is listed twice")
			listed[line] = n
			n_listed++
		}
		close(def)
	}

	function read_makefile(   line, n, path)
	{
		while ((getline line < "Makefile.am") > 0) {
			n++
			sub(/#.*/, "", line)
			while (match(line, /src\/strategy\/[A-Za-z0-9_]+\.c/)) {
				path = substr(line, RSTART, RLENGTH)
				line = substr(line, RSTART + RLENGTH)
				if (path in built)
					wrong("Makefile.am:" n ": " path " is named twice, first in line " built[path])
				else
					built[path] = n
			}
		}
		close("Makefile.am")
	}

	{
		path[++n_files] = $0
		there[$0] = 1
	}

	END {
		def = "src/strategy/strategies.def"
		if (!exists(def))
			wrong(def ": missing: one STRATEGY(name) a line")
		read_registry()
		read_makefile()
		for (i = 1; i <= n_files; i++) {
			file = path[i]
			name = file
			sub(/.*\//, "", name)
			sub(/\.c$/, "", name)
			stamp = stamped(file)
			if (stamp != "" && stamp != name)
				wrong(file ": is called " stamp "; wants #define STRATEGY " name " above burst-impl.h")
			if (stamp != "" && !(name in listed))
				wrong(def ": add STRATEGY(" name "): " file " is a strategy")
			if (stamp == "" && name in listed)
				wrong(file ": listed in " def ", but neither includes \"strategy/burst-impl.h\" nor defines strategy_" name)
			if (!(file in built))
				wrong("Makefile.am: add " file " to the sources")
		}
		for (name in listed)
			if (!(("src/strategy/" name ".c") in there))
				wrong(def ":" listed[name] ": " name " has no file: write src/strategy/" name ".c")
		for (file in built)
			if (!(file in there))
				wrong("Makefile.am:" built[file] ": " file " does not exist")
		if (n_listed == 0)
			wrong(def ": lists no strategy")
		print n_listed + 0 " strategies"
	}'
}

# run_on DIR: 0 if the tree there is right; prints what check() says.
run_on() {
	findings=$(cd "$1" && find src/strategy -name '*.c' 2>/dev/null | LC_ALL=C sort | check)
	printf '%s\n' "$findings"
	# Nothing but the count: a check that broke off has not said it.
	expr "x$findings" : 'x[0-9][0-9]* strategies$' >/dev/null
}

# A right tree of two strategies and a plain file beside them.
plant() {
	rm -rf "$tree/src" && mkdir -p "$tree/src/strategy" || exit 99
	printf '%s\n' '/* the order */' 'STRATEGY(mutex)' '' 'STRATEGY_HIDDEN(bare) /* a bare loop */' \
		>"$tree/src/strategy/strategies.def"
	for name in mutex bare; do
		printf '%s\n' "#define STRATEGY $name" '#include "strategy/burst-impl.h"' \
			>"$tree/src/strategy/$name.c"
	done
	echo 'int strategy_n;' >"$tree/src/strategy/strategy.c"
	printf '\tsrc/strategy/%s.c \\\n' bare mutex strategy >"$tree/Makefile.am"
}

# bad WORDS: the tree must be found wrong in those words; then it is planted anew.
failures=0
bad() {
	findings=$(run_on "$tree") && findings='nothing'
	case $findings in
	*"$1"*) ;;
	*)
		echo "self-test: expected '$1', found: $findings"
		failures=$((failures + 1))
		;;
	esac
	plant
}

selftest() {
	tree=$(mktemp -d) || exit 99
	trap 'rm -rf "$tree"' EXIT
	strategies=$tree/src/strategy
	plant
	echo 'const struct strategy strategy_bare = {' >"$strategies/bare.c"
	run_on "$tree" >/dev/null || {
		echo "self-test: the planted tree is right"
		failures=1
	}
	echo 'STRATEGY(ticket)' >>"$strategies/strategies.def"
	bad 'ticket has no file: write src/strategy/ticket.c'
	echo 'STRATEGY(strategy)' >>"$strategies/strategies.def"
	bad 'neither includes "strategy/burst-impl.h" nor defines strategy_strategy'
	echo 'STRATEGY(bare)' >>"$strategies/strategies.def"
	bad 'bare is listed twice'
	echo 'STRATEGY(bare), STRATEGY(other)' >>"$strategies/strategies.def"
	bad 'not STRATEGY(name)'
	rm "$strategies/strategies.def"
	bad 'strategies.def: missing'
	: >"$strategies/strategies.def"
	bad 'lists no strategy'
	sed 's/mutex/ticket/' "$strategies/mutex.c" >"$strategies/ticket.c"
	bad 'add STRATEGY(ticket)'
	cp "$strategies/bare.c" "$strategies/ticket.c"
	bad 'wants #define STRATEGY ticket above'
	echo '#include "strategy/burst-impl.h"' >"$strategies/bare.c"
	bad 'wants #define STRATEGY bare above'
	echo 'const struct strategy strategy_other = {' >"$strategies/bare.c"
	bad 'wants #define STRATEGY bare above'
	printf '\tsrc/strategy/%s.c \\\n' bare strategy mutex | sed '3s/src/# src/' >"$tree/Makefile.am"
	bad 'Makefile.am: add src/strategy/mutex.c'
	printf '\tsrc/strategy/ticket.c\n' >>"$tree/Makefile.am"
	bad 'src/strategy/ticket.c does not exist'
	printf '\tsrc/strategy/mutex.c\n' >>"$tree/Makefile.am"
	bad 'src/strategy/mutex.c is named twice, first in line 2'
	[ "$failures" = 0 ] || exit 1
}

case ${1-} in
'') (selftest) || exit 1 ;;
--selftest)
	selftest
	exit 0
	;;
*)
	echo "registry.sh: unknown word '$1'; it takes --selftest" >&2
	exit 2
	;;
esac
run_on "$srcdir" || exit 1
