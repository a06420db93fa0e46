/* SPDX-License-Identifier: MIT */
/* tcp: a TCP connection over the loopback a worker, and a server that sleeps in epoll. Fair, as pipe is. An update is 2
 * system calls of the worker and 3 of the server, 8 bytes each way, and 2 wake-ups, as of unix; what it costs more is the
 * way down and up the network stack. TCP_NODELAY: else Nagle's algorithm would hold messages back. Never beyond this
 * host: 127.0.0.1, a port of the kernel's choice, closed to others once all are there. tcp(7), ip(7). */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "strategy/ask.h"

static int tcp_socket(int *socket_out)
{
	*socket_out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return *socket_out < 0 ? -errno : 0;
}

/* A listener with a port of its own, and its address. */
static int tcp_listen(int *listener, struct sockaddr_in *address)
{
	socklen_t size = sizeof(*address);
	const int error = tcp_socket(listener);

	if (error)
		return error;
	*address = (struct sockaddr_in){ .sin_family = AF_INET,
					 .sin_addr = { htonl(INADDR_LOOPBACK) } };
	if (bind(*listener, (struct sockaddr *)address, size) || listen(*listener, 8) ||
	    getsockname(*listener, (struct sockaddr *)address, &size))
		return -errno;
	return 0;
}

/* Whoever else on this host has found the port is sent away. */
static int tcp_accept(int listener, int client, int *server)
{
	struct sockaddr_in ours, theirs;
	socklen_t size = sizeof(ours);

	if (getsockname(client, (struct sockaddr *)&ours, &size))
		return -errno;
	for (;;) {
		size = sizeof(theirs);
		*server = accept4(listener, (struct sockaddr *)&theirs, &size, SOCK_CLOEXEC);
		if (*server < 0 && errno != EINTR && errno != ECONNABORTED)
			return -errno;
		if (*server >= 0 && theirs.sin_port == ours.sin_port &&
		    theirs.sin_addr.s_addr == ours.sin_addr.s_addr)
			return 0;
		if (*server >= 0)
			close(*server);
	}
}

/* Closed by a reset: else each trial would leave its ports in TIME_WAIT for a minute. */
static int tcp_tune(int socket)
{
	const struct linger reset = { .l_onoff = 1, .l_linger = 0 };
	const int on = 1;

	if (setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) ||
	    setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)))
		return -errno;
	return 0;
}

static int tcp_open(struct ask_ends *ends)
{
	int sockets[2] = { -1, -1 }, listener = -1;
	struct sockaddr_in address;
	int error = tcp_listen(&listener, &address);

	if (!error)
		error = tcp_socket(&sockets[0]);
	if (!error && connect(sockets[0], (struct sockaddr *)&address, sizeof(address)))
		error = -errno;
	if (!error)
		error = tcp_accept(listener, sockets[0], &sockets[1]);
	ask_ends_join(ends, sockets);
	for (unsigned i = 0; i < 2 && !error; i++)
		error = tcp_tune(sockets[i]);
	if (listener >= 0)
		close(listener);
	return error;
}

#define STRATEGY tcp
#define SUMMARY "a TCP connection a worker, over the loopback, to a server that owns the count"
#define KIND EXACT
#define OPEN tcp_open
#include "strategy/ask-impl.h"
#include "strategy/burst-impl.h"
