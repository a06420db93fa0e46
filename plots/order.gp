# SPDX-License-Identifier: MIT
# order_name[1..strategies]: the strategies of the rows that wanted(i) takes, sorted by updates kept at `most`
# processes, the most first; those without a figure there come last.

array order_name[rows]; array order_value[rows]; strategies = 0
do for [i=1:rows] {
	if (wanted(i) && good(i)) {
		s = 0
		do for [k=1:strategies] { if (order_name[k] eq c_strategy[i]) { s = k } }
		if (s == 0) { strategies = strategies + 1; s = strategies; order_name[s] = c_strategy[i]; order_value[s] = -1 }
		if (c_workers[i] == most && known(c_kept[i])) { order_value[s] = c_kept[i] }
	}
}
do for [k=2:strategies] {
	j = k
	while (j > 1) {
		if (order_value[j] <= order_value[j-1]) { break }
		held = order_name[j]; order_name[j] = order_name[j-1]; order_name[j-1] = held
		held = order_value[j]; order_value[j] = order_value[j-1]; order_value[j-1] = held
		j = j - 1
	}
}
