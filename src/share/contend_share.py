# SPDX-License-Identifier: MIT
"""Shared memory with contend, from Python 3.9 on: blocks, lists, Values and locks that C made, and the other way round.

Python's own SharedMemory(name) registers each block that it attaches to with a process that takes the block's name away when
Python ends (cpython #82300). attach() and attach_list() do not. Nothing here needs more than the standard library.

    from contend_share import attach, attach_list, attach_value, named_lock

    words = attach_list("words")            # contend share create words --list '[1, 2.5, "ab"]'
    print(list(words)); words[0] += 1; words.shm.close()

    counter = attach_value("counter")       # contend share create counter --value q --lock semaphore
    counter.add(1)                          # under the block's lock, as get() and set(7) are
    with counter:                           # one lock for several steps
        counter.set(2 * counter.get())
    counter.close()
"""

import _multiprocessing
import ctypes
import fcntl
import struct
import sys
import time
from multiprocessing import resource_tracker, shared_memory, synchronize

__all__ = ["attach", "attach_list", "attach_value", "named_lock", "flock", "Value"]

_MAGIC = int.from_bytes(b"contend\x01", "little")
_HEADER = 256  # bytes: cells begin there
_LOCK = 128  # byte of the block's own lock
_LOCKS = ("mutex_robust", "mutex", "semaphore", "none")
_EOWNERDEAD = 130


def attach(name):
    """The block of that name as a SharedMemory that stays when Python ends. FileNotFoundError: there is none."""
    if sys.version_info >= (3, 13):
        return shared_memory.SharedMemory(name, track=False)
    block = shared_memory.SharedMemory(name)
    # By the name as it was registered. Once only: a second time would print a KeyError.
    resource_tracker.unregister(block._name, "shared_memory")
    return block


def attach_list(name):
    """The ShareableList of that name, likewise. It has no lock: named_lock() or flock() may be one."""
    if sys.version_info < (3, 13):
        items = shared_memory.ShareableList(name=name)
        resource_tracker.unregister(items.shm._name, "shared_memory")
        return items
    # ShareableList has no track=False; what it calls to register is replaced while it attaches.
    register = resource_tracker.register
    resource_tracker.register = lambda name, kind: None
    try:
        return shared_memory.ShareableList(name=name)
    finally:
        resource_tracker.register = register


def named_lock(name):
    """The lock that is the POSIX semaphore of that name, for 'with' and acquire(timeout=...). Both sides may make it: in C
    sem_open("/name", ...), in Python multiprocessing's own under spawn, whose name is lock._semlock.name."""
    if not name.startswith("/"):
        name = "/" + name
    lock = synchronize.Lock.__new__(synchronize.Lock)
    lock.__setstate__((0, 1, 1, name))
    return lock


class flock:
    """with flock(block): the flock(2) of a block, as contend share --flock takes it."""

    def __init__(self, block):
        self._file = open("/dev/shm/" + block.name.lstrip("/"), "rb")

    def __enter__(self):
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *ignored):
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self):
        self._file.close()


class _Mutex:
    """A process-shared pthread mutex in the block; ctypes lets other threads of Python run while it waits."""

    def __init__(self, address):
        self._mutex = ctypes.c_void_p(address)
        self._libc = ctypes.CDLL(None, use_errno=True)
        self.recovered = 0

    def acquire(self):
        error = self._libc.pthread_mutex_lock(self._mutex)
        if error == _EOWNERDEAD:
            # Whoever held it died; the one cell that it guards is whole after each of its stores.
            error = self._libc.pthread_mutex_consistent(self._mutex)
            self.recovered += 1
        if error:
            raise OSError(error, "pthread_mutex_lock")

    def release(self):
        error = self._libc.pthread_mutex_unlock(self._mutex)
        if error:
            raise OSError(error, "pthread_mutex_unlock")


class _None:
    def acquire(self):
        pass

    def release(self):
        pass


class Value:
    """A Value or Array of contend's. Index -1 is the last cell. 'with' holds its lock; close() ends it."""

    def __init__(self, name):
        self.block = attach(name)
        self._held = 0
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self):
        block = self.block
        if block.size < _HEADER or struct.unpack_from("=Q", block.buf)[0] != _MAGIC:
            raise ValueError("%s is no Value or Array of contend's" % block.name)
        code, lock, self.shape, _, data, self.count, stride = struct.unpack_from("=4BIQQ", block.buf, 8)
        self.typecode = chr(code)
        self.lock_kind = _LOCKS[lock]
        ctype = {
            "b": ctypes.c_byte, "B": ctypes.c_ubyte, "h": ctypes.c_short, "H": ctypes.c_ushort,
            "i": ctypes.c_int, "I": ctypes.c_uint, "l": ctypes.c_long, "L": ctypes.c_ulong,
            "q": ctypes.c_longlong, "Q": ctypes.c_ulonglong, "f": ctypes.c_float, "d": ctypes.c_double,
            "c": ctypes.c_char, "u": ctypes.c_wchar,
        }[self.typecode]
        # Each cell an object that stores whole words: struct.pack_into() would zero them first.
        self.cells = [ctype.from_buffer(block.buf, data + i * stride) for i in range(self.count)]
        self._pin = ctypes.c_char.from_buffer(block.buf)
        address = ctypes.addressof(self._pin) + _LOCK
        if self.lock_kind == "semaphore":
            self.lock = _multiprocessing.SemLock._rebuild(address, 1, 1, None)
        elif self.lock_kind == "none":
            self.lock = _None()
        else:
            self.lock = _Mutex(address)

    def get(self, index=0):
        with self:
            return self.cells[index].value

    def set(self, value, index=0):
        with self:
            self.cells[index].value = value

    def add(self, amount, index=0):
        """The monitor: one lock round the whole update."""
        with self:
            self.cells[index].value += amount
            return self.cells[index].value

    def acquire(self):
        if not self._held:
            self.lock.acquire()
        self._held += 1

    def release(self):
        self._held -= 1
        if not self._held:
            self.lock.release()

    def __enter__(self):
        self.acquire()
        return self

    def __exit__(self, *ignored):
        self.release()

    def close(self):
        # A mapping with objects in it cannot be closed.
        self.cells = self._pin = self.lock = None
        self.block.close()


def attach_value(name, timeout=1.0):
    """The Value or Array of that name; waits so many seconds for one that is being created."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            return Value(name)
        except (FileNotFoundError, ValueError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.001)
