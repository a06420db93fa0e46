# SPDX-License-Identifier: MIT
# Reads `objdump -dr` of the strategies' object files and says whether each burst is the loop that it is meant to be.
#
# A loop is taken from the control flow (all instructions that can reach themselves), not from the layout: compilers
# put unlikely parts of a round behind the end. A compare-and-swap counts as having held: the way on from a failed one,
# which compilers like to copy, is no part of a round. Each instruction gets words, and a rule counts them in one round:
#   lock          a locked instruction: the prefix, or xchg with memory
#   xadd ladd cmpxchg        lock xadd; lock add, inc, sub, dec; lock cmpxchg
#   load store rmw           memory read, written, both in one instruction without lock; mem: any access
#   addx casx     AArch64: an atomic add or compare-and-swap, be it LSE, a call of the helper, or exclusives
#   fence         mfence, lfence, sfence, a locked no-op on the stack; dmb, dsb
#   call call:f   any call; a call of f
# Rules: WORD=N WORD>=N WORD<=N; every:WORD, no way round without one; width:WORD, as wide as the counter;
# step, one update: load and store, or one rmw; three, load, add, store as instructions of their own.
#
# -v names=LIST -v show=NAME (prints that one's bursts, checks nothing)

BEGIN {
	split("lock rep repz repnz cs ds es notrack bnd data16", list, " ")
	for (i in list)
		prefix[list[i]] = 1
	n_names = split(names, name_at, " ")
	for (i = 1; i <= n_names; i++)
		listed[name_at[i]] = 1
	mutex = "call:pthread_mutex_lock=1 call:pthread_mutex_unlock=1 lock=0 " \
		"every:call:pthread_mutex_lock every:call:pthread_mutex_unlock"
	semaphore = "call:sem_wait=1 call:sem_post=1 call=2 every:call lock=0"
	getset = "call:sem_trywait=2 call:sem_wait>=1 call:sem_post=2 lock=0"

	x86["empty"] = "mem=0 call=0"
	x86["private"] = x86["unlocked"] = "lock=0 fence=0 call=0 step"
	x86["unlocked_asm"] = "lock=0 fence=0 call=0 step three"
	x86["private_atomic"] = x86["fetch_add"] = "xadd=1 lock=1 call=0 every:xadd width:xadd"
	x86["atomic_add"] = "ladd=1 mem=1 call=0 every:ladd width:ladd"
	x86["bare_xadd"] = "xadd=1 mem=1 call=0 every:xadd width:xadd"
	x86["cas"] = "cmpxchg=1 lock=1 call=0 every:cmpxchg width:cmpxchg"
	x86["seqlock"] = "cmpxchg=1 lock=1 fence=0 call=0 store>=3"

	arm["empty"] = "mem=0 call=0"
	arm["private"] = arm["unlocked"] = "atomic=0 fence=0 call=0 step"
	arm["unlocked_asm"] = "atomic=0 fence=0 call=0 step three"
	arm["private_atomic"] = arm["fetch_add"] = "addx=1 stadd=0 cas=0 call=0 every:addx width:addx"
	arm["bare_xadd"] = arm["fetch_add"]
	arm["atomic_add"] = "addx=1 cas=0 call=0 every:addx width:addx"
	arm["cas"] = "casx>=1 casx<=2 ldadd=0 call=0 width:casx"
	arm["seqlock"] = "casx>=1 casx<=2 ldadd=0 fence>=1 call=0 store>=3"

	x86["mutex"] = arm["mutex"] = x86["bare_mutex"] = arm["bare_mutex"] = mutex " call=2"
	x86["mutex_robust"] = arm["mutex_robust"] = mutex " call<=3"
	x86["semaphore"] = arm["semaphore"] = semaphore
	x86["locked_getset"] = arm["locked_getset"] = getset
	# Transports: one question a round, two of a get and a set; what they cost is in the callee and the kernel.
	ask = "call:ask_server=1 call=1 lock=0 every:call:ask_server"
	for (i = split("pipe unix tcp queue", list, " "); i; i--)
		x86[list[i]] = arm[list[i]] = ask
	x86["mq"] = arm["mq"] = "call:queues_ask=1 call=1 lock=0 every:call:queues_ask"
	x86["manager"] = arm["manager"] = "call:call_or_leave=1 call=1 lock=0 every:call:call_or_leave"
	x86["manager_getset"] = arm["manager_getset"] = "call:call_or_leave=2 call=2 lock=0 every:call:call_or_leave"
	# Yardsticks without the template: one type, no workload.
	yardstick["bare_xadd"] = yardstick["bare_mutex"] = 1
}

/file format/ {
	finish()
	is_arm = /aarch64/
}

/^[0-9a-f]+ <.*>:$/ {
	finish()
	function_name = $2
	gsub(/[<>:]/, "", function_name)
	gsub(/\.(isra|constprop|part)\.[0-9]+/, "", function_name)
	if (function_name ~ /^__llvm_(gcov|prf)/)
		instrumented = function_name
	next
}

function_name == "" { next }

/R_(X86_64|AARCH64)_/ {
	symbol = $NF
	sub(/[-+]0x[0-9a-f]+$/, "", symbol)
	target_symbol[n] = symbol
	if (symbol ~ /__(asan|ubsan|tsan|msan|hwasan|gcov|llvm_gcov|llvm_prf|sanitizer_cov)/)
		instrumented = symbol
	next
}

/^ *[0-9a-f]+:[ \t]/ {
	n++
	where[n] = $1
	sub(/:$/, "", where[n])
	at[where[n]] = n
	text[n] = $0
	sub(/^ *[0-9a-f]+:[ \t]+/, "", text[n])
	gsub(/[ \t]+/, " ", text[n])
	sub(/ *(#|\/\/) .*/, "", text[n])
}

END {
	finish()
	report()
}

function count(word,   i, sum)
{
	for (i = 1; i <= n; i++)
		sum += loop[i] && has(i, word)
	return sum + 0
}

# Is there no way round that avoids the word? Takes away what leads nowhere until nothing changes.
function every_round(word,   i, k, alive, left, changed, onward)
{
	for (i = 1; i <= n; i++)
		alive[i] = loop[i] && !has(i, word)
	do {
		changed = left = 0
		for (i = 1; i <= n; i++) {
			if (!alive[i])
				continue
			onward = 0
			for (k = 1; k <= n_next[i]; k++)
				onward += alive[successor[i, k]]
			left++
			if (!onward) {
				alive[i] = 0
				changed = 1
			}
		}
	} while (changed)
	return left == 0
}

function right_width(word,   i, wanted)
{
	wanted = function_name ~ /_u32$/ ? "w32" : "w64"
	for (i = 1; i <= n; i++)
		if (loop[i] && has(i, word) && !has(i, wanted))
			return 0
	return 1
}

# rdx, edx: d; x1, w1: 1
function register(s)
{
	sub(/^[rexw]/, "", s)
	sub(/d$/, "", s)
	return s
}

function three_instructions(   i, old, next_value, stage)
{
	for (i = 1; i <= n; i++) {
		if (!loop[i])
			continue
		decode(i)
		if (has(i, "load")) {
			if (op !~ /^(mov|ldr|ldur)$/)
				return 0
			old = register(operand[1])
			stage = 1
		} else if (stage == 1 && has(i, "store"))
			return 0
		else if (stage == 1 && op ~ /^(add|inc|lea)$/ && \
			 (op == "inc" || text[i] ~ /[+ ,#](0x)?1\]?$/) && \
			 (register(operand[1]) == old || text[i] ~ ("[rexw]" old "([^0-9a-z]|$)"))) {
			next_value = register(operand[1])
			stage = 2
		} else if (stage == 2 && has(i, "store"))
			return op ~ /^(mov|str|stur)$/ && register(operand[is_arm ? 1 : 2]) == next_value
	}
	return 0
}

# The rule's words if it does not hold.
function broken(rule,   word, relation, wanted, found)
{
	if (rule ~ /^every:/)
		return every_round(substr(rule, 7)) ? "" : "a round can pass without " substr(rule, 7)
	if (rule ~ /^width:/)
		return right_width(substr(rule, 7)) ? "" : substr(rule, 7) " is not as wide as the counter"
	if (rule == "three")
		return three_instructions() ? "" : "wants a load, an add of 1 and a store of their own"
	if (rule == "step") {
		if (!right_width("mem"))
			return "an access is not as wide as the counter"
		found = count("load") " " count("store") " " count("rmw")
		if (!every_round("store") && !every_round("rmw"))
			return "a round can pass without an update"
		return found == "1 1 0" || found == "0 0 1" ? "" : \
		       "wants one load and one store, or one add to memory; has load, store, rmw = " found
	}
	match(rule, /[<>]?=[0-9]+$/)
	word = substr(rule, 1, RSTART - 1)
	relation = substr(rule, RSTART)
	wanted = relation
	gsub(/[^0-9]/, "", wanted)
	found = count(word)
	if (relation ~ /^=/ ? found == wanted : relation ~ /^>/ ? found >= wanted : found <= wanted + 0)
		return ""
	return "wants " rule ", has " found
}

# Kept until the end: an instrumented build is not wrong, it cannot tell.
function say(line)
{
	said = said line "\n"
}

function wrong(name, text)
{
	say("asm: " name ": " text)
	failures++
}

function print_burst(   i)
{
	say(function_name ":")
	for (i = 1; i <= n; i++)
		say(sprintf("  %s %6s  %-52s %s", loop[i] ? "|" : " ", where[i], text[i], \
			    (target_symbol[i] != "" ? "<" target_symbol[i] "> " : "") substr(tags[i], 2)))
}

# The function that has just been read, if it is a burst.
function finish(   name, mixed, loops, rules, n_rules, rule, i, text_of, before)
{
	name = function_name
	mixed = sub(/_u64_mixed$/, "", name)
	if (!mixed && !sub(/_u(32|64)$/, "", name))
		name = ""
	if (n > 0 && (name in listed) && (show == "" || name == show)) {
		loops = find_loops()
		seen[function_name] = 1
		before = failures
		if (show == "") {
			rules = is_arm ? arm[name] : x86[name]
			n_rules = split(rules, rule, " ")
			if (!mixed) {
				plain++
				framed += count("stack") > 0
			}
			if (mixed ? loops == 0 : loops != 1)
				wrong(function_name, "wants one loop, has " loops)
			for (i = 1; i <= n_rules; i++) {
				# With a workload a round holds more: at least the same, and still nothing forbidden.
				if (mixed && rule[i] !~ /^((lock|fence|atomic|cas|stadd)=0|[a-z_:]+[>]?=[1-9])$/)
					continue
				if (mixed)
					sub(/[>]?=1$/, ">=1", rule[i])
				if (mixed)
					sub(/[>]?=2$/, ">=2", rule[i])
				text_of = broken(rule[i])
				if (text_of != "")
					wrong(function_name, text_of)
			}
		}
		if (show != "" || failures > before)
			print_burst()
	}
	function_name = ""
	n = 0
	split("", where)
	split("", at)
	split("", text)
	split("", target_symbol)
	split("", reach)
	split("", successor)
}

function report(   i, name)
{
	if (instrumented != "" && show == "") {
		print "asm: skipped: built with instrumentation (" instrumented ")"
		exit 77
	}
	if (plain > 2 && framed * 10 > plain * 9 && show == "") {
		print "asm: skipped: built without optimisation (loops keep their variables on the stack)"
		exit 77
	}
	for (i = 1; i <= n_names && show == ""; i++) {
		name = name_at[i]
		if (!((name "_u64") in seen))
			wrong(name, "no function " name "_u64 in the objects (link-time optimisation?)")
		if (name in yardstick || !((name in x86) || (name in arm)))
			continue
		if (!((name "_u32") in seen))
			wrong(name, "no function " name "_u32 in the objects")
		if (!((name "_u64_mixed") in seen))
			wrong(name, "no function " name "_u64_mixed in the objects")
	}
	if (show != "" && !((show "_u64") in seen)) {
		print "asm: no strategy " show " in the objects; there are: " names
		exit 2
	}
	printf "%s", said
	if (show == "" && !failures)
		print "asm: " plain " plain loops as they are meant to be"
	exit failures > 0
}
