# SPDX-License-Identifier: Apache-2.0
"""Stands in for keystrap-fetch and misbehaves; the frames are those of include/process/ipc.h.

    fetch.py BEHAVIOUR

BEHAVIOUR is one of BEHAVIOURS. The good one answers what a run of `[VALUE] from =
depot:secret/app#value` asks for; the others do one thing wrong. The socket is on descriptor 3.
"""

import os
import signal
import socket
import struct
import sys
import time

SOURCE, ITEM, GO, VALUE, FAILED, READY, DONE, READ, LEASE, MAKING = range(1, 11)
INDEX, KIND, NAME, TEXT, PATH, SELECTOR, FIELD, WHOLE, BYTES, CLASS, STATUS, DEADLINE, \
    OF_SOURCE, LANDLOCK, CREATED, PARAMETERS, ID, LEASE_KIND, DURATION, RENEWABLE, \
    MINT = range(1, 22)
OF_TOKEN, OF_SECRET = 1, 2
# What the good helper answers. Tests look for it outside the child.
ANSWER = b"hC3qWv8ZtY1nKp6RbX4mDf9s.a-value-of-the-stand-in.Lg7jQ2uEoA5xTi0cVwNy8zHr"


def field(tag, content):
    if isinstance(content, int):
        content = struct.pack("<Q", content)
    return struct.pack("<BI", tag, len(content)) + content


def frame(kind, *fields, magic=b"KSTR", version=1, length=None, reserved=0):
    payload = b"".join(field(*one) for one in fields)
    head = struct.pack("<4sBBHI", magic, version, kind, reserved,
                       len(payload) if length is None else length)
    return head + payload


READY_FRAME = frame(READY, (LANDLOCK, 0))
VALUE_FRAME = frame(VALUE, (INDEX, 0), (FIELD, b"value"), (BYTES, ANSWER))
READ_FRAME = frame(READ, (INDEX, 0))
DONE_FRAME = READ_FRAME + frame(DONE)


def refused(**fields):
    """A failure of the one item, with other fields."""
    row = {"class": 6, "source": 0, "index": 0, "field": b"value", **fields}
    tags = {"class": CLASS, "source": OF_SOURCE, "index": INDEX, "field": FIELD, "status": STATUS}
    return frame(FAILED, *((tags[name], content) for name, content in row.items()))


def lease(source=0, index=None, kind=OF_TOKEN, name=ANSWER, duration=60, issued=1 << 30):
    item = [] if index is None else [(INDEX, index)]
    return frame(LEASE, (OF_SOURCE, source), *item, (LEASE_KIND, kind), (ID, name),
                 (DURATION, duration), (CREATED, issued))


def value(index=0, name=b"value", content=ANSWER):
    return frame(VALUE, (INDEX, index), (FIELD, name), (BYTES, content))


# What is sent after "ready"; then the helper ends with 0.
AFTER_READY = {
    "good": [VALUE_FRAME, DONE_FRAME],
    "no-done": [VALUE_FRAME],
    "nothing": [],
    "item-without-end": [VALUE_FRAME, frame(DONE)],
    "item-ends-twice": [VALUE_FRAME, READ_FRAME, DONE_FRAME],
    "makes-for-another-item": [VALUE_FRAME, frame(MAKING, (INDEX, 7)), DONE_FRAME],
    "end-of-another-item": [VALUE_FRAME, frame(READ, (INDEX, 7)), DONE_FRAME],
    "age-beyond-all-times": [VALUE_FRAME, frame(READ, (INDEX, 0), (CREATED, 1 << 63)), frame(DONE)],
    "done-only": [DONE_FRAME],
    "ready-twice": [READY_FRAME, VALUE_FRAME, DONE_FRAME],
    "value-twice": [VALUE_FRAME, VALUE_FRAME, DONE_FRAME],
    "another-item": [VALUE_FRAME, value(index=1), DONE_FRAME],
    "far-item": [VALUE_FRAME, value(index=1 << 63), DONE_FRAME],
    "another-field": [VALUE_FRAME, value(name=b"LD_PRELOAD"), DONE_FRAME],
    "no-field": [VALUE_FRAME, frame(VALUE, (INDEX, 0), (BYTES, ANSWER)), DONE_FRAME],
    "too-many-values": [VALUE_FRAME, *(value(name=b"x%d" % i) for i in range(2000)), DONE_FRAME],
    "control-characters": [VALUE_FRAME, value(name=b"\x1b[2J\n" + ANSWER), DONE_FRAME],
    "not-utf-8": [VALUE_FRAME, value(name=b"\xff\xfe"), DONE_FRAME],
    "large-value": [value(content=ANSWER * (1 << 14)), DONE_FRAME],
    "empty-frame": [frame(VALUE), DONE_FRAME],
    "short-number": [frame(VALUE, (INDEX, b"\0"), (FIELD, b"value"), (BYTES, ANSWER)), DONE_FRAME],
    "field-past-the-end": [frame(VALUE, (INDEX, 0))[:-4]
                           + VALUE_FRAME, DONE_FRAME],
    "wrong-direction": [frame(GO), DONE_FRAME],
    "a-source": [frame(SOURCE, (INDEX, 0), (KIND, b"vault")), DONE_FRAME],
    "unknown-type": [frame(99), DONE_FRAME],
    "type-zero": [frame(0), DONE_FRAME],
    "wrong-magic": [frame(VALUE, (INDEX, 0), magic=b"HTTP"), DONE_FRAME],
    "wrong-version": [frame(DONE, version=2)],
    "reserved-bytes": [VALUE_FRAME, frame(DONE, reserved=1)],
    "endless-length": [frame(VALUE, length=0xffffffff), ANSWER],
    "length-of-a-gigabyte": [frame(VALUE, length=1 << 30), ANSWER],
    "half-a-frame": [VALUE_FRAME[:-10]],
    "half-a-header": [VALUE_FRAME, DONE_FRAME[:5]],
    "failure-of-no-class": [refused(**{"class": 0}), DONE_FRAME],
    "failure-of-unknown-class": [refused(**{"class": 1 << 40}), DONE_FRAME],
    "failure-of-another-source": [refused(source=7), DONE_FRAME],
    "failure-of-another-item": [refused(index=7), DONE_FRAME],
    "failure-of-another-field": [refused(field=ANSWER), DONE_FRAME],
    "failure-of-the-next-field": [refused(field=b"next"), DONE_FRAME],
    "failure-with-a-status": [refused(status=12345678), DONE_FRAME],
    "failure-with-control-characters": [refused(field=b"\x1b]0;" + ANSWER), DONE_FRAME],
}
for name, bad in {
        "of-no-source": lease(source=7),
        "of-no-item": lease(kind=OF_SECRET, index=7),
        "of-no-kind": lease(kind=3),
        "token-of-an-item": lease(index=0),
        "secret-of-a-login": lease(kind=OF_SECRET),
        "without-id": lease(name=b""),
        "with-control-characters": lease(name=b"\x1b]0;" + ANSWER),
        "too-long": lease(name=b"x" * 8193),
        "for-ever": lease(duration=1 << 40),
        "of-no-time": lease(issued=1 << 60)}.items():
    AFTER_READY["lease-" + name] = [VALUE_FRAME, bad, DONE_FRAME]
AFTER_READY["too-many-leases"] = [VALUE_FRAME, *[lease()] * 10001, DONE_FRAME]
# For two sources, one variable each, where the second has a default.
AFTER_READY["failure-beside-its-source"] = [VALUE_FRAME, refused(index=1), DONE_FRAME]


def end(status):
    return lambda _connection: os._exit(status)


def die(number):
    return lambda _connection: os.kill(os.getpid(), number)


def send(*frames):
    return lambda connection: connection.sendall(b"".join(frames))


def stay(*frames):
    def run(connection):
        connection.sendall(b"".join(frames))
        time.sleep(600)
    return run


def good_then(status):
    def run(connection):
        connection.sendall(READY_FRAME + VALUE_FRAME + DONE_FRAME)
        os._exit(status)
    return run


OTHERS = {
    "end-at-once": end(0),
    "end-with-1": end(1),
    "killed": die(signal.SIGKILL),
    "crash": die(signal.SIGSEGV),
    "forbidden-call": die(signal.SIGSYS),  # how a seccomp filter ends a process
    "value-before-ready": send(VALUE_FRAME, DONE_FRAME),
    "done-before-ready": send(DONE_FRAME),
    "garbage": lambda connection: connection.sendall(os.urandom(100000)),
    "http": send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    "good-then-failed": good_then(1),
    "garbage-then-stay": stay(b"\xff" * 4096),
    "good-then-stay": stay(READY_FRAME, VALUE_FRAME, DONE_FRAME),
    "silent": stay(),
}

BEHAVIOURS = [*AFTER_READY, *OTHERS]


def hear(connection):
    """Everything up to "go"."""
    pending = b""
    while not pending.endswith((frame(GO), frame(GO, (MINT, 1)))):
        more = connection.recv(65536)
        if not more:
            return
        pending += more


def main(behaviour):
    connection = socket.socket(fileno=3)
    if behaviour in OTHERS:
        if behaviour.startswith("good"):
            hear(connection)
        OTHERS[behaviour](connection)
        return
    hear(connection)
    try:
        connection.sendall(READY_FRAME + b"".join(AFTER_READY[behaviour]))
    except OSError:
        pass  # keystrap has heard enough


if __name__ == "__main__":
    main(sys.argv[1])
