#!/bin/sh
# SPDX-License-Identifier: MIT
# What is measured is what is meant: the machine code of each burst, one update a round and by the right instruction.
# usage: asm.sh               the self-test, then the objects
#        asm.sh --selftest    only wrong and right loops, compiled here, that must be told apart
#        asm.sh --show NAME   prints the bursts of a strategy; | marks the loop, words at the right what was recognised
# srcdir: the project's root; STRATEGY_OBJECTS: the object files; CC, OBJDUMP: the tools; 77: cannot tell here.
set -u

srcdir=${srcdir:-.}
here=$(dirname "$0")
OBJDUMP=${OBJDUMP:-objdump}

# disassemble OBJECT...; leaves with 77 where it cannot be read.
disassemble() {
	command -v "$OBJDUMP" >/dev/null 2>&1 || {
		echo "asm: skipped: no $OBJDUMP (binutils)"
		exit 77
	}
	case $("$OBJDUMP" -f "$1" 2>/dev/null) in
	*x86-64*) "$OBJDUMP" -dr --no-show-raw-insn -M intel "$@" ;;
	*aarch64*) "$OBJDUMP" -dr --no-show-raw-insn "$@" ;;
	*)
		echo "asm: skipped: not code of x86-64 or AArch64 (another machine, or link-time optimisation)"
		exit 77
		;;
	esac
}

# run_on NAMES SHOW OBJECT...
run_on() {
	names=$1 show=$2
	shift 2
	listing=$(disassemble "$@") || {
		echo "$listing"
		return 77
	}
	printf '%s\n' "$listing" | LC_ALL=C awk -v names="$names" -v show="$show" -f "$here/asm-flow.awk" -f "$here/asm.awk"
}

# compile NAME BODY: the three functions of a strategy, whose round is BODY, as $tree/NAME.o. Without headers, so that
# a cross compiler will do.
compile() {
	cat >"$tree/$1.c" <<SOURCE
typedef unsigned long long u64;
typedef unsigned u32;
int pthread_mutex_lock(void *), pthread_mutex_unlock(void *), pthread_mutex_consistent(void *);
int sem_wait(void *), sem_trywait(void *), sem_post(void *);
u64 ask_server(void *), call_or_leave(void *, int);
u64 $1_u32(u64, volatile u32 *, void *), $1_u64(u64, volatile u64 *, void *), $1_u64_mixed(u64, volatile u64 *, void *);
#define use(x) __asm__ volatile("" : : "r"(x))
#define load(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define store(p, x) __atomic_store_n(p, x, __ATOMIC_RELAXED)
#define fetch_add(p) __atomic_fetch_add(p, 1, __ATOMIC_RELAXED)
#define cas(p, old) __atomic_compare_exchange_n(p, &(old), (old) + 1, 1, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)
#define BURST(name, T, M)                                              \\
	__attribute__((used)) u64 name(u64 n, volatile T *c, void *m) \\
	{                                                             \\
		u32 *seq = m;                                         \\
		__asm__ volatile("" : : "i"(M));                      \\
		(void)seq;                                            \\
		for (u64 i = 0; i < n; i++) {                         \\
			T old = 0;                                    \\
			$2;                                           \\
			use(old);                                     \\
		}                                                     \\
		return (u64)*c;                                       \\
	}
BURST($1_u32, u32, 1)
BURST($1_u64, u64, 2)
BURST($1_u64_mixed, u64, 3)
SOURCE
	# shellcheck disable=SC2086 # CC may hold options
	${CC:-cc} -std=gnu11 -O2 -fno-unroll-loops -fno-lto -w -c "$tree/$1.c" -o "$tree/$1.o" || exit 99
}

failures=0
right() {
	compile "$1" "$2"
	findings=$(run_on "$1" '' "$tree/$1.o") || {
		printf 'self-test: %s is right:\n%s\n' "$1" "$findings"
		failures=$((failures + 1))
	}
}

# wrong WORDS NAME BODY: must be found wrong in those words.
wrong() {
	compile "$2" "$3"
	findings=$(run_on "$2" '' "$tree/$2.o") && findings="nothing: $findings"
	case $findings in
	"asm: $2"*"$1"*) ;;
	*)
		printf 'self-test: %s { %s }: expected "%s", found %s\n' "$2" "$3" "$1" "$findings"
		failures=$((failures + 1))
		;;
	esac
}

selftest() {
	tree=$(mktemp -d) || exit 99
	trap 'rm -rf "$tree"' EXIT
	lock='pthread_mutex_lock(m)' unlock='pthread_mutex_unlock(m)'
	plain='old = load(c); store(c, old + 1)'
	atomic='old = fetch_add(c)'
	odd="u32 s = load(seq); while ((s & 1) || !cas(seq, s)) s = load(seq);"
	even='old = load(c); store(c, old + 1); store(c + 8, ~old); __atomic_store_n(seq, s + 2, __ATOMIC_RELEASE)'
	release='__atomic_thread_fence(__ATOMIC_RELEASE);'
	get='if (sem_trywait(m)) sem_wait(m)'

	right empty ''
	right private "$plain"
	right unlocked "$plain"
	right unlocked_asm "$plain"
	right private_atomic "$atomic"
	right fetch_add "$atomic"
	right atomic_add 'fetch_add(c)'
	right cas 'old = load(c); while (!cas(c, old)) seq[8]++'
	right seqlock "$odd $release $even"
	right mutex "$lock; $plain; $unlock"
	right mutex_robust "if ($lock == 130) pthread_mutex_consistent(m); $plain; $unlock"
	right semaphore "while (sem_wait(m)) ; $plain; sem_post(m)"
	right locked_getset "$get; old = load(c); sem_post(m); $get; store(c, old + 1); sem_post(m)"
	right pipe 'old = ask_server(m)'
	right manager "old = call_or_leave(m, 'a')"
	right manager_getset "old = call_or_leave(m, 'g'); call_or_leave(m, old + 1)"
	right other "$lock; $plain; $unlock"

	wrong 'wants mem=0' empty 'old = load(c)'
	wrong 'wants one loop, has 0' empty 'break'
	wrong 'wants one loop, has 2' empty 'for (u64 j = 0; j < n; j++) use(j); for (u64 j = 0; j < n; j++) use(j); break'
	wrong 'wants one loop, has 0' private 'if (n) { *(T *)c += 1; } break'
	wrong 'wants one load and one store' private "$plain; $plain"
	wrong 'not as wide' private 'old = load((volatile char *)c); store((volatile char *)c, old + 1)'
	wrong 'can pass without an update' private "if (i & 1) { $plain; }"
	wrong '=0, has' unlocked "$atomic"
	wrong '=0, has' unlocked 'old = load(c); __atomic_exchange_n(c, old + 1, __ATOMIC_RELAXED)'
	wrong 'wants call=0, has 1' unlocked "$plain; $lock"
	wrong 'a load, an add of 1 and a store' unlocked_asm 'old = load(c); store(c, old + 2)'
	wrong 'a load, an add of 1 and a store' unlocked_asm 'store(c, i); old = load(c) + 1'
	wrong '=1, has 2' fetch_add "$atomic; use(old); $atomic"
	wrong '=1, has 0' fetch_add "$plain"
	wrong 'a round can pass' fetch_add "if (i & 1) $atomic"
	wrong 'not as wide' fetch_add 'old = fetch_add((volatile unsigned short *)c)'
	wrong 'wants call=0' fetch_add "$atomic; $lock"
	wrong '=1, has 2' private_atomic "$atomic; use(old); $atomic"
	wrong '=1, has 2' atomic_add 'fetch_add(c); fetch_add(c)'
	wrong '=1, has 0' atomic_add "$plain"
	wrong '=1, has 0' cas "$plain"
	wrong '=1, has 0' seqlock "u32 s = load(seq); $even"
	wrong 'store>=3, has 1' seqlock "$odd $release $plain"
	wrong 'call:pthread_mutex_lock=1, has 0' mutex "$plain; $unlock"
	wrong 'call:pthread_mutex_unlock=1, has 2' mutex "$lock; $plain; $unlock; $unlock"
	wrong 'a round can pass' mutex "if (i & 1) $lock; $plain; $unlock"
	wrong 'wants call=2, has 3' mutex "$lock; $plain; sem_post(m); $unlock"
	wrong 'call:pthread_mutex_unlock=1, has 0' mutex_robust "$lock; $plain"
	wrong 'call:sem_wait=1, has 0' semaphore "sem_trywait(m); $plain; sem_post(m)"
	wrong 'call:ask_server=1, has 0' pipe "$atomic"
	wrong 'wants call=1, has 2' tcp "old = ask_server(m); $lock"
	wrong 'a round can pass' queue 'if (i & 1) old = ask_server(m)'
	wrong 'call:call_or_leave=1, has 2' manager "old = call_or_leave(m, 'g'); call_or_leave(m, old + 1)"
	wrong 'call:call_or_leave=2, has 1' manager_getset "old = call_or_leave(m, 'a')"
	wrong 'call:sem_post=2, has 1' locked_getset "$get; $plain; sem_post(m); $get"
	case $(${OBJDUMP} -f "$tree/cas.o") in
	*x86-64*)
		wrong 'wants lock=0' private 'fetch_add(c)'
		wrong 'wants xadd=1, has 0' fetch_add 'fetch_add(c)'
		wrong 'wants ladd=1, has 0' atomic_add "$atomic"
		wrong '=1, has 2' cas 'old = load(c); while (!cas(c, old)) ; while (!cas(c, old)) ;'
		wrong 'wants cmpxchg=1, has 0' cas "$atomic"
		wrong 'wants lock=1, has 2' seqlock "$odd $release $even; fetch_add(c)"
		wrong 'wants fence=0' seqlock "$odd __atomic_thread_fence(__ATOMIC_SEQ_CST); $even"
		wrong 'a load, an add of 1 and a store' unlocked_asm '__asm__ volatile("incl %0" : "+m"(*c))'
		;;
	*)
		wrong 'wants fence>=1' seqlock "$odd $even"
		;;
	esac
	[ "$failures" = 0 ] || exit 1
}

case ${1-} in
'') ;;
--selftest)
	selftest
	exit 0
	;;
--show)
	[ $# = 2 ] || {
		echo "asm.sh: --show wants one strategy's name" >&2
		exit 2
	}
	;;
*)
	echo "asm.sh: unknown word '$1'; it takes --show NAME and --selftest" >&2
	exit 2
	;;
esac

objects=${STRATEGY_OBJECTS:-$(find src/strategy -name '*.o' 2>/dev/null)}
[ -n "$objects" ] || {
	echo "asm: no object files: build first, or name them in STRATEGY_OBJECTS" >&2
	exit 2
}
names=$(sed -n 's/^STRATEGY\(_HIDDEN\)\{0,1\}(\([a-z0-9_]*\)).*/\2/p' \
	"$srcdir/src/strategy/strategies.def" | tr '\n' ' ')
if [ $# = 0 ]; then
	(selftest) || exit $?
fi
# shellcheck disable=SC2086 # a list of paths
run_on "$names" "${2-}" $objects
