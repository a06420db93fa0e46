# SPDX-License-Identifier: MIT
# worker_counts: the numbers of processes of the cells that wanted(i) takes and that gave figures, as words, ascending.

worker_counts = ""
next_n = 0
while (1) {
	least = NaN
	do for [i=1:rows] {
		if (wanted(i) && good(i) && known(c_kept[i]) && c_workers[i] > next_n) { least = smaller(c_workers[i], least) }
	}
	if (!known(least)) { break }
	worker_counts = worker_counts.sprintf(" %d", least)
	next_n = least
}
