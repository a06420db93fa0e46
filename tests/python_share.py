# SPDX-License-Identifier: MIT
"""C and Python share memory, lists and locks, in both directions. By python_share.sh, once for each Python that is there.

CONTEND: the program; SHARE_PEER: the C side; srcdir: the project's root. Exit code 1 with a line for each check that failed."""

import multiprocessing
import os
import struct
import subprocess
import sys
import time
from multiprocessing import resource_tracker, shared_memory

srcdir = os.environ.get("srcdir", ".")
sys.path.insert(0, os.path.join(srcdir, "src", "share"))
sys.dont_write_bytecode = True
import contend_share  # noqa: E402

CONTEND = os.environ.get("CONTEND", "./contend")
PEER = os.environ.get("SHARE_PEER", "./share_peer")
NAME = "py_share.%d" % os.getpid()
nan, inf = float("nan"), float("inf")
failures = 0
checks = 0


def check(what, got, wanted):
    global failures, checks
    checks += 1
    if got != wanted:
        failures += 1
        print("FAIL: %s: %r, not %r" % (what, got, wanted), file=sys.stderr)


def contend(*words, code=0):
    done = subprocess.run([CONTEND, "share", *words], capture_output=True, text=True)
    check("contend share %s: exit code (%s)" % (" ".join(words), done.stderr.strip()), done.returncode, code)
    return done.stdout.rstrip("\n") if code == 0 else done.stderr.rstrip("\n")


def peer(*words):
    return subprocess.Popen([PEER, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ends_well(process, what):
    check(what + ": the C side's exit code", process.wait(60), 0)
    process.stdin.close()
    process.stdout.close()


def vectors():
    """Lists without mutation, the expression, the list as it reads back, and its format."""
    with open(os.path.join(srcdir, "tests/golden/shareable_list_vectors.txt"), encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            made, _, _, reads, form = line.rstrip("\n").split("\t")
            if " ; " not in made and "!Unicode" not in reads:
                yield made, reads, "" if form == "-" else form


def same(a, b):
    return repr(a) == repr(b)  # nan is nan, 1 is not True


def c_makes_lists_and_python_reads_them():
    for made, reads, form in vectors():
        value = eval(made)
        contend("create", NAME, "--list", repr(value))
        items = contend_share.attach_list(NAME)
        # CPython sizes a str's slot by its characters, and cuts; C by its bytes.
        wanted = made if "\\u" in made or "\\U" in made else reads
        check("Python reads " + made, same(list(items), eval(wanted)), True)
        if made.isascii() and "\\u" not in made and "\\U" not in made:
            check("format of " + made, items.format, form)
        items.shm.close()
        contend("unlink", NAME)


def python_makes_lists_and_c_reads_them():
    for made, reads, form in vectors():
        items = shared_memory.ShareableList(eval(made), name=NAME)
        check("C reads " + made, same(eval(contend("dump", NAME, "--list")), eval(reads)), True)
        items.shm.close()
        items.shm.unlink()


def each_sets_what_the_other_reads():
    contend("create", NAME, "--list", "[1, 2.5, True, None, 'four', b'five']")
    items = contend_share.attach_list(NAME)
    for index, value in enumerate([-7, -0.0, False, None, "\u00e9\u00e9", b"\x00\xff"]):
        contend("set", NAME, str(index), repr(value), "--flock")
        check("Python reads item %d" % index, same(items[index], value), True)
    for index, value in enumerate([2**63 - 1, inf, True, 9, "abc", b"xyz"]):
        with contend_share.flock(items.shm):
            items[index] = value
        check("C reads item %d" % index, contend("get", NAME, str(index)), repr(value))
    check("count", contend("count", NAME, "1"), str(items.count(1)))
    check("index", contend("index", NAME, "9"), str(items.index(9)))
    items.shm.close()
    contend("unlink", NAME)


EXTREMES = {
    "b": [-128, 127, -1], "B": [0, 255], "h": [-2**15, 2**15 - 1, -1], "H": [0, 2**16 - 1],
    "i": [-2**31, 2**31 - 1, -1], "I": [0, 2**32 - 1], "q": [-2**63, 2**63 - 1, -1], "Q": [0, 2**64 - 1],
    "l": [-2**(8 * struct.calcsize("l") - 1), 2**(8 * struct.calcsize("l") - 1) - 1, -1],
    "L": [0, 2**(8 * struct.calcsize("L")) - 1],
    "f": [nan, inf, -inf, 1.5, 16777216.0], "d": [nan, inf, -0.0, 0.1, 5e-324, 1.7976931348623157e308],
}


def raw_bytes_are_the_same_through_struct():
    contend("create", NAME, "--size", "64")
    block = contend_share.attach(NAME)
    for order in ("", "<", ">"):
        for code, values in EXTREMES.items():
            for value in values:
                form = order + code
                if order and code in "lL":  # of standard size 4
                    value = value % 2**31
                contend("set", NAME, "--struct", form, "--", repr(value))
                check("Python unpacks %s %r" % (form, value), same(struct.unpack_from(form, block.buf)[0], value), True)
                block.buf[:8] = bytes(8)
                struct.pack_into(form, block.buf, 0, value)
                check("C reads %s %r" % (form, value), contend("get", NAME, "--struct", form), repr(value))
    fields = (7, 2.5, 0.25, b"ab\0\0", True)
    struct.pack_into("idf4s?", block.buf, 0, *fields)
    check("C dumps a struct", contend("dump", NAME, "--struct", "idf4s?"), repr(fields))
    block.close()
    contend("unlink", NAME)


def values_are_the_same_on_both_sides():
    for code, values in EXTREMES.items():
        contend("create", NAME, "--value", code, "--lock", "semaphore")
        value = contend_share.attach_value(NAME)
        for wanted in values:
            contend("set", NAME, "--", repr(wanted))
            check("Python reads Value %s %r" % (code, wanted), same(value.get(), wanted), True)
            value.set(0)
            value.set(wanted)
            check("C reads Value %s %r" % (code, wanted), contend("get", NAME), repr(wanted))
        value.close()
        contend("unlink", NAME)
    for pack in ([], ["--pack"]):
        contend("create", NAME, "--array", "h:5", *pack)
        array = contend_share.attach_value(NAME)
        array.add(-9, -1)
        check("the last cell", contend("get", NAME), "[0, 0, 0, 0, -9]")
        array.close()
        contend("unlink", NAME)


TIMES = 20000


def both_hammer(kind, make, python_locks):
    """C and Python each add 1 TIMES times; make() prepares, python_locks() gives a context manager."""
    contend("create", NAME, "--size", "256")
    block = contend_share.attach(NAME)
    make()
    cell = block.buf[:8].cast("q")
    lock = python_locks(block)
    process = peer("bump", NAME, str(TIMES), kind)
    for _ in range(TIMES):
        with lock:
            cell[0] += 1
    ends_well(process, kind)
    total = cell[0]
    cell.release()
    del lock
    block.close()
    contend("unlink", NAME)
    return total


class InBlock:
    """A sem_t at byte 128, by ctypes."""

    def __init__(self, block):
        import ctypes
        self.libc = ctypes.CDLL(None)
        self.pin = (ctypes.c_char * 1).from_buffer(block.buf, 128)
        self.at = ctypes.c_void_p(ctypes.addressof(self.pin))

    def __enter__(self):
        self.libc.sem_wait(self.at)

    def __exit__(self, *ignored):
        self.libc.sem_post(self.at)


class Nothing:
    def __enter__(self):
        pass

    def __exit__(self, *ignored):
        pass


def no_update_is_lost_under_a_lock_that_both_take():
    ends_well(peer("sem-make", "/" + NAME), "sem-make")
    check("named semaphore", both_hammer("sem:/" + NAME, lambda: None,
                                         lambda block: contend_share.named_lock(NAME)), 2 * TIMES)
    ends_well(peer("sem-unlink", "/" + NAME), "sem-unlink")
    check("semaphore in the block", both_hammer("in-block:128", lambda: ends_well(peer("make-sem", NAME, "128"), "make-sem"),
                                                InBlock), 2 * TIMES)
    check("flock", both_hammer("flock", lambda: None, contend_share.flock), 2 * TIMES)
    total = both_hammer("none", lambda: None, lambda block: Nothing())
    check("without a lock no more than all", TIMES <= total + TIMES and total <= 2 * TIMES, True)


def no_update_is_lost_under_a_values_own_lock():
    for lock in ("semaphore", "mutex", "mutex_robust"):
        contend("create", NAME, "--value", "q", "--lock", lock)
        value = contend_share.attach_value(NAME)
        process = peer("add", NAME, str(TIMES))
        for _ in range(TIMES):
            value.add(1)
        ends_well(process, lock)
        check("Value under " + lock, value.get(), 2 * TIMES)
        value.close()
        contend("unlink", NAME)


def python_recovers_a_robust_lock_from_a_killed_holder():
    contend("create", NAME, "--value", "q")
    process = peer("die", NAME)
    process.wait(60)
    value = contend_share.attach_value(NAME)
    check("after a killed holder", value.add(1), 1)
    check("deaths that Python saw", value.lock.recovered, 1)
    value.close()
    contend("unlink", NAME)


def held(process):
    check("the C side holds the lock", process.stdout.readline(), "held\n")


def let_go(process, what):
    process.stdin.close()
    check(what, process.wait(60), 0)
    process.stdout.close()


def each_waits_for_the_others_lock():
    context = multiprocessing.get_context("spawn")
    lock = context.Lock()
    process = peer("sem-hold", lock._semlock.name)
    held(process)
    check("a spawn Lock that C holds", lock.acquire(timeout=0.05), False)
    let_go(process, "C gives a spawn Lock back")
    check("a spawn Lock that C has given back", lock.acquire(timeout=5), True)
    process = peer("sem-hold", lock._semlock.name)
    time.sleep(0.05)
    check("C waits for Python", process.poll(), None)
    lock.release()
    held(process)
    let_go(process, "C had Python's lock")
    contend("create", NAME, "--value", "q", "--lock", "semaphore")
    process = peer("hold", NAME)
    held(process)
    check("contend says who may hold it", "was not to be had for 50ms" in contend("add", NAME, "1", "--wait=50ms", code=1), True)
    value = contend_share.attach_value(NAME)
    check("a Value's lock that C holds", value.lock.acquire(True, 0.05), False)
    let_go(process, "C lets go")
    check("a Value's lock that C has given back", value.add(1), 1)
    value.close()
    contend("unlink", NAME)


def python_that_attaches_by_the_recipe_leaves_the_block():
    program = ("import sys; sys.path.insert(0, %r); sys.dont_write_bytecode = True; " % sys.path[0]) + \
        "import contend_share as c; from multiprocessing import shared_memory as s; "
    contend("create", NAME, "--list", "[1]")
    for recipe in ("c.attach(%r).close()", "c.attach_list(%r).shm.close()"):
        subprocess.run([sys.executable, "-c", program + recipe % NAME], check=True)
        check("the block after " + recipe, contend("get", NAME), "[1]")
    # Without it Python's end takes the block away, and says so; contend says what may have happened.
    subprocess.run([sys.executable, "-c", program + "s.SharedMemory(%r).close()" % NAME], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while os.path.exists("/dev/shm/" + NAME) and time.monotonic() < deadline:
        time.sleep(0.01)
    if os.path.exists("/dev/shm/" + NAME):
        print("note: this Python leaves a block that it attached to", file=sys.stderr)
        contend("unlink", NAME)
    else:
        check("contend says why", "did a Python process attach to it?" in contend("get", NAME, code=1), True)


TESTS = [
    c_makes_lists_and_python_reads_them, python_makes_lists_and_c_reads_them, each_sets_what_the_other_reads,
    raw_bytes_are_the_same_through_struct, values_are_the_same_on_both_sides,
    no_update_is_lost_under_a_lock_that_both_take, no_update_is_lost_under_a_values_own_lock,
    python_recovers_a_robust_lock_from_a_killed_holder, each_waits_for_the_others_lock,
    python_that_attaches_by_the_recipe_leaves_the_block,
]


def main():
    before = set(os.listdir("/dev/shm"))
    for test in TESTS:
        if len(sys.argv) == 1 or test.__name__ in sys.argv[1:]:
            started = time.monotonic()
            test()
            print("%-60s %.1f s" % (test.__name__.replace("_", " "), time.monotonic() - started))
    # The tracker is a process of its own, which ends with this one.
    left = [n for n in set(os.listdir("/dev/shm")) - before if n.startswith("py_share")]
    check("left in /dev/shm", left, [])
    print("Python %s: %d checks, %d failed" % (sys.version.split()[0], checks, failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
