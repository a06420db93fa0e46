# SPDX-License-Identifier: MIT
# A logarithmic axis for values lo..hi: log_from, log_to, and the marks tic[1..tics], a few round numbers that can be
# read side by side.

log_from = lo / 1.35
log_to = hi * 1.35
decades = log10(log_to / log_from)
array tic[60]; tics = 0
do for [k=floor(log10(log_from)):ceil(log10(log_to))] {
	do for [m in (decades < 0.7 ? "1 1.5 2 3 4 5 6 8" : decades < 1.6 ? "1 2 5" : decades < 2.6 ? "1 3" : "1")] {
		if (m * 10.0**k >= log_from && m * 10.0**k <= log_to && tics < 60 && (decades < 7 || k % 2 == 0)) {
			tics = tics + 1
			tic[tics] = m * 10.0**k
		}
	}
}
