# SPDX-License-Identifier: MIT
"""The lecture's counters in plain multiprocessing, timed: what an increment costs in Python.

    lecture.py WAY PROCESSES INCREMENTS PUS [SERVER_PU]
    lecture.py value 2 100000 0,1 </dev/null

PROCESSES workers, pinned to the PUs one each, start together and make so many increments each; a way that asks a server has it
on SERVER_PU ("-" or nothing: where the system likes). For each trial one line: "NS FINAL EXPECTED", the time from the first
start to the last end, what the counter holds and what it should ("- -" where nothing is shared). INCREMENTS 0: none yet. Then
each line "go N" on standard input is one more trial, of N increments a process; its end ends the program.
Before the first: "ready VERSION EXECUTABLE"; "absent REASON" where this way cannot be gone here; "old VERSION" of a Python before
3.9. A trial that fails is a line "failed REASON", and the last.
"""

import ctypes
import multiprocessing
import os
import socket
import struct
import sys
import threading
import time

TRIAL_LIMIT_S = 20
LEAD_NS = 3000000  # to be awake by, a worker
OLDEST = (3, 9)


class Way:
    """One way to count. It is made, and its server started, before the workers are forked; run() is what they do."""

    shared = True

    def __init__(self, ctx, processes, server_pu):
        self.ctx = ctx
        self.server_pu = server_pu
        self.server = None
        self.open(processes)

    def open(self, processes):
        pass

    def meet(self, index):
        """In the worker, before the start: what only the first use costs."""

    def run(self, index, increments):
        raise NotImplementedError

    def final(self):
        raise NotImplementedError

    def close(self):
        if self.server:
            self.server.terminate()
            self.server.join()

    def pin(self):
        if self.server_pu is not None:
            os.sched_setaffinity(0, {self.server_pu})

    def serve_by(self, function, *arguments):
        self.server = self.ctx.Process(target=self._serve, args=(function, arguments), daemon=True)
        self.server.start()

    def _serve(self, function, arguments):
        self.pin()
        function(*arguments)


class Bare(Way):
    shared = False

    def run(self, index, increments):
        x = 0
        for _ in range(increments):
            x += 1


class LockAlone(Way):
    shared = False

    def open(self, processes):
        self.lock = self.ctx.Lock()

    def run(self, index, increments):
        lock = self.lock
        for _ in range(increments):
            with lock:
                pass


class Raw(Way):
    def open(self, processes):
        self.counter = self.ctx.RawValue("i", 0)
        self.lock = self.ctx.Lock()

    def run(self, index, increments):
        counter = self.counter
        for _ in range(increments):
            counter.value += 1

    def final(self):
        return self.counter.value


class Locked:
    """The update under the Lock that the workers were given."""

    def run(self, index, increments):
        counter, lock = self.counter, self.lock
        for _ in range(increments):
            with lock:
                counter.value += 1


class RawLock(Locked, Raw):
    pass


class Value(Raw):
    def open(self, processes):
        self.counter = self.ctx.Value("i", 0)
        self.lock = self.ctx.Lock()


class ValueLock(Locked, Value):
    pass


class GetLock(Value):
    def run(self, index, increments):
        counter = self.counter
        for _ in range(increments):
            with counter.get_lock():
                counter.value += 1


class GetObj(Value):
    def run(self, index, increments):
        lock, counter = self.counter.get_lock(), self.counter.get_obj()
        for _ in range(increments):
            with lock:
                counter.value += 1


class Counter:
    """A monitor: whoever wants to count can do so only through a method that locks."""

    def __init__(self, ctx):
        self._value = ctx.Value("i", 0)
        self._lock = ctx.Lock()

    def increment(self):
        with self._lock:
            self._value.value += 1

    def get(self):
        with self._lock:
            return self._value.value


class Monitor(Way):
    def open(self, processes):
        self.counter = Counter(self.ctx)

    def run(self, index, increments):
        counter = self.counter
        for _ in range(increments):
            counter.increment()

    def final(self):
        return self.counter.get()


class Array(Way):
    def open(self, processes):
        self.cells = self.ctx.Array("i", 1)

    def run(self, index, increments):
        cells = self.cells
        for _ in range(increments):
            cells[0] += 1

    def final(self):
        return self.cells[0]


class Shm(Way):
    def open(self, processes):
        from multiprocessing import shared_memory

        self.block = shared_memory.SharedMemory(create=True, size=8)
        # The workers inherit it, and so it needs no name any more: nothing can be left behind.
        self.block.unlink()
        self.lock = self.ctx.Lock()

    def run(self, index, increments):
        buf = self.block.buf
        for _ in range(increments):
            (value,) = struct.unpack_from("q", buf, 0)
            struct.pack_into("q", buf, 0, value + 1)

    def final(self):
        return struct.unpack_from("q", self.block.buf, 0)[0]

    def close(self):
        self.block.close()


class ShmLock(Shm):
    def run(self, index, increments):
        buf, lock = self.block.buf, self.lock
        for _ in range(increments):
            with lock:
                (value,) = struct.unpack_from("q", buf, 0)
                struct.pack_into("q", buf, 0, value + 1)


class List(Way):
    def open(self, processes):
        from multiprocessing import shared_memory

        self.items = shared_memory.ShareableList([0])
        self.items.shm.unlink()
        self.lock = self.ctx.Lock()

    def run(self, index, increments):
        items, lock = self.items, self.lock
        for _ in range(increments):
            with lock:
                items[0] += 1

    def final(self):
        return self.items[0]

    def close(self):
        self.items.shm.close()


class LibAtomic(Way):
    def open(self, processes):
        try:
            library = ctypes.CDLL("libatomic.so.1")
            self.add = getattr(library, "__atomic_fetch_add_8")
        except (OSError, AttributeError):
            raise Absent("libatomic.so.1 is not installed") from None
        self.add.restype = ctypes.c_int64
        self.add.argtypes = (ctypes.c_void_p, ctypes.c_int64, ctypes.c_int)
        self.counter = self.ctx.RawValue("q", 0)

    def run(self, index, increments):
        add, address, order = self.add, ctypes.addressof(self.counter), 5  # __ATOMIC_SEQ_CST
        for _ in range(increments):
            add(address, 1, order)

    def final(self):
        return self.counter.value


class Managed(Way):
    """A manager's process owns the value; each use of a proxy is a message there and back."""

    made = 0

    def start(self, kind):
        # An address that is no file: nothing can be left behind.
        Managed.made += 1
        self.manager = kind(address="\0contend-lecture-%d-%d" % (os.getpid(), Managed.made), ctx=self.ctx)
        self.manager.start(self.pin)

    def meet(self, index):
        self.counter.value

    def final(self):
        return self.counter.value

    def close(self):
        self.manager.shutdown()


class ManagerValue(Managed):
    def open(self, processes):
        from multiprocessing import managers

        self.start(managers.SyncManager)
        self.counter = self.manager.Value("i", 0)
        self.lock = self.manager.Lock()

    def run(self, index, increments):
        counter = self.counter
        for _ in range(increments):
            counter.value += 1


class ManagerLock(ManagerValue):
    run = Locked.run


class Cell:
    """What one's own manager owns. Each client has a thread of the server's."""

    def __init__(self):
        self._value = 0
        self._lock = threading.Lock()

    def add(self, n):
        with self._lock:
            self._value += n
            return self._value


class Manager(Managed):
    def open(self, processes):
        from multiprocessing import managers

        class CellManager(managers.BaseManager):
            pass

        CellManager.register("Cell", Cell)
        self.start(CellManager)
        self.counter = self.manager.Cell()

    def meet(self, index):
        self.counter.add(0)

    def run(self, index, increments):
        counter = self.counter
        for _ in range(increments):
            counter.add(1)

    def final(self):
        return self.counter.add(0)


class Asked(Way):
    """A server process of our own owns the count and leaves it where final() finds it."""

    def open(self, processes):
        self.counter = self.ctx.RawValue("q", 0)
        self.connect(processes)

    def final(self):
        return self.counter.value


class Queue(Asked):
    def connect(self, processes):
        self.requests = self.queue()
        self.replies = [self.queue() for _ in range(processes)]
        self.serve_by(self.serve)

    def queue(self):
        return self.ctx.Queue()

    def serve(self):
        while True:
            index, n = self.requests.get()
            self.counter.value += n
            self.replies[index].put(self.counter.value)

    def meet(self, index):
        self.requests.put((index, 0))
        self.replies[index].get()

    def run(self, index, increments):
        requests, replies = self.requests, self.replies[index]
        for _ in range(increments):
            requests.put((index, 1))
            replies.get()


class SimpleQueue(Queue):
    def queue(self):
        return self.ctx.SimpleQueue()


class Pipe(Asked):
    def connect(self, processes):
        self.pipes = [self.ctx.Pipe() for _ in range(processes)]
        self.serve_by(self.serve)

    def serve(self):
        from multiprocessing import connection

        ends = [theirs for _, theirs in self.pipes]
        while True:
            for end in connection.wait(ends):
                self.counter.value += end.recv()
                end.send(self.counter.value)

    def meet(self, index):
        self.pipes[index][0].send(0)
        self.pipes[index][0].recv()

    def run(self, index, increments):
        end = self.pipes[index][0]
        for _ in range(increments):
            end.send(1)
            end.recv()

    def close(self):
        super().close()
        for pipe in self.pipes:
            for end in pipe:
                end.close()


def receive(stream):
    """8 bytes, however they come."""
    message = stream.recv(8)
    while 0 < len(message) < 8:
        more = stream.recv(8 - len(message))
        if not more:
            raise EOFError("cut message")
        message += more
    if not message:
        raise EOFError("the other end has closed")
    return message


class Unix(Asked):
    def connect(self, processes):
        self.pairs = [self.pair() for _ in range(processes)]
        self.serve_by(self.serve)

    def pair(self):
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)

    def serve(self):
        import selectors

        selector = selectors.DefaultSelector()
        for _, theirs in self.pairs:
            selector.register(theirs, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                self.counter.value += struct.unpack("q", receive(key.fileobj))[0]
                key.fileobj.sendall(struct.pack("q", self.counter.value))

    def meet(self, index):
        self.pairs[index][0].sendall(struct.pack("q", 0))
        receive(self.pairs[index][0])

    def run(self, index, increments):
        stream = self.pairs[index][0]
        for _ in range(increments):
            stream.sendall(struct.pack("q", 1))
            struct.unpack("q", receive(stream))

    def close(self):
        super().close()
        for pair in self.pairs:
            for stream in pair:
                stream.close()


class Tcp(Unix):
    def pair(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            ours = socket.create_connection(listener.getsockname())
            theirs = listener.accept()[0]
        for stream in (ours, theirs):
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return ours, theirs


WAYS = {
    "bare": Bare,
    "raw": Raw,
    "lock": LockAlone,
    "value": Value,
    "raw-lock": RawLock,
    "get-obj": GetObj,
    "value-lock": ValueLock,
    "get-lock": GetLock,
    "monitor": Monitor,
    "array": Array,
    "shm": Shm,
    "shm-lock": ShmLock,
    "list": List,
    "libatomic": LibAtomic,
    "manager-value": ManagerValue,
    "manager-lock": ManagerLock,
    "manager": Manager,
    "queue": Queue,
    "simple-queue": SimpleQueue,
    "pipe": Pipe,
    "unix": Unix,
    "tcp": Tcp,
}


class Absent(Exception):
    pass


class Failed(Exception):
    pass


def work(way, index, pu, line, start, times, increments):
    os.sched_setaffinity(0, {pu})
    way.meet(index)
    line.wait(TRIAL_LIMIT_S)
    while time.monotonic_ns() < start.value:
        pass
    times[2 * index] = time.monotonic_ns()
    way.run(index, increments)
    times[2 * index + 1] = time.monotonic_ns()


def end(workers):
    """Waits for the workers, but not for those that wait for the dead."""
    deadline = time.monotonic() + TRIAL_LIMIT_S
    for worker in workers:
        worker.join(max(0, deadline - time.monotonic()))
    hung = [index for index, worker in enumerate(workers) if worker.exitcode is None]
    for index in hung:
        workers[index].kill()
        workers[index].join()
    if hung:
        raise Failed("worker %d did not end within %d s" % (hung[0], TRIAL_LIMIT_S))
    for index, worker in enumerate(workers):
        if worker.exitcode:
            raise Failed("worker %d left with status %d" % (index, worker.exitcode))


def trial(ctx, kind, pus, server_pu, increments):
    way = kind(ctx, len(pus), server_pu)
    try:
        start = ctx.RawValue("q", 0)
        times = ctx.RawArray("q", 2 * len(pus))

        def release():
            start.value = time.monotonic_ns() + len(pus) * LEAD_NS

        line = ctx.Barrier(len(pus), release)
        workers = [
            ctx.Process(target=work, args=(way, index, pu, line, start, times, increments), daemon=True)
            for index, pu in enumerate(pus)
        ]
        for worker in workers:
            worker.start()
        end(workers)
        ns = max(times[1::2]) - min(times[0::2])
        account = "%d %d" % (way.final(), increments * len(pus)) if way.shared else "- -"
    finally:
        way.close()
    return "%d %s" % (ns, account)


def say(line):
    print(line, flush=True)


def arguments():
    if len(sys.argv) not in (5, 6) or sys.argv[1] not in WAYS:
        sys.exit("usage: lecture.py WAY PROCESSES INCREMENTS PUS [SERVER_PU]; a WAY is one of: " + ", ".join(WAYS))
    pus = [int(pu) for pu in sys.argv[4].split(",")]
    processes, increments = int(sys.argv[2]), int(sys.argv[3])
    if processes != len(pus):
        sys.exit("lecture.py: %d processes need as many PUs: %s" % (processes, sys.argv[4]))
    server = sys.argv[5] if len(sys.argv) > 5 else "-"
    return WAYS[sys.argv[1]], increments, pus, None if server == "-" else int(server)


def main():
    if sys.version_info < OLDEST:
        say("old %d.%d.%d" % sys.version_info[:3])
        return 3
    kind, increments, pus, server_pu = arguments()
    # Asked for by name: from 3.14 on it is no longer what one gets.
    ctx = multiprocessing.get_context("fork")
    try:
        kind(ctx, len(pus), server_pu).close()
        say("ready %d.%d.%d %s" % (sys.version_info[:3] + (sys.executable,)))
        if increments:
            say(trial(ctx, kind, pus, server_pu, increments))
        for line in sys.stdin:
            word, count = line.split()
            if word != "go":
                raise Failed("unknown word " + word)
            say(trial(ctx, kind, pus, server_pu, int(count)))
    except Absent as absent:
        say("absent %s" % absent)
        return 3
    except Exception as error:
        say("failed %s: %s" % (type(error).__name__, " ".join(str(error).split())))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
