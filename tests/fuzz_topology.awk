# SPDX-License-Identifier: MIT
# Damaged machines for fuzz_topology.sh, the same ones for the same seed.
# -v n=N -v seed=S -v folder=DIR: writes DIR/1.xml ... DIR/N.xml, mutants of the XML files given.
# -v n=N -v seed=S -v strings=1: prints N descriptions, a line each.

# Minimal standard generator: S. K. Park, K. W. Miller, Random number generators: good ones are hard to find, CACM 31
# (10), 1988. Its products are exact in a double, so that any awk gives the same.
function random() { state = state * 16807 % 2147483647; return state / 2147483647 }
function below(k) { return int(random() * k) }
function of(list,  words, k) { k = split(list, words, " "); return words[1 + below(k)] }

# ---- XML ------------------------------------------------------------------------------------------------------------
function odd_value(  k) {
	k = below(12)
	if (k == 0) return ""
	if (k == 1) return "0"
	if (k == 2) return "-1"
	if (k == 3) return "4294967295"
	if (k == 4) return "18446744073709551616"
	if (k == 5) return "0x0"
	if (k == 6) return "0xf...f"
	if (k == 7) return sprintf("0x%x", below(65536))
	if (k == 8) return "0xffffffff,0xffffffff,,0x1"
	if (k == 9) return of("Machine Package NUMANode Group Die L1Cache L2Cache L3Cache L1iCache Core PU MemCache Misc Bridge PCIDev OSDev 3.0 NUMALatency inf")
	if (k == 10) return sprintf("%d", below(70))
	return sprintf("%500s", "%s%n&#x9;")
}

# Position of the k-th quotation mark of a line; 0: it has fewer.
function quote_at(text, k,  at, found) {
	at = 0
	for (; k > 0; k--) {
		found = index(substr(text, at + 1), "\"")
		if (!found) return 0
		at += found
	}
	return at
}

# A line with the value of one attribute replaced, or the attribute gone.
function spoil(text,  count, copy, k, from, to, start) {
	copy = text
	count = int(gsub(/"/, "", copy) / 2)
	if (!count) return text
	k = 1 + below(count)
	from = quote_at(text, 2 * k - 1)
	to = quote_at(text, 2 * k)
	if (below(3)) return substr(text, 1, from) odd_value() substr(text, to)
	for (start = from; start > 1 && substr(text, start, 1) != " "; start--)
		;
	return substr(text, 1, start - 1) substr(text, to + 1)
}

# Removes, doubles or moves lines i ... j of the n in line[].
function shift_lines(i, j, where,  k, m, kept, block, size) {
	size = 0
	for (k = i; k <= j; k++) block[++size] = line[k]
	m = 0
	for (k = 1; k <= lines; k++) {
		if (k == where || (where > lines && k == lines))
			for (kept = 1; kept <= size; kept++) moved[++m] = block[kept]
		if (where < 0 && k >= i && k <= j) continue
		moved[++m] = line[k]
	}
	for (k = 1; k <= m; k++) line[k] = moved[k]
	lines = m
}

function mutate(  k, i, j, text, at) {
	k = below(10)
	i = 1 + below(lines)
	if (k < 5) {
		line[i] = spoil(line[i])
	} else if (k == 5) {
		j = i + below(4)
		shift_lines(i, j > lines ? lines : j, -1)
	} else if (k == 6) {
		j = i + below(6)
		shift_lines(i, j > lines ? lines : j, 1 + below(lines + 1))
	} else if (k == 7) {
		j = 1 + below(lines)
		text = line[i]; line[i] = line[j]; line[j] = text
	} else if (k == 8) {
		at = 1 + below(length(line[i]) + 1)
		line[i] = substr(line[i], 1, at - 1) sprintf("%c", 1 + below(126)) substr(line[i], at + 1)
	} else {
		lines = i
		line[i] = substr(line[i], 1, below(length(line[i]) + 1))
	}
	if (lines > 4000) lines = 4000
	if (lines < 1) { lines = 1; line[1] = "" }
}

function write_mutants(  f, k, m, name) {
	for (f = 1; f <= n; f++) {
		k = 1 + below(files)
		lines = size[k]
		for (m = 1; m <= lines; m++) line[m] = seen[k, m]
		for (m = 1 + below(4); m > 0; m--) mutate()
		name = folder "/" f ".xml"
		printf "" > name
		for (m = 1; m <= lines; m++) print line[m] > name
		close(name)
	}
}

# ---- descriptions ---------------------------------------------------------------------------------------------------
function count_word(  k) {
	k = below(30)
	if (k == 0) return of("0 -1 65536 4294967297 99999999999999999999 1e3 0x10 x")
	return 1 + below(below(3) ? 4 : 24)
}

function attributes(  k) {
	k = below(7)
	if (k == 0) return "(memory=" of("1GB 64GB 0 -5 99999999TB 1kB x") ")"
	if (k == 1) return "(size=" of("32kB 1MB 0 -1 1TB 9999999999999999999999") ")"
	if (k == 2) return "(indexes=" of("16*1:2*16 4*1:2*4 0,2,1,3 3,2,1,0 0-3 2*4:4*1 0*0 1*0:0*1 numa:core core:pu 7 99999999 ,, 8*1:2*8") ")"
	if (k == 3) return "(" of("a=b = () , memory size= indexes=") ")"
	return ""
}

function level() {
	return of("pack pack pack die l3 l3 l2 l1 core core group cluster numa node misc l1i l5 memcache pu machine bridge x") ":" count_word() attributes()
}

# Half of them as they should be but for a letter, half of them anything.
function description(  text, k, at, orderly) {
	orderly = below(2)
	if (orderly) {
		text = below(3) ? "pack:" 1 + below(4) : "group:2 pack:" 1 + below(2)
		if (below(2)) text = text " [numa" attributes() "]"
		if (below(2)) text = text " l3:" 1 + below(3) (below(3) ? "" : attributes())
		if (!below(3)) text = text " l2:" 1 + below(2)
		text = text " core:" 1 + below(8) " pu:" 1 + below(3) (below(3) ? "" : attributes())
	} else {
		text = below(3) ? "pack:" count_word() attributes() : level()
		if (!below(3)) text = text " [" of("numa numa numa node l3 memcache numa:2 numa]") attributes() (below(20) ? "]" : "")
		for (k = below(4); k > 0; k--) text = text " " level()
		if (below(6)) text = text " core:" count_word() " pu:" count_word() attributes()
	}
	for (k = below(4) ? 0 : 1 + below(orderly ? 2 : 6); k > 0; k--) {
		at = 1 + below(length(text) + 1)
		text = substr(text, 1, at - 1) sprintf("%c", 32 + below(95)) substr(text, at + below(2))
	}
	return text
}

BEGIN {
	state = 1 + seed % 2147483646
	for (k = 0; k < 10; k++) random()
	if (strings) {
		for (k = 0; k < n; k++) print description()
		exit
	}
}
FNR == 1 { files++ }
{ seen[files, FNR] = $0; size[files] = FNR }
END { if (!strings) write_mutants() }
