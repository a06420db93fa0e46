# SPDX-License-Identifier: MIT
# The machine code of one function: what each instruction is, and which of them make a round of a loop. For asm.awk.
#
# Read: text[1..n], where[] (addresses), at[] (the reverse), target_symbol[] (from relocations), is_arm.
# Set: tags[] (words of an instruction, listed in asm.awk), loop[] (0, or the number of its loop).

function tag(i, words)
{
	tags[i] = tags[i] words " "
}

function has(i, word)
{
	return index(tags[i], " " word " ") > 0
}

# Splits an instruction: sets op (the mnemonic), locked, operand[1..], target (of a jump or call, as an address).
function decode(i,   s, k)
{
	s = text[i]
	locked = 0
	for (;;) {
		k = index(s " ", " ")
		op = substr(s, 1, k - 1)
		s = substr(s, k + 1)
		if (!(op in prefix))
			break
		locked = locked || op == "lock"
	}
	target = s
	sub(/ *<.*/, "", target)
	sub(/.*[, ]/, "", target)
	sub(/^0x/, "", target)
	# One at a time: mawk 1.3.4 loses its way in a chain of assignments to a table that split() has made.
	for (k = split(s, operand, / *, */) + 1; k <= 3; k++)
		operand[k] = ""
}

function callee(i,   name)
{
	name = target_symbol[i]
	if (name == "") {
		name = text[i]
		sub(/^[^<]*</, "", name)
		sub(/[>+].*/, "", name)
	}
	return name
}

function jump(i, conditional)
{
	follows[i] = conditional
	if (target_symbol[i] == "" && (target in at))
		goes[i] = at[target]
}

function is_memory(s)
{
	return s ~ /\[/ || s ~ /PTR /
}

function classify_x86(i,   to_memory, from_memory)
{
	if (op == "call") {
		tag(i, "call call:" callee(i))
		return
	}
	if (op ~ /^j/) {
		jump(i, op != "jmp")
		return
	}
	if (op ~ /^(ret|ud2|hlt)/) {
		follows[i] = 0
		return
	}
	if (op ~ /^[mls]fence$/)
		tag(i, "fence")
	if (op ~ /^(lea|nop|prefetch)/)
		return
	to_memory = is_memory(operand[1])
	from_memory = is_memory(operand[2]) || is_memory(operand[3])
	if (!to_memory && !from_memory)
		return
	tag(i, "mem")
	tag(i, text[i] ~ /QWORD/ ? "w64" : text[i] ~ /DWORD/ ? "w32" : "w")
	if (text[i] ~ /\[(rsp|rbp)/)
		tag(i, "stack")
	if (locked || op == "xchg") {
		tag(i, "lock")
		if (text[i] ~ /\[rsp/)
			tag(i, "fence")
		else if (op ~ /^(add|inc|sub|dec)$/)
			tag(i, "ladd")
		else
			tag(i, op)
	} else if (from_memory || op ~ /^(cmp|test|push|bt|mul|div|imul|idiv)$/)
		tag(i, "load")
	else
		tag(i, op ~ /^(v?mov|set|pop)/ ? "store" : "rmw")
}

function classify_arm(i,   name)
{
	if (op == "bl" || op == "blr") {
		name = callee(i)
		if (name !~ /^__aarch64_/) {
			tag(i, "call call:" name)
			return
		}
		tag(i, "atomic helper")
		tag(i, name ~ /_ldadd/ ? "ldadd addx" : name ~ /_cas/ ? "cas casx" : "other")
		tag(i, name ~ /8_/ ? "w64" : "w32")
		return
	}
	if (op ~ /^(cbn?z|tbn?z|b\..*|b)$/) {
		jump(i, op != "b")
		return
	}
	if (op ~ /^(ret|br|brk|udf)/) {
		follows[i] = 0
		return
	}
	if (op ~ /^d[ms]b$/)
		tag(i, "fence")
	if (text[i] !~ /\[/)
		return
	tag(i, "mem")
	tag(i, operand[op ~ /^stl?xr/ ? 2 : 1] ~ /^x/ ? "w64" : "w32")
	if (text[i] ~ /\[(sp|x29)/)
		tag(i, "stack")
	if (op ~ /^ldadd/)
		tag(i, "atomic ldadd addx")
	else if (op ~ /^stadd/)
		tag(i, "atomic stadd addx")
	else if (op ~ /^cas/)
		tag(i, "atomic cas casx")
	else if (op ~ /^stl?xr/)
		tag(i, "atomic exclusive addx casx")
	else if (op ~ /^(lda?xr|swp|ld(clr|eor|set)|st(clr|eor|set))/)
		tag(i, "atomic")
	else
		tag(i, op ~ /^ld/ ? "load" : "store")
}

# Marks in reach[i, *] what can be reached from i.
function flow_from(i,   stack, depth, k, here)
{
	stack[depth = 1] = i
	while (depth > 0) {
		here = stack[depth--]
		for (k = 1; k <= n_next[here]; k++)
			if (!((i, successor[here, k]) in reach)) {
				reach[i, successor[here, k]] = 1
				stack[++depth] = successor[here, k]
			}
	}
}

# Sets loop[i] for each instruction that is part of one; returns how many loops there are that share nothing.
function find_loops(   i, j, loops)
{
	for (i = 1; i <= n; i++) {
		tags[i] = " "
		follows[i] = 1
		goes[i] = 0
		decode(i)
		if (is_arm)
			classify_arm(i)
		else
			classify_x86(i)
	}
	for (i = 1; i <= n; i++) {
		n_next[i] = 0
		# jne or cbnz goes where it failed, je where it held.
		if (i > 1 && text[i - 1] ~ /cmpxchg|^stl?xr/) {
			if (text[i] ~ /^(jne|cbnz) /)
				goes[i] = 0
			if (text[i] ~ /^je /)
				follows[i] = 0
		}
		if (follows[i] && i < n)
			successor[i, ++n_next[i]] = i + 1
		if (goes[i])
			successor[i, ++n_next[i]] = goes[i]
	}
	for (i = 1; i <= n; i++)
		flow_from(i)
	for (i = 1; i <= n; i++) {
		loop[i] = 0
		for (j = 1; j < i && !loop[i]; j++)
			if (loop[j] && ((i, j) in reach) && ((j, i) in reach))
				loop[i] = loop[j]
		if (!loop[i] && ((i, i) in reach))
			loop[i] = ++loops
	}
	return loops + 0
}
