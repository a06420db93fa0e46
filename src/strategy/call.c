/* SPDX-License-Identifier: MIT */
/* Calls of a manager: framed, checked at the server, answered with a value or an error. */
#include "strategy/call.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cpu.h"

#define HEAD sizeof(uint32_t)
#define CALL_SIZE (sizeof(struct call) - HEAD)
#define REPLY_SIZE (sizeof(struct call_reply) - HEAD)

_Static_assert(sizeof(struct call) == 24 && sizeof(struct call_reply) == 16,
	       "frames have no holes");

int call_open(struct ask_ends *ends)
{
	int sockets[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets))
		return -errno;
	ask_ends_join(ends, sockets);
	return 0;
}

uint8_t call_typecode(unsigned bytes)
{
	return bytes == sizeof(unsigned) ? 'I' : bytes == sizeof(unsigned long long) ? 'Q' : 0;
}

int call_make(const struct ask_ends *ends, const struct call *call, uint64_t *value)
{
	struct call_reply reply;
	int error = ask_write(ends->worker_out, call, sizeof(*call));

	if (!error)
		error = ask_read(ends->worker_in, &reply, HEAD);
	if (!error && reply.size != REPLY_SIZE)
		error = -EPROTO;
	if (!error)
		error = ask_read(ends->worker_in, (char *)&reply + HEAD, REPLY_SIZE);
	if (error)
		return error;
	*value = reply.value;
	return reply.error;
}

uint64_t call_or_leave(const struct ask_ends *ends, enum call_opcode opcode, unsigned bytes,
		       uint64_t argument, unsigned hold)
{
	const struct call call = {
		.size = CALL_SIZE,
		.hold = hold,
		.argument = argument,
		.opcode = (uint8_t)opcode,
		.typecode = call_typecode(bytes),
	};
	uint64_t value = 0;
	const int error = call_make(ends, &call, &value);

	if (error == -EBADMSG || error == -ENOTSUP || error == -EPROTO)
		_exit(1); /* it lives, and refuses */
	if (error)
		ask_leave();
	return value;
}

struct inbox {
	struct call call;
	size_t have;
};

struct serving {
	enum counter_type type;
	void *counter;
	const struct ask_ends *ends;
	struct inbox *inboxes;
};

/* Does a call that is whole. */
static struct call_reply obey(const struct serving *serving, const struct call *call)
{
	struct call_reply reply = { .size = REPLY_SIZE };
	const uint64_t old = counter_read(serving->type, serving->counter);
	uint64_t value = call->argument;

	if (call->typecode != call_typecode(counter_bits(serving->type) / 8)) {
		reply.error = -ENOTSUP;
		return reply;
	}
	reply.value = old;
	switch (call->opcode) {
	case CALL_GET:
		return reply;
	case CALL_ADD:
		value += old;
		break;
	case CALL_SET:
		break;
	default:
		reply.error = -EBADMSG;
		return reply;
	}
	if (call->hold)
		cpu_pause_for(call->hold);
	counter_write(serving->type, serving->counter, value);
	return reply;
}

/* Reads up to `until` bytes of a frame, of what is there. 1: they are there; 0: not yet; -1: the worker is gone. */
static int fill(struct inbox *inbox, int fd, size_t until)
{
	if (inbox->have >= until)
		return 1;
	const ssize_t got =
		recv(fd, (char *)&inbox->call + inbox->have, until - inbox->have, MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (got <= 0)
		return -1;
	inbox->have += (size_t)got;
	return inbox->have == until;
}

/* A frame of a wrong length is the end of its sender: where the next one begins cannot be known. */
static bool take_call(void *context, unsigned worker)
{
	const struct serving *const serving = context;
	const struct ask_ends *const ends = &serving->ends[worker];
	struct inbox *const inbox = &serving->inboxes[worker];
	struct call_reply reply = { .size = REPLY_SIZE, .error = -EPROTO };
	int filled = fill(inbox, ends->server_in, HEAD);
	const bool framed = filled != 1 || inbox->call.size == CALL_SIZE;

	if (filled == 1 && framed)
		filled = fill(inbox, ends->server_in, sizeof(inbox->call));
	if (filled != 1)
		return filled == 0;
	inbox->have = 0;
	if (framed)
		reply = obey(serving, &inbox->call);
	return !ask_write(ends->server_out, &reply, sizeof(reply)) && framed;
}

int call_serve(enum counter_type type, void *counter, void *shared, const struct shape *shape)
{
	struct serving serving = {
		.type = type,
		.counter = counter,
		.ends = shared,
		.inboxes = calloc(shape->workers, sizeof(*serving.inboxes)),
	};
	int error;

	if (!serving.inboxes)
		return -ENOMEM;
	error = ask_loop(serving.ends, shape->workers, take_call, &serving);
	free(serving.inboxes);
	return error;
}
