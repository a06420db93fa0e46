/* SPDX-License-Identifier: MIT */
/* Eight bytes there, eight bytes back. */
#include "demo/message.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int message_send(int fd, uint64_t message)
{
	const char *const bytes = (const char *)&message;
	size_t sent = 0;

	while (sent < sizeof(message)) {
		const ssize_t n = write(fd, bytes + sent, sizeof(message) - sent);

		if (n < 0 && errno != EINTR)
			return errno == ECONNRESET ? -EPIPE : -errno;
		sent += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

int message_receive(int fd, uint64_t *message, unsigned *pieces)
{
	char bytes[sizeof(*message)] = { 0 };
	size_t got = 0;
	unsigned reads = 0;

	while (got < sizeof(bytes)) {
		const ssize_t n = read(fd, bytes + got, sizeof(bytes) - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return got ? -EPROTO : MESSAGE_ENDED;
		got += (size_t)n;
		reads++;
	}
	memcpy(message, bytes, sizeof(bytes));
	if (pieces)
		*pieces = reads;
	return 0;
}
